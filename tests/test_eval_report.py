"""The JSON of a report: the agreed keys, nothing lost, and a report again out of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.dataset import Kind, Question
from eval.extra import Type
from eval.figures import summarize
from eval.records import verdict_from_json, verdict_to_json
from eval.report import read_report, report_to_json
from eval.verdict import Blame, Report
from rag import SourceError
from tests.verdicts import MIXED, NONE, WRONG, candidate, excerpt, verdict

RATES = {"n", "exact_match", "f1"}
STEPS = {"embed", "retrieve", "read", "answer"}


def to_json(report: Report) -> dict[str, Any]:
    return report_to_json(report, summarize(report, resamples=5))


def test_json_has_the_agreed_keys_and_more() -> None:
    figures = to_json(MIXED)
    groups = {
        "answerable": RATES | {"answered", "f1_with_sets"},
        "unanswerable": {"n", "abstained"},
        "followup": RATES | {"f1_in_full", "share_of_full"},
        "squad2": {"overall", "has_answer", "no_answer"},
        "retrieval": {"recall@1", "recall@5", "recall@10", "mrr", "ndcg@10"},
        "citations": {"valid", "in_gold_article", "correct", "checked", "withheld"},
        "calibration": {"ece", "aurc", "cuts", "reliability", "risk_coverage"}
        | {f"answered_at_{percent}_precision" for percent in (80, 90, 95)},
        "dates": {"n", "known", "shown"},
        "as_of": RATES,
        "time": RATES,
        "sets": {"n", "precision", "recall", "f1", "shown_as_conflict"},
        "conflict": {"n", "precision", "recall", "shown_as_set"},
        "corroboration": {"n", "precision", "recall", "count"},
        "standalone": {"n", "unchanged"},
        "types": {one.value for one in Type},
        "behaviours": {"quote", "decline"},
        "first": {"answerable", "unanswerable", "followup", "sets", "as_of", "types"},
        "latency_ms": {"p50", "p95"} | STEPS,
        "blame": {"retriever", "reader", "abstention"},
        "blame_kinds": {blame.value for blame in Blame},
    }
    assert figures.keys() == RATES | groups.keys() | {"intervals", "run", "questions"}
    assert {name: set(figures[name]) for name in groups} == groups
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_figures_stand_under_their_names() -> None:
    figures = to_json(MIXED)
    assert (figures["n"], figures["f1"]) == (5, pytest.approx(0.7))
    assert figures["answerable"] == pytest.approx(
        {"n": 3, "exact_match": 1 / 3, "f1": 1.5 / 3, "f1_with_sets": 1.5 / 3, "answered": 2 / 3}
    )
    assert figures["squad2"]["overall"] == pytest.approx({"n": 5, "exact_match": 3 / 5, "f1": 3.5 / 5})
    assert figures["squad2"]["no_answer"] == {"n": 1, "exact_match": 1.0, "f1": 1.0}
    assert figures["latency_ms"]["embed"] == {"p50": 1.0, "p95": 1.8}
    assert (figures["citations"]["checked"], figures["citations"]["withheld"]) == (7, 1)
    assert figures["calibration"]["cuts"]["80"] == {"answered": 0.25, "confidence": 0.9}
    assert len(figures["calibration"]["reliability"]) == 5
    assert figures["calibration"]["risk_coverage"][-1] == {"coverage": 1.0, "risk": 0.4, "confidence": 0.0}


def test_the_steps_of_blame_are_the_sums_of_its_kinds() -> None:
    figures = to_json(Report(tuple(verdict(str(number), blame=blame) for number, blame in enumerate(Blame))))
    assert figures["blame"] == {"retriever": 1, "reader": 3, "abstention": 2}
    assert set(figures["blame_kinds"].values()) == {1}
    assert all(type(count) is int for count in figures["blame"].values())


def test_each_question_is_reported_in_full() -> None:
    questions = to_json(MIXED)["questions"]
    assert [question["id"] for question in questions] == ["right", "wrong", "silent", "next", "none"]
    assert questions[1] == {
        "id": "wrong",
        "kind": "answerable",
        "question": "wrong asks?",
        "history": [],
        "expected": ["Olm"],
        "prediction": "Ede",
        "best": "Ede",
        "exact_match": 0.0,
        "f1": 0.5,
        "confidence": 0.8,
        "threshold": 0.5,
        "right": False,
        "abstained": False,
        "gold_rank": 7,
        "gold_ranks": [7],
        "gold_passages": 1,
        "retrieved": 8,
        "read": 2,
        "quotations": 4,
        "valid": 3,
        "withheld": 1,
        "citations_valid": False,
        "in_gold_article": False,
        "in_gold_place": False,
        "blame": "reader",
        "blame_kind": "outranked",
        "gold": [
            {
                "article": "a.txt",
                "start": 13,
                "end": 16,
                "text": "Olm",
                "around": "Ada moved to Olm. Bo stayed.",
                "around_start": 0,
                "rank": 1,
            }
        ],
        "candidates": [
            {
                "article": "a.txt",
                "start": 13,
                "end": 16,
                "text": text,
                "around": f"Ada moved to {text}. Bo stayed.",
                "around_start": 0,
                "rank": rank,
                "confidence": confidence,
                "right": right,
            }
            for text, rank, confidence, right in (("Ede", None, 0.8, False), ("Olm", 1, 0.3, True))
        ],
        "latency_ms": {"embed": 2.0, "retrieve": 4.0, "read": 6.0, "answer": 8.0},
    }
    assert (questions[2]["prediction"], questions[2]["best"], questions[2]["abstained"]) == (None, "Olm", True)
    assert (questions[4]["citations_valid"], questions[4]["blame"], questions[4]["gold"]) == (True, None, [])


def test_a_group_without_questions_has_null_rates() -> None:
    figures = to_json(Report((verdict(kind=Kind.UNANSWERABLE, **NONE),)))
    assert figures["answerable"] == {"n": 0, "exact_match": None, "f1": None, "f1_with_sets": None, "answered": None}
    assert figures["intervals"]["answerable.f1"] is None
    assert figures["calibration"]["cuts"] == {}
    assert to_json(Report((verdict(),)))["unanswerable"] == {"n": 0, "abstained": None}


# ---------------------------------------------------------------------------------------- and back

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(texts, texts, st.sampled_from([None, *Blame]), st.lists(st.integers(1, 50), unique=True), st.floats(0, 1))
@settings(max_examples=30)
def test_a_verdict_survives_json(said: str, around: str, blame: Blame | None, ranks: list[int], sure: float) -> None:
    one = verdict(
        question=Question("q", Kind.FOLLOWUP, said, (said,), history=((said, around),)),
        prediction=said,
        blame=blame,
        gold_ranks=tuple(ranks),
        confidence=sure,
        candidates=(candidate(said, around=around), candidate(right=False, rank=None)),
        gold=(excerpt(said, rank=None),),
    )
    assert verdict_from_json(json.loads(json.dumps(verdict_to_json(one)))) == one


def test_a_saved_report_gives_the_same_figures_again(tmp_path: Path) -> None:
    report = Report(MIXED.verdicts, {"questions": {"name": "mine.csv"}})
    path = tmp_path / "report.json"
    path.write_text(json.dumps(to_json(report)))
    again = read_report(path)
    assert again == report
    assert summarize(again, resamples=5) == summarize(report, resamples=5)


def test_half_of_a_report_is_named(tmp_path: Path) -> None:
    whole = to_json(Report((verdict(**WRONG),)))
    path = tmp_path / "report.json"
    record = whole["questions"][0]
    for broken, message in (
        ({name: value for name, value in record.items() if name != "gold"}, "`gold` is missing"),
        (record | {"f1": "0.5"}, "`f1` is '0.5'"),
        (record | {"right": 1}, "`right` is 1"),
        (record | {"blame_kind": "weather"}, "'weather' is not a valid Blame"),
        (record | {"kind": "hard"}, "'hard' is not a valid Kind"),
        (record | {"candidates": [3]}, "an excerpt is 3, not an object"),
        (record | {"candidates": [{}]}, "`article` is missing"),
        (record | {"history": [{"question": "Who?"}]}, "`answer` is missing"),
        (record | {"latency_ms": None}, "`latency_ms` is None"),
        (7, "a question is 7"),
    ):
        path.write_text(json.dumps(whole | {"questions": [broken]}))
        with pytest.raises(SourceError) as caught:
            read_report(path)
        assert str(caught.value).startswith(f"{path}: not a whole report (")
        assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "not JSON"), ("[]", "not a report"), ("{}", "not a report"), ('{"questions": []}', "not a report")],
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text)
    with pytest.raises(SourceError, match=message):
        read_report(path)
    with pytest.raises(SourceError, match="cannot be read"):
        read_report(tmp_path / "gone.json")


def test_a_report_that_is_made_again_keeps_what_was_asked_of_what(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(to_json(replace(MIXED, run={"ibid": "1"})) | {"run": 3}))
    assert read_report(path).run == {}
