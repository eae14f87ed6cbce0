"""Pairs as the tensors that the model learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rag.comparer.texts import pair_text
from rag.comparer.train.examples import Pair

MOST_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Row:
    """Token ids of a pair, and its label."""

    ids: npt.NDArray[np.int32]
    label: int

    def __len__(self) -> int:
        return len(self.ids)


def rows_of(tokenizer: Any, pairs: Sequence[Pair]) -> list[tuple[Row]]:
    """Each pair as a group of one row, as `rag.reader.train.loop` takes them."""
    made = []
    for pair in pairs:
        ids = tokenizer(*pair_text(pair.question, pair.one, pair.other), truncation=True, max_length=MOST_TOKENS)
        made.append((Row(np.array(ids["input_ids"], dtype=np.int32), int(pair.label)),))
    return made


def collate(groups: Sequence[tuple[Row]], pad_id: int) -> dict[str, Tensor]:
    """`input_ids`, `attention_mask`: (rows, tokens), padded to the longest. `label`: (rows,)."""
    rows = [row for group in groups for row in group]
    ids = np.full((len(rows), max(map(len, rows))), pad_id, dtype=np.int64)
    mask = np.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = row.ids
        mask[at, : len(row)] = 1
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy(mask),
        "label": torch.tensor([row.label for row in rows]),
    }


def loss_of(output: Any, batch: dict[str, Tensor]) -> Tensor:
    """The mean negative log-likelihood of the labels; a scalar."""
    return torch.nn.functional.cross_entropy(output.logits.float(), batch["label"])
