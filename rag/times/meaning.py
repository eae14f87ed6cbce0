"""What the words of a date mean, counted from a day: "last Tuesday", "two weeks ago", "9 May".

Each function takes the lower-cased words and numbers of the expression. What the calendar does not have raises
`ValueError` or `OverflowError`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.names import WEEKDAYS
from rag.times.patterns import NUMBERS, SHORT_MONTHS
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

WEEKS = ("first", "second", "third", "fourth", "last")
THURSDAY = 3
FAR_MONTHS, SOON_MONTHS = 9, 2
DAYS_A_MONTH = 30
WAY_WORDS = {"last": Way.PAST, "past": Way.PAST, "next": Way.FUTURE, "coming": Way.FUTURE}


@dataclass(frozen=True, slots=True)
class Lead:
    """What leads to a month or a day: which way the sentence points, whether surely, and the word right before."""

    way: Way | None
    is_sure: bool
    word: str


def absolute_period(written: str, words: Sequence[str]) -> Period | None:
    """A date with its year, as something to count from."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return one_day(dt.date.fromisoformat(written))
    year = next(int(word) for word in reversed(words) if word.isdigit() and len(word) == 4)
    numbers = [int(word) for word in words if word.isdigit() and len(word) <= 2]
    months = [month for word in words if (month := _month_number(word)) is not None]
    if not months:
        return year_of(dt.date(year, 1, 1))
    if numbers:
        return _run(one_day(dt.date(year, months[0], numbers[0])), one_day(dt.date(year, months[-1], numbers[-1])))
    whole = _run(month_of(dt.date(year, months[0], 1)), month_of(dt.date(year, months[-1], 1)))
    if "week" in words and len(months) == 1:
        return _week_of_month(whole, next(WEEKS.index(word) for word in words if word in WEEKS))
    return whole


def _run(first: Period, last: Period) -> Period:
    return first if first == last else days(first.first, last.last)


def near_period(words: Sequence[str], base: dt.date) -> Period:
    """Yesterday, today, tomorrow, tonight, last night, the day before yesterday."""
    if "before" in words:
        return one_day(shift(base, days=-2))
    if "after" in words:
        return one_day(shift(base, days=2))
    ahead = {"yesterday": -1, "tomorrow": 1}
    moved = next((ahead[word] for word in words if word in ahead), -1 if words[0] == "last" else 0)
    return one_day(shift(base, days=moved))


def weekday_period(words: Sequence[str], base: dt.date, way: Way | None) -> Period:
    """A weekday, alone or with "last", "next", "this past", "last week"."""
    number = next(WEEKDAYS.index(word) for word in words if word in WEEKDAYS)
    if "week" in words:  # "Tuesday last week"
        monday = week_of(shift(base, weeks=_which(words[-2:]))).first
        return one_day(shift(monday, days=number))
    told = next((WAY_WORDS[word] for word in words if word in WAY_WORDS), None)
    if told is not None:
        return one_day(nearest_weekday(base, number, told, beyond="this" not in words))
    unsaid = Way.FUTURE if "this" in words else Way.PAST
    return one_day(nearest_weekday(base, number, way if way is not None else unsaid))


def month_period(words: Sequence[str], base: dt.date, lead: Lead) -> Period:
    """A month without a year, "March last year", or "the second week of November"."""
    number = next(month for word in words if (month := _month_number(word)) is not None)
    if "week" in words:
        whole = month_period(words[-1:], base, lead)
        return _week_of_month(whole, next(WEEKS.index(word) for word in words if word in WEEKS))
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
    past = month_of(shift(base.replace(day=1), months=-behind))
    side = lead.way if lead.way is not None else Way.PAST
    if _is_kept(past, base, lead) or not (_is_surely_coming(lead) or _is_coming(side, behind, coming)):
        return past
    return month_of(shift(base.replace(day=1), months=coming))


def _is_kept(past: Period, base: dt.date, lead: Lead) -> bool:
    """Whether the last one is meant whatever lies near on the other side.

    "He visited Kyiv in January", written in November: who means the next January says so. Not what was arranged:
    "they moved the vote to January". And "he was born in August", written in June.
    """
    if lead.word == "since" or (lead.is_sure and lead.way is Way.PAST):
        return True
    return lead.way is Way.PAST and past.first.year == base.year and lead.word not in ("for", "to")


def _is_surely_coming(lead: Lead) -> bool:
    """Whether the coming one is meant, however far: "the vote will be held in November", written in January."""
    return lead.is_sure and lead.way is Way.FUTURE


def _is_coming(way: Way | None, behind: float, ahead: float) -> bool:
    """Whether the coming one is meant, of a last and a next that lie so many months behind and ahead.

    Who means December of last year in November says so, and who means next year's October too: what is far away on
    the side that the verbs point to, and near on the other, is meant there.
    """
    if way is None:
        return ahead < behind
    if way is Way.FUTURE:
        return not (ahead > FAR_MONTHS and behind <= SOON_MONTHS)
    return behind > FAR_MONTHS and ahead <= SOON_MONTHS


def _week_of_month(month: Period, which: int) -> Period:
    """The first to fourth (0 to 3) or last (4) week of a month, a week belonging to the month of its Thursday."""
    if which == len(WEEKS) - 1:
        return week_of(nearest_weekday(month.last, THURSDAY, Way.PAST))
    return week_of(shift(nearest_weekday(month.first, THURSDAY, Way.FUTURE), weeks=which))


def dated_period(words: Sequence[str], base: dt.date, lead: Lead) -> Period | None:
    """A day of a month, or a run, without a year or with "last year"; or "the 30th" alone."""
    numbers = [int(word) for word in words if word.isdigit()]
    number = next((month for word in words if (month := _month_number(word)) is not None), None)
    if number is None:
        side = int(lead.way) if lead.way is not None else int(Way.PAST)
        in_this_month = (numbers[0] - base.day) * side >= 0
        return one_day((base if in_this_month else shift(base.replace(day=1), months=side)).replace(day=numbers[0]))
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
    if past is None or coming is None:  # 29 February, or a weekday that fits one year alone
        return past or coming if weekday is not None else coming if lead.way is Way.FUTURE else past
    behind, ahead = (base - past.first).days / DAYS_A_MONTH, (coming.first - base).days / DAYS_A_MONTH
    if _is_kept(past, base, lead) or not (_is_surely_coming(lead) or _is_coming(lead.way, behind, ahead)):
        return past
    return coming


def _days_of(year: int, month: int, numbers: Sequence[int]) -> Period | None:
    try:
        first, last = dt.date(year, month, numbers[0]), dt.date(year, month, numbers[-1])
    except ValueError:
        return None
    return one_day(first) if first == last else days(first, last)


def calendar_period(words: Sequence[str], base: dt.date, way: Way | None) -> Period:
    """A weekend, week, month or year: last, this, next, or the one before last."""
    if "weekend" in words:
        told = next((WAY_WORDS[word] for word in words if word in WAY_WORDS), None)
        if told is not None:
            return weekend_at(base, told, beyond=True)
        return weekend_at(base, way if way is not None else Way.FUTURE if "this" in words else Way.PAST)
    unit = next(word for word in words if word in AROUND)
    return AROUND[unit](moved_by(base, -2 if "before" in words else _which(words), unit))


def counted_period(words: Sequence[str], base: dt.date) -> Period:
    """So many days, weeks, months or years ago, or from now: as exact as the unit, "a week" to the day."""
    number, unit = amount_of(words)
    if "ago" in words:
        number = -number
    moved = moved_by(base, number, unit)
    if words[-1] == "today" or (unit == "week" and abs(number) == 1):
        return one_day(moved)
    return AROUND["week" if unit == "fortnight" else unit](moved)


def amount_of(words: Sequence[str]) -> tuple[int, str]:
    """The first number of the words, and the unit that it counts, in the singular."""
    number = next(int(word) if word.isdigit() else NUMBERS[word] for word in words if word.isdigit() or word in NUMBERS)
    unit = next(word.removesuffix("s") for word in words if word.removesuffix("s") in (*AROUND, "fortnight"))
    return number, unit


def moved_by(base: dt.date, number: int, unit: str) -> dt.date:
    """`base` so many days, weeks, fortnights, months or years on, or back."""
    return shift(base, weeks=2 * number) if unit == "fortnight" else shift(base, **{f"{unit}s": number})


def _which(words: Sequence[str]) -> int:
    return next({"last": -1, "this": 0, "next": 1}[word] for word in words if word in ("last", "this", "next"))


def _month_number(word: str) -> int | None:
    return SHORT_MONTHS.get(word[:3]) if word.isalpha() and len(word) >= 3 and word not in WEEKDAYS else None
