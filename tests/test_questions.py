"""A question that leans on the conversation is read with it; one that stands alone is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.questions import in_context, leans

HISTORY = (("Who leads Russia?", "Vladimir Putin"),)


@pytest.mark.parametrize(
    "question",
    [
        "How old is he?",
        "how old is he",
        "What did they say?",
        "Where did it happen?",
        "And in which city?",
        "Since when?",
        "According to whom?",
        "Before when?",
        "Why was he there?",
        "Who said that?",
    ],
)
def test_a_question_that_leans(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "How old is Vladimir Putin?",
        "What did Putin say he would do?",
        "how much military assistance has the us given ukraine",
        "When will Biden leave office?",
        "putin age",
        "Since when has Hungary been in the EU and what does it want?",
        "Who speaks for the Kremlin?",
        "",
        "?!",
    ],
)
def test_a_question_that_stands_alone(question: str) -> None:
    assert not leans(question)


def test_a_leaning_question_is_searched_with_the_questions_and_read_with_the_answer_before() -> None:
    history = (("Who won?", "Donald Trump"), *HISTORY)
    sought, read = in_context("How old is he?", history)
    assert sought == "Who won? Who leads Russia? How old is he?"
    assert read == "Vladimir Putin. How old is he?"


def test_after_a_silence_the_question_before_stands_in_for_its_answer() -> None:
    assert in_context("How old is he?", (("Who leads Russia?", ""),))[1] == "Who leads Russia? How old is he?"


def test_a_long_conversation_does_not_crowd_out_the_question() -> None:
    history = [("Who? " * 1000, "Somebody " * 1000)] * 50
    sought, read = in_context("How old is he?", history)
    assert sought.endswith("How old is he?")
    assert read.endswith("How old is he?")
    assert len(sought) < 1000
    assert len(read) < 1000


@given(st.text())
def test_without_history_no_question_is_changed(question: str) -> None:
    assert in_context(question, ()) == (question, question)


@given(st.text())
def test_a_question_is_changed_only_if_it_leans(question: str) -> None:
    changed = in_context(question, HISTORY) != (question, question)
    assert changed == leans(question)
