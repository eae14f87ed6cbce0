"""When two answers contradict each other: what is known of a pair, and the numbers that weigh it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Group, Quotation
from rag.errors import ModelError
from rag.standing import (
    MOST_ODDS,
    PAIR_FEATURES,
    Standing,
    load_standing,
    may_differ,
    pair_features,
    shipped_standing,
)
from tests.test_groups import QUESTION, quotation


def one(said: Quotation) -> Group:
    return Group((said,), said.confidence, 1)


def features(mine: Quotation, theirs: Quotation, question: str = QUESTION) -> dict[str, float]:
    return pair_features(question, one(mine), one(theirs), lambda a, b: float(a == b), lambda id_: id_)


def test_features_are_those_named_and_finite() -> None:
    found = features(quotation("9", confidence=1.0), quotation("12", "b", confidence=0.0))
    assert tuple(found) == PAIR_FEATURES
    assert (found["best"], found["other"]) == (MOST_ODDS, -MOST_ODDS)


def test_numbers_far_apart_are_told_from_near_ones() -> None:
    assert features(quotation("9"), quotation("9,000", "b"))["magnitude"] == pytest.approx(2.0)
    assert features(quotation("40"), quotation("400", "b"))["magnitude"] == pytest.approx(1.0)
    assert features(quotation("Dorn"), quotation("Lasko", "b"))["magnitude"] == 0.0


def test_only_one_of_two_telling_what_is_to_come_is_noticed() -> None:
    forecast = quotation("12", "b", sentence="Up to {} people could die in the Lorsk flood.")
    assert features(quotation("9"), forecast)["forecast"] == 1.0
    assert features(forecast, forecast)["forecast"] == 0.0


@pytest.mark.parametrize(
    ("mine", "theirs", "apart", "may"),
    [
        ("9", "12", True, True),
        ("9", "12", False, False),  # one article that disputes nothing
        ("9", "Dorn", True, False),
        ("heavy rain", "a storm surge", True, False),
        ("Monday", "Tuesday", True, True),
        ("one in three", "one in five", True, True),
        ("five years", "five metres", True, False),
        ("Monday", "Monday", True, False),  # of two weeks, but nobody would call that a dispute
    ],
)
def test_only_two_of_one_kind_can_contradict_each_other(mine: str, theirs: str, apart: bool, may: bool) -> None:
    other = quotation(theirs, "b" if apart else "a")
    assert may_differ(one(quotation(mine)), one(other), lambda id_: id_) is may


def test_a_correction_that_tells_both_does_not_hide_the_article_that_tells_one() -> None:
    """An article says "12, not 9 as first reported"; another still says 9."""
    old = Group((quotation("9"), quotation("9", "b")), 0.8, 2)
    assert may_differ(old, one(quotation("12", "b")), lambda id_: id_)
    found = pair_features(QUESTION, old, one(quotation("12", "b")), lambda a, b: 1.0, lambda id_: id_)
    assert found["apart"] == 0.0
    assert features(quotation("9"), quotation("12", "b"))["apart"] == 1.0


def test_answers_of_other_years_and_about_other_names_are_noticed() -> None:
    mine, theirs = quotation("9"), quotation("12", "b")
    assert features(mine, replace(theirs, date=mine.date))["long_after"] == 0.0
    assert mine.date is not None
    assert features(mine, replace(theirs, date=mine.date.replace(year=2031)))["long_after"] == 1.0
    assert features(mine, replace(theirs, date=None))["long_after"] == 0.0
    elsewhere = quotation("12", "b", sentence="The flood killed {} people in Brenn.")
    assert features(mine, mine)["names"] > features(mine, elsewhere)["names"]


@given(st.dictionaries(st.sampled_from(PAIR_FEATURES), st.floats(-1e6, 1e6)), st.floats(-1e6, 1e6))
def test_a_probability_is_one_whatever_the_numbers(weights: dict[str, float], intercept: float) -> None:
    assert 0.0 <= Standing(intercept, weights, 0.5).probability(dict.fromkeys(PAIR_FEATURES, 1.0)) <= 1.0


def test_the_shipped_numbers_have_a_weight_for_each_feature() -> None:
    shipped = shipped_standing()
    assert set(shipped.weights) == set(PAIR_FEATURES)
    assert 0.0 < shipped.threshold < 1.0
    # A likelier rival differs more, a number of another size less.
    assert shipped.weights["other"] > 0 > shipped.weights["magnitude"]


@pytest.mark.parametrize(
    "damage", ["", "[]", "{}", '{"intercept": 1, "weights": {"best": 1}, "threshold": 0.5}', "\xff"]
)
def test_damaged_numbers_are_an_error_that_names_the_file(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "standing.json"
    path.write_text(damage, encoding="latin-1")
    with pytest.raises(ModelError, match=r"standing\.json"):
        load_standing(path)


def test_numbers_are_read_as_they_were_written(tmp_path: Path) -> None:
    kept = replace(shipped_standing(), threshold=0.4)
    path = tmp_path / "standing.json"
    path.write_text(
        json.dumps({"intercept": kept.intercept, "weights": dict(kept.weights), "threshold": 0.4}), encoding="utf-8"
    )
    assert load_standing(path) == kept
