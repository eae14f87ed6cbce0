"""What `ibid eval` does: questions and articles in, a table and a JSON file out."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from eval.dataset import Task
from eval.report import print_table, report_to_json
from eval.run import Report, build_library, evaluate
from eval.squad import load_task, write_distractors
from rag import Library, Settings, SettingsError, SourceError, StorageError

SHIPPED_QUESTIONS = Path(__file__).resolve().parent / "questions"
SEED_QUESTIONS = SHIPPED_QUESTIONS / "seeds.jsonl"
# Beside the package in a checkout; an installed Ibid has the questions, but not the articles.
SEED_ARTICLES = Path(__file__).resolve().parent.parent / "seeds"
WIDTH_OF_FILES = 120


def run_eval(
    questions: Path | None,
    articles: Path | None,
    json_out: Path | None,
    fail_under: float | None,
    settings: Settings,
    distractors: Sequence[Path] = (),
) -> int:
    """Ask the questions in a file and print the figures; the exit status for `ibid eval`.

    `questions`: JSON Lines or SQuAD JSON; None for those on the seeds. `articles`: the folder they are about; None
    for the seeds if the questions are shipped with Ibid, else for the library of `settings`. Any other library is
    made in a temporary folder and removed again. `distractors`: SQuAD JSON files whose paragraphs are added
    to SQuAD's own, to make retrieval harder. `json_out`: file for `report_to_json`. Returns 1 when the F1
    of answerable questions is under `fail_under` (0 to 1), else 0. Raises `SourceError` when questions
    or articles cannot be used, `SettingsError` when `fail_under` cannot, `StorageError` when the
    JSON cannot be written, and what `Library` raises.
    """
    if fail_under is not None and not 0 <= fail_under <= 1:
        raise SettingsError(f"--fail-under is {fail_under}; F1 goes from 0 to 1. Give 0.8 for 80 %.")
    if json_out is not None and (json_out.is_dir() or not json_out.parent.is_dir()):
        # Before the questions are asked, which may take an hour.
        raise StorageError(f"{json_out}: no file can be written there. Give a file in an existing folder.")
    with tempfile.TemporaryDirectory(prefix="ibid-eval-") as scratch:
        task = choose_task(questions, articles, settings, Path(scratch) / "paragraphs")
        add_distractors(task, distractors)
        with (
            _open(task, settings, Path(scratch) / "library") as library,
            _progress("Asking", len(task.questions)) as done,
        ):
            report = evaluate(library, task, lambda question: done())
    if json_out is not None:  # first: whoever reads the table may stop after its first lines
        _write(report, json_out)
    print_table(report, Console(width=None if sys.stdout.isatty() else WIDTH_OF_FILES))
    return 0 if fail_under is None or _good_enough(report, fail_under) else 1


def choose_task(questions: Path | None, articles: Path | None, settings: Settings, paragraphs: Path) -> Task:
    """The task that `run_eval` sets, its SQuAD paragraphs written to the folder `paragraphs`; raises as it does."""
    file = questions if questions is not None else SEED_QUESTIONS
    task = load_task(file, articles=articles, paragraphs=paragraphs)
    if task.articles is not None:
        return task
    if file.resolve().parent == SHIPPED_QUESTIONS:
        if not SEED_ARTICLES.is_dir():
            raise SourceError(f"{SEED_ARTICLES}: the seed articles are not there. Give their folder with --articles.")
        return Task(task.questions, SEED_ARTICLES)
    if not settings.library.exists():
        raise SourceError(
            f"{file}: which articles are these questions about? Give their folder with --articles, or a "
            f"library ({settings.library} is not there)."
        )
    return task


def add_distractors(task: Task, distractors: Sequence[Path]) -> None:
    """Write the paragraphs of SQuAD JSON files beside those of `task`. Raises `SourceError` if it has none."""
    if distractors and (task.articles is None or not task.paragraphs):
        raise SourceError("--distractors goes with questions in the form of SQuAD only. Leave it out.")
    for number, path in enumerate(distractors, start=1):
        assert task.articles is not None
        write_distractors(path, task.articles, f"distractor-{number}")


@contextmanager
def _open(task: Task, settings: Settings, folder: Path) -> Iterator[Library]:
    """The library to ask: a new one in `folder` of the task's articles, or that of the settings."""
    if task.articles is None:
        with Library.open(settings=settings) as library:
            yield library
        return
    with _progress("Adding", None) as done:
        library = build_library(task.articles, settings, folder, on_done=lambda path, outcome: done())
    with library:
        yield library


@contextmanager
def _progress(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if that is a terminal; call what is given once for each item done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda: progress.advance(bar)


def _write(report: Report, path: Path) -> None:
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        scratch.write_text(
            json.dumps(report_to_json(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8"
        )
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise StorageError(f"{path}: cannot be written ({error.strerror}). Choose another file.") from error


def _good_enough(report: Report, fail_under: float) -> bool:
    f1 = report_to_json(report)["answerable"]["f1"]
    if f1 is not None and f1 >= fail_under:
        return True
    what = f"F1 of answerable questions is {f1:.4f}" if f1 is not None else "there are no answerable questions"
    sys.stderr.write(f"ibid: {what}; --fail-under asks for {fail_under}\n")
    return False
