"""What is found and read for a question, before it is judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass

from rag.datatypes.articles import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was retrieved, with the evidence that put it there.

    `rank` counts from 1. `score` is the reciprocal-rank-fusion score (> 0, higher is better). `cosine`
    is in [-1, 1], None where dense search did not return the passage; `bm25` is > 0 with higher better,
    None where lexical search did not.
    """

    passage: Passage
    headline: str
    date: dt.date | None
    rank: int
    score: float
    cosine: float | None = None
    bm25: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article that the reader proposes as an answer, in article coordinates.

    `score` is the start logit plus the end logit; `null_score` is the same sum at the null position of
    the window that it was read in. `score - null_score` > 0 means that the reader prefers the span to
    "no answer here".
    """

    article_id: str
    start: int
    end: int
    score: float
    null_score: float
    hit: Hit

    @property
    def margin(self) -> float:
        """How far the span stands above "no answer here", in logits."""
        return self.score - self.null_score


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds that each step of a question took."""

    embed: float = 0.0
    retrieve: float = 0.0
    read: float = 0.0
    answer: float = 0.0

    @property
    def total(self) -> float:
        """The sum of the steps."""
        return self.embed + self.retrieve + self.read + self.answer

    def __add__(self, other: Timings) -> Timings:
        """The times of two questions, or of two attempts at one, together."""
        return Timings(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was retrieved and read for a question, not yet judged.

    `understood` is the question as it was read, with what a follow-up leans on. `read` are the ranks
    of the `hits` that were read, in the order of reading.
    """

    question: str
    understood: str
    hits: tuple[Hit, ...]
    spans: tuple[Span, ...]
    timings: Timings
    read: tuple[int, ...]
