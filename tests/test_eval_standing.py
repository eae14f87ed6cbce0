"""Fitting when answers contradict each other: what was fitted tells sides apart, on stories that it did not see."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from eval.command import STORY_ARTICLES, STORY_QUESTIONS
from eval.dataset import Kind
from eval.squad import load_task
from eval.standing import THRESHOLD, Pair, fit, held_out, shown, write
from rag import PAIR_FEATURES
from rag.standing import load_standing


def made(count: int = 200) -> list[Pair]:
    """Pairs that differ where the rival is likely, two a question, ten a story."""
    dice = random.Random(0)
    found = []
    for at in range(count):
        features = {name: dice.gauss(0, 1) for name in PAIR_FEATURES}
        found.append(Pair(at // 2, f"story {at // 10}", features, features["other"] + 0.3 * dice.gauss(0, 1) > 0.5))
    return found


def test_what_decides_gets_the_weight() -> None:
    standing = fit(made())
    assert standing.weights["other"] == max(standing.weights.values(), key=abs) > 0


def test_stories_held_out_are_told_apart() -> None:
    pairs = made()
    found = held_out(pairs)
    differ = np.array([pair.differ for pair in pairs])
    assert found[differ].mean() > found[~differ].mean() + 0.4


def test_shown_counts_questions_not_pairs() -> None:
    pairs = [Pair(1, "a", {}, True), Pair(1, "a", {}, False), Pair(2, "a", {}, False), Pair(3, "b", {}, True)]
    assert shown(pairs, np.array([0.9, 0.9, 0.8, 0.2]), 0.5) == (2, 1)
    assert shown(pairs, np.array([0.9, 0.9, 0.8, 0.2]), 0.95) == (0, 0)


def test_what_is_written_is_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = made()
    write(pairs, 40, tmp_path / "standing.json")
    kept = load_standing(tmp_path / "standing.json")
    assert kept.weights["other"] == pytest.approx(fit(pairs).weights["other"], abs=1e-4)
    assert kept.threshold == THRESHOLD
    assert '"known": 40' in capsys.readouterr().out


def test_the_shipped_stories_have_disputes_and_agreement() -> None:
    task = load_task(STORY_QUESTIONS, articles=STORY_ARTICLES, paragraphs=Path())
    assert len(task.questions) > 1000
    assert sum(bool(one.extra.conflict) for one in task.questions) > 400
    assert sum((one.extra.independent or 0) > 1 for one in task.questions) > 300
    assert sum(one.kind is Kind.UNANSWERABLE for one in task.questions) > 100
    assert not {one.extra.story for one in task.questions} & {None}
