"""One training run, wired together: sets, split, hard negatives, groups, loop, export."""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.errors import ModelError, SettingsError, SourceError
from rag.inference import models
from rag.inference.dequantize import float_folder
from rag.reader.train.examples import TrainingExample, find_sets, is_development, write_slice
from rag.reader.train.export import export
from rag.reader.train.groups import Company, GroupMaker, Mix, company, draw
from rag.reader.train.loop import Schedule, train
from rag.reader.train.negatives import RETRIEVED, Negatives, mine
from rag.reader.train.told import load_sets
from rag.settings import load_settings

log = logging.getLogger(__name__)


def run(given: argparse.Namespace) -> None:
    """Train with the command line's arguments. Raises a `RagError` when data or model cannot be used."""
    mix = Mix(
        passes=_passes(given.passes),
        negative_share=given.negative_share,
        absent_share=given.absent_share,
        near_miss_share=given.near_miss_share,
        bare_share=given.bare_share,
        keyword_share=given.keyword_share,
        consensus=not given.any_annotator,
        max_tokens=given.max_tokens,
    )
    schedule = Schedule(
        given.learning_rate, given.layer_decay, average=given.average, batch_tokens=given.batch_tokens, seed=given.seed
    )
    examples = load_training_examples(given.data, given.out / "dev", given.dev_share, given.answers)
    if not examples:
        raise SourceError(f"{given.data[0]}: all paragraphs are kept for development. Lower --dev-share.")
    drawn = draw(examples, mix, random.Random(given.seed))[: given.groups]
    model, tokenizer = load_for_training(given.init)
    freeze(model, given.freeze)
    blended = _blended(given.blend, model)  # before the hours of training: a wrong one is refused at once
    negatives = _negatives(examples, drawn, mix, given)
    maker = GroupMaker(tokenizer, examples, negatives, mix)
    groups = [maker.group(number, example, given.seed) for number, example in enumerate(drawn)]
    if given.apart:
        groups = [(window,) for group in groups for window in group]
    windows = sum(map(len, groups))
    tokens = sum(len(window) for group in groups for window in group)
    log.info("%d groups, %d windows, %.1f million tokens", len(groups), windows, tokens / 1e6)
    train(model, groups, given.out, schedule, pad_id=tokenizer.pad_token_id)
    if blended is not None:
        blend(model, *blended)
    export(model, tokenizer, [group[0] for group in groups], given.out / "weights")
    log.info("weights are in %s", given.out / "weights")


def load_training_examples(
    data: Sequence[Path], dev: Path, dev_share: float, answers: Sequence[Path] = ()
) -> list[TrainingExample]:
    """The examples to train on, with lures out of the files `answers`; the development slice of each set is written
    to `dev`.
    """  # fmt: skip
    examples: list[TrainingExample] = []
    for name, loaded in load_sets([path for folder in data for path in find_sets(folder)], answers).items():
        kept = [example for example in loaded if is_development(example.context, dev_share)]
        if kept:
            write_slice(kept, dev / f"{kept[0].source}.json")
        examples += [example for example in loaded if not is_development(example.context, dev_share)]
        log.info("%s: %d to train on, %d for development", name, len(loaded) - len(kept), len(kept))
    return examples


def load_for_training(name: str) -> tuple[Any, Any]:
    """The extractive QA model and tokenizer in the folder or of the hub name `name`, in float32.

    Without a name, the encoder of the default embedder with a new head. Raises `ModelError`.
    """
    folder = float_folder(models.find_model(name)) if name else models.published_embedder()
    models.go_offline()
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    torch.manual_seed(0)  # a new head is random
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        # Eager attention: a half faster forward and back on two cores than the fused one.
        model = AutoModelForQuestionAnswering.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32, attn_implementation="eager"
        )
    except Exception as error:  # a damaged folder fails in as many ways as it has files
        raise ModelError(f"The model in {folder} cannot be trained: {error}") from error
    return model, tokenizer


def freeze(model: Any, layers: int) -> None:
    """Leave all of `model` as it is but for the head and the layers above the lowest `layers`; 0 frees everything.

    What is below the first layer that learns needs no gradients: with half of the layers a step takes two thirds of
    the time. Raises `SettingsError` when no layer would learn.
    """
    if not 0 <= layers < model.config.num_hidden_layers:
        raise SettingsError(f"--freeze is {layers}; the model has {model.config.num_hidden_layers} layers. Give fewer.")
    for name, parameter in model.named_parameters():
        depth = int(name.split(".layer.")[1].split(".")[0]) if ".layer." in name else -1
        is_head = name.startswith(("qa_outputs.", "classifier."))
        parameter.requires_grad = layers == 0 or is_head or depth >= layers


def blend(model: Any, other: Any, share: float) -> None:
    """Make the weights of `model`, in place, the mean with those of `other`, which count for `share` (0 to 1).

    The mean of a model and of what further training made of it is often better than both, on other data more so
    (Wortsman et al. 2022).
    """
    import torch

    theirs = other.state_dict()
    with torch.no_grad():
        for name, weight in model.state_dict().items():
            if weight.is_floating_point():
                weight.lerp_(theirs[name].to(weight.device), share)


def _blended(given: str, model: Any) -> tuple[Any, float] | None:
    """The model and share that `--blend` names. Raises `SettingsError` when it cannot be blended into `model`."""
    if not given:
        return None
    name, _, number = given.rpartition("=")
    share = _number(number)
    if not name or share is None or not 0 <= share <= 1:
        raise SettingsError(f"--blend {given!r}: give MODEL=SHARE, a folder and a share from 0 to 1.")
    other, _ = load_for_training(name)
    shapes = [{key: weight.shape for key, weight in one.state_dict().items()} for one in (model, other)]
    if shapes[0] != shapes[1]:
        raise SettingsError(f"--blend {given!r}: that model has other weights than the one that is trained.")
    return other, share


def _negatives(
    examples: Sequence[TrainingExample], drawn: Sequence[TrainingExample], mix: Mix, given: argparse.Namespace
) -> Negatives:
    needing = {
        example.key: example
        for number, example in enumerate(drawn)
        if not (example.silent or example.lures)
        and company(number, example, mix, given.seed) in (Company.BESIDE, Company.ALONE)
    }
    if not needing:
        return {}
    log.info("retrieving hard negatives for %d questions", len(needing))
    paragraphs = [example.context for example in examples if example.source not in mix.without_negatives]
    settings = load_settings().model_copy(update={"top_k": RETRIEVED})
    return mine(list(needing.values()), paragraphs, given.out / "mining", settings)


def _passes(given: Sequence[str]) -> dict[str, float]:
    passes = {}
    for one in given:
        name, _, number = one.partition("=")
        times = _number(number)
        if times is None:
            raise SettingsError(f"--passes {one!r}: give SET=N, for example qamr=0.5.")
        passes[name] = times
        if not 0 <= passes[name] < float("inf"):
            raise SettingsError(f"--passes {one!r}: a set is gone through 0 times or more, but not for ever.")
    return passes


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
