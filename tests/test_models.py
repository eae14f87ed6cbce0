"""Finding models on this machine, and knowing them again by their hashes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.inference import models
from rag.inference.models import file_sha256, find_model, model_fingerprint
from tests.tiny_models import flip_last_byte

LATER_NS = 10_000_000_000


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where hashes are remembered, for each test its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ibid" / "hashes.json"


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"weights")
    return path


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def change_silently(path: Path, data: bytes) -> None:
    """Other bytes of the same size and time: only reading the file would show it."""
    stat = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


# Hashes, remembered


def test_hash_is_that_of_the_bytes(weights: Path) -> None:
    assert file_sha256(weights) == sha256(b"weights")


def test_file_is_not_read_a_second_time(weights: Path) -> None:
    file_sha256(weights)
    change_silently(weights, b"WEIGHTS")
    assert file_sha256(weights) == sha256(b"weights")


def test_file_of_another_time_is_read_again(weights: Path) -> None:
    file_sha256(weights)
    modified_ns = weights.stat().st_mtime_ns + LATER_NS
    weights.write_bytes(b"WEIGHTS")
    os.utime(weights, ns=(modified_ns, modified_ns))
    assert file_sha256(weights) == sha256(b"WEIGHTS")


def test_file_of_another_size_is_read_again(weights: Path) -> None:
    file_sha256(weights)
    change_silently(weights, b"more weights")
    assert file_sha256(weights) == sha256(b"more weights")


def test_several_files_are_remembered(weights: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"others!")
    for path in (weights, other):
        file_sha256(path)
        change_silently(path, b"changed")
    assert [file_sha256(weights), file_sha256(other)] == [sha256(b"weights"), sha256(b"others!")]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"a": 1}'])
def test_damaged_memory_only_costs_the_hashing(weights: Path, cache: Path, damage: bytes) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_bytes(damage)
    assert file_sha256(weights) == sha256(b"weights")
    change_silently(weights, b"WEIGHTS")
    assert file_sha256(weights) == sha256(b"weights")


def test_remembered_value_that_is_no_text_is_not_believed(weights: Path, cache: Path) -> None:
    file_sha256(weights)
    known = json.loads(cache.read_text())
    cache.write_text(json.dumps(dict.fromkeys(known, 7)))
    assert file_sha256(weights) == sha256(b"weights")


def test_memory_that_cannot_be_written_only_costs_the_hashing(weights: Path, cache: Path) -> None:
    cache.parent.parent.write_text("a file where the folder should be")
    assert file_sha256(weights) == sha256(b"weights")


def test_nothing_is_left_beside_the_memory(weights: Path, cache: Path) -> None:
    file_sha256(weights)
    assert list(cache.parent.iterdir()) == [cache]


# Folders and hub names


def test_folder_is_found_and_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_model("model") == tmp_path / "model"


def test_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_model("~/model") == tmp_path / "model"


@pytest.mark.parametrize(
    "name",
    ["no-such-model", "org/no-such-model", "/no/such/folder", "a/b/c", "a b", "x\0y", "~no-such-user/model", "a" * 300],
)
def test_model_that_is_nowhere_is_an_error_that_says_ibid_does_not_download(name: str) -> None:
    with pytest.raises(ModelError, match="never downloads"):
        find_model(name)


def test_file_is_no_model(weights: Path) -> None:
    with pytest.raises(ModelError, match="neither a folder"):
        find_model(str(weights))


# Fingerprints


DECISIVE = (
    "model.safetensors",
    "model.int8.onnx",
    "tokenizer.json",
    "tokenizer_config.json",
    "modules.json",
    "config.json",
    "sentence_bert_config.json",
    "vocab.txt",
    "1_Pooling/config.json",
    "2_Dense/model.safetensors",
)


def make_model(folder: Path) -> Path:
    for name in DECISIVE:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")
    return folder


def test_fingerprint_of_a_copy_is_the_same(tmp_path: Path) -> None:
    model = make_model(tmp_path / "model")
    copy = shutil.copytree(model, tmp_path / "elsewhere")
    assert model_fingerprint(model) == model_fingerprint(copy)
    assert len(model_fingerprint(model)) == 16


@pytest.mark.parametrize("name", DECISIVE)
def test_fingerprint_changes_with_one_byte_of_what_decides_the_numbers(tmp_path: Path, name: str) -> None:
    model = make_model(tmp_path / "model")
    changed = shutil.copytree(model, tmp_path / "changed")
    flip_last_byte(changed / name)
    assert model_fingerprint(changed) != model_fingerprint(model)


@pytest.mark.parametrize("name", ["README.md", "calibration.json", "onnx/model.onnx", "openvino/model.bin"])
def test_fingerprint_does_not_change_with_what_decides_nothing(tmp_path: Path, name: str) -> None:
    model = make_model(tmp_path / "model")
    before = model_fingerprint(model)
    (model / name).parent.mkdir(exist_ok=True)
    (model / name).write_text("# A model")
    assert model_fingerprint(model) == before


# The shipped embedder, in a package of the same layout


def install_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the embedder's name that is found before the installed one; returns where its model goes."""
    package = folder / models.PUBLISHED_EMBEDDER_PACKAGE
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, models.PUBLISHED_EMBEDDER_PACKAGE, raising=False)
    return package / "model"


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = install_package(tmp_path / "site", monkeypatch) / "model.safetensors"
    weights.write_bytes(b"not the weights")
    with pytest.raises(ModelError, match=f"hashes to {sha256(b'not the weights')}.*Reinstall"):
        models.published_embedder()


def test_package_without_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_package(tmp_path / "site", monkeypatch)
    with pytest.raises(ModelError, match="is missing"):
        models.published_embedder()


def test_installed_package_has_the_published_weights() -> None:
    assert (models.published_embedder() / "model.safetensors").is_file()


def test_going_offline_closes_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.setenv(name, "0")
    models.go_offline()
    assert (os.environ["HF_HUB_OFFLINE"], os.environ["TRANSFORMERS_OFFLINE"]) == ("1", "1")
