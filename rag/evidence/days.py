"""When a quoted date or number is of: what days, what season, what month."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from rag.datatypes import Precision, Quotation, TextOf
from rag.text.amounts import NUMBER, number_of
from rag.text.names import MONTHS
from rag.text.values import value_of

Period = tuple[dt.date, dt.date]

PART_OF_MONTH = re.compile(
    r"(?:by |at |in |before |around )?(?:the )?(?:very )?(?P<part>end|close|late|start|beginning|early|middle|mid)"
    r"(?: of|-)? ?",
    re.IGNORECASE,
)
LED_MONTH = re.compile(r"\A(?:mid|early|late)[- ]", re.IGNORECASE)
EARLY, AMID, LATE = (0, 9), (10, 19), (20, 30)  # days after the first of the month, first and last
PARTS_OF_MONTH = {
    **dict.fromkeys(("start", "beginning", "early"), EARLY),
    **dict.fromkeys(("middle", "mid"), AMID),
    **dict.fromkeys(("end", "close", "late"), LATE),
}
# North of the equator: elsewhere nothing is made of a season.
SEASONS = {"spring": range(3, 7), "summer": range(6, 10), "autumn": range(9, 13), "fall": range(9, 13)}
WINTER = (12, 1, 2, 3)
SEASON = re.compile(r"\b(?:spring|summer|autumn|fall|winter)\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Behind a number: "3.9% in August", "4.1 per cent higher in the year to July".
OF_MONTH = re.compile(
    r"(?:%|\s?per ?cent|\s?pct|\spercent|\s[\w-]+)?(?:\s[\w-]+)?\s(?:in|for|during|(?:in )?the (?:year|month"
    rf"|(?:twelve|12) months) to)\s(?:the month of )?(?P<month>{'|'.join(month.title() for month in MONTHS)})\b"
)


def period_of(quotation: Quotation) -> Period | None:
    """The first and the last day of what a date in the quotation means, where it is relative."""
    within = [one for one in quotation.dates if quotation.start <= one.start and one.end <= quotation.end]
    if len(within) != 1:
        return None
    date = within[0]
    month = LED_MONTH.sub("", date.text)  # "mid-June" and "late June" are dates themselves
    part = PART_OF_MONTH.fullmatch(quotation.text.removesuffix(month))
    if part is not None and date.precision is Precision.MONTH:
        first, last = PARTS_OF_MONTH[part["part"].lower()]
        return date.first + dt.timedelta(days=first), min(date.last, date.first + dt.timedelta(days=last))
    if len(quotation.text) > 2 * len(date.text):
        return None  # it says more than when
    return date.first, date.last


def is_part(one: Quotation, other: Quotation) -> bool:
    """Whether a date in the one lies within that in the other: "last year" does not gainsay "on 19 October"."""
    mine, theirs = period_of(one), period_of(other)
    if mine is None or theirs is None:
        return _is_in_season(one, other) or _is_in_season(other, one)
    (first, last), (begin, end) = sorted((mine, theirs), key=lambda period: period[0] - period[1])
    return first <= begin and end <= last


def are_of_two_months(one: Quotation, other: Quotation, text_of: TextOf) -> bool:
    """Whether the articles of two numbers tell them of two months: "3.9% in August", "4.1 per cent in July"."""
    mine, theirs = value_of(one.text).amount, value_of(other.text).amount
    if mine is None or theirs is None:
        return False
    months, others = _months_of(mine, text_of(one.article_id)), _months_of(theirs, text_of(other.article_id))
    return bool(months) and bool(others) and months.isdisjoint(others)


def _months_of(amount: Decimal, text: str) -> set[str]:
    return {
        month["month"]
        for found in NUMBER.finditer(text)
        if number_of(found) == amount and (month := OF_MONTH.match(text, found.end())) is not None
    }


def _is_in_season(one: Quotation, other: Quotation) -> bool:
    """Whether `one` names a season, and `other` a day or month of it: "last autumn" and "19 October"."""
    season = SEASON.search(one.text)
    if season is None or SEASON.search(other.text) is not None:
        return False
    years = [set(YEAR.findall(quotation.text)) for quotation in (one, other)]
    if all(years) and years[0].isdisjoint(years[1]):
        return False
    named = next((word for word in re.findall("[a-z]+", other.text.lower()) if word in MONTHS), None)
    day = period_of(other)
    month = day[0].month if day is not None else MONTHS.index(named) + 1 if named is not None else 0
    return month in SEASONS.get(season[0].lower(), WINTER)
