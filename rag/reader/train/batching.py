"""Groups in batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence, Sized

SORTED_AT_ONCE = 2000  # groups put in order of length together, so that little is padded


def batches(groups: Sequence[Sequence[Sized]], batch_tokens: int, seed: int) -> list[list[int]]:
    """Indices of `groups` in batches of at most `batch_tokens` padded tokens, of like length, in random order.

    A group that is larger by itself is a batch of its own.
    """
    made = [batch for at in range(0, len(groups), SORTED_AT_ONCE) for batch in _batches_of(groups, at, batch_tokens)]
    random.Random(f"{seed} batches").shuffle(made)
    return made


def _batches_of(groups: Sequence[Sequence[Sized]], at: int, batch_tokens: int) -> Iterator[list[int]]:
    within = range(at, min(at + SORTED_AT_ONCE, len(groups)))
    batch: list[int] = []
    rows = 0
    for index in sorted(within, key=lambda i: max(map(len, groups[i]))):
        longest = max(map(len, groups[index]))
        if batch and (rows + len(groups[index])) * longest > batch_tokens:
            yield batch
            batch, rows = [], 0
        batch.append(index)
        rows += len(groups[index])
    if batch:
        yield batch
