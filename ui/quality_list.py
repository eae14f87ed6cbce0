"""The questions of an evaluation: which are shown, each with its outcome, its blame and its evidence. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rag import plain_count
from ui.evaluations import Asked, Evaluation, Excerpt, Outcome
from ui.query import Query
from ui.render import escape

ELSEWHERE = (
    "The best candidate has the right words, at a place that does not count. If they answer there too, let the "
    "question say so; in JSON Lines by naming the article in “also”."
)
PAGE_SIZE = 50
CANDIDATES_SHOWN = 3
OUTCOMES: Mapping[str, str] = {
    Outcome.RIGHT: "right",
    Outcome.WRONG: "wrong answer",
    Outcome.SILENT: "wrongly silent",
}
BLAMES = {
    "not_retrieved": "not retrieved",
    "not_read": "retrieved but not read",
    "misread": "retrieved but misread",
    "outranked": "read right but outranked",
    "silenced": "abstained wrongly",
    "overanswered": "should have been left unanswered",
}
CHANGES = {"better": "better than before", "worse": "worse than before"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions are shown; "" is any. `page` counts from 1; `run` names the run, "" the last."""

    outcome: str = ""
    blame: str = ""
    change: str = ""
    text: str = ""
    page: int = 1
    run: str = ""

    @property
    def href(self) -> str:
        """The link that shows them; `assets/quality.js` reads it."""
        given = {"outcome": self.outcome, "blame": self.blame, "change": self.change, "text": self.text}
        query = {name: value for name, value in {"run": self.run, **given}.items() if value}
        if self.page > 1:
            query["page"] = str(self.page)
        return "#quality" + (f"?{urlencode(query)}" if query else "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A question, and its F1 in the run before where it was asked then."""

    asked: Asked
    f1_before: float | None

    @property
    def change(self) -> str:
        """Whether the answer became better or worse; "" for neither."""
        if self.f1_before is None or self.f1_before == self.asked.f1:
            return ""
        return "better" if self.asked.f1 > self.f1_before else "worse"


def list_questions(last: Evaluation, before: Evaluation | None) -> list[Listed]:
    """All questions in the order of the file."""
    earlier = {(one.id, one.question): one.f1 for one in before.asked} if before is not None else {}
    return [Listed(one, earlier.get((one.id, one.question))) for one in last.asked]


def select(listed: Sequence[Listed], wanted: Filter) -> list[Listed]:
    """Those that `wanted` lets through; its text is looked for in question, answers and id, whatever the case."""
    words = wanted.text.casefold().split()
    return [
        one
        for one in listed
        if (not wanted.outcome or one.asked.outcome == wanted.outcome)
        and (not wanted.blame or one.asked.blame == wanted.blame)
        and (not wanted.change or one.change == wanted.change)
        and all(word in _searched(one.asked) for word in words)
    ]


def _searched(one: Asked) -> str:
    return "\n".join((one.id, one.question, *one.expected, one.prediction or "")).casefold()


def render_filter(listed: Sequence[Listed], wanted: Filter) -> str:
    """The form that filters, with how many there are of each."""
    outcomes = Counter(one.asked.outcome.value for one in listed)
    blames = Counter(one.asked.blame for one in listed if one.asked.blame is not None)
    changes = Counter(one.change for one in listed if one.change)
    known = {**BLAMES, **{name: _words(name) for name in blames}}
    return (
        '<form class="filter" role="search" aria-label="Filter the questions">'
        f"{_choice('Outcome', 'outcome', OUTCOMES, outcomes, wanted.outcome)}"
        f"{_choice('Blame', 'blame', known, blames, wanted.blame)}"
        f"{_choice('Change', 'change', CHANGES, changes, wanted.change) if changes else ''}"
        f'<label>Text <input type="search" name="text" value="{escape(wanted.text)}" '
        'placeholder="in question or answers"></label>'
        f'<input type="hidden" name="run" value="{escape(wanted.run)}"><button type="submit">Filter</button> '
        f'<a class="all" href="{escape(Filter(run=wanted.run).href)}">All questions</a></form>'
    )


def _choice(title: str, name: str, names: Mapping[str, str], counts: Mapping[str, int], chosen: str) -> str:
    mark = {chosen: ' selected=""'}
    options = "".join(
        f'<option value="{escape(value)}"{mark.get(value, "")}>{escape(told)} ({counts.get(value, 0):,})</option>'
        for value, told in names.items()
    )
    return f'<label>{title} <select name="{name}"><option value="">any</option>{options}</select></label>'


def render_list(listed: Sequence[Listed], wanted: Filter) -> str:
    """The questions that `wanted` lets through, one page of them."""
    found = select(listed, wanted)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    first = (page - 1) * PAGE_SIZE
    shown = found[first : first + PAGE_SIZE]
    if not found:
        told = "No question is like that."
    elif pages == 1:
        told = f"{plain_count(len(found), 'question')} of {len(listed):,}"
    else:
        told = f"{first + 1:,} to {first + len(shown):,} of {plain_count(len(found), 'question')}"
    items = "".join(map(_render_question, shown))
    return (
        f'<p class="found">{told}</p>'
        f'<ol class="asked" start="{first + 1}">{items}</ol>{_render_pager(wanted, page, pages)}'
    )


def _render_pager(wanted: Filter, page: int, pages: int) -> str:
    if pages == 1:
        return ""
    ways = [
        f'<a class="{name}" href="{escape(replace(wanted, page=to).href)}">{told}</a>' if 1 <= to <= pages else ""
        for name, told, to in (("previous", "Previous", page - 1), ("next", "Next", page + 1))
    ]
    return f'<nav class="pager" aria-label="Pages">{ways[0]}<span>Page {page} of {pages:,}</span>{ways[1]}</nav>'


def _render_question(one: Listed) -> str:
    asked = one.asked
    blame = f' <span class="blame">{escape(_words(asked.blame))}</span>' if asked.blame is not None else ""
    change = f' <span class="change">{CHANGES[one.change]}</span>' if one.change else ""
    expected = asked.expected[0] if asked.expected else "no answer: the articles don’t say"
    given = asked.prediction if asked.prediction is not None else "no answer"
    return (
        f'<li class="{asked.outcome.value}"><p class="outcome"><span class="word">{OUTCOMES[asked.outcome]}</span>'
        f"{blame}{change}</p>"
        f'<h4 dir="auto"><a href="{escape(ask_again(asked).href)}" title="Ask this in the conversation">'
        f"{escape(asked.question)}</a></h4>"
        f'<dl class="answers"><div><dt>Expected</dt><dd dir="auto">{escape(expected)}</dd></div>'
        f'<div><dt>Given</dt><dd dir="auto">{escape(given)}</dd></div></dl>{_render_evidence(asked)}</li>'
    )


def ask_again(asked: Asked) -> Query:
    """The question as the conversation can ask it: standing alone, and up to the day that it was asked for."""
    question = asked.understood if asked.history and asked.understood else asked.question
    return Query(question, until=asked.as_of, alone=True)


def _words(blame: str) -> str:
    return BLAMES.get(blame, blame.replace("_", " "))


def _render_evidence(asked: Asked) -> str:
    facts = [asked.id, asked.kind]
    if asked.gold_passages or asked.expected:
        ranks = f"at rank {', '.join(map(str, asked.gold_ranks))}" if asked.gold_ranks else "not found"
        facts.append(f"passages that answer: {asked.gold_passages}, {ranks}")
    facts += [
        f"{asked.read} of {plain_count(asked.retrieved, 'passage')} read",
        f"confidence {asked.confidence:.2f}, bar {asked.threshold:.2f}",
        f"F1 {asked.f1:.2f}",
    ]
    if asked.understood and asked.understood != asked.question:
        facts.append(f"read as: {asked.understood}")
    accepted = (
        f'<dt>Accepted too</dt><dd dir="auto">{escape(" · ".join(asked.expected[1:]))}</dd>'
        if asked.expected[1:]
        else ""
    )
    turns = "".join(
        f'<dt>Asked before</dt><dd dir="auto">{escape(question)} {escape(answer or "(no answer)")}</dd>'
        for question, answer in asked.history
    )
    gold = "".join(_render_excerpt("Where it stands", one) for one in asked.gold)
    candidates = "".join(
        _render_excerpt(f"Candidate {number}", one)
        for number, one in enumerate(asked.candidates, start=1)
        if number <= CANDIDATES_SHOWN or one.right
    )
    told = " · ".join(map(escape, facts))
    note = f'<p class="facts">{ELSEWHERE}</p>' if asked.right_words_elsewhere else ""
    return (
        f'<details class="evidence"><summary>Evidence</summary><p class="facts">{told}</p>'
        f"<dl>{turns}{accepted}{gold}{candidates or '<dt>No candidate</dt>'}</dl>{note}</details>"
    )


def _render_excerpt(name: str, one: Excerpt) -> str:
    start = max(0, one.start - one.around_start)
    before, after = one.around[:start], one.around[start + len(one.text) :]
    facts = [f"{one.start:,}–{one.end:,}", f"passage at rank {one.rank}" if one.rank else "passage not found"]
    if one.confidence is not None:
        facts += [f"confidence {one.confidence:.2f}", "right" if one.right else "wrong"]
    return (
        f'<dt>{name}: <bdi>{escape(one.article)}</bdi>, {", ".join(facts)}</dt><dd dir="auto">{escape(before)}'
        f"<mark>{escape(one.text)}</mark>{escape(after)}</dd>"
    )
