"""Commands that ask a library and look into it: ask, list, show, verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.commands.common import JsonOption, LibraryOption, fail, open_library, print_json, settings_of
from rag.errors import ProofError


def _check_share(value: float | None) -> float | None:
    """`value` if it is one that a confidence can have; who writes 50 means 0.5, and is told so."""
    from rag.settings import SHARE

    if value is not None and not 0 <= value <= 1:
        raise typer.BadParameter(f"{value:g} is no confidence; that is {SHARE}.")
    return value


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
    min_confidence: Annotated[
        float | None, typer.Option(callback=_check_share, help="Stay silent under this share of 1: 0.5 is 50 %.")
    ] = None,
    after: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help="A question asked before; may be repeated.")
    ] = None,
) -> None:
    """Answer a question with quotations, or a follow-up to the questions given with --after."""
    from rag.commands.answer import print_answer
    from rag.text.wording import parse_limit
    from rag.verifying.proofs import answer_to_json

    with open_library(settings_of(library=library)) as opened:
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
            history.append((question, answer.told))
    if as_json:
        print_json(answer_to_json(answer))
    else:
        print_answer(answer)


def list_articles(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the articles, newest first."""
    from dataclasses import asdict

    from rag.commands import terminal

    with open_library(settings_of(library=library)) as opened:
        articles = opened.articles()
    if as_json:
        print_json([asdict(article) for article in articles])
    else:
        terminal.print_articles(articles)


def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="An id of `ibid list`, or how one begins.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article as it is stored."""
    from dataclasses import asdict

    from rag.commands import terminal

    with open_library(settings_of(library=library)) as opened:
        article = opened.article(article_id)
        copies = opened.copies(article.id)
    if as_json:
        print_json({"id": article.id, **asdict(article), "copies": [asdict(copy) for copy in copies]})
    else:
        terminal.print_article(article, copies)


def verify(
    proof: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="Output of `ibid ask --json`, or a conversation that the page saved; - for standard input.",
        ),
    ],
    library: LibraryOption = None,
) -> None:
    """Check every quotation of a saved answer. Exit 0: all hold; 1: some do not; 2: not a saved answer."""
    from rag.commands import terminal

    try:
        text = _read_proof(proof)
        with open_library(settings_of(library=library)) as opened:
            checks = opened.verify(text)
    except ProofError as error:
        fail(f"{proof}: {error}")
        raise typer.Exit(2) from None
    terminal.print_checks(checks)
    if not all(check.holds for check in checks):
        raise typer.Exit(1)


def _read_proof(proof: str) -> str:
    try:
        data = sys.stdin.buffer.read() if proof == "-" else Path(proof).read_bytes()
        return data.decode("utf-8-sig")  # editors put a mark before it
    except OSError as error:
        raise ProofError(f"cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ProofError("not UTF-8 text. Give the output of `ibid ask --json`.") from None
