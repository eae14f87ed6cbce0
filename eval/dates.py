"""Whether the relative dates of an answer were resolved to what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.extra import NO_DATE
from rag import Article, Quotation, ResolvedDate, dates_around


def is_date_right(expected: str, text: str, start: int, end: int, dates: Sequence[ResolvedDate]) -> bool:
    """Whether an answer whose `text` stands from `start` to `end` is annotated as meaning `expected`.

    `dates` are the annotations of its sentence, and `expected` is as `Extra.resolved_date`. Those within the answer
    count; for an answer that holds none, those beside it, which are shown with it too. An answer of no date must have
    none in it; one that gives the year itself needs none.
    """
    within = [one for one in dates if one.start < end and start < one.end]
    if expected == NO_DATE:
        return not within
    if any(iso_meaning(one) == expected for one in (within or dates)):
        return True
    return not within and all(year in text for year in re.findall(r"[0-9]{4}(?=-|/|\Z)", expected))


def is_known_date_right(expected: str, article: Article, start: int, end: int) -> bool:
    """Whether the known answer in `article` from `start` to `end` would be annotated as meaning `expected`."""
    return is_date_right(expected, article.text[start:end], start, end, dates_around(article, start, end))


def is_quoted_date_right(expected: str, quotation: Quotation) -> bool:
    """Whether `quotation` is annotated as meaning `expected`."""
    return is_date_right(expected, quotation.text, quotation.start, quotation.end, quotation.dates)


def iso_meaning(one: ResolvedDate) -> str:
    """What an expression means, as short as ISO 8601 writes it: 2024-11-07, 2024-11, 2024, 2024-11-04/2024-11-10."""
    first, last = one.first.isoformat(), one.last.isoformat()
    return {"day": first, "month": first[:7], "year": first[:4]}.get(one.precision, f"{first}/{last}")
