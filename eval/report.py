"""A report as the JSON that `ibid eval --json` writes, and a report out of such JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.beside import count_groups
from eval.dataset import Kind, read_text
from eval.figures import PRECISIONS, Summary
from eval.records import verdict_from_json, verdict_to_json
from eval.reliability import Cut, coverage_at_precision, reliability_bins, risk_coverage
from eval.verdict import Report
from rag import SourceError

COUNTED = ("blame.", "blame_kinds.")


def report_to_json(report: Report, summary: Summary) -> dict[str, Any]:
    """The object that `ibid eval --json` writes: the figures of `summary`, each under its dotted name, and more.

    `intervals` has the 95 % interval of every figure by its name, as [low, high]; null where there is nothing to rate.
    Counts of questions are `n`, and `squad2` groups all figures as the SQuAD 2.0 scorer does, follow-ups among the
    questions that have an answer. Raises `ValueError` when the report is empty.
    """
    verdicts = report.verdicts
    counts = count_groups(report)
    unanswerable = counts[Kind.UNANSWERABLE.value]
    data: dict[str, Any] = {"n": len(verdicts)}
    data["squad2"] = {
        "has_answer": {"n": len(verdicts) - unanswerable},
        "no_answer": {"n": unanswerable},
        "overall": {name: summary.values[name] for name in ("exact_match", "f1")} | {"n": len(verdicts)},
    }
    for name, count in counts.items():
        _put(data, f"{name}.n", count)
    for name, value in summary.values.items():
        _put(data, name, _written(name, value))
    data["citations"] |= {
        "checked": sum(verdict.quotations for verdict in verdicts),
        "withheld": sum(verdict.withheld for verdict in verdicts),
    }
    data["calibration"] |= _curves(report)
    data["intervals"] = {
        name: [_written(name, found.low, exact=True), _written(name, found.high, exact=True)] if found else None
        for name, found in summary.intervals.items()
    }
    data["run"] = dict(report.run)
    data["questions"] = [verdict_to_json(verdict) for verdict in verdicts]
    return data


def read_report(path: Path) -> Report:
    """The report in a file that `ibid eval --json` wrote. Raises `SourceError` when it is none."""
    data = read_object(path)
    try:
        verdicts = tuple(map(verdict_from_json, data["questions"]))
    except ValueError as error:
        raise SourceError(
            f"{path}: not a whole report ({error}). An older Ibid wrote it: run `ibid eval` again."
        ) from None
    run = data.get("run")
    return Report(verdicts, run if isinstance(run, dict) else {})


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a report, which has questions. Raises `SourceError` when it is none."""
    try:
        data = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: not JSON ({error}). Give what `ibid eval --json` wrote.") from None
    if not isinstance(data, dict) or not isinstance(data.get("questions"), list) or not data["questions"]:
        raise SourceError(f"{path}: not a report of questions. Give what `ibid eval --json` wrote.")
    return data


def cuts(report: Report) -> dict[int, Cut]:
    """Where to cut confidences for each of `PRECISIONS`; none when no question has an answer."""
    answerable = [verdict.question.kind is not Kind.UNANSWERABLE for verdict in report.verdicts]
    if not any(answerable):
        return {}
    confidences = [verdict.confidence for verdict in report.verdicts]
    right = [verdict.right for verdict in report.verdicts]
    return {percent: coverage_at_precision(percent / 100, confidences, right, answerable) for percent in PRECISIONS}


def _curves(report: Report) -> dict[str, Any]:
    confidences = [verdict.confidence for verdict in report.verdicts]
    right = [verdict.right for verdict in report.verdicts]
    return {
        "cuts": {str(percent): asdict(cut) for percent, cut in cuts(report).items()},
        "reliability": [asdict(one) for one in reliability_bins(confidences, right)],
        "risk_coverage": [asdict(point) for point in risk_coverage(confidences, right)],
    }


def _put(data: dict[str, Any], name: str, value: object) -> None:
    *groups, last = name.split(".")
    for group in groups:
        data = data.setdefault(group, {})
    data[last] = value


def _written(name: str, value: float | None, *, exact: bool = False) -> float | None:
    if value is None:
        return None
    if name.startswith(COUNTED):
        return value if exact else int(value)
    return round(value, 2) if name.startswith("latency_ms") else value
