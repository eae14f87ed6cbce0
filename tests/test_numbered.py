"""What an article says of one quarter, round or year is not said of another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.evidence.numbered import is_of_other_number, is_of_other_year
from tests.test_former import quoted


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("What was the profit in the second quarter?", "It made 5m in the third quarter.", True),
        ("What was the Q2 profit?", "It made 5m in the third quarter.", True),
        ("What was the Q3 profit?", "It made 5m in the third quarter.", False),
        ("What was the profit in the second quarter?", "5m in the second quarter, 4m in the first quarter.", False),
        ("What was the profit in the second quarter?", "It made 5m.", False),
        ("Who won the first round?", "Ada Voss won the second round by a goal.", True),
        ("Who won the 2nd round?", "Ada Voss won the second round by a goal.", False),
        ("Who won the second leg?", "Ada Voss won the first round.", False),
        ("Who won the quarter-final?", "It was the first quarter.", False),
    ],
)  # fmt: skip
def test_a_number_of_one_quarter_is_none_of_another(question: str, sentence: str, expected: bool) -> None:
    assert is_of_other_number(question, sentence) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("How many died in the flood of 1968?", "Four people died.", True),
        ("How many died in the flood of 1968?", "Four people died, as in 1968.", False),
        ("How many died in 2025?", "Four people died.", False),
        ("How many died in 2024?", "Four people died.", False),  # "last year"
        ("How many died?", "Four people died.", False),
        ("What cost 2000 crowns in 2030?", "Four people died.", True),
    ],
)
def test_a_year_that_an_article_does_not_name_is_not_told_of(question: str, text: str, expected: bool) -> None:
    dated = replace(quoted("Four people died.", "Four"), date=dt.date(2025, 2, 4))
    assert is_of_other_year(question, dated, text) is expected
    assert not is_of_other_year(question, replace(dated, date=None), text)
