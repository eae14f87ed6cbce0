"""What an article says of one quarter, round or year is not said of another."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.evidence.doubts.numbered import (
    is_of_other_number,
    is_of_other_year,
    is_said_of_other_year,
    is_said_of_past_year,
)
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
    assert is_of_other_number(question, quoted(sentence, sentence.split(maxsplit=1)[0])) is expected


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


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("Who won the cup in 2030?", "The horse Silver Tarn had won the cup in 2029.", "Silver Tarn", True),
        ("Who won the cup in 2030?", "In 2029 the cup went to Ada Voss.", "Ada Voss", True),
        ("Who won the 2030 cup?", "It was a cup for Rovers, who won it in May 2024.", "Rovers", True),
        ("Who won the cup?", "The horse Silver Tarn had won the cup in 2029.", "Silver Tarn", False),
        ("Who won the cup in 2029?", "The horse Silver Tarn had won the cup in 2029.", "Silver Tarn", False),
        ("What did it earn in 2030?", "It earned 31m, after 38m in 2029.", "31m", False),
        ("What did it earn in 2030?", "It earned 31m, the most since a fire in 2029.", "31m", False),
        ("Who won the cup in 2030?", "Ada Voss won it. The cup was made in 2029.", "Ada Voss", False),
        ("When did it open, in 2030?", "It opened in 2029.", "in 2029", False),  # the year is what is quoted
        ("Who won the cup in 2030?", "In 2029, it was Rovers; Ada Voss won now.", "Ada Voss", False),
    ],
)
def test_what_a_clause_says_of_another_year_is_not_said_of_this(
    question: str, sentence: str, answer: str, expected: bool
) -> None:
    one = quoted(sentence, answer)
    assert is_said_of_other_year(question, one, sentence) is expected
    assert not is_said_of_other_year(question, one, f"{sentence} The cup of 2030 is to come.")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The horse, Silver Tarn, had won the cup in 2024.", True),
        ("Silver Tarn, who won silver in 2024, took the cup.", False),
        ("Silver Tarn won in 2024 and in 2025.", False),
    ],
)
def test_the_year_of_an_article_stands_in_its_date_too(sentence: str, expected: bool) -> None:
    one = replace(quoted(sentence, "Silver Tarn"), date=dt.date(2025, 2, 4))
    assert is_said_of_other_year("Who won the cup in 2025?", one, f"Published: 4 February 2025\n{sentence}") is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How much will the line cost?", "In November 2017 the price was 5m.", True),
        ("How many boats are going to be laid up?", "Boats landed 5m in 2024.", True),
        ("How much did the line cost?", "In November 2017 the price was 5m.", False),
        ("How much will the line of 2017 cost?", "In November 2017 the price was 5m.", False),
        ("How much will the line cost?", "The price was 5m.", False),
        ("How much will the line cost?", "In 2025 the price was 5m.", False),  # the year of the article
        ("How much will the line cost?", "In 2017 it was put at 5m, but that is expected to rise.", False),
        ("How much will the line cost?", "It will cost 5m, as was said in 2017.", False),
        ("How much will the line cost?", "The price of 2017: 5m.", False),
    ],
)
def test_what_was_in_a_past_year_is_not_what_will_be(question: str, sentence: str, expected: bool) -> None:
    one = replace(quoted(sentence, "5m"), date=dt.date(2025, 2, 4))
    assert is_said_of_past_year(question, one) is expected
    assert not is_said_of_past_year(question, replace(one, date=None))
