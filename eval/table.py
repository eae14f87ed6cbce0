"""A report in a terminal: figures with their intervals, what went wrong, and the evidence for one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from eval.beside import COLUMNS, Row, count_rated, rows_beside
from eval.dataset import Kind
from eval.elsewhere import elsewhere_note
from eval.figures import PERCENTILES, PRECISIONS, STEPS, Summary
from eval.verdict import Excerpt, Report, Verdict
from rag import plain_count

SHOWN_WRONG = 15
GROUPS = (("all", "", None), ("answerable", "answerable.", Kind.ANSWERABLE), ("follow-up", "followup.", Kind.FOLLOWUP))


def print_table(report: Report, summary: Summary, console: Console, *, list_wrong: bool = True) -> None:
    """Print the figures with 95 % intervals, then the questions that went wrong, one line each, if wanted."""
    console.print(_kinds_table(report, summary))
    console.print(_steps_table(report, summary))
    if rows := list(rows_beside(summary)):
        console.print(_beside_table(rows, count_rated(report), summary))
    wrong = [verdict for verdict in report.verdicts if verdict.blame is not None]
    if wrong and list_wrong:
        console.print(_wrong_table(wrong))


def print_evidence(verdict: Verdict, console: Console) -> None:
    """Print what is known of one question and what was made of it: enough to see why it went as it did."""
    question = verdict.question
    console.print(plain_line(f"{question.id}  {question.question}"), style="bold")
    for asked, answer in question.history:
        console.print(plain_line(f"  after: {asked}  {answer or 'silence'}"))
    said = verdict.prediction if verdict.prediction is not None else "silence"
    console.print(plain_line(f"  said: {said}  ({', '.join(_scores(verdict))})"))
    console.print(plain_line(f"  expected: {' | '.join(question.answers) or 'silence'}"))
    fault = f"{verdict.blame.step.value}: {verdict.blame.value.replace('_', ' ')}" if verdict.blame else "none"
    console.print(plain_line(f"  blame: {fault}"))
    if question.kind is not Kind.UNANSWERABLE:
        found = f"ranks {', '.join(map(str, verdict.gold_ranks))}" if verdict.gold_ranks else "not found"
        console.print(
            plain_line(f"  gold passages: {found} ({verdict.gold_passages} in the library, {verdict.read} of "
                  f"{plain_count(verdict.retrieved, 'passage')} read)")
        )  # fmt: skip
    for gold in verdict.gold:
        console.print(Padding(_excerpt("gold", gold), (0, 0, 0, 4), expand=False))
    for number, candidate in enumerate(verdict.candidates, start=1):
        console.print(Padding(_excerpt(f"candidate {number}", candidate), (0, 0, 0, 4), expand=False))
    if not verdict.candidates:
        console.print("    no candidates")
    if (note := elsewhere_note(verdict)) is not None:
        console.print(plain_line(f"    {note}"), soft_wrap=True)
    console.print()


def _scores(verdict: Verdict) -> list[str]:
    return [
        f"EM {verdict.exact_match:.0f}",
        f"F1 {verdict.f1:.2f}",
        f"confidence {verdict.confidence:.2f}",
        f"threshold {verdict.threshold:.2f}",
    ]


def _excerpt(name: str, one: Excerpt) -> Text:
    facts = [f"{one.article} {one.start}–{one.end}", f"passage rank {one.rank}" if one.rank else "passage not found"]
    if one.confidence is not None:
        facts.append(f"{one.confidence:.2f} {'right' if one.right else 'wrong'}")
    start = one.start - one.around_start
    before, after = one.around[:start], one.around[start + len(one.text) :]
    return Text.assemble(
        (f"{name}: {', '.join(facts)}\n", "dim"),
        plain_line(before),
        plain_line(f"[{one.text}]", style="bold"),
        plain_line(after),
    )


def _kinds_table(report: Report, summary: Summary) -> Table:
    table = Table("questions", box=None, pad_edge=False)
    for name in ("n", "exact match", "F1", "answered", "abstained"):
        table.add_column(name, justify="right")
    for title, group, kind in GROUPS:
        count = sum(kind is None or verdict.question.kind is kind for verdict in report.verdicts)
        rates = [interval_cell(summary, group + rate) for rate in ("exact_match", "f1", "answered")]
        table.add_row(title, str(count), *rates)
    silent = sum(verdict.question.kind is Kind.UNANSWERABLE for verdict in report.verdicts)
    table.add_row("unanswerable", str(silent), "", "", "", interval_cell(summary, "unanswerable.abstained"))
    return table


def _steps_table(report: Report, summary: Summary) -> Table:
    """One row a step of the way; every cell is a figure with its name."""
    checked = sum(verdict.quotations for verdict in report.verdicts)
    withheld = sum(verdict.withheld for verdict in report.verdicts)
    values = summary.values
    rows = {
        "retrieval": [
            f"{name} {interval_cell(summary, f'retrieval.{name}')}" for name in ("recall@1", "recall@5", "recall@10")
        ],
        "": [f"{name} {interval_cell(summary, f'retrieval.{name}')}" for name in ("mrr", "ndcg@10")],
        "citations": [
            f"valid {interval_cell(summary, 'citations.valid')} of {checked}",
            f"correct {interval_cell(summary, 'citations.correct')}",
            f"in gold article {interval_cell(summary, 'citations.in_gold_article')}",
            f"withheld {withheld}",
        ],
        "calibration": [f"{name.upper()} {_plain(summary, f'calibration.{name}')}" for name in ("ece", "aurc")],
        "answered at": [
            f"{percent} % precision {interval_cell(summary, f'calibration.answered_at_{percent}_precision')}"
            for percent in PRECISIONS
        ],
        "latency": [f"p{percent} {values[f'latency_ms.p{percent}']:.0f} ms" for percent in PERCENTILES],
        "  p50 of": [f"{step} {values[f'latency_ms.{step}.p50']:.0f} ms" for step in STEPS],
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, cells in rows.items():
        table.add_row(name, "   ".join(cells))
    for step in ("retriever", "reader", "abstention"):
        table.add_row("blame" if step == "retriever" else "", "   ".join(_blame_cells(step, report)))
    return table


def _beside_table(rows: Sequence[Row], counts: Mapping[str, int], summary: Summary) -> Table:
    table = Table("", box=None, pad_edge=False)
    for name in ("n", *COLUMNS):
        table.add_column(name, justify="right")
    for row in rows:
        first = interval_cell(summary, row.first) if row.first is not None else ""
        table.add_row(row.called, row.count(counts), interval_cell(summary, row.figure), first)
    return table


def _blame_cells(step: str, report: Report) -> list[str]:
    blamed = [verdict.blame for verdict in report.verdicts if verdict.blame is not None]
    kinds = {blame: blamed.count(blame) for blame in type(blamed[0])} if blamed else {}
    own = {blame: count for blame, count in kinds.items() if blame.step.value == step}
    return [f"{step} {sum(own.values())}", *(f"{blame.value.replace('_', ' ')} {n}" for blame, n in own.items() if n)]


def _wrong_table(wrong: Sequence[Verdict]) -> Table:
    table = Table(box=None, pad_edge=False, expand=True, title_justify="left")
    table.title = f"{len(wrong)} wrong" + (f", the first {SHOWN_WRONG}:" if len(wrong) > SHOWN_WRONG else ":")
    for name, share in (("id", None), ("blame", None), ("question", 3), ("got", 2), ("expected", 2)):
        table.add_column(name, ratio=share, no_wrap=True, overflow="ellipsis")
    for verdict in wrong[:SHOWN_WRONG]:
        question = verdict.question
        got = verdict.prediction if verdict.prediction is not None else f"silence ({verdict.best or 'no candidate'})"
        expected = question.answers[0] if question.answers else "silence"
        blame = verdict.blame.value.replace("_", " ") if verdict.blame is not None else ""
        table.add_row(*map(plain_line, (question.id, blame, question.question, got, expected)))
    return table


def plain_line(text: str, *, style: str = "") -> Text:
    """`text` on one line, as text and nothing else."""
    # Article text may hold line ends and escape codes; a Text also keeps its [brackets] from being markup.
    return Text("".join(char if char.isprintable() else " " for char in text), style=style)


def interval_cell(summary: Summary, name: str) -> str:
    """A rate with its interval, in percent; a dash where there is nothing to rate, nothing for what is no figure."""
    if name not in summary.values:
        return ""
    value, interval = summary.values[name], summary.intervals[name]
    if value is None or interval is None:
        return "–"
    return f"{100 * value:.1f}% [{100 * interval.low:.0f}–{100 * interval.high:.0f}]"


def _plain(summary: Summary, name: str) -> str:
    value, interval = summary.values[name], summary.intervals[name]
    return "–" if value is None or interval is None else f"{value:.3f} [{interval.low:.2f}–{interval.high:.2f}]"
