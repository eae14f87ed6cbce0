"""What changed since an earlier run, as a part of the HTML report."""

from __future__ import annotations

from eval.bootstrap import Paired
from eval.compare import Comparison, plain_p
from eval.markup import Markup, join, tag


def comparison_html(comparison: Comparison) -> Markup:
    """The differences with their intervals and p-values, then every question that got another answer, losses first."""
    worse = sum(change.f1_now < change.f1_before for change in comparison.changes)
    better = sum(change.f1_now > change.f1_before for change in comparison.changes)
    told = (
        f"On the {comparison.common} questions of both runs: {better} better, {worse} worse, "
        f"{len(comparison.changes) - worse - better} another answer of the same F1. "
        f"{len(comparison.only_before)} only before, {len(comparison.only_now)} only now."
    )
    rows = [_difference("F1", comparison.f1), _difference("exact match", comparison.exact_match)]
    return tag(
        "section",
        tag("h2", "Since the earlier run"),
        tag("p", told),
        tag("div", tag("table", tag("tbody", *rows)), class_="groups"),
        _changes(comparison),
    )


def _difference(name: str, paired: Paired) -> Markup:
    low, high = 100 * paired.interval.low, 100 * paired.interval.high
    return tag(
        "tr",
        tag("th", name, scope="row"),
        tag("td", f"{100 * paired.difference:+.1f}", class_="number"),
        tag("td", f"[{low:+.1f} to {high:+.1f}], {plain_p(paired.p)}", class_="interval"),
    )


def _changes(comparison: Comparison) -> Markup:
    if not comparison.changes:
        return join()
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("question", "before", "now", "F1"))))
    rows = [
        tag(
            "tr",
            tag("td", change.question, dir="auto"),
            tag("td", _said(change.before), data_name="before", dir="auto"),
            tag("td", _said(change.now), data_name="now", dir="auto"),
            tag("td", f"{change.f1_before:.2f} → {change.f1_now:.2f}", data_name="F1", class_="number"),
        )
        for change in comparison.changes
    ]
    summary = tag("summary", f"Answers that changed ({len(rows)})")
    return tag("details", summary, tag("table", head, tag("tbody", *rows), class_="questions"))


def _said(prediction: str | None) -> str:
    return prediction if prediction is not None else "silence"
