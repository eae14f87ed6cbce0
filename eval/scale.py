"""How Ibid grows: `python -m eval.scale` makes libraries of 1,000, 10,000 and 100,000 passages and measures each.

Passages up to `--real` are embedded by the model; beyond that the vector of a passage is the mean of those of its
sentences, so that a large library costs minutes, not hours. Each step runs in a process of its own, whose peak
memory is its own too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from eval.apart import apart, disk_mib, peak_mib, seconds, spread
from eval.archive import ComposingEmbedder, Pool, TimedEmbedder, kept_words, read_pool, write_archive
from eval.command import WORLD_QUESTIONS, add_distractors, choose_task
from rag import Embedder, Hit, Library, RagError, Span, load_settings, open_embedder

SIZES = (1_000, 10_000, 100_000)
REAL = 10_000
POOL_SENTENCES = 20_000
QUESTIONS = 200
CANDIDATES = 50
EXACT_BATCH = 5_000
SHORT, LONG = dt.timedelta(30), dt.timedelta(365)
SINCE = dt.date(2019, 3, 1)
WIDTH_OF_FILES = 120


@dataclass(frozen=True, slots=True)
class Scale:
    """What was measured of a library of one size. Times are wall clock; memory is the peak of a process, in MiB."""

    passages: int
    articles: int
    real: bool  # vectors by the model, not put together
    add_s: float
    embed_s: float  # of that, the embedder alone
    add_mib: float
    disk_mib: float
    unchanged_s: float
    open_s: float
    first_ms: float  # the first search, which reads the vectors' graph
    search_mib: float
    both_ms: tuple[float, float]  # p50, p95
    dense_ms: tuple[float, float]
    lexical_ms: tuple[float, float]
    month_ms: tuple[float, float]
    year_ms: tuple[float, float]
    recall: float  # of the ten truly nearest, how many the graph finds
    doctor_s: float
    remove_s: float  # a tenth of the articles
    repair_s: float
    repaired_mib: float  # disk


class NoReader:
    """Reads nothing, so that retrieval alone is measured."""

    name = "none"
    fingerprint = "none"

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """No spans."""
        return []


def open_library(folder: Path, embedder: Embedder) -> Library:
    """The library in `folder`, made if it is missing."""
    return Library.open(folder, load_settings(), create=True, embedder=embedder, reader=NoReader())


def measure(pool: Pool, vectors: Path | None, questions: Sequence[str], passages: int, scratch: Path) -> Scale:
    """Make a library of about so many passages in the folder `scratch`, and measure it."""
    archive, folder = scratch / "archive", scratch / "library"
    write_archive(pool, archive, passages)
    known = None if vectors is None else (pool.sentences, vectors)
    added = apart(add, folder, archive, known)
    disk = disk_mib(folder)
    again = apart(add, folder, archive, known)
    searched = apart(search, folder, list(questions), known)
    mended = apart(mend, folder, known)
    return Scale(
        real=vectors is None, disk_mib=disk, unchanged_s=again["add_s"], repaired_mib=disk_mib(folder),
        **{key: added[key] for key in ("passages", "articles", "add_s", "embed_s", "add_mib")}, **searched, **mended,
    )  # fmt: skip


def add(folder: Path, archive: Path, known: Known) -> dict[str, Any]:
    """Add the archive to the library."""
    embedder = make_embedder(known)
    embedder.embed(["The model is read at the first use."])
    embedder.seconds = 0.0
    with open_library(folder, embedder) as library:
        start = time.perf_counter()
        report = library.add([archive])
        add_s = time.perf_counter() - start
        if report.failures:
            raise RuntimeError(report.failures[0].reason)
        articles, passages = library.counts()
    return {
        "passages": passages, "articles": articles, "add_s": add_s, "embed_s": embedder.seconds, "add_mib": peak_mib(),
    }  # fmt: skip


def search(folder: Path, questions: list[str], known: Known) -> dict[str, Any]:
    """Open the library, and search it for every question in each way."""
    embedder = make_embedder(known)
    vectors = embedder.embed(questions)  # (questions, dim)
    start = time.perf_counter()
    library = open_library(folder, embedder)
    open_s = time.perf_counter() - start
    with library:
        stores = library.stores
        first_ms = library.read(questions[0]).timings.retrieve
        figures = {
            "open_s": open_s,
            "first_ms": first_ms,
            "both_ms": spread([library.read(question).timings.retrieve for question in questions]),
            "dense_ms": timed(lambda i: stores.vectors.search(vectors[i], limit=CANDIDATES), questions),
            "lexical_ms": timed(
                lambda i: stores.lexical.search(questions[i], limit=CANDIDATES, since=None, until=None), questions
            ),
        }
        for name, length in (("month_ms", SHORT), ("year_ms", LONG)):
            figures[name] = spread(
                [library.read(q, since=SINCE, until=SINCE + length).timings.retrieve for q in questions[:50]]
            )
        figures["search_mib"] = peak_mib()
        figures["recall"] = recall(library, vectors)
    return figures


def mend(folder: Path, known: Known) -> dict[str, Any]:
    """Examine the library, remove a tenth of its articles, and make its indexes again."""
    with open_library(folder, make_embedder(known)) as library:
        doctor_s = seconds(library.examine)
        ids = [article.id for article in library.articles()][::10]
        return {
            "doctor_s": doctor_s,
            "remove_s": seconds(lambda: library.remove(ids)),
            "repair_s": seconds(library.repair),
        }


def recall(library: Library, vectors: np.ndarray[Any, Any]) -> float:
    """Of the ten passages truly nearest to each question, the share that the graph's first ten hold."""
    stores = library.stores
    best: list[list[tuple[float, str]]] = [[] for _ in vectors]
    ids = list(stores.vectors.ids())
    for start in range(0, len(ids), EXACT_BATCH):
        chunk = stores.vectors.fetch(ids[start : start + EXACT_BATCH])
        names = list(chunk)
        cosines = vectors @ np.stack([chunk[name] for name in names]).T  # (questions, passages)
        for row, (held, scores) in enumerate(zip(best, cosines, strict=True)):
            top = np.argsort(-scores)[:10]
            best[row] = sorted([*held, *((float(scores[at]), names[at]) for at in top)], reverse=True)[:10]
    shares = []
    for vector, held in zip(vectors, best, strict=True):
        found = stores.vectors.search(vector, limit=CANDIDATES)[:10]
        places = {f"{article_id}:{start}-{end}" for article_id, start, end, _ in found}
        shares.append(len(places & {name for _, name in held}) / len(held))
    return float(np.mean(shares))


Known = tuple[tuple[str, ...], Path] | None
"""The sentences of the pool and the file of their vectors, where vectors are put together."""


def make_embedder(known: Known) -> TimedEmbedder:
    """The shipped embedder, or one that puts vectors together."""
    if known is None:
        return TimedEmbedder(open_embedder())
    names = [kept_words(sentence) for sentence in known[0]]
    return ComposingEmbedder(open_embedder(), known=dict(zip(names, np.load(known[1]), strict=True)))


def embed_pool(pool: Pool, path: Path) -> None:
    """Embed the sentences of the pool, once for all sizes, into a file."""
    np.save(path, open_embedder().embed(pool.sentences))


def timed(do: Callable[[int], object], questions: Sequence[str]) -> tuple[float, float]:
    """p50 and p95 of doing it for each question, in milliseconds."""
    return spread([1000 * seconds(lambda index=index: do(index)) for index in range(len(questions))])  # type: ignore[misc]


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m eval.scale", description=__doc__)
    parser.add_argument("questions", nargs="?", type=Path, help="SQuAD JSON whose questions are asked [the world's]")
    parser.add_argument("--distractors", nargs="*", type=Path, default=[], help="more SQuAD JSON for its paragraphs")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="N", help="passages of each library")
    parser.add_argument("--real", type=int, default=REAL, metavar="N", help="up to so many are embedded by the model")
    parser.add_argument("--sentences", type=int, default=POOL_SENTENCES, metavar="N", help="different ones to make of")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown too")
    given = parser.parse_args()
    if min(given.sizes) < 100:
        parser.error(f"--sizes {min(given.sizes)}: give 100 or more")
    from eval.scaletable import print_scales, write_scales  # which needs `Scale` from here

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_FILES)
    with tempfile.TemporaryDirectory(prefix="ibid-scale-") as scratch:
        try:
            task = choose_task(given.questions or WORLD_QUESTIONS, None, load_settings(), Path(scratch) / "paragraphs")
            add_distractors(task, given.distractors)
        except RagError as error:
            sys.exit(f"scale: {error}")
        assert task.articles is not None
        pool = read_pool(task.articles, load_settings(), max_sentences=given.sentences)
        vectors = Path(scratch) / "vectors.npy"
        if max(given.sizes) > given.real:
            embed_pool(pool, vectors)
        questions = [one.question for one in task.questions if not one.history][:QUESTIONS]
        scales = []
        for size in sorted(given.sizes):
            folder = Path(scratch) / str(size)
            scales.append(measure(pool, None if size <= given.real else vectors, questions, size, folder))
            shutil.rmtree(folder)
            console.print(f"{scales[-1].passages:,} passages measured", style="dim")
            if given.write:
                write_scales(scales, " ".join(["python -m eval.scale", *sys.argv[1:]]), given.write)
    print_scales(scales, console)


if __name__ == "__main__":
    main()
