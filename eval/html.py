"""A report as one HTML file that asks for nothing: pure, verdicts in, a string out.

It reads without JavaScript, which only filters the table. Its content security policy allows no request, and no
script or style but the two written here.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.beside import beside_html, figure_cells
from eval.compare import Comparison
from eval.compared import comparison_html
from eval.dataset import Kind
from eval.evidence import evidence_html
from eval.figures import PERCENTILES, PRECISIONS, STEPS, Summary
from eval.markup import Markup, join, raw, tag
from eval.metrics import percentile, token_f1
from eval.plots import f1_plot, latency_plot, reliability_plot, risk_plot
from eval.reliability import Bin, reliability_bins, risk_coverage
from eval.report import cuts
from eval.seen import seen_note
from eval.verdict import Blame, Report, Step, Verdict

ASSETS = Path(__file__).resolve().parent / "assets"
F1_BINS = 10
TABLES: Mapping[str, Mapping[str, str]] = {  # heading → dotted name of a figure → what it is called
    "Answers": {
        "f1": "F1, all questions",
        "exact_match": "exact match, all questions",
        "answerable.f1": "F1, answerable",
        "answerable.exact_match": "exact match, answerable",
        "answerable.answered": "answerable questions answered",
        "unanswerable.abstained": "unanswerable questions left unanswered",
        "followup.f1": "F1, follow-ups",
    },
    "Search": {
        "retrieval.recall@1": "gold passage first",
        "retrieval.recall@5": "gold passage among the first 5",
        "retrieval.recall@10": "gold passage among the first 10",
        "retrieval.mrr": "mean reciprocal rank",
        "retrieval.ndcg@10": "nDCG@10",
    },
    "Quotations": {
        "citations.valid": "verified against library and file",
        "citations.correct": "quote a place that answers",
        "citations.in_gold_article": "from an article that answers",
    },
    "Confidence": {
        "calibration.ece": "expected calibration error",
        "calibration.aurc": "area under risk and coverage",
        **{
            f"calibration.answered_at_{percent}_precision": f"answered at {percent} % precision"
            for percent in PRECISIONS
        },
    },
}


def render_report(report: Report, summary: Summary, comparison: Comparison | None = None) -> str:
    """The whole file, with what changed since an earlier run if there is a `comparison`.

    Raises `ValueError` when the report is empty.
    """
    style, script = (raw((ASSETS / f"report.{kind}").read_text(encoding="utf-8")) for kind in ("css", "js"))
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; form-action 'none'"
    name = _name(report)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"Ibid: {name}"),
        tag("style", style),
    )
    body = tag(
        "body",
        tag("header", tag("h1", name), tag("p", _counts(report), class_="soft")),
        tag(
            "main",
            _figures(summary, seen_note(report)),
            beside_html(report, summary),
            comparison_html(comparison) if comparison is not None else join(),
            _plots(report),
            _blame(report),
            _questions(report.verdicts),
            _run(report.run),
        ),
        tag("script", script),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _figures(summary: Summary, seen: str | None) -> Markup:
    tables = [tag("table", tag("caption", name), *_rows(rows, summary)) for name, rows in TABLES.items()]
    notes = ["In brackets the 95 % bootstrap interval, by question.", *([seen] if seen is not None else [])]
    told = [tag("p", note, class_="soft") for note in notes]
    return tag("section", tag("h2", "Figures"), *told, tag("div", *tables, class_="groups"))


def _rows(names: Mapping[str, str], summary: Summary) -> list[Markup]:
    rows = []
    for name, title in names.items():
        rows.append(tag("tr", tag("th", title, scope="row"), *figure_cells(summary, name)))
    return rows


def _plots(report: Report) -> Markup:
    verdicts = report.verdicts
    confidences = [verdict.confidence for verdict in verdicts]
    right = [verdict.right for verdict in verdicts]
    thresholds = {verdict.threshold for verdict in verdicts}
    plots = [
        reliability_plot(reliability_bins(confidences, right)),
        risk_plot(risk_coverage(confidences, right)),
        f1_plot(_f1_bins(verdicts), thresholds.pop() if len(thresholds) == 1 else None),
        latency_plot(_latency(verdicts)),
    ]
    told = [
        f"{percent} % of answers are right at confidences from {cut.confidence:.2f} on: {100 * cut.answered:.0f} % of "
        "answerable questions get an answer."
        for percent, cut in cuts(report).items()
        if cut.confidence is not None
    ]
    return tag(
        "section",
        tag("h2", "Confidence and time"),
        tag("div", *plots, class_="plots"),
        *(tag("p", one) for one in told),
    )


def _f1_bins(verdicts: Sequence[Verdict]) -> list[Bin]:
    """Mean F1 of the best candidate, shown or not, in bins of equal size by confidence."""
    ordered = sorted(verdicts, key=lambda verdict: verdict.confidence)
    edges = [len(ordered) * number // F1_BINS for number in range(F1_BINS + 1)]
    bins = []
    for low, high in itertools.pairwise(edges):
        if own := ordered[low:high]:
            confidences = [one.confidence for one in own]
            f1s = [token_f1(one.best, one.question.answers) if one.best is not None else 0.0 for one in own]
            mean = sum(confidences) / len(own)
            bins.append(Bin(len(own), confidences[0], confidences[-1], mean, sum(f1s) / len(own)))
    return bins


def _latency(verdicts: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    return {
        f"p{percent}": {step: percentile([getattr(one.timings, step) for one in verdicts], percent) for step in STEPS}
        for percent in PERCENTILES
    }


def _blame(report: Report) -> Markup:
    blamed = [verdict.blame for verdict in report.verdicts if verdict.blame is not None]
    rows = [
        tag(
            "tr",
            tag("th", words(blame), scope="row"),
            tag("td", blame.step.value),
            tag("td", str(blamed.count(blame)), class_="number"),
        )
        for blame in Blame
        if blame in blamed
    ]
    if not rows:
        return tag("section", tag("h2", "What went wrong"), tag("p", "Nothing."))
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("what went wrong", "step", "questions"))))
    return tag("section", tag("h2", "What went wrong"), tag("table", head, tag("tbody", *rows)))


def _questions(verdicts: Sequence[Verdict]) -> Markup:
    names = ("question", "said", "expected", "F1", "confidence", "blame")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    rows = [_question(verdict) for verdict in verdicts]
    table = tag("table", head, tag("tbody", *rows), class_="questions")
    return tag("section", tag("h2", "Questions"), _filter(verdicts), table)


def _question(verdict: Verdict) -> Markup:
    question, blame = verdict.question, verdict.blame
    kinds = f"wrong {blame.value} {blame.step.value}" if blame is not None else "fine"
    said = verdict.prediction if verdict.prediction is not None else "silence"
    expected = " | ".join(question.answers) if question.answers else "silence"
    return tag(
        "tr",
        tag("td", tag("div", question.question, dir="auto"), evidence_html(verdict)),
        tag("td", said, data_name="said", dir="auto"),
        tag("td", expected, data_name="expected", dir="auto"),
        tag("td", f"{verdict.f1:.2f}", data_name="F1", class_="number"),
        tag("td", f"{verdict.confidence:.2f}", data_name="confidence", class_="number"),
        tag("td", words(blame) if blame is not None else "–", data_name="blame", class_="wrong" if blame else None),
        data_blame=kinds,
    )


def _filter(verdicts: Sequence[Verdict]) -> Markup:
    """The form above the table, hidden until the script that it needs is there."""
    found = {verdict.blame for verdict in verdicts if verdict.blame is not None}
    kinds = {"wrong": "all that went wrong", "fine": "nothing went wrong"}
    kinds |= {step.value: f"step: {step.value}" for step in Step if any(blame.step is step for blame in found)}
    kinds |= {blame.value: words(blame) for blame in Blame if blame in found}
    options = [
        tag("option", "all questions", value=""),
        *(tag("option", name, value=kind) for kind, name in kinds.items()),
    ]
    return tag(
        "form",
        tag("label", "Words", tag("input", name="words", type="search")),
        tag("label", "What went wrong", tag("select", *options, name="blame")),
        tag("output", class_="count soft"),
        class_="filter",
        hidden="",
    )


def _run(run: Mapping[str, Any]) -> Markup:
    if not run:
        return join()
    facts = [(name, _told(value)) for name, value in run.items()]
    listed = [part for name, value in facts for part in (tag("dt", name), tag("dd", value))]
    return tag("section", tag("h2", "What was asked of what"), tag("dl", *listed))


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_told(inner)}" for name, inner in value.items())
    return str(value)


def _name(report: Report) -> str:
    questions = report.run.get("questions")
    name = questions.get("name") if isinstance(questions, Mapping) else None
    return f"Evaluation on {name}" if isinstance(name, str) and name else "Evaluation"


def _counts(report: Report) -> str:
    counts = {kind: sum(verdict.question.kind is kind for verdict in report.verdicts) for kind in Kind}
    told = [
        f"{count} {'follow-ups' if kind is Kind.FOLLOWUP else kind.value}" for kind, count in counts.items() if count
    ]
    return f"{len(report.verdicts)} questions: {', '.join(told)}"


def words(blame: Blame) -> str:
    """A blame in words."""
    return blame.value.replace("_", " ")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
