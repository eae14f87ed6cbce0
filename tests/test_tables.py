"""Tables in texts: rows, columns, and the cell where those meet that a question names."""

from __future__ import annotations

import pytest

from rag.datatypes import Hit, Passage, Span
from rag.evidence.lists.tables import MEETING, column_of, table_at, where_they_meet

BARS = "Result\n\n| Town | Dead | Hurt |\n|---|---:|:---|\n| Lorsk | 3 | 14 |\n| Old Tolvay | 5 | 20 |\n\nIt rained."
TABS = "Result\n\nTown\tDead\tHurt\nLorsk\t3\t14\nOld Tolvay\t5\t20\n\nIt rained."


@pytest.mark.parametrize("text", [BARS, TABS])
def test_a_table_is_its_rows_without_the_rule(text: str) -> None:
    rows = table_at(text, text.index("14"))
    assert [[text[start:end] for start, end in row] for row in rows] == [
        ["Town", "Dead", "Hurt"],
        ["Lorsk", "3", "14"],
        ["Old Tolvay", "5", "20"],
    ]
    assert [text[start:end] for start, end in column_of(text, text.index("Lorsk"))] == ["Lorsk", "Old Tolvay"]


@pytest.mark.parametrize("text", ["", "One line.", "a | b", "a | b\nc | d", "x\n\ta | b"])
def test_there_is_no_table_in_two_lines(text: str) -> None:
    assert table_at(text, 0) == column_of(text, 0) == []


@pytest.mark.parametrize(
    ("question", "cell", "is_meant"),
    [
        ("How many were hurt in Lorsk?", "14", True),
        ("How many were hurt in Old Tolvay?", "20", True),
        ("How many were hurt in Tolvay?", "20", False),
        ("How many were hurt in Lorsk?", "3", False),
        ("How many were hurt in Lorsk?", "20", False),
        ("How many came to Lorsk?", "14", False),
        ("Which town had most hurt: Lorsk?", "Lorsk", False),
    ],
)
@pytest.mark.parametrize("text", [BARS, TABS])
def test_the_cell_where_row_and_column_meet_is_surer(text: str, question: str, cell: str, is_meant: bool) -> None:
    hit = Hit(Passage("a" * 16, 100, 100 + len(text), text), "Result", None, 1, 0.03)
    start = 100 + text.index(cell)
    span = Span("a" * 16, start, start + len(cell), 1.0, 4.0, hit)
    assert where_they_meet(question, span).margin == (MEETING if is_meant else -3.0)
