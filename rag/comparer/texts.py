"""A pair of quotations as the comparing model is given it: the question, then each with what stands around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from rag.datatypes import Quotation

MOST_BESIDE = 160  # characters of its sentence on each side of a quotation
MOST_HEADLINE = 120
MOST_ANSWER = 160
MOST_QUESTION = 240
MARKS = "[ ", " ]"  # around what is quoted


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its sentence, and the quotation's place in it, under the article's headline and date."""

    headline: str
    date: dt.date | None
    sentence: str
    start: int
    end: int


def side_of(quotation: Quotation) -> Side:
    """What the model is given of a quotation."""
    start = quotation.start - quotation.sentence_start
    end = quotation.end - quotation.sentence_start
    return Side(quotation.headline, quotation.date, quotation.sentence, start, end)


def whole(side: Side) -> Side:
    """`side` with all of its sentence quoted, as the answer to a yes-or-no question is."""
    return replace(side, start=0, end=len(side.sentence))


def pair_text(question: str, one: Side, other: Side) -> tuple[str, str]:
    """The two texts whose tokens are the model's input: the question, and both sides."""
    return cut(question, MOST_QUESTION), f"{_told(one)} | {_told(other)}"


def _told(side: Side) -> str:
    before, after = side.sentence[: side.start], side.sentence[side.end :]
    if len(before) > MOST_BESIDE:
        before = "… " + before[-MOST_BESIDE:].partition(" ")[2]
    quoted = cut(side.sentence[side.start : side.end], MOST_ANSWER)
    date = f"{side.date.day} {side.date:%B %Y}" if side.date is not None else ""
    marked = f"{before}{MARKS[0]}{quoted}{MARKS[1]}{cut(after, MOST_BESIDE)}"
    return " ".join(f"{date} {cut(side.headline, MOST_HEADLINE)}: {marked}".split())


def cut(text: str, most: int) -> str:
    """`text`, or what of its words fits into `most` characters."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
