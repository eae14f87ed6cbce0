"""Whether two quotations say the same: numbers with what limits them, times with the day of their articles."""

from __future__ import annotations

import datetime as dt
import re

from rag.datatypes import Quotation
from rag.evidence.days import is_part, period_of
from rag.text.amounts import Bound
from rag.text.opposites import are_opposed
from rag.text.values import Value, same, value_of

MONTH = dt.timedelta(days=31)
SINCE = re.compile(r"since (?:\w+ )?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
ADDS_BEFORE = re.compile(r"\b(?:another|(?:a|one) further|an additional|an extra)\s\Z", re.IGNORECASE)
ADDS_AFTER = re.compile(r"\s(?:more(?! than)|further|additional|extra|others)\b", re.IGNORECASE)
ADDS_WITHIN = re.compile(
    r"\b(?:another|a further|an additional|an extra)\b|\d\S* (?:more|further)\b(?! than)", re.IGNORECASE
)
LIMIT_BEFORE = re.compile(  # not "up to": inflation is "revised up to 4.3%"
    r"(?<!\bno )\b(?P<limit>about|around|some|roughly|approximately|an estimated|close to|nearly|almost|more than|over"
    r"|at least|fewer than|less than)\s\Z",
    re.IGNORECASE,
)


def say_the_same(one: Quotation, other: Quotation) -> bool:
    """Whether two quotations say the same: "Sunday" in articles of two weeks does not, "October" and "30 October" do.

    "2027" and "the spring of 2027" are told by their words: a year says too little of a day. "30 June" is "the end of
    June", and "since 2014" is "twelve years" in an article of 2026.
    """
    if _is_since(one, other) or _is_since(other, one):
        return True
    mine, theirs = period_of(one), period_of(other)
    if mine is not None and theirs is not None and max(last - first for first, last in (mine, theirs)) < MONTH:
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]
    return same(value_in(one), value_in(other))


def are_two_times(one: Quotation, other: Quotation) -> bool:
    """Whether both say when, and not alike: two times of day, or days of which none lies within the other."""
    mine, theirs = value_of(one.text), value_of(other.text)
    if say_the_same(one, other):
        return False
    if (mine.clock is not None and theirs.clock is not None) or are_opposed(mine.words, theirs.words):
        return True
    return period_of(one) is not None and period_of(other) is not None and not is_part(one, other)


def value_in(quotation: Quotation) -> Value:
    """What a quotation says in its sentence: a number is limited by what stands before it, "about" or "more than"."""
    value = value_of(quotation.text)
    if value.amount is None or value.bound is not Bound.EXACT:
        return value
    before = LIMIT_BEFORE.search(quotation.sentence, 0, max(0, quotation.start - quotation.sentence_start))
    return value if before is None else value_of(f"{before['limit']} {quotation.text}")


def is_added(quotation: Quotation) -> bool:
    """Whether a number comes on top of others: "five more bodies", "another 20"."""
    if value_of(quotation.text).amount is None:
        return False
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    return bool(ADDS_BEFORE.search(before) or ADDS_AFTER.match(after) or ADDS_WITHIN.search(quotation.text))


def _is_since(one: Quotation, other: Quotation) -> bool:
    """Whether `one` names a year since which it is as long as `other` says, in its own article."""
    since, lasted = SINCE.fullmatch(one.text), value_of(other.text)
    if since is None or other.date is None or lasted.unit != "year" or lasted.amount is None:
        return False
    years = other.date.year - int(since["year"])
    return years - 1 <= lasted.amount <= years
