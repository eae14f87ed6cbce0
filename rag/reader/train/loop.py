"""The training loop: plain PyTorch, resumable at any kill."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.optim.swa_utils import AveragedModel

from rag.reader.train.batching import batches
from rag.reader.train.loss import collate, group_loss

CHECKPOINT = "checkpoint.pt"
LOG = "log.jsonl"
Batch = dict[str, torch.Tensor]
Collate = Callable[[Sequence[Any], int], Batch]
LossOf = Callable[[Any, Batch], torch.Tensor]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the weights move: AdamW, linear warm-up over `warmup` of the steps, linear decay to 0 at the last.

    `learning_rate` is that of the head and the last layer; each layer below has `layer_decay` times the one above.
    With `average` the weights at the end are the mean of those after each of the last `average` of the steps (0 to 1;
    Izmailov et al. 2018).
    """

    learning_rate: float = 1e-4
    layer_decay: float = 1.0
    average: float = 0.0
    warmup: float = 0.04
    weight_decay: float = 0.01
    max_gradient_norm: float = 1.0
    batch_tokens: int = 4608
    seed: int = 0
    checkpoint_every: int = 200
    log_every: int = 20

    def factor(self, step: int, steps: int) -> float:
        """What the learning rate is multiplied by at `step` of `steps`."""
        warm = max(1, round(self.warmup * steps))
        return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))


def reading_loss(output: Any, batch: Batch) -> torch.Tensor:
    """That of an extractive QA model's output; see `group_loss`."""
    return group_loss(output.start_logits.float(), output.end_logits.float(), batch)


def train(
    model: Any,
    groups: Sequence[Sequence[Sized]],
    folder: Path,
    schedule: Schedule,
    *,
    pad_id: int,
    collate: Collate = collate,
    loss_of: LossOf = reading_loss,
) -> None:
    """Train `model`, an extractive QA model unless `collate` and `loss_of` say otherwise, on all of `groups` once.

    In place. `collate` makes a batch of groups and the padding's id, `loss_of` the loss of the model's output for it.
    State is kept in `folder`; called again with the same groups and schedule after a kill, it goes on from the
    last checkpoint and ends with the weights it would have had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = batches(groups, schedule.batch_tokens, schedule.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device).train()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # one or two passes do not overfit, and on a CPU it costs half the speed
    optimizer = torch.optim.AdamW(parameter_groups(model, schedule), lr=schedule.learning_rate, fused=True)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule.factor(step, len(plan)))
    averaged = AveragedModel(model)
    first = _resume(folder, model, averaged, optimizer, scheduler)
    clock, tokens, losses = time.perf_counter(), 0, 0.0
    for step in range(first, len(plan)):
        batch = {name: one.to(device) for name, one in collate([groups[i] for i in plan[step]], pad_id).items()}
        loss = _step(model, batch, loss_of, optimizer, schedule.max_gradient_norm)
        scheduler.step()
        if step >= (1 - schedule.average) * len(plan):
            averaged.update_parameters(model)
        losses += loss
        tokens += int(batch["attention_mask"].sum())
        if (step + 1) % schedule.log_every == 0:
            took = time.perf_counter() - clock
            line = {"step": step + 1, "steps": len(plan), "loss": round(losses / schedule.log_every, 4)}
            _log(folder, {**line, "tokens_per_s": round(tokens / took)})
            clock, tokens, losses = time.perf_counter(), 0, 0.0
        if (step + 1) % schedule.checkpoint_every == 0 or step + 1 == len(plan):
            _keep(folder, step + 1, model, averaged, optimizer, scheduler)
    if averaged.n_averaged:
        model.load_state_dict(averaged.module.state_dict())
    model.to("cpu").eval()


def _step(model: Any, batch: Batch, loss_of: LossOf, optimizer: Any, max_norm: float) -> float:
    device = batch["input_ids"].device.type
    # bfloat16 needs no loss scaling; on a CPU without it the same lines run, only slower than float32 would.
    with torch.autocast(device, dtype=torch.bfloat16, enabled=has_bfloat16(device)):
        output = model(**{name: batch[name] for name in ("input_ids", "attention_mask", *token_types(model))})
    loss = loss_of(output, batch)
    if not torch.isfinite(loss):
        raise FloatingPointError("the loss is not finite; lower the learning rate")
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())


def token_types(model: Any) -> tuple[str, ...]:
    """The name of the input that tells question from passage, for a model that has one: BERT does, MPNet not."""
    return ("token_type_ids",) if getattr(model.config, "type_vocab_size", 0) else ()


def has_bfloat16(device: str) -> bool:
    """Whether `device` multiplies bfloat16 matrices natively."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(
        torch.backends.cpu.get_cpu_capability().startswith("AVX512") and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    )


def parameter_groups(model: Any, schedule: Schedule) -> list[dict[str, Any]]:
    """The parameters that learn, with their learning rates; biases and norms are not decayed."""
    layers = model.config.num_hidden_layers
    made: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        depth = layers  # the head
        if ".embeddings." in name:
            depth = -1
        elif ".layer." in name:
            depth = int(name.split(".layer.")[1].split(".")[0])
        rate = schedule.learning_rate * schedule.layer_decay ** max(0, layers - 1 - depth)
        decay = schedule.weight_decay if parameter.ndim > 1 else 0.0
        made.setdefault((rate, decay), []).append(parameter)
    return [{"params": params, "lr": rate, "weight_decay": decay} for (rate, decay), params in made.items()]


def _resume(folder: Path, model: Any, averaged: Any, optimizer: Any, scheduler: Any) -> int:
    path = folder / CHECKPOINT
    if not path.is_file():
        return 0
    kept = torch.load(path, weights_only=True)
    model.load_state_dict(kept["model"])
    averaged.load_state_dict(kept["averaged"])
    optimizer.load_state_dict(kept["optimizer"])
    scheduler.load_state_dict(kept["scheduler"])
    return int(kept["step"])


def _keep(folder: Path, step: int, model: Any, averaged: Any, optimizer: Any, scheduler: Any) -> None:
    state = {
        "step": step,
        "model": model.state_dict(),
        "averaged": averaged.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
    }
    scratch = folder / f"{CHECKPOINT}.part"
    torch.save(state, scratch)
    scratch.replace(folder / CHECKPOINT)


def _log(folder: Path, line: dict[str, Any]) -> None:
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
