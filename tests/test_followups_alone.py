"""A question that stands alone is read as it stands, and whatever was said there is something to ask."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.datatypes import Turn
from rag.followups.understanding import leans, understand

RUSSIA = Turn("Who leads Russia?", "Vladimir Putin")
CAPTAIN = Turn("Who is the captain of the Maren Linde?", "Ines Hask")
TEXTS = ("Mr Vale bought the ferry in 1998. He said that he was sorry.", "Ines Hask said she had asked for repairs.")


@pytest.mark.parametrize(
    "question",
    [
        "How old is Vladimir Putin?",
        "What did Putin say he would do?",
        "What did the minister say about her own resignation?",
        "how much military assistance has the us given ukraine",
        "Is it true that Hungary left?",
        "How long does it take to reach Harwen?",
        "Since when has Hungary been in the EU and what does it want?",
        "Who speaks for the Kremlin?",
        "Why is it so expensive to live in London?",
        "What is it like for families in Gaza?",
        "Was it Hamas that fired the rocket?",
        "Is it cold in Oslo?",
        "Is it too late to register to vote in Ohio?",
        "Why is it called the Gulf of Mexico?",
        "What does it mean when the Bank of England cuts rates?",
        "No survivors in the Jeju crash?",
        "When will Biden leave office?",
        "putin age",
        "",
        "?!",
    ],
)
def test_a_question_that_stands_alone_is_read_as_it_stands(question: str) -> None:
    assert not leans(question, [RUSSIA])
    assert understand(question, [CAPTAIN, RUSSIA], lambda query: TEXTS)[0].text == question


def test_a_question_in_lower_case_that_names_somebody_is_not_read_with_the_turn_before() -> None:
    def find(query: str) -> list[str]:
        return ["The Kremlin says that Vladimir Putin will not."]

    assert [one.text for one in understand("will putin resign", [CAPTAIN], find)] == ["will putin resign"]


@pytest.mark.parametrize(
    "question",
    [
        "What did the bank of Velmor pay?",
        "How many of those who died were miners?",
        "Who lost his job?",
        "Do you believe that Calder is guilty?",
        "Who owns the banks?",
        "Who took that year's prize?",
    ],
)
def test_what_says_enough_by_itself_is_left_alone(question: str) -> None:
    assert not leans(question, [Turn("Which bank failed?", "Calder Bank")])


TEXT = st.text(alphabet=st.sampled_from("aeHT ?'’.,$5%\n–")) | st.lists(
    st.sampled_from("who what it he her they and else in Hungary the first of him's May 2024 else? when said".split())
).map(" ".join)


@given(TEXT)
@settings(max_examples=50)
def test_without_history_no_question_is_changed(question: str) -> None:
    assert [one.text for one in understand(question, [])] == [question]


@given(TEXT, st.lists(st.builds(Turn, TEXT, TEXT), min_size=1, max_size=3))
@example("And the?", [Turn("the the", "")])
@settings(max_examples=150)
def test_whatever_was_said_there_is_something_to_ask_and_the_question_itself_is_in_it(
    question: str, turns: list[Turn]
) -> None:
    versions = understand(question, turns, lambda query: TEXTS)
    assert versions
    assert all(version.text.strip() for version in versions) or not question.strip()
