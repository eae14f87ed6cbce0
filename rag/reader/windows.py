"""Question and passage as the model takes them: token windows that remember where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerFast

STRIDE_TOKENS = 64
MAX_WINDOW_TOKENS = 384
MAX_QUESTION_TOKENS = 96
SPECIAL_TOKENS = 4  # RoBERTa's <s> question </s></s> passage </s>
# Rows times longest row. Larger batches are no faster on two cores and cost memory.
BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Window:
    """One row for the model.

    `inputs` are lists of int, one a model input (input_ids, attention_mask and, where the model has
    them, token_type_ids). `offsets` has shape (tokens, 2): characters of the passage. `allowed` has
    shape (tokens,): True on tokens of the passage. `null` is the position that stands for "no answer".
    """

    passage: int
    inputs: dict[str, list[int]]
    offsets: npt.NDArray[np.int64]
    allowed: npt.NDArray[np.bool_]
    null: int

    def __len__(self) -> int:
        return len(self.inputs["input_ids"])


def make_windows(
    tokenizer: PreTrainedTokenizerFast, question: str, passages: Sequence[str], *, max_tokens: int
) -> list[Window]:
    """Windows of at most `max_tokens` tokens over each passage; a long passage gets several.

    A question beyond `MAX_QUESTION_TOKENS`, or beyond half the window, is read up to there.
    """
    if not passages:
        return []
    encoded = tokenizer(
        [_shorten(tokenizer, question, max_tokens // 2 - SPECIAL_TOKENS)] * len(passages),
        list(passages),
        truncation="only_second",
        max_length=max_tokens,
        stride=min(STRIDE_TOKENS, max_tokens // 4),
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        padding=False,
    )
    names = [name for name in tokenizer.model_input_names if name in encoded]
    windows = []
    for row, passage in enumerate(encoded["overflow_to_sample_mapping"]):
        ids = encoded["input_ids"][row]
        offsets = np.array(encoded["offset_mapping"][row], dtype=np.int64).reshape(-1, 2)
        second = np.array([sequence == 1 for sequence in encoded.sequence_ids(row)])
        # Byte-level tokenizers give empty tokens; a span cannot begin or end on one.
        allowed = second & (offsets[:, 1] > offsets[:, 0])
        null = ids.index(tokenizer.cls_token_id) if tokenizer.cls_token_id in ids else 0
        inputs = {name: encoded[name][row] for name in names}
        windows.append(Window(passage, inputs, offsets, allowed, null))
    return windows


def batches(windows: Sequence[Window]) -> Iterator[list[int]]:
    """Indices of `windows` in batches of similar length, so that little is padded."""
    batch: list[int] = []
    for index in sorted(range(len(windows)), key=lambda i: (len(windows[i]), i)):
        if batch and len(windows[index]) * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def pad(tokenizer: PreTrainedTokenizerFast, windows: Sequence[Window]) -> dict[str, npt.NDArray[np.int64]]:
    """Model inputs of shape (len(windows), longest), padded on the right whatever the tokenizer prefers."""
    fill = {"input_ids": tokenizer.pad_token_id or 0, "token_type_ids": tokenizer.pad_token_type_id or 0}
    longest = max(len(window) for window in windows)
    padded = {}
    for name in windows[0].inputs:
        rows = [window.inputs[name] + [fill.get(name, 0)] * (longest - len(window)) for window in windows]
        padded[name] = np.array(rows, dtype=np.int64)
    return padded


def _shorten(tokenizer: PreTrainedTokenizerFast, question: str, most: int) -> str:
    question = question.strip()
    most = max(1, min(MAX_QUESTION_TOKENS, most))
    offsets = tokenizer(
        question, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
    )["offset_mapping"]
    return question if len(offsets) <= most else question[: offsets[most - 1][1]]
