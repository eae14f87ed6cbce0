"""Days, weeks, months and years as runs of days, and how to step among them. The only place that knows dateutil.

A week runs from Monday to Sunday. What lies outside the calendar raises `ValueError` or `OverflowError`, as in
`datetime`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from dateutil.relativedelta import relativedelta, weekday

from rag.datatypes import Precision, ResolvedDate
from rag.text.wording import plain_date

SATURDAY, SUNDAY = 5, 6
MONTHS_A_YEAR = 12


class Way(IntEnum):
    """Whether what has no year or no week of its own lies behind or ahead."""

    PAST = -1
    FUTURE = 1


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both inclusive, as exactly as the words say."""

    first: dt.date
    last: dt.date
    precision: Precision


def one_day(day: dt.date) -> Period:
    """A single day."""
    return Period(day, day, Precision.DAY)


def days(first: dt.date, last: dt.date) -> Period:
    """Any run of days, in order. Raises `ValueError` when there is none."""
    if first > last:
        raise ValueError(f"{first} is after {last}")
    return Period(first, last, Precision.RANGE)


def week_of(day: dt.date) -> Period:
    """The week that `day` is in."""
    first = shift(day, days=-day.weekday())
    return Period(first, shift(first, days=6), Precision.WEEK)


def month_of(day: dt.date) -> Period:
    """The month that `day` is in."""
    return Period(day.replace(day=1), day + relativedelta(day=31), Precision.MONTH)


def year_of(day: dt.date) -> Period:
    """The year that `day` is in."""
    return Period(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), Precision.YEAR)


AROUND = {"day": one_day, "week": week_of, "month": month_of, "year": year_of}


def shift(day: dt.date, **amounts: int) -> dt.date:
    """`day` so many days, weeks, months or years on; 31 March less a month is the last of February."""
    moved: dt.date = day + relativedelta(**amounts)
    return moved


def nearest_weekday(base: dt.date, number: int, way: Way, *, beyond: bool = False) -> dt.date:
    """The weekday `number` (0: Monday) nearest to `base` on that side, `base` itself included unless `beyond`."""
    start = shift(base, days=int(way)) if beyond else base
    found: dt.date = start + relativedelta(weekday=weekday(number)(int(way)))
    return found


def weekend_at(base: dt.date, way: Way, *, beyond: bool = False) -> Period:
    """The weekend nearest to `base` on that side, the one that `base` is in included unless `beyond`."""
    if base.weekday() >= SATURDAY and not beyond:
        first = shift(base, days=SATURDAY - base.weekday())
    elif way is Way.FUTURE:
        first = shift(base, days=(SATURDAY - base.weekday()) if base.weekday() < SATURDAY else 12 - base.weekday())
    else:
        first = shift(base, days=-base.weekday() - 2)
    return days(first, shift(first, days=1))


def plain_period(period: Period | ResolvedDate) -> str:
    """A period as a newspaper writes it: 7 November 2024, November 2024, 2024, 28 October to 3 November 2024."""
    first, last = period.first, period.last
    if first == last:
        return plain_date(first)
    if period.precision is Precision.YEAR:
        return str(first.year)
    if period.precision is Precision.MONTH:
        return f"{first:%B} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {plain_date(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {plain_date(last)}"
    return f"{plain_date(first)} to {plain_date(last)}"


def plain_dates(dates: Iterable[ResolvedDate]) -> tuple[str, ...]:
    """What expressions mean, each once, as it is shown beside a quotation: "Thursday → 7 November 2024"."""
    return tuple(dict.fromkeys(f"{one.text} → {plain_period(one)}" for one in dates))
