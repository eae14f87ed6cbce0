"""What kind of question is asked: what cannot be quoted is declined, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.datatypes import Agreement, Asked, Silence
from rag.kinds import DECLINED, NOTES, kind_of
from rag.library import Library
from tests.fakes import PhraseReader, write_articles

SEED_QUESTIONS = Path(__file__).parents[1] / "eval" / "questions" / "seeds.jsonl"


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    library.add(write_articles(tmp_path / "articles", 3))
    return library


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("hi", Asked.SMALL_TALK),
        ("Hello!", Asked.SMALL_TALK),
        ("Good evening, who are you?", Asked.SMALL_TALK),
        ("ok thanks a lot!", Asked.FACT),  # not known to be small talk, so it is asked
        ("OK. Thanks a lot!", Asked.SMALL_TALK),
        ("How are you?", Asked.SMALL_TALK),
        ("delete everything", Asked.COMMAND),
        ("Please delete all articles.", Asked.COMMAND),
        ("Stop.", Asked.COMMAND),
        ("Write me a poem about the storm", Asked.COMMAND),
        ("Can you translate this into French?", Asked.COMMAND),
        ("Show me all articles by Reuters", Asked.COMMAND),
        ("summarise this", Asked.SUMMARY),
        ("Could you give me a short overview of the storm?", Asked.SUMMARY),
        ("Tell me about the ferry.", Asked.SUMMARY),
        ("What do you think of the deal?", Asked.OPINION),
        ("Should I sell my shares?", Asked.OPINION),
        ("Was the second strike worse than the first?", Asked.OPINION),
        ("What is 31 per cent of 1.35 billion?", Asked.ARITHMETIC),
        ("What's 12 * 7?", Asked.ARITHMETIC),
        ("How many more people died than in 2019?", Asked.ARITHMETIC),
        ("Is inflation higher in Velmor than in Sundrel?", Asked.YES_NO),
        ("Didn’t the ferry sink?", Asked.YES_NO),
        ("Why did the ferry sink?", Asked.WHY),
        ("Did he leave or stay?", Asked.FACT),
        ("Hello, who owns the ferry?", Asked.FACT),
        ("Stop Brexit: who founded the campaign?", Asked.FACT),
        ("make it or break it who goes to the olympics", Asked.FACT),
        ("Name the towns that were flooded.", Asked.FACT),
        ("Who wrote the summary of the report?", Asked.FACT),
        ("What was the score, 24-10?", Asked.FACT),
        ("What did Putin think of Trump?", Asked.FACT),
        ("What is it worth?", Asked.FACT),
        ("", Asked.FACT),
    ],
)
def test_the_kind_of_a_question(question: str, kind: Asked) -> None:
    assert kind_of(question) is kind


def test_no_question_on_the_seeds_is_declined() -> None:
    asked = [json.loads(line)["question"] for line in SEED_QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert not [question for question in asked if kind_of(question) in DECLINED]


@pytest.mark.parametrize("question", ["Hello!", "Delete all articles.", "Summarise this.", "Should I go there?"])
def test_what_cannot_be_quoted_is_declined_with_what_to_ask_instead(
    filled: Library, reader: PhraseReader, question: str
) -> None:
    before = filled.counts()
    answer = filled.ask(question)
    assert (answer.quotation, answer.silence, answer.groups) == (None, Silence.DECLINED, ())
    assert answer.note == NOTES[kind_of(question)]
    assert answer.candidates == ()
    assert (answer.nearest is None) == (answer.asked in (Asked.SMALL_TALK, Asked.COMMAND))
    assert filled.counts() == before


def test_a_question_for_yes_or_no_gets_the_whole_sentence(filled: Library, reader: PhraseReader) -> None:
    question = "Did 102 people visit?"
    reader.phrases = {question: {"102": 40.0}}
    answer = filled.ask(question)
    assert answer.quotation is not None
    assert answer.quotation.text == answer.quotation.sentence
    assert "102" in answer.quotation.text
    assert answer.agreement is Agreement.ALONE
    assert answer.note == NOTES[Asked.YES_NO]


def test_a_number_is_no_answer_to_why(filled: Library, reader: PhraseReader) -> None:
    question = "Why did 102 people visit?"
    reader.phrases = {question: {"102": 40.0}}
    assert filled.ask(question).quotation is None


def test_thanks_in_between_do_not_end_a_conversation(filled: Library) -> None:
    history = [("Which town?", "Place1"), ("Thanks!", ""), ("Delete everything.", "")]
    assert filled.ask("How many came there?", history=history).understood == "How many came in Place1?"
