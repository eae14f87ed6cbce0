"""From logits to spans: pure functions on arrays, no model and no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.datatypes import Span

Logits = npt.NDArray[np.floating]
STARTS_AND_ENDS = 20  # as the SQuAD baseline of Devlin et al. 2019 keeps


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens `first` to `last` of a window, both included; `score` = start logit + end logit."""

    first: int
    last: int
    score: float


def decode_window(
    start_logits: Logits, end_logits: Logits, allowed: npt.NDArray[np.bool_], *, max_tokens: int, top_n: int
) -> list[TokenSpan]:
    """The `top_n` best spans of one window, best first.

    All arrays have shape (tokens,). A span begins and ends on allowed tokens, ends at or after its
    start, and has at most `max_tokens` tokens. Only the best starts and ends are paired. A score that
    is not finite is left out.
    """
    starts = _best_positions(start_logits, allowed)
    ends = _best_positions(end_logits, allowed)
    scores = start_logits[starts][:, None] + end_logits[ends][None, :]  # (starts, ends)
    length = ends[None, :] - starts[:, None] + 1
    scores = np.where((length >= 1) & (length <= max_tokens), scores, -np.inf)
    # Stable, so that equal scores come in order of place and every run gives the same answer.
    order = np.argsort(-scores, axis=None, kind="stable")[:top_n]
    rows, columns = np.unravel_index(order, scores.shape)
    return [
        TokenSpan(int(starts[row]), int(ends[column]), float(scores[row, column]))
        for row, column in zip(rows, columns, strict=True)
        if np.isfinite(scores[row, column])
    ]


def _best_positions(logits: Logits, allowed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    positions = np.flatnonzero(allowed & np.isfinite(logits))
    best = np.argsort(-logits[positions], kind="stable")[:STARTS_AND_ENDS]
    return np.sort(positions[best])


def drop_overlaps(spans: Sequence[Span], *, limit: int) -> list[Span]:
    """The best spans by margin, at most `limit`, none touching a better one of the same article.

    Offsets are those of the article, so the same words read in two overlapping passages count once.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s.margin, s.hit.rank, s.start, s.end)):
        if len(kept) == limit:
            break
        if not any(k.article_id == span.article_id and k.start < span.end and span.start < k.end for k in kept):
            kept.append(span)
    return kept
