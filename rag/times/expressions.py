"""What the relative dates of an article mean: "on Thursday" in an article of 7 November 2024.

A date is read as news is written. A weekday, a month or a day without a year is the last one, the article's own
included, unless the sentence speaks of what is to come. Within quotation marks the day of the speech counts, where
the sentence names it. "Two days later" counts from the date named before it. Durations name no day and are left alone,
and so is whatever could mean several things: seasons, feasts, "several weeks ago".
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.datatypes import Article, Precision, ResolvedDate
from rag.text.sentences import Range, sentence_around, sentence_ranges
from rag.times.meaning import (
    Lead,
    absolute_period,
    amount_of,
    calendar_period,
    counted_period,
    dated_period,
    month_period,
    moved_by,
    near_period,
    weekday_period,
)
from rag.times.patterns import EXPRESSION
from rag.times.periods import AROUND, Period, one_day, shift
from rag.times.speeches import is_near_speaking, is_of_another_year, is_said_on, line_around
from rag.times.tense import is_sure, way_at
from rag.times.traps import is_trap

CONTEXT_BEFORE, CONTEXT_AFTER = 600, 300  # characters around a sentence that may say what it counts from
ANCHOR_CHARS = 200  # between a sentence and the one that names the day from which it counts
REMEMBERED = 64  # texts: those of a few questions
SAID_THEN = re.compile(r"\b(?:said|says|told \w+|announced|reported|added|confirmed)\s+(?:on\s+)?\Z")
QUOTED = re.compile(r"“[^”]*(?:”|\Z)|\"[^\"]*(?:\"|\Z)|‘(?:[^’]|’(?=\w))*’")


@dataclass(frozen=True, slots=True)
class _Found:
    """An expression of a text: its kind, its place, the sentence that it is in, and what is known of it."""

    kind: str
    start: int
    end: int
    words: tuple[str, ...]
    sentence: Range
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A date in a text from `start` to `end`, with its meaning and the kind of expression that it is."""

    kind: str
    start: int
    end: int
    period: Period


def resolve_dates(
    text: str, date: dt.date | None, start: int, end: int, *, absolute: bool = False
) -> tuple[ResolvedDate, ...]:
    """What the relative dates of an article's `text` from `start` to `end` mean, the article being of `date`.

    With `absolute` those that have their year too. In the order of the text; none without a date. Whole sentences
    resolve best. Deterministic.
    """
    if date is None or not 0 <= start < end <= len(text) or EXPRESSION.search(text, start, end) is None:
        return ()
    first, last = _context(text, start, end)
    context = text[first:last]
    resolved = _resolve_all(context, date)
    return tuple(
        ResolvedDate(
            first + one.start, first + one.end, context[one.start : one.end],
            one.period.first, one.period.last, one.period.precision,
        )
        for one in resolved
        if one.period is not None
        and (absolute or one.kind != "absolute")
        and start <= first + one.start < first + one.end <= end
    )  # fmt: skip


def dates_around(article: Article, start: int, end: int) -> tuple[ResolvedDate, ...]:
    """What the dates mean in the sentence or sentences that hold an article's text from `start` to `end`."""
    first, last = sentence_around(sentence_ranges(article.text), start, end)
    return resolve_dates(article.text, article.date, first, last, absolute=True)


def find_periods(question: str, today: dt.date) -> list[NamedPeriod]:
    """The dates of a question asked on `today`, absolute ones too, in order; none that counts from another."""
    return [
        NamedPeriod(one.kind, one.start, one.end, one.period)
        for one in _resolve_all(question, today)
        if one.period is not None and one.kind != "anchored"
    ]


def _context(text: str, start: int, end: int) -> Range:
    """The stretch with what stands shortly before, and the rest of the paragraph, where a speech may end."""
    first = max(0, start - CONTEXT_BEFORE)
    if first > 0:  # at a line's beginning, if there is one, since quotation marks come in pairs there
        first = max(text.find("\n", first, start) + 1, first)
    line_end = text.find("\n", end, end + CONTEXT_AFTER)
    return first, line_end if line_end >= 0 else min(len(text), end + CONTEXT_AFTER)


@lru_cache(maxsize=REMEMBERED)
def _resolve_all(text: str, date: dt.date) -> tuple[_Found, ...]:
    """Every expression in `text`, resolved; remembered, since quotations stand close together."""
    sentences = sentence_ranges(text)
    starts = [sentence[0] for sentence in sentences]
    resolved: list[_Found] = []
    quoted = [match.span() for match in QUOTED.finditer(text)]
    found = [_place(match, sentences[max(0, bisect_right(starts, match.start()) - 1)]) for match in _matches(text)]
    # Outside quotation marks first: the day of a speech may be named behind its words.
    outside = [one for one in found if _quotation_of(one, quoted) is None]
    for one in outside:
        resolved.append(_resolved(one, text, date, resolved))
    told_outside = tuple(resolved)
    for one in found:
        if (quotation := _quotation_of(one, quoted)) is not None:
            spoken = _day_of_speech(text, quotation, told_outside)
            is_old = spoken is None and is_of_another_year(text, quotation, date)
            if is_old and one.kind != "absolute":
                continue  # "I got them on Wednesday," she recalled in 1998: nobody knows on which
            resolved.append(_resolved(one, text, spoken if spoken is not None else date, resolved))
    return tuple(sorted(resolved, key=lambda one: one.start))


def _matches(text: str) -> list[re.Match[str]]:
    return [match for match in EXPRESSION.finditer(text) if not is_trap(str(match.lastgroup), text, *match.span())]


def _place(match: re.Match[str], sentence: Range) -> _Found:
    words = tuple(re.findall(r"[0-9]+|[^\W\d_]+", match[0].lower()))
    return _Found(str(match.lastgroup), match.start(), match.end(), words, sentence)


def _quotation_of(one: _Found, quoted: Sequence[Range]) -> Range | None:
    return next((place for place in quoted if place[0] <= one.start and one.end <= place[1]), None)


def _day_of_speech(text: str, quotation: Range, resolved: Sequence[_Found]) -> dt.date | None:
    """The day named outside the quotation marks, in the paragraph of a speech, beside a word of speaking."""
    first, last = line_around(text, quotation)
    for other in resolved:
        if (
            first <= other.start < last
            and other.period is not None
            and other.period.precision is Precision.DAY
            and _is_when_said(other, text, first, last)
        ):
            return other.period.first
    return None


def _is_when_said(one: _Found, text: str, first: int, last: int) -> bool:
    if one.kind == "absolute":
        return is_said_on(text, one.start)
    return one.kind in ("weekday", "near", "dated") and is_near_speaking(text, (first, last), one.start, one.end)


def _resolved(one: _Found, text: str, base: dt.date, before: Sequence[_Found]) -> _Found:
    try:
        period = _period(one, text, base, before)
    except (ValueError, OverflowError):  # outside the calendar, or no such day
        period = None
    return _Found(one.kind, one.start, one.end, one.words, one.sentence, period)


def _period(one: _Found, text: str, base: dt.date, before: Sequence[_Found]) -> Period | None:
    if one.kind == "absolute":
        return absolute_period(text[one.start : one.end], one.words)
    if one.kind == "near":
        return near_period(one.words, base)
    if one.kind == "counted":
        return counted_period(one.words, base)
    if one.kind == "anchored":
        return _anchored(one, base, _happened_first(text, before))
    first, last = one.sentence
    way = way_at(text[first:last], one.start - first, one.end - first)
    if one.kind == "weekday":
        return weekday_period(one.words, base, way)
    if one.kind == "calendar":
        return calendar_period(one.words, base, way)
    leading = text[first : one.start]
    word = next(iter(leading.lower().split()[-1:]), "").strip("“‘\"'(")
    lead = Lead(way, word in ("in", "on") and is_sure(leading, way), word)
    return (month_period if one.kind == "month" else dated_period)(one.words, base, lead)


def _happened_first(text: str, before: Sequence[_Found]) -> Sequence[_Found]:
    """The dates to count from: without those on which something was only said, unless there is no other."""
    happened = [one for one in before if SAID_THEN.search(text, max(0, one.start - 30), one.start) is None]
    return happened or before


def _anchored(one: _Found, base: dt.date, before: Sequence[_Found]) -> Period | None:
    """What counts from a date named before, in the sentence or the one or two before it."""
    unit = next(
        word.removesuffix("s") for word in reversed(one.words) if word.removesuffix("s") in (*AROUND, "fortnight")
    )
    anchor = _anchor(one, "week" if unit == "fortnight" else unit, before)
    backwards = bool({"earlier", "previous", "preceding", "before"} & set(one.words))
    if anchor is None:
        # "He had warned two days earlier": than what is reported, which is of the article's day.
        if unit == "day" and one.words[-1] == "earlier":
            return one_day(shift(base, days=-amount_of(one.words)[0]))
        return None
    if one.words[0] in ("that", "later", "earlier") or "same" in one.words:
        return AROUND[unit](anchor)
    number = 1 if one.words[0] == "the" else amount_of(one.words)[0]
    moved = moved_by(anchor, -number if backwards else number, unit)
    return AROUND["day" if unit in ("week", "fortnight") and one.words[0] != "the" else unit](moved)


def _anchor(one: _Found, unit: str, before: Sequence[_Found]) -> dt.date | None:
    """The first day of the nearest date before `one` that is exact enough to count such a unit from."""
    exact_enough = {
        "day": (Precision.DAY,),
        "week": (Precision.DAY, Precision.WEEK),
        "month": (Precision.DAY, Precision.WEEK, Precision.MONTH),
    }.get(unit, tuple(Precision))
    same = Precision(unit) if unit != "day" else Precision.DAY
    # "3.5 percent in September, the office said on Tuesday, after 3.9 the month before": from September.
    for other in sorted(before, key=lambda one: (one.period is None or one.period.precision is not same, -one.start)):
        near = other.sentence == one.sentence or 0 <= one.sentence[0] - other.sentence[1] <= ANCHOR_CHARS
        if other.start < one.start and near and other.period is not None and other.period.precision in exact_enough:
            return other.period.first
    return None
