"""How far to trust a figure: bootstrap intervals, and a paired test by sign flips.

Seeded, so that the same input gives the same output. For intervals, questions are drawn again, with replacement:
another run would meet others of the same sort.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
RESAMPLES = 1000
PAIRED_RESAMPLES = 10_000
SIGNIFICANT = 0.05
LEVEL = 1 - SIGNIFICANT
SEED = 20_040_725
CHUNK = 1_000_000  # drawn numbers held in memory at once


@dataclass(frozen=True, slots=True)
class Interval:
    """`low` to `high`: inside these ends lie 95 % of what other questions of the same kind would have given."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Paired:
    """The mean difference between two runs over the same questions, its 95 % interval, and its p-value.

    The interval leaves 0 out exactly where p is under `SIGNIFICANT`.
    """

    difference: float
    interval: Interval
    p: float


def intervals(
    count: int, measure: Callable[[Rows], Mapping[str, float | None]], *, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, Interval | None]:
    """The 95 % percentile interval of every figure that `measure` takes of `count` questions.

    `measure` is given the numbers of the questions of one resample, shape (count,), and names its figures. The
    ends are the 2.5th and 97.5th percentile of a figure over all resamples in which it is defined, None
    when there is no such resample (Efron & Tibshirani 1993, section 13.3). Raises `ValueError` when there are no
    questions or no resamples.
    """
    if count < 1 or resamples < 1:
        raise ValueError(f"nothing to measure: {count} questions, {resamples} resamples")
    generator = np.random.default_rng(seed)
    drawn = [measure(generator.integers(0, count, count)) for _ in range(resamples)]
    return {name: _interval([value for one in drawn if (value := one[name]) is not None]) for name in drawn[0]}


def unanimous(value: float, count: int) -> Interval:
    """The 95 % interval of a rate that is 0 or 1 on all of `count` questions, from which no resample departs.

    The exact one of Clopper & Pearson 1934: 29 of 29 are 88 to 100 %. Raises `ValueError` for another rate or no
    questions.
    """
    if value not in (0.0, 1.0) or count < 1:
        raise ValueError(f"{value} of {count} questions is not unanimous")
    reach = ((1 - LEVEL) / 2) ** (1 / count)
    return Interval(reach, 1.0) if value else Interval(0.0, 1 - reach)


def paired_test(differences: Sequence[float], *, resamples: int = PAIRED_RESAMPLES, seed: int = SEED) -> Paired:
    """Whether one run is better than another, from the difference of their scores, each in [-1, 1], on each question.

    p is that of Fisher's randomisation test: if the runs were alike, the sign of each difference might as well be the
    other, so p is twice the share of ways to flip signs that give a mean as far on the observed side, at most 1 (Fisher
    1935, section 21; by a sample of the flips, what was observed being one of them, Noreen 1989, so that p is never 0).
    The interval are the shifts that the same test would not refuse. Flipping a set of questions gives a mean as large
    exactly where the mean difference of the set is no larger than the shift, so that the ends are percentiles of means
    of random halves (Hartigan 1969, "Using subsample values as typical values"): one sample gives both, and they agree.

    A handful of questions says nothing: no set at all is as likely as any, and then the mean may lie anywhere. Raises
    `ValueError` when there are no differences or no resamples, or a difference is out of its range.
    """
    if not len(differences) or resamples < 1:
        raise ValueError(f"nothing to measure: {len(differences)} differences, {resamples} resamples")
    values = np.asarray(differences, dtype=np.float64)
    if not (np.abs(values) <= 1).all():
        raise ValueError(f"a difference of scores lies in [-1, 1]. Given are {values.min()} to {values.max()}.")
    means, are_empty = _means_of_subsets(values, resamples, seed)
    lows, highs = np.sort(np.where(are_empty, -1.0, means)), np.sort(np.where(are_empty, 1.0, means))
    p = _p_value(min(int((lows <= 0).sum()), int((highs >= 0).sum())), resamples)
    significant = bisect_left(range(resamples + 1), SIGNIFICANT, key=lambda tail: _p_value(tail, resamples))
    if not significant:  # of tails: too few resamples for any
        return Paired(float(values.mean()), Interval(-1.0, 1.0), p)
    return Paired(float(values.mean()), Interval(float(lows[significant - 1]), float(highs[-significant])), p)


def _p_value(tail: int, resamples: int) -> float:
    """Two-sided, with `tail` resamples on the other side of 0 than the observed mean, or on it."""
    return min(1.0, 2 * (tail + 1) / (resamples + 1))


def _means_of_subsets(
    values: npt.NDArray[np.float64], count: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The means of `count` random sets of `values`, each of which is in with a chance of a half, and which are empty.

    Both have the shape (count,).
    """
    generator = np.random.default_rng(seed)
    chunk = max(1, CHUNK // len(values))
    sums, sizes = [], []
    for done in range(0, count, chunk):
        are_in = generator.integers(0, 2, (min(chunk, count - done), len(values)), dtype=np.int8)
        sums.append(are_in @ values)
        sizes.append(are_in.sum(axis=1))
    size = np.concatenate(sizes)
    # Rounded: 0.1 + 0.2 - 0.3 is 0, and which side of 0 a mean lies on counts.
    return np.round(np.concatenate(sums) / np.maximum(size, 1), 12), size == 0


def _interval(values: Sequence[float]) -> Interval | None:
    if not values:
        return None
    low, high = np.percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return Interval(float(low), float(high))
