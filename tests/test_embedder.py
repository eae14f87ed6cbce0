"""Texts into vectors, by models of a few kilobytes, one of each kind, and by the shipped one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.embedder import MAX_TOKENS, Embedder, ExportedEmbedder, SentenceTransformerEmbedder, open_embedder
from rag.errors import ModelError
from rag.inference import models
from tests.tiny_models import CORPUS, flip_last_byte, save_sentence_transformer

DIM = 16


@pytest.fixture(scope="module", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_sentence_transformer(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module", params=["exported", "sentence-transformers"])
def tiny(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "exported":
        return ExportedEmbedder(request.getfixturevalue("exported_embedder"), "tiny")
    return SentenceTransformerEmbedder(str(request.getfixturevalue("folder")))


def test_vectors_are_float32_of_one_row_a_text(tiny: Embedder) -> None:
    vectors = tiny.embed(["the mayor", "a bridge", "the river Leie"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, DIM)


def test_vectors_have_unit_length(tiny: Embedder) -> None:
    assert np.linalg.norm(tiny.embed([*CORPUS, "", "🚀"]), axis=1) == pytest.approx(1.0, abs=1e-5)


def test_vectors_have_unit_length_where_the_model_does_not_see_to_it(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(save_sentence_transformer(tmp_path / "dense", dense=8)))
    vectors = embedder.embed(CORPUS)
    assert vectors.shape == (2, 8)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_vectors_come_in_the_order_of_the_texts(tiny: Embedder) -> None:
    # More than a batch, of different lengths: the model sorts them by length inside.
    texts = [f"{'bridge ' * (number % 7)}mayor {number}" for number in range(40)]
    together = tiny.embed(texts)
    alone = np.vstack([tiny.embed([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)


def test_text_longer_than_the_model_is_embedded(tiny: Embedder) -> None:
    assert tiny.embed(["bridge " * 3000]).shape == (1, DIM)


def test_tokens_of_a_long_text_are_not_cut_off(tiny: Embedder) -> None:
    assert tiny.token_offsets("bridge " * 3000)[-1] == (7 * 2999, 7 * 2999 + 6)


def test_token_offsets_leave_out_special_tokens(tiny: Embedder) -> None:
    assert list(tiny.token_offsets("the mayor: 🚀")) == [(0, 3), (4, 9), (9, 10), (11, 12)]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_token_offsets_lie_in_the_text_in_order(tiny: Embedder, text: str) -> None:
    offsets = list(tiny.token_offsets(text))
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    assert offsets == sorted(offsets)


def test_threads_may_share_an_embedder(tiny: Embedder) -> None:
    long = " ".join(CORPUS * 20)
    texts = [long, "a bridge"]

    def work(number: int) -> bool:
        if number % 2:
            return list(tiny.token_offsets(long)) == offsets
        return np.allclose(tiny.embed(texts), vectors, atol=1e-5)

    vectors, offsets = tiny.embed(texts), list(tiny.token_offsets(long))
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(200)))


def test_name_is_the_one_given(folder: Path) -> None:
    assert open_embedder(str(folder)).name == str(folder)


def test_fingerprint_changes_with_a_byte_of_the_weights(folder: Path, tmp_path: Path) -> None:
    same = shutil.copytree(folder, tmp_path / "same")
    other = shutil.copytree(folder, tmp_path / "other")
    flip_last_byte(other / "model.safetensors")
    assert open_embedder(str(same)).fingerprint == open_embedder(str(folder)).fingerprint
    assert open_embedder(str(other)).fingerprint != open_embedder(str(folder)).fingerprint


@pytest.mark.parametrize("name", ["model.int8.onnx", "tokenizer.json", "config.json"])
def test_fingerprint_changes_with_a_byte_of_an_exported_model(
    exported_embedder: Path, tmp_path: Path, name: str
) -> None:
    same = shutil.copytree(exported_embedder, tmp_path / "same")
    other = shutil.copytree(exported_embedder, tmp_path / "other")
    flip_last_byte(other / name)
    before = ExportedEmbedder(exported_embedder, "tiny").fingerprint
    assert ExportedEmbedder(same, "tiny").fingerprint == before
    assert ExportedEmbedder(other, "tiny").fingerprint != before


def test_exported_model_reads_a_long_text_up_to_its_limit(exported_embedder: Path) -> None:
    embedder = ExportedEmbedder(exported_embedder, "tiny")
    read = "bridge " * (MAX_TOKENS - 2)  # and [CLS] and [SEP]
    at_the_limit, beyond, before = embedder.embed([read, f"{read} mayor", read.removesuffix("bridge ")])
    assert at_the_limit.tolist() == beyond.tolist() != before.tolist()


# Folders that hold no embedder


def cut_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])


def drop_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").unlink()


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "no weights": lambda folder: (folder / "model.safetensors").unlink(),
    "weights cut off": cut_weights,
    "no tokenizer": drop_tokenizer,
    "no pooling": lambda folder: shutil.rmtree(folder / "1_Pooling"),
    "modules.json is no JSON": lambda folder: (folder / "modules.json").write_text("["),
    "modules.json of code that is not there": lambda folder: (folder / "modules.json").write_text(
        '[{"idx": 0, "name": "0", "path": "", "type": "no.such.Module"}]'
    ),
    "nothing at all": empty,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_model_is_an_error_that_names_its_folder(
    folder: Path, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    copy = shutil.copytree(folder, tmp_path / "model")
    damage(copy)
    with pytest.raises(ModelError, match=str(copy)):
        SentenceTransformerEmbedder(str(copy)).embed(["the mayor"])


def test_missing_folder_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="never downloads"):
        SentenceTransformerEmbedder(str(tmp_path / "gone"))


# The shipped embedder


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    return open_embedder()


@pytest.mark.slow
def test_shipped_vectors_are_unit_vectors_of_its_dimension(shipped: Embedder) -> None:
    vectors = shipped.embed([*CORPUS, "", "word " * 2000])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.slow
def test_sentences_that_mean_the_same_are_closer_than_others(shipped: Embedder) -> None:
    question, same, other = shipped.embed(
        [
            "How much military aid has America given to Ukraine?",
            "The US has provided more than $64.1bn in assistance to Kyiv’s armed forces.",
            "The mayor of Ghent opened a bridge on Tuesday.",
        ]
    )
    assert question @ same > question @ other + 0.3


@pytest.mark.slow
def test_shipped_embedder_has_a_name_for_people(shipped: Embedder) -> None:
    assert shipped.name == "all-MiniLM-L6-v2 int8"


@pytest.mark.slow
def test_shipped_vectors_are_near_those_of_the_published_model(shipped: Embedder) -> None:
    texts = [*CORPUS, "How much military aid has America given to Ukraine?", "The mayor of Ghent opened a bridge."]
    published = SentenceTransformerEmbedder(str(models.published_embedder()))
    cosines = np.sum(shipped.embed(texts) * published.embed(texts), axis=1)
    assert cosines.min() > 0.97
