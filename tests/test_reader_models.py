"""Folders that hold no reading model, and models in the hub's cache on this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.datatypes import Hit, Passage
from rag.errors import ModelError
from rag.reader import ModelReader
from tests.tiny_models import CORPUS, save_bert

HIT = Hit(Passage("0123456789abcdef", 0, len(CORPUS[0]), CORPUS[0]), "Headline", None, 1, 1.0)


@pytest.fixture(scope="module", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_bert(tmp_path_factory.mktemp("models") / "bert")


def drop_weight(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["bert.encoder.layer.1.output.dense.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def cut_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])


def change_shape(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "intermediate_size": 64}))


def leave_slow_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "CanineTokenizer"}')


def drop_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").unlink()


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "no weights": lambda folder: (folder / "model.safetensors").unlink(),
    "weights cut off": cut_weights,
    "weights of a layer missing": drop_weight,
    "weights of another shape": change_shape,
    "no configuration": lambda folder: (folder / "config.json").unlink(),
    "configuration is no JSON": lambda folder: (folder / "config.json").write_text("{"),
    "unknown kind of model": lambda folder: (folder / "config.json").write_text('{"model_type": "nonsense"}'),
    "kind of model that does not read": lambda folder: (folder / "config.json").write_text('{"model_type": "clip"}'),
    "no tokenizer": drop_tokenizer,
    "no tokenizer.json": lambda folder: (folder / "tokenizer.json").unlink(),
    "tokenizer.json is no JSON": lambda folder: (folder / "tokenizer.json").write_text("{"),
    "slow tokenizer": leave_slow_tokenizer,
    "nothing at all": lambda folder: [path.unlink() for path in folder.iterdir()],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_model_is_an_error_that_names_its_folder(
    bert: Path, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    folder = shutil.copytree(bert, tmp_path / "model")
    damage(folder)
    with pytest.raises(ModelError, match=str(folder)):
        ModelReader(str(folder)).read("Who?", [HIT])


def test_model_without_a_head_for_questions_is_refused(tmp_path: Path) -> None:
    reader = ModelReader(str(save_bert(tmp_path / "encoder", head=False)))
    with pytest.raises(ModelError, match="fine-tuned for extractive question answering"):
        reader.read("Who?", [HIT])


def test_missing_folder_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither a folder nor in the model cache"):
        ModelReader(str(tmp_path / "gone"))


def test_model_is_found_by_its_hub_name_in_the_cache(bert: Path, tmp_path: Path, guarded_env: dict[str, str]) -> None:
    cached = tmp_path / "hub" / "models--org--tiny"
    shutil.copytree(bert, cached / "snapshots" / ("0" * 40))
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("0" * 40)
    code = (
        "from rag.datatypes import Hit, Passage\n"
        "from rag.reader import ModelReader\n"
        "reader = ModelReader('org/tiny')\n"
        "text = 'The mayor of Ghent opened a bridge.'\n"
        "spans = reader.read('Who?', [Hit(Passage('a', 0, len(text), text), 'H', None, 1, 1.0)])\n"
        "print(reader.name, len(spans) > 0)\n"
    )
    env = guarded_env | {"HF_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_CACHE"):
        env.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout, done.returncode) == ("org/tiny True\n", 0), done.stderr
