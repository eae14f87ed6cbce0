"""Text that a press database exports, with several articles in a file: LexisNexis, Factiva, ProQuest."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rag.sources.dates import read_date, written_date

BEGINS = re.compile(r"^[ \t]*(?:\d+ of \d+ DOCUMENTS?|Document \d+ of \d+)[ \t]*\r?$", re.MULTILINE)
ENDS = re.compile(r"^[ \t]*(?:End of Document|Document [A-Z]{2,}[A-Za-z0-9]*\d{8}[A-Za-z0-9]*)[ \t]*\r?$", re.MULTILINE)
# No such export without one of these in each of its articles.
SIGN = re.compile(
    r"^[ \t]*(?:(?:LENGTH:[ \t]*)?[\d,]+ words|Publication (?:title|info):.*)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
LABELLED = re.compile(r"^(Title|Publication title|Publication date):[ \t]+(.+?)[ \t]*\r?$", re.MULTILINE)
WORDS = re.compile(r"(?:LENGTH:\s*)?[\d,]+ words\Z", re.IGNORECASE)
LABEL = re.compile(r"[A-Z][A-Za-z -]+:\s")
HEAD_LINES = 15
RULE = re.compile(r"\s*_{5,}\s*\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of an export: where in the file its text stands, and what its head says."""

    start: int
    end: int
    headline: str
    date: dt.date | None
    outlet: str


def split_export(raw: str) -> list[Piece]:
    """The articles of an export; none of a text that is no export."""
    if begins := list(BEGINS.finditer(raw)):
        starts = [match.end() for match in begins]
        spans = list(zip(starts, [*(match.start() for match in begins[1:]), len(raw)], strict=True))
    else:
        ends = list(ENDS.finditer(raw))
        spans = list(zip([0, *(match.end() for match in ends)], [match.start() for match in ends], strict=False))
    leads = bool(begins) and "DOCUMENT" in begins[0][0]
    return [_piece(raw, start, end, leads) for start, end in spans if SIGN.search(raw, start, end)]


def _piece(raw: str, start: int, end: int, leads: bool) -> Piece:
    """The article between two markers. `leads` says that its outlet and date stand before its headline."""
    text = RULE.sub("", raw[start:end])
    end = start + len(text.rstrip())
    start += len(text) - len(text.lstrip("\ufeff \t\r\n"))
    labelled = {match[1]: match[2] for match in LABELLED.finditer(raw, start, end)}
    lines = [line.strip() for line in raw[start:end].splitlines()]
    filled = [number for number, line in enumerate(lines) if line][:HEAD_LINES]
    at = next((place for place, number in enumerate(filled) if written_date(lines[number])), None)
    headline, outlet, date = lines[0], "", None
    if at is not None:
        date = written_date(lines[filled[at]])
        beside = at + 1 if at and WORDS.match(lines[filled[at - 1]]) else at - 1
        if 0 <= beside < len(filled) and (leads or beside > 0):
            outlet = lines[filled[beside]]
        if leads:
            headline = _first_block(lines, filled[at]) or headline
    if "Publication date" in labelled:
        date = _date_or_none(labelled["Publication date"])
    return Piece(start, end, labelled.get("Title", headline), date, labelled.get("Publication title", outlet))


def _first_block(lines: list[str], after: int) -> str:
    """The first paragraph that begins after a blank line below `after`, on one line; not a labelled one."""
    blank = next((number for number in range(after, len(lines)) if not lines[number]), len(lines))
    block: list[str] = []
    for line in lines[blank:]:
        if not line and block:
            break
        if line and not LABEL.match(line):
            block.append(line)
    return " ".join(block)


def _date_or_none(written: str) -> dt.date | None:
    try:
        return read_date(written)
    except ValueError:
        return None
