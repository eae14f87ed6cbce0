"""Answers as HTML: what is said, where it stands, how sure it is, and what can be done with it. Pure.

An answer is one line of HTML, since the chat reads its messages as Markdown, where a blank line would end the HTML. The
chat also takes away `data-`, `aria-` and `role`; `assets/talk.js` puts back what screen readers need.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag import (
    Answer,
    Silence,
    is_limited,
    plain_count,
    plain_date,
    plain_guess,
    plain_time,
    plain_unknown,
)
from ui.groups import render_groups
from ui.query import Query
from ui.quoted import render_nearest, render_others
from ui.render import escape


def render_answer(answer: Answer, number: int, query: Query) -> str:
    """An answer to `query` as one line of HTML; `number` tells it from the others of the conversation."""
    is_declined = answer.silence is Silence.DECLINED
    note = f'<p class="{"declined" if is_declined else "note"}">{escape(answer.note)}</p>' if answer.note else ""
    if answer.quotation is not None:
        body = [note, *render_groups(answer), render_others("Other quotations", answer.others)]
    else:
        silence = f'<p class="silence">The articles don’t say.</p><p class="reason">{escape(_why(answer))}</p>'
        body = [
            note if is_declined else silence,
            render_nearest(answer.nearest) if answer.nearest is not None else "",
            render_others("Considered, not shown as an answer", answer.candidates),
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
    """A link to the question, and of several quotations what copies them all; and the query as it was sent,
    unseen if that is another, by which the conversation is taken up again.
    """  # fmt: skip
    asked = _by_itself(answer, query)
    shown = (
        f'<a class="{"again" if asked == query else "link"}" href="{escape(asked.href)}">Copy link to this question</a>'
    )
    unseen = "" if asked == query else f'<a class="again" hidden href="{escape(query.href)}"></a>'
    several = sum(len(group.by_article) for group in answer.groups) > 1
    whole = '<button type="button" class="whole">Copy the whole answer</button>' if several else ""
    return f'<p class="foot">{unseen}{shown}{whole}</p>'


def _why(answer: Answer) -> str:
    if answer.silence is Silence.NOTHING_RELEVANT:
        return "No article lies within these limits." if is_limited(answer) else "Nothing relevant was found."
    read = len(answer.read)
    verb = "was read and does not answer" if read == 1 else "were read and none answers"
    guess = plain_guess(answer)
    said = f"{plain_count(read, 'passage')} {verb}{f' surely enough: {guess}' if guess else ''}."
    return said.replace(" %", "\N{NO-BREAK SPACE}%")


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
        f'title="Ask without this limit: {escape(words)}">ask without</a></li>'
        for words, without in chips
    )
    said = f'<p class="note time">{escape("; ".join(plain_time(time)))}.</p>' if time is not None else ""
    return (f'<ul class="chips">{shown}</ul>' if shown else "") + said


def _span(query: Query) -> str:
    if query.since is None or query.until is None:
        known = query.since or query.until
        assert known is not None
        return f"dated {'from' if query.until is None else 'up to'} {plain_date(known)}"
    return f"dated {plain_date(query.since)} to {plain_date(query.until)}"


def _render_withheld(count: int) -> str:
    if not count:
        return ""
    what = plain_count(count, "quotation") + (" was" if count == 1 else " were")
    return (
        f'<p class="note">{what} withheld: the stored article does not bear it out. '
        "Run <code>ibid doctor</code> to see what is wrong with the library.</p>"
    )
