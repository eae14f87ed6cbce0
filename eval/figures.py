"""The figures of a report, each named by its path in the JSON, and how far to trust them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from eval.beyond import NAMES, mean, measure_behaviours, measure_beyond, measure_types
from eval.bootstrap import RESAMPLES, Interval, Rows, intervals, unanimous
from eval.dataset import Kind
from eval.extra import Type
from eval.metrics import ndcg_at_k
from eval.reliability import area_under_risk_coverage, coverage_at_precision, expected_calibration_error
from eval.several import Several, score_several
from eval.verdict import Blame, Report, Step, Verdict
from rag import Timings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
RECALL_AT = (1, 5, 10)
NDCG_AT = 10
PRECISIONS = (80, 90, 95)
PERCENTILES = (50, 95)
NO_RATES = ("calibration", "latency_ms", "blame")
STEPS = tuple(field.name for field in fields(Timings))


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of a report and their 95 % intervals, by name; None where there is nothing to rate."""

    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]


@dataclass(frozen=True, slots=True)
class Columns:
    """One row a question, so that any of them can be drawn again; NaN where a column does not apply."""

    kind: npt.NDArray[np.str_]
    exact_match: Floats
    f1: Floats
    answered: Bools
    confidence: Floats
    right: Bools
    gold_rank: Floats  # infinite where none was found
    ndcg: Floats
    quotations: Floats
    valid: Floats
    in_gold_article: Floats
    in_gold_place: Floats
    known_date: Floats
    shown_date: Floats
    as_of: Bools
    type: npt.NDArray[np.str_]
    behaviour: npt.NDArray[np.str_]
    several: Floats  # (questions, fields of `Several`)
    blame: npt.NDArray[np.str_]
    milliseconds: Floats  # (questions, 1 + steps): the whole, then its steps

    def take(self, rows: Rows) -> Self:
        """The columns of these rows."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


def summarize(report: Report, *, resamples: int = RESAMPLES) -> Summary:
    """All figures of `report`, with intervals. Raises `ValueError` when it is empty."""
    columns = columns_of(report.verdicts)
    values = measure(columns)
    drawn = intervals(len(report.verdicts), lambda rows: measure(columns.take(rows)), resamples=resamples)
    flat = [name for name, value in values.items() if value in (0.0, 1.0) and drawn[name] == Interval(value, value)]
    rates = [name for name in flat if not name.startswith(NO_RATES)]
    rated = _rated(columns) if rates else {}
    return Summary(values, drawn | {name: unanimous(values[name] or 0.0, rated[name]) for name in rates})


def _rated(columns: Columns) -> Mapping[str, int]:
    """How many questions have a part in each figure: those that have one by themselves."""
    alone = (measure(columns.take(np.array([row]))) for row in range(len(columns.f1)))
    return Counter(name for figures in alone for name, value in figures.items() if value is not None)


def columns_of(verdicts: tuple[Verdict, ...]) -> Columns:
    """The columns of `verdicts`. Raises `ValueError` when there are none."""
    if not verdicts:
        raise ValueError("nothing to measure: the report has no questions")
    return Columns(
        kind=np.array([one.question.kind.value for one in verdicts]),
        exact_match=np.array([one.exact_match for one in verdicts]),
        f1=np.array([one.f1 for one in verdicts]),
        answered=np.array([one.prediction is not None for one in verdicts]),
        confidence=np.array([one.confidence for one in verdicts]),
        right=np.array([one.right for one in verdicts]),
        gold_rank=np.array([np.inf if one.gold_rank is None else one.gold_rank for one in verdicts]),
        ndcg=np.array([_ndcg(one) for one in verdicts]),
        quotations=np.array([float(one.quotations) for one in verdicts]),
        valid=np.array([float(one.valid) for one in verdicts]),
        in_gold_article=np.array([_number(one.in_gold_article) for one in verdicts]),
        in_gold_place=np.array([_number(one.in_gold_place) for one in verdicts]),
        known_date=np.array([_number(one.is_known_date_right) for one in verdicts]),
        shown_date=np.array([_number(one.is_shown_date_right) for one in verdicts]),
        as_of=np.array([one.question.extra.as_of is not None for one in verdicts]),
        type=np.array([one.question.extra.type or "" for one in verdicts]),
        behaviour=np.array([one.question.extra.behaviour or "" for one in verdicts]),
        several=np.array([astuple(_several(one)) for one in verdicts], dtype=np.float64),
        blame=np.array([one.blame.value if one.blame is not None else "" for one in verdicts]),
        milliseconds=np.array([(one.timings.total, *astuple(one.timings)) for one in verdicts]),
    )


def measure(columns: Columns) -> dict[str, float | None]:
    """Every figure of these questions, at least one.

    Rates are 0 to 1, and None where there is nothing to rate; blame is counted in questions; latency in
    milliseconds. Retrieval counts the questions that have an answer, and ranks passages down to `run.DEPTH`.
    `citations.valid` is the share of all quotations that were returned, shown or not; `in_gold_article` and
    `correct` (the place quoted is one where an acceptable answer stands) are shares of the answers to questions
    that have one. `dates.known` is the share of relative dates that are resolved right where the answer is known to
    stand, `dates.shown` that among right answers; `as_of` are questions as of a day, `time` those with one. The rest,
    and `first`, is told in `eval.beyond`.
    """
    kinds = {kind: columns.kind == kind.value for kind in Kind}
    has_answer = ~kinds[Kind.UNANSWERABLE]
    return {
        "exact_match": _mean(columns.exact_match),
        "f1": _mean(columns.f1),
        **_scores("answerable", columns, kinds[Kind.ANSWERABLE]),
        "answerable.answered": _mean(columns.answered[kinds[Kind.ANSWERABLE]]),
        "unanswerable.abstained": _mean(~columns.answered[kinds[Kind.UNANSWERABLE]]),
        **_scores("followup", columns, kinds[Kind.FOLLOWUP]),
        **_scores("squad2.has_answer", columns, has_answer),
        **_scores("squad2.no_answer", columns, ~has_answer),
        **_retrieval(columns.gold_rank[has_answer], columns.ndcg[has_answer]),
        **_citations(columns),
        **_times(columns),
        **measure_beyond(columns.several, kinds, columns.f1),
        **measure_types(columns.type, columns.f1, columns.several[:, NAMES.index("first_f1")]),
        **measure_behaviours(columns.behaviour, columns.right, columns.answered),
        **_calibration(columns, has_answer),
        **_latency(columns.milliseconds),
        **_blame(columns.blame),
    }


def _retrieval(ranks: Floats, ndcg: Floats) -> dict[str, float | None]:
    return {
        **{f"retrieval.recall@{k}": _mean(ranks <= k) for k in RECALL_AT},
        "retrieval.mrr": _mean(1 / ranks),
        f"retrieval.ndcg@{NDCG_AT}": _mean(ndcg),
    }


def _citations(columns: Columns) -> dict[str, float | None]:
    returned = columns.quotations.sum()
    article, place = columns.in_gold_article, columns.in_gold_place
    return {
        "citations.valid": float(columns.valid.sum() / returned) if returned else None,
        "citations.in_gold_article": _mean(article[~np.isnan(article)]),
        "citations.correct": _mean(place[~np.isnan(place)]),
    }


def _times(columns: Columns) -> dict[str, float | None]:
    return {
        "dates.known": mean(columns.known_date),
        "dates.shown": mean(columns.shown_date),
        **_scores("as_of", columns, columns.as_of),
        **_scores("time", columns, columns.type == Type.TIME.value),
        "first.as_of.f1": mean(columns.several[:, NAMES.index("first_f1")][columns.as_of]),
    }


def _calibration(columns: Columns, has_answer: Bools) -> dict[str, float | None]:
    confidences, right = columns.confidence, columns.right
    return {
        "calibration.ece": expected_calibration_error(confidences, right),
        "calibration.aurc": area_under_risk_coverage(confidences, right),
        **{
            f"calibration.answered_at_{percent}_precision": coverage_at_precision(
                percent / 100, confidences, right, has_answer
            ).answered
            if has_answer.any()
            else None
            for percent in PRECISIONS
        },
    }


def _latency(milliseconds: Floats) -> dict[str, float | None]:
    values = np.percentile(milliseconds, PERCENTILES, axis=0)  # (percentiles, 1 + steps)
    names = ("latency_ms", *(f"latency_ms.{step}" for step in STEPS))
    return {
        f"{name}.p{percent}": float(values[row, column])
        for column, name in enumerate(names)
        for row, percent in enumerate(PERCENTILES)
    }


def _blame(blamed: npt.NDArray[np.str_]) -> dict[str, float | None]:
    counts = {blame: float((blamed == blame.value).sum()) for blame in Blame}
    steps = {step: sum(count for blame, count in counts.items() if blame.step is step) for step in Step}
    return {
        **{f"blame.{step.value}": count for step, count in steps.items()},
        **{f"blame_kinds.{blame.value}": count for blame, count in counts.items()},
    }


def _scores(name: str, columns: Columns, rows: Bools) -> dict[str, float | None]:
    return {f"{name}.exact_match": _mean(columns.exact_match[rows]), f"{name}.f1": _mean(columns.f1[rows])}


def _mean(values: Floats | Bools) -> float | None:
    return float(values.mean()) if len(values) else None


def _ndcg(verdict: Verdict) -> float:
    if verdict.question.kind is Kind.UNANSWERABLE:
        return float("nan")
    # An answer that no passage holds whole cannot be found: zero, and not left out.
    return ndcg_at_k(verdict.gold_ranks, verdict.gold_passages, NDCG_AT) if verdict.gold_passages else 0.0


def _several(verdict: Verdict) -> Several:
    question = verdict.question
    unanswerable = question.kind is Kind.UNANSWERABLE
    return score_several(
        question.question, question.extra, verdict.told, right=verdict.right, unanswerable=unanswerable
    )


def _number(value: bool | None) -> float:
    return float("nan") if value is None else float(value)
