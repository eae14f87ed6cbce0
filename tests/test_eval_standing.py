"""Fitting when answers contradict each other: what was fitted tells sides apart, on stories that it did not see."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.command import STORY_ARTICLES, STORY_QUESTIONS
from eval.dataset import Kind, Question
from eval.extra import Extra
from eval.squad import load_task
from eval.standing import AGREE_FROM, DIFFER_FROM, Pair, fit, held_out, labels, shown, write
from rag import AGREE_FEATURES, DIFFER_FEATURES
from rag.evidence.agreement.standing import load_standing
from tests.test_groups import quotation


def made(count: int = 200) -> list[Pair]:
    """Pairs that agree or differ where one feature says so, two a question, ten a story."""
    dice = random.Random(0)
    found = []
    for at in range(count):
        features = {name: dice.gauss(0, 1) for name in (*AGREE_FEATURES, *DIFFER_FEATURES)}
        agree, differ = (features[name] + 0.3 * dice.gauss(0, 1) > 0.5 for name in ("accord", "contradict"))
        found.append(Pair(str(at // 2), f"story {at // 10}", features, agree, differ))
    return found


def test_what_decides_gets_the_weight() -> None:
    standing = fit(made())
    for name, fitted in (("accord", standing.agree), ("contradict", standing.differ)):
        assert fitted.weights[name] == max(fitted.weights.values(), key=abs) > 0


def test_stories_held_out_are_told_apart() -> None:
    pairs = made()
    true = [[pair.agree for pair in pairs], [pair.differ for pair in pairs]]
    for found, holds in zip(held_out(pairs), np.array(true), strict=True):
        assert found[holds].mean() > found[~holds].mean() + 0.4


def test_shown_counts_questions_not_pairs() -> None:
    given = ["1", "1", "2", "3"], [True, False, False, True], np.array([0.9, 0.9, 0.8, 0.2])
    assert shown(*given, 0.5) == (2, 1)
    assert shown(*given, 0.95) == (0, 0)


def test_what_is_written_is_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = made()
    write(pairs, tmp_path / "standing.json")
    kept = load_standing(tmp_path / "standing.json")
    assert kept.differ.weights["contradict"] == pytest.approx(fit(pairs).differ.weights["contradict"], abs=1e-4)
    assert (kept.agree.threshold, kept.differ.threshold) == (AGREE_FROM, DIFFER_FROM)
    assert '"known": ' in capsys.readouterr().out


def question(**extra: object) -> Question:
    given = {"id": "1", "question": "How many?", "answers": ("12", "12 people"), "kind": Kind.ANSWERABLE}
    return Question(**{**given, "article": "a.txt", "extra": Extra(**extra)})  # type: ignore[arg-type]


def test_pairs_agree_where_both_are_right_in_articles_that_tell() -> None:
    asked = question(corroborated_by=("world/b.txt",), independent=2)
    right = [quotation("12", name) for name in "abc"]
    assert labels(asked, right[0], right[1]) == (True, False)
    assert labels(asked, right[0], right[2]) == (False, False)  # the same number, about something else
    assert labels(asked, right[0], quotation("9", "b")) == (False, False)
    assert labels(replace(asked, kind=Kind.UNANSWERABLE), right[0], right[1]) == (False, False)


def test_pairs_differ_where_they_are_of_two_sides() -> None:
    asked = question(conflict=(("12",), ("9", "nine")))
    assert labels(asked, quotation("12"), quotation("nine", "b")) == (False, True)
    assert labels(asked, quotation("12"), quotation("12", "b")) == (True, False)
    assert labels(asked, quotation("12"), quotation("40", "b")) == (False, False)


def test_the_shipped_stories_have_disputes_and_agreement() -> None:
    task = load_task(STORY_QUESTIONS, articles=STORY_ARTICLES, paragraphs=Path())
    assert len(task.questions) > 1000
    assert sum(bool(one.extra.conflict) for one in task.questions) > 400
    assert sum((one.extra.independent or 0) > 1 for one in task.questions) > 300
    assert sum(one.kind is Kind.UNANSWERABLE for one in task.questions) > 100
    assert not {one.extra.story for one in task.questions} & {None}
