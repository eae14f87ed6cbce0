"""Dates as news writes them."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from rag.text.names import MONTHS
from rag.text.wording import parse_date

ISO_START = re.compile(
    r"(\d{4})([-/])(\d{2})\2(\d{2})(?:[T ]\d{1,2}:\d{2}.*)?\Z|(\d{4})(\d{2})(\d{2})(?:T\d{4,6}.*)?\Z", re.DOTALL
)
MONTH_NUMBERS = {name: number for number, month in enumerate(MONTHS, start=1) for name in (month, month[:3])} | {
    "sept": 9
}
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
TIME = (
    r"(?:at\s+)?\d{1,2}(?:[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?|\s*[ap]\.?m\.?)"
    r"(?:\s*\(?(?:[A-Z]{1,5}|[+-]\d{2}:?\d{2})\)?)?"
)
WRITTEN = (
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?(?P<month>[^\W\d_]{3,9})\.?,?[\s-]+|"
    r"(?P<month2>[^\W\d_]{3,9})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)(?P<year>\d{4})"
)
ISO = r"(?P<iso>\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}\S*)?"
WHOLE = re.compile(
    rf"(?:{TIME},?\s+(?:on\s+)?)?(?:{WEEKDAY},?\s+)?(?:{WRITTEN}|{ISO})(?:,?\s+{WEEKDAY})?(?:\s*[,–—-]?\s*{TIME})?\.?\Z",
    re.IGNORECASE,
)
NAMED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_ ]+(?!\d)\w")
NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,?\s+\d{1,2}:\d{2}.*)?\Z")


def read_date(text: str) -> dt.date:
    """The date that `text` gives: ISO 8601, RFC 2822, "7 November 2024", "Nov. 7, 2024", 27/11/2024, or the tag of
    plain text.

    Raises `ValueError` for anything else: 07/11/2024 may be two days, and is not guessed.
    """  # fmt: skip
    text = " ".join(text.split())
    if match := ISO_START.match(text):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            raise ValueError(f"{text!r} is no day of the calendar.") from None
    if (date := written_date(text)) is not None:
        return date
    if (match := NUMERIC.match(text)) and (date := _told_apart(int(match[1]), int(match[3]), int(match[4]))):
        return date
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return parse_date(text)


def written_date(text: str) -> dt.date | None:
    """The date, if `text` is nothing else but one in words or in ISO 8601, perhaps with a weekday and a time of day."""
    match = WHOLE.match(text)
    if match is None:
        return None
    try:
        if match["iso"]:
            return dt.date.fromisoformat(match["iso"])
        month = MONTH_NUMBERS.get((match["month"] or match["month2"]).lower())
        return dt.date(int(match["year"]), month, int(match["day"] or match["day2"])) if month else None
    except ValueError:
        return None


def name_date(path: str) -> dt.date | None:
    """The date with which the name of a file begins, before words: 2024-11-07-bridge-opens.md."""
    match = NAMED.match(PurePath(path).name)
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _told_apart(first: int, second: int, year: int) -> dt.date | None:
    """The date of two numbers of which only one can be a month, or that are the same."""
    if not (first > 12 or second > 12 or first == second):
        return None
    day, month = (first, second) if first > 12 else (second, first)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
