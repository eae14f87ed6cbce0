"""The figures of an evaluation beside those of the run before: numbers with intervals, differences in words. Pure."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

from rag import plain_count, plain_date
from ui.evaluations import Evaluation, Figure
from ui.quality_list import Filter, list_questions
from ui.render import escape

# Heading → dotted name of a figure in the JSON → what it is called.
FIGURES: Mapping[str, Mapping[str, str]] = {
    "Answers": {
        "answerable.f1": "F1, answerable questions",
        "answerable.exact_match": "exact match, answerable questions",
        "answerable.answered": "answerable questions answered",
        "unanswerable.abstained": "unanswerable questions left unanswered",
        "followup.f1": "F1, follow-ups",
    },
    "Search": {
        "retrieval.recall@1": "passage that answers found first",
        "retrieval.recall@5": "passage that answers among the first five",
    },
    "Quotations": {
        "citations.valid": "quotations that verify",
        "citations.correct": "answers quoted from a place that answers",
    },
    "Confidence": {
        "calibration.ece": "calibration error",
        "calibration.aurc": "area under risk and coverage",
    },
    "Time": {"latency_ms.p50": "median time of an answer", "latency_ms.p95": "95th percentile"},
}
LOWER_IS_BETTER = ("calibration.", "latency_ms.")
DIFFERENCES: Mapping[str, str] = {  # fact → what is told when it changed
    "ibid": "the version of Ibid",
    "questions.sha256": "the questions",
    "library.sha256": "the articles",
    "embedder.fingerprint": "the embedder",
    "reader.fingerprint": "the reader",
    "comparer.fingerprint": "the comparing model",
    "calibration.sha256": "the calibration",
}


def plain_moment(at: dt.datetime) -> str:
    """When a run was, where the server stands, as HTML."""
    local = at.astimezone()
    return f'<time datetime="{at.isoformat()}">{plain_date(local.date())}, {local:%H:%M}</time>'


def render_figures(last: Evaluation, before: Evaluation | None, run: str) -> str:
    """The table of figures, beside those of the run before if there is one, and what changed since."""
    columns = ["figure", "now", "95 % interval", *(["before", "difference"] if before is not None else [])]
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in columns)
    body = []
    for group, figures in FIGURES.items():
        rows = [
            _render_row(name, told, last.figures[name], _earlier(before, name))
            for name, told in figures.items()
            if name in last.figures and last.figures[name].value is not None
        ]
        if rows:
            span = (
                f'<tr class="group" role="row"><th scope="rowgroup" role="rowheader" colspan="{len(columns)}">{group}'
            )
            body.append(f'<tbody role="rowgroup">{span}</th></tr>{"".join(rows)}</tbody>')
    return (
        '<section class="figures"><h3>Figures</h3>'
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>{"".join(body)}</table>'
        f"{_render_comparison(last, before, run)}</section>"
    )


def _earlier(before: Evaluation | None, name: str) -> Figure | None:
    """A figure of the run before, with nothing rated if that had none; None where there was no run."""
    return before.figures.get(name, Figure(None)) if before is not None else None


def _render_row(name: str, told: str, now: Figure, before: Figure | None) -> str:
    """A row; the roles are written out since a narrow page lays it out as no table."""
    cells = [("", plain_figure(name, now.value)), ("", _interval(name, now))]
    if before is not None:
        cells += [
            (' data-name="before"', plain_figure(name, before.value)),
            ("", plain_difference(name, now.value, before.value)),
        ]
    written = "".join(f'<td class="number" role="cell"{label}>{value}</td>' for label, value in cells)
    return f'<tr role="row"><th scope="row" role="rowheader">{escape(told)}</th>{written}</tr>'


def plain_figure(name: str, value: float | None) -> str:
    """A figure for people: a rate in percent, a time in milliseconds."""
    if value is None:
        return "–"
    if name.startswith("latency_ms."):
        return f"{value:,.0f} ms"
    return f"{value:.3f}" if name.startswith("calibration.") else f"{100 * value:.1f} %"


def _interval(name: str, figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "–"
    return f"{plain_figure(name, figure.low)} to {plain_figure(name, figure.high)}"


def plain_difference(name: str, now: float | None, before: float | None) -> str:
    """By how much a figure differs from the one before, with its sign, and whether that is better, in words."""
    if now is None or before is None:
        return "not comparable"
    if name.startswith("latency_ms."):
        told = f"{now - before:+,.0f} ms"
    elif name.startswith("calibration."):
        told = f"{now - before:+.3f}"
    else:
        told = f"{100 * (now - before):+.1f} points"
    if plain_figure(name, now) == plain_figure(name, before):
        return "the same"
    is_better = (now < before) if name.startswith(LOWER_IS_BETTER) else (now > before)
    return f"{told.replace('-', '−')}, {'better' if is_better else 'worse'}"


def _render_comparison(last: Evaluation, before: Evaluation | None, run: str) -> str:
    if before is None:
        return '<p class="note">No earlier run asked these questions.</p>'
    listed = list_questions(last, before)
    pairs = [one.asked.f1 - one.f1_before for one in listed if one.f1_before is not None]
    changed = [name for fact, name in DIFFERENCES.items() if last.facts.get(fact) != before.facts.get(fact)]
    changed += [
        f"{fact.removeprefix('settings.')} ({_set(before.facts.get(fact))} then, {_set(value)} now)"
        for fact, value in last.facts.items()
        if fact.startswith("settings.") and before.facts.get(fact) != value
    ]
    counts = Counter(one.change for one in listed)
    told = [f"The run before was that of {plain_moment(before.at)}."]
    if pairs:
        changes = [
            f'<a href="{escape(Filter(change=name, run=run).href)}">{counts[name]:,} got a {name} answer</a>'
            for name in ("better", "worse")
            if counts[name]
        ]
        told.append(f"Of {plain_count(len(pairs), 'question')} in both, {' and '.join(changes) or 'none changed'}.")
        told.append(plain_chance(pairs))
    told.append(f"Changed in between: {escape('; '.join(changed))}." if changed else "Nothing else changed in between.")
    return f'<p class="note">{" ".join(told)}</p>'


def _set(value: str | None) -> str:
    return "unset" if value in (None, "None") else str(value)


def plain_chance(differences: Sequence[float]) -> str:
    """Whether the mean of the questions' differences in F1 is more than chance, by its 95 % interval (normal)."""
    if not any(differences):
        return "F1 is the same."
    mean = statistics.fmean(differences)
    half = 1.96 * statistics.stdev(differences) / math.sqrt(len(differences)) if len(differences) > 1 else math.inf
    if not mean or abs(mean) <= half:
        return "That may be chance."
    return f"F1 {'rose' if mean > 0 else 'fell'} by more than chance explains."
