"""Intervals and the paired test: the same every time, as wide as they should be, and loud about nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.bootstrap import Interval, Rows, intervals, paired_test, unanimous


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
    assert [paired_test([-0.2] * count).p for count in (1, 2, 3)] == [1.0, 0.5, 0.25]
    assert paired_test([-0.2] * 12).p < 0.001
    assert paired_test([0.0, 0.0]).p == 1.0


def test_p_is_about_that_of_the_sign_test() -> None:
    # Seven better, one worse of a hundred: the exact two-sided sign test gives 0.07.
    found = paired_test([1.0] * 7 + [-1.0] + [0.0] * 92)
    assert 0.01 < found.p < 0.08


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
    found = paired_test(np.linspace(-1, 1.2, 300_000), resamples=7)
    assert found.difference == pytest.approx(0.1)
