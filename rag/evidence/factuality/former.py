"""Numbers and dates that an article gives only to say that they hold no more: "cut to 4.5% from 4.75%"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from rag.datatypes import Quotation
from rag.text.values import same_kind, value_of

FROM = re.compile(
    r"\bfrom\s+(?:(?:about|around|some|nearly|almost|just|over|under|an?|the)\s+){0,2}[$£€]?\Z", re.IGNORECASE
)
TO_ANOTHER = re.compile(
    r"\bto\s+(?:[a-z]+\s+){0,2}[$£€]?\d|\bto\s+(?:(?:about|around|just|only|nearly|almost|over|under|some|a)\s+){0,2}"
    r"[a-z-]*(?:ty|teen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
RANGE = re.compile(
    r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|between|anything|anywhere|estimates?)\b", re.IGNORECASE
)
# Before and after a date for which something had been meant, and is so no more.
PLANNED = re.compile(
    r"\b(?:planned|due|set|scheduled|expected|meant|intended|originally|supposed)\b[^.;:]{0,40}?\b(?:for|in|on|by|at)\s+\Z",
    re.IGNORECASE,
)
PUT_OFF = re.compile(
    r"\A,? (?:but )?(?:has|have|had|was|were|is|are) (?:now |since )?(?:been )?(?:put off|postponed|delayed|deferred"
    r"|pushed back|moved|brought forward|rescheduled)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
ASKS_BEFORE = re.compile(
    r"\b(?:before|previous(?:ly)?|former(?:ly)?|used to|original(?:ly)?|at first|initial(?:ly)?|until|from what|old)\b",
    re.IGNORECASE,
)
Rank = TypeVar("Rank")


def is_former(quotation: Quotation) -> bool:
    """Whether the sentence says that what is quoted was so before a change: a number, or a date that was put off."""
    value = value_of(quotation.text)
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    if PUT_OFF.match(after) and PLANNED.search(before):
        return True
    if value.amount is None or value.is_time or YEAR.fullmatch(quotation.text.strip()):
        return False
    return bool(FROM.search(before) and TO_ANOTHER.search(f"{before} | {after}") and not RANGE.search(before))


def without_former(question: str, quotations: Mapping[Quotation, Rank]) -> dict[Quotation, Rank]:
    """`quotations` without those that were so before, where the same sentence is quoted with what is so since.

    A question that asks for what was before keeps them.
    """
    if ASKS_BEFORE.search(question):
        return dict(quotations)
    return {one: rank for one, rank in quotations.items() if not (is_former(one) and _has_newer(one, list(quotations)))}


def _has_newer(former: Quotation, quotations: Sequence[Quotation]) -> bool:
    here = (former.article_id, former.sentence_start)
    return any(
        (one.article_id, one.sentence_start) == here
        and not is_former(one)
        and same_kind(value_of(one.text), value_of(former.text))
        and not (one.start < former.end and former.start < one.end)
        for one in quotations
    )
