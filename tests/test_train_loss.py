"""The loss against the same formula written slowly, and what must not change it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reader.train.groups import Group, TrainingWindow
from rag.reader.train.loss import collate, group_loss

PAD = 9


@st.composite
def groups_of_windows(draw: st.DrawFn) -> list[Group]:
    """Questions with one to three windows, of which at most one has the answer."""
    groups = []
    for _ in range(draw(st.integers(1, 4))):
        count = draw(st.integers(1, 3))
        gold = draw(st.integers(-1, count - 1))
        windows = []
        for number in range(count):
            passage = draw(st.integers(2, 5))
            length = passage + draw(st.integers(2, 8))
            first = last = -1
            if number == gold:
                first = draw(st.integers(passage, length - 2))
                last = draw(st.integers(first, length - 2))
            windows.append(TrainingWindow(np.arange(length, dtype=np.int32), passage, first, last))
        groups.append(tuple(windows))
    return groups


def logits_for(groups: list[Group], seed: int) -> tuple[np.ndarray, np.ndarray]:
    rows = [window for group in groups for window in group]
    shape = (2, len(rows), max(map(len, rows)))
    starts, ends = np.random.default_rng(seed).normal(0, 4, shape)
    return starts, ends


def loss_of(starts: np.ndarray, ends: np.ndarray, groups: list[Group]) -> float:
    given = torch.tensor(starts, dtype=torch.float32), torch.tensor(ends, dtype=torch.float32)
    return float(group_loss(*given, collate(groups, PAD)))


def slow_loss(starts: np.ndarray, ends: np.ndarray, groups: list[Group]) -> float:
    """-log p(gold start) and -log p(gold end), halved, over all passages of a question and "none of them"."""
    losses = []
    row = 0
    for group in groups:
        odds = [[1.0], [1.0]]  # "none of these" has the score 0
        right = [1.0, 1.0]
        for window in group:
            for side, (logits, gold) in enumerate(((starts[row], window.first), (ends[row], window.last))):
                for token in range(window.passage, len(window) - 1):
                    odds[side].append(math.exp(logits[token] - logits[0]))
                    if token == gold:
                        right[side] = odds[side][-1]
            row += 1
        losses.append(sum(-math.log(one / sum(all_)) for one, all_ in zip(right, odds, strict=True)) / 2)
    return sum(losses) / len(losses)


@settings(max_examples=150)
@given(groups_of_windows(), st.integers(0, 10_000))
def test_loss_is_that_of_the_slow_formula(groups: list[Group], seed: int) -> None:
    starts, ends = logits_for(groups, seed)
    assert loss_of(starts, ends, groups) == pytest.approx(slow_loss(starts, ends, groups), rel=1e-4, abs=1e-4)


@settings(max_examples=50)
@given(groups_of_windows(), st.integers(0, 10_000), st.floats(-30, 30))
def test_a_constant_added_to_a_window_changes_nothing(groups: list[Group], seed: int, constant: float) -> None:
    starts, ends = logits_for(groups, seed)
    before = loss_of(starts, ends, groups)
    starts[0] += constant
    ends[-1] -= constant
    assert loss_of(starts, ends, groups) == pytest.approx(before, rel=1e-3, abs=1e-3)


@settings(max_examples=50)
@given(groups_of_windows(), st.integers(0, 10_000))
def test_loss_falls_when_the_gold_rises_and_rises_with_any_other_token(groups: list[Group], seed: int) -> None:
    starts, ends = logits_for(groups, seed)
    before = loss_of(starts, ends, groups)
    windows = [window for group in groups for window in group]
    for row, window in enumerate(windows):
        for token in range(window.passage, len(window) - 1):
            changed = starts.copy()
            changed[row, token] += 1.0
            change = loss_of(changed, ends, groups) - before
            assert change < 1e-6 if token == window.first else change > -1e-6


@settings(max_examples=50)
@given(groups_of_windows(), st.integers(0, 10_000))
def test_question_separators_and_padding_have_no_say(groups: list[Group], seed: int) -> None:
    starts, ends = logits_for(groups, seed)
    before = loss_of(starts, ends, groups)
    for row, window in enumerate(window for group in groups for window in group):
        starts[row, 1 : window.passage] = 99.0
        starts[row, len(window) - 1 :] = 99.0
    assert loss_of(starts, ends, groups) == pytest.approx(before, rel=1e-6)


@settings(max_examples=50)
@given(groups_of_windows(), st.integers(0, 10_000))
def test_gradients_are_finite(groups: list[Group], seed: int) -> None:
    starts, ends = (torch.tensor(side, dtype=torch.float32, requires_grad=True) for side in logits_for(groups, seed))
    group_loss(starts, ends, collate(groups, PAD)).backward()
    assert starts.grad is not None
    assert ends.grad is not None
    assert torch.isfinite(starts.grad).all()
    assert torch.isfinite(ends.grad).all()


def test_rows_are_padded_and_masked() -> None:
    short = TrainingWindow(np.array([2, 5, 3, 6, 3], dtype=np.int32), 3, 3, 3)
    long = TrainingWindow(np.array([2, 5, 3, 6, 7, 8, 3], dtype=np.int32), 3, -1, -1)
    batch = collate([(short, long), (long,)], PAD)
    assert batch["input_ids"].tolist()[0] == [2, 5, 3, 6, 3, PAD, PAD]
    assert batch["attention_mask"].tolist()[0] == [1, 1, 1, 1, 1, 0, 0]
    assert batch["token_type_ids"].tolist()[0] == [0, 0, 0, 1, 1, 0, 0]
    assert batch["allowed"].tolist()[0] == [False, False, False, True, False, False, False]
    assert batch["group"].tolist() == [0, 0, 1]
    assert batch["first"].tolist() == batch["last"].tolist() == [3, -1, -1]
