"""Figures from verdicts: worked by hand, held against the SQuAD 2.0 scorer, and the same every time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from eval.bootstrap import Interval, unanimous
from eval.dataset import Kind, Question
from eval.figures import summarize
from eval.metrics import exact_match, token_f1
from eval.verdict import Report
from tests.squad2_scorer import score
from tests.verdicts import MIXED, NONE, verdict

# What figures none of the questions here has anything for.
BEYOND = (
    *"dates. as_of. time. sets. conflict. corroboration. standalone. types. behaviours. first.".split(),
    *("followup.f1_in_full", "followup.share_of_full"),
)


def without_beyond(values: Mapping[str, float | None]) -> dict[str, float | None]:
    """The figures of what one span can say; the others must all be unknown."""
    assert {value for name, value in values.items() if name.startswith(BEYOND)} == {None}
    return {name: value for name, value in values.items() if not name.startswith(BEYOND)}


def test_figures_by_hand() -> None:
    values = summarize(MIXED, resamples=2).values
    third = 1 / 3
    told = without_beyond(values)
    assert {name: value for name, value in told.items() if not name.startswith("latency_ms")} == pytest.approx(
        {
            "exact_match": 3 / 5,
            "f1": 3.5 / 5,
            "answerable.exact_match": third,
            "answerable.f1": 1.5 / 3,
            "answerable.f1_with_sets": 1.5 / 3,
            "answerable.answered": 2 / 3,
            "unanswerable.abstained": 1.0,
            "followup.exact_match": 1.0,
            "followup.f1": 1.0,
            "squad2.has_answer.exact_match": 2 / 4,
            "squad2.has_answer.f1": 2.5 / 4,
            "squad2.no_answer.exact_match": 1.0,
            "squad2.no_answer.f1": 1.0,
            # Ranks 1, 7, none, 2: the unanswerable question is not asked to be found.
            "retrieval.recall@1": 1 / 4,
            "retrieval.recall@5": 2 / 4,
            "retrieval.recall@10": 3 / 4,
            "retrieval.mrr": (1 + 1 / 7 + 0 + 1 / 2) / 4,
            "retrieval.ndcg@10": (1 + 1 / 3 + 0 + 1 / math.log2(3)) / 4,
            "citations.valid": (1 + 3 + 1 + 1) / 7,
            "citations.in_gold_article": 2 / 3,
            "citations.correct": 2 / 3,
            # Five points, ten bins: each its own. Confidence 0.9, 0.8, 0.4, 0.6, 0 against right 1, 0, 1, 1, 0.
            "calibration.ece": (0.1 + 0.8 + 0.6 + 0.4 + 0.0) / 5,
            # Most confident first: right, wrong, right, right, wrong.
            "calibration.aurc": (0 + 1 / 2 + third + 1 / 4 + 2 / 5) / 5,
            "calibration.answered_at_80_precision": 1 / 4,
            "calibration.answered_at_90_precision": 1 / 4,
            "calibration.answered_at_95_precision": 1 / 4,
            "blame.retriever": 0,
            "blame.reader": 1,
            "blame.abstention": 1,
            "blame_kinds.not_retrieved": 0,
            "blame_kinds.not_read": 0,
            "blame_kinds.misread": 0,
            "blame_kinds.outranked": 1,
            "blame_kinds.silenced": 1,
            "blame_kinds.overanswered": 0,
        }
    )


def test_latency_is_that_of_whole_questions_and_of_their_steps() -> None:
    values = summarize(MIXED, resamples=2).values
    # Totals 10, 20, 10, 10, 10: the 95th percentile lies 80 % of the way from the fourth to the fifth.
    assert (values["latency_ms.p50"], values["latency_ms.p95"]) == (10.0, pytest.approx(18.0))
    assert (values["latency_ms.embed.p50"], values["latency_ms.embed.p95"]) == (1.0, pytest.approx(1.8))
    assert (values["latency_ms.answer.p50"], values["latency_ms.answer.p95"]) == (4.0, pytest.approx(7.2))


def test_every_figure_has_an_interval_around_it_and_the_same_one_every_time() -> None:
    one, again = summarize(MIXED), summarize(MIXED)
    assert one == again
    assert one.intervals.keys() == one.values.keys()
    for name, interval in one.intervals.items():
        value = one.values[name]
        if name.startswith(BEYOND):
            assert value is interval is None
            continue
        assert interval is not None
        assert value is not None
        assert interval.low <= interval.high, name
        if not name.startswith("calibration"):  # not means: what a resample gives is not spread around them
            assert interval.low - 1e-9 <= value <= interval.high + 1e-9, name


def test_a_rate_without_exception_has_an_interval_by_the_questions_that_have_it() -> None:
    report = Report((*(verdict() for _ in range(9)), verdict(kind=Kind.UNANSWERABLE, **NONE)))
    found = summarize(report, resamples=9)
    assert found.values["answerable.answered"] == 1.0
    assert found.intervals["answerable.answered"] == unanimous(1.0, 9)
    assert found.intervals["unanswerable.abstained"] == unanimous(1.0, 1)
    assert found.intervals["blame.reader"] == Interval(0.0, 0.0)  # a count, no rate


def test_a_group_without_questions_has_no_rates() -> None:
    values = summarize(Report((verdict(kind=Kind.UNANSWERABLE, **NONE),)), resamples=2)
    assert {name for name, value in without_beyond(values.values).items() if value is None} == {
        "answerable.exact_match",
        "answerable.f1_with_sets",
        "answerable.f1",
        "answerable.answered",
        "followup.exact_match",
        "followup.f1",
        "squad2.has_answer.exact_match",
        "squad2.has_answer.f1",
        "retrieval.recall@1",
        "retrieval.recall@5",
        "retrieval.recall@10",
        "retrieval.mrr",
        "retrieval.ndcg@10",
        "citations.valid",
        "citations.in_gold_article",
        "citations.correct",
        "calibration.answered_at_80_precision",
        "calibration.answered_at_90_precision",
        "calibration.answered_at_95_precision",
    }
    assert {name for name, value in values.intervals.items() if value is None} == {
        name for name, value in values.values.items() if value is None
    }


def test_an_answer_that_no_passage_holds_whole_counts_as_not_found() -> None:
    values = summarize(Report((verdict(gold_ranks=(), gold_passages=0), verdict())), resamples=2).values
    assert (values["retrieval.recall@10"], values["retrieval.ndcg@10"]) == (0.5, 0.5)


def test_a_report_on_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to measure"):
        summarize(Report(()))


# (acceptable answers, prediction); the ones of the two scorers must agree on every kind of miss.
PREDICTIONS: list[tuple[list[str], str]] = [
    (["Denver Broncos", "the Denver Broncos"], "Denver Broncos"),
    (["Denver Broncos"], "The Denver Broncos!"),
    (["Carolina Panthers"], "Denver Broncos"),
    (["Santa Clara, California", "Levi's Stadium"], "Levis Stadium in Santa Clara"),
    (["gold", "golden"], "golden anniversary"),
    (["February 7, 2016"], ""),
    (["50"], "Super Bowl 50"),
    (["12 million crowns"], "12 million"),
    (["to be or not to be"], "to to to be"),
    (["“Ready.”"], "Ready"),
    ([], ""),
    ([], "Denver"),
    ([], "1887"),
]


def test_has_answer_no_answer_and_overall_are_those_of_the_squad_2_scorer() -> None:
    qas: list[dict[str, Any]] = [
        {"id": str(number), "answers": [{"text": text} for text in answers]}
        for number, (answers, _) in enumerate(PREDICTIONS)
    ]
    theirs = score([{"paragraphs": [{"qas": qas}]}], {str(n): said for n, (_, said) in enumerate(PREDICTIONS)})
    verdicts = []
    for number, (answers, said) in enumerate(PREDICTIONS):
        kind = Kind.ANSWERABLE if answers else Kind.UNANSWERABLE
        prediction = said if said else None
        verdicts.append(
            verdict(
                str(number),
                kind,
                question=Question(str(number), kind, "?", tuple(answers)),
                prediction=prediction,
                exact_match=exact_match(prediction, answers),
                f1=token_f1(prediction, answers),
            )
        )
    ours = summarize(Report(tuple(verdicts)), resamples=2).values
    assert theirs["HasAns_total"] + theirs["NoAns_total"] == theirs["total"] == len(PREDICTIONS)
    for name, their in (("", ""), ("squad2.has_answer.", "HasAns_"), ("squad2.no_answer.", "NoAns_")):
        assert ours[f"{name}exact_match"] == pytest.approx(theirs[f"{their}exact"])
        assert ours[f"{name}f1"] == pytest.approx(theirs[f"{their}f1"])
