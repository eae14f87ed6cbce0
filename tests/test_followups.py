"""A question that leans on the conversation is written out; one that stands alone is never touched."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.datatypes import Turn
from rag.followups.understanding import TURN_CHARS, leans, understand

RUSSIA = Turn("Who leads Russia?", "Vladimir Putin")
FERRY = Turn("Who owns the ferry?", "Conrad Vale")
CAPTAIN = Turn("Who is the captain of the Maren Linde?", "Ines Hask")
TEXTS = ("Mr Vale bought the ferry in 1998. He said that he was sorry.", "Ines Hask said she had asked for repairs.")


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        (RUSSIA, "How old is he?", "How old is Vladimir Putin?"),
        (RUSSIA, "and how old is he", "How old is Vladimir Putin?"),
        (RUSSIA, "What is his salary?", "What is Vladimir Putin's salary?"),
        (RUSSIA, "And Hungary?", "Who leads Hungary?"),
        (RUSSIA, "What about Hungary?", "Who leads Hungary?"),
        (RUSSIA, "Since when?", "Since when was it that Vladimir Putin leads Russia?"),
        (Turn("Who congratulated Trump?", "Orban"), "Who else?", "Who else congratulated Trump?"),
        (
            Turn("What was inflation in Sundrel in September?", "3.5%"),
            "And in Velmor?",
            "What was inflation in Velmor in September?",
        ),
        (
            Turn("What was inflation in Sundrel in September?", "3.5%"),
            "And in October?",
            "What was inflation in Sundrel in October?",
        ),
        (Turn("What was the biggest gift?", "50,000 crowns"), "And the smallest?", "What was the smallest gift?"),
        (Turn("When did the first ship arrive?", "Monday"), "And the second?", "When did the second ship arrive?"),
        (
            Turn("What did Trump live through in July?", "an assassination attempt"),
            "Where did it happen?",
            "Where did the assassination attempt happen?",
        ),
        (
            Turn("Who wrote that US leadership is vital?", "Zelenskyy"),
            "On what day did he write it?",
            "On what day did Zelenskyy write that US leadership is vital?",
        ),
        (Turn("When did the ferry sink?", "4 May"), "What else happened then?", "What else happened on 4 May?"),
        (Turn("Which country would receive it?", "Ukraine"), "Before when?", "Before when would Ukraine receive it?"),
    ],
)
def test_a_follow_up_is_written_out(turn: Turn, question: str, understood: str) -> None:
    assert understand(question, [turn])[0].text == understood


def test_he_and_she_are_told_apart_by_what_the_articles_say() -> None:
    assert understand("How old is she?", [CAPTAIN, FERRY], lambda query: TEXTS)[0].text == "How old is Ines Hask?"
    assert understand("How old is he?", [FERRY, CAPTAIN], lambda query: TEXTS)[0].text == "How old is Conrad Vale?"


def test_a_conversation_is_followed_through_its_own_follow_ups() -> None:
    turns = [FERRY, Turn("How old is he?", "71"), Turn("And where does he live?", "Pelsund")]
    assert understand("Who took over from him?", turns)[0].text == "Who took over from Conrad Vale?"


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


def test_what_cannot_be_written_out_is_read_beside_the_turn_before() -> None:
    said = understand("What happened then?", [Turn("Who resigned?", "")])[-1].text
    assert said == "What happened then? (Who resigned?)"


def test_who_else_does_not_get_the_same_answer_again() -> None:
    turns = [Turn("Who congratulated Trump?", "Orban"), Turn("Who else?", "Meloni")]
    assert understand("Who else?", turns)[0].known == ("Orban", "Meloni")


def test_a_long_conversation_does_not_crowd_out_the_question() -> None:
    turns = [Turn("Who? " * 1000, "Somebody " * 1000)] * 50
    for version in understand("How old is he?", turns):
        assert version.text.startswith("How old is")
        assert len(version.text) < 4 * TURN_CHARS


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
