"""Whether confidences can be believed: curves and cuts against values worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.reliability import (
    Bin,
    Coverage,
    Cut,
    area_under_risk_coverage,
    coverage_at_precision,
    expected_calibration_error,
    reliability_bins,
    risk_coverage,
)

points = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]) | st.floats(0, 1), st.booleans()), min_size=1)


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


def test_bins_hold_equally_many_points_in_order_of_confidence() -> None:
    assert reliability_bins([0.9, 0.1, 0.7, 0.3], [True, False, False, True], bins=2) == (
        Bin(2, 0.1, 0.3, pytest.approx(0.2), 0.5),
        Bin(2, 0.7, 0.9, pytest.approx(0.8), 0.5),
    )
    assert [one.count for one in reliability_bins([0.5], [True], bins=10)] == [1]


@given(points, st.integers(1, 12))
def test_the_calibration_error_is_the_mean_gap_of_the_bins(known: list[tuple[float, bool]], bins: int) -> None:
    found = reliability_bins(*_columns(known), bins=bins)
    assert sum(one.count for one in found) == len(known)
    gap = sum(one.count * abs(one.confidence - one.right) for one in found) / len(known)
    assert expected_calibration_error(*_columns(known), bins=bins) == pytest.approx(gap, abs=1e-9)


def test_the_risk_coverage_curve_by_hand() -> None:
    curve = risk_coverage([0.9, 0.8, 0.8, 0.1], [True, False, True, False])
    assert curve == (
        Coverage(0.25, 0.0, 0.9),
        Coverage(0.75, pytest.approx(1 / 3), 0.8),
        Coverage(1.0, 0.5, 0.1),
    )


@given(points)
def test_the_curve_ends_at_the_share_of_wrong_answers(known: list[tuple[float, bool]]) -> None:
    curve = risk_coverage(*_columns(known))
    assert curve[-1].coverage == 1
    assert curve[-1].risk == pytest.approx(1 - sum(right for _, right in known) / len(known))
    assert [point.confidence for point in curve] == sorted({confidence for confidence, _ in known}, reverse=True)


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        (1.0, Cut(0.25, 0.9)),
        (0.75, Cut(0.75, 0.6)),  # three of four are right, among them one that nothing answers
        (0.6, Cut(0.75, 0.5)),
        (0.5, Cut(1.0, 0.4)),
    ],
)
def test_coverage_at_a_precision_by_hand(precision: float, expected: Cut) -> None:
    confidences = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    right = [True, False, True, True, False, False]
    answerable = [True, False, True, True, False, True]
    assert coverage_at_precision(precision, confidences, right, answerable) == expected


def test_no_cut_parts_questions_of_equal_confidence() -> None:
    # The right one comes first by chance only; both or none are answered.
    assert coverage_at_precision(0.9, [0.5, 0.5], [True, False], [True, True]) == Cut(0.0, None)
    assert coverage_at_precision(0.5, [0.5, 0.5], [True, False], [True, True]) == Cut(1.0, 0.5)


def test_a_question_without_a_candidate_is_never_answered() -> None:
    assert coverage_at_precision(0.1, [0.5, 0.0], [True, False], [True, True]) == Cut(0.5, 0.5)


@given(points, st.floats(0.01, 1))
def test_a_lower_precision_never_answers_less(known: list[tuple[float, bool]], precision: float) -> None:
    answerable = [True] * len(known)
    strict = coverage_at_precision(precision, *_columns(known), answerable)
    lax = coverage_at_precision(precision / 2, *_columns(known), answerable)
    assert strict.answered <= lax.answered
    if strict.confidence is not None:
        given_ = [right for confidence, right in known if confidence >= strict.confidence]
        assert sum(given_) / len(given_) >= precision - 1e-12


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        (lambda: expected_calibration_error([], []), "nothing to measure"),
        (lambda: area_under_risk_coverage([], []), "nothing to measure"),
        (lambda: risk_coverage([], []), "nothing to measure"),
        (lambda: reliability_bins([], []), "nothing to measure"),
        (lambda: coverage_at_precision(0.8, [], [], []), "nothing to measure"),
        (lambda: coverage_at_precision(0.8, [0.5], [False], [False]), "no question is answerable"),
        (lambda: coverage_at_precision(0.8, [0.5], [False], []), "1 confidences, but 0 of `answerable`"),
        (lambda: coverage_at_precision(0, [0.5], [False], [True]), "precision must be above 0"),
        (lambda: expected_calibration_error([0.5], [True], bins=0), "bins must be at least 1, it is 0"),
        (lambda: expected_calibration_error([0.5], []), "1 confidences, but 0 outcomes"),
        (lambda: area_under_risk_coverage([1.5], [True]), "a confidence is 1.5, not between 0 and 1"),
        (lambda: area_under_risk_coverage([float("nan")], [True]), "a confidence is nan"),
    ],
)
def test_what_has_no_value_is_refused(measure: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure()


def _columns(known: list[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [confidence for confidence, _ in known], [right for _, right in known]
