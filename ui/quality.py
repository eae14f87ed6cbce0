"""The view Quality: the figures of the last evaluation beside the one before, plots, and its questions. Pure."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rag import plain_count
from ui.evaluations import Evaluation, Outcome
from ui.quality_figures import plain_moment, render_figures
from ui.quality_list import BLAMES, Filter, list_questions, render_filter, render_list
from ui.quality_plots import reliability_plot, risk_plot
from ui.render import escape
from ui.runs import Run, Runs


def render_quality(
    runs: Runs, wanted: Filter, *, library: Path, article_ids: Sequence[str], feedback: Path, judged: int
) -> str:
    """The whole view. `article_ids` are those of the library now; `judged` answers stand in the file `feedback`."""
    problems = "".join(f'<p class="problem">{escape(one)}</p>' for one in runs.problems)
    if runs.shown is None:
        return f"{problems}{_render_empty(library)}{_render_feedback(library, feedback, judged)}"
    last, before, run = runs.shown, runs.before, wanted.run
    listed = list_questions(last, before)
    return (
        f"{problems}{_render_earlier(last, runs.kept)}{_render_head(last, article_ids, run)}"
        f"{render_figures(last, before, run)}"
        f'<div class="plots">{reliability_plot(last.bins, before.bins if before is not None else ())}'
        f"{risk_plot(last.curve, before.curve if before is not None else ())}</div>"
        f'<section class="questions"><h3>Questions</h3>{_render_blame(last, run)}{render_filter(listed, wanted)}'
        f'<div class="list">{render_list(listed, wanted)}</div></section>'
        f"{_render_others(last, runs.kept)}{_render_feedback(library, feedback, judged)}{_render_run(last)}"
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


def _render_earlier(last: Evaluation, kept: Sequence[Run]) -> str:
    if kept and last.path.name != kept[0].name:
        return '<p class="note">This is an earlier run. <a href="#quality">Show the last one</a></p>'
    return ""


def _render_others(last: Evaluation, kept: Sequence[Run]) -> str:
    """The other runs that are kept, each with a link that shows it."""
    items = "".join(
        f'<li><a href="{escape(Filter(run=one.name).href)}"><bdi>{escape(Path(one.questions).name)}</bdi>'
        f"{f', the {escape(one.split)} half' if one.split else ''}, {plain_moment(one.at)}</a> "
        f"{one.right:,} of {one.asked:,} right</li>"
        for one in kept
        if one.name != last.path.name
    )
    return f'<section class="runs"><h3>Other runs</h3><ul>{items}</ul></section>' if items else ""


def _render_head(last: Evaluation, article_ids: Sequence[str], run: str) -> str:
    outcomes = Counter(one.outcome for one in last.asked)
    right, wrong, silent = (outcomes[one] for one in (Outcome.RIGHT, Outcome.WRONG, Outcome.SILENT))
    faults = [
        f'<a href="{escape(Filter(outcome.value, run=run).href)}">{count:,} {told}</a>'
        for outcome, count, told in (
            (Outcome.WRONG, wrong, "answered wrongly"),
            (Outcome.SILENT, silent, "wrongly left unanswered"),
        )
        if count
    ]
    name = Path(last.questions).name
    split = f", the {escape(last.split)} half" if last.split else ""
    of = f"<bdi>{escape(name)}</bdi>{split}, asked of {_about(last)} on {plain_moment(last.at)}"
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


def _render_blame(last: Evaluation, run: str) -> str:
    counts = Counter(one.blame for one in last.asked if one.blame is not None)
    items = "".join(
        f'<li><a href="{escape(Filter(blame=name, run=run).href)}">{escape(told)}</a> '
        f"<span>{counts[name]:,}</span></li>"
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
        '<p class="limits" hidden>The dates and outlets that limited this question are not saved with it.</p>'
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


def _render_run(last: Evaluation) -> str:
    rows = {"questions": last.questions, "result": str(last.path), **last.facts}
    digest = hashlib.sha256(json.dumps(sorted(last.facts.items())).encode()).hexdigest()[:12]
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows.items())
    return (
        f'<details class="run"><summary>What was asked of what: fingerprint {digest}</summary>'
        f"<dl>{items}</dl></details>"
    )
