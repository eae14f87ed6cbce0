"""Question and passage as the model takes them: token windows that remember where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.inference.runtime import LockedTokenizer

STRIDE_TOKENS = 64
MAX_WINDOW_TOKENS = 384
MAX_QUESTION_TOKENS = 96
SPECIAL_TOKENS = 4  # RoBERTa's <s> question </s></s> passage </s>
# Rows times longest row. Larger batches are no faster on two cores and cost memory.
BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Window:
    """One row for the model.

    `ids` and `types` are its tokens and their segments. `offsets` has shape (tokens, 2): characters of the
    passage. `allowed` has shape (tokens,): True on tokens of the passage. `null` is the position that stands
    for "no answer".
    """

    passage: int
    ids: list[int]
    types: list[int]
    offsets: npt.NDArray[np.int64]
    allowed: npt.NDArray[np.bool_]
    null: int

    def __len__(self) -> int:
        return len(self.ids)


def make_windows(
    tokenizer: LockedTokenizer,
    question: str,
    passages: Sequence[str],
    *,
    leads: Sequence[str] = (),
    max_tokens: int,
    null_id: int | None,
) -> list[Window]:
    """Windows of at most `max_tokens` tokens over each passage; a long passage gets several.

    A question beyond `MAX_QUESTION_TOKENS`, or beyond half the window, is read up to there. `null_id` is the
    token that stands for "no answer"; where there is none, the first token does. `leads`, one a passage, are read
    before the passages, and no answer lies in them.
    """
    if not passages:
        return []
    short = _shorten(tokenizer, question, max_tokens // 2 - SPECIAL_TOKENS)
    leads = leads or [""] * len(passages)
    encoded = tokenizer.encode(
        [(short, lead + passage) for lead, passage in zip(leads, passages, strict=True)],
        max_length=max_tokens,
        stride=min(STRIDE_TOKENS, max_tokens // 4),
        strategy="only_second",
    )
    windows = []
    for number, first in enumerate(encoded):
        for row in [first, *first.overflowing]:
            offsets = np.array(row.offsets, dtype=np.int64).reshape(-1, 2)
            offsets = np.maximum(offsets - len(leads[number]), 0)  # the lead's tokens become empty
            second = np.array([sequence == 1 for sequence in row.sequence_ids])
            # Byte-level tokenizers give empty tokens; a span cannot begin or end on one.
            allowed = second & (offsets[:, 1] > offsets[:, 0])
            null = row.ids.index(null_id) if null_id in row.ids else 0
            windows.append(Window(number, row.ids, row.type_ids, offsets, allowed, null))
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


def pad(windows: Sequence[Window], *, pad_id: int) -> dict[str, npt.NDArray[np.int64]]:
    """Model inputs of shape (len(windows), longest), padded on the right whatever the tokenizer prefers."""
    longest = max(len(window) for window in windows)

    def table(rows: Sequence[list[int]], fill: int) -> npt.NDArray[np.int64]:
        return np.array([row + [fill] * (longest - len(row)) for row in rows], dtype=np.int64)

    return {
        "input_ids": table([window.ids for window in windows], pad_id),
        "token_type_ids": table([window.types for window in windows], 0),
        "attention_mask": table([[1] * len(window) for window in windows], 0),
    }


def _shorten(tokenizer: LockedTokenizer, question: str, most: int) -> str:
    question = question.strip()
    most = max(1, min(MAX_QUESTION_TOKENS, most))
    offsets = tokenizer.encode([question], special=False)[0].offsets
    return question if len(offsets) <= most else question[: offsets[most - 1][1]]
