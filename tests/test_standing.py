"""How two answers stand to each other: what is known of a pair, and the numbers that weigh it."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.comparer import Relation
from rag.datatypes import Quotation
from rag.errors import ModelError
from rag.evidence.agreement.pairs import MOST_DOUBT, MOST_ODDS, by_words, pair_features
from rag.evidence.agreement.standing import AGREE_FEATURES, DIFFER_FEATURES, Logistic, load_standing, shipped_standing
from rag.evidence.sameness import is_added, say_the_same
from rag.times.expressions import resolve_dates
from tests.test_former import quoted
from tests.test_groups import quotation

EVEN = Relation(0.5, 0.5)
PARTS = ("early June", "mid-June", "late June")


def features(
    mine: Quotation, theirs: Quotation, relation: Relation = EVEN, question: str = "How many?"
) -> dict[str, float]:
    return pair_features(question, mine, theirs, relation, lambda id_: id_[0])


def test_features_are_those_named_and_finite() -> None:
    found = features(quotation("9", confidence=1.0), quotation("12", "b", confidence=0.0), Relation(1.0, 0.0))
    assert set(found) == {*AGREE_FEATURES, *DIFFER_FEATURES}
    assert (found["accord"], found["best"], found["other"]) == (MOST_ODDS, MOST_ODDS, -MOST_DOUBT)
    assert found["contradict"] == -MOST_ODDS  # what hardly answers contradicts nothing
    likely = features(quotation("9", confidence=1.0), quotation("12", "b", confidence=0.1), Relation(1.0, 0.0))
    assert likely["contradict"] == MOST_ODDS


def test_numbers_far_apart_are_told_from_near_ones() -> None:
    assert features(quotation("9"), quotation("9,000", "b"))["magnitude"] == pytest.approx(2.0)
    assert features(quotation("40"), quotation("400", "b"))["magnitude"] == pytest.approx(1.0)
    assert features(quotation("Dorn"), quotation("Lasko", "b"))["magnitude"] == 0.0


def test_where_two_answers_come_from_is_known() -> None:
    for article, expected in {"a": 1.0, "a2": 1.0, "b": 0.0}.items():  # a2 tells the story of a
        assert features(quotation("9", "a"), quotation("12", article))["one_story"] == expected


def test_words_that_stand_for_the_same_contradict_nothing() -> None:
    hour, digits = quotation("twenty to eleven"), quotation("22.40", "b")
    assert features(hour, digits, Relation(0.1, 0.9))["contradict"] == -MOST_ODDS
    assert features(hour, quotation("21.40", "b"), Relation(0.1, 0.9))["contradict"] > 0


@pytest.mark.parametrize(
    ("since", "lasted", "alike"),
    [
        ("since 2014", "eleven years", True),
        ("since March 2014", "10 years", True),
        ("Since 2014", "twelve years", False),
        ("since 2014", "11 months", False),
        ("since 2014", "11 people", False),
        ("in 2014", "eleven years", False),
    ],
)
def test_a_year_since_when_is_as_long_as_the_other_article_says(since: str, lasted: str, alike: bool) -> None:
    for day, expected in ((1, alike), (None, False)):  # of September 2025
        one, other = quotation(since, day=None), quotation(lasted, "b", day=day)
        assert say_the_same(one, other) is say_the_same(other, one) is expected


@pytest.mark.parametrize(
    ("part", "day", "alike"),
    [
        ("the end of June", 30, True),
        ("late June", 22, True),
        ("mid-June", 15, True),
        ("the middle of June", 15, True),
        ("early June", 3, True),
        ("the start of June", 10, True),
        ("the end of June", 12, False),
        ("late June", 12, False),
        ("early June", 25, False),
        ("June", 12, True),
    ],
)
def test_a_day_is_of_its_part_of_a_month(part: str, day: int, alike: bool) -> None:
    one, other = dated(part), dated(f"{day} June", "b")
    assert say_the_same(one, other) is say_the_same(other, one) is alike


@given(st.sampled_from(PARTS), st.sampled_from(PARTS))
def test_parts_of_a_month_do_not_overlap(one: str, other: str) -> None:
    assert say_the_same(dated(one), dated(other, "b")) is (one == other)


def dated(text: str, article: str = "a") -> Quotation:
    """In an article of 4 May 2026, with what its relative dates mean."""
    made = replace(quotation(text, article), date=dt.date(2026, 5, 4))
    sentence = made.sentence
    return replace(made, dates=resolve_dates(sentence, made.date, 0, len(sentence)))


def test_a_number_that_another_leaves_open_neither_agrees_nor_contradicts() -> None:
    found = features(quotation("six years"), quotation("up to ten years", "b"), Relation(0.5, 0.5))
    assert (found["contradict"], found["rule"], found["numbers"]) == (-MOST_ODDS, 0.0, 1.0)
    assert not shipped_standing().agrees(found)
    assert features(quotation("eleven years"), quotation("up to ten years", "b"))["contradict"] > 0


def test_words_that_stand_for_the_same_are_known() -> None:
    assert features(quotation("twelve"), quotation("12", "b"))["rule"] == 1.0
    assert features(quotation("9"), quotation("12", "b"))["rule"] == 0.0
    pairs = [(quotation("twelve"), quotation("12", "b")), (quotation("9"), quotation("12", "b"))]
    assert by_words("?", pairs) == [Relation(1.0, 0.0), Relation(0.0, 0.0)]


@pytest.mark.parametrize("relation", [Relation(0.6, 0.3), Relation(0.3, 0.6)])
def test_two_numbers_that_answer_contradict_each_other_if_they_are_not_the_same(relation: Relation) -> None:
    both_answer = pytest.approx(2.197, abs=0.01)  # the log-odds of 0.9
    assert features(quotation("9"), quotation("12", "b"), relation)["contradict"] == both_answer
    assert features(quotation("12"), quotation("twelve", "b"), relation)["accord"] == both_answer
    assert features(quotation("twelve"), quotation("12", "b"), relation)["contradict"] == -MOST_ODDS
    words = features(quotation("a storm"), quotation("high water", "b"), relation)
    assert words["contradict"] == pytest.approx(math.log(relation.differ / (1 - relation.differ)))
    assert words["accord"] == pytest.approx(math.log(relation.same / (1 - relation.same)))
    assert words["answer"] == both_answer


NAMES = (*AGREE_FEATURES, *DIFFER_FEATURES)


@given(st.dictionaries(st.sampled_from(NAMES), st.floats(-1e6, 1e6)), st.floats(-1e6, 1e6))
def test_a_probability_is_one_whatever_the_numbers(weights: dict[str, float], intercept: float) -> None:
    assert 0.0 <= Logistic(intercept, weights, 0.5).probability(dict.fromkeys(NAMES, 1.0)) <= 1.0


def test_the_shipped_numbers_have_a_weight_for_each_feature() -> None:
    shipped = shipped_standing()
    for one, names in ((shipped.agree, AGREE_FEATURES), (shipped.differ, DIFFER_FEATURES)):
        assert tuple(one.weights) == names
        assert 0.0 < one.threshold < 1.0
    assert shipped.agree.weights["accord"] > 0 < shipped.differ.weights["contradict"]


def test_what_is_surely_an_answer_does_not_agree_for_that() -> None:
    """The odds of both are weighed too, and could outvote what the two say."""
    sure = [quotation(text, name, confidence=0.999) for text, name in (("102", "a"), ("202", "b"), ("a storm", "c"))]
    shipped = shipped_standing()
    numbers = features(sure[0], sure[1], Relation(0.9, 0.05))
    assert not shipped.agrees(numbers)
    assert shipped.differs(numbers)
    words = features(sure[2], quotation("high water", "d", confidence=0.999), Relation(0.1, 0.85))
    assert shipped.differs(words)
    assert not shipped.agrees(words)


@pytest.mark.parametrize(
    "damage", ["", "[]", "{}", '{"agree": {"intercept": 1, "weights": {"best": 1}, "threshold": 0.5}}', "\xff"]
)
def test_damaged_numbers_are_an_error_that_names_the_file(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "standing.json"
    path.write_text(damage, encoding="latin-1")
    with pytest.raises(ModelError, match=r"standing\.json"):
        load_standing(path)


def test_numbers_are_read_as_they_were_written(tmp_path: Path) -> None:
    shipped = shipped_standing()
    kept = replace(shipped, differ=replace(shipped.differ, threshold=0.4))
    path = tmp_path / "standing.json"
    path.write_text(json.dumps({"agree": asdict(kept.agree), "differ": asdict(kept.differ)}), encoding="utf-8")
    assert load_standing(path) == kept


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("Rescuers found five more bodies, which makes nine.", "five", True),
        ("Another 20 were hurt.", "20", True),
        ("It carried another 20 people.", "another 20", True),
        ("A further 300 jobs will go.", "300", True),
        ("They were five more than last year.", "five", False),
        ("More than 40 died.", "40", False),
        ("Nine people died, others were hurt.", "Nine", False),
        ("More money is needed.", "money", False),
    ],
)
def test_a_number_that_comes_on_top_is_known(sentence: str, text: str, expected: bool) -> None:
    assert is_added(quoted(sentence, text)) is expected


def test_what_comes_on_top_contradicts_no_total() -> None:
    total, added = quoted("Nine people died.", "Nine"), quoted("Five more bodies were found.", "Five")
    features = pair_features("How many died?", total, added, Relation(0.0, 0.9), lambda article_id: article_id)
    assert (
        features["contradict"]
        == pair_features("How many died?", total, total, Relation(0.0, 0.0), lambda article_id: article_id)[
            "contradict"
        ]
    )


@pytest.mark.parametrize(
    ("sentence", "number", "other", "alike"),
    [
        ("About 90 firefighters came.", "90", "92", True),
        ("Some 90 firefighters came.", "90", "97", False),
        ("More than 120 firefighters came.", "120", "92", False),
        ("Just 90 firefighters came.", "90", "92", False),
        ("Inflation was revised up to 90.", "90", "92", False),
    ],
)
def test_a_number_is_limited_by_what_stands_before_it(sentence: str, number: str, other: str, alike: bool) -> None:
    assert say_the_same(quoted(sentence, number), quotation(other, "b")) is alike
