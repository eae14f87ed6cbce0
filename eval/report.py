"""The figures of a report: as JSON, and as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.dataset import Kind
from eval.metrics import (
    area_under_risk_coverage,
    expected_calibration_error,
    mean_reciprocal_rank,
    percentile,
    recall_at_k,
)
from eval.run import Blame, Report, Verdict

RECALL_AT = (1, 5, 10)
PERCENTILES = (50, 95)
SHOWN_WRONG = 15
ROW_NAMES = {"": "all", "answerable": "answerable", "followup": "follow-up", "unanswerable": "unanswerable"}


def report_to_json(report: Report) -> dict[str, Any]:
    """The object that `ibid eval --json` writes.

    Rates are 0 to 1, and null where there is nothing to rate; blame is counted in questions; latency in
    milliseconds. Retrieval counts the questions that have an answer. `citations.valid` is the share of all
    quotations that were returned, shown or not; `in_gold_article` that of the answers to questions
    that have one. Raises `ValueError` when the report is empty.
    """
    verdicts = report.verdicts
    groups = {kind: [verdict for verdict in verdicts if verdict.question.kind is kind] for kind in Kind}
    ranks = [verdict.gold_rank for verdict in verdicts if verdict.question.kind is not Kind.UNANSWERABLE]
    quotations = sum(verdict.quotations for verdict in verdicts)
    placed = [verdict.in_gold_article for verdict in verdicts if verdict.in_gold_article is not None]
    confidences = [verdict.confidence for verdict in verdicts]
    right = [verdict.right for verdict in verdicts]
    return {
        **_scores(verdicts),
        "answerable": {
            **_scores(groups[Kind.ANSWERABLE]),
            "answered": _mean(verdict.prediction is not None for verdict in groups[Kind.ANSWERABLE]),
        },
        "unanswerable": {
            "n": len(groups[Kind.UNANSWERABLE]),
            "abstained": _mean(verdict.prediction is None for verdict in groups[Kind.UNANSWERABLE]),
        },
        "followup": _scores(groups[Kind.FOLLOWUP]),
        "retrieval": {
            **{f"recall@{k}": recall_at_k(ranks, k) if ranks else None for k in RECALL_AT},
            "mrr": mean_reciprocal_rank(ranks) if ranks else None,
        },
        "citations": {
            "valid": sum(verdict.valid for verdict in verdicts) / quotations if quotations else None,
            "in_gold_article": _mean(placed),
            "checked": quotations,
            "withheld": sum(verdict.withheld for verdict in verdicts),
        },
        "calibration": {
            "ece": expected_calibration_error(confidences, right),
            "aurc": area_under_risk_coverage(confidences, right),
        },
        "latency_ms": _latency(verdicts),
        "blame": {blame.value: sum(verdict.blame is blame for verdict in verdicts) for blame in Blame},
        "questions": [_question(verdict) for verdict in verdicts],
    }


def print_table(report: Report, console: Console) -> None:
    """Print the figures, then the questions that went wrong, one line each. Raises as `report_to_json`."""
    figures = report_to_json(report)
    console.print(_kinds_table(figures))
    console.print(_steps_table(figures))
    wrong = [verdict for verdict in report.verdicts if verdict.blame is not None]
    if wrong:
        console.print(_wrong_table(wrong))


def _scores(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    return {
        "n": len(verdicts),
        "exact_match": _mean(verdict.exact_match for verdict in verdicts),
        "f1": _mean(verdict.f1 for verdict in verdicts),
    }


def _mean(values: Iterable[float]) -> float | None:
    measured = list(values)
    return fmean(measured) if measured else None


def _latency(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    steps = [asdict(verdict.timings) for verdict in verdicts]
    return {
        **_percentiles([verdict.timings.total for verdict in verdicts]),
        **{name: _percentiles([step[name] for step in steps]) for name in steps[0]},
    }


def _percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    return {f"p{percent}": round(percentile(milliseconds, percent), 2) for percent in PERCENTILES}


def _question(verdict: Verdict) -> dict[str, Any]:
    """One question of the report. `expected` are the acceptable answers."""
    question = verdict.question
    return {
        "id": question.id,
        "kind": question.kind.value,
        "question": question.question,
        "expected": list(question.answers),
        "prediction": verdict.prediction,
        "best": verdict.best,
        "exact_match": verdict.exact_match,
        "f1": verdict.f1,
        "confidence": verdict.confidence,
        "right": verdict.right,
        "abstained": verdict.prediction is None,
        "gold_rank": verdict.gold_rank,
        "citations_valid": verdict.valid == verdict.quotations,
        "in_gold_article": verdict.in_gold_article,
        "blame": verdict.blame.value if verdict.blame is not None else None,
        "latency_ms": {name: round(value, 2) for name, value in asdict(verdict.timings).items()},
    }


def _kinds_table(figures: dict[str, Any]) -> Table:
    table = Table("questions", box=None, pad_edge=False)
    for name in ("n", "exact match", "F1", "answered", "abstained"):
        table.add_column(name, justify="right")
    for key, name in ROW_NAMES.items():
        group = figures[key] if key else figures
        rates = [_rate(group[rate]) if rate in group else "" for rate in ("exact_match", "f1", "answered", "abstained")]
        table.add_row(name, str(group["n"]), *rates)
    return table


def _steps_table(figures: dict[str, Any]) -> Table:
    """One row a step of the way; every cell is a figure with its name."""
    citations, latency = figures["citations"], figures["latency_ms"]
    steps = {name: value for name, value in latency.items() if isinstance(value, dict)}
    rows = {
        "retrieval": {name: _rate(value) for name, value in figures["retrieval"].items()},
        "citations": {
            "valid": f"{_rate(citations['valid'])} of {citations['checked']}",
            "in gold article": _rate(citations["in_gold_article"]),
            "withheld": str(citations["withheld"]),
        },
        "calibration": {name.upper(): f"{value:.3f}" for name, value in figures["calibration"].items()},
        "latency": {f"p{percent}": f"{latency[f'p{percent}']:.0f} ms" for percent in PERCENTILES},
        "  p50 of": {name: f"{value['p50']:.0f} ms" for name, value in steps.items()},
        "blame": {name: str(count) for name, count in figures["blame"].items()},
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, cells in rows.items():
        table.add_row(name, *(f"{label} {value}" for label, value in cells.items()))
    return table


def _wrong_table(wrong: Sequence[Verdict]) -> Table:
    table = Table(box=None, pad_edge=False, expand=True, title_justify="left")
    table.title = f"{len(wrong)} wrong" + (f", the first {SHOWN_WRONG}:" if len(wrong) > SHOWN_WRONG else ":")
    for name, share in (("id", None), ("blame", None), ("question", 3), ("got", 2), ("expected", 2)):
        table.add_column(name, ratio=share, no_wrap=True, overflow="ellipsis")
    for verdict in wrong[:SHOWN_WRONG]:
        question = verdict.question
        got = verdict.prediction if verdict.prediction is not None else f"silence ({verdict.best or 'no candidate'})"
        expected = question.answers[0] if question.answers else "silence"
        table.add_row(*map(_line, (question.id, verdict.blame or "", question.question, got, expected)))
    return table


def _line(text: str) -> Text:
    # Article text may hold line ends and escape codes; a Text also keeps its [brackets] from being markup.
    return Text("".join(char if char.isprintable() else " " for char in text))


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
