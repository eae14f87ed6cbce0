"""What comes of a report: tables, files, evidence, and whether a bar that was set is missed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from eval import beir
from eval.compare import Comparison, compare, comparison_to_json, plain_p, print_comparison, read_scores
from eval.extra import Split
from eval.figures import Summary, summarize
from eval.html import render_report
from eval.keeping import keep_result, write_whole
from eval.report import report_to_json
from eval.seen import seen_note
from eval.table import interval_cell, print_evidence, print_table
from eval.verdict import Blame, Report, Step, Verdict
from rag import SettingsError, SourceError, StorageError, plain_count

WIDTH_OF_FILES = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `ibid eval` is asked for.

    `questions`: JSON Lines, a table, SQuAD JSON or a folder in the form of BEIR; None for those on the seeds.
    `articles`: the folder they are about. `split`: which of the questions, None for all. `distractors`: SQuAD JSON
    whose paragraphs are searched too. `saved`: a report to take instead of asking. `json_out`, `jsonl` and `html`:
    files to write. `compare`: an earlier report. `fail_under`: the least F1 of answerable questions, 0 to 1;
    `fail_if_worse`: the report that must not be better. `blame` (a step or a kind) and `show` (a question's id): whose
    evidence to print. `keep`: whether the page of the library is to find the result.
    """

    questions: Path | None = None
    articles: Path | None = None
    split: Split | None = None
    distractors: Sequence[Path] = ()
    saved: Path | None = None
    json_out: Path | None = None
    jsonl: Path | None = None
    html: Path | None = None
    compare: Path | None = None
    fail_under: float | None = None
    fail_if_worse: Path | None = None
    blame: str | None = None
    show: str | None = None
    keep: bool = True


def parse_split(name: str | None) -> Split | None:
    """The half of the questions that `name` says, or None. Raises `SettingsError` when it is neither."""
    try:
        return None if name is None else Split(name)
    except ValueError:
        raise SettingsError(f"--split is {name!r}. Give {' or '.join(Split)}.") from None


def check_wanted(wanted: Wanted) -> None:
    """Raise `SettingsError`, `SourceError` or `StorageError` for what could not be given in the end."""
    if wanted.fail_under is not None and not 0 <= wanted.fail_under <= 1:
        raise SettingsError(f"--fail-under is {wanted.fail_under}; F1 goes from 0 to 1. Give 0.8 for 80 %.")
    if wanted.saved is not None:
        asking = {"questions": wanted.questions, "--articles": wanted.articles, "--jsonl": wanted.jsonl}
        if given := [name for name, value in asking.items() if value is not None] + ["--distractors"] * bool(
            wanted.distractors
        ):
            raise SettingsError(f"--from takes answers that are there already; {given[0]} is for asking. Leave it out.")
    if wanted.compare is not None and wanted.fail_if_worse is not None and wanted.compare != wanted.fail_if_worse:
        raise SettingsError("--compare and --fail-if-worse name two reports. Give one of them, or both the same.")
    if wanted.blame is not None:
        _blames(wanted.blame)
    if (earlier := _earlier(wanted)) is not None:
        read_scores(earlier)
    for path in filter(None, (wanted.json_out, wanted.jsonl, wanted.html)):
        if path.is_dir() or not path.parent.is_dir():
            raise StorageError(f"{path}: no file can be written there. Give a file in an existing folder.")


def publish(report: Report, wanted: Wanted, library: Path | None = None) -> int:
    """Write and print what is wanted of `report`; 1 if a bar is missed, else 0. Raises as `check_wanted`.

    It is kept beside `library`, if that is one.
    """
    summary = summarize(report)
    earlier = _earlier(wanted)
    comparison = compare(report, read_scores(earlier), earlier) if earlier is not None else None
    shown = _shown(report, wanted)
    # Files first: whoever reads the table may stop after its first lines.
    data = report_to_json(report, summary)
    if comparison is not None:
        data["comparison"] = comparison_to_json(comparison)
    if wanted.json_out is not None:
        write_whole(_json(data), wanted.json_out)
    if wanted.html is not None:
        write_whole(render_report(report, summary, comparison), wanted.html)
    if wanted.keep and library is not None:
        _keep(data, library)
    console = print_console()
    print_table(report, summary, console, list_wrong=shown is None)
    if (note := seen_note(report)) is not None:
        console.print(note)
    for verdict in shown or ():
        print_evidence(verdict, console)
    if comparison is not None:
        print_comparison(comparison, console)
    return 0 if _reached(summary, wanted) and _not_worse(comparison, wanted) else 1


def publish_searches(searches: list[beir.Search], task: beir.RetrievalTask, wanted: Wanted) -> None:
    """Write and print what retrieval alone gave."""
    summary = beir.summarize_searches(searches)
    if wanted.json_out is not None:
        write_whole(_json(beir.searches_to_json(searches, task, summary)), wanted.json_out)
    console = print_console()
    counts = plain_count(len(searches), "question"), plain_count(len(task.documents), "document")
    console.print(", ".join(counts))
    if task.absent:
        say(f"{plain_count(len(task.absent), 'relevant document')} not in the corpus, which count as not found")
    for name in summary.values:
        group, _, last = name.partition(".")
        value = summary.values[name]
        told = interval_cell(summary, name) if group == "retrieval" else f"{value:.0f} ms"
        console.print(f"  {last if group == 'retrieval' else f'latency {last}':<12} {told}", highlight=False)


def say(line: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"ibid: {line}\n")


def print_console() -> Console:
    """Where results are printed: as wide as the terminal, and wide enough in a file."""
    return Console(width=None if sys.stdout.isatty() else WIDTH_OF_FILES, highlight=False, markup=False, emoji=False)


def _earlier(wanted: Wanted) -> Path | None:
    return wanted.compare if wanted.compare is not None else wanted.fail_if_worse


def _shown(report: Report, wanted: Wanted) -> list[Verdict] | None:
    """The questions whose evidence is wanted; None when none was asked for. Raises `SourceError` for an unknown id."""
    if wanted.blame is None and wanted.show is None:
        return None
    blames = _blames(wanted.blame) if wanted.blame is not None else frozenset()
    if wanted.show is not None and all(verdict.question.id != wanted.show for verdict in report.verdicts):
        raise SourceError(f"no question has the id {wanted.show!r}. The report lists the ids.")
    return [one for one in report.verdicts if one.blame in blames or one.question.id == wanted.show]


def _blames(name: str) -> frozenset[Blame]:
    """The kinds of blame that a step or a kind names."""
    wanted = name.lower().replace("-", "_").replace(" ", "_")
    found = frozenset(blame for blame in Blame if wanted in (blame.value, blame.step.value))
    if not found:
        raise SettingsError(f"--blame is {name!r}. Give one of {', '.join([*Step, *Blame])}.")
    return found


def _reached(summary: Summary, wanted: Wanted) -> bool:
    f1 = summary.values["answerable.f1"]
    if wanted.fail_under is None or (f1 is not None and f1 >= wanted.fail_under):
        return True
    what = f"F1 of answerable questions is {f1:.4f}" if f1 is not None else "there are no answerable questions"
    say(f"{what}; --fail-under asks for {wanted.fail_under}")
    return False


def _not_worse(comparison: Comparison | None, wanted: Wanted) -> bool:
    if wanted.fail_if_worse is None or comparison is None or not comparison.is_worse:
        return True
    say(
        f"F1 fell from {comparison.f1_before:.4f} to {comparison.f1_now:.4f} on {comparison.common} questions "
        f"({plain_p(comparison.f1.p)}); --fail-if-worse asks for no worse than {wanted.fail_if_worse}"
    )
    return False


def _keep(data: dict[str, Any], library: Path) -> None:
    try:
        say(f"kept for the page, under Quality: {keep_result(data, library)}")
    except StorageError as error:  # what was measured is told all the same
        say(str(error))


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
