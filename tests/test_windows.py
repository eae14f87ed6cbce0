"""Questions and passages into token windows: nothing lost, nothing too long, exact offsets."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.inference.runtime import LockedTokenizer
from rag.reader.windows import (
    BATCH_TOKENS,
    MAX_QUESTION_TOKENS,
    STRIDE_TOKENS,
    Window,
    batches,
    make_windows,
    pad,
)
from tests.tiny_models import CORPUS, save_bert, save_roberta

QUESTION = "Who opened the bridge?"
LONG = " ".join(CORPUS * 10)


@pytest.fixture(scope="module", params=["bert", "roberta"])
def tokenizer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from transformers import AutoTokenizer

    save = save_bert if request.param == "bert" else save_roberta
    return AutoTokenizer.from_pretrained(save(tmp_path_factory.mktemp("models") / request.param))


def cut(tokenizer: Any, question: str, passages: Sequence[str], *, max_tokens: int) -> list[Window]:
    locked = LockedTokenizer(tokenizer.backend_tokenizer)
    return make_windows(locked, question, passages, max_tokens=max_tokens, null_id=tokenizer.cls_token_id)


def offsets_of(tokenizer: Any, text: str) -> set[tuple[int, int]]:
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    return {(start, end) for start, end in encoded["offset_mapping"] if start < end}


def allowed_offsets(window: Window) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in window.offsets[window.allowed]]


def test_no_passages_give_no_windows(tokenizer: Any) -> None:
    assert cut(tokenizer, QUESTION, [], max_tokens=384) == []


def test_short_passage_is_one_window_whose_allowed_tokens_are_the_passage(tokenizer: Any) -> None:
    (window,) = cut(tokenizer, QUESTION, [CORPUS[0]], max_tokens=384)
    assert set(allowed_offsets(window)) == offsets_of(tokenizer, CORPUS[0])
    assert not window.allowed[: len(tokenizer(QUESTION)["input_ids"])].any()


def test_null_is_the_first_special_token(tokenizer: Any) -> None:
    (window,) = cut(tokenizer, QUESTION, [CORPUS[0]], max_tokens=384)
    assert window.ids[window.null] == tokenizer.cls_token_id
    assert not window.allowed[window.null]


def test_null_is_the_first_token_where_the_model_has_none_for_it(tokenizer: Any) -> None:
    locked = LockedTokenizer(tokenizer.backend_tokenizer)
    (window,) = make_windows(locked, QUESTION, [CORPUS[0]], max_tokens=384, null_id=None)
    assert window.null == 0


def test_rows_are_those_that_the_tokenizer_makes_of_question_and_passage(tokenizer: Any) -> None:
    (window,) = cut(tokenizer, QUESTION, [CORPUS[0]], max_tokens=384)
    row = tokenizer(QUESTION, CORPUS[0])
    assert window.ids == row["input_ids"]
    assert window.types == row.get("token_type_ids", [0] * len(window))
    assert len(window.ids) == len(window.types) == len(window.offsets) == len(window.allowed) == len(window)


def test_long_passage_gets_windows_that_together_allow_every_token(tokenizer: Any) -> None:
    windows = cut(tokenizer, QUESTION, [LONG], max_tokens=128)
    assert len(windows) > 2
    assert max(len(window) for window in windows) <= 128
    assert {place for window in windows for place in allowed_offsets(window)} == offsets_of(tokenizer, LONG)


def test_windows_of_one_passage_overlap_by_the_stride(tokenizer: Any) -> None:
    first, second, *_ = cut(tokenizer, QUESTION, [LONG], max_tokens=384)
    assert len(set(allowed_offsets(first)) & set(allowed_offsets(second))) == STRIDE_TOKENS


def test_windows_name_their_passages(tokenizer: Any) -> None:
    windows = cut(tokenizer, QUESTION, [CORPUS[0], LONG, CORPUS[1]], max_tokens=128)
    named = [window.passage for window in windows]
    assert named == sorted(named)
    assert (named.count(0), named.count(2)) == (1, 1)
    assert named.count(1) > 2


def test_long_question_is_read_up_to_its_limit(tokenizer: Any) -> None:
    (window,) = cut(tokenizer, "who " * 1000, [CORPUS[0]], max_tokens=384)
    outside = len(window) - int(window.allowed.sum())
    assert MAX_QUESTION_TOKENS < outside <= MAX_QUESTION_TOKENS + 4
    assert set(allowed_offsets(window)) == offsets_of(tokenizer, CORPUS[0])


@pytest.mark.parametrize("max_tokens", [64, 96, 126, 128])
def test_long_question_leaves_room_for_the_passage_in_a_small_window(tokenizer: Any, max_tokens: int) -> None:
    windows = cut(tokenizer, "who " * 1000, [LONG], max_tokens=max_tokens)
    assert max(len(window) for window in windows) <= max_tokens
    assert {place for window in windows for place in allowed_offsets(window)} == offsets_of(tokenizer, LONG)


def test_long_question_leaves_nothing_in_the_log(
    tokenizer: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import AutoTokenizer

    monkeypatch.setattr(logging.getLogger("transformers"), "propagate", True)
    fresh = AutoTokenizer.from_pretrained(tokenizer.name_or_path)  # a tokenizer warns of a long text only once
    cut(fresh, "who " * 1000, [CORPUS[0]], max_tokens=384)
    assert caplog.messages == []


PIECES = st.sampled_from(
    ["Ghent ", "🚀", "👩\u200d👧", "é", "e\u0301", " ", "\n\n", "日本", "ﷺ", "“No” ", "64.1", "\u200b", "\x01"]
)
PASSAGES = st.one_of(
    st.lists(PIECES, min_size=1, max_size=150).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100),
)


@settings(max_examples=60, deadline=None)
@given(passages=st.lists(PASSAGES, min_size=1, max_size=3))
def test_offsets_of_any_text_lie_inside_it_and_no_token_is_lost(tokenizer: Any, passages: list[str]) -> None:
    windows = cut(tokenizer, QUESTION, passages, max_tokens=64)
    for index, passage in enumerate(passages):
        places = {place for window in windows if window.passage == index for place in allowed_offsets(window)}
        assert places == offsets_of(tokenizer, passage)
        assert all(0 <= start < end <= len(passage) for start, end in places)


# Batches


def make_window(tokens: int, *, token: int = 7, type_: int = 0) -> Window:
    offsets, allowed = np.zeros((tokens, 2), dtype=np.int64), np.ones(tokens, dtype=bool)
    return Window(0, [token] * tokens, [type_] * tokens, offsets, allowed, 0)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 400), max_size=60))
def test_batches_cover_every_window_once_in_bounded_size(lengths: list[int]) -> None:
    windows = [make_window(length) for length in lengths]
    made = list(batches(windows))
    assert sorted(index for batch in made for index in batch) == list(range(len(windows)))
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= BATCH_TOKENS


def test_batches_put_windows_of_similar_length_together() -> None:
    lengths = [300, 10, 300, 10, 300, 10, 300, 10, 300, 10, 300, 10, 300, 10]
    assert next(batches([make_window(length) for length in lengths]))[:7] == [1, 3, 5, 7, 9, 11, 13]


def test_padding_stands_on_the_right_and_is_masked() -> None:
    padded = pad([make_window(2, token=7, type_=1), make_window(3, token=8, type_=1)], pad_id=9)
    assert padded["input_ids"].tolist() == [[7, 7, 9], [8, 8, 8]]
    assert padded["token_type_ids"].tolist() == [[1, 1, 0], [1, 1, 1]]
    assert padded["attention_mask"].tolist() == [[1, 1, 0], [1, 1, 1]]


def test_padded_inputs_are_int64_and_none_is_made_up() -> None:
    padded = pad([make_window(2)], pad_id=9)
    assert {name: array.dtype for name, array in padded.items()} == dict.fromkeys(
        ("input_ids", "token_type_ids", "attention_mask"), np.int64
    )


@pytest.mark.parametrize("max_tokens", [384, 16])
def test_a_lead_is_read_before_its_passage_and_gives_no_answer(tokenizer: Any, max_tokens: int) -> None:
    locked, lead = LockedTokenizer(tokenizer.backend_tokenizer), "The bridge opened.\n\n"
    windows = make_windows(
        locked, QUESTION, CORPUS[:2], leads=[lead, ""], max_tokens=max_tokens, null_id=tokenizer.cls_token_id
    )
    led = [window for window in windows if window.passage == 0]
    found = {one for window in led for one in allowed_offsets(window)}
    assert found == offsets_of(tokenizer, CORPUS[0])
    assert len(led[0].ids) - int(led[0].allowed.sum()) > len(tokenizer(QUESTION)["input_ids"]) + 3
    bare = cut(tokenizer, QUESTION, [CORPUS[1]], max_tokens=max_tokens)
    assert [window.ids for window in windows if window.passage == 1] == [window.ids for window in bare]
