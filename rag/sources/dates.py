"""Dates as news writes them."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from rag.text.names import MONTHS
from rag.text.wording import parse_date

ISO_START = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{1,2}:\d{2}.*)?\Z", re.DOTALL)
MONTH_NUMBERS = {name: number for number, month in enumerate(MONTHS, start=1) for name in (month, month[:3])} | {
    "sept": 9
}
WRITTEN = re.compile(
    r"(?:[^\W\d_]+,?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[^\W\d_]{3,9})\.?,?|"
    r"(?P<month2>[^\W\d_]{3,9})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)\s+(?P<year>\d{4})(?:,?\s+\d{1,2}[:.]\d{2}.*)?\Z"
)


def read_date(text: str) -> dt.date:
    """The date that `text` gives: ISO 8601, RFC 2822, "7 November 2024", "Nov. 7, 2024", or the tag of plain text.

    Raises `ValueError` for anything else: 07/11/2024 may be two days, and is not guessed.
    """
    text = text.strip()
    if match := ISO_START.match(text):
        return dt.date.fromisoformat(match[1])
    if match := WRITTEN.match(text):
        month = MONTH_NUMBERS.get((match["month"] or match["month2"]).lower())
        if month is not None:
            return dt.date(int(match["year"]), month, int(match["day"] or match["day2"]))
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return parse_date(text)
