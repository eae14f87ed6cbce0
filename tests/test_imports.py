"""Who may import whom: one direction, one room a step, and nothing heavy before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from tests.conftest import ROOT

# The steps in their order, room by room. A module imports only from those above it; a new one takes its place here.
ORDER = [
    "rag.errors",
    "rag.datatypes.articles",
    "rag.datatypes.reading",
    "rag.datatypes.answers",
    "rag.datatypes.adding",
    "rag.datatypes",
    "rag.text.content",
    "rag.text.synonyms",
    "rag.text.wording",
    "rag.text.names",
    "rag.text.lines",
    "rag.text.sentences",
    "rag.text.saying",
    "rag.text.speech",
    "rag.text.clock",
    "rag.text.measures",
    "rag.text.amounts",
    "rag.text.quantities",
    "rag.text.shares",
    "rag.text.forms",
    "rag.text.likeness",
    "rag.text.naming",
    "rag.text.runs",
    "rag.text.opposites",
    "rag.text.said",
    "rag.text.values",
    "rag.text.figures",
    "rag.text.grammar",
    "rag.text.bases",
    "rag.text",
    "rag.sources.limits",
    "rag.sources.decoding",
    "rag.sources.dates",
    "rag.sources.fields",
    "rag.sources.heads",
    "rag.sources.exports",
    "rag.sources.frontmatter",
    "rag.sources.plaintext",
    "rag.sources.build",
    "rag.sources.webmeta",
    "rag.sources.web",
    "rag.sources.pdf",
    "rag.sources.docx",
    "rag.sources.markup",
    "rag.sources.rows",
    "rag.sources.tables",
    "rag.sources.foreign",
    "rag.sources.files",
    "rag.sources",
    "rag.settings",
    "rag.times",
    "rag.times.periods",
    "rag.times.patterns",
    "rag.times.traps",
    "rag.times.verbs",
    "rag.times.cues",
    "rag.times.verbforms",
    "rag.times.clauses",
    "rag.times.tense",
    "rag.times.meaning",
    "rag.times.speeches",
    "rag.times.expressions",
    "rag.times.stretches",
    "rag.times.order",
    "rag.times.question",
    "rag.times.plan",
    "rag.passages",
    "rag.inference.models",
    "rag.inference.runtime",
    "rag.inference.quantize",
    "rag.inference.dequantize",
    "rag.inference",
    "rag.embedder",
    "rag.store.copies",
    "rag.store.schema",
    "rag.store.readonly",
    "rag.store.database",
    "rag.store.copyindex",
    "rag.store.filestates",
    "rag.store.listing",
    "rag.store.within",
    "rag.store.stored",
    "rag.store.catalogue",
    "rag.store.stems",
    "rag.store.lexical",
    "rag.store.vectors",
    "rag.store.locking",
    "rag.store.manifest",
    "rag.store",
    "rag.adding",
    "rag.adding.indexing",
    "rag.adding.ingest",
    "rag.adding.uploads",
    "rag.adding.sync",
    "rag.adding.watching",
    "rag.question",
    "rag.question.offices",
    "rag.question.casing",
    "rag.question.language",
    "rag.question.kinds",
    "rag.question.several",
    "rag.question.telling",
    "rag.question.askable",
    "rag.question.spelling",
    "rag.question.examples",
    "rag.retriever",
    "rag.reader.decoding",
    "rag.reader.wholeness",
    "rag.reader.windows",
    "rag.reader.networks",
    "rag.reader.model",
    "rag.reader",
    "rag.comparer.texts",
    "rag.comparer.model",
    "rag.comparer",
    "rag.evidence.confidence",
    "rag.evidence.words",
    "rag.evidence.days",
    "rag.evidence.sameness",
    "rag.evidence.attributed",
    "rag.evidence.lists.pieces",
    "rag.evidence.lists.growing",
    "rag.evidence.lists.layout",
    "rag.evidence.lists.tables",
    "rag.evidence.lists.members",
    "rag.evidence.lists",
    "rag.evidence.factuality.accused",
    "rag.evidence.factuality.printed",
    "rag.evidence.factuality.refuted",
    "rag.evidence.factuality.superseded",
    "rag.evidence.factuality.corrections",
    "rag.evidence.factuality.denied",
    "rag.evidence.factuality.former",
    "rag.evidence.factuality.holders",
    "rag.evidence.factuality.modality",
    "rag.evidence.factuality.premise",
    "rag.evidence.factuality",
    "rag.evidence.doubts.namesakes",
    "rag.evidence.doubts.ages",
    "rag.evidence.doubts.contrary",
    "rag.evidence.doubts.counted",
    "rag.evidence.doubts.reasons",
    "rag.evidence.doubts.subjects",
    "rag.evidence.doubts.kin",
    "rag.evidence.doubts.margins",
    "rag.evidence.doubts.measured",
    "rag.evidence.doubts.numbered",
    "rag.evidence.doubts.offices",
    "rag.evidence.doubts.owners",
    "rag.evidence.doubts.units",
    "rag.evidence.doubts.acts",
    "rag.evidence.doubts.roles",
    "rag.evidence.doubts.doers",
    "rag.evidence.doubts.places",
    "rag.evidence.doubts.odds",
    "rag.evidence.doubts",
    "rag.evidence.emptiness",
    "rag.evidence.agreement.against",
    "rag.evidence.agreement.birthdays",
    "rag.evidence.agreement.onesided",
    "rag.evidence.agreement.stages",
    "rag.evidence.agreement.pairs",
    "rag.evidence.agreement.comparing",
    "rag.evidence.agreement.standing",
    "rag.evidence.agreement.groups",
    "rag.evidence.agreement",
    "rag.evidence.fit",
    "rag.evidence.openings",
    "rag.evidence.parts",
    "rag.evidence.series",
    "rag.evidence.states",
    "rag.evidence.timing",
    "rag.evidence.worth",
    "rag.evidence",
    "rag.reading",
    "rag.followups.expletive",
    "rag.followups.binding",
    "rag.followups.phrases",
    "rag.followups.clauses",
    "rag.followups.members",
    "rag.followups.spoken",
    "rag.followups.answered",
    "rag.followups.mentions",
    "rag.followups.pronouns",
    "rag.followups.adjuncts",
    "rag.followups.slots",
    "rag.followups.sequels",
    "rag.followups.fragments",
    "rag.followups.evidence",
    "rag.followups.nominals",
    "rag.followups.story",
    "rag.followups.typed",
    "rag.followups.rewriting",
    "rag.followups.understanding",
    "rag.followups",
    "rag.repair.rebuild",
    "rag.repair.readable",
    "rag.repair.salvage",
    "rag.repair.doctor",
    "rag.repair",
    "rag.holdings",
    "rag.quoting",
    "rag.fitting",
    "rag.news",
    "rag.remarks",
    "rag.verifying.citing",
    "rag.verifying.checking",
    "rag.verifying.proofs",
    "rag.verifying.documents",
    "rag.verifying.stale",
    "rag.verifying",
    "rag.opposing",
    "rag.weighing",
    "rag.answers",
    "rag.desk",
    "rag.asking",
    "rag.lookup",
    "rag.answering",
    "rag.library",
    "rag.calibrate",
    "rag.comparer.train.stories",
    "rag.comparer.train.candidates",
    "rag.comparer.train.examples",
    "rag.reader.train.examples",
    "rag.reader.train.told",
    "rag.reader.train.cloze",
    "rag.reader.train.variants",
    "rag.reader.train.negatives",
    "rag.reader.train.groups",
    "rag.reader.train.batching",
    "rag.reader.train.loss",
    "rag.reader.train.loop",
    "rag.reader.train.export",
    "rag.reader.train.run",
    "rag.reader.train.__main__",
    "rag.reader.train",
    "rag.comparer.train.batch",
    "rag.comparer.train.run",
    "rag.comparer.train.__main__",
    "rag.comparer.train",
    "rag.commands.terminal",
    "rag.commands.answer",
    "rag.commands",
    "rag.commands.common",
    "rag.commands.filling",
    "rag.commands.asking",
    "rag.commands.tools",
    "rag.cli",
]
# Packages that only these modules may import. The plain baselines of the benchmarks and the peers work beside Ibid, not
# through it.
ONLY_IN = {
    "chromadb": {"rag/store/vectors.py", "eval/peers/plain_peer.py"},
    "charset_normalizer": {"rag/sources/decoding.py"},
    "dateutil": {"rag/times/periods.py"},
    "docx": {"rag/sources/docx.py"},
    "gradio": {"ui/page.py"},
    "haystack": {"eval/peers/haystack_peer.py"},
    "onnx": {"rag/inference/quantize.py", "rag/inference/dequantize.py"},
    "onnxruntime": {"rag/inference/runtime.py", "rag/inference/quantize.py"},
    "pypdf": {"rag/sources/pdf.py"},
    "sentence_transformers": {"rag/embedder.py", "eval/plain.py", "eval/peers/plain_peer.py"},
    "sqlite3": {"rag/store/database.py", "rag/store/readonly.py", "rag/repair/readable.py", "rag/repair/salvage.py"},
    "tantivy": {"rag/store/lexical.py", "rag/store/stems.py"},
    "trafilatura": {"rag/sources/web.py"},
    "txtai": {"eval/peers/txtai_peer.py"},
    "typer": {"rag/cli.py", *(f"rag/commands/{name}.py" for name in ("common", "filling", "asking", "tools"))},
    "watchfiles": {"rag/adding/watching.py"},
}
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "gradio",
    "sklearn",
    "onnx",
    "onnxruntime",
    "pandas",
    "tantivy",
)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


PATHS = {module_name(path): path for folder in ("rag", "ui", "eval") for path in sorted((ROOT / folder).rglob("*.py"))}
RAG = sorted(name for name in PATHS if name.startswith("rag."))
OUTSIDE = sorted(name for name in PATHS if not name.startswith("rag"))


def imports(module: str) -> Iterator[str]:
    """Full names of what a module imports, wherever in the file, for the type checker too."""
    for node in ast.walk(ast.parse(PATHS[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by a relative name"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in PATHS else str(node.module)


def test_every_module_of_rag_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == RAG


def test_a_room_is_left_before_the_next_is_entered() -> None:
    rooms = ["train" if ".train" in name else name.split(".")[1] for name in ORDER]
    entered = [room for room, before in zip(rooms, ["", *rooms], strict=False) if room != before]
    assert len(entered) == len(set(entered))


@pytest.mark.parametrize("module", RAG)
def test_import_points_only_to_an_earlier_step(module: str) -> None:
    earlier = set(ORDER[: ORDER.index(module)])
    assert {name for name in imports(module) if name.split(".")[0] == "rag"} <= earlier


@pytest.mark.parametrize("module", [module for module in RAG if module != "rag.commands.tools"])
def test_only_the_command_line_knows_of_the_page_and_the_evaluation(module: str) -> None:
    assert {name for name in imports(module) if name.split(".")[0] in ("ui", "eval", "tests")} == set()


@pytest.mark.parametrize("package", ONLY_IN)
def test_package_is_imported_in_its_place_only(package: str) -> None:
    users = {
        str(path.relative_to(ROOT))
        for module, path in PATHS.items()
        if any(name.split(".")[0] == package for name in imports(module))
    }
    assert users == ONLY_IN[package]


@pytest.mark.parametrize("module", OUTSIDE)
def test_page_and_evaluation_use_only_what_rag_exports(module: str) -> None:
    for node in ast.walk(ast.parse(PATHS[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert all(alias.name.split(".")[0] != "rag" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "rag":
            assert node.module == "rag"
            assert {alias.name for alias in node.names} <= set(rag.__all__)


@pytest.mark.parametrize("module", OUTSIDE)
def test_page_and_evaluation_do_not_know_of_each_other(module: str) -> None:
    other = "eval" if module.startswith("ui") else "ui"
    assert all(name.split(".")[0] != other for name in imports(module))


def test_everything_exported_is_there_once() -> None:
    assert all(hasattr(rag, name) for name in rag.__all__)
    assert len(rag.__all__) == len(set(rag.__all__))


@pytest.mark.parametrize("module", ["rag", "rag.cli", "rag.library", "ui.render", "eval.metrics"])
def test_nothing_heavy_is_imported(module: str, guarded_env: dict[str, str]) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=guarded_env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr
