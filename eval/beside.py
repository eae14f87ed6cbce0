"""Which figures stand beside those of the first candidate alone, in the terminal and in the HTML report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from eval.beyond import NAMES
from eval.dataset import Kind
from eval.extra import Behaviour, Type
from eval.figures import Floats, Summary, columns_of
from eval.markup import Markup, join, tag
from eval.verdict import Report

BEYOND = ("sets.", "conflict.", "corroboration.", "standalone.", "followup.f1_in_full", "dates.", "as_of.", "types.")
COLUMNS = ("Ibid", "first candidate alone")


@dataclass(frozen=True, slots=True)
class Row:
    """What a figure is called, its dotted name, and the same of the first candidate alone, where that makes sense."""

    called: str
    figure: str
    first: str | None = None

    def count(self, counts: Mapping[str, int]) -> str:
        """How many questions it is about, of the counts of `count_rated`; nothing where it is about all of them."""
        return str(counts.get(self.figure, counts.get(self.figure.rpartition(".")[0], "")))


ROWS = (
    Row("F1, answerable", "answerable.f1", "first.answerable.f1"),
    Row("F1, answerable, sets by their lists", "answerable.f1_with_sets", "first.answerable.f1_with_sets"),
    Row("unanswerable left unanswered", "unanswerable.abstained", "first.unanswerable.abstained"),
    Row("F1, follow-ups", "followup.f1", "first.followup.f1"),
    Row("F1, the same asked in full", "followup.f1_in_full"),
    Row("follow-ups as good as in full", "followup.share_of_full", "first.followup.share_of_full"),
    Row("standing alone, left unchanged", "standalone.unchanged"),
    Row("sets: listed that belong", "sets.precision", "first.sets.precision"),
    Row("sets: members that are listed", "sets.recall", "first.sets.recall"),
    Row("sets: F1 of the lists", "sets.f1", "first.sets.f1"),
    Row("sets shown as a conflict", "sets.shown_as_conflict"),
    Row("conflicts: shown that are right", "conflict.precision"),
    Row("conflicts: known that are shown", "conflict.recall"),
    Row("conflicts shown as a set", "conflict.shown_as_set"),
    Row("corroborated: said so and right", "corroboration.precision"),
    Row("corroborated: known and said so", "corroboration.recall"),
    Row("number of articles right", "corroboration.count"),
    Row("relative dates right", "dates.known"),
    Row("relative dates of right answers right", "dates.shown"),
    Row("F1, as of a day", "as_of.f1", "first.as_of.f1"),
    *(
        Row(f"F1, {one.value.replace('_', ' ')}", f"types.{one.value}.f1", f"first.types.{one.value}.f1")
        for one in Type
    ),
    Row("no span answers: bearing quotation", "behaviours.quote.right"),
    Row("no span answers: declined", "behaviours.decline.declined"),
    Row("quotations that verify", "citations.valid"),
)


def rows_beside(summary: Summary) -> Iterator[Row]:
    """The rows whose figure is known; none where no question asks for more than a span."""
    if any(summary.values[row.figure] is not None for row in ROWS if row.figure.startswith(BEYOND)):
        yield from (row for row in ROWS if summary.values[row.figure] is not None)


def count_groups(report: Report) -> dict[str, int]:
    """How many questions the figures of each group are about, by the group's dotted name."""
    extras = [verdict.question.extra for verdict in report.verdicts]
    kinds = [verdict.question.kind for verdict in report.verdicts]
    return {
        **{kind.value: kinds.count(kind) for kind in Kind},
        "dates": sum(verdict.is_known_date_right is not None for verdict in report.verdicts),
        "as_of": sum(extra.as_of is not None for extra in extras),
        "time": sum(extra.type is Type.TIME for extra in extras),
        "sets": sum(bool(extra.answers_all) for extra in extras),
        "conflict": sum(bool(extra.conflict) for extra in extras),
        "corroboration": sum(extra.independent is not None and extra.independent > 1 for extra in extras),
        "standalone": sum(extra.standalone is True for extra in extras),
        **{f"types.{one.value}": sum(extra.type is one for extra in extras) for one in Type},
        **{f"behaviours.{one.value}": sum(extra.behaviour is one for extra in extras) for one in Behaviour},
    }


def count_rated(report: Report) -> dict[str, int]:
    """As `count_groups`, and by its whole name for each figure that is about fewer than its group: a precision is of
    those that were shown.
    """  # fmt: skip
    columns = columns_of(report.verdicts)
    several = dict(zip(NAMES, columns.several.T, strict=True))
    return {
        **count_groups(report),
        "sets.precision": _known(several["set_precision"]),
        "conflict.precision": int(np.nansum(several["shown_conflict"])),
        "corroboration.precision": int(np.nansum(several["shown_agreed"])),
        "corroboration.count": _known(several["right_count"]),
        "dates.shown": _known(columns.shown_date),
        "followup.f1_in_full": _known(several["full_f1"]),
        "followup.share_of_full": _known(several["full_f1"]),
    }


def _known(values: Floats) -> int:
    return int((~np.isnan(values)).sum())


def beside_html(report: Report, summary: Summary) -> Markup:
    """The rows as a table of HTML; nothing where there are none."""
    rows = list(rows_beside(summary))
    if not rows:
        return join()
    counts = count_rated(report)
    names = [tag("th", "n", scope="col"), *(tag("th", name, scope="col", colspan=2) for name in COLUMNS)]
    head = tag("thead", tag("tr", tag("th"), *names))
    body = [
        tag(
            "tr",
            tag("th", row.called, scope="row"),
            tag("td", row.count(counts), class_="number"),
            *figure_cells(summary, row.figure),
            *(figure_cells(summary, row.first) if row.first is not None else (tag("td"), tag("td"))),
        )
        for row in rows
    ]
    title = tag("h2", "Beside a reader of single spans")
    return tag("section", title, tag("div", tag("table", head, tag("tbody", *body)), class_="beside"))


def figure_cells(summary: Summary, name: str) -> tuple[Markup, Markup]:
    """A rate in percent and its interval, each as a cell; a dash where there is nothing to rate."""
    value, interval = summary.values[name], summary.intervals[name]
    if value is None or interval is None:
        return tag("td", "–", class_="number"), tag("td")
    told = f"[{100 * interval.low:.1f}–{100 * interval.high:.1f}]"
    return tag("td", f"{100 * value:.1f} %", class_="number"), tag("td", told, class_="interval")
