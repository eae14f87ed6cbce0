"""Exported models in ONNX Runtime: each row by itself, in order, from any thread; and folders that hold none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.datatypes import Hit, Passage
from rag.embedder import ExportedEmbedder
from rag.errors import ModelError
from rag.inference.runtime import LockedTokenizer, OnnxModel, is_exported, load_tokenizer, read_config
from rag.reader import ModelReader
from rag.reader.networks import OnnxNetwork
from tests.tiny_models import CORPUS, QUESTIONS

LONG = " ".join(CORPUS * 8)
TEXTS = [LONG, "mayor", *CORPUS, *QUESTIONS, LONG[:300], "🚀", ""]


@pytest.fixture(scope="module")
def model(exported_reader: Path) -> OnnxModel:
    return OnnxModel(exported_reader)


@pytest.fixture(scope="module")
def tokenizer(exported_reader: Path) -> LockedTokenizer:
    return load_tokenizer(exported_reader)


@pytest.fixture(scope="module")
def rows(tokenizer: LockedTokenizer) -> list[dict[str, list[int]]]:
    encoded = tokenizer.encode([(QUESTIONS[0], text) for text in TEXTS])
    return [{"input_ids": row.ids, "token_type_ids": row.type_ids} for row in encoded]


def same(one: Any, other: Any) -> bool:
    return all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


# Rows


def test_each_output_is_of_the_length_of_its_row(model: OnnxModel, rows: list[Any]) -> None:
    for row, (starts, ends) in zip(rows, model.run(rows), strict=True):
        assert starts.shape == ends.shape == (len(row["input_ids"]),)
        assert starts.dtype == np.float32
        assert np.isfinite(starts).all()


def test_result_of_a_row_does_not_depend_on_the_rows_asked_with_it(model: OnnxModel, rows: list[Any]) -> None:
    together = model.run(rows)
    alone = [model.run([row])[0] for row in rows]
    assert all(same(*pair) for pair in zip(together, alone, strict=True))


def test_results_come_in_the_order_of_the_rows(model: OnnxModel, rows: list[Any]) -> None:
    forth, back = model.run(rows), model.run(rows[::-1])
    assert all(same(*pair) for pair in zip(forth, back[::-1], strict=True))


def test_no_rows_give_nothing(model: OnnxModel) -> None:
    assert model.run([]) == []


def test_threads_may_share_a_model(model: OnnxModel, rows: list[Any]) -> None:
    expected = model.run(rows)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: model.run(rows), range(24)):
            assert all(same(*pair) for pair in zip(found, expected, strict=True))


# Tokens


def test_truncation_of_one_call_is_not_that_of_the_next(tokenizer: LockedTokenizer) -> None:
    (whole,) = tokenizer.encode([LONG])
    (cut,) = tokenizer.encode([LONG], max_length=16, stride=4)
    assert len(cut.ids) == 16
    assert cut.overflowing
    (again,) = tokenizer.encode([LONG])
    assert again.ids == whole.ids
    assert again.overflowing == []


def test_threads_may_share_a_tokenizer(tokenizer: LockedTokenizer) -> None:
    def lengths(number: int) -> int:
        truncation = {"max_length": 16} if number % 2 else {}
        return len(tokenizer.encode([LONG], **truncation)[0].ids)

    whole = len(tokenizer.encode([LONG])[0].ids)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lengths, range(100))) == [whole, 16] * 50


def test_texts_encoded_together_are_not_padded(tokenizer: LockedTokenizer) -> None:
    short, long = tokenizer.encode(["mayor", LONG])
    assert len(short.ids) < len(long.ids)
    assert 0 not in short.attention_mask


def test_special_tokens_are_left_out_when_asked(tokenizer: LockedTokenizer) -> None:
    (plain,), (special,) = tokenizer.encode(["the mayor"], special=False), tokenizer.encode(["the mayor"])
    assert special.ids == [tokenizer.token_id("[CLS]"), *plain.ids, tokenizer.token_id("[SEP]")]
    assert tokenizer.token_id("no such token") is None


# Folders


def test_an_exported_folder_is_told_from_another(exported_reader: Path, tiny_reader: Path) -> None:
    assert is_exported(exported_reader)
    assert not is_exported(tiny_reader)


def test_an_exported_folder_is_read_with_onnx_runtime(exported_reader: Path) -> None:
    assert isinstance(ModelReader(str(exported_reader))._load(), OnnxNetwork)


def test_a_configuration_that_is_no_object_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("[1]")
    assert read_config(tmp_path) == {}


def cut(name: str) -> Callable[[Path], Any]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:1000])


def empty(name: str) -> Callable[[Path], Any]:
    return lambda folder: (folder / name).write_bytes(b"")


def drop(name: str) -> Callable[[Path], Any]:
    return lambda folder: (folder / name).unlink()


BOTH = {
    "model cut off": cut("model.int8.onnx"),
    "model empty": empty("model.int8.onnx"),
    "no tokenizer": drop("tokenizer.json"),
    "tokenizer cut off": cut("tokenizer.json"),
    "tokenizer empty": empty("tokenizer.json"),
}
READER_ONLY = {
    "no configuration": drop("config.json"),
    "configuration empty": empty("config.json"),
    "configuration is no UTF-8": lambda folder: (folder / "config.json").write_bytes(b'"\xff"'),
}


@pytest.mark.parametrize("damage", {**BOTH, **READER_ONLY}.values(), ids={**BOTH, **READER_ONLY}.keys())
def test_damaged_reader_is_an_error_that_names_its_folder(
    exported_reader: Path, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    folder = shutil.copytree(exported_reader, tmp_path / "model")
    damage(folder)
    hit = Hit(Passage("0123456789abcdef", 0, len(CORPUS[0]), CORPUS[0]), "Headline", None, 1, 1.0)
    with pytest.raises(ModelError, match=str(folder)):
        ModelReader(str(folder)).read("Who?", [hit])


@pytest.mark.parametrize("damage", [*BOTH.values(), drop("model.int8.onnx")], ids=[*BOTH, "no model"])
def test_damaged_embedder_is_an_error_that_names_its_folder(
    exported_embedder: Path, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    folder = shutil.copytree(exported_embedder, tmp_path / "model")
    damage(folder)
    with pytest.raises(ModelError, match=str(folder)):
        ExportedEmbedder(folder, "tiny").embed(["the mayor"])


def test_without_its_model_an_exported_reader_is_read_from_its_other_weights(
    exported_reader: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(exported_reader, tmp_path / "model")
    drop("model.int8.onnx")(folder)
    hit = Hit(Passage("0123456789abcdef", 0, len(CORPUS[0]), CORPUS[0]), "Headline", None, 1, 1.0)
    assert ModelReader(str(folder)).read("Who?", [hit])
