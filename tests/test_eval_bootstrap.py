"""Intervals and the paired test: the same every time, as wide as they should be, and loud about nothing."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.bootstrap import SIGNIFICANT, Interval, Rows, intervals, paired_test, unanimous


def test_the_interval_of_a_mean_is_about_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(1).normal(0.6, 0.2, 400)
    found = intervals(400, lambda rows: {"mean": float(values[rows].mean())})["mean"]
    assert found is not None
    half = 1.96 * values.std() / math.sqrt(400)
    assert found.low == pytest.approx(values.mean() - half, abs=0.003)
    assert found.high == pytest.approx(values.mean() + half, abs=0.003)


def test_the_same_input_gives_the_same_intervals() -> None:
    values = np.arange(30.0)

    def measure(rows: Rows) -> dict[str, float | None]:
        return {"mean": float(values[rows].mean()), "best": float(values[rows].max())}

    assert intervals(30, measure, resamples=50) == intervals(30, measure, resamples=50)
    assert intervals(30, measure, resamples=50) != intervals(30, measure, resamples=50, seed=1)


def test_a_figure_is_judged_by_the_resamples_that_have_it() -> None:
    def measure(rows: Rows) -> dict[str, float | None]:
        return {"sometimes": 0.5 if 0 in rows else None, "never": None}

    assert intervals(2, measure, resamples=50) == {"sometimes": Interval(0.5, 0.5), "never": None}


@pytest.mark.parametrize(("count", "resamples"), [(0, 10), (10, 0)])
def test_nothing_has_no_interval(count: int, resamples: int) -> None:
    with pytest.raises(ValueError, match="nothing to measure"):
        intervals(count, lambda rows: {}, resamples=resamples)
    with pytest.raises(ValueError, match="nothing to measure"):
        paired_test([0.1] * count, resamples=resamples)


@pytest.mark.parametrize(("count", "reach"), [(1, 0.025), (29, 0.881), (1000, 0.9963)])
def test_a_rate_without_exception_is_as_sure_as_its_questions_are_many(count: int, reach: float) -> None:
    assert unanimous(1.0, count) == Interval(pytest.approx(reach, abs=1e-3), 1.0)
    assert unanimous(0.0, count) == Interval(0.0, pytest.approx(1 - reach, abs=1e-3))


@pytest.mark.parametrize(("value", "count"), [(0.5, 9), (1.0, 0)])
def test_a_rate_with_exceptions_is_not_unanimous(value: float, count: int) -> None:
    with pytest.raises(ValueError, match="not unanimous"):
        unanimous(value, count)


def test_a_clear_difference_is_significant_and_none_is_not() -> None:
    clear = paired_test([1.0] * 30 + [0.0] * 70)
    assert (clear.difference, clear.p < 0.001) == (0.3, True)
    assert clear.interval.low > 0.2
    even = paired_test([1.0, -1.0] * 20)
    assert even.difference == 0
    assert even.p > 0.8
    assert paired_test([0.0] * 5).p == 1


def test_a_few_questions_are_never_significant() -> None:
    for count, p in ((1, 1.0), (2, 0.5), (3, 0.25), (5, 0.0625)):
        found = paired_test([-0.2] * count)
        assert found.p == pytest.approx(p, abs=0.02)
        assert found.interval == Interval(-1.0, 1.0)
    assert paired_test([-0.2] * 12).p < 0.001
    assert paired_test([0.0, 0.0]).p == 1.0


def test_p_is_about_that_of_the_sign_test() -> None:
    # Seven better, one worse of a hundred: the exact two-sided sign test gives 0.07.
    found = paired_test([1.0] * 7 + [-1.0] + [0.0] * 92)
    assert 0.01 < found.p < 0.08


@pytest.mark.parametrize("differences", [[0.5, -0.25, 1.0, 0.0, 0.75, 0.5], [-1.0] * 7, [0.1, 0.2, -0.3, 0.4]])
def test_p_is_that_of_all_ways_to_flip_the_signs(differences: list[float]) -> None:
    values = np.array(differences)
    flipped = [float(values @ signs) for signs in itertools.product((1, -1), repeat=len(values))]
    extreme = sum(abs(one) >= abs(values.sum()) - 1e-9 for one in flipped)
    assert paired_test(differences).p == pytest.approx(extreme / len(flipped), abs=0.02)


SCORES = st.floats(-1, 1) | st.sampled_from([-1.0, -0.1, 0.0, 0.1, 0.2, 0.3, 1.0])


@given(st.lists(SCORES, min_size=1, max_size=40), st.floats(-1, 1), st.integers(1, 400), st.integers(0, 9))
@settings(max_examples=200)
def test_the_interval_leaves_nothing_out_exactly_where_p_is_significant(
    differences: list[float], shift: float, resamples: int, seed: int
) -> None:
    shifted = [max(-1.0, min(1.0, one + shift)) for one in differences]
    for values in (differences, shifted):
        found = paired_test(values, resamples=resamples, seed=seed)
        excluded = found.interval.low > 0 or found.interval.high < 0
        assert excluded == (found.p < SIGNIFICANT)
        assert -1 <= found.interval.low <= found.interval.high <= 1


def test_the_interval_is_about_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(1).normal(0.05, 0.2, 400).clip(-1, 1)
    found = paired_test(list(values)).interval
    half = 1.96 * values.std() / math.sqrt(400)
    assert found.low == pytest.approx(values.mean() - half, abs=0.003)
    assert found.high == pytest.approx(values.mean() + half, abs=0.003)


def test_differences_of_scores_lie_in_their_range() -> None:
    for differences in ([0.5, 1.5], [float("nan")]):
        with pytest.raises(ValueError, match=r"lies in \[-1, 1\]"):
            paired_test(differences)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40))
@settings(max_examples=30)
def test_the_order_of_two_runs_only_turns_the_sign(differences: list[float]) -> None:
    one = paired_test(differences, resamples=200)
    other = paired_test([-value for value in differences], resamples=200)
    assert one.difference == pytest.approx(-other.difference)
    assert one.interval.low == pytest.approx(-other.interval.high)
    assert one.p == pytest.approx(other.p)
    assert 0 < one.p <= 1


def test_many_questions_are_drawn_in_parts_that_fit_into_memory() -> None:
    found = paired_test(np.linspace(-1, 1, 300_000) ** 2, resamples=7)
    assert found.difference == pytest.approx(1 / 3, abs=1e-5)
