"""By how much is no answer to how many, nor the oldest to the youngest."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.margins import is_margin, is_of_opposite
from tests.test_former import quoted


@pytest.mark.parametrize(
    ("question", "sentence", "number", "expected"),
    [
        ("How many votes did Dunne get?", "Dunne won the seat on Friday by 112 votes.", "112", True),
        ("How many votes did Dunne get?", "Dunne won the seat by about 112 votes.", "112 votes", True),
        ("How many votes did Dunne get?", "She was elected with a majority of just 87.", "87", True),
        ("How many votes did Dunne get?", "Dunne won 13,540 votes to 13,428.", "13,540", False),
        ("By how many votes did Dunne win?", "Dunne won the seat by 112 votes.", "112", False),
        ("How many votes was Dunne's majority?", "Dunne won the seat by 112 votes.", "112", False),
        ("What was the majority?", "Dunne won the seat by 112 votes.", "112", False),
        ("How many councillors voted for it?", "It was carried, and they won by nine votes to eight.", "nine", False),
        ("How much is a ticket?", "Fares rose in June by 20p.", "20p", True),
        ("How much did fares rise?", "Fares rose in June by 20p.", "20p", False),
        ("How many people were killed?", "The toll rose to 43.", "43", False),
        ("How many donors were there?", "The money was raised by 12 donors.", "12", False),
        ("How much dearer did plate become?", "Its price had risen by 38%.", "38%", False),
        ("How many people were hit by the bus?", "He was led away, and by 12 people seen.", "12", False),
    ],
)
def test_a_margin_is_told_from_a_number(question: str, sentence: str, number: str, expected: bool) -> None:
    assert is_margin(question, quoted(sentence, number)) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("How old was the youngest victim?", "The oldest victim was a clockmaker of 81.", "81", True),
        ("How old was the youngest victim?", "The oldest was 81 and the youngest 9.", "9", False),
        ("How old was the youngest victim?", "The victims were 81 and 9.", "9", False),
        ("What is the largest town?", "The biggest town is Lorsk.", "Lorsk", False),
        ("What is the largest town?", "The smallest town is Lorsk.", "Lorsk", True),
        ("When is the last bus?", "The first bus goes at six.", "six", False),  # the last may be so many things
    ],
)
def test_the_opposite_of_what_is_asked_for_is_known(question: str, sentence: str, answer: str, expected: bool) -> None:
    assert is_of_opposite(question, quoted(sentence, answer)) is expected
