"""Commands that need the page or the evaluation: serve, eval, calibrate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.commands.common import LibraryOption, open_library, settings_of


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
    from rag.commands import terminal

    settings = settings_of(library=library, host=host, port=port, read_only=read_only)
    with open_library(settings) as opened:
        from ui.server import serve as serve_page

        serve_page(
            opened,
            settings.host,
            settings.port,
            lambda url: terminal.say(f"Ibid is at {url} (Ctrl-C stops it)"),
            read_only=settings.read_only,
        )


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

    settings = settings_of(library=library)
    wanted = Wanted(
        questions=questions, articles=articles, distractors=distractors if distractors else (), saved=saved,
        json_out=json_out, jsonl=jsonl, html=html, compare=compare, fail_under=fail_under,
        fail_if_worse=fail_if_worse, blame=blame, show=show, split=parse_split(split),
        keep=not no_keep,
    )  # fmt: skip
    if code := run_check(wanted, settings) if check else run_eval(wanted, settings):
        raise typer.Exit(code)


def calibrate(
    questions: Annotated[Path, typer.Argument(help="Questions about the library's articles, as CSV or JSON Lines.")],
    library: LibraryOption = None,
) -> None:
    """Fit confidences and the threshold for silence to your own questions."""
    from eval.calibrate import run_calibrate

    run_calibrate(questions, settings_of(library=library))
