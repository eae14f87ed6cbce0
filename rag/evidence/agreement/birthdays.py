"""Ages of one person that articles of several days give: who was 52 in November and 53 in December had a birthday."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.datatypes import Group
from rag.text.values import value_of

ASKS_AGE = re.compile(
    r"\A\W*(?:and )?(?:how old (?:is|was|are|were)\b|what(?:['’]s| is| was) the age of\b)", re.IGNORECASE
)
DAYS_IN_YEAR = 365.25


def last_birthday(question: str, groups: Sequence[Group]) -> Group | None:
    """Of `groups` that give ages, to a `question` how old somebody is, the newest, if time alone makes them differ.

    It does where each is older than the one before by as many years as lie between their articles, or one more or less.
    """
    if ASKS_AGE.match(question) is None or len(groups) < 2:
        return None
    by_day = sorted(groups, key=lambda one: _days_of(one)[1])
    return by_day[-1] if all(_have_grown(*pair) for pair in pairwise(by_day)) else None


def _have_grown(younger: Group, older: Group) -> bool:
    (first, last), (begin, end) = _days_of(younger), _days_of(older)
    years = [value_of(one.quotations[0].text).amount for one in (younger, older)]
    if years[0] is None or years[1] is None or not 0 < first <= last < begin:
        return False
    grown = float(years[1] - years[0])
    return grown > 0 and (grown - 1) * DAYS_IN_YEAR < end - first and begin - last < (grown + 1) * DAYS_IN_YEAR


def _days_of(one: Group) -> tuple[int, int]:
    """The days of the first and the last article of a group; (0, 0) if one has none."""
    days = [quotation.date.toordinal() if quotation.date is not None else 0 for quotation in one.quotations]
    return (min(days), max(days)) if all(days) else (0, 0)
