"""Answers and lists as a terminal shows them. Article text reaches the screen as text, never as commands."""

from __future__ import annotations

import datetime as dt
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.checking import Check
from rag.datatypes import AddReport, Answer, Article, ArticleSummary, Copy, Failure, Quotation, Silence
from rag.sync import SyncPlan
from rag.times.periods import plain_dates
from rag.times.plan import plain_time
from rag.wording import (
    is_limited,
    plain_agreement,
    plain_confidence,
    plain_count,
    plain_date,
    plain_guess,
    plain_locator,
    plain_unknown,
)

# Controls and marks that turn the direction of writing can make a screen show what is not in the text.
UNSAFE = {"Cc", "Cs"}
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def say(line: str) -> None:
    """Print one line, and one only."""
    _console().print(in_a_line(line))


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


def print_answer(answer: Answer) -> None:
    """The quotation, its sentence with the span marked, where it stands, and the other candidates."""
    console = _console()
    if answer.quotation is not None:
        _print_groups(console, answer)
        if answer.note:
            console.print(f"\n{answer.note}", style="italic")
        if answer.others:
            console.print("\nOther candidates", style="dim")
        for candidate in answer.others:
            console.print()
            _print_quotation(console, candidate, indent=2)
    elif answer.silence is not None:
        console.print(Text(answer.note or "The articles don't say.", style="bold"))
        if answer.silence is not Silence.DECLINED:
            console.print(_reason(answer))
        if answer.nearest is not None:
            console.print("\nNearest passage, not an answer", style="dim")
            _print_indented(console, Text(printable(answer.nearest.text)), 2)
            _print_place(console, answer.nearest, indent=2)
    for one in answer.unknown:
        console.print(Text(f"\n{printable(plain_unknown(one))}", style="italic"))
    if answer.understood not in ("", answer.question):
        console.print(Text(f"\nRead as: {printable(answer.understood)}", style="dim"))
    if answer.time is not None:
        without = " --any-date asks without that time." if answer.time.words else ""
        console.print(Text(f"\n{printable('; '.join(plain_time(answer.time)))}.{without}", style="dim"))
    if answer.withheld:
        console.print(
            f"\n{answer.withheld} quotations were withheld: the stored articles no longer bear them out. "
            "Run `ibid doctor`.",
            style="bold red",
        )


def print_articles(articles: Sequence[ArticleSummary]) -> None:
    """A table of articles, a line each."""
    console = _console()
    rows = [
        (
            article.id,
            str(article.date or "no date"),
            f"{article.chars}",
            in_a_line(article.headline),
            ", ".join(in_a_line(Path(path).name) for path in article.sources),
            f"{article.copies}",
        )
        for article in articles
    ]
    if console.is_terminal:
        table = Table("id", "date", "characters", "headline", "source", "copies", box=None, pad_edge=False)
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
    """An article's headline, date, sources and copies, then its text as stored."""
    console = _console()
    console.print(Text(printable(article.headline), style="bold"))
    console.print(f"{_day(article.date)} · {article.id} · sha256 {article.sha256}", style="dim")
    for source in article.sources:
        console.print(in_a_line(source.path), style="dim")
    for copy in copies:
        shared = f"{int(100 * copy.share)} % of the words shared"
        console.print(f"copy: {copy.id} · {_day(copy.date)} · {shared} · {printable(copy.headline)}", style="dim")
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
        mark = "holds" if check.holds else "STALE" if check.is_stale else "FAILS"
        remark = check.problem or check.note
        reason = f": {remark}" if remark else ""
        say(f"{mark}  {_shorten(check.text)!r}{reason}")
    say(f"{sum(check.holds for check in checks)} of {len(checks)} quotations hold")


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


def _reason(answer: Answer) -> str:
    read = len(answer.read)
    if answer.silence is Silence.NOTHING_RELEVANT:
        return "No article lies within these limits." if is_limited(answer) else "Nothing in the library is about this."
    said = f"{plain_count(read, 'passage')} {'was' if read == 1 else 'were'} read; none answers this"
    if guess := plain_guess(answer):
        return f"{said} surely enough: {guess}. --min-confidence {answer.confidence - 0.005:.2f} shows it."
    return f"{said}."


def _print_groups(console: Console, answer: Answer) -> None:
    """Each answer, and under it the other articles that say the same. One answer alone stands in the first line."""
    agreement = plain_agreement(answer)
    if len(answer.groups) > 1:
        console.print(f"{agreement}.", style="italic")
    for number, group in enumerate(answer.groups):
        if number:
            console.print()
        _print_quotation(console, group.quotations[0])
        if len(answer.groups) == 1 and agreement:
            console.print(f"\n{agreement}:", style="italic")
        for other in group.quotations[1:]:
            _print_in_sentence(console, other, indent=2)


def _print_quotation(console: Console, quotation: Quotation, *, indent: int = 0) -> None:
    head = Text(printable(quotation.text), style="bold")
    head.append(f"  {plain_confidence(quotation.confidence)}", style="dim")
    _print_indented(console, head, indent)
    _print_in_sentence(console, quotation, indent=indent + 2)


def _print_in_sentence(console: Console, quotation: Quotation, *, indent: int) -> None:
    before = quotation.sentence[: quotation.start - quotation.sentence_start]
    after = quotation.sentence[quotation.end - quotation.sentence_start :]
    marks = ("", "") if console.is_terminal else ("[", "]")
    sentence = Text(printable(before))
    sentence.append(f"{marks[0]}{printable(quotation.text)}{marks[1]}", style="bold underline")
    sentence.append(printable(after))
    _print_indented(console, sentence, indent)
    if quotation.speaker is not None:
        _print_indented(console, Text(f"says {printable(quotation.speaker.text)}", style="dim"), indent)
    if quotation.dates:
        _print_indented(console, Text(printable(" · ".join(plain_dates(quotation.dates))), style="dim"), indent)
    _print_place(console, quotation, indent=indent)


def _print_place(console: Console, quotation: Quotation, *, indent: int) -> None:
    place = printable(quotation.source), plain_locator(quotation.row, quotation.page)
    lines = (
        " · ".join(filter(None, [_day(quotation.date), printable(quotation.outlet), printable(quotation.headline)])),
        f"{', '.join(filter(None, place))} · article {quotation.article_id}, "
        f"characters {quotation.start}–{quotation.end}",
        printable(quotation.url),
    )
    for line in filter(None, lines):
        _print_indented(console, Text(line, style="dim"), indent)


def _print_indented(console: Console, text: Text, indent: int) -> None:
    """In a terminal every wrapped line is indented; elsewhere nothing is wrapped."""
    console.print(Padding(text, (0, 0, 0, indent)) if console.is_terminal else Text(" " * indent) + text)


def _day(date: dt.date | None) -> str:
    return "undated" if date is None else plain_date(date)


def _shorten(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
