"""Exported models without PyTorch: ONNX Runtime and the tokenizer, one row at a time, one row a core.

A row by itself needs no padding, and its numbers do not depend on what else is asked with it: the int8 arithmetic
chooses its scale from all that it is given at once. Rows on separate cores scale better than one row on all.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rag.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ONNX_FILE = "model.int8.onnx"
Row = Mapping[str, Sequence[int]]  # input name → token ids, token types; all of one length
Outputs = tuple[npt.NDArray[np.float32], ...]
# It adds and normalises in one step, and takes seven times as long as the two steps that it replaces (1.31, AVX-512).
DISABLED_OPTIMIZERS = ["SkipLayerNormFusion"]


class OnnxModel:
    """The network in the `ONNX_FILE` of a folder. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Raises `ModelError` when the file is missing or damaged."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / ONNX_FILE),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=DISABLED_OPTIMIZERS,
            )
        except Exception as error:  # ONNX Runtime has a class of its own for each way a file can be wrong
            raise ModelError(f"The model in {folder} cannot be loaded: {error}") from error
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._pool = ThreadPoolExecutor(cores(), thread_name_prefix="ibid-model")

    def run(self, rows: Sequence[Row]) -> list[Outputs]:
        """The network's outputs for each row, in order, without the dimension of the batch."""
        if len(rows) == 1:  # a question: no need to change threads
            return [self._run(rows[0])]
        # Longest first, so that no core is left with a long row at the end.
        order = sorted(range(len(rows)), key=lambda index: -len(rows[index]["input_ids"]))
        done = dict(zip(order, self._pool.map(lambda index: self._run(rows[index]), order), strict=True))
        return [done[index] for index in range(len(rows))]

    def _run(self, row: Row) -> Outputs:
        feed = {name: np.array([row[name]], dtype=np.int64) for name in self._inputs}
        return tuple(output[0] for output in self._session.run(None, feed))


class LockedTokenizer:
    """A tokenizer whose truncation is shared state, so two threads must not use it at once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._lock = threading.Lock()

    def encode(
        self, texts: Sequence[str] | Sequence[tuple[str, str]], *, special: bool = True, **truncation: Any
    ) -> list[Any]:
        """Encodings of `texts` or pairs; `truncation` as `Tokenizer.enable_truncation` takes it, none if empty."""
        with self._lock:
            if truncation:
                self._tokenizer.enable_truncation(**truncation)
            else:
                self._tokenizer.no_truncation()
            return list(self._tokenizer.encode_batch(list(texts), add_special_tokens=special))

    def token_id(self, token: str) -> int | None:
        """The id of a token of the vocabulary."""
        found: int | None = self._tokenizer.token_to_id(token)
        return found


def load_tokenizer(folder: Path) -> LockedTokenizer:
    """The tokenizer in the `tokenizer.json` of a folder. Raises `ModelError`."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError(f"The model in {folder} has no tokenizer (tokenizer.json is missing). Choose another model.")
    try:
        return LockedTokenizer(Tokenizer.from_file(str(path)))
    except Exception as error:  # the bindings raise a bare Exception
        raise ModelError(f"The tokenizer in {folder} cannot be loaded: {error}") from error


def read_config(folder: Path) -> dict[str, Any]:
    """The model's `config.json`. Raises `ModelError`."""
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The configuration of the model in {folder} cannot be read: {error}") from None
    return found if isinstance(found, dict) else {}


def is_exported(folder: Path) -> bool:
    """Whether the model in `folder` was exported for this runtime."""
    return (folder / ONNX_FILE).is_file()


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
