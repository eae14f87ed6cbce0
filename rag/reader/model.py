"""The reading model: an extractive question-answering network from transformers."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rag import models
from rag.datatypes import Hit, Span
from rag.errors import ModelError
from rag.reader.decoding import Logits, decode_window, trim

if TYPE_CHECKING:
    from rag.reader.windows import Window

SPANS_PER_WINDOW = 10
BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)\s*?(?:\r\n|\r|\n)")


class Reader(Protocol):
    """What answering needs of a reading model."""

    @property
    def name(self) -> str:
        """How the model is called, for people."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the scores for the same text would."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """Spans of the passages of `hits` that may answer, in article coordinates, in no order."""


class TransformersReader:
    """Any `AutoModelForQuestionAnswering` with a fast tokenizer. Weights are read at the first question."""

    def __init__(self, name: str = "", *, max_answer_tokens: int = 30) -> None:
        """`name`: a folder or the name of a cached hub model; empty for the shipped model.

        Raises `ModelError` when there is no such model.
        """
        self.name = name if name else "ibid-reader"
        self._folder = models.find_model(name) if name else models.SHIPPED_READER
        self.fingerprint = models.model_fingerprint(self._folder)
        self._max_answer_tokens = max_answer_tokens
        self._loaded: tuple[Any, Any, int] | None = None
        # A fast tokenizer keeps its truncation as shared state, so two threads must not use it at once.
        self._lock = threading.Lock()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """See `Reader`."""
        from rag.reader import windows as win

        with self._lock:
            if self._loaded is None:
                self._loaded = _load_model(self._folder)
            model, tokenizer, max_tokens = self._loaded
            windows = win.make_windows(tokenizer, question, [hit.passage.text for hit in hits], max_tokens=max_tokens)
        spans: list[Span] = []
        for batch in win.batches(windows):
            rows = [windows[index] for index in batch]
            starts, ends = _forward(model, win.pad(tokenizer, rows))
            for window, start_logits, end_logits in zip(rows, starts, ends, strict=True):
                spans += self._spans(window, hits[window.passage], start_logits, end_logits)
        return spans

    def _spans(self, window: Window, hit: Hit, start_logits: Logits, end_logits: Logits) -> list[Span]:
        # start_logits, end_logits: (padded tokens,); the padding lies beyond the window
        starts, ends = start_logits[: len(window)], end_logits[: len(window)]
        null_score = float(starts[window.null] + ends[window.null])
        if not math.isfinite(null_score):  # a broken model; without a null score nothing can be judged
            return []
        found = decode_window(starts, ends, window.allowed, max_tokens=self._max_answer_tokens, top_n=SPANS_PER_WINDOW)
        passage = hit.passage
        spans = []
        for token_span in found:
            start, end = trim(
                passage.text, int(window.offsets[token_span.first, 0]), int(window.offsets[token_span.last, 1])
            )
            # Nobody's answer runs on into the next paragraph; a reader's sometimes does, from headline to body.
            if start < end and not BLANK_LINE.search(passage.text, start, end):
                spans.append(
                    Span(
                        passage.article_id,
                        passage.start + start,
                        passage.start + end,
                        token_span.score,
                        null_score,
                        hit,
                    )
                )
        return spans


def _load_model(folder: Path) -> tuple[Any, Any, int]:
    """Model, tokenizer, and the longest window that both take, in tokens."""
    models.require_tokenizer(folder)
    models.go_offline()
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    from rag.reader.windows import MAX_WINDOW_TOKENS

    disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model, report = AutoModelForQuestionAnswering.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
        )
    except Exception as error:  # a damaged folder fails in as many ways as it has files
        raise ModelError(f"The reading model in {folder} cannot be loaded: {error}") from error
    if missing := sorted(report["missing_keys"]):  # transformers puts random numbers in their place
        raise ModelError(
            f"The model in {folder} lacks {len(missing)} weights, {missing[-1]} among them. "
            "Choose one that was fine-tuned for extractive question answering."
        )
    if not tokenizer.is_fast:
        raise ModelError(
            f"The reading model in {folder} has no fast tokenizer (tokenizer.json), which Ibid needs for exact "
            "offsets. Choose another model."
        )
    # RoBERTa counts positions from its padding id + 1 on, so of its 514 it can use 512.
    positions = getattr(model.config, "max_position_embeddings", MAX_WINDOW_TOKENS)
    reserved = (getattr(model.config, "pad_token_id", None) or 0) + 1
    return model.eval(), tokenizer, min(MAX_WINDOW_TOKENS, positions - reserved)


def _forward(model: Any, inputs: dict[str, np.ndarray]) -> tuple[Logits, Logits]:
    import torch

    with torch.inference_mode():
        output = model(**{name: torch.from_numpy(array) for name, array in inputs.items()})
    return output.start_logits.numpy(), output.end_logits.numpy()
