"""Tables as texts have them: lines with as many bars, or tabs, each, of which the first says what the columns are."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.datatypes import Span
from rag.text.content import content_words

Place = tuple[int, int]

LINE = re.compile(r"[^\S\n]*(?P<words>\S[^\n]*)")
RULE = re.compile(r":?-*:?")  # between the head of a table and its rows
LEAST_ROWS = 3  # the head among them
MEETING = 5.0  # margin, at least, of the cell where the row and the column meet that are asked for


def table_at(text: str, start: int) -> list[list[Place]]:
    """The cells of the table that `start` stands in, row by row, the head first; empty where there is none."""
    begin = text.rfind("\n", 0, start) + 1
    ends = text.find("\n", start)
    here = text[begin : ends if ends >= 0 else len(text)]
    mark = next((one for one in "|\t" if one in here), None)
    if mark is None:
        return []
    lines = [found.span("words") for found in LINE.finditer(text)]
    at = next((at for at, line in enumerate(lines) if line[0] <= start < line[1]), None)
    if at is None:
        return []
    rows = [_cells(text, line, mark) for line in lines]
    first = last = at
    while first > 0 and len(rows[first - 1]) == len(rows[at]):
        first -= 1
    while last + 1 < len(rows) and len(rows[last + 1]) == len(rows[at]):
        last += 1
    rows = [row for row in rows[first : last + 1] if not all(RULE.fullmatch(text, *cell) for cell in row)]
    return rows if len(rows) >= LEAST_ROWS else []


def column_of(text: str, start: int) -> list[Place]:
    """The cells, without the head, of the column of which a cell begins at `start`; none elsewhere."""
    rows = table_at(text, start)
    at = next((at for row in rows for at, cell in enumerate(row) if cell[0] == start), None)
    return [row[at] for row in rows[1:] if row[at][0] < row[at][1]] if at is not None else []


def where_they_meet(question: str, span: Span) -> Span:
    """`span`, surer if it is the cell of a table in the row and the column that `question` names.

    Readers, who have seen few tables, give such cells little.
    """
    passage = span.hit.passage
    start, end = span.start - passage.start, span.end - passage.start
    rows = table_at(passage.text, start)
    row, at = next(((row, at) for row in rows[1:] for at, cell in enumerate(row) if cell == (start, end)), ([], 0))
    if at == 0 or span.margin >= MEETING:
        return span
    asked, (name, head) = content_words(question), (_words(passage.text, row[0]), _words(passage.text, rows[0][at]))
    if not name or not name <= asked or not head & asked:
        return span
    return replace(span, score=span.null_score + MEETING)


def _words(text: str, cell: Place) -> frozenset[str]:
    return content_words(text[cell[0] : cell[1]])


def _cells(text: str, line: Place, mark: str) -> list[Place]:
    """The places of the cells of a line that `mark` parts, without the white space around them."""
    start, end = line
    if text[start] == mark:
        start += 1
    if end > start and text[end - 1] == mark:
        end -= 1
    cells = []
    for cell in text[start:end].split(mark):
        left = start + len(cell) - len(cell.lstrip())
        cells.append((left, max(left, left + len(cell.strip()))))
        start += len(cell) + 1
    return cells
