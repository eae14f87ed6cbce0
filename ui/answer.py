"""Answers as HTML: what is said, where it stands, how sure it is, and what can be done with it. Pure.

An answer is one line of HTML, since the chat reads its messages as Markdown, where a blank line would end the HTML. The
chat also takes away `data-`, `aria-` and `role`; `assets/talk.js` puts back what screen readers need.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from rag import (
    Agreement,
    Answer,
    Group,
    Quotation,
    Silence,
    answer_to_json,
    cite_bibtex,
    cite_markdown,
    cite_plain,
    is_limited,
    plain_agreement,
    plain_confidence,
    plain_count,
    plain_date,
    plain_dates,
    plain_guess,
    plain_locator,
    plain_time,
    plain_unknown,
)
from ui.query import Query
from ui.render import Place, escape, render_date


def render_answer(answer: Answer, number: int, query: Query) -> str:
    """An answer to `query` as one line of HTML; `number` tells it from the others of the conversation."""
    note = f'<p class="note">{escape(answer.note)}</p>' if answer.note else ""
    if answer.quotation is not None:
        body = [*_render_groups(answer), note, _render_others("Other quotations", answer.others)]
    else:
        silence = f'<p class="silence">The articles don’t say.</p><p class="reason">{escape(_why(answer))}</p>'
        body = [
            note if answer.silence is Silence.DECLINED else silence,
            _render_nearest(answer.nearest) if answer.nearest is not None else "",
            _render_others("Considered, not shown as an answer", answer.candidates),
        ]
    kind = "silent" if answer.quotation is None else answer.agreement.value
    parts = [
        _render_understood(answer, query),
        _render_unknown(answer, query),
        _render_limits(answer, query),
        *body,
        _render_withheld(answer.withheld),
        _render_foot(answer, query),
    ]
    return f'<div class="answer {kind}" id="answer-{number}">{"".join(parts)}</div>'


def _by_itself(answer: Answer, query: Query) -> Query:
    """`query` as it was understood, so that it asks the same of whoever follows its link, and after any other turn."""
    if answer.understood in ("", answer.question):
        return query
    return replace(query, question=answer.understood, alone=True)


def _render_foot(answer: Answer, query: Query) -> str:
    """A link to the question; and the query as it was sent, unseen if that is another, by which the conversation is
    taken up again.
    """  # fmt: skip
    asked = _by_itself(answer, query)
    shown = f'<a class="{"again" if asked == query else "link"}" href="{escape(asked.href)}">Link to this question</a>'
    unseen = "" if asked == query else f'<a class="again" hidden href="{escape(query.href)}"></a>'
    return f'<p class="foot">{unseen}{shown}</p>'


def _render_groups(answer: Answer) -> list[str]:
    agreement = plain_agreement(answer)
    said = f'<p class="agreement {answer.agreement.value}">{escape(agreement)}</p>' if agreement else ""
    shown = [_render_group(group, _proof(answer, group)) for group in answer.groups]
    if len(shown) == 1:
        return [said, *shown]
    line = _render_timeline(answer.groups) if answer.agreement is Agreement.DIFFER else ""
    items = "".join(f"<li>{one}</li>" for one in shown)
    return [said, line, f'<ol class="answers {answer.agreement.value}">{items}</ol>']


def _render_group(group: Group, proof: str) -> str:
    best, *others = group.quotations
    also = "".join(f"<li>{_render_source(other, 'cite', said=True)}</li>" for other in others)
    count = f'<p class="count">{_count(group)}</p>'
    return (
        f'<blockquote class="quote" dir="auto">{_render_in_sentence(best)}</blockquote>'
        f'<div class="source">{_render_source(best, "cite best")}</div>'
        + (f'<div class="also">{count}<ul>{also}</ul></div>' if also else "")
        + _render_copying(best, proof)
    )


def _count(group: Group) -> str:
    if group.independent == 1:  # copies of one wire story, or places in one article
        return "Also in"
    return f"{plain_count(group.independent, 'independent article')} say so, also"


def _render_copying(quotation: Quotation, proof: str) -> str:
    """Buttons, each with the text behind it that it copies."""
    forms = (
        ("Quotation", cite_plain(quotation)),
        ("Markdown", cite_markdown(quotation)),
        ("BibTeX", cite_bibtex(quotation)),
        ("Proof", proof),
        ("Link", Place.of(quotation).href),
    )
    buttons = "".join(
        f'<button type="button" class="copy" title="{escape(_COPYING[name])}">{name}</button>'
        f"<pre hidden>{escape(text)}</pre>"
        for name, text in forms
    )
    return f'<div class="copying"><span class="what">Copy</span>{buttons}</div>'


_COPYING = {
    "Quotation": "Copy the quotation and where it stands, as text",
    "Markdown": "Copy the sentence and where it stands, in Markdown",
    "BibTeX": "Copy a BibTeX entry",
    "Proof": "Copy JSON that `ibid verify` checks",
    "Link": "Copy a link that opens the article at this place",
}


def _proof(answer: Answer, group: Group) -> str:
    """The answer as `ibid verify` takes it, with the quotations of `group` alone."""
    best, *others = group.quotations
    kept = replace(answer, quotation=best, candidates=tuple(others), groups=(group,), hits=(), read=())
    return json.dumps(answer_to_json(kept), ensure_ascii=False)


def _render_timeline(groups: Sequence[Group]) -> str:
    """When each of the answers was last given, from the first day to the last, by their numbers below."""
    days = [(group.newest, number) for number, group in enumerate(groups, start=1) if group.newest is not None]
    if len({day for day, _ in days}) < 2:
        return ""
    first, last = min(days)[0], max(days)[0]
    points = "".join(
        f'<span class="point" style="left:{100 * (day - first).days / (last - first).days:.1f}%">{number}</span>'
        for day, number in days
    )
    return (
        f'<div class="timeline"><div class="axis">{points}</div>'
        f'<div class="ends"><span>{plain_date(first)}</span><span>{plain_date(last)}</span></div></div>'
    )


def _render_in_sentence(quotation: Quotation) -> str:
    start, end = quotation.start - quotation.sentence_start, quotation.end - quotation.sentence_start
    sentence = quotation.sentence
    return f"{escape(sentence[:start])}<mark>{escape(sentence[start:end])}</mark>{escape(sentence[end:])}"


def _render_source(quotation: Quotation, link_class: str, *, confidence: bool = True, said: bool = False) -> str:
    facts = [f"<q><bdi>{escape(quotation.text)}</bdi></q>"] if said else []
    facts += [f'<span class="outlet"><bdi>{escape(quotation.outlet)}</bdi></span>'] if quotation.outlet else []
    place = ", ".join(filter(None, [PurePath(quotation.source).name, plain_locator(quotation.row, quotation.page)]))
    facts += [render_date(quotation.date), f'<span class="file"><bdi>{escape(place)}</bdi></span>']
    if confidence and not said:  # what only agrees is as sure as what it agrees with
        facts.append(f'<span class="confidence">{escape(plain_confidence(quotation.confidence))}</span>')
    beside = [f"according to {quotation.speaker.text}"] if quotation.speaker is not None else []
    beside += plain_dates(quotation.dates)
    dates = f'<div class="facts beside" dir="auto">{escape(" · ".join(beside))}</div>'
    return (
        f"{dates if beside and confidence and not said else ''}"
        f'<a class="{link_class}" href="{escape(Place.of(quotation).href)}" title="Open the article at this place">'
        f'<bdi>{escape(quotation.headline)}</bdi></a><div class="facts">{" · ".join(facts)}</div>'
    )


def _render_others(title: str, quotations: Sequence[Quotation]) -> str:
    if not quotations:
        return ""
    items = "".join(
        f'<li><blockquote dir="auto">{_render_in_sentence(quotation)}</blockquote>'
        f"{_render_source(quotation, 'cite')}</li>"
        for quotation in quotations
    )
    return f'<details class="others"><summary>{escape(title)} ({len(quotations)})</summary><ol>{items}</ol></details>'


def _render_nearest(nearest: Quotation) -> str:
    return (
        '<aside class="nearest"><p class="label">Nearest passage, not an answer</p>'
        f'<blockquote dir="auto">{escape(nearest.text)}</blockquote>'
        f"{_render_source(nearest, 'cite', confidence=False)}</aside>"
    )


def _why(answer: Answer) -> str:
    if answer.silence is Silence.NOTHING_RELEVANT:
        return "No article lies within these limits." if is_limited(answer) else "Nothing relevant was found."
    read = len(answer.read)
    verb = "was read and does not answer" if read == 1 else "were read and none answers"
    guess = plain_guess(answer)
    return f"{plain_count(read, 'passage')} {verb}{f' surely enough: {guess}' if guess else ''}."


def _render_understood(answer: Answer, query: Query) -> str:
    """How a follow-up was read, in a form that asks it again as its user changes it."""
    if answer.understood in ("", answer.question):
        return ""
    asked = _by_itself(answer, query)
    return (
        f'<form class="understood"><label><span>Read as:</span> <input name="q" value="{escape(answer.understood)}" '
        f'size="{max(20, len(answer.understood))}"></label> <button type="submit">Ask this</button>'
        f'<a class="again" hidden href="{escape(asked.href)}"></a></form>'
    )


def _render_unknown(answer: Answer, query: Query) -> str:
    """The names that no article has, each with a link that asks with the nearest one instead."""
    query = _by_itself(answer, query)
    shown = []
    for one in answer.unknown:
        other = re.sub(rf"(?<!\w){re.escape(one.name)}(?!\w)", one.near, query.question)
        href, words = escape(replace(query, question=other).href), escape(f"Ask with “{one.near}”")
        said = escape(plain_unknown(replace(one, near="")))
        link = f' <a class="ask" href="{href}">{words}</a>' if one.near else ""
        shown.append(f'<p class="note unknown">{said}{link}</p>')
    return "".join(shown)


def _render_limits(answer: Answer, query: Query) -> str:
    """What limits the search, each with a link that asks without it."""
    time, query = answer.time, _by_itself(answer, query)
    chips = [(outlet, replace(query, outlets=tuple(one for one in query.outlets if one != outlet)))
             for outlet in query.outlets]  # fmt: skip
    if query.since is not None or query.until is not None:
        chips.append((_span(query), replace(query, since=None, until=None)))
    if time is not None and time.words:
        chips.append((f"“{time.words}”", replace(query, any_date=True)))
    shown = "".join(
        f'<li><bdi>{escape(words)}</bdi> <a class="ask drop" href="{escape(without.href)}" '
        f'title="Ask without {escape(words)}">without</a></li>'
        for words, without in chips
    )
    said = f'<p class="note time">{escape("; ".join(plain_time(time)))}.</p>' if time is not None else ""
    return (f'<ul class="chips">{shown}</ul>' if shown else "") + said


def _span(query: Query) -> str:
    if query.since is None or query.until is None:
        known = query.since or query.until
        assert known is not None
        return f"{'from' if query.until is None else 'up to'} {plain_date(known)}"
    return f"{plain_date(query.since)} to {plain_date(query.until)}"


def _render_withheld(count: int) -> str:
    if not count:
        return ""
    what = plain_count(count, "quotation") + (" was" if count == 1 else " were")
    return (
        f'<p class="note">{what} withheld: the stored article does not bear it out. '
        "Run <code>ibid doctor</code> to see what is wrong with the library.</p>"
    )
