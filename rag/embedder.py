"""Texts to vectors: the only place that runs an embedding model."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from rag import models
from rag.errors import ModelError
from rag.sentences import Range

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
BATCH_SIZE = 32
DEFAULT_NAME = "all-MiniLM-L6-v2"


class Embedder(Protocol):
    """What a library needs of an embedding model."""

    @property
    def name(self) -> str:
        """How the model is called, for people."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors for the same text would."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, float32, shape (n, dim), in the same order."""

    def token_offsets(self, text: str) -> Sequence[Range]:
        """Half-open character offsets of the tokens of `text`, without special tokens."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model. Weights are read when the first text is embedded."""

    def __init__(self, name: str = "") -> None:
        """`name`: a folder or the name of a cached hub model; empty for the shipped model.

        Raises `ModelError` when there is no such model.
        """
        self.name = name if name else DEFAULT_NAME
        self._folder = models.find_model(name) if name else models.shipped_embedder()
        self.fingerprint = models.model_fingerprint(self._folder)
        self._model: SentenceTransformer | None = None
        self._loading = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`. Texts beyond the model's length are cut by it."""
        vectors = self._load().encode(
            list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def token_offsets(self, text: str) -> Sequence[Range]:
        """See `Embedder`."""
        tokenizer = self._load().tokenizer
        return [
            (start, end)
            for start, end in tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
            )["offset_mapping"]
        ]

    def _load(self) -> SentenceTransformer:
        with self._loading:
            if self._model is None:
                models.go_offline()
                from sentence_transformers import SentenceTransformer

                try:
                    model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
                except (OSError, ValueError, KeyError) as error:
                    raise ModelError(f"The embedding model in {self._folder} cannot be loaded: {error}") from error
                if not getattr(model.tokenizer, "is_fast", False):
                    raise ModelError(
                        f"The embedding model in {self._folder} has no fast tokenizer (tokenizer.json), which Ibid "
                        "needs for exact offsets. Choose another model."
                    )
                self._model = model
            return self._model
