"""The objective: the right start and end among all tokens of all passages of a question, or none of them.

Normalised over the passages of a question (shared normalisation of Clark & Gardner 2018), so that scores of
different passages can be compared as the reader compares them: each window's logits count from that window's own
"no answer" logit (Devlin et al. 2019), and "none of these" has the score 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from rag.reader.train.groups import Group


def collate(groups: Sequence[Group], pad_id: int) -> dict[str, Tensor]:
    """Rows of all windows of `groups`, padded to the longest.

    `input_ids`, `attention_mask`, `token_type_ids`, `allowed` (the passage, but for what is spared): (rows, tokens).
    `group`, `first`, `last`: (rows,).
    """
    windows = [(number, window) for number, group in enumerate(groups) for window in group]
    longest = max(len(window) for _, window in windows)
    ids = np.full((len(windows), longest), pad_id, dtype=np.int64)
    types, mask, allowed = np.zeros_like(ids), np.zeros_like(ids), np.zeros(ids.shape, dtype=bool)
    for row, (_, window) in enumerate(windows):
        ids[row, : len(window)] = window.ids
        mask[row, : len(window)] = 1
        types[row, window.passage : len(window)] = 1
        allowed[row, window.passage : len(window) - 1] = True
        for first, last in window.spared:
            allowed[row, first : last + 1] = False
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy(mask),
        "token_type_ids": torch.from_numpy(types),
        "allowed": torch.from_numpy(allowed),
        "group": torch.tensor([number for number, _ in windows]),
        "first": torch.tensor([window.first for _, window in windows]),
        "last": torch.tensor([window.last for _, window in windows]),
    }


def group_loss(start_logits: Tensor, end_logits: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """Mean over groups of the negative log-likelihood of the start and of the end; a scalar.

    `start_logits`, `end_logits`: (rows, tokens), float32, with "no answer" at token 0.
    """
    groups = int(batch["group"].max()) + 1
    start = _side_loss(start_logits, batch["allowed"], batch["group"], batch["first"], groups)
    end = _side_loss(end_logits, batch["allowed"], batch["group"], batch["last"], groups)
    return (start + end) / 2


def _side_loss(logits: Tensor, allowed: Tensor, group: Tensor, gold: Tensor, groups: int) -> Tensor:
    margins = (logits - logits[:, :1]).masked_fill(~allowed, -torch.inf)  # (rows, tokens)
    of_row = torch.logsumexp(margins, dim=1)  # (rows,)
    # Rows of a group side by side, so that one logsumexp takes all of a question's passages, and none of them.
    table = torch.where(group[None, :] == torch.arange(groups)[:, None].to(group), of_row[None, :], -torch.inf)
    total = torch.logsumexp(torch.cat([table, table.new_zeros(groups, 1)], dim=1), dim=1)  # (groups,)
    answered = gold >= 0
    right = margins.gather(1, gold.clamp(min=0)[:, None])[:, 0]
    right = torch.where(answered, right, torch.zeros_like(right))  # (rows,)
    return (total.sum() - right.sum()) / groups
