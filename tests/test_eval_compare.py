"""Two runs side by side: what changed, question by question, and whether it is more than chance."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.compare import Change, Scored, compare, comparison_to_json, print_comparison, read_scores
from eval.figures import summarize
from eval.report import report_to_json
from eval.verdict import Report
from rag import SourceError
from tests.verdicts import MIXED, SILENT, WRONG, verdict

OLD = Path("old.json")


def scored(report: Report, path: Path) -> dict[str, Scored]:
    path.write_text(json.dumps(report_to_json(report, summarize(report, resamples=2))))
    return read_scores(path)


def runs(count: int, broken: int) -> tuple[Report, Report]:
    """A run in which all questions are right, and one in which some got wrong."""
    before = Report(tuple(verdict(str(number)) for number in range(count)))
    now = Report(
        tuple(
            verdict(str(number), **{**WRONG, "f1": 0.0}) if number < broken else verdict(str(number))
            for number in range(count)
        )
    )
    return before, now


def test_a_run_compared_with_itself_has_not_changed(tmp_path: Path) -> None:
    found = compare(MIXED, scored(MIXED, tmp_path / "old.json"), OLD)
    assert (found.common, found.changes, found.only_before, found.only_now) == (5, (), (), ())
    assert (found.f1.difference, found.f1.p, found.is_worse) == (0, 1, False)


def test_what_changed_is_told_with_losses_first(tmp_path: Path) -> None:
    before = Report((verdict("lost"), verdict("won", **SILENT), verdict("same"), verdict("gone")))
    now = Report((verdict("won"), verdict("same", prediction="in Olm"), verdict("lost", **WRONG), verdict("new")))
    found = compare(now, scored(before, tmp_path / "old.json"), OLD)
    assert found.changes == (
        Change("lost", "lost asks?", "Olm", "Ede", 1.0, 0.5),
        Change("same", "same asks?", "Olm", "in Olm", 1.0, 1.0),
        Change("won", "won asks?", None, "Olm", 0.0, 1.0),
    )
    assert (found.common, found.only_before, found.only_now) == (3, ("gone",), ("new",))
    assert found.f1.difference == pytest.approx((1 - 0.5) / 3)
    assert (found.f1_before, found.f1_now) == (pytest.approx(2 / 3), pytest.approx(2.5 / 3))
    assert json.loads(json.dumps(comparison_to_json(found)))["changes"][0]["id"] == "lost"


def test_a_question_that_was_reworded_is_another_one(tmp_path: Path) -> None:
    before = scored(Report((verdict("a"), verdict("b"))), tmp_path / "old.json")
    before["a"] = Scored("Asked otherwise?", "Olm", 1.0, 1.0)
    found = compare(Report((verdict("a"), verdict("b"))), before, OLD)
    assert (found.common, found.only_before, found.only_now) == (1, ("a",), ("a",))


def test_nothing_in_common_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no question in common with this run"):
        compare(Report((verdict("b"),)), scored(Report((verdict("a"),)), tmp_path / "old.json"), OLD)


@pytest.mark.parametrize(("broken", "worse"), [(0, False), (1, False), (20, True)])
def test_a_run_is_worse_when_more_is_lost_than_chance_explains(tmp_path: Path, broken: int, worse: bool) -> None:
    before, now = runs(100, broken)
    old = scored(before, tmp_path / "old.json")
    assert compare(now, old, OLD).is_worse is worse
    assert compare(before, scored(now, tmp_path / "new.json"), OLD).is_worse is False


def test_reports_of_earlier_versions_can_be_compared_with(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    record = {"id": "a", "question": "a asks?", "prediction": None, "exact_match": 0, "f1": 0.25}
    path.write_text(json.dumps({"questions": [record]}))
    assert read_scores(path) == {"a": Scored("a asks?", None, 0.0, 0.25)}


@pytest.mark.parametrize(
    "record", [{}, 3, {"id": "a", "question": "?", "prediction": 3, "exact_match": 0, "f1": 0}, {"id": "a", "f1": "x"}]
)
def test_what_is_no_report_is_refused(tmp_path: Path, record: Any) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"questions": [record]}))
    with pytest.raises(SourceError, match="not a report of questions"):
        read_scores(path)


def test_the_comparison_can_be_read(tmp_path: Path) -> None:
    before, now = runs(30, 25)
    console = Console(file=io.StringIO(), width=120, markup=False, highlight=False)
    print_comparison(compare(now, scored(before, tmp_path / "old.json"), OLD), console)
    lines = [" ".join(line.split()) for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert lines[0].startswith("compared on 30 questions: 0 better, 25 worse, 0 another answer")
    assert lines[1].startswith("F1 -83.3 [-100.0 to -69.2], p < 0.001")
    assert "0 1.00 → 0.00 0 asks? Olm Ede" in lines
    assert lines[-1] == "and 5 more; --json has all of them"
