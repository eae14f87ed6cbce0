"""Stretches of time that questions name and articles hardly do: "in the past week", "early 2025", "on 25/05/2025"."""

from __future__ import annotations

import datetime as dt
import re

from rag.times.expressions import NamedPeriod
from rag.times.patterns import NUMBERS
from rag.times.periods import Period, days, month_of, one_day, shift

_UNIT = r"(?P<unit>day|week|month|year)s?"
LATELY = re.compile(
    rf"\b(?:in|over|during|within)\s+the\s+(?:past|last)\s+(?:(?P<number>[0-9]{{1,3}}|[a-z]+)\s+(?:of\s+)?)?{_UNIT}\b",
    re.IGNORECASE,
)
FEW_AGO = re.compile(rf"\b(?:a\s+)?(?P<number>few|couple|several)\s+(?:of\s+)?{_UNIT}\s+ago\b", re.IGNORECASE)
FEW = {"couple": 2, "few": 4, "several": 7}  # the most that is likely to be meant
PART_OF_YEAR = re.compile(
    r"\b(?:in|during|at|over)\s+(?:the\s+)?(?:(?P<part>early|mid|late|start\s+of|beginning\s+of|middle\s+of|end\s+of)"
    r"|(?P<half>first|second)\s+half\s+of|(?P<quarter>first|second|third|fourth|last)\s+quarter\s+of|Q(?P<q>[1-4])(?:\s+of)?)"
    r"[\s-]+(?P<year>20[0-9]{2}|1[0-9]{3})\b(?![’'-])",
    re.IGNORECASE,
)
PARTS = {"early": 1, "start": 1, "beginning": 1, "mid": 5, "middle": 5, "late": 9, "end": 9}  # the first month of four
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
NUMERIC = re.compile(r"\b(?P<one>[0-9]{1,2})(?P<sep>[/.])(?P<other>[0-9]{1,2})(?P=sep)(?P<year>20[0-9]{2})\b")
MONTHS_A_YEAR = 12


def find_stretches(question: str, today: dt.date) -> list[NamedPeriod]:
    """The stretches of a question asked on `today`. A day that may be another ("03/05/2024") is none."""
    found = []
    for kind, pattern, meaning in (
        ("counted", LATELY, _lately),
        ("counted", FEW_AGO, _few_ago),
        ("part", PART_OF_YEAR, _part_of_year),
        ("absolute", NUMERIC, _numeric),
    ):
        for match in pattern.finditer(question):
            try:
                period = meaning(match, today)
            except (ValueError, OverflowError):  # outside the calendar, or no such day
                period = None
            if period is not None:
                found.append(NamedPeriod(kind, *match.span(), period))
    return found


def _lately(found: re.Match[str], today: dt.date) -> Period | None:
    said = (found["number"] or "one").lower()
    number = int(said) if said.isdigit() else (NUMBERS | FEW).get(said)
    return None if number is None else days(shift(today, **{f"{found['unit'].lower()}s": -number}), today)


def _few_ago(found: re.Match[str], today: dt.date) -> Period:
    return days(shift(today, **{f"{found['unit'].lower()}s": -2 * FEW[found["number"].lower()]}), today)


def _part_of_year(found: re.Match[str], today: dt.date) -> Period:
    if found["part"]:
        first, months = PARTS[found["part"].lower().split()[0]], 4
    elif found["half"]:
        first, months = 6 * ORDINALS[found["half"].lower()] - 5, 6
    else:
        quarter = int(found["q"]) if found["q"] else ORDINALS[found["quarter"].lower()]
        first, months = 3 * quarter - 2, 3
    year = int(found["year"])
    return days(dt.date(year, first, 1), month_of(dt.date(year, first + months - 1, 1)).last)


def _numeric(found: re.Match[str], today: dt.date) -> Period | None:
    one, other, year = (int(found[name]) for name in ("one", "other", "year"))
    if one == other or other > MONTHS_A_YEAR:
        return one_day(dt.date(year, one, other))
    return one_day(dt.date(year, other, one)) if one > MONTHS_A_YEAR else None
