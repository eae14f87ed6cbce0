"""How far to trust a figure: bootstrap intervals, and the paired bootstrap test.

Seeded, so that the same input gives the same output. What is drawn again, with replacement, are questions: another
run would meet others of the same sort.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
RESAMPLES = 1000
PAIRED_RESAMPLES = 10_000
LEVEL = 0.95
SEED = 20_040_725
CHUNK = 1_000_000  # drawn numbers held in memory at once


@dataclass(frozen=True, slots=True)
class Interval:
    """`low` to `high`: inside these ends lie 95 % of what other questions of the same kind would have given."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Paired:
    """The mean difference between two runs over the same questions, its interval, and its p-value."""

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
    """Whether one run is better than another, from the difference of their scores on each question.

    p is twice the share of resamples whose mean difference is not on the side of the observed one, at most 1:
    the paired bootstrap of Koehn 2004, two-sided, with one resample added to either count so that p is never 0 (Davison
    & Hinkley 1997), and never under what a sign test could give with as many questions that differ. Raises `ValueError`
    when there are no differences or no resamples.
    """
    if not len(differences) or resamples < 1:
        raise ValueError(f"nothing to measure: {len(differences)} differences, {resamples} resamples")
    values = np.asarray(differences, dtype=np.float64)
    generator = np.random.default_rng(seed)
    chunk = max(1, CHUNK // len(values))
    means = np.concatenate(
        [
            values[generator.integers(0, len(values), (min(chunk, resamples - done), len(values)))].mean(axis=1)
            for done in range(0, resamples, chunk)
        ]
    )
    tail = min(int((means <= 0).sum()), int((means >= 0).sum()))
    interval = _interval(list(means))
    assert interval is not None
    least = 2.0 ** (1 - int(np.count_nonzero(values)))
    return Paired(float(values.mean()), interval, min(1.0, max(least, 2 * (tail + 1) / (resamples + 1))))


def _interval(values: Sequence[float]) -> Interval | None:
    if not values:
        return None
    low, high = np.percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return Interval(float(low), float(high))
