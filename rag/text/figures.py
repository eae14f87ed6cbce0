"""The numbers and days that an article gives, each where it stands: "about 400", "€2.7bn", "12 to 15 million", "4 May".

Without what only looks like a count: years, times of day, ages ("Karel, 48,"), wholes ("of the 212 bolts"), asides in
brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rag.text.names import MONTHS
from rag.text.values import Value, is_within, same, value_of

_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen)"
)
_DIGITS = r"(?:(?:\b(?:us|a|c|nz|hk))?[$€£¥₹])?\d+(?:,\d{2,3})*(?:\.\d+)?"
_SCALE = r"(?:[ -]?(?:thousand|million|billion|trillion|crore|lakh|mln|bln|[mbt]n|[mb])\b)?"
_PERCENT = r"(?:\s?%|[ -]per ?cent(?:age points?)?\b)?"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
# Patterns are made when they are first needed: see `pattern`.
NUMERAL = rf"(?<![\w.,-])(?:{_DIGITS}|\b(?:half a|a )?{_WORD}\b(?:[ -](?:and )?{_WORD}\b)*){_SCALE}{_PERCENT}(?!\w)"
DAY = rf"(?<![\w.,-])(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}})(?:,? (?:19|20)\d\d)?\b(?! and \d)"
NOUN = r"\s(?P<noun>[^\W\d_][\w’'-]*)"
RANGE = r"(?<![\w.,-])[$€£¥₹]?\d+(?:[.,]\d+)?(?: to |-|–)\Z"  # before "15 million": "12 to "
YEAR = r"(?:1[89]|20)\d\d"
NO_COUNT_BEFORE = (
    rf"\b{_MONTH}\.?\s\Z|[:(]\Z|\b(?:past|aged|magnitude|line|route|page|chapter|article|flight|train)\s\Z"
)
NO_COUNT_AFTER = (
    rf"(?:st|nd|rd|th)?\s+(?:of )?{_MONTH}\b|\s?(?:a\.m|p\.m|am\b|pm\b|o[’']clock)|:\d|-year-old|\s+(?:past|to)\s"
    r"|\s(?:of (?:them|these|those|whom|which)\b)"
)
AGE_BEFORE = r"[^\W\d_],\s\Z"
# "out of 1,950", "of the 212 bolts", "of the city's 112 schools"
WHOLE_BEFORE = (
    r"\b(?:out of|of (?:the|its|their|his|her|(?-i:[A-Z])[\w’'-]*)(?: \w+['’]s?)?)(?: about| some| around)?\s\Z"
)
ALONE_NO_COUNT = frozenset("one hundred thousand dozen".split())  # "one" is a pronoun, "several hundred" no number
BEFORE_CHARS = 30
MOST_TIMES = Decimal(20)  # as much; two parties that count one thing hardly differ by more


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or day that stands from `start` to `end`; `noun` is the word behind a number without a unit."""

    start: int
    end: int
    value: Value
    noun: str = ""
    is_day: bool = False


@cache
def pattern(words: str) -> re.Pattern[str]:
    """The pattern of `words`, made once, when it is first needed: many commands need none."""
    return re.compile(words, re.IGNORECASE)


def figures_in(text: str, first: int, last: int) -> list[Figure]:
    """The numbers and days of `text` from `first` to `last`."""
    days = (
        Figure(*found.span(), value_of(found[0]), is_day=True) for found in pattern(DAY).finditer(text, first, last)
    )
    return [*_numbers(text, first, last), *days]


def may_have_figure(text: str) -> bool:
    """Whether there is a number or a day in `text`."""
    return pattern(NUMERAL).search(text) is not None


def alike(one: Figure, other: Figure) -> bool:
    """Whether both may count one thing, and do not say the same."""
    mine, theirs = one.value, other.value
    if one.is_day or other.is_day:
        return one.is_day and other.is_day and not same(mine, theirs)
    if mine.amount is None or theirs.amount is None or same(mine, theirs) or is_within(mine, theirs):
        return False
    if mine.unit != theirs.unit and ("percent" in (mine.unit, theirs.unit) or "" not in (mine.unit, theirs.unit)):
        return False
    low, high = sorted((mine.amount, theirs.amount))
    return low > 0 and high <= MOST_TIMES * low


def _numbers(text: str, first: int, last: int) -> Iterator[Figure]:
    for found in pattern(NUMERAL).finditer(text, first, last):
        start, end = found.span()
        led = pattern(RANGE).search(text, max(first, start - BEFORE_CHARS), start)
        if led is not None:
            start = led.start()
        if found[0].lower() in ALONE_NO_COUNT or _is_no_count(text, found, start):
            continue
        noun = pattern(NOUN).match(text, end)
        value = value_of(text[found.start() : noun.end() if noun is not None else end])
        if value.amount is None:
            value = value_of(found[0])
        if value.amount is not None:
            yield Figure(start, end, value, noun["noun"].lower() if noun is not None and not value.unit else "")


def _is_no_count(text: str, found: re.Match[str], start: int) -> bool:
    before, end = text[max(0, start - BEFORE_CHARS) : start], found.end()
    if re.fullmatch(YEAR, found[0]) or pattern(NO_COUNT_AFTER).match(text, end):
        return True
    if pattern(NO_COUNT_BEFORE).search(before) or pattern(WHOLE_BEFORE).search(before):
        return True
    is_short = found[0].isdigit() and len(found[0]) < 4
    return is_short and text[end : end + 1] in tuple(",;") and pattern(AGE_BEFORE).search(before) is not None
