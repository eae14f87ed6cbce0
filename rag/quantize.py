"""A PyTorch encoder as an int8 ONNX file for `rag.runtime`: smoothing, export, quantisation.

`python -m rag.quantize --out FOLDER` makes the shipped embedder's; training ends with the reader's. Needs the
packages of `pip install 'ibid[train]'`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rag import models
from rag.runtime import ONNX_FILE, Row

SMOOTHING = 0.8  # how much of the difficulty goes from activations to weights; see docs/decisions.md
LEAST_COLUMNS = 8  # a matrix narrower than this (the reader's head) is not worth quantising


class SmoothedLinear(nn.Module):  # type: ignore[misc]
    """A linear layer whose input is divided by a scale for each channel, and whose weights carry that scale."""

    def __init__(self, linear: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.linear = linear
        self.linear.weight.data.mul_(scale)  # (out, in) * (in,)
        self.register_buffer("inverse", 1.0 / scale)

    def forward(self, x: Tensor) -> Tensor:
        """(…, in) → (…, out)."""
        out: Tensor = self.linear(x * self.inverse)
        return out


class ByteEmbedding(nn.Module):  # type: ignore[misc]
    """An embedding table in int8 with a scale for each of its rows."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        scale = table.weight.data.abs().amax(dim=1).clamp(min=1e-8) / 127
        self.register_buffer("rows", (table.weight.data / scale[:, None]).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """(…,) → (…, dim)."""
        out: Tensor = self.rows[ids].float() * self.scale[ids][..., None]
        return out


def quantize(model: Any, encoder: Any, outputs: Sequence[str], sample: Sequence[Row], folder: Path) -> None:
    """Write `model` to the `ONNX_FILE` in `folder`, all large matrices in int8. Changes the model.

    `encoder` is its BERT; `outputs` name what `model(input_ids, token_type_ids)` returns; `sample` are rows
    of usual text, by which the smoothing is set.
    """
    model.eval()
    smooth(model, encoder, sample)
    encoder.embeddings.word_embeddings = ByteEmbedding(encoder.embeddings.word_embeddings)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exported = Path(scratch) / "model.onnx"
        _export(model, outputs, exported)
        _quantize_file(exported, folder / ONNX_FILE)


def smooth(model: Any, encoder: Any, sample: Sequence[Row]) -> None:
    """Even out the channels of what enters each linear layer (SmoothQuant, Xiao et al. 2023).

    A few channels, of a layer norm's output above all, are far larger than the rest; one step size for all of them
    would leave the rest a few of the 256 steps. Query, key and value share one input, and so one scale.
    """
    layers = encoder.encoder.layer
    shared = [
        [(attention, name) for name in ("query", "key", "value")]
        for attention in (layer.attention.self for layer in layers)
    ]
    single = [
        [(part, "dense")] for layer in layers for part in (layer.attention.output, layer.intermediate, layer.output)
    ]
    groups = [*shared, *single]
    largest = _largest_inputs(model, [getattr(*group[0]) for group in groups], sample)
    for group, inputs in zip(groups, largest, strict=True):
        weights = torch.stack([getattr(*place).weight.data.abs().amax(dim=0) for place in group]).amax(dim=0)
        scale = (inputs.clamp(min=1e-5) ** SMOOTHING / weights.clamp(min=1e-5) ** (1 - SMOOTHING)).clamp(min=1e-4)
        for owner, name in group:
            setattr(owner, name, SmoothedLinear(getattr(owner, name), scale))


def _largest_inputs(model: Any, layers: Sequence[nn.Linear], sample: Sequence[Row]) -> list[Tensor]:
    """For each layer the largest magnitude of each channel of its input, shape (in,)."""
    largest = [torch.zeros(layer.in_features) for layer in layers]

    def watch(seen: Tensor) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def look(module: nn.Module, given: tuple[Tensor, ...]) -> None:
            seen.copy_(torch.maximum(seen, given[0].detach().abs().flatten(0, -2).amax(dim=0)))

        return look

    hooks = [layer.register_forward_pre_hook(watch(seen)) for layer, seen in zip(layers, largest, strict=True)]
    with torch.inference_mode():
        for row in sample:
            model(*(torch.tensor([row[name]]) for name in ("input_ids", "token_type_ids")))
    for hook in hooks:
        hook.remove()
    return largest


def _export(model: Any, outputs: Sequence[str], path: Path) -> None:
    ids = torch.randint(5, 20, (1, 24))
    length = {1: torch.export.Dim("length", min=2, max=512)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own internals
        torch.onnx.export(
            model,
            (ids, torch.zeros_like(ids)),
            str(path),
            input_names=["input_ids", "token_type_ids"],
            output_names=list(outputs),
            dynamic_shapes=(length, length),
            external_data=False,
            verbose=False,
        )


def _quantize_file(exported: Path, out: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = onnx.load(exported).graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    narrow = [
        node.name
        for node in graph.node
        if node.op_type == "MatMul" and shapes.get(node.input[1], (LEAST_COLUMNS,))[-1] < LEAST_COLUMNS
    ]
    quantize_dynamic(
        exported,
        out,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=narrow,
    )


class MeanPooled(nn.Module):  # type: ignore[misc]
    """An encoder whose output is the mean of its last hidden states: the vector of a text without padding."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        """(1, tokens) twice → (1, dim)."""
        out: Tensor = self.encoder(input_ids=input_ids, token_type_ids=token_type_ids).last_hidden_state.mean(dim=1)
        return out


def export_embedder(source: Path, texts: Sequence[str], folder: Path) -> None:
    """Write the sentence-transformers model in `source`, a BERT with mean pooling, for `rag.embedder`."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True)
    encoder = AutoModel.from_pretrained(
        source, local_files_only=True, dtype=torch.float32, attn_implementation="eager", add_pooling_layer=False
    )
    rows = [dict(tokenizer(text, truncation=True, max_length=256)) for text in texts]
    quantize(MeanPooled(encoder), encoder, ["vector"], rows, folder)
    for name in ("tokenizer.json", "config.json"):
        shutil.copyfile(source / name, folder / name)


def main() -> None:
    """Export the shipped embedder."""
    parser = argparse.ArgumentParser(prog="python -m rag.quantize", description=__doc__)
    parser.add_argument("--texts", type=Path, required=True, help="folder of usual texts (*.txt), for the smoothing")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to write the model")
    given = parser.parse_args()
    models.go_offline()
    paragraphs = [
        paragraph
        for path in sorted(given.texts.glob("*.txt"))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")
        if paragraph.strip()
    ]
    export_embedder(models.published_embedder(), paragraphs, given.out)


if __name__ == "__main__":
    main()
