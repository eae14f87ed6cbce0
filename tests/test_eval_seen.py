"""A report says so when its questions are those that the confidences were fitted on."""

from __future__ import annotations

from typing import Any

import pytest

from eval.dataset import Kind, Question
from eval.extra import Extra, Split
from eval.figures import summarize
from eval.html import render_report
from eval.seen import seen_note
from eval.verdict import Report
from tests.verdicts import verdict


def report(name: str, fitted_on: object, *splits: Split | None) -> Report:
    run: dict[str, Any] = {"questions": {"name": name}, "calibration": {"sha256": "0", "fitted_on": fitted_on}}
    asked = [
        verdict(question=Question(f"q{number}", Kind.ANSWERABLE, "Where?", ("Olm",), extra=Extra(split=split)))
        for number, split in enumerate(splits or (None,))
    ]
    return Report(tuple(asked), run)


@pytest.mark.parametrize("name", ["xquad.json", "xquad.json.gz"])
def test_the_same_questions_are_named_with_their_count(name: str) -> None:
    found = report(name, {"xquad.json.gz": 700, "world.jsonl": 302})
    note = seen_note(found)
    assert note is not None
    assert "700 questions of xquad.json.gz" in note
    page = render_report(found, summarize(found, resamples=5))
    assert note in page
    assert "xquad.json.gz 700, world.jsonl 302" in page  # what was asked of what


@pytest.mark.parametrize(
    "found",
    [
        report("mine.csv", {"xquad.json.gz": 700}),
        report("world.jsonl", {"world.jsonl": 302}, Split.TEST, Split.TEST),
        report("", {"": 7}),
        report("mine.csv", {"mine.csv": "many"}),
        report("mine.csv", None),
        Report(report("mine.csv", {}).verdicts, {}),
    ],
)
def test_other_questions_are_worth_no_word(found: Report) -> None:
    assert seen_note(found) is None


def test_a_development_half_among_them_is() -> None:
    assert seen_note(report("world.jsonl", {"world.jsonl": 302}, Split.TEST, Split.DEV)) is not None
