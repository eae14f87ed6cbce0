"""One training run, wired together: stories, pairs, loop, export."""

from __future__ import annotations

import argparse
import copy
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rag.comparer.train.batch import collate, loss_of, rows_of
from rag.comparer.train.candidates import candidates_of
from rag.comparer.train.examples import Label, pairs_of
from rag.comparer.train.stories import load_stories
from rag.errors import ModelError
from rag.inference import models
from rag.inference.dequantize import float_folder
from rag.inference.quantize import MOST_BYTES, quantize
from rag.reader.train.loop import Schedule, train
from rag.reader.train.run import freeze

log = logging.getLogger(__name__)
SAMPLE = 64  # pairs by which the quantisation is set


def run(given: argparse.Namespace) -> None:
    """Train with the command line's arguments. Raises a `RagError` when stories or model cannot be used."""
    given.out.mkdir(parents=True, exist_ok=True)
    stories = load_stories(given.stories)
    candidates = candidates_of(stories, given.asked, given.out)
    model, tokenizer = load_for_training(given.init, given.layers)
    freeze(model, given.freeze)
    pairs = [
        pair for again in range(given.passes) for pair in pairs_of(stories, candidates, given.most, given.seed + again)
    ]
    rows = rows_of(tokenizer, pairs)
    counted = Counter(pair.label.name.lower() for pair in pairs)
    log.info("%d pairs (%s), %.2f million tokens", len(pairs), dict(counted), sum(len(row) for (row,) in rows) / 1e6)
    schedule = Schedule(given.learning_rate, batch_tokens=given.batch_tokens, seed=given.seed)
    train(model, rows, given.out, schedule, pad_id=tokenizer.pad_token_id, collate=collate, loss_of=loss_of)
    export(model, tokenizer, rows[:SAMPLE], given.out / "weights")
    log.info("weights are in %s", given.out / "weights")


def load_for_training(name: str, layers: int) -> tuple[Any, Any]:
    """The lowest `layers` of the encoder in the folder or of the hub name `name`, with a new head, and the tokenizer.

    Without a name, the shipped reader's: it has learned what answers a question. Raises `ModelError`.
    """
    folder = float_folder(models.find_model(name) if name else models.SHIPPED_READER)
    models.go_offline()
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(0)  # a new head is random
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(
            folder,
            local_files_only=True,
            dtype=torch.float32,
            attn_implementation="eager",
            num_labels=len(Label),
            num_hidden_layers=layers,
        )
    except Exception as error:  # a damaged folder fails in as many ways as it has files
        raise ModelError(f"The model in {folder} cannot be trained: {error}") from error
    return model, tokenizer


class _Logits(nn.Module):  # type: ignore[misc]
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor) -> Tensor:
        """(1, tokens) → (1, labels)."""
        # The head by hand: of a single vector the exporter makes what cannot be quantised.
        first = self.model.base_model(input_ids=input_ids).last_hidden_state[:, :1]
        head = self.model.classifier
        logits: Tensor = head.out_proj(torch.tanh(head.dense(first)))
        return logits[:, 0]


def export(model: Any, tokenizer: Any, sample: Any, folder: Path) -> None:
    """Write `model` as `rag.comparer.model` reads it: int8 ONNX, configuration and tokenizer.

    See `rag.inference.quantize`. And in half precision, to train on from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    copy.deepcopy(model).to(torch.float16).save_pretrained(folder, max_shard_size=MOST_BYTES)
    rows = [{"input_ids": row.ids.tolist()} for (row,) in sample]
    quantize(_Logits(model), model.base_model, ["logits"], rows, folder)
