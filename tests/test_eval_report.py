"""Figures from verdicts: worked by hand, in exactly the agreed form, and printed so that they can be read."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from rich.console import Console

from eval.dataset import Kind, Question
from eval.report import SHOWN_WRONG, print_table, report_to_json
from eval.run import Blame, Report, Verdict
from rag import Timings

RATES = {"n", "exact_match", "f1"}
STEPS = {"embed", "retrieve", "read", "answer"}


def verdict(id_: str = "q", kind: Kind = Kind.ANSWERABLE, **given: Any) -> Verdict:
    answers = () if kind is Kind.UNANSWERABLE else ("Olm",)
    fields: dict[str, Any] = {
        "question": Question(id_, kind, f"{id_} asks?", answers),
        "prediction": "Olm",
        "best": "Olm",
        "exact_match": 1.0,
        "f1": 1.0,
        "confidence": 0.9,
        "right": True,
        "gold_rank": 1,
        "quotations": 1,
        "valid": 1,
        "withheld": 0,
        "in_gold_article": True,
        "blame": None,
        "timings": Timings(1.0, 2.0, 3.0, 4.0),
    }
    return Verdict(**fields | given)


WRONG = {
    "prediction": "Ede",
    "best": "Ede",
    "exact_match": 0.0,
    "f1": 0.5,
    "confidence": 0.8,
    "right": False,
    "gold_rank": 7,
    "quotations": 4,
    "valid": 3,
    "withheld": 1,
    "in_gold_article": False,
    "blame": Blame.READER,
    "timings": Timings(2.0, 4.0, 6.0, 8.0),
}
SILENT = {
    "prediction": None,
    "best": "Olm",
    "exact_match": 0.0,
    "f1": 0.0,
    "confidence": 0.4,
    "gold_rank": None,
    "in_gold_article": None,
    "blame": Blame.ABSTENTION,
}
MIXED = Report(
    (
        verdict("right"),
        verdict("wrong", **WRONG),
        verdict("silent", **SILENT),
        verdict("next", Kind.FOLLOWUP, confidence=0.6, gold_rank=2),
        verdict(
            "none",
            Kind.UNANSWERABLE,
            prediction=None,
            best=None,
            confidence=0.0,
            right=False,
            gold_rank=None,
            quotations=0,
            valid=0,
            in_gold_article=None,
        ),
    )
)


def test_figures_by_hand() -> None:
    figures = report_to_json(MIXED)
    assert figures["n"] == 5
    assert figures["exact_match"] == pytest.approx(3 / 5)
    assert figures["f1"] == pytest.approx(3.5 / 5)
    assert figures["answerable"] == pytest.approx({"n": 3, "exact_match": 1 / 3, "f1": 1.5 / 3, "answered": 2 / 3})
    assert figures["unanswerable"] == {"n": 1, "abstained": 1.0}
    assert figures["followup"] == {"n": 1, "exact_match": 1.0, "f1": 1.0}
    # Ranks 1, 7, none, 2: the unanswerable question is not asked to be found.
    assert figures["retrieval"] == pytest.approx(
        {"recall@1": 1 / 4, "recall@5": 2 / 4, "recall@10": 3 / 4, "mrr": (1 + 1 / 7 + 0 + 1 / 2) / 4}
    )
    assert figures["citations"] == pytest.approx(
        {"valid": (1 + 3 + 1 + 1) / 7, "in_gold_article": 2 / 3, "checked": 7, "withheld": 1}
    )
    # Five points, ten bins: each its own. Confidence 0.9, 0.8, 0.4, 0.6, 0 against right 1, 0, 1, 1, 0.
    assert figures["calibration"]["ece"] == pytest.approx((0.1 + 0.8 + 0.6 + 0.4 + 0.0) / 5)
    # Most confident first: right, wrong, right, right, wrong.
    assert figures["calibration"]["aurc"] == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4 + 2 / 5) / 5)
    assert figures["blame"] == {"retriever": 0, "reader": 1, "abstention": 1}


def test_latency_is_that_of_whole_questions_and_of_their_steps() -> None:
    latency = report_to_json(MIXED)["latency_ms"]
    # Totals 10, 20, 10, 10, 10: the 95th percentile lies 80 % of the way from the fourth to the fifth.
    assert (latency["p50"], latency["p95"]) == (10.0, 18.0)
    assert latency["embed"] == {"p50": 1.0, "p95": 1.8}
    assert latency["answer"] == {"p50": 4.0, "p95": 7.2}


def test_json_has_the_agreed_keys() -> None:
    figures = report_to_json(MIXED)
    groups = {
        "answerable": RATES | {"answered"},
        "unanswerable": {"n", "abstained"},
        "followup": RATES,
        "retrieval": {"recall@1", "recall@5", "recall@10", "mrr"},
        "citations": {"valid", "in_gold_article", "checked", "withheld"},
        "calibration": {"ece", "aurc"},
        "latency_ms": {"p50", "p95"} | STEPS,
        "blame": {"retriever", "reader", "abstention"},
    }
    assert figures.keys() == RATES | groups.keys() | {"questions"}
    assert {name: set(figures[name]) for name in groups} == groups
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_each_question_is_reported_in_full() -> None:
    questions = report_to_json(MIXED)["questions"]
    assert [question["id"] for question in questions] == ["right", "wrong", "silent", "next", "none"]
    assert questions[1] == {
        "id": "wrong",
        "kind": "answerable",
        "question": "wrong asks?",
        "expected": ["Olm"],
        "prediction": "Ede",
        "best": "Ede",
        "exact_match": 0.0,
        "f1": 0.5,
        "confidence": 0.8,
        "right": False,
        "abstained": False,
        "gold_rank": 7,
        "citations_valid": False,
        "in_gold_article": False,
        "blame": "reader",
        "latency_ms": {"embed": 2.0, "retrieve": 4.0, "read": 6.0, "answer": 8.0},
    }
    assert (questions[2]["prediction"], questions[2]["best"], questions[2]["abstained"]) == (None, "Olm", True)
    assert (questions[4]["citations_valid"], questions[4]["blame"]) == (True, None)


def test_a_group_without_questions_has_no_rates() -> None:
    figures = report_to_json(Report((verdict(kind=Kind.UNANSWERABLE, quotations=0, valid=0, in_gold_article=None),)))
    assert figures["answerable"] == {"n": 0, "exact_match": None, "f1": None, "answered": None}
    assert figures["followup"] == {"n": 0, "exact_match": None, "f1": None}
    assert figures["retrieval"] == {"recall@1": None, "recall@5": None, "recall@10": None, "mrr": None}
    assert (figures["citations"]["valid"], figures["citations"]["in_gold_article"]) == (None, None)
    assert report_to_json(Report((verdict(),)))["unanswerable"] == {"n": 0, "abstained": None}


def test_a_report_on_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to measure"):
        report_to_json(Report(()))


def printed(report: Report, width: int = 120) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    print_table(report, console)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def words(report: Report) -> set[str]:
    """The printed lines, with single blanks."""
    return {" ".join(line.split()) for line in printed(report)}


def test_the_table_shows_every_figure() -> None:
    assert {
        "questions n exact match F1 answered abstained",
        "all 5 60.0% 70.0%",
        "answerable 3 33.3% 50.0% 66.7%",
        "follow-up 1 100.0% 100.0%",
        "unanswerable 1 100.0%",
        "retrieval recall@1 25.0% recall@5 50.0% recall@10 75.0% mrr 41.1%",
        "citations valid 85.7% of 7 in gold article 66.7% withheld 1",
        "calibration ECE 0.380 AURC 0.297",
        "latency p50 10 ms p95 18 ms",
        "p50 of embed 1 ms retrieve 2 ms read 3 ms answer 4 ms",
        "blame retriever 0 reader 1 abstention 1",
    } <= words(MIXED)


def test_wrong_questions_are_listed_with_what_was_said_and_expected() -> None:
    assert {
        "2 wrong:",
        "wrong reader wrong asks? Ede Olm",
        "silent abstention silent asks? silence (Olm) Olm",
    } <= words(MIXED)


def test_no_list_when_nothing_went_wrong() -> None:
    assert not any("wrong" in line for line in printed(Report((verdict(),))))


def test_at_most_fifteen_wrong_questions_are_listed_one_line_each() -> None:
    long = {**WRONG, "prediction": "a very long answer " * 20}
    lines = printed(Report(tuple(verdict(f"w{number}", **long) for number in range(40))), width=80)
    listed = [line for line in lines if line.startswith("w")]
    assert [line.split()[0] for line in listed] == [f"w{number}" for number in range(SHOWN_WRONG)]
    assert max(map(len, lines)) <= 80
    assert "40 wrong, the first 15:" in lines


def test_text_from_articles_can_neither_style_nor_break_the_table() -> None:
    hostile = {**WRONG, "prediction": "[red]x[/red]\n\x1b[31my\x07"}
    lines = printed(Report((verdict("w", **hostile),)), width=160)
    (line,) = [line for line in lines if line.startswith("w ")]
    assert "[red]x[/red]  [31my" in line
    assert "\x1b" not in "".join(lines)
