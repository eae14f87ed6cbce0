"""What a score is: pure functions on texts, ranks and confidences.

An aggregate over nothing has no value: every function that takes a sequence of measurements raises
`ValueError` when it is empty.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import fmean
from typing import TypeVar

ARTICLES = re.compile(r"\b(a|an|the)\b")
WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)
T = TypeVar("T")


def normalize(text: str) -> str:
    """`text` in lower case, without ASCII punctuation and English articles, white space collapsed.

    As the official scorer of SQuAD 1.1 and 2.0 does (Rajpurkar et al. 2016), in the same order. Curly
    quotation marks are not ASCII and stay.
    """
    bare = text.lower().translate(WITHOUT_PUNCTUATION)
    return " ".join(ARTICLES.sub(" ", bare).split())


def exact_match(prediction: str | None, answers: Sequence[str]) -> float:
    """1.0 if `prediction` equals one of `answers` once both are normalized, else 0.0.

    None is an abstention, and no `answers` means that there is none to give: the one is right exactly
    when the other holds (SQuAD 2.0, Rajpurkar, Jia & Liang 2018).
    """
    if prediction is None or not answers:
        return float(prediction is None and not answers)
    return float(normalize(prediction) in _references(answers))


def token_f1(prediction: str | None, answers: Sequence[str]) -> float:
    """The best F1 in [0, 1] of the words of `prediction` against those of each of `answers`.

    F1 = 2PR / (P + R) over bags of normalized words, as in SQuAD (Rajpurkar et al. 2016). Abstentions
    count as in `exact_match`.
    """
    if prediction is None or not answers:
        return float(prediction is None and not answers)
    words = normalize(prediction).split()
    return max(_bag_f1(words, reference.split()) for reference in _references(answers))


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Mean of 1 / rank, a None (not found) counting 0; ranks from 1 (Voorhees 1999)."""
    return fmean(0.0 if rank is None else 1.0 / rank for rank in _some(ranks))


def recall_at_k(ranks: Sequence[int | None], k: int) -> float:
    """Share of questions whose first right passage has rank `k` or better; None: not found.

    With one needed passage a question this is the top-k accuracy of Karpukhin et al. 2020.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, it is {k}")
    return fmean(rank is not None and rank <= k for rank in _some(ranks))


def expected_calibration_error(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Mean distance in [0, 1] between confidence and share of right answers, over bins of equal mass.

    ECE = sum over bins of n_b / n * |mean confidence - mean right|, the bins holding equally many points
    in order of confidence (Nguyen & O'Connor 2015; Kumar, Liang & Ma 2019). Points of equal confidence
    share their mean outcome, so that the order in which they come does not matter. Raises `ValueError`
    also when the sequences differ in length, a confidence is not in [0, 1], or `bins` is under 1.
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1, it is {bins}")
    points = _by_confidence(confidences, right)
    count = len(points)
    edges = [count * number // bins for number in range(bins + 1)]
    gaps = [
        abs(math.fsum(confidence - share for confidence, share in points[low:high])) for low, high in pairwise(edges)
    ]
    return math.fsum(gaps) / count


def area_under_risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Mean risk in [0, 1] over all coverages; lower is better, and depends on the order only.

    The risk at coverage k / n is the share of wrong answers among the k most confident (Geifman &
    El-Yaniv 2017; AURC: Geifman, Uziel & El-Yaniv 2019). Among points of equal confidence the risk is
    that expected of a random order. Raises as `expected_calibration_error` does.
    """
    points = _by_confidence(confidences, right)
    wrong = 0.0
    risks = []
    for answered, (_, share) in enumerate(reversed(points), start=1):
        wrong += 1.0 - share
        risks.append(wrong / answered)
    return fmean(risks)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value under which `percent` (0 to 100) of `values` lie, interpolated linearly.

    Hyndman & Fan 1996, definition 7, which is NumPy's default. Raises `ValueError` also when `percent`
    is out of range.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"percent must be 0 to 100, it is {percent}")
    ordered = sorted(_some(values))
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    # Clamped, because rounding can carry the sum past the value above by its last digit.
    return min(ordered[above], ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def _references(answers: Sequence[str]) -> list[str]:
    # The SQuAD 2.0 scorer leaves out answers of which nothing remains, unless that is all of them.
    return [kept for kept in map(normalize, answers) if kept] or [""]


def _bag_f1(words: Sequence[str], reference: Sequence[str]) -> float:
    if not words or not reference:
        return float(not words and not reference)
    shared = (Counter(words) & Counter(reference)).total()
    return 2 * shared / (len(words) + len(reference))


def _by_confidence(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """(confidence, mean outcome of all points with that confidence), the least confident first."""
    if len(confidences) != len(right):
        raise ValueError(f"{len(confidences)} confidences, but {len(right)} outcomes")
    if outside := [confidence for confidence in _some(confidences) if not 0 <= confidence <= 1]:
        raise ValueError(f"a confidence is {outside[0]}, not between 0 and 1")
    points: list[tuple[float, float]] = []
    for confidence, tied in groupby(sorted(zip(confidences, right, strict=True)), key=lambda point: point[0]):
        outcomes = [outcome for _, outcome in tied]
        points += [(confidence, fmean(outcomes))] * len(outcomes)
    return points


def _some(values: Sequence[T]) -> Sequence[T]:
    if not values:
        raise ValueError("nothing to measure: the sequence is empty")
    return values
