"""The training loop on a model of a few kilobytes: it learns, and a kill changes nothing in what it ends with."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from rag.datatypes import Hit, Passage
from rag.reader import ModelReader
from rag.reader.train.examples import TrainingExample
from rag.reader.train.export import export
from rag.reader.train.groups import Group, GroupMaker, Mix
from rag.reader.train.loop import CHECKPOINT, LOG, Schedule, parameter_groups, train
from rag.reader.train.run import load_for_training

TOWNS = ["Ghent", "Leie", "Bruges", "Ostend"]
COSTS = ["$64.1bn", "12 years", "nothing", "7 euros"]
PASSES = 80
QUICK = Schedule(learning_rate=1e-2, batch_tokens=100, checkpoint_every=2, log_every=1)
AVERAGED = replace(QUICK, average=0.5)


def examples() -> list[TrainingExample]:
    made = []
    for number, (town, cost) in enumerate(zip(TOWNS, COSTS, strict=True)):
        context = f"The bridge of {town} cost {cost} in all."
        start = context.index(cost)
        question = f"What did the bridge of {town} cost?"
        made.append(TrainingExample(str(number), "toy", question, context, ((start, start + len(cost)),)))
    return made


@pytest.fixture(scope="module")
def toy(tiny_reader: Path) -> list[Group]:
    _, tokenizer = load_for_training(str(tiny_reader))
    maker = GroupMaker(tokenizer, [], {}, Mix(near_miss_share=0, keyword_share=0))
    return [maker.group(number, one, 0) for number, one in enumerate(examples() * PASSES)]


def log_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / LOG).read_text().splitlines()]


class Killed(Sequence[Group]):
    """Groups that cannot be had any more once the log in `folder` has `lines` lines."""

    def __init__(self, groups: Sequence[Group], folder: Path, lines: int) -> None:
        self._groups, self._log, self._lines = groups, folder / LOG, lines

    def __len__(self) -> int:
        return len(self._groups)

    def __getitem__(self, index: Any) -> Any:
        if self._log.is_file() and len(self._log.read_text().splitlines()) >= self._lines:
            raise KeyboardInterrupt
        return self._groups[index]


@pytest.fixture(scope="module")
def trained(tiny_reader: Path, toy: list[Group], tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Path]:
    folder = tmp_path_factory.mktemp("run")
    model, tokenizer = load_for_training(str(tiny_reader))
    train(model, toy, folder, QUICK, pad_id=tokenizer.pad_token_id)
    return model, tokenizer, folder


def test_loss_falls_on_what_can_be_learned_by_heart(trained: tuple[Any, Any, Path]) -> None:
    losses = [line["loss"] for line in log_of(trained[2])]
    assert sum(losses[-3:]) < 0.3 * sum(losses[:3])


def test_the_log_counts_every_step_once(trained: tuple[Any, Any, Path]) -> None:
    log = log_of(trained[2])
    assert [line["step"] for line in log] == list(range(1, log[0]["steps"] + 1))
    assert all(line["tokens_per_s"] > 0 for line in log)


def test_what_was_trained_is_exported_and_quotes_what_it_learned(
    trained: tuple[Any, Any, Path], toy: list[Group], tmp_path: Path
) -> None:
    export(copy.deepcopy(trained[0]), trained[1], [group[0] for group in toy[:4]], tmp_path / "weights")
    reader = ModelReader(str(tmp_path / "weights"))
    right = 0
    for one in examples():
        hit = Hit(Passage("a", 0, len(one.context), one.context), "", None, 1, 1.0)
        best = max(reader.read(one.question, [hit]), key=lambda span: span.margin)
        right += ((best.start, best.end),) == one.answers
    assert right >= len(TOWNS) - 1


def test_a_run_that_was_killed_ends_with_the_weights_it_would_have_had(
    tiny_reader: Path, trained: tuple[Any, Any, Path], toy: list[Group], tmp_path: Path
) -> None:
    model, tokenizer = load_for_training(str(tiny_reader))
    with pytest.raises(KeyboardInterrupt):
        train(model, Killed(toy, tmp_path, 5), tmp_path, QUICK, pad_id=tokenizer.pad_token_id)
    assert torch.load(tmp_path / CHECKPOINT, weights_only=True)["step"] == 4
    (tmp_path / f"{CHECKPOINT}.part").write_bytes(b"killed while it was written")
    model, _ = load_for_training(str(tiny_reader))
    train(model, toy, tmp_path, QUICK, pad_id=tokenizer.pad_token_id)
    assert [line["step"] for line in log_of(tmp_path)][:6] == [1, 2, 3, 4, 5, 5]
    expected = trained[0].state_dict()
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, expected[name]), name


def test_averaged_weights_are_the_mean_of_those_after_each_late_step(
    tiny_reader: Path, toy: list[Group], tmp_path: Path
) -> None:
    model, tokenizer = load_for_training(str(tiny_reader))
    before: list[torch.Tensor] = []
    model.register_forward_pre_hook(lambda module, inputs: before.append(module.qa_outputs.weight.detach().clone()))
    train(model, toy[:48], tmp_path, AVERAGED, pad_id=tokenizer.pad_token_id)
    last = torch.load(tmp_path / CHECKPOINT, weights_only=True)["model"]["qa_outputs.weight"]
    after = [*before[1:], last]
    assert len(after) > 4
    late = torch.stack(after[(len(after) + 1) // 2 :])
    torch.testing.assert_close(model.qa_outputs.weight.detach(), late.mean(dim=0))
    assert not torch.equal(model.qa_outputs.weight.detach(), last)


def test_a_kill_among_the_averaged_steps_changes_nothing(tiny_reader: Path, toy: list[Group], tmp_path: Path) -> None:
    whole, tokenizer = load_for_training(str(tiny_reader))
    train(whole, toy[:48], tmp_path / "whole", AVERAGED, pad_id=tokenizer.pad_token_id)
    late = len(log_of(tmp_path / "whole")) - 1
    model, _ = load_for_training(str(tiny_reader))
    with pytest.raises(KeyboardInterrupt):
        train(model, Killed(toy[:48], tmp_path, late), tmp_path, AVERAGED, pad_id=tokenizer.pad_token_id)
    model, _ = load_for_training(str(tiny_reader))
    train(model, toy[:48], tmp_path, AVERAGED, pad_id=tokenizer.pad_token_id)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, whole.state_dict()[name]), name


def test_a_run_that_is_done_does_nothing_more(
    tiny_reader: Path, trained: tuple[Any, Any, Path], toy: list[Group], tmp_path: Path
) -> None:
    folder = shutil.copytree(trained[2], tmp_path / "run")
    before = (folder / LOG).read_bytes()
    model, tokenizer = load_for_training(str(tiny_reader))
    train(model, toy, folder, QUICK, pad_id=tokenizer.pad_token_id)
    assert (folder / LOG).read_bytes() == before
    assert all(torch.equal(one, other) for one, other in zip(model.parameters(), trained[0].parameters(), strict=True))


def test_a_loss_that_is_no_number_stops_the_run(tiny_reader: Path, toy: list[Group], tmp_path: Path) -> None:
    model, tokenizer = load_for_training(str(tiny_reader))
    model.qa_outputs.bias.data.fill_(torch.nan)
    with pytest.raises(FloatingPointError, match="lower the learning rate"):
        train(model, toy, tmp_path, QUICK, pad_id=tokenizer.pad_token_id)
    assert not (tmp_path / CHECKPOINT).exists()


# The schedule


def test_the_learning_rate_rises_to_its_height_and_falls_to_nothing() -> None:
    factors = [Schedule(warmup=0.1).factor(step, 100) for step in range(101)]
    assert max(factors) == factors[9] == 1.0
    assert factors[:10] == sorted(factors[:10])
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert factors[0] > 0
    assert factors[99] > factors[100] == 0.0


@pytest.mark.parametrize("steps", [0, 1, 2, 5])
def test_a_short_run_has_learning_rates_too(steps: int) -> None:
    assert all(0 < Schedule().factor(step, steps) <= 1 for step in range(steps))


def test_every_parameter_is_trained_once_and_the_lower_the_slower(tiny_reader: Path) -> None:
    model, _ = load_for_training(str(tiny_reader))
    groups = parameter_groups(model, Schedule(learning_rate=1.0, layer_decay=0.5, weight_decay=0.1))
    ids = [id(parameter) for group in groups for parameter in group["params"]]
    assert sorted(ids) == sorted(id(parameter) for parameter in model.parameters())
    rates = {id(parameter): (group["lr"], group["weight_decay"]) for group in groups for parameter in group["params"]}
    named = {name: rates[id(parameter)] for name, parameter in model.named_parameters()}
    assert named["qa_outputs.weight"] == (1.0, 0.1)
    assert named["qa_outputs.bias"] == (1.0, 0.0)
    assert named["bert.encoder.layer.1.output.dense.weight"] == (1.0, 0.1)
    assert named["bert.encoder.layer.0.output.LayerNorm.weight"] == (0.5, 0.0)
    assert named["bert.embeddings.word_embeddings.weight"] == (0.25, 0.1)
