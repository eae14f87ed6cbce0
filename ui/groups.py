"""What answers a question, as HTML: one answer, several, or such as differ, side by side. Pure; one line each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from rag import (
    Agreement,
    Answer,
    Asked,
    Group,
    answer_to_json,
    plain_agreement,
    plain_count,
    plain_date,
    plain_taken_back,
)
from ui.quoted import render_copying, render_in_sentence, render_part, render_source, render_sure
from ui.render import Place, escape

NEAR = 0.04  # of the timeline's length: points that are nearer than that would hide each other


def render_groups(answer: Answer) -> list[str]:
    """How many answers there are and how they stand to each other, and each of them."""
    agreement = plain_agreement(answer)
    standing = [group for group in answer.groups if not group.taken_back]
    # A sentence that bears on a yes or no is no value that another could differ from; nor is what is taken back.
    is_one = answer.asked is Asked.YES_NO or (answer.agreement is Agreement.DIFFER and len(standing) < 2)
    kind = Agreement.SEVERAL if is_one else answer.agreement
    said = f'<p class="agreement {kind.value}">{escape(agreement)}</p>' if agreement else ""
    apart = [[group] for group in answer.groups]
    together = _by_sentence(answer.groups) if answer.agreement is Agreement.SEVERAL else apart
    shown = [_render_group(answer, groups) for groups in together]
    if len(shown) == 1:
        return [said, *shown]
    glance = _render_sides(answer.groups) + _render_timeline(answer.groups) if kind is Agreement.DIFFER else ""
    items = "".join(
        f'<li class="withdrawn">{one}</li>' if groups[0].taken_back else f"<li>{one}</li>"
        for one, groups in zip(shown, together, strict=True)
    )
    return [said, glance, f'<ol class="answers {kind.value}">{items}</ol>']


def _render_sides(groups: Sequence[Group]) -> str:
    """What each says, in a line and without its sentence, by its number below; each leads to its place."""
    items = "".join(
        f'<li class="withdrawn"><s>{value}</s></li>' if group.taken_back else f"<li>{value}</li>"
        for group in groups
        for best in group.quotations[:1]
        for value in [
            f'<a class="cite" href="{escape(Place.of(best).href)}"><mark dir="auto">{escape(best.text)}</mark></a>'
        ]
    )
    return f'<ol class="sides">{items}</ol>'


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
    sure = "" if remark else render_sure(groups[0].confidence)
    return (
        (f'<p class="taken-back">{escape(remark)}</p>' if remark else "")
        + f'<blockquote class="quote" dir="auto">{render_in_sentence(*bests)}</blockquote>{sure}'
        f'<div class="source">{render_source(bests[0], "cite best", is_best=True)}</div>{"".join(parts)}'
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
    kept = replace(kept, confidence=group.confidence)  # not that of another side
    return json.dumps(answer_to_json(kept), ensure_ascii=False)


def _render_timeline(groups: Sequence[Group]) -> str:
    """When each of the answers was last given, from the first day to the last, by their numbers below."""
    days = [(group.newest, number) for number, group in enumerate(groups, 1) if group.newest and not group.taken_back]
    if len({day for day, _ in days}) < 2:
        return ""
    first, last = min(days)[0], max(days)[0]
    points: list[tuple[float, list[int]]] = []  # where, as a share of the line, and which answers
    for day, number in sorted(days):
        at = (day - first).days / (last - first).days
        if points and at - points[-1][0] < NEAR:
            points[-1][1].append(number)
        else:
            points.append((at, [number]))
    shown = "".join(
        # The line's ends are its first and last points' own, however wide these are.
        f'<span class="point" style="left:{at:.1%};translate:-{at:.1%}">{", ".join(map(str, numbers))}</span>'
        for at, numbers in points
    )
    return (
        f'<div class="timeline"><p>When each was last said</p><div class="axis">{shown}</div>'
        f'<div class="ends"><span>{plain_date(first)}</span><span>{plain_date(last)}</span></div></div>'
    )
