"""The command `ibid`. Thin: parse, call the library, print.

Results go to stdout, progress and errors to stderr. Exit 0: done (silence is an answer too); 1: something
failed, in one line; 2: the command was called wrongly, or `verify` was given something else than a proof.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Never

import typer

from rag.errors import ProofError, RagError

if TYPE_CHECKING:
    from rag.datatypes import AddReport
    from rag.library import Library
    from rag.settings import Settings

app = typer.Typer(
    help="Ask your articles. Every answer is a quotation you can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

LibraryOption = Annotated[
    Path | None, typer.Option("--library", help="Folder of the library [default: ./library, or $IBID_LIBRARY].")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(metavar="WHAT=NAME", help="What a table calls its headline, date, text, url or source: date=Day."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def add(
    paths: Annotated[
        list[Path], typer.Argument(help="Files (text, Markdown, HTML, PDF, Word, CSV, JSON Lines), or folders of them.")
    ],
    library: LibraryOption = None,
    column: ColumnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add or update articles. Exit 1 if any file failed; the others are added all the same."""
    from rag import terminal
    from rag.datatypes import AddReport, Failure
    from rag.sources import find_files
    from rag.sources.limits import parse_columns

    settings = _settings(library=library)
    columns = parse_columns(column or [])
    # Counted first, so that the bar knows its end; an empty result must not leave a new library behind.
    files = list(find_files(paths))
    if not any(isinstance(file, Path) for file in files):
        _print_report(AddReport(failures=tuple(file for file in files if isinstance(file, Failure))), as_json)
        raise typer.Exit(1 if files else 0)
    with _library(settings, create=True) as opened, terminal.progress("Adding", len(files)) as advance:
        report = opened.add(paths, columns=columns, on_done=lambda path, outcome: advance())
    _print_report(report, as_json)
    if report.failures:
        raise typer.Exit(1)


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(help="Folder that the library shall mirror.")],
    library: LibraryOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and follow each change until Ctrl-C.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Remove all articles of a folder that has none any more.")
    ] = False,
    column: ColumnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the library hold what a folder holds: new, changed, moved and gone. Exit 1 if any file failed."""
    from rag import terminal
    from rag.sources.limits import parse_columns
    from rag.sync import check_folder, plan_to_json

    settings = _settings(library=library)
    columns = parse_columns(column or [])
    check_folder(folder)  # a mistyped one must not leave a new library behind

    def once(opened: Library) -> AddReport:
        plan = opened.plan_sync(folder, allow_empty=allow_empty)
        with terminal.progress("Syncing", len(plan.new) + len(plan.changed)) as advance:
            return opened.sync(plan, columns=columns, on_done=lambda path, outcome: advance())

    if dry_run:
        with _library_or_none_yet(settings) as opened:
            plan = opened.plan_sync(folder, allow_empty=allow_empty)
        if as_json:
            _print_json(plan_to_json(plan))
        else:
            terminal.print_plan(plan)
        raise typer.Exit(1 if plan.failures else 0)
    with _library(settings, create=True) as opened:
        if not watch:
            report = once(opened)
            _print_report(report, as_json)
            raise typer.Exit(1 if report.failures else 0)
        _follow(folder, opened, once, as_json)


def _follow(folder: Path, library: Library, once: Callable[[Library], AddReport], as_json: bool) -> Never:
    """Sync at each change, and print what that did, until Ctrl-C."""
    from rag.datatypes import AddReport, Failure
    from rag.errors import LibraryLocked
    from rag.watching import stopping_on_interrupt, watch_folder

    is_due = False
    failures: tuple[Failure, ...] = ()
    with stopping_on_interrupt() as stop:
        for has_changed in watch_folder(folder, library.folder, stop):
            is_due = is_due or has_changed
            if not is_due:
                continue
            try:
                report = once(library)
            except LibraryLocked:  # another process is adding: at the next look
                continue
            is_due = False
            if report != AddReport(unchanged=report.unchanged, failures=failures):
                _print_report(report, as_json, indent=None)
                sys.stdout.flush()
            failures = report.failures
    _fail("stopped watching; what was finished is kept")
    raise typer.Exit(130)


@app.command()
def ask(
    words: Annotated[list[str], typer.Argument(metavar="QUESTION", help="What you want to know.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
    since: Annotated[str | None, typer.Option(help="Only articles from this day on, as 2024-11-07.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles up to this day, as 2024-11-07.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Answer as the archive stood on this day, as 2024-11-07.")] = None,
    today: Annotated[
        str | None, typer.Option(help="The day that “last week” counts from [default: that of --as-of, or today].")
    ] = None,
    any_date: Annotated[
        bool, typer.Option("--any-date", help="Search articles of any date, whatever time the question names.")
    ] = False,
    outlet: Annotated[list[str] | None, typer.Option(help="Only articles of this outlet; may be repeated.")] = None,
    top_k: Annotated[int | None, typer.Option(min=1, max=100, help="Passages to read.")] = None,
    min_confidence: Annotated[float | None, typer.Option(min=0, max=1, help="Stay silent under this.")] = None,
    after: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help="A question asked before; may be repeated.")
    ] = None,
) -> None:
    """Answer a question with quotations, or a follow-up to the questions given with --after."""
    from rag import terminal
    from rag.proofs import answer_to_json
    from rag.wording import parse_limit

    with _library(_settings(library=library)) as opened:
        history: list[tuple[str, str]] = []
        for question in (*(after or ()), " ".join(words)):
            answer = opened.ask(
                question,
                since=parse_limit(since, "--since"),
                until=parse_limit(until, "--until"),
                as_of=parse_limit(as_of, "--as-of"),
                today=parse_limit(today, "--today"),
                any_date=any_date,
                outlets=outlet or (),
                top_k=top_k,
                min_confidence=min_confidence,
                history=history,
            )
            history.append((question, answer.quotation.text if answer.quotation is not None else ""))
    if as_json:
        _print_json(answer_to_json(answer))
    else:
        terminal.print_answer(answer)


@app.command("list")
def list_articles(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the articles, newest first."""
    from dataclasses import asdict

    from rag import terminal

    with _library(_settings(library=library)) as opened:
        articles = opened.articles()
    if as_json:
        _print_json([asdict(article) for article in articles])
    else:
        terminal.print_articles(articles)


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An id of `ibid list`, or how one begins.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article as it is stored."""
    from dataclasses import asdict

    from rag import terminal

    with _library(_settings(library=library)) as opened:
        article = opened.article(article_id)
        copies = opened.copies(article.id)
    if as_json:
        _print_json({"id": article.id, **asdict(article), "copies": [asdict(copy) for copy in copies]})
    else:
        terminal.print_article(article, copies)


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of `ibid list`, or how they begin.")],
    library: LibraryOption = None,
) -> None:
    """Remove articles from the library. Their files stay where they are."""
    from rag import terminal

    with _library(_settings(library=library)) as opened:
        gone = opened.remove(article_ids)
    for article in gone:
        terminal.say(f"removed {article.id}  {article.headline}")


@app.command()
def verify(
    proof: Annotated[str, typer.Argument(metavar="FILE", help="Output of `ibid ask --json`; - for standard input.")],
    library: LibraryOption = None,
) -> None:
    """Check every quotation of a saved answer. Exit 0: all hold; 1: some do not; 2: not a saved answer."""
    from rag import terminal

    try:
        text = _read_proof(proof)
        with _library(_settings(library=library)) as opened:
            checks = opened.verify(text)
    except ProofError as error:
        _fail(f"{proof}: {error}")
        raise typer.Exit(2) from None
    terminal.print_checks(checks)
    if not all(check.holds for check in checks):
        raise typer.Exit(1)


@app.command()
def doctor(
    library: LibraryOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make index, links of copies and vectors again.")] = False,
    reclaim: Annotated[bool, typer.Option("--reclaim", help="Give back the room of removed articles.")] = False,
) -> None:
    """Show versions and model hashes, and examine the library. Exit 1 if anything is wrong."""
    from rag import doctor as examination
    from rag import terminal

    settings = _settings(library=library)
    terminal.print_facts("Versions", examination.versions())
    terminal.print_facts("Models", examination.model_hashes(settings.embedder, settings.reader))
    lost: list[str] = []
    if repair:
        from rag.library import Library

        lost = Library.salvage(settings=settings)
    with _library(settings) as opened:
        if repair:
            opened.repair()
        if reclaim:
            opened.reclaim()
        problems = lost + opened.examine()
        terminal.print_health(opened.folder, opened.counts(), problems)
    if problems:
        raise typer.Exit(1)


@app.command()
def serve(
    library: LibraryOption = None,
    host: Annotated[str | None, typer.Option(help="Address to bind [default: 127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to bind [default: 7860]; 0 for any free one.")] = None,
    read_only: Annotated[
        bool | None,
        typer.Option(
            "--read-only/--allow-changes",
            help="Whether the page may add and remove articles [default: if only this machine reaches it].",
        ),
    ] = None,
) -> None:
    """Open the page and the HTTP API on this machine."""
    from rag import terminal

    settings = _settings(library=library, host=host, port=port, read_only=read_only)
    with _library(settings) as opened:
        from ui.server import serve as serve_page

        serve_page(
            opened,
            settings.host,
            settings.port,
            lambda url: terminal.say(f"Ibid is at {url} (Ctrl-C stops it)"),
            read_only=settings.read_only,
        )


@app.command("eval")
def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(help="CSV, JSON Lines, SQuAD JSON or a BEIR folder [default: the questions on the seeds]."),
    ] = None,
    articles: Annotated[Path | None, typer.Option(help="Folder of the articles that the questions are about.")] = None,
    split: Annotated[str | None, typer.Option(help="Ask only one half of the questions: dev or test.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Ask nothing; list what is wrong with the questions.")] = False,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write all figures and answers to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report to send around to this file.")] = None,
    jsonl: Annotated[Path | None, typer.Option(help="Write a line a question as it goes; resume from there.")] = None,
    saved: Annotated[
        Path | None, typer.Option("--from", help="Ask nothing; take the answers that --json wrote.")
    ] = None,
    compare: Annotated[Path | None, typer.Option(help="Say what changed since this file of --json.")] = None,
    blame: Annotated[str | None, typer.Option(help="Print the evidence of what went wrong so.")] = None,
    show: Annotated[str | None, typer.Option(metavar="ID", help="Print the evidence of one question.")] = None,
    fail_under: Annotated[float | None, typer.Option(min=0, max=1, help="Exit 1 if answerable F1 is lower.")] = None,
    fail_if_worse: Annotated[
        Path | None, typer.Option(help="Exit 1 if F1 is worse than in this file of --json.")
    ] = None,
    distractors: Annotated[
        list[Path] | None, typer.Option(help="SQuAD JSON whose paragraphs are searched too; may be repeated.")
    ] = None,
    no_keep: Annotated[bool, typer.Option("--no-keep", help="Keep no result for the library's page.")] = False,
    library: LibraryOption = None,
) -> None:
    """Ask known questions and measure the answers."""
    from eval.command import run_check, run_eval
    from eval.publish import Wanted, parse_split

    settings = _settings(library=library)
    wanted = Wanted(
        questions=questions, articles=articles, distractors=distractors if distractors else (), saved=saved,
        json_out=json_out, jsonl=jsonl, html=html, compare=compare, fail_under=fail_under,
        fail_if_worse=fail_if_worse, blame=blame, show=show, split=parse_split(split),
        keep=not no_keep,
    )  # fmt: skip
    if code := run_check(wanted, settings) if check else run_eval(wanted, settings):
        raise typer.Exit(code)


@app.command()
def calibrate(
    questions: Annotated[Path, typer.Argument(help="Questions about the library's articles, as JSON Lines.")],
    library: LibraryOption = None,
) -> None:
    """Fit confidences and the threshold for silence to your own questions."""
    from eval.calibrate import run_calibrate

    run_calibrate(questions, _settings(library=library))


def main() -> None:
    """Run the command; an error of Ibid becomes one line on stderr and exit 1."""
    logging.basicConfig(level=logging.ERROR, format="ibid: %(message)s")
    try:
        app()
    except RagError as error:
        _fail(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        _fail("interrupted; what was finished is kept")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _settings(**overrides: object) -> Settings:
    from rag.settings import load_settings

    return load_settings(**overrides)


@contextmanager
def _library(settings: Settings, *, create: bool = False) -> Iterator[Library]:
    from rag.library import Library

    with Library.open(settings=settings, create=create) as opened:
        yield opened


@contextmanager
def _library_or_none_yet(settings: Settings) -> Iterator[Library]:
    """The library, or where there is none an empty one that is gone afterwards."""
    import tempfile

    from rag.manifest import is_library

    if is_library(settings.library):
        with _library(settings) as opened:
            yield opened
        return
    with tempfile.TemporaryDirectory(prefix="ibid-") as nowhere:
        empty = settings.model_copy(update={"library": Path(nowhere) / "library"})
        with _library(empty, create=True) as opened:
            yield opened


def _read_proof(proof: str) -> str:
    try:
        data = sys.stdin.buffer.read() if proof == "-" else Path(proof).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise ProofError(f"cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ProofError("not UTF-8 text. Give the output of `ibid ask --json`.") from None


def _print_json(data: object, *, indent: int | None = 2) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=indent, default=lambda value: value.isoformat()))


def _print_report(report: AddReport, as_json: bool, *, indent: int | None = 2) -> None:
    from dataclasses import asdict

    from rag import terminal

    if as_json:
        _print_json({**asdict(report), "failed": len(report.failures)}, indent=indent)
    else:
        terminal.print_report(report)


def _fail(message: str) -> None:
    print(f"ibid: {message}", file=sys.stderr)


if __name__ == "__main__":
    main()
