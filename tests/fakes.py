"""Stand-ins for the two models, small enough to check by hand. They are injected, never patched in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from rag import Group, Hit, Quotation, Span
from rag.comparer import Relation
from rag.comparer.texts import Side

DIM = 32


def alone(quotation: Quotation) -> tuple[Group, ...]:
    """The groups of an answer that one article gives."""
    return (Group((quotation,), quotation.confidence, 1),)


class WordEmbedder:
    """A text's vector counts its words, each in the bucket of its hash; texts with the same words are equal."""

    name = "words"

    def __init__(self, fingerprint: str = "words-1") -> None:
        self.fingerprint = fingerprint
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += len(texts)
        vectors = np.full((len(texts), DIM), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, hashlib.md5(word.encode()).digest()[0] % DIM] += 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


class PhraseReader:
    """Answers a question with every place where one of its phrases stands, at the score given for it.

    The null score is 0, so that a phrase's score is its margin. `phrases` maps a question to
    {phrase: score}; other questions get no span.
    """

    name = "phrases"
    fingerprint = "phrases-1"

    def __init__(self, phrases: Mapping[str, Mapping[str, float]] | None = None) -> None:
        self.phrases = phrases or {}
        self.asked: list[str] = []

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        self.asked.append(question)
        return [
            Span(hit.passage.article_id, hit.passage.start + at, hit.passage.start + at + len(phrase), score, 0.0, hit)
            for hit in hits
            for phrase, score in self.phrases.get(question, {}).items()
            for at in [match.start() for match in re.finditer(re.escape(phrase), hit.passage.text)]
        ]


class ContradictingComparer:
    """Finds that any two quotations contradict each other."""

    fingerprint = "contradicts-1"

    def compare(self, question: str, pairs: Sequence[tuple[Side, Side]]) -> list[Relation]:
        return [Relation(0.02, 0.95)] * len(pairs)


def write_articles(folder: Path, count: int, *, sentences: int = 6) -> list[Path]:
    """`count` different articles of invented sentences, in the form of the seeds, dated a day apart."""
    folder.mkdir(parents=True, exist_ok=True)
    days = [np.datetime64("2024-01-01") + day for day in range(count + 1)]
    paths = []
    for number, (day, _) in enumerate(pairwise(days)):
        body = "\n\n".join(
            f"The town of Place{number} counted {number * 100 + line} visitors in week {line}."
            for line in range(sentences)
        )
        path = folder / f"{number:04}.txt"
        path.write_text(f" date {day} Visitors come to Place{number}\n\n{body}\n", encoding="utf-8")
        paths.append(path)
    return paths
