"""`python -m rag.reader.train`: from a folder of questions to weights that the reader loads; and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from rag.datatypes import Hit, Passage
from rag.reader import ModelReader
from rag.reader.train import __main__ as command
from rag.reader.train.examples import is_development, load_examples
from rag.reader.train.loop import Schedule, parameter_groups
from rag.reader.train.run import blend, freeze, load_for_training
from tests.tiny_models import save_bert

TOWNS = [f"Town{letter}" for letter in "ABCDEFGHIJKLMNOP"]
DEV_SHARE = 0.3


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "toy.json").write_text(squad(TOWNS), encoding="utf-8")
    (folder / "dev-toy.json").write_text("never read", encoding="utf-8")
    return folder


def context_of(town: str) -> str:
    return f"The mayor of {town} opened a bridge. It cost {len(town) + ord(town[-1])} euros."


def squad(towns: list[str]) -> str:
    paragraphs = []
    for town in towns:
        context = context_of(town)
        answer = context.partition("cost ")[2].rstrip(".")
        qas = [
            {
                "id": f"{town}-{number}",
                "question": question.format(town),
                "answers": [{"text": answer, "answer_start": context.index(answer)}],
            }
            for number, question in enumerate(["What did the bridge of {} cost?", "How much did {} pay in 1999?"])
        ]
        paragraphs.append({"context": context, "qas": qas})
    return json.dumps({"data": [{"paragraphs": paragraphs}]})


@pytest.mark.slow
def test_the_command_trains_and_exports_a_reader(data: Path, tmp_path: Path, guarded_env: dict[str, str]) -> None:
    init, out = save_bert(tmp_path / "init"), tmp_path / "run"
    words = [str(data), "--out", str(out), "--init", str(init), "--groups", "20", "--dev-share", str(DEV_SHARE)]
    env = guarded_env | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "rag.reader.train", *words],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "20 groups" in done.stderr
    hit = Hit(Passage("a", 0, len(context_of("TownA")), context_of("TownA")), "Headline", None, 1, 1.0)
    assert ModelReader(str(out / "weights")).read("What did it cost?", [hit])
    kept = {example.context for example in load_examples(out / "dev" / "toy.json")}
    assert kept == {context_of(town) for town in TOWNS if is_development(context_of(town), DEV_SHARE)} != set()
    mined = [json.loads(line) for line in (out / "mining" / "negatives.jsonl").read_text().splitlines()]
    assert mined
    assert not any(text in kept for one in mined for text in one["passages"])
    assert not (tmp_path / "paragraphs").exists()


def refusal(monkeypatch: pytest.MonkeyPatch, *words: object) -> str:
    """What the command says when it is called with `words` and cannot go on."""
    for name, value in command.MALLOC.items():  # else it would start itself anew
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["train", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        command.main()
    assert isinstance(stop.value.code, str)  # which Python prints, and exits with 1
    assert stop.value.code.startswith("train: ")
    return stop.value.code


def test_a_folder_that_is_not_there_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, tmp_path / "gone", "--out", tmp_path / "run")
    assert "no training sets" in said
    assert "\n" not in said


def test_a_broken_set_is_refused_in_one_line(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "zzz.json").write_bytes(b"{")
    assert "zzz.json" in refusal(monkeypatch, data, "--out", tmp_path / "run")


@pytest.mark.parametrize("passes", ["toy", "toy=", "toy=often", "=", "toy=-1", "toy=1=2", "toy=nan", "toy=inf"])
def test_passes_that_are_no_number_are_refused_in_one_line(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passes: str
) -> None:
    assert repr(passes) in refusal(monkeypatch, data, "--out", tmp_path / "run", "--passes", passes)
    assert not (tmp_path / "run").exists()


def test_a_model_that_is_not_there_is_refused_in_one_line(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refusal(monkeypatch, data, "--out", tmp_path / "run", "--init", tmp_path / "gone")
    assert "neither a folder nor in the model cache" in said


@pytest.mark.parametrize("damage", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_damaged_model_is_refused_by_its_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    init = save_bert(tmp_path / "init")
    (init / damage).write_bytes(b"{")
    assert str(init) in refusal(monkeypatch, data, "--out", tmp_path / "run", "--init", init)


@pytest.mark.parametrize("given", ["=0.5", "{other}", "{other}=", "{other}=much", "{other}=1.5", "{other}=nan"])
def test_a_blend_without_model_or_share_is_refused_in_one_line(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    init = save_bert(tmp_path / "init")
    given = given.format(other=init)
    assert repr(given) in refusal(monkeypatch, data, "--out", tmp_path / "run", "--init", init, f"--blend={given}")
    assert not (tmp_path / "run" / "weights").exists()


def test_a_blend_with_a_model_of_another_shape_is_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init, other = save_bert(tmp_path / "init"), save_bert(tmp_path / "other", positions=300)
    said = refusal(monkeypatch, data, "--out", tmp_path / "run", "--init", init, "--blend", f"{other}=0.5")
    assert "has other weights" in said


def test_blending_weighs_the_two_by_the_share(tmp_path: Path) -> None:
    model, _ = load_for_training(str(save_bert(tmp_path / "init")))
    other, _ = load_for_training(str(tmp_path / "init"))
    with torch.no_grad():
        for weight in other.parameters():
            weight.add_(1.0)
    before = {name: weight.clone() for name, weight in model.named_parameters()}
    blend(model, other, 0.25)
    for name, weight in model.named_parameters():
        torch.testing.assert_close(weight, before[name] + 0.25)


def test_frozen_layers_stay_as_they_are_and_those_above_learn(tmp_path: Path) -> None:
    model, _ = load_for_training(str(save_bert(tmp_path / "init")))
    layers = model.config.num_hidden_layers
    freeze(model, layers - 1)
    learning = {id(one) for group in parameter_groups(model, Schedule()) for one in group["params"]}
    for name, weight in model.named_parameters():
        assert (id(weight) in learning) is (f".layer.{layers - 1}." in name or "qa_outputs" in name), name
    freeze(model, 0)
    assert all(weight.requires_grad for weight in model.parameters())


@pytest.mark.parametrize("layers", [-1, 99])
def test_a_model_of_which_no_layer_would_learn_is_refused_in_one_line(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layers: int
) -> None:
    init = save_bert(tmp_path / "init")
    said = refusal(monkeypatch, data, "--out", tmp_path / "run", "--init", init, f"--freeze={layers}")
    assert f"--freeze is {layers}" in said
    assert not (tmp_path / "run" / "weights").exists()
