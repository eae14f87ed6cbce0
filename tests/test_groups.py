"""What agrees is one answer, what differs is shown side by side, and what was asked for in the plural is listed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Agreement, Group, Precision, Quotation, ResolvedDate
from rag.groups import group, only_likely, settle
from rag.standing import PAIR_FEATURES, Standing

QUESTION = "How many people died in the Lorsk flood?"
SENTENCE = "{} people died in the Lorsk flood."


def quotation(
    text: str, article: str = "a", *, confidence: float = 0.8, day: int | None = 1, sentence: str = SENTENCE
) -> Quotation:
    start = sentence.index("{")
    return Quotation(
        article_id=article,
        headline="Flood",
        date=None if day is None else dt.date(2025, 9, day),
        source=f"{article}.txt",
        source_start=start,
        article_sha256="0" * 64,
        start=start,
        end=start + len(text),
        text=text,
        sentence=sentence.format(text),
        sentence_start=0,
        sentence_end=len(sentence) - 2 + len(text),
        confidence=confidence,
    )


def itself(article_id: str) -> str:
    return article_id


def texts(groups: list[Group] | tuple[Group, ...]) -> list[list[str]]:
    return [[one.text for one in each.quotations] for each in groups]


def test_articles_that_say_the_same_are_one_answer_counted_by_story() -> None:
    found = [quotation("twelve", "a", confidence=0.9), quotation("12", "b"), quotation("12", "c"), quotation("9", "d")]
    made = group(found, {"a": "x", "b": "x", "c": "c", "d": "d"}.__getitem__)
    assert texts(made) == [["twelve", "12", "12"], ["9"]]
    assert [(one.independent, one.confidence) for one in made] == [(2, 0.9), (1, 0.8)]


def test_a_surname_that_two_people_have_joins_neither() -> None:
    found = [quotation(name, str(n)) for n, name in enumerate(["Dorn", "Ilse Dorn", "Karel Dorn", "Mayor Ilse Dorn"])]
    assert texts(group(found, itself)) == [["Dorn"], ["Ilse Dorn", "Mayor Ilse Dorn"], ["Karel Dorn"]]


def test_a_surname_that_one_person_has_joins_the_full_name() -> None:
    found = [quotation("Dorn", "a"), quotation("Ilse Dorn", "b"), quotation("Petr Lasko", "c")]
    assert texts(group(found, itself)) == [["Dorn", "Ilse Dorn"], ["Petr Lasko"]]


def weekday(article: str, day: int, meant: int) -> Quotation:
    one = quotation("Sunday", article, day=day, sentence="It was closed on {} after the Lorsk flood.")
    date = dt.date(2025, 9, meant)
    return replace(one, dates=(ResolvedDate(one.start, one.end, "Sunday", date, date, Precision.DAY),))


def test_a_weekday_is_the_day_that_it_means() -> None:
    found = [weekday("a", 2, 1), weekday("b", 4, 1), weekday("c", 9, 8), quotation("Sunday", "d")]
    assert [[one.article_id for one in each.quotations] for each in group(found, itself)] == [["a", "b"], ["c"], ["d"]]


# What is told in unlike sentences, of a forecast, of another thing, or hardly likely does not differ.
STRICT = Standing(
    -6.0,
    dict.fromkeys(PAIR_FEATURES, 0.0) | {"other": 1.0, "alike": 3.0, "forecast": -9.0, "names": 6.0},
    0.8,
)


def settled(*found: Quotation, question: str = QUESTION, alike: float = 1.0) -> tuple[Agreement, list[list[str]]]:
    agreement, groups = settle(question, group(found, itself), itself, lambda one, other: alike, STRICT)
    return agreement, texts(groups)


def test_one_article_answers_alone_and_two_agree() -> None:
    assert settled(quotation("12")) == (Agreement.ALONE, [["12"]])
    assert settled(quotation("12"), quotation("twelve", "b")) == (Agreement.AGREE, [["12", "twelve"]])


def test_different_numbers_from_different_stories_differ_the_newest_first() -> None:
    found = [quotation("9", "a", day=1, confidence=0.9), quotation("12", "b", day=3), quotation("10", "c", day=None)]
    assert settled(*found) == (Agreement.DIFFER, [["12"], ["9"], ["10"]])


@pytest.mark.parametrize(
    "other",
    [
        quotation("12", "a"),  # the same story
        quotation("12", "b", confidence=0.02),  # hardly an answer
        quotation("12", "b", sentence="It cost {} to repair Ostry."),  # about something else
        quotation("Lorsk", "b"),  # another sort of answer
    ],
)
def test_what_is_no_answer_to_the_question_makes_no_conflict(other: Quotation) -> None:
    assert settled(quotation("9", "a", confidence=0.9), other) == (Agreement.ALONE, [["9"]])


def test_sentences_that_say_other_things_make_no_conflict() -> None:
    found = quotation("9", "a", confidence=0.9), quotation("12", "b", confidence=0.4)
    assert settled(*found)[0] is Agreement.DIFFER
    assert settled(*found, alike=0.4)[0] is Agreement.ALONE


def test_a_forecast_does_not_contradict_what_happened() -> None:
    forecast = quotation("12", "b", sentence="Up to {} people could have died in the Lorsk flood.")
    assert settled(quotation("9", "a", confidence=0.9), forecast)[0] is Agreement.ALONE
    assert settled(replace(forecast, text="9", article_id="a"), forecast)[0] is Agreement.DIFFER


def test_phrases_in_other_words_do_not_differ() -> None:
    found = quotation("a storm surge", "a"), quotation("heavy rain", "b")
    assert settled(*found, question="What caused the Lorsk flood in which people died?")[0] is Agreement.ALONE


def test_a_question_for_several_gets_all() -> None:
    found = quotation("Velmor", "a", confidence=0.9), quotation("Lorsk", "a"), quotation("Ostry", "b", confidence=0.2)
    asked = settled(*found, question="Which towns were hit by the Lorsk flood in which people died?")
    assert asked == (Agreement.SEVERAL, [["Velmor"], ["Lorsk"]])


ANSWERS = st.sampled_from(["12", "twelve", "about 12", "9", "Dorn", "Ilse Dorn", "Karel Dorn", "rain", "12 July", ""])


@given(
    st.lists(st.tuples(ANSWERS, st.sampled_from("abcd"), st.floats(0, 1)), min_size=1, max_size=9), st.integers(0, 9)
)
def test_groups_hold_every_quotation_once_and_shuffling_only_reorders_equals(
    given_: list[tuple[str, str, float]], seed: int
) -> None:
    found = [quotation(text, f"{article}{n}", confidence=p) for n, (text, article, p) in enumerate(given_)]
    found.sort(key=lambda one: -one.confidence)
    made = group(found, itself)
    held = [one for each in made for one in each.quotations]
    assert sorted(held, key=id) == sorted(found, key=id)
    assert made[0].quotations[0] == found[0]
    shuffled = random.Random(seed).sample(found, len(found))
    other = group(shuffled, itself)
    assert {frozenset(one.article_id for one in each.quotations) for each in made} == {
        frozenset(one.article_id for one in each.quotations) for each in other
    }


def test_what_hardly_answers_does_not_agree() -> None:
    ferry, council = quotation("Monday", "a"), quotation("Monday", "b", confidence=0.01)
    line = quotation("Monday", "c", confidence=0.3)
    assert only_likely(QUESTION, Group((ferry, council, line), 0.8, 3), itself) == Group((ferry, line), 0.8, 2)


@pytest.mark.parametrize(
    ("text", "sentence", "agrees"),
    [
        ("$64.1 billion", SENTENCE, True),
        ("$64.1 billion", "Elsewhere the bridge cost {} in all.", False),  # about something else
        ("twelve", SENTENCE, False),  # a number that may be the same by chance
        ("Monday", SENTENCE, False),
    ],
)
def test_the_very_number_about_the_question_agrees_whatever_the_reader_thinks(
    text: str, sentence: str, agrees: bool
) -> None:
    found = quotation(text, "a"), quotation(text, "b", confidence=0.001, sentence=sentence)
    assert (only_likely(QUESTION, Group(found, 0.8, 2), itself).independent == 2) is agrees


def test_two_numbers_that_one_article_sets_against_each_other_differ() -> None:
    said = "The police counted {} on the Lorsk flood's first day, people who died; the town spoke of more."
    one, other = quotation("80", "a", sentence=said), quotation("120", "a", sentence=said)
    assert settled(one, other)[0] is Agreement.DIFFER
    assert settled(quotation("80", "a"), quotation("120", "a"))[0] is Agreement.ALONE
