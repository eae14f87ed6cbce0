"""An answer as a terminal shows it: the quotations, each in its sentence and with its place, or why there is none."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rag.commands.terminal import day, open_console, printable
from rag.datatypes import Answer, Quotation, Silence
from rag.text.wording import (
    is_limited,
    plain_agreement,
    plain_confidence,
    plain_count,
    plain_guess,
    plain_locator,
    plain_taken_back,
    plain_unknown,
)
from rag.times.periods import plain_dates
from rag.times.plan import plain_time


def print_answer(answer: Answer) -> None:
    """The quotation, its sentence with the span marked, where it stands, and the other candidates."""
    console = open_console()
    if answer.quotation is not None:
        _print_groups(console, answer)
        if answer.note:
            console.print(f"\n{answer.note}", style="italic")
        if answer.others:
            console.print("\nOther candidates", style="dim")
        for candidate in answer.others:
            console.print()
            _print_quotation(console, candidate, plain_confidence(candidate.confidence), indent=2)
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
    # Not dim: what was understood, and what limits the answer, decides whether it is one to the question.
    notes = [f"Read as: {answer.understood}"] if answer.understood not in ("", answer.question) else []
    if answer.time is not None:
        notes += [f"{sentence}." for sentence in plain_time(answer.time)]
        notes += ["To ask without that time, add --any-date."] if answer.time.words else []
    if notes:
        console.print(Text("\n" + "\n".join(map(printable, notes))))
    if answer.withheld:
        console.print(
            f"\n{answer.withheld} quotations were withheld: the stored articles no longer bear them out. "
            "Run `ibid doctor`.",
            style="bold red",
        )


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
        _print_quotation(console, group.quotations[0], plain_taken_back(group) or plain_confidence(group.confidence))
        if len(answer.groups) == 1 and agreement:
            console.print(f"\n{agreement}. Besides the one above:", style="italic")
        for other in group.by_article[1:]:
            _print_in_sentence(console, other, indent=2)


def _print_quotation(console: Console, quotation: Quotation, remark: str, *, indent: int = 0) -> None:
    """The quotation with a `remark`: how sure it is, or, where an article takes it back, that instead."""
    head = Text(printable(quotation.text), style="bold")
    head.append(f"  {remark}", style="dim")
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
    shift = quotation.source_start - quotation.start
    in_file = f" ({quotation.source_start}–{quotation.end + shift} of the file)" if shift else ""
    lines = (
        " · ".join(filter(None, [day(quotation.date), printable(quotation.outlet), printable(quotation.headline)])),
        f"{', '.join(filter(None, place))} · article {quotation.article_id}, "
        f"characters {quotation.start}–{quotation.end}{in_file}",
        printable(quotation.url),
    )
    for line in filter(None, lines):
        _print_indented(console, Text(line, style="dim"), indent)


def _print_indented(console: Console, text: Text, indent: int) -> None:
    """In a terminal every wrapped line is indented; elsewhere nothing is wrapped."""
    console.print(Padding(text, (0, 0, 0, indent)) if console.is_terminal else Text(" " * indent) + text)
