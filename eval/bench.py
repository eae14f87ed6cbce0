"""How fast: `python -m eval.bench` measures Ibid and plain code for the same work, in one run.

The two take turns, so that whatever else the machine does slows both.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from eval import plain
from eval.command import SEED_ARTICLES, SEED_QUESTIONS
from eval.dataset import Kind, Question, Task
from eval.metrics import percentile
from eval.squad import load_task
from rag import Library, RagError, Settings, SourceError, Timings, load_settings

QUESTIONS = 100
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: Ibid's figure and, where there is something to compare, that of plain code."""

    name: str
    unit: str
    ibid: float
    plain: float | None = None

    @property
    def speed(self) -> float | None:
        """How many times as fast as plain code Ibid is; a rate is better high, a time low."""
        if self.plain is None:
            return None
        return self.ibid / self.plain if self.unit.endswith("/s") else self.plain / self.ibid


def measure(articles: Path, questions: Sequence[Question], settings: Settings, scratch: Path) -> list[Figure]:
    """Figures of adding `articles` and asking `questions`, with models already loaded.

    `scratch` is a folder that does not exist yet. Adding is repeated, and the best of each side counts.
    """
    scratch.mkdir()
    warm_up = scratch / "warm-up.txt"
    warm_up.write_text(plain.WARM_UP, encoding="utf-8")
    add_s, embed_s, timings, read_ms = [], [], [], []
    with Library.open(scratch / "library", settings, create=True) as library:
        library.add([warm_up])
        library.ask(plain.WARM_UP)
        embed = plain.make_embed(articles, settings, scratch / "texts")
        read = plain.make_read(settings)
        for _ in range(REPEATS):
            library.remove([article.id for article in library.articles()])
            start = time.perf_counter()
            library.add([articles])
            add_s.append(time.perf_counter() - start)
            embed_s.append(embed())
        for question in questions:
            answer = library.ask(question.question)
            timings.append(answer.timings)
            read_ms.append(read(question.question, [hit.passage.text for hit in answer.hits]))
        passages = sum(article.passages for article in library.articles())
    return [Figure("add", "passages/s", passages / min(add_s), passages / min(embed_s)), *ask_figures(timings, read_ms)]


def ask_figures(timings: Sequence[Timings], read_ms: Sequence[float]) -> list[Figure]:
    """Figures of asking; `read_ms` is what a plain loop took to read the same passages."""
    totals = [timing.total for timing in timings]
    reads = [timing.read for timing in timings]
    return [
        Figure("ask, p50", "ms", percentile(totals, 50)),
        Figure("ask, p95", "ms", percentile(totals, 95)),
        Figure("  embed, p50", "ms", percentile([timing.embed for timing in timings], 50)),
        Figure("  retrieve, p50", "ms", percentile([timing.retrieve for timing in timings], 50)),
        Figure("  read, p50", "ms", percentile(reads, 50), percentile(read_ms, 50)),
        Figure("  read, p95", "ms", percentile(reads, 95), percentile(read_ms, 95)),
        Figure("  answer, p50", "ms", percentile([timing.answer for timing in timings], 50)),
    ]


def measure_processes(articles: Path, question: str, library: Path) -> list[Figure]:
    """Figures of `ibid` started anew on a library that does not exist yet; memory is the largest of any."""
    environment = os.environ | {"IBID_LIBRARY": str(library)}

    def seconds(*arguments: str) -> float:
        start = time.perf_counter()
        command = [sys.executable, "-m", "rag.cli", *arguments]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start

    seconds("add", str(articles))
    figures = [
        Figure("ibid --help", "s", median(seconds("--help") for _ in range(REPEATS))),
        Figure("ibid ask", "s", median(seconds("ask", question) for _ in range(REPEATS))),
    ]
    # Linux counts in KiB, macOS in bytes.
    unit = 1024**2 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    return [*figures, Figure("ibid add and ask, peak memory", "MiB", peak)]


def bench(squad: Path | None, count: int, settings: Settings) -> dict[str, list[Figure]]:
    """All figures, by what they were measured on. Raises `SourceError` when `squad` cannot be used."""
    figures = {}
    with tempfile.TemporaryDirectory(prefix="ibid-bench-") as folder:
        scratch = Path(folder)
        tasks = {"seeds": load_task(SEED_QUESTIONS, articles=SEED_ARTICLES, paragraphs=scratch / "paragraphs")}
        if squad is not None:
            tasks[squad.name] = load_task(squad, articles=None, paragraphs=scratch / "paragraphs")
        articles = {name: task.articles for name, task in tasks.items() if task.articles is not None}
        if missing := tasks.keys() - articles.keys():
            raise SourceError(f"{missing.pop()}: not SQuAD JSON. Give a file that brings its own paragraphs.")
        for number, (name, task) in enumerate(tasks.items()):
            questions = sample(task, count)
            heading = f"{name}, {len(questions)} questions"
            figures[heading] = measure(articles[name], questions, settings, scratch / str(number))
        question = tasks["seeds"].questions[0].question
        figures["seeds, in a new process"] = measure_processes(SEED_ARTICLES, question, scratch / "new")
    return figures


def sample(task: Task, count: int) -> list[Question]:
    """At most `count` questions that need no history, spread evenly over the task; at least one."""
    alone = [question for question in task.questions if question.kind is not Kind.FOLLOWUP]
    count = min(count, len(alone))
    return [alone[number * len(alone) // count] for number in range(count)]


def print_figures(figures: dict[str, list[Figure]], console: Console) -> None:
    """One table of all figures; plain code is that of `eval.plain`."""
    table = Table("", box=None, pad_edge=False)
    for heading in ("Ibid", "plain", "", "times as fast"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, lines in figures.items():
        table.add_row(name, style="bold")
        for line in lines:
            other = f"{line.plain:,.1f}" if line.plain is not None else ""
            speed = f"{line.speed:.2f}" if line.speed is not None else ""
            table.add_row(f"  {line.name}", f"{line.ibid:,.1f}", other, line.unit, speed)
    console.print(table)


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("--squad", type=Path, metavar="FILE", help="measure on this SQuAD file's paragraphs too")
    parser.add_argument("--questions", type=int, default=QUESTIONS, metavar="N", help="at most N questions of each")
    given = parser.parse_args()
    if given.questions < 1:
        parser.error(f"--questions is {given.questions}; give 1 or more")
    try:
        print_figures(bench(given.squad, given.questions, load_settings()), Console())
    except RagError as error:
        sys.exit(f"bench: {error}")


if __name__ == "__main__":
    main()
