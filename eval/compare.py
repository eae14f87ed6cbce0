"""Two runs over the same questions: what changed, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.bootstrap import SIGNIFICANT, Paired, paired_test
from eval.report import read_object
from eval.table import plain_line
from eval.verdict import Report
from rag import SourceError

SHOWN_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Scored:
    """What an earlier run said to a question."""

    question: str
    prediction: str | None
    exact_match: float
    f1: float


@dataclass(frozen=True, slots=True)
class Change:
    """A question that got another answer."""

    id: str
    question: str
    before: str | None
    now: str | None
    f1_before: float
    f1_now: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run beside an earlier one, over the `common` questions: those with the same id and the same words.

    `changes` come with the greatest loss of F1 first. `only_before` and `only_now` are ids of the others.
    """

    common: int
    f1: Paired
    exact_match: Paired
    f1_before: float
    f1_now: float
    changes: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_now: tuple[str, ...]

    @property
    def is_worse(self) -> bool:
        """Whether F1 fell by more than chance explains: p under 0.05."""
        return self.f1.difference < 0 and self.f1.p < SIGNIFICANT


def read_scores(path: Path) -> dict[str, Scored]:
    """The answers in what `ibid eval --json` wrote, of any version, by question id. Raises `SourceError` if not."""
    scores = {}
    try:
        for one in read_object(path)["questions"]:
            prediction = one["prediction"]
            if not isinstance(prediction, str | None):
                raise TypeError(f"`prediction` is {prediction!r}")
            scores[str(one["id"])] = Scored(
                str(one["question"]), prediction, float(one["exact_match"]), float(one["f1"])
            )
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(
            f"{path}: not a report of questions ({error!r}). Give what `ibid eval --json` wrote."
        ) from None
    return scores


def compare(report: Report, before: Mapping[str, Scored], path: Path) -> Comparison:
    """`report` beside what an earlier run, read from `path`, said.

    Raises `SourceError` when the two have no question in common.
    """
    now = {one.question.id: one for one in report.verdicts}
    common = [id_ for id_, one in now.items() if id_ in before and before[id_].question == one.question.question]
    if not common:
        raise SourceError(f"{path}: has no question in common with this run. Give a report on the same questions.")
    shared = set(common)
    pairs = [(before[id_], now[id_]) for id_ in common]
    changes = [
        Change(one.question.id, one.question.question, old.prediction, one.prediction, old.f1, one.f1)
        for old, one in pairs
        if old.prediction != one.prediction or old.f1 != one.f1
    ]
    return Comparison(
        common=len(common),
        f1=paired_test([one.f1 - old.f1 for old, one in pairs]),
        exact_match=paired_test([one.exact_match - old.exact_match for old, one in pairs]),
        f1_before=sum(old.f1 for old, _ in pairs) / len(pairs),
        f1_now=sum(one.f1 for _, one in pairs) / len(pairs),
        changes=tuple(sorted(changes, key=lambda change: change.f1_now - change.f1_before)),
        only_before=tuple(id_ for id_ in before if id_ not in shared),
        only_now=tuple(id_ for id_ in now if id_ not in shared),
    )


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as it stands in the JSON of a report."""
    return asdict(comparison)


def plain_p(p: float) -> str:
    """A p-value for people."""
    return f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print the differences with their p-values, then the questions that changed, losses first."""
    worse = sum(change.f1_now < change.f1_before for change in comparison.changes)
    better = sum(change.f1_now > change.f1_before for change in comparison.changes)
    other = len(comparison.changes) - worse - better
    console.print(
        f"compared on {comparison.common} questions: {better} better, {worse} worse, {other} another answer of the "
        f"same F1; {len(comparison.only_before)} only before, {len(comparison.only_now)} only now"
    )
    for name, paired in (("F1", comparison.f1), ("exact match", comparison.exact_match)):
        low, high = 100 * paired.interval.low, 100 * paired.interval.high
        console.print(f"  {name} {100 * paired.difference:+.1f} [{low:+.1f} to {high:+.1f}], {plain_p(paired.p)}")
    if not comparison.changes:
        return
    table = Table(box=None, pad_edge=False, expand=True)
    for name, share in (("id", None), ("F1", None), ("question", 3), ("before", 2), ("now", 2)):
        table.add_column(name, ratio=share, no_wrap=True, overflow="ellipsis")
    for change in comparison.changes[:SHOWN_CHANGES]:
        said = [one if one is not None else "silence" for one in (change.before, change.now)]
        scores = f"{change.f1_before:.2f} → {change.f1_now:.2f}"
        table.add_row(*map(plain_line, (change.id, scores, change.question, *said)))
    console.print(table)
    if len(comparison.changes) > SHOWN_CHANGES:
        console.print(f"and {len(comparison.changes) - SHOWN_CHANGES} more; --json has all of them")
