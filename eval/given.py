"""How well the reader reads: `python -m eval.given FILE…` gives it the right paragraph of each question.

FILE is SQuAD JSON, plain or gzipped. Prints exact match and F1 of the best span (SQuAD 1.1's scorer, no abstaining),
and for unanswerable questions how many have no span above "no answer here".
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from eval.dataset import Kind, Task
from eval.metrics import exact_match, token_f1
from eval.squad import load_task
from rag import Hit, ModelReader, Passage, RagError, Span


@dataclass(frozen=True, slots=True)
class Figures:
    """Exact match and F1 from 0 to 1 over `answerable` questions, None if none; `silent` of `unanswerable`."""

    name: str
    answerable: int
    exact_match: float | None
    f1: float | None
    unanswerable: int
    silent: float | None


def measure(name: str, task: Task, reader: ModelReader) -> Figures:
    """The figures of `reader` on `task`, whose paragraphs are known."""
    scores: list[tuple[float, float]] = []
    silences: list[bool] = []
    with Progress(console=Console(stderr=True), transient=True) as bar:
        for question in bar.track(task.questions, description=name):
            text = task.paragraphs[str(question.article)]
            best = max(reader.read(question.question, [_hit(text)]), key=lambda span: span.margin, default=None)
            if question.kind is Kind.UNANSWERABLE:
                silences.append(best is None or best.margin <= 0)
            else:
                said = _text(best, text)
                scores.append((exact_match(said, question.answers), token_f1(said, question.answers)))
    return Figures(
        name,
        len(scores),
        fmean(one[0] for one in scores) if scores else None,
        fmean(one[1] for one in scores) if scores else None,
        len(silences),
        fmean(silences) if silences else None,
    )


def print_figures(figures: Sequence[Figures], console: Console) -> None:
    """One line a file."""
    table = Table(box=None, pad_edge=False)
    for heading in ("given the paragraph", "questions", "F1", "EM", "unanswerable", "silent"):
        table.add_column(heading, justify="left" if heading.startswith("given") else "right")
    for one in figures:
        rates = [f"{100 * rate:.1f}" if rate is not None else "" for rate in (one.f1, one.exact_match, one.silent)]
        table.add_row(one.name, str(one.answerable), rates[0], rates[1], str(one.unanswerable), rates[2])
    console.print(table)


def main() -> None:
    """Parse the command line, read, print."""
    parser = argparse.ArgumentParser(prog="python -m eval.given", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="SQuAD JSON")
    parser.add_argument("--reader", default="", help="folder of a model, or name of a cached one [the shipped one]")
    parser.add_argument("--float32", action="store_true", help="read with PyTorch even where an int8 model is there")
    given = parser.parse_args()
    try:
        reader = ModelReader(given.reader, float32=given.float32)
        with tempfile.TemporaryDirectory(prefix="ibid-given-") as scratch:
            tasks = [
                (path.name, load_task(path, articles=None, paragraphs=Path(scratch) / str(number)))
                for number, path in enumerate(given.files)
            ]
            print_figures([measure(name, task, reader) for name, task in tasks], Console())
    except RagError as error:
        sys.exit(f"given: {error}")


def _hit(text: str) -> Hit:
    return Hit(Passage("given", 0, len(text), text), headline="", date=None, rank=1, score=1.0)


def _text(span: Span | None, text: str) -> str:
    # Without a span there is nothing to score, which is as wrong as a wrong one; None would count as an abstention.
    return text[span.start : span.end] if span is not None else ""


if __name__ == "__main__":
    main()
