"""What commands share: options, the library, and how results and errors are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rag.datatypes import AddReport
    from rag.library import Library
    from rag.settings import Settings

LibraryOption = Annotated[
    Path | None, typer.Option("--library", help="Folder of the library [default: ./library, or $IBID_LIBRARY].")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(metavar="WHAT=NAME", help="What a table calls its headline, date, text, url or source: date=Day."),
]
OutletOption = Annotated[
    str | None, typer.Option(help="Outlet of articles whose file names none; they keep it until another is given.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def settings_of(**overrides: object) -> Settings:
    """The settings, with what the command line says in place of theirs; None says nothing."""
    from rag.settings import load_settings

    return load_settings(**overrides)


@contextmanager
def open_library(settings: Settings, *, create: bool = False) -> Iterator[Library]:
    """The library of the settings; with `create`, made if it is missing."""
    from rag.library import Library

    with Library.open(settings=settings, create=create) as opened:
        yield opened


@contextmanager
def library_or_none_yet(settings: Settings) -> Iterator[Library]:
    """The library, or where there is none an empty one that is gone afterwards."""
    import tempfile

    from rag.store.manifest import is_library

    if is_library(settings.library):
        with open_library(settings) as opened:
            yield opened
        return
    with tempfile.TemporaryDirectory(prefix="ibid-") as nowhere:
        empty = settings.model_copy(update={"library": Path(nowhere) / "library"})
        with open_library(empty, create=True) as opened:
            yield opened


def print_json(data: object, *, indent: int | None = 2) -> None:
    """Print JSON to stdout."""
    print(json.dumps(data, ensure_ascii=False, indent=indent, default=lambda value: value.isoformat()))


def print_report(report: AddReport, as_json: bool, *, indent: int | None = 2) -> None:
    """Print what an add or a sync did."""
    from dataclasses import asdict

    from rag.commands import terminal

    if as_json:
        print_json({**asdict(report), "failed": len(report.failures)}, indent=indent)
    else:
        terminal.print_report(report)


def fail(message: str) -> None:
    """Print an error, in one line."""
    print(f"ibid: {message}", file=sys.stderr)
