"""Commands that change a library: add, sync, remove, doctor."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Never

import typer

from rag.commands.common import (
    ColumnOption,
    JsonOption,
    LibraryOption,
    OutletOption,
    fail,
    library_or_none_yet,
    open_library,
    print_json,
    print_report,
    settings_of,
)

if TYPE_CHECKING:
    from rag.datatypes import AddReport, Remark
    from rag.library import Library


def add(
    paths: Annotated[
        list[Path], typer.Argument(help="Files (text, Markdown, HTML, PDF, Word, CSV, JSON), or folders of them.")
    ],
    library: LibraryOption = None,
    column: ColumnOption = None,
    outlet: OutletOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add or update articles. Exit 1 if any file failed; the others are added all the same."""
    from rag.commands import terminal
    from rag.datatypes import AddReport, Failure, Remark
    from rag.sources import find_files
    from rag.sources.build import parse_outlet
    from rag.sources.limits import parse_columns

    settings = settings_of(library=library)
    columns = parse_columns(column or [])
    given = None if outlet is None else parse_outlet(outlet)
    # Counted first, so that the bar knows its end; an empty result must not leave a new library behind.
    passed_over: Counter[str] = Counter()
    files = list(find_files(paths, passed_over))
    if not any(isinstance(file, Path) for file in files):
        failures = tuple(file for file in files if isinstance(file, Failure))
        empty = [Remark(str(path), f"{path} holds no file that Ibid reads.") for path in paths if path.is_dir()]
        print_report(AddReport(failures=failures, remarks=(*empty, *_passed_over(passed_over, paths))), as_json)
        raise typer.Exit(1 if files else 0)
    with open_library(settings, create=True) as opened, terminal.progress("Adding", len(files)) as advance:
        report = opened.add(paths, columns=columns, outlet=given, on_done=lambda path, outcome: advance())
    print_report(replace(report, remarks=(*report.remarks, *_passed_over(passed_over, paths))), as_json)
    if report.failures:
        raise typer.Exit(1)


def _passed_over(counts: Counter[str], paths: list[Path]) -> list[Remark]:
    """What to say of files in folders that may hold articles and that Ibid does not read."""
    from rag.datatypes import Remark

    if not counts:
        return []
    listed = ", ".join(f"{count:,} {suffix}" for suffix, count in sorted(counts.items()))
    folder = next(str(path) for path in paths if path.is_dir())
    return [Remark(folder, f"Passed over: {listed}, which Ibid does not read. Name one of them to hear what to do.")]


def sync(
    folder: Annotated[Path, typer.Argument(help="Folder that the library shall mirror.")],
    library: LibraryOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and follow each change until Ctrl-C.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Remove all articles of a folder that has none any more.")
    ] = False,
    column: ColumnOption = None,
    outlet: OutletOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the library hold what a folder holds: new, changed, moved and gone. Exit 1 if any file failed."""
    from rag.adding.sync import check_folder, plan_to_json
    from rag.commands import terminal
    from rag.sources.build import parse_outlet
    from rag.sources.limits import parse_columns

    settings = settings_of(library=library)
    columns = parse_columns(column or [])
    given = None if outlet is None else parse_outlet(outlet)
    check_folder(folder)  # a mistyped one must not leave a new library behind

    def once(opened: Library) -> AddReport:
        plan = opened.plan_sync(folder, allow_empty=allow_empty, outlet=given)
        with terminal.progress("Syncing", len(plan.new) + len(plan.changed)) as advance:
            return opened.sync(plan, columns=columns, outlet=given, on_done=lambda path, outcome: advance())

    if dry_run:
        with library_or_none_yet(settings) as opened:
            plan = opened.plan_sync(folder, allow_empty=allow_empty, outlet=given)
        if as_json:
            print_json(plan_to_json(plan))
        else:
            terminal.print_plan(plan)
        raise typer.Exit(1 if plan.failures else 0)
    with open_library(settings, create=True) as opened:
        if not watch:
            report = once(opened)
            print_report(report, as_json)
            raise typer.Exit(1 if report.failures else 0)
        _follow(folder, opened, once, as_json)


def _follow(folder: Path, library: Library, once: Callable[[Library], AddReport], as_json: bool) -> Never:
    """Sync at each change, and print what that did, until Ctrl-C."""
    from rag.adding.watching import stopping_on_interrupt, watch_folder
    from rag.datatypes import AddReport, Failure
    from rag.errors import LibraryLocked

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
                print_report(report, as_json, indent=None)
                sys.stdout.flush()
            failures = report.failures
    fail("stopped watching; what was finished is kept")
    raise typer.Exit(130)


def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of `ibid list`, or how they begin.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles from the library. Their files stay where they are."""
    from rag.commands import terminal

    with open_library(settings_of(library=library)) as opened:
        gone = opened.remove(article_ids)
    if as_json:
        print_json([asdict(article) for article in gone])
        return
    for article in gone:
        terminal.say(f"removed {article.id}  {article.headline}")


def doctor(
    library: LibraryOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make index, links of copies and vectors again.")] = False,
    reclaim: Annotated[bool, typer.Option("--reclaim", help="Give back the room of removed articles.")] = False,
) -> None:
    """Show versions and model hashes, and examine the library. Exit 1 if anything is wrong."""
    from rag.commands import terminal
    from rag.repair import doctor as examination

    settings = settings_of(library=library)
    terminal.print_facts("Versions", examination.versions())
    terminal.print_facts("Models", examination.model_hashes(settings.embedder, settings.reader))
    lost: list[str] = []
    if repair:
        from rag.library import Library

        lost = Library.salvage(settings=settings)
    with open_library(settings) as opened:
        if repair:
            opened.repair()
        if reclaim:
            opened.reclaim()
        problems = lost + opened.examine()
        terminal.print_health(opened.folder, opened.counts(), problems)
    if problems:
        raise typer.Exit(1)
