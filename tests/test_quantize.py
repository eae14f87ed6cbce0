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

from rag.datatypes import Hit, Passage
from rag.embedder import ExportedEmbedder, SentenceTransformerEmbedder
from rag.errors import ModelError
from rag.inference.dequantize import dequantize, float_folder
from rag.inference.quantize import ByteEmbedding, SmoothedLinear, smooth
from rag.inference.runtime import ONNX_FILE, OnnxModel, load_tokenizer, read_config
from rag.reader import ModelReader
from tests.tiny_models import CORPUS, QUESTIONS, export_reader

TEXTS = [*CORPUS, " ".join(CORPUS), CORPUS[1][:40]]
HIT = Hit(Passage("0123456789abcdef", 0, len(CORPUS[0]), CORPUS[0]), "Headline", None, 1, 1.0)
SEEDS = st.integers(0, 10_000)


def load(folder: Path) -> Any:
    from transformers import AutoModelForQuestionAnswering

    return AutoModelForQuestionAnswering.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()


def rows_of(folder: Path) -> list[dict[str, list[int]]]:
    encoded = load_tokenizer(folder).encode([(question, text) for question in QUESTIONS for text in TEXTS])
    has_types = bool(read_config(folder).get("type_vocab_size"))
    return [{"input_ids": row.ids, **({"token_type_ids": row.type_ids} if has_types else {})} for row in encoded]


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


@pytest.fixture(params=["reader", "mpnet"])
def kinds(request: pytest.FixtureRequest) -> tuple[Path, Path]:
    """The folders of a model, and of the same exported."""
    return request.getfixturevalue(f"tiny_{request.param}"), request.getfixturevalue(f"exported_{request.param}")


def test_smoothing_alone_changes_nothing(kinds: tuple[Path, Path]) -> None:
    plain, smoothed, rows = load(kinds[0]), load(kinds[0]), rows_of(kinds[0])
    encoder = smoothed.base_model

    class Positional(nn.Module):
        def forward(self, *ids: torch.Tensor) -> Any:
            return smoothed(**dict(zip(rows[0], ids, strict=True)))

    smooth(Positional(), encoder, rows[:3])
    assert isinstance(encoder.encoder.layer[1].intermediate.dense, SmoothedLinear)
    for row in rows:
        assert logits(smoothed, row) == pytest.approx(logits(plain, row), abs=1e-3)


def test_scores_in_int8_are_near_those_of_the_same_weights_in_float(kinds: tuple[Path, Path]) -> None:
    rows = rows_of(kinds[0])
    model = load(kinds[0])
    exact = np.concatenate([logits(model, row) for row in rows])
    found = np.concatenate([np.concatenate(outputs) for outputs in OnnxModel(kinds[1]).run(rows)])
    assert np.corrcoef(exact, found)[0, 1] > 0.98
    assert np.sqrt(np.mean((exact - found) ** 2)) < 0.2 * exact.std()


def test_half_precision_weights_beside_it_are_the_same_model(kinds: tuple[Path, Path]) -> None:
    exact, found = load(kinds[0]), load(kinds[1])
    for row in rows_of(kinds[0])[:4]:
        assert logits(found, row) == pytest.approx(logits(exact, row), abs=0.05)


def test_a_network_in_parts_is_the_same_network(
    tiny_mpnet: Path, exported_mpnet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.inference.quantize.MOST_BYTES", 34_000)
    monkeypatch.setattr("rag.inference.quantize.LEAST_BYTES_APART", 200)
    (tmp_path / f"{ONNX_FILE}.9.bin").write_bytes(b"of an earlier export")
    parts = export_reader(tiny_mpnet, tmp_path)
    sizes = [path.stat().st_size for path in sorted(parts.glob(f"{ONNX_FILE}.*.bin"))]
    assert len(sizes) > 1
    assert max(sizes) <= 34_000
    rows = rows_of(tiny_mpnet)
    for one, other in zip(OnnxModel(parts).run(rows), OnnxModel(exported_mpnet).run(rows), strict=True):
        np.testing.assert_array_equal(one, other)


def test_vectors_in_int8_are_near_those_of_the_same_weights_in_float(exported_embedder: Path) -> None:
    source = exported_embedder.with_name(f"{exported_embedder.name}-bert")  # read as an encoder with mean pooling
    texts = [*TEXTS, *QUESTIONS]
    exact = SentenceTransformerEmbedder(str(source)).embed(texts)
    found = ExportedEmbedder(exported_embedder, "tiny").embed(texts)
    assert np.sum(exact * found, axis=1).min() > 0.98


def test_exported_model_is_about_a_quarter_of_the_float_one() -> None:
    from rag.inference.models import SHIPPED_EMBEDDER, published_embedder

    exported = (SHIPPED_EMBEDDER / "model.int8.onnx").stat().st_size
    assert exported < 0.3 * (published_embedder() / "model.safetensors").stat().st_size


@pytest.fixture(params=["tiny_reader", "tiny_mpnet"])
def trained(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A model no two of whose weights are the same, as of any that was trained; and the same exported."""
    source = request.getfixturevalue(request.param)
    model = load(source)
    torch.manual_seed(1)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    model.save_pretrained(tmp_path / "trained")
    for path in source.glob("tokenizer*"):
        (tmp_path / "trained" / path.name).write_bytes(path.read_bytes())
    return tmp_path / "trained", export_reader(tmp_path / "trained", tmp_path / "exported")


def test_weights_out_of_int8_are_near_those_that_went_in(trained: tuple[Path, Path], tmp_path: Path) -> None:
    dequantize(trained[1], tmp_path / "back")
    before, after = load(trained[0]).state_dict(), load(tmp_path / "back").state_dict()
    assert before.keys() == after.keys()
    for name, weight in before.items():
        if weight.is_floating_point():
            assert (after[name] - weight).norm() <= 0.1 * weight.norm(), name


def test_an_exported_reader_without_float_weights_gets_them_once(
    trained: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shipped = trained[1]
    assert float_folder(shipped) == shipped
    (shipped / "model.safetensors").unlink()
    made = float_folder(shipped)
    stamp = (made / "model.safetensors").stat().st_mtime_ns
    assert made != shipped
    assert float_folder(shipped) == made
    assert (made / "model.safetensors").stat().st_mtime_ns == stamp
    assert ModelReader(str(shipped), float32=True).read("Who?", [HIT])


def test_a_damaged_network_is_not_turned_into_float(exported_mpnet: Path, tmp_path: Path) -> None:
    for path in exported_mpnet.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes()[:500] if path.name == ONNX_FILE else path.read_bytes())
    with pytest.raises(ModelError, match="cannot be turned into float32"):
        dequantize(tmp_path, tmp_path / "out")
