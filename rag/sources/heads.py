"""When an article was published, as the lines around its headline say: "Published: 7 November 2024"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from rag.sources.dates import written_date

HEAD_LINES = 12
LONGEST_LINE = 160  # characters: a longer one is a paragraph
MARKS = re.compile(r"[*_`#>\[\]()]+")
# Between the parts of a line: "Wexmoor Echo | 7 November 2024". A dash may stand in a headline, or between two days.
PARTS = re.compile(r"\s*[|·•]\s*|\s{3,}|\t|(?<=\d),?\s+(?=(?:last )?(?:updated|modified)\b)", re.IGNORECASE)
PUBLISHED = re.compile(
    r"(?:(?:first|originally|date|article|story)\s+)?"
    r"(?:published|posted|issued|released|date|publication date|release date)"
    r"(?:\s+by\s+[^\d,:]{1,40}?)?(?:\s+on|\s+at)?\s*:?\s+",
    re.IGNORECASE,
)
UPDATED = re.compile(
    r"(?:(?:last|date)\s+)?(?:updated|modified|edited|revised|accessed|retrieved|saved|printed)\b", re.IGNORECASE
)
# "By Jo Latham, 7 November 2024", "By Jo Latham - 7 November 2024", "Port Dale, 7 November 2024"
BEFORE = re.compile(
    r"(?:(?i:by)\s+[^\d:]{1,60}?(?:,|\s[–—-])|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}(?:, [A-Z][\w.]+)?,)\s+"
)
# A wire's line: "LONDON, Nov. 7, 2024 (Reuters) - …"
DATELINE = re.compile(
    r"[A-Z][A-Z .’'-]+(?:,\s+[^\d,]{2,20})?,\s+([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4})"
    r"\s*(?:\([^)]{2,40}\)|/[^/]{2,40}/)?\s*(?:--|[-–—])\s"
)
SENTENCE = re.compile(r"[.!?][”’\"')]*\Z")


def head_date(lines: Iterable[str]) -> dt.date | None:
    """The day of publication that one of the first lines gives, or None where they give none, or several.

    Such a line holds nothing else but the date, a word such as "Published", a byline or a place. One that says that it
    was published counts before those that only are a date; one of an update does not count.
    """
    told: set[dt.date] = set()
    bare: set[dt.date] = set()
    given = [line.strip() for line in lines if line.strip()]
    at = headline_at(given)
    for number, line in enumerate(_head(given)):
        said, date = line_date(line)
        if date is not None and number != at:
            (told if said else bare).add(date)
    if told:
        return told.pop() if len(told) == 1 else None
    # Where other lines are dates too, the text is a list of days.
    if len(bare) == 1 and not any(date not in (None, *bare) for _, date in map(line_date, given)):
        return bare.pop()
    if not bare and (match := next(filter(None, map(DATELINE.match, given[:4])), None)):
        return written_date(match[1])
    return None


def headline_at(lines: Sequence[str]) -> int:
    """Which of the lines that are not blank is the headline: the first that says something.

    A line without a letter or a digit says nothing, nor does a date before what may be the headline.
    """
    telling = [number for number, line in enumerate(lines[:50]) if any(map(str.isalnum, line))] or [0]
    if len(telling) > 1 and len(lines[telling[1]]) <= LONGEST_LINE and line_date(lines[telling[0]])[1] is not None:
        return telling[1]
    return telling[0]


def _head(lines: Sequence[str]) -> Iterable[str]:
    """The lines up to the second sentence: a first one may stand under the headline."""
    sentences = 0
    for line in islice(lines, HEAD_LINES):
        if line_date(line)[1] is None:
            sentences += len(line) > LONGEST_LINE or SENTENCE.search(line) is not None
            if sentences == 2:
                return
        yield line


def line_date(line: str) -> tuple[bool, dt.date | None]:
    """Whether the line says that something was published, and when; no date for a line that says anything else."""
    if len(line) > LONGEST_LINE or not any(character.isdigit() for character in line):
        return False, None
    found = [_part_date(" ".join(MARKS.sub(" ", part).split())) for part in PARTS.split(line) if part.strip()]
    for said, date in sorted(found, key=lambda one: not one[0]):
        if date is not None:
            return said, date
    return False, None


def _part_date(part: str) -> tuple[bool, dt.date | None]:
    if UPDATED.match(part):
        return False, None
    rest = PUBLISHED.sub("", part, count=1) if (said := PUBLISHED.match(part)) else part
    if (date := written_date(rest)) is None and (match := BEFORE.match(rest)):
        date = written_date(rest[match.end() :])
    return said is not None, date
