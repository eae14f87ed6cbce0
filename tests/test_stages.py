"""What tells of another stage, another month or season, or a vague number, and so contradicts nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.comparer import Relation
from rag.datatypes import Precision, Quotation, ResolvedDate, Speaker
from rag.evidence.agreement.pairs import MAY_BE_DAY, MAY_DIFFER, MOST_ODDS, SURE, pair_features
from rag.evidence.agreement.stages import is_forecast, is_of_other_stage
from rag.evidence.days import are_of_two_months, is_part
from rag.evidence.sameness import are_two_times
from rag.text.values import count_other_things, is_vaguely, value_of
from tests.test_groups import quotation

PAIR = ("4,100", "5,200")
HARDLY = Relation(0.05, 0.05)


def contradict(
    one: Quotation,
    other: Quotation,
    question: str = "How many geese?",
    *,
    texts: tuple[str, str] = ("", ""),
    relation: Relation = HARDLY,
) -> float:
    return pair_features(question, one, other, relation, lambda id_: id_, {"a": texts[0], "b": texts[1]}.__getitem__)[
        "contradict"
    ]


def test_a_forecast_does_not_contradict_what_happened() -> None:
    foretold = quotation("2.1 metres", "b", day=1, sentence="The river could rise by {}.")
    told = quotation("2.3 metres", day=3, sentence="The river rose by {}.")
    assert is_forecast("How far did the river rise?", told, foretold)
    assert is_forecast("How far did the river rise?", foretold, told)
    assert not is_forecast("How far will the river rise?", told, foretold)
    assert not is_forecast("How far did the river rise?", told, replace(foretold, date=told.date))
    assert not is_forecast("How far did the river rise?", foretold, replace(foretold, date=told.date))


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("What pay rise do the porters demand?", "Both sides agreed on {}.", True),
        ("What pay rise do the porters demand?", "The porters want {}.", False),
        ("What pay rise do the porters demand?", "The hotel offers 3 per cent; the porters want {}.", False),
        ("On what rise did they agree?", "The hotel offers {}.", True),
        ("What did the hotel offer?", "The porters want 9 per cent, but the hotel bids {}.", False),
        ("What do the porters earn?", "The hotel offers {}.", False),
    ],
)
def test_what_was_demanded_offered_and_agreed_are_three_things(question: str, sentence: str, expected: bool) -> None:
    assert is_of_other_stage(question, quotation("5 per cent", sentence=sentence)) is expected


def test_a_day_lies_in_its_season_unless_the_years_differ() -> None:
    assert is_part(quotation("last autumn"), quotation("19 October", "b"))
    assert is_part(quotation("19 October"), quotation("last autumn", "b"))
    assert not is_part(quotation("last autumn"), quotation("19 May", "b"))
    assert not is_part(quotation("autumn 2024"), quotation("19 October 2025", "b"))
    assert not is_part(quotation("autumn"), quotation("spring", "b"))


def test_numbers_of_two_months_do_not_contradict_each_other() -> None:
    texts = {"a": "Exports fell by 3.9% in August.", "b": "Exports were 4.1 per cent lower in July."}
    one, other = quotation("3.9%"), quotation("4.1 per cent", "b")
    assert are_of_two_months(one, other, texts.__getitem__)
    assert not are_of_two_months(one, other, {**texts, "b": "Exports were 4.1 per cent lower in August."}.__getitem__)
    assert not are_of_two_months(one, other, {**texts, "b": "Exports were 4.1 per cent lower."}.__getitem__)


def test_hundreds_may_be_870() -> None:
    assert is_vaguely(value_of("hundreds"), value_of("870"))
    assert is_vaguely(value_of("870 houses"), value_of("hundreds of houses"))
    assert not is_vaguely(value_of("hundreds"), value_of("12"))
    assert not is_vaguely(value_of("many"), value_of("870"))


def test_three_judges_are_not_three_neighbours() -> None:
    assert count_other_things(value_of("three judges"), value_of("Three neighbours"))
    assert not count_other_things(value_of("three judges"), value_of("three"))
    assert not count_other_things(value_of("three judges"), value_of("three former judges"))


def test_two_times_of_day_are_two() -> None:
    assert are_two_times(quotation("two in the afternoon"), quotation("two in the morning", "b"))
    assert not are_two_times(quotation("two in the afternoon"), quotation("2 p.m.", "b"))


def test_two_numbers_that_are_surely_answers_contradict_each_other_whatever_the_model_says() -> None:
    texts = ("On the fens of Orrel Mere wardens counted.", "At Lake Orrel, near the Mere, they counted.")
    one, other = quotation(PAIR[0], confidence=SURE), quotation(PAIR[1], "b", confidence=SURE)
    assert contradict(one, other, texts=texts) > 0
    assert contradict(one, replace(other, confidence=SURE - 0.1), texts=texts) < 0
    assert contradict(one, other, texts=("Nobody counted.", "Somebody did.")) < 0  # of one event?
    assert contradict(quotation("1931", confidence=SURE), quotation("1950", "b", confidence=SURE), texts=texts) < 0


def on_day(day: int, one: Quotation) -> Quotation:
    date = dt.date(2026, 5, day)
    return replace(one, dates=(ResolvedDate(one.start, one.end, one.text, date, date, Precision.DAY),))


def test_two_likely_days_in_articles_about_the_same_contradict_each_other_if_the_model_may_think_so() -> None:
    texts = (
        "The vote of Orrel Mere, on the Fens near Lake Wenn, is on 2 May.",
        "Lake Wenn, Orrel Mere, the Fens: 9 May.",
    )
    one = on_day(2, quotation("2 May", confidence=0.9, sentence="They vote on {}."))
    other = on_day(9, quotation("9 May", "b", confidence=MAY_BE_DAY, sentence="The vote was put off to {}."))
    likely, unlikely = Relation(0.05, MAY_DIFFER), Relation(0.05, MAY_DIFFER / 2)
    assert contradict(one, other, "When do they vote?", texts=texts, relation=likely) > 0
    assert contradict(one, other, "When do they vote?", texts=texts, relation=unlikely) < 0
    less = replace(other, confidence=MAY_BE_DAY - 0.1)
    assert contradict(one, less, "When do they vote?", texts=texts, relation=likely) < 0
    assert contradict(one, other, "When do they vote?", texts=(texts[0], "They vote."), relation=likely) < 0
    same_article = replace(other, article_id="a")
    assert contradict(one, same_article, "When do they vote?", texts=texts, relation=likely) < 0


def test_nobody_contradicts_himself_nor_does_what_hardly_answers() -> None:
    speaker = Speaker(0, 4, "Falk")
    one = replace(quotation("unharmed"), speaker=speaker)
    other = replace(quotation("not a mark on it"), speaker=speaker)
    relation = Relation(0.0, 0.9)
    story, text = (lambda id_: id_), (lambda id_: "")
    assert pair_features("Is it damaged?", one, other, relation, story, text)["contradict"] == -MOST_ODDS
    assert pair_features("Is it damaged?", one, replace(other, speaker=None), relation, story, text)["contradict"] > 0
    unlikely = quotation("a crack", "b", confidence=0.06)
    assert pair_features("Is it damaged?", one, unlikely, relation, story, text)["contradict"] == -MOST_ODDS
