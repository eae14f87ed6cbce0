"""Trained weights as a folder that the reader loads: for this runtime in int8, for transformers in half precision."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rag.inference.quantize import MOST_BYTES, quantize
from rag.reader.train.groups import TrainingWindow
from rag.reader.train.loop import token_types

SAMPLE = 64  # windows by which the quantisation is set


class _Logits(nn.Module):  # type: ignore[misc]
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, token_type_ids: Tensor | None = None) -> tuple[Tensor, Tensor]:
        types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        output = self.model(input_ids=input_ids, **types)
        return output.start_logits, output.end_logits


def export(model: Any, tokenizer: Any, sample: Sequence[TrainingWindow], folder: Path) -> None:
    """Write `model`, a BERT or MPNet for question answering with eager attention, to `folder`.

    fp16 safetensors, which read back as float32 differ from the trained weights by less than one part in 2,000; int8
    ONNX, by `rag.inference.quantize`; configuration; tokenizer. `sample` are windows of usual questions.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    copy.deepcopy(model).to(torch.float16).save_pretrained(folder, max_shard_size=MOST_BYTES)
    step = max(1, len(sample) // SAMPLE)
    rows = [
        {
            "input_ids": window.ids.tolist(),
            **{name: [0] * window.passage + [1] * (len(window) - window.passage) for name in token_types(model)},
        }
        for window in sample[::step][:SAMPLE]
    ]
    quantize(_Logits(model), model.base_model, ["start_logits", "end_logits"], rows, folder)
