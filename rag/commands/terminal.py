"""Lists and reports as a terminal shows them. Article text reaches the screen as text, never as commands."""

from __future__ import annotations

import datetime as dt
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.adding.sync import SyncPlan
from rag.datatypes import AddReport, Article, ArticleSummary, Copy, Failure
from rag.text.wording import (
    plain_count,
    plain_date,
)
from rag.verifying.checking import Check

# Controls and marks that turn the direction of writing can make a screen show what is not in the text.
UNSAFE = {"Cc", "Cs"}
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def open_console() -> Console:
    """Where everything is printed: as it is, without markup, and wrapped only in a terminal."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def say(line: str) -> None:
    """Print one line, and one only."""
    open_console().print(in_a_line(line))


def printable(text: str) -> str:
    """`text` with control characters other than line ends, and direction marks, written as escapes."""
    return "".join(
        char
        if char == "\n" or not (unicodedata.category(char) in UNSAFE or char in DIRECTION_MARKS)
        else (" " if char in "\r\t" else f"\\u{ord(char):04x}")
        for char in text
    )


def in_a_line(text: str) -> str:
    """As `printable`, line ends too: a file may have one in its name."""
    return printable(text).replace("\n", "\\n")


def print_articles(articles: Sequence[ArticleSummary]) -> None:
    """A table of articles, a line each."""
    console = open_console()
    rows = [
        (
            article.id,
            str(article.date or "no date"),
            f"{article.chars}",
            in_a_line(article.headline),
            ", ".join(in_a_line(Path(path).name) for path in article.sources),
            f"{article.copies}",
            in_a_line(article.outlet),
        )
        for article in articles
    ]
    if console.is_terminal:
        table = Table("id", "date", "characters", "headline", "source", "copies", "outlet", box=None, pad_edge=False)
        for column in table.columns[:3]:
            column.no_wrap = True
        for row in rows:
            table.add_row(*row)
        console.print(table)
        console.print(f"{len(articles)} articles")
    else:  # for other programs: a line an article, its fields between tabs
        for row in rows:
            sys.stdout.write("\t".join(row) + "\n")


def print_article(article: Article, copies: Sequence[Copy]) -> None:
    """An article's headline, date, outlets, sources and copies, then its text as stored."""
    console = open_console()
    console.print(Text(printable(article.headline), style="bold"))
    outlets = dict.fromkeys(in_a_line(source.outlet) for source in article.sources if source.outlet)
    facts = " · ".join([day(article.date), *outlets, article.id, f"sha256 {article.sha256}"])
    console.print(Text(facts, style="dim"))
    for source in article.sources:
        console.print(in_a_line(source.path), style="dim")
    for copy in copies:
        shared = f"{int(100 * copy.share)} % of the words shared"
        console.print(f"copy: {copy.id} · {day(copy.date)} · {shared} · {printable(copy.headline)}", style="dim")
    console.print()
    console.print(Text(printable(article.text)))


def print_report(report: AddReport) -> None:
    """What `add` or `sync` did; failures on stderr."""
    _print_failures(report.failures)
    errors = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    for remark in report.remarks:
        errors.print(f"ibid: note: {in_a_line(remark.text)}")
    say(
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.moved} moved, "
        f"{report.removed} removed, {report.duplicates} duplicates, {len(report.failures)} failed"
    )


def print_plan(plan: SyncPlan) -> None:
    """What `sync` would do, one line a file; failures on stderr."""
    _print_failures(plan.failures)
    for mark, paths in (("new", plan.new), ("changed", plan.changed), ("gone", plan.gone)):
        for path in paths:
            say(f"{mark:<9}{in_a_line(path)}")
    for move in plan.moved:
        say(f"moved    {in_a_line(move.old)} to {in_a_line(move.state.path)}")
    say(
        f"would add {len(plan.new)}, update {len(plan.changed)}, move {len(plan.moved)}, remove {len(plan.gone)}; "
        f"{plan.unchanged + len(plan.touched)} unchanged"
    )


def _print_failures(failures: Sequence[Failure]) -> None:
    errors = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    for failure in failures:
        errors.print(f"ibid: {in_a_line(failure.reason)}")


def print_checks(checks: Sequence[Check]) -> None:
    """One line a quotation, then how many hold."""
    for check in checks:
        mark, what = "holds" if check.holds else "STALE" if check.is_stale else "FAILS", ""
        if check.is_question:
            mark, what = "note " if check.holds else mark, "the question "
        remark = check.problem or check.note
        reason = f": {remark}" if remark else ""
        which = " (the answer)" if check.is_answer else ""
        say(f"{mark}  {what}{_shorten(check.text)!r}{which}{reason}")
    quoted = [check for check in checks if not check.is_question]
    if quoted and not any(check.is_answer for check in quoted):
        say("No answer is among them: the articles did not say, and these stood nearest.")
    say(f"{sum(check.holds for check in quoted)} of {len(quoted)} quotations hold")
    say("Whether they answer the question, the percentages, and how many articles agree are not checked.")


def print_facts(title: str, facts: Mapping[str, str]) -> None:
    """Names and values under a title."""
    say(title)
    for name, value in facts.items():
        say(f"  {name:<24}{value}")


def print_health(folder: Path, counts: tuple[int, int], problems: Sequence[str]) -> None:
    """What is wrong with a library of so many articles and passages, or that nothing is."""
    size = f"{plain_count(counts[0], 'article')}, {plain_count(counts[1], 'passage')}"
    say(f"Library {folder}: {size}, {'healthy' if not problems else 'not healthy'}")
    for problem in problems:
        say(f"  {problem}")


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr where that is a terminal; call what it gives once per finished item."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


def day(date: dt.date | None) -> str:
    """An article's date, or that it has none."""
    return "undated" if date is None else plain_date(date)


def _shorten(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
