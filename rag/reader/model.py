"""The reading model: an extractive question-answering network from transformers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rag import models
from rag.datatypes import Hit, Span
from rag.errors import ModelError
from rag.reader.decoding import Logits, decode_window

if TYPE_CHECKING:
    from rag.reader.windows import Window

SPANS_PER_WINDOW = 10


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
        self._loading = threading.Lock()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """See `Reader`."""
        from rag.reader import windows as win

        model, tokenizer, max_tokens = self._load()
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
        found = decode_window(
            starts, ends, window.allowed, max_tokens=self._max_answer_tokens, top_n=SPANS_PER_WINDOW
        )
        passage = hit.passage
        spans = []
        for token_span in found:
            start = int(window.offsets[token_span.first, 0])
            end = int(window.offsets[token_span.last, 1])
            # Some tokenizers count the blank before a word into its token; a quotation does not begin with one.
            text = passage.text[start:end]
            start += len(text) - len(text.lstrip())
            end -= len(text) - len(text.rstrip())
            if start < end:
                spans.append(
                    Span(
                        passage.article_id, passage.start + start, passage.start + end, token_span.score, null_score, hit
                    )
                )
        return spans

    def _load(self) -> tuple[Any, Any, int]:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load_model(str(self._folder))
            return self._loaded


def _load_model(folder: str) -> tuple[Any, Any, int]:
    """Model, tokenizer, and the longest window that both take, in tokens."""
    models.go_offline()
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils import logging as transformers_logging

    from rag.reader.windows import MAX_WINDOW_TOKENS

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model, report = AutoModelForQuestionAnswering.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"The reading model in {folder} cannot be loaded: {error}") from error
    if missing := sorted(name for name in report["missing_keys"] if "qa_outputs" in name):
        raise ModelError(
            f"The model in {folder} has no trained question-answering head ({', '.join(missing)} missing). "
            "Choose one that was fine-tuned for extractive question answering."
        )
    if not tokenizer.is_fast:
        raise ModelError(
            f"The reading model in {folder} has no fast tokenizer (tokenizer.json), which Ibid needs for exact "
            "offsets. Choose another model."
        )
    # RoBERTa keeps two positions for itself, so its 514 are 512.
    positions = getattr(model.config, "max_position_embeddings", MAX_WINDOW_TOKENS)
    padding = getattr(model.config, "pad_token_id", None)
    reserved = 0 if "bert" == model.config.model_type or padding is None else padding + 1
    return model.eval(), tokenizer, min(MAX_WINDOW_TOKENS, positions - reserved)


def _forward(model: Any, inputs: dict[str, np.ndarray]) -> tuple[Logits, Logits]:
    import torch

    with torch.inference_mode():
        output = model(**{name: torch.from_numpy(array) for name, array in inputs.items()})
    return output.start_logits.numpy(), output.end_logits.numpy()
