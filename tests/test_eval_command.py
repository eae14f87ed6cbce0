"""`ibid eval`: which articles it takes, what it refuses before any work, and whole runs with the real models."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eval.command import SEED_ARTICLES, SEED_QUESTIONS, SHIPPED_QUESTIONS, choose_task, run_eval
from rag import Library, Settings, SettingsError, SourceError, StorageError

CONTEXT = "The lighthouse at Olm was built in 1887 by the engineer Ada Brandt."
ARTICLE = f" date 2024-11-07 A lighthouse\n\n{CONTEXT}\n"
LINE = {
    "id": "built",
    "kind": "answerable",
    "question": "When was the lighthouse built?",
    "answers": ["1887", "in 1887"],
    "article": "olm.txt",
    "start": f"A lighthouse\n\n{CONTEXT}".index("1887"),
    "also": [],
    "history": [],
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "olm.txt").write_text(ARTICLE, encoding="utf-8")
    return path


def test_the_defaults_are_there() -> None:
    assert SEED_QUESTIONS.is_file()
    assert len(list(SEED_ARTICLES.glob("*.txt"))) == 2


@pytest.mark.parametrize("fail_under", [-0.1, 1.01, 80.0, float("nan")])
def test_a_threshold_that_is_no_rate_is_refused(fail_under: float) -> None:
    with pytest.raises(SettingsError, match=f"--fail-under is {fail_under}; F1 goes from 0 to 1"):
        run_eval(None, None, None, fail_under, Settings())


@pytest.mark.parametrize("name", ["", "gone/out.json"])
def test_an_unwritable_result_is_refused_before_the_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match="no file can be written there"):
        run_eval(None, None, tmp_path / name, None, Settings())


def test_own_questions_need_articles(questions: Path, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "none")
    with pytest.raises(SourceError, match="which articles are these questions about") as caught:
        run_eval(questions, None, None, None, settings)
    assert "--articles" in str(caught.value)
    assert not settings.library.exists()


def test_a_bad_question_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(LINE) + "\n{\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"own\.jsonl, line 2: not JSON"):
        run_eval(path, None, None, None, Settings())


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, eval.command, eval.bench; "
        "print(sorted({'torch', 'chromadb', 'sklearn', 'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_own_questions_and_articles(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    out = tmp_path / "out" / "figures.json"
    out.parent.mkdir()
    settings = Settings(library=tmp_path / "none", min_confidence=0.0)
    assert run_eval(questions, tmp_path / "articles", out, 0.5, settings) == 0
    figures = read_json(out)
    assert figures["answerable"] == {"n": 1, "exact_match": 1.0, "f1": 1.0, "answered": 1.0}
    assert figures["questions"][0]["prediction"] in LINE["answers"]
    assert figures["citations"]["valid"] == 1.0
    shown = capsys.readouterr()
    assert "answerable" in shown.out
    assert shown.err == ""
    assert list(scratch.glob("ibid-eval-*")) == []  # the library is gone
    assert list(out.parent.iterdir()) == [out]  # and nothing half-written is left
    assert not settings.library.exists()


@pytest.mark.slow
def test_own_library_and_a_missed_threshold(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(library=tmp_path / "library", min_confidence=1.0)  # always silent
    with Library.open(settings=settings, create=True) as library:
        library.add([tmp_path / "articles"])
    assert run_eval(questions, None, None, 0.25, settings) == 1
    assert "ibid: F1 of answerable questions is 0.0000; --fail-under asks for 0.25" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["seeds.jsonl", "seeds-reworded.jsonl"])
def test_shipped_questions_are_about_the_seeds(name: str, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "none")
    task = choose_task(SHIPPED_QUESTIONS / name, None, settings, tmp_path / "paragraphs")
    assert task.articles == SEED_ARTICLES


@pytest.mark.slow
def test_compressed_squad(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    qas = [
        {"id": "a", "question": LINE["question"], "answers": [{"text": "1887", "answer_start": CONTEXT.index("1887")}]},
        {"id": "b", "question": "What is the boiling point of ethanol?", "answers": [], "is_impossible": True},
    ]
    paragraphs = [{"context": CONTEXT, "qas": qas}, {"context": "Barley is grown in Veldt.", "qas": []}]
    path = tmp_path / "squad.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"data": [{"paragraphs": paragraphs}]}).encode()))
    out = tmp_path / "figures.json"
    assert run_eval(path, None, out, None, Settings(min_confidence=0.0)) == 0
    figures = read_json(out)
    assert figures["answerable"]["exact_match"] == 1.0
    assert figures["retrieval"]["recall@1"] == 1.0
    assert (figures["unanswerable"]["n"], figures["n"]) == (1, 2)
    assert "recall@1 100.0%" in capsys.readouterr().out
