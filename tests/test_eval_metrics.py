"""Scores against values worked out by hand, and what must hold for any input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    area_under_risk_coverage,
    exact_match,
    expected_calibration_error,
    mean_reciprocal_rank,
    normalize,
    percentile,
    recall_at_k,
    token_f1,
)

words = st.sampled_from(["the", "a", "An", "cat", "sat", "12", "million", "don't", "$64.1bn", "“Ready.”", "-", ""])
texts = st.one_of(st.text(), st.lists(words).map(" ".join))
ranks = st.lists(st.none() | st.integers(1, 20), min_size=1)
points = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]) | st.floats(0, 1), st.booleans()), min_size=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Cat,\nan Owl.", "cat owl"),
        ("THE END", "end"),
        ("Anthem", "anthem"),  # an article only as a whole word
        ("don't", "dont"),
        ("US-led", "usled"),  # punctuation goes without leaving a space
        ("$64.1bn", "641bn"),
        ("“Ready.”", "“ready”"),  # string.punctuation is ASCII
        ("the", ""),
        ("t-h-e", ""),  # punctuation goes first, so an article may appear
        ("", ""),
    ],
)
def test_normalize_does_what_the_squad_scorer_does(text: str, expected: str) -> None:
    assert normalize(text) == expected


@given(texts)
def test_normalize_changes_nothing_the_second_time(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


# The values of the published scorer, evaluate-v2.0.py: compute_exact and compute_f1, worked by hand.
@pytest.mark.parametrize(
    ("prediction", "answers", "em", "f1"),
    [
        ("The Olive Branch.", ["olive branch"], 1, 1),
        ("Butler", ["Pennsylvania", "Butler"], 1, 1),  # the best reference counts
        ("the cat sat", ["cat sat down"], 0, 2 * 2 / (2 + 3)),
        ("to be to", ["to be"], 0, 2 * 2 / (3 + 2)),  # a repeated word counts as often as both have it
        ("12 million", ["13 million"], 0, 0.5),
        ("cat", ["dog"], 0, 0),
        ("24 hours", ["24", "within 24 hours"], 0, 2 * 2 / (2 + 3)),
        ("The", ["a"], 1, 1),  # nothing remains of either
        ("cat", ["the"], 0, 0),  # nothing remains of one
        ("a", ["the", "cat"], 0, 0),  # an answer of which nothing remains is left out beside another
        ("“Ready.”", ["Ready"], 0, 0),
    ],
)
def test_match_and_f1_are_those_of_the_squad_scorer(prediction: str, answers: list[str], em: float, f1: float) -> None:
    assert exact_match(prediction, answers) == em
    assert token_f1(prediction, answers) == pytest.approx(f1)


@pytest.mark.parametrize("score", [exact_match, token_f1])
@pytest.mark.parametrize(
    ("prediction", "answers", "expected"),
    [(None, [], 1.0), ("cat", [], 0.0), (None, ["cat"], 0.0), ("the", [], 0.0), (None, ["the"], 0.0)],
)
def test_silence_is_right_exactly_when_there_is_no_answer(
    score: Callable[..., float], prediction: str | None, answers: list[str], expected: float
) -> None:
    assert score(prediction, answers) == expected


@given(texts, st.lists(texts, min_size=1))
def test_f1_lies_between_exact_match_and_one(prediction: str, answers: list[str]) -> None:
    assert 0 <= exact_match(prediction, answers) <= token_f1(prediction, answers) <= 1


@given(texts, texts)
def test_f1_does_not_care_which_of_two_texts_is_the_answer(one: str, other: str) -> None:
    assert token_f1(one, [other]) == token_f1(other, [one])


def test_mean_reciprocal_rank_counts_what_was_not_found_as_zero() -> None:
    assert mean_reciprocal_rank([1, None, 4, 2]) == pytest.approx((1 + 0 + 1 / 4 + 1 / 2) / 4)


@pytest.mark.parametrize(("k", "expected"), [(1, 0.25), (2, 0.5), (3, 0.5), (4, 0.75), (100, 0.75)])
def test_recall_counts_the_questions_found_by_rank_k(k: int, expected: float) -> None:
    assert recall_at_k([1, None, 4, 2], k) == expected


@given(ranks, st.integers(1, 20))
def test_recall_grows_with_k_and_bounds_the_reciprocal_rank(found: list[int | None], k: int) -> None:
    assert 0 <= recall_at_k(found, k) <= recall_at_k(found, k + 1) <= 1
    assert recall_at_k(found, 1) <= mean_reciprocal_rank(found) + 1e-12
    assert mean_reciprocal_rank(found) <= recall_at_k(found, 20) + 1e-12


@pytest.mark.parametrize(
    ("confidences", "right", "bins", "expected"),
    [
        # (0.1 + 0.2 - 0) + |0.8 + 0.9 - 2| over 4 points
        ([0.1, 0.9, 0.2, 0.8], [False, True, False, True], 2, (0.3 + 0.3) / 4),
        # One bin: mean confidence 0.5, mean outcome 0.5
        ([0.1, 0.9, 0.2, 0.8], [False, True, False, True], 1, 0.0),
        # Five points in two bins: 2 and 3. |0.3 - 1| + |2.4 - 2|
        ([0.1, 0.2, 0.7, 0.8, 0.9], [True, False, True, True, False], 2, (0.7 + 0.4) / 5),
        # Fewer points than bins: each alone
        ([0.25, 0.75], [False, True], 10, (0.25 + 0.25) / 2),
        # Half of the points at 0.5 are right: calibrated, wherever the bins cut
        ([0.5] * 4, [True, True, False, False], 2, 0.0),
        ([1.0], [False], 10, 1.0),
    ],
)
def test_calibration_error_by_hand(confidences: list[float], right: list[bool], bins: int, expected: float) -> None:
    assert expected_calibration_error(confidences, right, bins=bins) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("confidences", "right", "expected"),
    [
        # Risks at coverage 1/4 to 4/4, from the most confident on
        ([0.6, 0.9, 0.7, 0.8], [True, True, True, False], (0 + 1 / 2 + 1 / 3 + 1 / 4) / 4),
        ([0.9, 0.1], [True, False], (0 + 1 / 2) / 2),
        ([0.1, 0.9], [True, False], (1 + 1 / 2) / 2),
        # A tie: half of the two are wrong at any point within it
        ([0.5, 0.5], [True, False], 0.5),
        ([0.5, 0.5, 0.9], [False, True, True], (0 + 0.5 / 2 + 1 / 3) / 3),
        ([0.3, 0.2], [True, True], 0.0),
    ],
)
def test_risk_coverage_by_hand(confidences: list[float], right: list[bool], expected: float) -> None:
    assert area_under_risk_coverage(confidences, right) == pytest.approx(expected)


@given(points, st.randoms())
def test_calibration_is_bounded_and_blind_to_order(known: list[tuple[float, bool]], random: object) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for measure in (expected_calibration_error, area_under_risk_coverage):
        value = measure(*_columns(known))
        assert -1e-12 <= value <= 1 + 1e-12
        assert measure(*_columns(shuffled)) == pytest.approx(value, abs=1e-9)


@given(st.lists(st.booleans(), min_size=1))
def test_no_order_of_confidence_beats_putting_the_right_ones_first(right: list[bool]) -> None:
    best = area_under_risk_coverage([1.0 if outcome else 0.0 for outcome in right], right)
    given_order = area_under_risk_coverage([1 - number / len(right) for number in range(len(right))], right)
    worst = area_under_risk_coverage([0.0 if outcome else 1.0 for outcome in right], right)
    assert best - 1e-12 <= given_order <= worst + 1e-12


@pytest.mark.parametrize(("percent", "expected"), [(0, 10), (50, 25), (95, 38.5), (100, 40)])
def test_percentile_interpolates(percent: float, expected: float) -> None:
    assert percentile([40, 10, 30, 20], percent) == pytest.approx(expected)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 100))
def test_percentile_is_numpys(values: list[float], percent: float) -> None:
    assert percentile(values, percent) == pytest.approx(float(np.percentile(values, percent)), rel=1e-9, abs=1e-6)
    assert min(values) <= percentile(values, percent) <= max(values)


@pytest.mark.parametrize(
    "measure",
    [
        lambda: mean_reciprocal_rank([]),
        lambda: recall_at_k([], 1),
        lambda: expected_calibration_error([], []),
        lambda: area_under_risk_coverage([], []),
        lambda: percentile([], 50),
    ],
)
def test_nothing_cannot_be_measured(measure: Callable[[], float]) -> None:
    with pytest.raises(ValueError, match="nothing to measure: the sequence is empty"):
        measure()


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        (lambda: recall_at_k([1], 0), "k must be at least 1, it is 0"),
        (lambda: percentile([1.0], 101), "percent must be 0 to 100, it is 101"),
        (lambda: expected_calibration_error([0.5], [True], bins=0), "bins must be at least 1, it is 0"),
        (lambda: expected_calibration_error([0.5], []), "1 confidences, but 0 outcomes"),
        (lambda: area_under_risk_coverage([1.5], [True]), "a confidence is 1.5, not between 0 and 1"),
        (lambda: area_under_risk_coverage([float("nan")], [True]), "a confidence is nan"),
    ],
)
def test_what_is_out_of_range_is_refused(measure: Callable[[], float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure()


def _columns(known: list[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [confidence for confidence, _ in known], [right for _, right in known]
