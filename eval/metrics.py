"""What a score is: pure functions on texts and ranks; those on confidences are in `reliability`.

An aggregate over nothing has no value: every function that takes a sequence of measurements raises
`ValueError` when it is empty.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
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


def found_at_k(ranks: Sequence[int], relevant: int, k: int) -> float:
    """Share of the `relevant` passages (1 or more) that stand at rank `k` or better; `ranks` are theirs, from 1.

    TREC's set-based recall (trec_eval's `recall_k`). Raises `ValueError` when nothing is relevant.
    """
    return sum(rank <= k for rank in _ranked(ranks, relevant, k)) / relevant


def ndcg_at_k(ranks: Sequence[int], relevant: int, k: int) -> float:
    """Normalized discounted cumulative gain in [0, 1] of one ranking, each relevant passage counting alike.

    DCG = sum of 1 / log2(rank + 1) over the relevant passages at rank `k` or better, divided by that of all
    `relevant` passages (1 or more) at the top (Järvelin & Kekäläinen 2002, with trec_eval's discount). `ranks`
    are those of the relevant passages that were found, from 1. Raises as `found_at_k`.
    """
    gained = math.fsum(1 / math.log2(rank + 1) for rank in _ranked(ranks, relevant, k) if rank <= k)
    return gained / math.fsum(1 / math.log2(rank + 1) for rank in range(1, min(relevant, k) + 1))


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


def _ranked(ranks: Sequence[int], relevant: int, k: int) -> Sequence[int]:
    if k < 1:
        raise ValueError(f"k must be at least 1, it is {k}")
    if relevant < 1:
        raise ValueError("nothing to measure: no passage is relevant")
    if len(ranks) > relevant or len(set(ranks)) < len(ranks) or any(rank < 1 for rank in ranks):
        raise ValueError(f"ranks {list(ranks)} are not those of {relevant} relevant passages")
    return ranks


def _some(values: Sequence[T]) -> Sequence[T]:
    if not values:
        raise ValueError("nothing to measure: the sequence is empty")
    return values
