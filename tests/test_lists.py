"""Questions for several things, and the things that one sentence lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Library, answer_to_json
from rag.datatypes import Agreement
from rag.lists import asks_for_several, members
from tests.fakes import PhraseReader


@pytest.mark.parametrize(
    "question",
    [
        "Which leaders congratulated Trump?",
        "Which places had no trains?",
        "Which other council members wanted to lower the rate?",
        "In which streets must water be boiled?",
        "Who else said so?",
        "Who were the candidates?",
        "What are the names of the ships?",
        "List the towns.",
        "What towns?",
        "which towns were flooded",
        "Who else attended?",
        "What reasons did the minister give?",
        "Which two ministers resigned?",
        "Which of the bridges closed?",
    ],
)
def test_a_question_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which leader congratulated Trump?",
        "Which ship sails to Tolvay?",
        "What was said?",
        "What news came from Pelsund?",
        "Who won?",
        "Which party has most seats?",
        "What causes floods?",
        "What was damaged?",
        "How many people died?",
        "Who is the mayor of Lorsk?",
        "Which process was used?",
        "What crisis did the bank cause?",
        "What does the Lords committee want?",
        "",
    ],
)
def test_a_question_for_one(question: str) -> None:
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("Not to Grendholt, Dunmarrow and Ferrisk.", "Dunmarrow and Ferrisk", ["Grendholt", "Dunmarrow", "Ferrisk"]),
        ("No trains to Grendholt, Dunmarrow, or Ferrisk.", "Grendholt", ["Grendholt", "Dunmarrow", "Ferrisk"]),
        ("Ms Corvan and her brother Felix have sold.", "Felix", ["Ms Corvan", "her brother Felix"]),
        ("1. take in chairs\n2. fill bottles", "take in chairs\n2. fill bottles", ["take in chairs", "fill bottles"]),
        ("It took 1,350 eggs, milk and bread.", "1,350 eggs, milk and bread", ["1,350 eggs", "milk", "bread"]),
        ("Open between eight and nine.", "eight and nine", ["eight and nine"]),
        ("The mayor, Ilse Dorn, left.", "Ilse Dorn", ["Ilse Dorn"]),
        ("He met Tarrow, the premier.", "Tarrow", ["Tarrow"]),
        ("It was cold.", "cold", ["cold"]),
    ],
)  # fmt: skip
def test_what_a_sentence_lists(text: str, span: str, expected: list[str]) -> None:
    start = text.index(span)
    assert [text[first:last] for first, last in members(text, start, start + len(span))] == expected


@given(st.text("Ab ,;\n1.-and or", max_size=60), st.data())
@settings(max_examples=100)
def test_things_listed_are_stretches_of_the_text_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at = 0
    for first, last in members(text, start, end):
        assert at <= first <= last <= len(text)
        at = last


def test_each_thing_listed_is_a_quotation_of_its_own(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    for name, text in (
        ("a", "There were no trains to Grendholt, Dunmarrow and Ferrisk on Monday."),
        ("b", "Buses went to Dunmarrow, where no train came."),
    ):
        (tmp_path / f"{name}.txt").write_text(f"Trains\n\n{text}\n", encoding="utf-8")
    library.add([tmp_path])
    question = "Which towns had no trains on Monday?"
    reader.phrases = {question: {"Grendholt, Dunmarrow and Ferrisk": 40.0, "Dunmarrow, where": -1.0}}
    answer = library.ask(question)
    assert answer.agreement is Agreement.SEVERAL
    assert [group.quotations[0].text for group in answer.groups] == ["Grendholt", "Dunmarrow", "Ferrisk"]
    assert all(check.holds for check in library.verify(json.dumps(answer_to_json(answer))))
    reader.phrases = {"What town had no trains?": {"Grendholt, Dunmarrow and Ferrisk": 40.0}}
    one = library.ask("What town had no trains?").quotation
    assert one is not None
    assert one.text == "Grendholt, Dunmarrow and Ferrisk"
