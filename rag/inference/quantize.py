"""A PyTorch encoder as an int8 ONNX file for `rag.inference.runtime`: smoothing, export, quantisation.

`python -m rag.inference.quantize --out FOLDER` makes the shipped embedder's; training ends with the reader's. Needs the
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

from rag.inference import models
from rag.inference.runtime import ONNX_FILE, Row

SMOOTHING = 0.8  # how much of the difficulty goes from activations to weights; see docs/decisions.md
MOST_BYTES = 45 * 10**6  # of a file: what is larger is hard to keep in a repository
LEAST_BYTES_APART = 1024  # smaller tensors stay in the graph
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

    `encoder` is its BERT or MPNet; `outputs` name what `model` returns for the inputs of a row, in their order;
    `sample` are rows of usual text, by which the smoothing is set.
    """
    model.eval()
    smooth(model, encoder, sample)
    encoder.embeddings.word_embeddings = ByteEmbedding(encoder.embeddings.word_embeddings)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exported, quantized = Path(scratch) / "model.onnx", Path(scratch) / ONNX_FILE
        _export(model, tuple(sample[0]), outputs, exported)
        _quantize_file(exported, quantized)
        _save_in_parts(quantized, folder)


def smooth(model: Any, encoder: Any, sample: Sequence[Row]) -> None:
    """Even out the channels of what enters each linear layer (SmoothQuant, Xiao et al. 2023).

    A few channels, of a layer norm's output above all, are far larger than the rest; one step size for all of them
    would leave the rest a few of the 256 steps. Query, key and value share one input, and so one scale.
    """
    groups = [group for layer in encoder.encoder.layer for group in _sharing_input(layer)]
    largest = _largest_inputs(model, [getattr(*group[0]) for group in groups], sample)
    for group, inputs in zip(groups, largest, strict=True):
        weights = torch.stack([getattr(*place).weight.data.abs().amax(dim=0) for place in group]).amax(dim=0)
        scale = (inputs.clamp(min=1e-5) ** SMOOTHING / weights.clamp(min=1e-5) ** (1 - SMOOTHING)).clamp(min=1e-4)
        for owner, name in group:
            setattr(owner, name, SmoothedLinear(getattr(owner, name), scale))


def _sharing_input(layer: Any) -> list[list[tuple[Any, str]]]:
    """The linear layers of a layer of a BERT or MPNet, as (owner, name), those with one input together."""
    if hasattr(layer.attention, "attn"):  # MPNet
        attention, names, out = layer.attention.attn, ("q", "k", "v"), (layer.attention.attn, "o")
    else:
        attention, names, out = layer.attention.self, ("query", "key", "value"), (layer.attention.output, "dense")
    return [[(attention, name) for name in names], [out], [(layer.intermediate, "dense")], [(layer.output, "dense")]]


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
            model(*(torch.tensor([ids]) for ids in row.values()))
    for hook in hooks:
        hook.remove()
    return largest


def _export(model: Any, inputs: Sequence[str], outputs: Sequence[str], path: Path) -> None:
    rows = (torch.randint(5, 20, (1, 24)), *(torch.zeros((1, 24), dtype=torch.int64) for _ in inputs[1:]))
    length = {1: torch.export.Dim("length", min=2, max=512)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own internals
        torch.onnx.export(
            model,
            rows,
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=(length,) * len(inputs),
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


def _save_in_parts(quantized: Path, folder: Path) -> None:
    """Put a network that is larger than `MOST_BYTES` into a file of its graph, and files of its weights beside it."""
    import onnx

    for stale in folder.glob(f"{ONNX_FILE}*"):
        stale.unlink()
    if quantized.stat().st_size <= MOST_BYTES:
        shutil.copyfile(quantized, folder / ONNX_FILE)
        return
    model = onnx.load(quantized)
    part, filled = 1, 0
    for tensor in model.graph.initializer:
        if len(tensor.raw_data) < LEAST_BYTES_APART:
            continue
        if filled + len(tensor.raw_data) > MOST_BYTES:
            part, filled = part + 1, 0
        onnx.external_data_helper.set_external_data(tensor, location=f"{ONNX_FILE}.{part}.bin")
        filled += len(tensor.raw_data)
    onnx.save_model(model, folder / ONNX_FILE)


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
    encoded = [tokenizer(text, truncation=True, max_length=256) for text in texts]
    rows = [{name: row[name] for name in ("input_ids", "token_type_ids")} for row in encoded]
    quantize(MeanPooled(encoder), encoder, ["vector"], rows, folder)
    for name in ("tokenizer.json", "config.json"):
        shutil.copyfile(source / name, folder / name)


def main() -> None:
    """Export the shipped embedder."""
    parser = argparse.ArgumentParser(prog="python -m rag.inference.quantize", description=__doc__)
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
