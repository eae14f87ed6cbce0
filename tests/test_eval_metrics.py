"""Scores against values worked out by hand, and what must hold for any input."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import fmean

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics import (
    exact_match,
    found_at_k,
    mean_reciprocal_rank,
    ndcg_at_k,
    normalize,
    percentile,
    recall_at_k,
    token_f1,
)

words = st.sampled_from(["the", "a", "An", "cat", "sat", "12", "million", "don't", "$64.1bn", "“Ready.”", "-", ""])
texts = st.one_of(st.text(), st.lists(words).map(" ".join))
ranks = st.lists(st.none() | st.integers(1, 20), min_size=1)


# Ranks of the relevant passages that were found, and how many there are.
@st.composite
def findings(draw: st.DrawFn) -> tuple[list[int], int]:
    ranks = draw(st.lists(st.integers(1, 20), unique=True, max_size=6))
    return ranks, max(1, len(ranks) + draw(st.integers(0, 4)))


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
    ("ranks", "relevant", "k", "ndcg", "found"),
    [
        ([1], 1, 10, 1, 1),
        ([2], 1, 10, 1 / math.log2(3), 1),
        ([], 1, 10, 0, 0),
        ([11], 1, 10, 0, 0),
        ([1, 3], 2, 10, (1 + 1 / 2) / (1 + 1 / math.log2(3)), 1),
        ([1], 2, 10, 1 / (1 + 1 / math.log2(3)), 1 / 2),
        ([1, 2], 5, 2, 1, 2 / 5),  # no more than k can be gained in k places
    ],
)
def test_ndcg_and_share_found_by_hand(ranks: list[int], relevant: int, k: int, ndcg: float, found: float) -> None:
    assert ndcg_at_k(ranks, relevant, k) == pytest.approx(ndcg)
    assert found_at_k(ranks, relevant, k) == pytest.approx(found)


@given(st.lists(findings(), min_size=1, max_size=5), st.sampled_from([1, 3, 5, 10]))
@settings(max_examples=25)
def test_ranking_figures_are_those_of_trec_eval(known: list[tuple[list[int], int]], k: int) -> None:
    qrels, run = [], []
    for number, (ranks, relevant) in enumerate(known):
        query = f"q{number}"
        missed = [f"missed-{one}" for one in range(relevant - len(ranks))]
        qrels += [ir_measures.Qrel(query, document, 1) for document in [*map(str, ranks), *missed]]
        run += [ir_measures.ScoredDoc(query, str(rank), 100.0 - rank) for rank in range(1, 25)]
    names = {
        ir_measures.nDCG @ k: fmean(ndcg_at_k(ranks, relevant, k) for ranks, relevant in known),
        ir_measures.R @ k: fmean(found_at_k(ranks, relevant, k) for ranks, relevant in known),
        ir_measures.Success @ k: recall_at_k([min(ranks, default=None) for ranks, _ in known], k),
        ir_measures.RR: mean_reciprocal_rank([min(ranks, default=None) for ranks, _ in known]),
    }
    theirs = ir_measures.pytrec_eval.calc_aggregate(names, qrels, run)
    assert {str(name): theirs[name] for name in names} == pytest.approx({str(n): value for n, value in names.items()})


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
        (lambda: found_at_k([1], 1, 0), "k must be at least 1, it is 0"),
        (lambda: found_at_k([], 0, 1), "nothing to measure: no passage is relevant"),
        (lambda: ndcg_at_k([], 0, 1), "nothing to measure: no passage is relevant"),
        (lambda: ndcg_at_k([1, 1], 2, 5), r"ranks \[1, 1\] are not those of 2 relevant passages"),
        (lambda: ndcg_at_k([1, 2], 1, 5), "are not those of 1 relevant passages"),
        (lambda: found_at_k([0], 1, 5), "are not those of 1 relevant passages"),
    ],
)
def test_what_is_out_of_range_is_refused(measure: Callable[[], float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure()
