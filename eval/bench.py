"""How fast: `python -m eval.bench` measures Ibid, plain code and the floor for the same work, in one run.

They take turns, so that whatever else the machine does slows all of them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from rich.console import Console
from rich.table import Table

from eval import plain
from eval.command import SEED_ARTICLES, SEED_QUESTIONS
from eval.dataset import Kind, Question, Task
from eval.metrics import percentile
from eval.squad import load_task
from rag import Library, ModelReader, RagError, Settings, SourceError, Timings, load_settings

QUESTIONS = 100
REPEATS = 3
WIDTH_OF_FILES = 120
RSS_UNIT = 1024**2 if sys.platform == "darwin" else 1024  # Linux counts in KiB, macOS in bytes
PlainRead = Callable[[str, Sequence[str]], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: Ibid's figure, that of plain code, and the floor; None where none was measured."""

    name: str
    unit: str
    ibid: float
    plain: float | None = None
    floor: float | None = None

    @property
    def speed(self) -> float | None:
        """How many times as fast as plain code Ibid is; a rate is better high, a time or a size low."""
        if self.plain is None:
            return None
        return self.ibid / self.plain if self.unit.endswith("/s") else self.plain / self.ibid

    @property
    def over_floor(self) -> float | None:
        """How many times the floor Ibid takes."""
        if self.floor is None:
            return None
        return self.floor / self.ibid if self.unit.endswith("/s") else self.ibid / self.floor


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: Ibid's timings, and milliseconds of reading by other means.

    `plain_all` and `plain_read`: plain code on all passages retrieved, and on only those that Ibid read. `floor`: the
    network alone, one pass over exactly the `tokens` of those that Ibid read.
    """

    timings: Timings
    passages: int
    read: int
    tokens: int
    plain_all: float
    plain_read: float
    floor: float


def measure(articles: Path, questions: Sequence[Question], settings: Settings, scratch: Path) -> list[Figure]:
    """Figures of adding `articles` and asking `questions`, with models already loaded.

    `scratch` is a folder that does not exist yet. Adding is repeated, and the best of each side counts.
    """
    scratch.mkdir()
    warm_up = scratch / "warm-up.txt"
    warm_up.write_text(plain.WARM_UP, encoding="utf-8")
    add_s, embed_s = [], []
    reader = ModelReader(settings.reader, max_answer_tokens=settings.max_answer_tokens)
    with Library.open(scratch / "library", settings, create=True, reader=reader) as library:
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
        askings = [ask_in_turns(library, reader, read, question.question) for question in questions]
        passages = sum(article.passages for article in library.articles())
    return [Figure("add", "passages/s", passages / min(add_s), passages / min(embed_s)), *ask_figures(askings)]


def ask_in_turns(library: Library, reader: ModelReader, read: PlainRead, question: str) -> Asking:
    """Ask Ibid, then have the same passages read by plain code and by the network alone."""
    answer = library.ask(question)
    texts = [hit.passage.text for hit in answer.hits]
    read_hits = [hit for hit in answer.hits if hit.rank in answer.read]
    tokens, floor = reader.one_pass(answer.understood, read_hits)
    return Asking(
        answer.timings,
        len(texts),
        len(answer.read),
        tokens,
        read(answer.understood, texts),
        read(answer.understood, [hit.passage.text for hit in read_hits]),
        1000 * floor,
    )


def ask_figures(askings: Sequence[Asking]) -> list[Figure]:
    """Figures of asking, in milliseconds a question unless the unit says otherwise."""

    def middle(values: Sequence[float]) -> float:
        return percentile(values, 50)

    timings = [one.timings for one in askings]
    reads = [one.timings.read for one in askings]
    tokens = sum(one.tokens for one in askings)
    return [
        Figure("ask, p50", "ms", middle([timing.total for timing in timings])),
        Figure("ask, p95", "ms", percentile([timing.total for timing in timings], 95)),
        Figure("  embed, p50", "ms", middle([timing.embed for timing in timings])),
        Figure("  retrieve, p50", "ms", middle([timing.retrieve for timing in timings])),
        Figure(
            "  read, p50", "ms", middle(reads), middle([one.plain_all for one in askings]),
            middle([one.floor for one in askings]),
        ),
        Figure(
            "  read, p95", "ms", percentile(reads, 95), percentile([one.plain_all for one in askings], 95),
            percentile([one.floor for one in askings], 95),
        ),
        Figure("  the same passages, p50", "ms", middle(reads), middle([one.plain_read for one in askings])),
        Figure(
            "  tokens read", "tokens/s", 1000 * tokens / sum(reads),
            1000 * tokens / sum(one.plain_read for one in askings), 1000 * tokens / sum(one.floor for one in askings),
        ),
        Figure(
            "  passages read, mean", "", fmean(one.read for one in askings), fmean(one.passages for one in askings)
        ),
        Figure("  answer, p50", "ms", middle([timing.answer for timing in timings])),
    ]  # fmt: skip


def measure_processes(articles: Path, question: str, library: Path) -> list[Figure]:
    """Figures of `ibid` started anew on a library that does not exist yet, and of plain code doing the same."""
    environment = os.environ | {"IBID_LIBRARY": str(library)}

    def run(*arguments: str) -> tuple[float, float]:
        """Seconds, and peak memory in MiB."""
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", *arguments], env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise subprocess.CalledProcessError(status, arguments)
        return time.perf_counter() - start, usage.ru_maxrss / RSS_UNIT

    adding = run("rag.cli", "add", str(articles))
    helping = median(run("rag.cli", "--help")[0] for _ in range(REPEATS))
    asking, plainly = [], []
    for _ in range(REPEATS):
        asking.append(run("rag.cli", "ask", question))
        plainly.append(run("eval.plain", str(articles), question))
    return [
        Figure("ibid --help", "s", helping),
        Figure("ibid ask", "s", median(one[0] for one in asking), median(one[0] for one in plainly)),
        Figure("ibid ask, peak memory", "MiB", median(one[1] for one in asking), median(one[1] for one in plainly)),
        Figure("ibid add, peak memory", "MiB", adding[1]),
    ]


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
        # First, while this process is small: the peak memory of a child begins with that of its parent.
        question = tasks["seeds"].questions[0].question
        figures["seeds, in a new process"] = measure_processes(SEED_ARTICLES, question, scratch / "new")
        for number, (name, task) in enumerate(tasks.items()):
            questions = sample(task, count)
            heading = f"{name}, {len(questions)} questions"
            figures[heading] = measure(articles[name], questions, settings, scratch / str(number))
    return figures


def sample(task: Task, count: int) -> list[Question]:
    """At most `count` questions that need no history, spread evenly over the task; at least one."""
    alone = [question for question in task.questions if question.kind is not Kind.FOLLOWUP]
    count = min(count, len(alone))
    return [alone[number * len(alone) // count] for number in range(count)]


def print_figures(figures: dict[str, list[Figure]], console: Console) -> None:
    """One table of all figures; plain code is that of `eval.plain`, the floor the network by itself."""
    table = Table("", box=None, pad_edge=False)
    for heading in ("Ibid", "plain", "floor", "", "plain / Ibid", "Ibid / floor"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, lines in figures.items():
        table.add_row(name, style="bold")
        for line in lines:
            cells = [line.plain, line.floor, line.speed, line.over_floor]
            plainly, floor, speed, over = ("" if cell is None else f"{cell:,.2f}" for cell in cells)
            table.add_row(f"  {line.name}", f"{line.ibid:,.2f}", plainly, floor, line.unit, speed, over)
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
        figures = bench(given.squad, given.questions, load_settings())
        print_figures(figures, Console(width=None if sys.stdout.isatty() else WIDTH_OF_FILES))
    except RagError as error:
        sys.exit(f"bench: {error}")


if __name__ == "__main__":
    main()
