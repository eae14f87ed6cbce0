"""The networks that score windows: the exported one in ONNX Runtime, and any from transformers in PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from rag.errors import ModelError
from rag.inference import models
from rag.inference.runtime import LockedTokenizer, OnnxModel, load_tokenizer, read_config
from rag.reader.decoding import Logits
from rag.reader.windows import MAX_WINDOW_TOKENS, Window, batches, pad

CLS = "[CLS]"


class Network(Protocol):
    """A loaded model with its tokenizer. Threads may share it."""

    tokenizer: LockedTokenizer
    null_id: int | None  # the token that stands for "no answer"
    max_tokens: int  # the longest window that model and tokenizer take

    def score(self, windows: Sequence[Window]) -> list[tuple[Logits, Logits]]:
        """Start and end logits of each window, shape (tokens,) each, in order."""


class OnnxNetwork:
    """A network exported by `rag.reader.train`: int8, a window a core."""

    def __init__(self, folder: Path) -> None:
        """Raises `ModelError` when a file of the model is missing or damaged."""
        self._model = OnnxModel(folder)
        self.tokenizer = load_tokenizer(folder)
        self.null_id = self.tokenizer.token_id(CLS)
        self.max_tokens = min(MAX_WINDOW_TOKENS, read_config(folder).get("max_position_embeddings", MAX_WINDOW_TOKENS))

    def score(self, windows: Sequence[Window]) -> list[tuple[Logits, Logits]]:
        """See `Network`."""
        rows = [{"input_ids": window.ids, "token_type_ids": window.types} for window in windows]
        return [(starts, ends) for starts, ends in self._model.run(rows)]


class TorchNetwork:
    """Any `AutoModelForQuestionAnswering` with a fast tokenizer: float32, windows of like length together."""

    def __init__(self, folder: Path) -> None:
        """Raises `ModelError` when the folder holds no such model."""
        self._model, tokenizer = _load_model(folder)
        self._inputs = frozenset(tokenizer.model_input_names)
        self._pad_id = tokenizer.pad_token_id or 0
        self.tokenizer = LockedTokenizer(tokenizer.backend_tokenizer)
        self.null_id = tokenizer.cls_token_id
        # RoBERTa counts positions from its padding id + 1 on, so of its 514 it can use 512.
        positions = getattr(self._model.config, "max_position_embeddings", MAX_WINDOW_TOKENS)
        reserved = (getattr(self._model.config, "pad_token_id", None) or 0) + 1
        self.max_tokens = min(MAX_WINDOW_TOKENS, positions - reserved)

    def score(self, windows: Sequence[Window]) -> list[tuple[Logits, Logits]]:
        """See `Network`."""
        import torch

        scored: dict[int, tuple[Logits, Logits]] = {}
        for batch in batches(windows):
            rows = pad([windows[index] for index in batch], pad_id=self._pad_id)
            with torch.inference_mode():
                output = self._model(
                    **{name: torch.from_numpy(row) for name, row in rows.items() if name in self._inputs}
                )
            for index, starts, ends in zip(batch, output.start_logits.numpy(), output.end_logits.numpy(), strict=True):
                scored[index] = (starts[: len(windows[index])], ends[: len(windows[index])])
        return [scored[index] for index in range(len(windows))]


def _load_model(folder: Path) -> tuple[Any, Any]:
    models.require_tokenizer(folder)
    models.go_offline()
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

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
    return model.eval(), tokenizer
