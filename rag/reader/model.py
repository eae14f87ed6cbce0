"""The reading model: an extractive question-answering network, from windows to spans of articles."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from rag.datatypes import Hit, Span
from rag.inference import models
from rag.inference.runtime import is_exported
from rag.reader.decoding import Logits, decode_window
from rag.reader.networks import Network, OnnxNetwork, TorchNetwork
from rag.reader.wholeness import whole_span
from rag.reader.windows import Window, make_windows

SPANS_PER_WINDOW = 10
CUT = "…"  # at the end of a headline that is only the beginning of a text
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


class ModelReader:
    """Reads with the model in a folder. Weights are loaded at the first question."""

    def __init__(self, name: str = "", *, max_answer_tokens: int = 30, float32: bool = False) -> None:
        """`name`: a folder or the name of a cached hub model; empty for the shipped model.

        A folder that training wrote is read with ONNX Runtime, any other with transformers and PyTorch, as with
        `float32` every folder is. Raises `ModelError` when there is no such model.
        """
        self.name = name if name else "ibid-reader"
        self.folder = models.find_model(name) if name else models.SHIPPED_READER
        self.fingerprint = models.model_fingerprint(self.folder)
        self._max_answer_tokens = max_answer_tokens
        self._make_network: Callable[[Path], Network] = (
            OnnxNetwork if is_exported(self.folder) and not float32 else _torch_network
        )
        self._network: Network | None = None
        self._loading = threading.Lock()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """See `Reader`."""
        network = self._load()
        windows = _windows(network, question, hits)
        scored = network.score(windows)
        return [
            span
            for window, (starts, ends) in zip(windows, scored, strict=True)
            for span in self._spans(window, hits[window.passage], starts, ends)
        ]

    def one_pass(self, question: str, hits: Sequence[Hit]) -> tuple[int, float]:
        """Tokens of question and passages, and the seconds that the network alone takes for them: for benchmarks."""
        network = self._load()
        windows = _windows(network, question, hits)
        start = time.perf_counter()
        network.score(windows)
        return sum(map(len, windows)), time.perf_counter() - start

    def _load(self) -> Network:
        with self._loading:
            if self._network is None:
                self._network = self._make_network(self.folder)
            return self._network

    def _spans(self, window: Window, hit: Hit, starts: Logits, ends: Logits) -> list[Span]:
        null_score = float(starts[window.null] + ends[window.null])
        if not math.isfinite(null_score):  # a broken model; without a null score nothing can be judged
            return []
        found = decode_window(starts, ends, window.allowed, max_tokens=self._max_answer_tokens, top_n=SPANS_PER_WINDOW)
        passage, headline_end = hit.passage, end_of_headline(hit)
        spans = []
        for token_span in found:
            first, last = int(window.offsets[token_span.first, 0]), int(window.offsets[token_span.last, 1])
            start, end = whole_span(passage.text, first, last)
            # Nobody's answer runs on into the next paragraph; a reader's sometimes does, from headline to body.
            if start < end and not start < headline_end < end and not BLANK_LINE.search(passage.text, start, end):
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


def _torch_network(folder: Path) -> Network:
    from rag.inference.dequantize import float_folder

    return TorchNetwork(float_folder(folder))


def _windows(network: Network, question: str, hits: Sequence[Hit]) -> list[Window]:
    return make_windows(
        network.tokenizer,
        question,
        [hit.passage.text for hit in hits],
        leads=[lead_of(hit) for hit in hits],
        max_tokens=network.max_tokens,
        null_id=network.null_id,
    )


def end_of_headline(hit: Hit) -> int:
    """Where the headline ends in a passage that begins with it on a line of its own; 0 in any other."""
    end, text = len(hit.headline), hit.passage.text
    return end if end and text.startswith(hit.headline) and text[end : end + 1] in ("\n", "\r") else 0


def lead_of(hit: Hit) -> str:
    """What the reader is given before the passage: the headline, where the passage lacks it.

    Further down an article "the mayor" and "the ferry" mean nothing without. The beginning of a text that stands for a
    headline that it has not ("…" at its end) is left out: nothing is told by it.
    """
    is_real = hit.headline and not hit.headline.endswith(CUT)
    return f"{hit.headline}\n\n" if is_real and hit.headline not in hit.passage.text else ""
