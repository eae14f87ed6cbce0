"""Groups of windows: the gold tokens read as the gold text, whatever is cut; and batches lose none."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reader.train.batching import SORTED_AT_ONCE, batches
from rag.reader.train.examples import TrainingExample
from rag.reader.train.groups import (
    Company,
    Group,
    GroupMaker,
    Mix,
    TrainingWindow,
    company,
    draw,
)
from tests.tiny_models import CORPUS

PLAIN = Mix(negative_share=0, absent_share=0, near_miss_share=0, bare_share=0, keyword_share=0, max_tokens=32)
WIDE = replace(PLAIN, max_tokens=256)
PIECES = st.sampled_from(["Ghent ", "🚀", "é", "e\u0301", " ", "\n\n", "日本", "“No” ", "$64.1bn ", "\u200b", "mayor "])
QUESTION = "Who opened the bridge?"
CONTEXT = CORPUS[0]
LONG = " ".join(CORPUS * 5)


@pytest.fixture(scope="module", params=["tiny_reader", "tiny_mpnet"])
def tokenizer(request: pytest.FixtureRequest) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(request.getfixturevalue(request.param))


def example(context: str = CONTEXT, answer: tuple[int, int] | None = (0, 18), **changes: Any) -> TrainingExample:
    given = {"id": "a", "source": "set", "question": QUESTION, **changes}
    return TrainingExample(context=context, answers=() if answer is None else (answer,), **given)


def make(tokenizer: Any, one: TrainingExample, mix: Mix, *, seed: int = 0, negatives: Any = None) -> Group:
    return GroupMaker(tokenizer, [one], negatives if negatives is not None else {}, mix).group(0, one, seed)


# Windows


def test_a_window_is_the_row_that_the_tokenizer_makes(tokenizer: Any) -> None:
    start = CONTEXT.index("a new bridge")
    (window,) = make(tokenizer, example(answer=(start, start + 12)), replace(PLAIN, max_tokens=256))
    row = tokenizer(QUESTION, CONTEXT)
    assert window.ids.tolist() == row["input_ids"]
    assert window.passage == row.sequence_ids().index(1)
    gold = tokenizer("a new bridge", add_special_tokens=False)["input_ids"]
    assert window.ids[window.first : window.last + 1].tolist() == gold


@settings(max_examples=200)
@given(
    pieces=st.lists(PIECES, min_size=1, max_size=80),
    place=st.tuples(st.floats(0, 1), st.integers(1, 60)),
    seed=st.integers(0, 99),
)
def test_gold_tokens_are_those_of_the_gold_text_and_no_window_is_too_long(
    tokenizer: Any, pieces: list[str], place: tuple[float, int], seed: int
) -> None:
    context = "".join(pieces)
    start = min(int(place[0] * len(context)), len(context) - 1)
    end = min(len(context), start + place[1])
    (window,) = make(tokenizer, example(context, (start, end)), PLAIN, seed=seed)
    assert len(window) == len(window.ids) <= PLAIN.max_tokens
    row = tokenizer(context, add_special_tokens=False, return_offsets_mapping=True)
    gold = [
        token
        for token, (first, last) in zip(row["input_ids"], row["offset_mapping"], strict=True)
        if last > start and first < end
    ]
    passage = window.ids[window.passage : -1].tolist()
    assert passage in [row["input_ids"][at : at + len(passage)] for at in range(len(row["input_ids"]) + 1)]
    if not gold:
        assert (window.first, window.last) == (-1, -1)
        return
    assert window.passage <= window.first <= window.last < len(window) - 1
    found = window.ids[window.first : window.last + 1].tolist()
    assert found == gold[: len(passage)]  # all of it, unless it is longer than the window


@settings(max_examples=50)
@given(words=st.integers(1, 400), seed=st.integers(0, 99))
def test_a_long_question_leaves_the_window_within_its_limit(tokenizer: Any, words: int, seed: int) -> None:
    mix = Mix(near_miss_share=0, max_tokens=256)
    (window,) = make(tokenizer, example(LONG, (100, 120), question="who " * words), mix, seed=seed)
    assert len(window) <= 256
    assert window.first >= window.passage


def test_a_window_without_gold_says_so(tokenizer: Any) -> None:
    (window,) = make(tokenizer, example(LONG, None), PLAIN)
    assert (window.first, window.last) == (-1, -1)


def test_sets_of_short_contexts_get_short_windows(tokenizer: Any) -> None:
    (long,) = make(tokenizer, example(LONG, None), Mix(max_tokens=128))
    (short,) = make(tokenizer, example(LONG, None, source="qamr"), Mix(max_tokens=128))
    assert (len(long), len(short)) == (128, 72)


# Groups


def test_a_group_is_the_same_for_the_same_seed(tokenizer: Any) -> None:
    def rows(seed: int) -> list[list[int]]:
        return [window.ids.tolist() for window in make(tokenizer, example(LONG, None), PLAIN, seed=seed)]

    assert rows(3) == rows(3)
    assert len({str(rows(seed)) for seed in range(10)}) > 1


def test_a_negative_beside_has_no_gold(tokenizer: Any) -> None:
    mix = Mix(negative_share=1, absent_share=0, near_miss_share=0)
    own, other = make(tokenizer, example(), mix, negatives={"set/a": ["The river café."]})
    assert own.first >= 0
    assert (other.first, other.last) == (-1, -1)
    assert tokenizer.decode(other.ids[other.passage : -1]) == tokenizer.decode(
        tokenizer("The river café.", add_special_tokens=False)["input_ids"]
    )
    assert own.ids[: own.passage].tolist() == other.ids[: other.passage].tolist()  # the same question, as typed


def test_a_negative_alone_stands_in_place_of_the_paragraph(tokenizer: Any) -> None:
    mix = Mix(negative_share=0, absent_share=1, near_miss_share=0)
    (alone,) = make(tokenizer, example(), mix, negatives={"set/a": ["The river café."]})
    assert alone.first == -1
    (own,) = make(tokenizer, example(), mix, negatives={"set/a": []})
    assert own.first >= 0


def test_a_near_miss_has_no_gold(tokenizer: Any) -> None:
    mix = Mix(near_miss_share=1, bare_share=0, keyword_share=0)
    one = example(question="Who opened the bridge in 1999?")
    (window,) = make(tokenizer, one, mix)
    assert window.first == -1


def test_a_near_miss_that_cannot_be_made_leaves_the_question_with_its_answer(tokenizer: Any) -> None:
    (window,) = make(tokenizer, example(question="Who opened it?"), Mix(near_miss_share=1))
    assert window.first >= 0


def test_the_answer_is_the_annotators_consensus_or_any_of_theirs(tokenizer: Any) -> None:
    mayor, bridge = (0, 18), (4, 18)
    one = replace(example(), answers=(mayor, bridge, bridge))
    agreed = {make(tokenizer, one, WIDE, seed=seed)[0].first for seed in range(20)}
    assert len(agreed) == 1
    anyones = {make(tokenizer, one, replace(WIDE, consensus=False), seed=seed)[0].first for seed in range(20)}
    assert agreed < anyones


def test_shares_of_the_groups_are_kept() -> None:
    mix = Mix(negative_share=0.3, absent_share=0.2, near_miss_share=0.1)
    what = [company(number, example(), mix, 7) for number in range(3000)]
    shares = {Company.NEAR_MISS: 0.1, Company.ALONE: 0.2, Company.BESIDE: 0.3, Company.NONE: 0.4}
    assert {one: what.count(one) / 3000 for one in Company} == pytest.approx(shares, abs=0.04)


def test_some_sets_have_no_negatives_and_unanswerable_questions_no_near_miss() -> None:
    mix = Mix(negative_share=0.3, absent_share=0.2, near_miss_share=0.1)
    assert {company(n, example(source="qamr"), mix, 7) for n in range(300)} == {Company.NEAR_MISS, Company.NONE}
    silent = {company(n, example(answer=None), mix, 7) for n in range(300)}
    assert silent == {Company.ALONE, Company.BESIDE, Company.NONE}


def test_each_set_is_gone_through_as_often_as_said() -> None:
    sets = [
        example(source=source, id=f"{source}{n}") for source in ("twice", "half", "never", "once") for n in range(400)
    ]
    mix = Mix(passes={"twice": 2.0, "half": 0.5, "never": 0.0})
    drawn = draw(sets, mix, random.Random(0))
    counts = {source: sum(one.source == source for one in drawn) for source in ("twice", "never", "once")}
    assert counts == {"twice": 800, "never": 0, "once": 400}
    assert sum(one.source == "half" for one in drawn) == pytest.approx(200, abs=50)
    assert [one.source for one in drawn[:50]] != ["twice"] * 50  # in random order


# Batches


def group(*lengths: int) -> Group:
    return tuple(TrainingWindow(np.zeros(length, dtype=np.int32), 2, -1, -1) for length in lengths)


@settings(max_examples=100)
@given(st.lists(st.lists(st.integers(4, 200), min_size=1, max_size=3), max_size=60), st.integers(50, 1000))
def test_batches_hold_every_group_once_within_the_limit(lengths: list[list[int]], limit: int) -> None:
    groups = [group(*rows) for rows in lengths]
    made = batches(groups, limit, 0)
    assert sorted(index for batch in made for index in batch) == list(range(len(groups)))
    for batch in made:
        rows = [row for index in batch for row in lengths[index]]
        assert len(batch) == 1 or len(rows) * max(rows) <= limit
    assert made == batches(groups, limit, 0)


def test_more_groups_than_are_sorted_at_once_lose_none() -> None:
    groups = [group(5)] * (SORTED_AT_ONCE + 7)
    assert sorted(index for batch in batches(groups, 50, 0) for index in batch) == list(range(len(groups)))
