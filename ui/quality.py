"""The view Quality: the figures of the last evaluation beside the one before, plots, and its questions. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import shlex
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rag import plain_count, plain_date
from ui.evaluations import Evaluation, Figure, Outcome, Runs
from ui.quality_list import BLAMES, Filter, list_questions, render_filter, render_list
from ui.quality_plots import reliability_plot, risk_plot
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
    "calibration.sha256": "the calibration",
}


def render_quality(
    runs: Runs, wanted: Filter, *, library: Path, article_ids: Sequence[str], feedback: Path, judged: int
) -> str:
    """The whole view. `article_ids` are those of the library now; `judged` answers stand in the file `feedback`."""
    problems = "".join(f'<p class="problem">{escape(one)}</p>' for one in runs.problems)
    if runs.last is None:
        return f"{problems}{_render_empty(library)}{_render_feedback(library, feedback, judged)}"
    last, before = runs.last, runs.before
    listed = list_questions(last, before)
    return (
        f"{problems}{_render_head(last, article_ids)}"
        f"{_render_figures(last, before)}"
        f'<div class="plots">{reliability_plot(last.bins, before.bins if before is not None else ())}'
        f"{risk_plot(last.curve, before.curve if before is not None else ())}</div>"
        f'<section class="questions"><h3>Questions</h3>{_render_blame(last)}{render_filter(listed, wanted)}'
        f'<div class="list">{render_list(listed, wanted)}</div></section>'
        f"{_render_feedback(library, feedback, judged)}{_render_run(last, before)}"
    )


def _render_empty(library: Path) -> str:
    command = f"ibid eval QUESTIONS --library {shlex.quote(str(library))}"
    return (
        '<header class="verdict"><h2>Nothing has been measured yet</h2></header>'
        "<p>Put questions whose answers you know into a spreadsheet, save it as CSV with the columns "
        "<code>question</code> and <code>answer</code>, and ask them:</p>"
        f"<pre>{escape(command)}</pre><p>The result will stand here, question by question. An empty answer says that "
        "the articles don’t say.</p>"
    )


def _render_head(last: Evaluation, article_ids: Sequence[str]) -> str:
    outcomes = Counter(one.outcome for one in last.asked)
    right, wrong, silent = (outcomes[one] for one in (Outcome.RIGHT, Outcome.WRONG, Outcome.SILENT))
    faults = [
        f'<a href="{Filter(outcome.value).href}">{count:,} {told}</a>'
        for outcome, count, told in (
            (Outcome.WRONG, wrong, "answered wrongly"),
            (Outcome.SILENT, silent, "wrongly left unanswered"),
        )
        if count
    ]
    name = Path(last.questions).name
    split = f", the {escape(last.split)} half" if last.split else ""
    of = f"<bdi>{escape(name)}</bdi>{split}, asked of {_about(last)} on {_moment(last.at)}"
    return (
        f'<header class="verdict"><h2>{right:,} of {plain_count(len(last.asked), "question")} right</h2>'
        f'<p class="lead">{", ".join(faults) or "Nothing went wrong"}</p>'
        f'<p class="facts">{of}</p>{_render_stale(last, article_ids)}</header>'
    )


def _about(last: Evaluation) -> str:
    count = last.facts.get("library.articles", "")
    articles = plain_count(int(count), "article") if count.isdecimal() else "articles"
    if last.about == "folder":
        return f"the {articles} in <bdi>{escape(last.articles)}</bdi>"
    return f"the {articles} of {'this library' if last.about == 'library' else 'the questions’ own paragraphs'}"


def _render_stale(last: Evaluation, article_ids: Sequence[str]) -> str:
    if last.facts.get("library.sha256", "") == fingerprint(sorted(article_ids)):
        return ""
    return (
        '<p class="note">These were other articles than this library holds now. A question that is opened from here is '
        "asked of this library, and may get another answer.</p>"
    )


def fingerprint(article_ids: Sequence[str]) -> str:
    """The `library.sha256` of `ibid eval --json`: that of the sorted ids as JSON."""
    return hashlib.sha256(json.dumps(list(article_ids)).encode()).hexdigest()


def _moment(at: dt.datetime) -> str:
    local = at.astimezone()
    return f'<time datetime="{at.isoformat()}">{plain_date(local.date())}, {local:%H:%M}</time>'


def _render_figures(last: Evaluation, before: Evaluation | None) -> str:
    columns = ["figure", "now", "95 % interval", *(["before", "difference"] if before is not None else [])]
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in columns)
    body = []
    for group, figures in FIGURES.items():
        rows = [
            _render_row(name, told, last.figures[name], before.figures.get(name) if before is not None else None)
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
        f"{_render_comparison(last, before)}</section>"
    )


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


def _render_comparison(last: Evaluation, before: Evaluation | None) -> str:
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
    told = [f"The run before was that of {_moment(before.at)}."]
    if pairs:
        changes = [
            f'<a href="{Filter(change=name).href}">{counts[name]:,} got a {name} answer</a>'
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


def _render_blame(last: Evaluation) -> str:
    counts = Counter(one.blame for one in last.asked if one.blame is not None)
    items = "".join(
        f'<li><a href="{escape(Filter(blame=name).href)}">{escape(told)}</a> <span>{counts[name]:,}</span></li>'
        for name, told in BLAMES.items()
        if counts[name]
    )
    return f'<p class="what">What went wrong</p><ul class="blames">{items}</ul>' if items else ""


def eval_command(library: Path, feedback: Path) -> str:
    """The command that asks again what was judged."""
    return f"ibid eval {shlex.quote(str(feedback))} --library {shlex.quote(str(library))}"


def render_dialog() -> str:
    """The form that says what the right answer is; `assets/judging.js` opens it beside the article."""
    return (
        '<dialog id="judging" aria-labelledby="judging-title"><form>'
        '<h2 id="judging-title">What is the right answer?</h2><p class="asked" dir="auto"></p>'
        '<label class="choice"><input type="radio" name="verdict" value="typed" checked="">In the words of an article'
        '</label><input type="text" name="answer" aria-label="Right answer" autocomplete="off">'
        '<label class="choice"><input type="radio" name="verdict" value="marked">As I select it in the article</label>'
        '<p class="marked" role="status"></p>'
        '<label class="choice"><input type="radio" name="verdict" value="none">The articles don’t say</label>'
        '<p class="limits" hidden>The dates and sources that limited this question are not saved with it.</p>'
        '<p class="told" role="alert"></p>'
        '<p class="ways"><button type="submit">Save</button><button type="button" class="close">Cancel</button></p>'
        "</form></dialog>"
    )


def _render_feedback(library: Path, feedback: Path, judged: int) -> str:
    command = eval_command(library, feedback)
    title = "<h3>Answers that were judged</h3>"
    if not judged:
        told = (
            "<p>Under each answer of the conversation you can say whether it is right. What you say becomes a question "
            "with a known answer, which <code>ibid eval</code> asks again.</p>"
        )
        return f'<section class="feedback">{title}{told}</section>'
    return (
        f'<section class="feedback">{title}<p>{plain_count(judged, "question")} in '
        f"<code>{escape(str(feedback))}</code>. Ask them all again with:</p><pre>{escape(command)}</pre></section>"
    )


def _render_run(last: Evaluation, before: Evaluation | None) -> str:
    rows = {"questions": last.questions, "result": str(last.path), **last.facts}
    digest = hashlib.sha256(json.dumps(sorted(last.facts.items())).encode()).hexdigest()[:12]
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows.items())
    return (
        f'<details class="run"><summary>What was asked of what: fingerprint {digest}</summary>'
        f"<dl>{items}</dl></details>"
    )
