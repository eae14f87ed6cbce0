"""Texts to vectors: the only place that runs an embedding model."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from rag.errors import ModelError
from rag.inference import models
from rag.inference.runtime import LockedTokenizer, OnnxModel, load_tokenizer
from rag.text.sentences import Range

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
BATCH_SIZE = 32
DEFAULT_NAME = "all-MiniLM-L6-v2 int8"
DIM = 384
MAX_TOKENS = 256  # as the published model is set


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


def open_embedder(name: str = "") -> Embedder:
    """The embedder in a folder or of a cached hub model; without a name the shipped one. Raises `ModelError`."""
    if not name:
        return ExportedEmbedder(models.SHIPPED_EMBEDDER, DEFAULT_NAME)
    return SentenceTransformerEmbedder(name)


class ExportedEmbedder:
    """A model that `rag.inference.quantize` exported, in ONNX Runtime: int8, a text a core. Loaded when first used."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises `ModelError` when a file of the model cannot be read."""
        self.name = name
        self.fingerprint = models.model_fingerprint(folder)
        self._folder = folder
        self._loaded: tuple[OnnxModel, LockedTokenizer] | None = None
        self._loading = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`. Texts beyond `MAX_TOKENS` are cut there."""
        model, tokenizer = self._load()
        if not texts:
            return np.empty((0, DIM), dtype=np.float32)
        rows = [
            {"input_ids": row.ids, "token_type_ids": row.type_ids}
            for row in tokenizer.encode(texts, max_length=MAX_TOKENS)
        ]
        vectors = np.array([vector for (vector,) in model.run(rows)], dtype=np.float32)  # (n, dim)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def token_offsets(self, text: str) -> Sequence[Range]:
        """See `Embedder`."""
        offsets: Sequence[Range] = self._load()[1].encode([text], special=False)[0].offsets
        return offsets

    def _load(self) -> tuple[OnnxModel, LockedTokenizer]:
        with self._loading:
            if self._loaded is None:
                self._loaded = OnnxModel(self._folder), load_tokenizer(self._folder)
            return self._loaded


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, in PyTorch. Weights are read when the first text is embedded."""

    def __init__(self, name: str) -> None:
        """`name`: a folder or the name of a cached hub model. Raises `ModelError` when there is no such model."""
        self.name = name
        self._folder = models.find_model(name)
        self.fingerprint = models.model_fingerprint(self._folder)
        self._model: SentenceTransformer | None = None
        # A fast tokenizer keeps its truncation as shared state, so two threads must not use it at once.
        self._lock = threading.RLock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`. Texts beyond the model's length are cut by it."""
        with self._lock:
            vectors = self._load().encode(
                list(texts), batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def token_offsets(self, text: str) -> Sequence[Range]:
        """See `Embedder`."""
        with self._lock:
            encoded = self._load().tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
            )
        return [(start, end) for start, end in encoded["offset_mapping"]]

    def _load(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                self._model = _load_model(self._folder)
            return self._model


def _load_model(folder: Path) -> SentenceTransformer:
    models.require_tokenizer(folder)
    models.go_offline()
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # a damaged folder fails in as many ways as it has files
        raise ModelError(f"The embedding model in {folder} cannot be loaded: {error}") from error
    if not getattr(model.tokenizer, "is_fast", False):
        raise ModelError(
            f"The embedding model in {folder} has no fast tokenizer (tokenizer.json), which Ibid needs for exact "
            "offsets. Choose another model."
        )
    return model
