"""Whether confidences can be believed: pure functions on confidences and what became of the answers.

Every question is one point: the confidence in [0, 1] of its best candidate (0 when there is none) and whether that
candidate was right. An aggregate over nothing has no value: every function raises `ValueError` when there are no
points, when sequences differ in length, and when a confidence is not in [0, 1].
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | Floats
Flags = Sequence[bool] | npt.NDArray[np.bool_]
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Neighbours in confidence: how many, from `low` to `high`, their mean confidence, and the share that was right."""

    count: int
    low: float
    high: float
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Answering the share `coverage` of all questions, those of at least `confidence`, the share `risk` is wrong."""

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The share of answerable questions `answered` when only answers of at least `confidence` are given.

    `confidence` is None when no cut is good enough; then nothing is answered.
    """

    answered: float
    confidence: float | None


def reliability_bins(confidences: Numbers, right: Flags, *, bins: int = BINS) -> tuple[Bin, ...]:
    """The points in order of confidence, cut into bins of equal mass; a bin without a point is left out.

    Points of equal confidence share their mean outcome, so that the order in which they come does not matter.
    Raises `ValueError` also when `bins` is under 1.
    """
    ordered, shares = _ordered(confidences, right)
    edges = _edges(len(ordered), bins)
    return tuple(
        Bin(
            int(high - low),
            float(ordered[low]),
            float(ordered[high - 1]),
            float(ordered[low:high].mean()),
            float(shares[low:high].mean()),
        )
        for low, high in itertools.pairwise(edges)
        if low < high
    )


def expected_calibration_error(confidences: Numbers, right: Flags, *, bins: int = BINS) -> float:
    """Mean distance in [0, 1] between confidence and share of right answers, over bins of equal mass.

    ECE = sum over bins of n_b / n * |mean confidence - mean right|, over the bins of `reliability_bins`
    (Nguyen & O'Connor 2015; Kumar, Liang & Ma 2019). Raises as that does.
    """
    ordered, shares = _ordered(confidences, right)
    sums = np.concatenate(([0.0], np.cumsum(ordered - shares)))  # sums[i] is that of the first i points
    return float(np.abs(np.diff(sums[_edges(len(ordered), bins)])).sum()) / len(ordered)


def risk_coverage(confidences: Numbers, right: Flags) -> tuple[Coverage, ...]:
    """One point for each confidence that occurs, the highest first: the risk-coverage curve.

    Risk is the share of wrong answers among those given (El-Yaniv & Wiener 2010). Between two points the
    questions of equal confidence would be answered in a random order.
    """
    ordered, shares = _ordered(confidences, right)
    last = _ends_of_ties(ordered[::-1])
    wrong = np.cumsum(1.0 - shares[::-1])[last]
    return tuple(
        Coverage(float(count / len(ordered)), float(bad / count), float(confidence))
        for count, bad, confidence in zip(last + 1, wrong, ordered[::-1][last], strict=True)
    )


def area_under_risk_coverage(confidences: Numbers, right: Flags) -> float:
    """Mean risk in [0, 1] over all coverages; lower is better, and depends on the order only.

    The risk at coverage k / n is the share of wrong answers among the k most confident (Geifman &
    El-Yaniv 2017; AURC: Geifman, Uziel & El-Yaniv 2019). Among points of equal confidence the risk is
    that expected of a random order.
    """
    _, shares = _ordered(confidences, right)
    return float((np.cumsum(1.0 - shares[::-1]) / np.arange(1, len(shares) + 1)).mean())


def coverage_at_precision(precision: float, confidences: Numbers, right: Flags, answerable: Flags) -> Cut:
    """The cut that answers most answerable questions while at least `precision` of all answers given are right.

    A cut gives an answer to every question, answerable or not, whose confidence is above 0 and at least the cut;
    what it answers of the unanswerable counts as wrong. Coverage at a wished-for risk: Geifman & El-Yaniv 2017, here
    as a share of the answerable questions, since the others should get no answer. Questions of equal confidence
    are answered all or none. Raises `ValueError` also when no question is answerable, or `precision` is not in (0, 1].
    """
    if not 0 < precision <= 1:
        raise ValueError(f"precision must be above 0 and at most 1, it is {precision}")
    scores, good = _points(confidences, right)
    if len(answerable) != len(scores):
        raise ValueError(f"{len(scores)} confidences, but {len(answerable)} of `answerable`")
    wanted = np.asarray(answerable, dtype=np.float64)
    if not wanted.any():
        raise ValueError("nothing to measure: no question is answerable")
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] > 0]
    last = _ends_of_ties(scores[order])
    holds = np.flatnonzero(np.cumsum(good[order])[last] >= precision * (last + 1))
    if not len(holds):
        return Cut(0.0, None)
    cut = last[holds[-1]]
    return Cut(float(np.cumsum(wanted[order])[cut] / wanted.sum()), float(scores[order][cut]))


def _points(confidences: Numbers, right: Flags) -> tuple[Floats, Floats]:
    if len(confidences) != len(right):
        raise ValueError(f"{len(confidences)} confidences, but {len(right)} outcomes")
    if not len(confidences):
        raise ValueError("nothing to measure: the sequence is empty")
    scores = np.asarray(confidences, dtype=np.float64)
    if len(outside := scores[~((scores >= 0) & (scores <= 1))]):
        raise ValueError(f"a confidence is {outside[0]}, not between 0 and 1")
    return scores, np.asarray(right, dtype=np.float64)


def _ordered(confidences: Numbers, right: Flags) -> tuple[Floats, Floats]:
    """The confidences, lowest first, and for each the mean outcome of all points of that confidence."""
    scores, outcomes = _points(confidences, right)
    values, which, counts = np.unique(scores, return_inverse=True, return_counts=True)
    means = np.bincount(which, weights=outcomes) / counts
    return np.repeat(values, counts), np.repeat(means, counts)


def _edges(count: int, bins: int) -> npt.NDArray[np.int64]:
    if bins < 1:
        raise ValueError(f"bins must be at least 1, it is {bins}")
    return np.arange(bins + 1) * count // bins


def _ends_of_ties(ordered: Floats) -> npt.NDArray[np.int64]:
    """Indices of the last of each run of equal values."""
    return np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)) if len(ordered) else np.zeros(0, np.int64)
