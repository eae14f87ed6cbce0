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

from rag.datatypes import Precision, ResolvedDate
from rag.sentences import Range, sentence_ranges
from rag.times.patterns import EXPRESSION, NUMBERS, SHORT_MONTHS, WEEKDAYS
from rag.times.periods import (
    AROUND,
    MONTHS_A_YEAR,
    Period,
    Way,
    days,
    month_of,
    nearest_weekday,
    one_day,
    shift,
    week_of,
    weekend_at,
    year_of,
)
from rag.times.tense import way_at
from rag.times.traps import is_trap

CONTEXT_CHARS = 600  # before the sentence: where the day that "two days later" counts from may stand
SENTENCES_BACK = 2
FAR_MONTHS, SOON_MONTHS = 9, 2
SPEECH = re.compile(r"\b(?:said|says|told|wrote|tweeted|posted|added|announced|declared|warned|insisted|stated)\b")
QUOTED = re.compile(r"“[^”]*(?:”|\Z)|\"[^\"]*(?:\"|\Z)")
WAY_WORDS = {"last": Way.PAST, "past": Way.PAST, "next": Way.FUTURE, "coming": Way.FUTURE}


@dataclass(frozen=True, slots=True)
class _Found:
    """An expression of a text: its kind, its place, the sentence that it is in, and what is known of it."""

    kind: str
    start: int
    end: int
    words: tuple[str, ...]
    sentence: Range
    period: Period | None = None


def resolve_dates(text: str, date: dt.date | None, start: int, end: int) -> tuple[ResolvedDate, ...]:
    """What the relative dates of an article's `text` from `start` to `end` mean, the article being of `date`.

    In the order of the text; none without a date. Whole sentences resolve best. The same text and date always give the same.
    """
    if date is None or not 0 <= start < end <= len(text):
        return ()
    first = max(0, start - CONTEXT_CHARS)
    context = text[first:end]
    resolved = _resolve_all(context, date)
    return tuple(
        ResolvedDate(
            first + one.start, first + one.end, context[one.start : one.end],
            one.period.first, one.period.last, one.period.precision,
        )
        for one in resolved
        if one.period is not None and one.kind != "absolute" and first + one.start >= start
    )  # fmt: skip


def _resolve_all(text: str, date: dt.date) -> list[_Found]:
    sentences = sentence_ranges(text)
    starts = [sentence[0] for sentence in sentences]
    resolved: list[_Found] = []
    quoted = [match.span() for match in QUOTED.finditer(text)]
    found = [_place(match, sentences[max(0, bisect_right(starts, match.start()) - 1)]) for match in _matches(text)]
    # Outside quotation marks first: the day of a speech may be named behind its words.
    outside = [one for one in found if _quotation_of(one, quoted) is None]
    for one in outside:
        resolved.append(_resolved(one, text, date, resolved))
    for one in found:
        if (quotation := _quotation_of(one, quoted)) is not None:
            spoken = _day_of_speech(text, quotation, one, resolved)
            resolved.append(_resolved(one, text, spoken if spoken is not None else date, resolved))
    return sorted(resolved, key=lambda one: one.start)


def _matches(text: str) -> list[re.Match[str]]:
    return [match for match in EXPRESSION.finditer(text) if not is_trap(str(match.lastgroup), text, *match.span())]


def _place(match: re.Match[str], sentence: Range) -> _Found:
    words = tuple(re.findall(r"[0-9]+|[^\W\d_]+", match[0].lower()))
    return _Found(str(match.lastgroup), match.start(), match.end(), words, sentence)


def _quotation_of(one: _Found, quoted: Sequence[Range]) -> Range | None:
    return next((place for place in quoted if place[0] <= one.start and one.end <= place[1]), None)


def _day_of_speech(text: str, quotation: Range, one: _Found, resolved: Sequence[_Found]) -> dt.date | None:
    """The day named outside the quotation marks, in the sentence or paragraph of a speech, beside a word of speaking."""
    after = text.find("\n", quotation[1])
    first, last = text.rfind("\n", 0, quotation[0]) + 1, after if after >= 0 else len(text)
    for other in resolved:
        if (
            other.kind in ("weekday", "near", "dated")
            and first <= other.start < last
            and other.period is not None
            and other.period.precision is Precision.DAY
            and SPEECH.search(text, max(first, other.start - 60), min(last, other.end + 40))
        ):
            return other.period.first
    return None


def _resolved(one: _Found, text: str, base: dt.date, before: Sequence[_Found]) -> _Found:
    try:
        period = _period(one, text, base, before)
    except (ValueError, OverflowError):  # outside the calendar, or no such day
        period = None
    return _Found(one.kind, one.start, one.end, one.words, one.sentence, period)


def _period(one: _Found, text: str, base: dt.date, before: Sequence[_Found]) -> Period | None:
    if one.kind == "absolute":
        return _absolute(text[one.start : one.end], one.words)
    if one.kind == "near":
        return _near(one.words, base)
    if one.kind == "counted":
        return _counted(one.words, base)
    if one.kind == "anchored":
        return _anchored(one, base, before)
    first, last = one.sentence
    way = way_at(text[first:last], one.start - first, one.end - first)
    if one.kind == "weekday":
        return _weekday(one.words, base, way)
    if one.kind == "month":
        return _month(one.words, base, way)
    if one.kind == "dated":
        return _dated(one.words, base, way)
    return _calendar(one.words, base, way)


def _absolute(written: str, words: Sequence[str]) -> Period | None:
    """A date with its year, as something to count from."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return one_day(dt.date.fromisoformat(written))
    year = next(int(word) for word in reversed(words) if word.isdigit() and len(word) == 4)
    numbers = [int(word) for word in words if word.isdigit() and len(word) <= 2]
    months = [month for word in words if (month := _month_number(word)) is not None]
    if not months:
        return year_of(dt.date(year, 1, 1))
    if numbers:
        return one_day(dt.date(year, months[-1], numbers[-1]))
    return month_of(dt.date(year, months[-1], 1))


def _near(words: Sequence[str], base: dt.date) -> Period:
    if "before" in words:
        return one_day(shift(base, days=-2))
    if "after" in words:
        return one_day(shift(base, days=2))
    ahead = {"yesterday": -1, "tomorrow": 1}
    moved = next((ahead[word] for word in words if word in ahead), -1 if words[0] == "last" else 0)
    return one_day(shift(base, days=moved))


def _weekday(words: Sequence[str], base: dt.date, way: Way | None) -> Period:
    number = next(WEEKDAYS.index(word) for word in words if word in WEEKDAYS)
    if "week" in words:  # "Tuesday last week"
        monday = week_of(shift(base, weeks=_which(words[-2:]))).first
        return one_day(shift(monday, days=number))
    told = next((WAY_WORDS[word] for word in words if word in WAY_WORDS), None)
    if told is not None:
        return one_day(nearest_weekday(base, number, told, beyond="this" not in words))
    return one_day(nearest_weekday(base, number, way if way is not None else Way.PAST))


def _month(words: Sequence[str], base: dt.date, way: Way | None) -> Period:
    number = next(month for word in words if (month := _month_number(word)) is not None)
    if words[-1] == "year":
        return month_of(dt.date(base.year + _which(words[-2:]), number, 1))
    if "this" in words and "past" not in words and "coming" not in words:
        return month_of(dt.date(base.year, number, 1))
    told = next((WAY_WORDS[word] for word in words if word in WAY_WORDS), None)
    if told is not None:
        ahead = (number - base.month) * told % MONTHS_A_YEAR or MONTHS_A_YEAR
        return month_of(shift(base.replace(day=1), months=ahead * told))
    behind = (base.month - number) % MONTHS_A_YEAR
    coming = (number - base.month) % MONTHS_A_YEAR
    # Who means last year's December in November says so; see docs/decisions.md.
    is_coming = way is Way.FUTURE or (behind > FAR_MONTHS and coming <= SOON_MONTHS)
    return month_of(shift(base.replace(day=1), months=coming if is_coming else -behind))


def _dated(words: Sequence[str], base: dt.date, way: Way | None) -> Period | None:
    """A day of a month, or a run of them, without a year or with "last year"."""
    number = next(month for word in words if (month := _month_number(word)) is not None)
    numbers = [int(word) for word in words if word.isdigit()]
    if len(numbers) > 1 and numbers[0] >= numbers[1]:
        return None
    if words[-1] == "year":
        return _days_of(base.year + _which(words[-2:]), number, numbers)
    years = [base.year + ahead for ahead in (0, -1, 1)]
    weekday = next((WEEKDAYS.index(word) for word in words if word in WEEKDAYS), None)
    candidates = [period for year in years if (period := _days_of(year, number, numbers)) is not None]
    candidates = [one for one in candidates if weekday is None or one.first.weekday() == weekday]
    past = max((one for one in candidates if one.first <= base), key=lambda one: one.first, default=None)
    coming = min((one for one in candidates if one.last >= base), key=lambda one: one.first, default=None)
    if past is None or coming is None:
        # One of the three years may lack the day, and the one before them has it: 29 February.
        return (past or coming) if weekday is not None or number != 2 or numbers[0] != 29 else None
    behind, ahead = base - past.first, coming.first - base
    if way is None:
        return past if behind <= ahead else coming
    is_coming = way is Way.FUTURE or (behind.days > FAR_MONTHS * 30 and ahead.days <= SOON_MONTHS * 30)
    return coming if is_coming else past


def _days_of(year: int, month: int, numbers: Sequence[int]) -> Period | None:
    try:
        first, last = dt.date(year, month, numbers[0]), dt.date(year, month, numbers[-1])
    except ValueError:
        return None
    return one_day(first) if first == last else days(first, last)


def _calendar(words: Sequence[str], base: dt.date, way: Way | None) -> Period:
    if "weekend" in words:
        told = next((WAY_WORDS[word] for word in words if word in WAY_WORDS), None)
        if told is not None:
            return weekend_at(base, told, beyond=True)
        return weekend_at(base, way if way is not None else Way.FUTURE if "this" in words else Way.PAST)
    unit = next(word for word in words if word in AROUND)
    amount = -2 if "before" in words else _which(words)
    return AROUND[unit](shift(base, **{f"{unit}s": amount}))


def _counted(words: Sequence[str], base: dt.date) -> Period:
    """So many days, weeks, months or years ago, or from now: as exact as the unit, "a week" to the day."""
    number, unit = _amount(words)
    if "ago" in words:
        number = -number
    moved = _moved(base, number, unit)
    if words[-1] == "today" or (unit == "week" and abs(number) == 1):
        return one_day(moved)
    return AROUND["week" if unit == "fortnight" else unit](moved)


def _anchored(one: _Found, base: dt.date, before: Sequence[_Found]) -> Period | None:
    """What counts from a date named before, in the sentence or the one or two before it."""
    unit = next(word.removesuffix("s") for word in reversed(one.words) if word.removesuffix("s") in (*AROUND, "fortnight"))
    anchor = _anchor(one, "week" if unit == "fortnight" else unit, before)
    backwards = bool({"earlier", "previous", "preceding"} & set(one.words)) and "that" not in one.words
    if anchor is None:
        # "He had warned two days earlier": than what is reported, which is of the article's day.
        if unit == "day" and one.words[-1] == "earlier":
            return one_day(shift(base, days=-_amount(one.words)[0]))
        return None
    if {"that", "same"} & set(one.words):
        return AROUND[unit](anchor)
    number = 1 if one.words[0] == "the" else _amount(one.words)[0]
    moved = _moved(anchor, -number if backwards else number, unit)
    return AROUND["day" if unit in ("week", "fortnight") and one.words[0] != "the" else unit](moved)


def _anchor(one: _Found, unit: str, before: Sequence[_Found]) -> dt.date | None:
    """The first day of the nearest date before `one` that is exact enough to count such a unit from."""
    exact_enough = {
        "day": (Precision.DAY,),
        "week": (Precision.DAY, Precision.WEEK),
        "month": (Precision.DAY, Precision.WEEK, Precision.MONTH),
    }.get(unit, tuple(Precision))
    for other in sorted(before, key=lambda found: -found.start):
        near = other.sentence == one.sentence or 0 <= one.sentence[0] - other.sentence[1] <= CONTEXT_CHARS // 3
        if other.start < one.start and near and other.period is not None and other.period.precision in exact_enough:
            return other.period.first
    return None


def _amount(words: Sequence[str]) -> tuple[int, str]:
    number = next(int(word) if word.isdigit() else NUMBERS[word] for word in words if word.isdigit() or word in NUMBERS)
    unit = next(word.removesuffix("s") for word in words if word.removesuffix("s") in (*AROUND, "fortnight"))
    return number, unit


def _moved(base: dt.date, number: int, unit: str) -> dt.date:
    return shift(base, weeks=2 * number) if unit == "fortnight" else shift(base, **{f"{unit}s": number})


def _which(words: Sequence[str]) -> int:
    return next({"last": -1, "this": 0, "next": 1}[word] for word in words if word in ("last", "this", "next"))


def _month_number(word: str) -> int | None:
    return SHORT_MONTHS.get(word[:3]) if word.isalpha() and len(word) >= 3 and word not in WEEKDAYS else None
