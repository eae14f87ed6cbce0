"""Models that take no time, and an archive for them: where it is the stores that are tried."""

from __future__ import annotations

import json
import multiprocessing
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag import Hit, Library, RagError, Span, answer_to_json, load_settings

DIM = 32
LINES = 30
QUESTION = "How many visitors did Place7 count in week 3?"
VERIFIES = "an answer that verifies"
FORKS = multiprocessing.get_context("forkserver")  # a clean parent: threads of this process are not copied
FORKS.set_forkserver_preload(["rag.library", "chromadb", "tantivy", "eval.kills"])


class WordsEmbedder:
    """A text's vector counts its words, each in the bucket of its hash."""

    name = fingerprint = "words of eval.standins"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (len(texts), 32)."""
        vectors = np.full((len(texts), DIM), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % DIM] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def token_offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Words and marks."""
        return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


class NumbersReader:
    """Answers every question with the first number of every passage."""

    name = fingerprint = "numbers of eval.standins"

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """A span for each passage that has a number."""
        return [
            Span(hit.passage.article_id, hit.passage.start + found.start(), hit.passage.start + found.end(), 9, 0, hit)
            for hit in hits
            if (found := re.search(r"\b\d+ visitors", hit.passage.text))
        ]


def open_library(folder: Path, *, create: bool = True) -> Library:
    """The library in `folder`, made if it is missing."""
    return Library.open(folder, load_settings(), create=create, embedder=WordsEmbedder(), reader=NumbersReader())


def mend_library(folder: Path) -> list[str]:
    """What `ibid doctor --repair` does: what is lost all the same, and what is wrong after it."""
    lost = Library.salvage(folder, load_settings(), embedder=WordsEmbedder(), reader=NumbersReader())
    with open_library(folder, create=False) as library:
        library.repair()
        return lost + library.examine()


def write_article(path: Path, number: int, *, changed: bool = False) -> None:
    """An article of some passages that no other number has."""
    name = f"Place{number}" if not changed else f"Port{number}"
    lines = (f"{name} counted {100 * number + line} visitors in week {line}." for line in range(LINES))
    path.write_text(f"Visitors come to {name}\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


def write_archive(folder: Path, articles: int) -> None:
    """Different articles of some passages each."""
    folder.mkdir(parents=True)
    for number in range(articles):
        write_article(folder / f"{number:04}.txt", number)


def held(library: Library) -> dict[str, str]:
    """The article that each file has given."""
    return {path: one.id for one in library.articles() for path in one.sources}


def ask(library: Library) -> str:
    """What a question gets: an answer whose quotations are checked again as `ibid verify` does, or an error."""
    try:
        answer = library.ask(QUESTION, min_confidence=0)
        checks = library.verify(json.dumps(answer_to_json(answer), default=str))
    except RagError:
        return "an error"
    if not checks:
        return "silence"
    return VERIFIES if all(check.holds for check in checks) else "AN ANSWER THAT FAILS"
