"""A quantity of another kind than is asked for is no answer: a sum of money for a length, a speed for a height."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.units import is_of_other_unit
from tests.test_former import quoted


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How long is the harbour bridge in metres?", "468 mln marks"),
        ("How long is the harbour bridge?", "468 mln marks"),
        ("How long is the harbour bridge?", "12 percent"),
        ("How long will the bridge be?", "2029"),
        ("How high are the waves?", "148 kilometres an hour"),
        ("how high is the tower", "five hours"),
        ("How tall is the tower?", "£3m"),
        ("How wide is the river?", "40 mph"),
        ("How deep is the lake?", "30 tonnes"),
        ("How far is it to Lund?", "12 km/h"),
        ("How fast can the ferry go?", "14 crowns"),
        ("How old is the pilot?", "40,000 crowns"),
        ("How old was she when she became chairwoman?", "from 2008 to 2024"),
        ("How much does the bell weigh?", "four hours"),
        ("How much did the tower cost?", "60 metres"),
        ("How many hours did the strike last?", "8 percent"),
        ("How many miles an hour did it reach?", "12 miles"),
        ("How many kilometres of pipe are there?", "6 percent"),
        ("How many litres leak a day?", "6 percent"),
        ("What percentage of the nurses left?", "three days"),
        ("How big is the hall in square metres?", "7.5 million crowns"),
        ("How long was the speech in minutes?", "40 km"),
        ("How many cows did they bring?", "30,000 litres"),
        ("How many shares did he sell?", "£5m"),
    ],
)
def test_a_quantity_of_another_kind_is_known(question: str, text: str) -> None:
    assert is_of_other_unit(question, quoted(f"It was {text}, said Ann Lee.", text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How long is the harbour bridge in metres?", "1.2 kilometres"),
        ("How long is the harbour bridge in metres?", "1,200"),
        ("How long is the crossing?", "95 minutes"),
        ("How high were the waves?", "6.8m"),
        ("How high is inflation?", "4 percent"),
        ("How high was the fine?", "40,000 crowns"),
        ("How high was the sentence?", "four years"),
        ("How heavy was the sentence?", "four years"),
        ("How wide was the gap at the line?", "3 seconds"),
        ("How fast did prices rise?", "4 percent"),
        ("How far is it to Lund?", "two hours"),
        ("How old is the pilot?", "41"),
        ("How many hours did the strike last?", "three days"),
        ("How many pounds did he lose?", "£3"),
        ("How many cows did they bring?", "30"),
        ("How many people watched it?", "2.3m"),
        ("How many voters want it?", "61 percent"),
        ("How many nights did they stay?", "three days"),
        ("How many barrels leaked?", "30,000 litres"),
        ("How many pounds did he lose?", "12 pounds"),
        ("How many miles an hour did it reach?", "40 km/h"),
        ("How much time did it cost?", "five days"),
        ("What was the highest rise in years?", "4 percent"),
        ("How much did it rise in months?", "4 percent"),
        ("What percentage of the nurses left?", "a third"),
        ("What share of the cost does it pay?", "5 million crowns"),
        ("How long has he led it?", "since 2019"),
        ("Who led it?", "2019"),
    ],
)
def test_what_may_be_asked_for_is_kept(question: str, text: str) -> None:

    assert not is_of_other_unit(question, quoted(f"It was {text}, said Ann Lee.", text))


def test_a_year_from_or_to_which_it_is_tells_how_long() -> None:
    for sentence in ("He has led it since 2019.", "It is open until 2019.", "It ran from 2014 to 2019."):
        assert not is_of_other_unit("How long?", quoted(sentence, "2019"))
    assert is_of_other_unit("How long?", quoted("It opened in 2019.", "in 2019"))


def test_a_unit_may_stand_behind_what_is_quoted() -> None:
    assert is_of_other_unit("How long is it in metres?", quoted("It will take four minutes.", "four"))
    assert not is_of_other_unit("How long is it in minutes?", quoted("It will take four minutes.", "four"))
    assert not is_of_other_unit("How long is it in minutes?", quoted("It will take four miners.", "four"))


def test_a_number_of_things_is_no_percentage() -> None:
    asked = "What percentage of the miners died?"
    for sentence in ("Four miners have died since June.", "Since June, four older miners have died."):
        number = "Four" if "Four" in sentence else "four"
        assert is_of_other_unit(asked, quoted(sentence, number))
        assert not is_of_other_unit("How many miners died?", quoted(sentence, number))
    for sentence in ("Four of the miners died.", "Four in ten died.", "It was four or five percent.", "It was four."):
        number = "Four" if "Four" in sentence else "four"
        assert not is_of_other_unit(asked, quoted(sentence, number))
