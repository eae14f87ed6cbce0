"""The weights of an exported reader as float32, for transformers: what Ibid runs, to compare with or to train on from.

Undoes what `rag.inference.quantize` did: int8 times its scales, and the smoothing taken out again. What rounding lost
stays lost. Needs the packages of `pip install 'ibid[train]'`.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from rag.errors import ModelError
from rag.inference import models
from rag.inference.runtime import ONNX_FILE, is_exported

FLOAT_FILES = ("*.safetensors", "pytorch_model*.bin")
# The linear layers of a layer in the order in which the network multiplies by them, and whose smoothing each shares.
LINEAR = {
    "mpnet": ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o"),
    "bert": ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"),
}
SHARES_WITH = {"k": "q", "v": "q", "key": "query", "value": "query"}
Arrays = dict[str, npt.NDArray[Any]]


def float_folder(folder: Path) -> Path:
    """A folder that transformers can load with the weights of the reader in `folder`: that itself, if it can.

    Else one in the user's cache, made when it is first asked for. Raises `ModelError`.
    """
    if not is_exported(folder) or any(next(folder.glob(pattern), None) for pattern in FLOAT_FILES):
        return folder
    made = platformdirs.user_cache_path("ibid") / f"float-{models.model_fingerprint(folder)}"
    if not made.is_dir():
        scratch = made.with_suffix(".part")
        shutil.rmtree(scratch, ignore_errors=True)
        dequantize(folder, scratch)
        scratch.replace(made)
    return made


def dequantize(folder: Path, out: Path) -> None:
    """Write the reader in `folder` to the folder `out`, as transformers has it, in float32.

    It is one that `rag.inference.quantize` made. Raises `ModelError` when it is no such BERT or MPNet.
    """
    models.go_offline()
    import torch
    from transformers import AutoConfig, AutoModelForQuestionAnswering

    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
        model = AutoModelForQuestionAnswering.from_config(config)
        weights = _weights(folder, config.model_type, config.hidden_size)
        state = {name: torch.from_numpy(value.copy()) for name, value in weights.items()}
        missing = model.load_state_dict(state, strict=False).missing_keys
    except Exception as error:  # a damaged file fails in as many ways as it has parts
        raise ModelError(f"The weights in {folder} cannot be turned into float32: {error}") from error
    if missing := [name for name in missing if not name.endswith("position_ids")]:
        raise ModelError(f"The weights in {folder} cannot be turned into float32: {missing[0]} is not among them.")
    model.save_pretrained(out)
    for path in folder.glob("tokenizer*"):
        shutil.copyfile(path, out / path.name)


def _weights(folder: Path, kind: str, hidden: int) -> Arrays:
    """The weights of a `kind` of model with so many `hidden` channels, by the names that transformers has for them."""
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load(folder / ONNX_FILE).graph
    kept: Arrays = {tensor.name: to_array(tensor) for tensor in graph.initializer}
    named = {
        name.removeprefix("model.").replace(".linear.", "."): value
        for name, value in kept.items()
        if name.startswith("model.") and not name.endswith(".inverse")
    }
    layers = f"model.{kind}.encoder.layer"
    products = [list(node.input) for node in graph.node if node.op_type == "MatMulInteger"]
    linear = (*LINEAR[kind], "intermediate.dense", "output.dense")
    for at, (_, matrix, _, zero) in enumerate(products):
        layer, name = at // len(linear), linear[at % len(linear)]
        owner, _, last = name.rpartition(".")
        shared = f"{owner}.{SHARES_WITH.get(last, last)}"
        scale = kept[f"{matrix.removesuffix('_quantized')}_scale"]
        weight = (kept[matrix].astype(np.float32) - kept[zero].astype(np.float32)) * scale  # (in, out)
        smoothing = kept[f"{layers}.{layer}.{shared}.inverse"]  # (in,)
        named[f"{kind}.encoder.layer.{layer}.{name}.weight"] = (weight * smoothing[:, None]).T
    factors = {matrix for _, matrix, *_ in products}
    words = next(v for name, v in kept.items() if v.dtype == np.int8 and v.ndim == 2 and name not in factors)
    scale = next(value for value in kept.values() if value.dtype == np.float32 and value.shape == (len(words),))
    named[f"{kind}.embeddings.word_embeddings.weight"] = words.astype(np.float32) * scale[:, None]
    head = [v for name, v in kept.items() if v.shape == (hidden, 2) and not name.startswith("model.")]
    named["qa_outputs.weight"] = named.get("qa_outputs.weight", head[0].T if head else np.zeros(0))
    return named
