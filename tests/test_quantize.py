"""Smoothing and int8: what may change nothing changes nothing, and the rest changes little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from rag.embedder import ExportedEmbedder, SentenceTransformerEmbedder
from rag.quantize import ByteEmbedding, SmoothedLinear, smooth
from rag.runtime import OnnxModel, load_tokenizer
from tests.tiny_models import CORPUS, QUESTIONS

TEXTS = [*CORPUS, " ".join(CORPUS), CORPUS[1][:40]]
SEEDS = st.integers(0, 10_000)


def load(folder: Path) -> Any:
    from transformers import AutoModelForQuestionAnswering

    return AutoModelForQuestionAnswering.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()


def rows_of(folder: Path) -> list[dict[str, list[int]]]:
    encoded = load_tokenizer(folder).encode([(question, text) for question in QUESTIONS for text in TEXTS])
    return [{"input_ids": row.ids, "token_type_ids": row.type_ids} for row in encoded]


def logits(model: Any, row: dict[str, list[int]]) -> np.ndarray:
    with torch.inference_mode():
        output = model(**{name: torch.tensor([ids]) for name, ids in row.items()})
    return torch.cat([output.start_logits[0], output.end_logits[0]]).numpy()


# The parts


@settings(max_examples=50)
@given(SEEDS, st.integers(1, 40), st.integers(1, 40))
def test_a_smoothed_layer_gives_what_the_layer_gave(seed: int, inputs: int, outputs: int) -> None:
    torch.manual_seed(seed)
    linear = nn.Linear(inputs, outputs)
    x = torch.randn(3, 5, inputs)
    with torch.inference_mode():
        before = linear(x)
        after = SmoothedLinear(linear, torch.rand(inputs) * 10 + 1e-3)(x)
    assert torch.allclose(before, after, rtol=1e-4, atol=1e-4)


@settings(max_examples=50)
@given(SEEDS, st.integers(1, 30), st.integers(1, 40))
def test_a_byte_embedding_is_wrong_by_at_most_half_a_step_of_its_row(seed: int, tokens: int, dim: int) -> None:
    torch.manual_seed(seed)
    table = nn.Embedding(tokens, dim)
    table.weight.data *= torch.rand(tokens, 1) * 10  # a large row beside small ones takes nothing from them
    weights = table.weight.data.clone()
    found = ByteEmbedding(table)(torch.arange(tokens))
    step = weights.abs().amax(dim=1, keepdim=True) / 127
    assert ((found - weights).abs() <= step / 2 + 1e-6).all()


def test_a_row_of_zeros_stays_zero() -> None:
    table = nn.Embedding(2, 4)
    table.weight.data.zero_()
    assert ByteEmbedding(table)(torch.tensor([[0, 1]])).abs().max() == 0.0


# The whole


def test_smoothing_alone_changes_nothing(tiny_reader: Path) -> None:
    plain, smoothed, rows = load(tiny_reader), load(tiny_reader), rows_of(tiny_reader)
    encoder = smoothed.bert

    class Both(nn.Module):
        def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> Any:
            return smoothed(input_ids=input_ids, token_type_ids=token_type_ids)

    smooth(Both(), encoder, rows[:3])
    assert isinstance(encoder.encoder.layer[1].intermediate.dense, SmoothedLinear)
    for row in rows:
        assert logits(smoothed, row) == pytest.approx(logits(plain, row), abs=1e-3)


def test_scores_in_int8_are_near_those_of_the_same_weights_in_float(tiny_reader: Path, exported_reader: Path) -> None:
    rows = rows_of(tiny_reader)
    model = load(tiny_reader)
    exact = np.concatenate([logits(model, row) for row in rows])
    found = np.concatenate([np.concatenate(outputs) for outputs in OnnxModel(exported_reader).run(rows)])
    assert np.corrcoef(exact, found)[0, 1] > 0.98
    assert np.sqrt(np.mean((exact - found) ** 2)) < 0.2 * exact.std()


def test_half_precision_weights_beside_it_are_the_same_model(tiny_reader: Path, exported_reader: Path) -> None:
    exact, found = load(tiny_reader), load(exported_reader)
    for row in rows_of(tiny_reader)[:4]:
        assert logits(found, row) == pytest.approx(logits(exact, row), abs=0.05)


def test_vectors_in_int8_are_near_those_of_the_same_weights_in_float(exported_embedder: Path) -> None:
    source = exported_embedder.with_name(f"{exported_embedder.name}-bert")  # read as an encoder with mean pooling
    texts = [*TEXTS, *QUESTIONS]
    exact = SentenceTransformerEmbedder(str(source)).embed(texts)
    found = ExportedEmbedder(exported_embedder, "tiny").embed(texts)
    assert np.sum(exact * found, axis=1).min() > 0.98


def test_exported_model_is_about_a_quarter_of_the_float_one() -> None:
    from rag.models import SHIPPED_EMBEDDER, published_embedder

    exported = (SHIPPED_EMBEDDER / "model.int8.onnx").stat().st_size
    assert exported < 0.3 * (published_embedder() / "model.safetensors").stat().st_size
