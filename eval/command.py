"""What `ibid eval` does: questions and articles in, a report out."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from eval import beir
from eval.corpus import folder_corpus, library_corpus
from eval.dataset import Task, select_split
from eval.extra import Split
from eval.lint import REMEDIES, Flaw, check_task, tell_unknown
from eval.placing import check_command, place_or_refuse
from eval.publish import Wanted, check_wanted, print_console, publish, publish_searches, say
from eval.report import read_report
from eval.resume import Journal, identify, open_journal
from eval.run import build_library, evaluate
from eval.squad import load_task, write_distractors
from eval.table import plain_line
from eval.verdict import Report, Verdict
from rag import Failure, Library, Settings, SettingsError, SourceError, is_library, plain_count

SHIPPED_QUESTIONS = Path(__file__).resolve().parent / "questions"
SEED_QUESTIONS = SHIPPED_QUESTIONS / "seeds.jsonl"
WORLD_QUESTIONS = SHIPPED_QUESTIONS / "world.jsonl"
WORLD_ARTICLES = Path(__file__).resolve().parent / "articles"
STORY_QUESTIONS = SHIPPED_QUESTIONS / "stories.jsonl"
STORY_ARTICLES = Path(__file__).resolve().parent / "stories"
MARUNA_QUESTIONS = SHIPPED_QUESTIONS / "maruna.jsonl"
MARUNA_ARTICLES = Path(__file__).resolve().parent / "maruna"
INVENTED = {
    WORLD_QUESTIONS: WORLD_ARTICLES,
    STORY_QUESTIONS: STORY_ARTICLES,
    MARUNA_QUESTIONS: MARUNA_ARTICLES,
}
# Beside the package in a checkout; an installed Ibid has the questions, but not the articles.
SEED_ARTICLES = Path(__file__).resolve().parent.parent / "seeds"


def run_eval(wanted: Wanted, settings: Settings) -> int:
    """Ask the questions, or take the answers of a saved report, and give what is wanted; the exit status.

    Questions about no given folder of articles are asked of the shipped articles if they are shipped with Ibid, else of
    the library of `settings`. Any other library is made in a temporary folder and removed again. Returns 1 when a bar
    that was set is missed, else 0. Raises `SourceError` when questions or articles cannot be used, `SettingsError`
    when what is wanted contradicts itself, `StorageError` when a file cannot be written, and what `Library` raises.
    """
    check_wanted(wanted)  # first: asking may take an hour
    if wanted.saved is not None:
        return publish(_saved_report(wanted.saved, wanted.split), wanted)
    if wanted.questions is not None and wanted.questions.is_dir():
        return _run_beir(wanted.questions, wanted, settings)
    return publish(_ask_all(wanted, settings), wanted, settings.library if is_library(settings.library) else None)


def run_check(wanted: Wanted, settings: Settings) -> int:
    """Print what is wrong with the questions, one line each, without asking any; 1 if there is anything, else 0.

    Raises `SourceError` when the file as a whole, or the articles, cannot be used, and `SettingsError` when more is
    wanted than questions and articles.
    """
    questions, articles = wanted.questions, wanted.articles
    if wanted != Wanted(questions=questions, articles=articles):
        raise SettingsError("--check asks nothing, so it takes only questions, --articles and --library.")
    if questions is not None and questions.is_dir():
        return _check_beir(questions)
    flaws: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ibid-eval-") as scratch:
        task = choose_task(questions, articles, settings, Path(scratch) / "paragraphs", flaws)
        if task.articles is not None:
            found = check_task(task, folder_corpus(task.articles, settings), flaws)
        else:
            with Library.open(settings=settings) as library:
                found = check_task(task, library_corpus(library), flaws)
    console = print_console()
    for flaw in Flaw:
        if own := [problem for problem in found if problem.flaw is flaw]:
            remedy = f": {REMEDIES[flaw]}" if flaw in REMEDIES else ""
            console.print(f"{flaw.value} ({len(own)}){remedy}", style="bold", soft_wrap=True)
            for problem in own:
                told = f"{problem.where}: {problem.message}" if problem.where else problem.message
                console.print(plain_line(f"  {told}"), soft_wrap=True)
    for unknown in task.unknown:
        if unknown.meant is None:  # a note of one's own, or a field of a later Ibid: no problem
            console.print(plain_line(f"{tell_unknown(unknown)}, and is passed over"), soft_wrap=True)
    result = plain_count(len(found), "problem") if found else "nothing to mend"
    console.print(f"{plain_count(len(task.questions), 'question')}, {result}")
    return 1 if found else 0


def _check_beir(folder: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="ibid-eval-") as scratch:
        task = _load_beir(folder, Path(scratch))
    for id_ in task.absent:
        print_console().print(plain_line(f"  {id_}: relevant, but blank or not in {beir.CORPUS}"), soft_wrap=True)
    counts = plain_count(len(task.queries), "question"), plain_count(len(task.documents), "document")
    print_console().print(f"{', '.join(counts)}, {plain_count(len(task.absent), 'problem')}")
    return 1 if task.absent else 0


def choose_task(
    questions: Path | None, articles: Path | None, settings: Settings, paragraphs: Path, flaws: list[str] | None = None
) -> Task:
    """The task that `run_eval` sets, its SQuAD paragraphs written to the folder `paragraphs`; raises as it does.

    With `flaws`, what is wrong with single questions is added there instead.
    """
    file = questions if questions is not None else SEED_QUESTIONS
    task = load_task(file, articles=articles, paragraphs=paragraphs, flaws=flaws)
    if task.articles is not None:
        return task
    if file.resolve() in INVENTED:
        return replace(task, articles=INVENTED[file.resolve()])
    if file.resolve().parent == SHIPPED_QUESTIONS:
        if not SEED_ARTICLES.is_dir():
            raise SourceError(f"{SEED_ARTICLES}: the seed articles are not there. Give their folder with --articles.")
        return replace(task, articles=SEED_ARTICLES)
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


def _ask_all(wanted: Wanted, settings: Settings) -> Report:
    """The report of a run, or of what an earlier one left to ask."""
    file = wanted.questions if wanted.questions is not None else SEED_QUESTIONS
    with tempfile.TemporaryDirectory(prefix="ibid-eval-") as scratch:
        task = choose_task(wanted.questions, wanted.articles, settings, Path(scratch) / "paragraphs")
        if wanted.split is not None:
            task = select_split(task, wanted.split, file)
        add_distractors(task, wanted.distractors)
        with _open(task.articles, settings, Path(scratch) / "library") as library:
            placed = place_or_refuse(task, library_corpus(library), file, wanted.articles)
            for unknown in task.unknown:
                if unknown.meant is not None:
                    say(f"{file}: {tell_unknown(unknown)} It is passed over.")
            if placed.several:
                count, lint = plain_count(len(placed.several), "answer"), check_command(file, wanted.articles)
                say(f"{file}: {count} found in several places, each of which counts as right; {lint} lists them")
            task = placed.task
            run = identify(library, task, file.name)
            with _journal(wanted.jsonl, run) as journal:
                already = journal.verdicts if journal is not None else {}
                if already:
                    say(f"{wanted.jsonl}: {len(already)} of {len(task.questions)} questions were asked before")
                with _progress("Asking", len(task.questions), len(already)) as advance:

                    def on_verdict(verdict: Verdict) -> None:
                        if journal is not None:
                            journal.write(verdict)
                        advance()

                    report = evaluate(library, task, on_verdict, already=already)
    return Report(report.verdicts, run | _circumstances(wanted, task, file))


def _circumstances(wanted: Wanted, task: Task, file: Path) -> dict[str, object]:
    """When and of which files something was asked; no answer depends on it."""
    about = "library" if task.articles is None else "paragraphs" if task.paragraphs else "folder"
    files = {
        "questions": str(file.absolute()),
        "about": about,
        **({"articles": str(task.articles.absolute())} if about == "folder" and task.articles is not None else {}),
        **({"split": wanted.split.value} if wanted.split is not None else {}),
    }
    return {"at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "files": files}


def _saved_report(path: Path, split: Split | None) -> Report:
    """The report in a file, or the part of it that is of a split."""
    report = read_report(path)
    verdicts = tuple(one for one in report.verdicts if split is None or one.question.extra.split is split)
    if not verdicts:
        raise SourceError(f"{path}: no question has the split {split}. Leave --split out.")
    return Report(verdicts, report.run)


def _load_beir(folder: Path, scratch: Path) -> beir.RetrievalTask:
    if not beir.is_beir(folder):
        raise SourceError(f"{folder}: a folder of questions holds {beir.CORPUS} and {beir.QUERIES}, as BEIR does.")
    return beir.load_beir(folder, scratch / "articles")


def _run_beir(folder: Path, wanted: Wanted, settings: Settings) -> int:
    refused = {
        "--articles": wanted.articles, "--jsonl": wanted.jsonl, "--html": wanted.html, "--compare": wanted.compare,
        "--fail-under": wanted.fail_under, "--fail-if-worse": wanted.fail_if_worse, "--blame": wanted.blame,
        "--show": wanted.show, "--split": wanted.split,
        "--distractors": wanted.distractors if wanted.distractors else None,
    }  # fmt: skip
    if given := [name for name, value in refused.items() if value is not None]:
        raise SettingsError(f"{given[0]} needs answers; {folder} measures retrieval alone. Leave it out.")
    settings = beir.search_settings(settings)
    with tempfile.TemporaryDirectory(prefix="ibid-eval-") as scratch:
        task = _load_beir(folder, Path(scratch))
        with (
            _open(task.articles, settings, Path(scratch) / "library") as library,
            _progress("Searching", len(task.queries)) as advance,
        ):
            searches = beir.search_all(library, task, lambda search: advance())
    publish_searches(searches, task, wanted)
    return 0


@contextmanager
def _open(articles: Path | None, settings: Settings, folder: Path) -> Iterator[Library]:
    """The library to ask: a new one in `folder` of the articles in a folder, or that of the settings."""
    if articles is None:
        with Library.open(settings=settings) as library:
            yield library
        return
    with _progress("Adding", None) as done:
        library = build_library(
            articles, settings, folder, on_done=lambda path, outcome: done(), on_failed=_tell_failures
        )
    with library:
        yield library


def _tell_failures(failures: Sequence[Failure]) -> None:
    console = Console(stderr=True)
    for failure in failures:
        console.print(plain_line(failure.reason), soft_wrap=True)
    console.print(f"{plain_count(len(failures), 'file')} left out", soft_wrap=True)


@contextmanager
def _journal(path: Path | None, run: dict[str, object]) -> Iterator[Journal | None]:
    with open_journal(path, run) if path is not None else nullcontext() as journal:
        yield journal


@contextmanager
def _progress(what: str, total: int | None, done: int = 0) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if that is a terminal; call what is given once for each item done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(what, total=total, completed=done)
        yield lambda: progress.advance(bar)
