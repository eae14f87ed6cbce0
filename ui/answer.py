"""Answers as HTML: what is said, where it stands, how sure it is, and what can be done with it. Pure.

An answer is one line of HTML, since the chat reads its messages as Markdown, where a blank line would end the HTML. The
chat also takes away `data-`, `aria-` and `role`; `assets/talk.js` puts back what screen readers need.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from rag import (
    Agreement,
    Answer,
    Asked,
    Group,
    Silence,
    answer_to_json,
    is_limited,
    plain_agreement,
    plain_count,
    plain_date,
    plain_guess,
    plain_taken_back,
    plain_time,
    plain_unknown,
)
from ui.query import Query
from ui.quoted import render_copying, render_in_sentence, render_nearest, render_others, render_part, render_source
from ui.render import escape


def render_answer(answer: Answer, number: int, query: Query) -> str:
    """An answer to `query` as one line of HTML; `number` tells it from the others of the conversation."""
    is_declined = answer.silence is Silence.DECLINED
    note = f'<p class="{"declined" if is_declined else "note"}">{escape(answer.note)}</p>' if answer.note else ""
    if answer.quotation is not None:
        body = [note, *_render_groups(answer), render_others("Other quotations", answer.others)]
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
    """A link to the question; and the query as it was sent, unseen if that is another, by which the conversation is
    taken up again.
    """  # fmt: skip
    asked = _by_itself(answer, query)
    shown = (
        f'<a class="{"again" if asked == query else "link"}" href="{escape(asked.href)}">Copy link to this question</a>'
    )
    unseen = "" if asked == query else f'<a class="again" hidden href="{escape(query.href)}"></a>'
    return f'<p class="foot">{unseen}{shown}</p>'


def _render_groups(answer: Answer) -> list[str]:
    agreement = plain_agreement(answer)
    # A sentence that bears on a yes or no is no value that another could differ from.
    kind = Agreement.SEVERAL if answer.asked is Asked.YES_NO else answer.agreement
    said = f'<p class="agreement {kind.value}">{escape(agreement)}</p>' if agreement else ""
    apart = [[group] for group in answer.groups]
    together = _by_sentence(answer.groups) if answer.agreement is Agreement.SEVERAL else apart
    shown = [_render_group(answer, groups) for groups in together]
    if len(shown) == 1:
        return [said, *shown]
    line = _render_timeline(answer.groups) if kind is Agreement.DIFFER else ""
    items = "".join(f"<li>{one}</li>" for one in shown)
    return [said, line, f'<ol class="answers {kind.value}">{items}</ol>']


def _by_sentence(groups: Sequence[Group]) -> list[list[Group]]:
    """The groups in their order, those whose first quotations stand in one sentence of one article together."""
    found: dict[tuple[str, int, int], list[Group]] = {}
    for group in groups:
        best = group.by_article[0]
        found.setdefault((best.article_id, best.sentence_start, best.sentence_end), []).append(group)
    return list(found.values())


def _render_group(answer: Answer, groups: Sequence[Group]) -> str:
    """What one sentence answers: all its quotations marked in it, and each with what agrees and what copies it."""
    bests = [group.by_article[0] for group in groups]
    copying = [render_copying(best, _proof(answer, group)) for best, group in zip(bests, groups, strict=True)]
    parts = [_render_also(answer, group) + copied for group, copied in zip(groups, copying, strict=True)]
    if len(groups) > 1:  # the headline leads to the first of them, and each has a link of its own
        parts = [
            f'<div class="part">{render_part(best, bests[0])}{part}</div>'
            for best, part in zip(bests, parts, strict=True)
        ]
    remark = plain_taken_back(groups[0])
    return (
        (f'<p class="taken-back">{escape(remark)}</p>' if remark else "")
        + f'<blockquote class="quote" dir="auto">{render_in_sentence(*bests)}</blockquote>'
        f'<div class="source">{render_source(bests[0], "cite best")}</div>{"".join(parts)}'
    )


def _render_also(answer: Answer, group: Group) -> str:
    others = "".join(f"<li>{render_source(other, 'cite', said=True)}</li>" for other in group.by_article[1:])
    # Where all that is said is this, the line above the answer has said how many say so.
    counted = group.independent > 1 and answer.agreement is not Agreement.AGREE
    count = f"{plain_count(group.independent, 'independent article')} say so. " if counted else ""
    return f'<div class="also"><p class="count">{count}Also in</p><ul>{others}</ul></div>' if others else ""


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
        f'<div class="timeline"><p>When each was last said</p><div class="axis">{points}</div>'
        f'<div class="ends"><span>{plain_date(first)}</span><span>{plain_date(last)}</span></div></div>'
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
        f'title="Ask without {escape(words)}">ask without</a></li>'
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
