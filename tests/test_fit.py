"""A sentence that is built as the question asks is likelier to answer it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.datatypes import Quotation, Speaker
from rag.evidence.factuality.modality import without_wishes
from rag.evidence.fit import built_as_asked
from tests.test_former import quoted


def odds(question: str, sentence: str, text: str, speaker: str = "") -> float:
    one = replace(quoted(sentence, text), headline="Harbour", confidence=0.2)
    if speaker:
        start = one.sentence_start + sentence.index(speaker)
        one = replace(one, speaker=Speaker(start, start + len(speaker), speaker))
    return next(iter(built_as_asked(question, {one: 0.2}, lambda _: "").values()))


@pytest.mark.parametrize(
    ("question", "sentence", "text", "speaker"),
    [
        ("What did Jo Hale say?", "It was late, said the pilot, Jo Hale.", "It was late", "the pilot"),
        ("What did Jo Hale say about the harbour?", "The harbour was full, Hale said.", "was full", "Hale"),
        ("What did Jo Hale promise?", "Jo Hale promised that nobody would pay.", "nobody would pay", ""),
        ("Who is Jo Hale?", "It was late, said the pilot, Jo Hale.", "the pilot", ""),
        ("Who is Jo Hale?", "Jo Hale, who leads the union, left.", "leads the union", ""),
        ("What is Portwatch?", "The charity Portwatch was glad.", "charity", ""),
        ("What will happen to the crew?", "The crew will be paid off in May.", "paid off in May", ""),
    ],
)
def test_what_is_built_as_asked_is_likelier(question: str, sentence: str, text: str, speaker: str) -> None:
    assert odds(question, sentence, text, speaker) > 0.4


@pytest.mark.parametrize(
    ("question", "sentence", "text", "speaker"),
    [
        ("What did Jo Hale say?", "It was late, said the pilot, Kit Moe.", "It was late", "the pilot"),
        ("What did Jo Hale recommend?", "It was late, Hale said.", "It was late", "Hale"),
        ("What did Jo Hale say about bananas?", "It was late, Hale said.", "It was late", "Hale"),
        ("Who is Jo Hale?", "Dr Jo Hale left.", "Dr", ""),
        ("Who is Jo Hale?", "The pilot met Jo Hale.", "The pilot", ""),
        ("Where is Jo Hale?", "Jo Hale, who leads the union, left.", "leads the union", ""),
        ("What will happen to the crew?", "The crew was paid off in May.", "paid off in May", ""),
    ],
)
def test_nothing_else_is(question: str, sentence: str, text: str, speaker: str) -> None:
    assert odds(question, sentence, text, speaker) == pytest.approx(0.2)


def test_what_is_said_of_something_else_is_less_likely() -> None:
    of_it, of_else = (
        replace(quoted("The toll is unjust, said the mayor.", "unjust"), confidence=0.3),
        replace(quoted("The runway is closed, said the mayor.", "closed"), confidence=0.6),
    )
    ranked = built_as_asked("What did the mayor say about the toll?", {of_else: 0.6, of_it: 0.3}, lambda _: "")
    assert next(iter(ranked)).text == "unjust"
    question, whole = "What did the mayor say about the toll?", "The toll rose. The runway is closed, said the mayor."
    assert next(iter(built_as_asked(question, {of_else: 0.6, of_it: 0.3}, lambda _: whole))).text == "closed"


def asked(amount: str, sentence: str, day: int, confidence: float) -> Quotation:
    return replace(quoted(sentence, amount), date=dt.date(2021, 5, day), confidence=confidence)


def test_what_was_wanted_is_not_what_came_of_it() -> None:
    wanted = asked("9 per cent", "Dockers demand a rise of 9 per cent.", 2, 0.6)
    got = asked("4 per cent", "Dockers get 4 per cent from June.", 9, 0.1)
    quotations = {wanted: 0.6, got: 0.1}
    assert list(without_wishes("What rise did the dockers get?", quotations)) == [got]
    assert list(without_wishes("What rise did the dockers demand?", quotations)) == [wanted, got]
    assert list(without_wishes("What rise is there?", quotations)) == [wanted, got]
    # What is likeliest and was so leaves the others beside it, as what may differ.
    assert list(without_wishes("What rise did they get?", {got: 0.6, wanted: 0.1})) == [got, wanted]
    year = asked("2006", "It would be the first strike since 2006.", 2, 0.6)
    assert list(without_wishes("When had they gone on strike?", {year: 0.6, got: 0.1})) == [year, got]
    older = replace(got, date=dt.date(2021, 5, 1))
    assert list(without_wishes("What rise did they get?", {wanted: 0.6, older: 0.1})) == [wanted, older]
    needed = asked("340 crowns", "That is more than the 340 crowns needed.", 9, 0.6)
    raised = asked("351 crowns", "Readers have given 351 crowns.", 9, 0.5)
    assert list(without_wishes("How much had been raised?", {needed: 0.6, raised: 0.5})) == [raised]
    assert list(without_wishes("How much was needed?", {needed: 0.6, raised: 0.5})) == [needed, raised]
    asked_for = asked("12 crowns", "It is 12 crowns, which the union had asked for.", 9, 0.6)
    assert list(without_wishes("How much did they get?", {asked_for: 0.6, raised: 0.5})) == [raised]
    given = asked("12 crowns", "They got the 12 crowns promised by a union that wanted peace.", 9, 0.6)
    assert list(without_wishes("How much did they get?", {given: 0.6, raised: 0.5})) == [given, raised]
