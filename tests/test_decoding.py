"""Logits set by hand into spans, and against every pair counted out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import Hit, Passage, Span
from rag.reader.decoding import STARTS_AND_ENDS, TokenSpan, decode_window, drop_overlaps


def decode(
    starts: list[float], ends: list[float], allowed: list[int] | None = None, *, max_tokens: int = 30, top_n: int = 100
) -> list[TokenSpan]:
    mask = np.array(allowed if allowed is not None else [1] * len(starts), dtype=bool)
    return decode_window(np.array(starts), np.array(ends), mask, max_tokens=max_tokens, top_n=top_n)


def places(spans: list[TokenSpan]) -> list[tuple[int, int]]:
    return [(span.first, span.last) for span in spans]


def test_spans_come_best_first_with_the_sum_of_their_logits() -> None:
    assert decode([5, 1], [1, 4]) == [TokenSpan(0, 1, 9.0), TokenSpan(0, 0, 6.0), TokenSpan(1, 1, 5.0)]


def test_span_ends_at_or_after_its_start() -> None:
    assert places(decode([0, 0, 9], [9, 0, 0])) == [(0, 0), (2, 2), (0, 1), (0, 2), (1, 1), (1, 2)]


def test_span_has_at_most_max_tokens() -> None:
    assert places(decode([9, 0, 0], [0, 1, 9], max_tokens=2)) == [(0, 1), (0, 0), (1, 2), (2, 2), (1, 1)]


def test_span_begins_and_ends_on_allowed_tokens() -> None:
    assert places(decode([9, 1, 2, 9], [9, 1, 2, 9], [0, 1, 1, 0])) == [(2, 2), (1, 2), (1, 1)]


def test_span_may_run_over_a_token_that_is_not_allowed() -> None:
    assert (0, 2) in places(decode([1, 1, 1], [1, 1, 1], [1, 0, 1]))


@pytest.mark.parametrize("top_n", [1, 2, 3])
def test_no_more_than_top_n_come(top_n: int) -> None:
    assert places(decode([3, 2], [1, 2], top_n=top_n)) == [(0, 1), (0, 0), (1, 1)][:top_n]


def test_fewer_spans_than_top_n_is_no_trouble() -> None:
    assert places(decode([1], [1], top_n=10)) == [(0, 0)]


def test_no_allowed_tokens_give_no_spans() -> None:
    assert decode([1, 2], [1, 2], [0, 0]) == []


def test_empty_window_gives_no_spans() -> None:
    assert decode([], []) == []


def test_equal_scores_come_in_order_of_place() -> None:
    assert places(decode([0, 0, 0], [0, 0, 0])) == [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_scores_that_are_not_finite_are_left_out(bad: float) -> None:
    assert places(decode([bad, 1, 0], [0, 1, 2])) == [(1, 2), (1, 1), (2, 2)]
    assert places(decode([2, 1, 0], [0, 1, bad])) == [(0, 1), (0, 0), (1, 1)]


def test_infinities_of_both_signs_are_left_out_without_a_warning() -> None:
    assert places(decode([np.inf, 1], [-np.inf, 1])) == [(1, 1)]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_many_bad_logits_do_not_crowd_out_the_good_one(bad: float) -> None:
    starts = [1.0] + [bad] * (STARTS_AND_ENDS + 5)
    assert places(decode(starts, [0.0] * len(starts), top_n=1)) == [(0, 0)]


def test_logits_may_be_of_single_precision() -> None:
    spans = decode_window(
        np.array([1, 2], dtype=np.float32), np.array([1, 2], dtype=np.float32), np.ones(2, bool), max_tokens=2, top_n=1
    )
    assert spans == [TokenSpan(1, 1, 4.0)]


LOGITS = st.floats(-50, 50, allow_nan=False).map(lambda value: round(value, 2))


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.tuples(LOGITS, LOGITS, st.booleans()), max_size=STARTS_AND_ENDS),
    max_tokens=st.integers(1, 25),
    top_n=st.integers(1, 30),
)
def test_best_spans_are_those_of_all_pairs(rows: list[tuple[float, float, bool]], max_tokens: int, top_n: int) -> None:
    every = sorted(
        (
            (-(start + end), first, last)
            for first, (start, _, first_allowed) in enumerate(rows)
            for last, (_, end, last_allowed) in enumerate(rows)
            if first_allowed and last_allowed and first <= last < first + max_tokens
        ),
    )
    found = decode(
        [start for start, _, _ in rows],
        [end for _, end, _ in rows],
        [allowed for _, _, allowed in rows],
        max_tokens=max_tokens,
        top_n=top_n,
    )
    assert [(-span.score, span.first, span.last) for span in found] == every[:top_n]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(LOGITS, LOGITS, st.booleans()), min_size=STARTS_AND_ENDS, max_size=200), st.integers(1, 25))
def test_best_span_of_a_long_window_begins_at_one_of_the_best_starts(
    rows: list[tuple[float, float, bool]], max_tokens: int
) -> None:
    found = decode(
        [start for start, _, _ in rows],
        [end for _, end, _ in rows],
        [allowed for _, _, allowed in rows],
        max_tokens=max_tokens,
        top_n=10,
    )
    best = sorted((start for start, _, allowed in rows if allowed), reverse=True)[:STARTS_AND_ENDS]
    for span in found:
        assert rows[span.first][2]
        assert rows[span.last][2]
        assert rows[span.first][0] >= best[-1]
        assert span.first <= span.last < span.first + max_tokens


# Overlaps, in the coordinates of the article


def make_span(start: int, end: int, margin: float, *, article: str = "a", rank: int = 1, passage: int = 0) -> Span:
    hit = Hit(Passage(article, passage, passage + 100, "x" * 100), "Headline", None, rank, 1.0)
    return Span(article, start, end, margin, 0.0, hit)


def test_better_of_two_overlapping_spans_is_kept() -> None:
    worse, better = make_span(0, 10, 1.0), make_span(5, 8, 2.0)
    assert drop_overlaps([worse, better], limit=5) == [better]


def test_same_words_read_in_two_overlapping_passages_count_once() -> None:
    first, second = make_span(60, 70, 1.0, passage=0), make_span(60, 70, 2.0, passage=50, rank=2)
    assert drop_overlaps([first, second], limit=5) == [second]


def test_same_place_in_different_articles_is_kept_twice() -> None:
    spans = [make_span(0, 10, 2.0, article="a"), make_span(0, 10, 1.0, article="b")]
    assert drop_overlaps(spans, limit=5) == spans


@pytest.mark.parametrize("better", [0, 1])
def test_spans_that_only_touch_are_both_kept(better: int) -> None:
    spans = [make_span(0, 10, 1.0 - better), make_span(10, 20, float(better))]
    assert set(drop_overlaps(spans, limit=5)) == set(spans)


def test_spans_are_ranked_by_margin_and_not_by_score() -> None:
    hit = Hit(Passage("a", 0, 100, "x" * 100), "Headline", None, 1, 1.0)
    loud, sure = Span("a", 0, 5, 10.0, 9.0, hit), Span("a", 10, 15, 4.0, 0.0, hit)
    assert drop_overlaps([loud, sure], limit=5) == [sure, loud]


def test_equal_margins_come_by_rank_and_place() -> None:
    spans = [make_span(50, 55, 1.0), make_span(20, 25, 1.0), make_span(0, 5, 1.0, rank=2, article="b")]
    assert drop_overlaps(spans, limit=5) == [spans[1], spans[0], spans[2]]


def test_limit_counts_what_is_kept() -> None:
    spans = [make_span(0, 10, 5.0), make_span(1, 9, 4.0), make_span(20, 30, 3.0), make_span(40, 50, 2.0)]
    assert drop_overlaps(spans, limit=2) == [spans[0], spans[2]]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            make_span,
            st.integers(0, 40),
            st.integers(41, 60),
            LOGITS,
            article=st.sampled_from("abc"),
            rank=st.integers(1, 3),
        ),
        max_size=15,
    )
)
def test_what_is_dropped_overlaps_something_at_least_as_good(spans: list[Span]) -> None:
    kept = drop_overlaps(spans, limit=100)
    for span in spans:
        rivals = [k for k in kept if k.article_id == span.article_id and k.start < span.end and span.start < k.end]
        assert rivals
        assert max(rival.margin for rival in rivals) >= span.margin
        if span in kept:
            assert set(rivals) == {span}
