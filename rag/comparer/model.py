"""The comparing model: a question and two quotations in, the probabilities of how they stand to each other out.

A cross-encoder, as for answer equivalence (Bulian et al. 2022) and natural language inference: both quotations, each
in its sentence under its headline and date, are read together with the question.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from rag.comparer.texts import Side, pair_text
from rag.inference import models
from rag.inference.runtime import LockedTokenizer, OnnxModel, load_tokenizer

MOST_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Relation:
    """Probabilities, in [0, 1] and together at most 1: both answer the question, alike (`same`) or not (`differ`).

    What is left to 1 is that one of them does not answer it.
    """

    same: float
    differ: float


class Comparer(Protocol):
    """What answering needs of a comparing model."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever what it says of the same pair would."""

    def compare(self, question: str, pairs: Sequence[tuple[Side, Side]]) -> list[Relation]:
        """How the two of each pair stand to each other, in order."""


class ModelComparer:
    """Compares with the exported model in a folder. Weights are loaded at the first pair."""

    def __init__(self, folder: Path = models.SHIPPED_COMPARER) -> None:
        """The model is looked for when it is first needed."""
        self.folder = folder
        self._loaded: tuple[OnnxModel, LockedTokenizer] | None = None
        self._loading = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """See `Comparer`."""
        return models.model_fingerprint(self.folder)

    def compare(self, question: str, pairs: Sequence[tuple[Side, Side]]) -> list[Relation]:
        """See `Comparer`. Raises `ModelError` when a file of the model is missing or damaged."""
        if not pairs:
            return []
        model, tokenizer = self._load()
        texts = [pair_text(question, one, other) for one, other in pairs]
        encoded = tokenizer.encode(texts, max_length=MOST_TOKENS)
        found = []
        for (logits,) in model.run([{"input_ids": one.ids} for one in encoded]):
            odds = np.exp(logits - logits.max())
            same, differ, _ = odds / odds.sum()
            found.append(Relation(float(same), float(differ)))
        return found

    def _load(self) -> tuple[OnnxModel, LockedTokenizer]:
        with self._loading:
            if self._loaded is None:
                self._loaded = OnnxModel(self.folder), load_tokenizer(self.folder)
            return self._loaded
