"""Quotations as HTML: each in its sentence, with its place and what can be copied of it. Pure; one line each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath

from rag import (
    Answer,
    Quotation,
    answer_to_json,
    cite_bibtex,
    cite_markdown,
    cite_plain,
    cite_sentence,
    plain_confidence,
    plain_dates,
    plain_locator,
)
from ui.render import Place, escape, render_date

LIKELY, EVEN = 0.7, 0.5  # confidences under which an answer is shown as unsure, and as doubtful


def render_copying(quotation: Quotation, proof: str, what: str = "Copy") -> str:
    """Buttons, each with the text behind it that it copies, after the words that say `what` is."""
    forms = (
        ("Quotation", cite_plain(quotation)),
        ("Sentence", cite_sentence(quotation)),
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
    return f'<div class="copying"><span class="what">{escape(what)}</span>{buttons}</div>'


def render_selected(quotation: Quotation) -> str:
    """What copies a stretch of an article that its reader chose."""
    chosen = Answer("", quotation, (), 0.0, 0.0, note="Chosen by a reader.")
    proof = json.dumps(answer_to_json(chosen), ensure_ascii=False)
    buttons = render_copying(quotation, proof, "Copy selection")
    return f'<div class="selected" role="group" aria-label="Copy the selection">{buttons}</div>'


_COPYING = {
    "Quotation": "Copy the quotation and where it stands, as text",
    "Sentence": "Copy the whole sentence and where it stands, as text",
    "Markdown": "Copy the sentence and where it stands, in Markdown",
    "BibTeX": "Copy a BibTeX entry",
    "Proof": "Copy JSON that `ibid verify` checks",
    "Link": "Copy a link that opens the article at this place",
}


def render_in_sentence(*quotations: Quotation) -> str:
    """The sentence of one or more quotations, with each marked in it."""
    sentence, start = quotations[0].sentence, quotations[0].sentence_start
    shown, done = [], 0
    for quotation in sorted(quotations, key=lambda one: (one.start, -one.end)):
        first, last = max(done, quotation.start - start), quotation.end - start
        if first < last:  # one that lies in another is marked with it
            shown.append(f"{escape(sentence[done:first])}<mark>{escape(sentence[first:last])}</mark>")
            done = last
    return "".join(shown) + escape(sentence[done:])


def render_part(quotation: Quotation, first: Quotation) -> str:
    """One of several quotations in a sentence, as a link to its place, and how sure it is unless as sure as `first`."""
    confidence = plain_confidence(quotation.confidence)
    differs = confidence != plain_confidence(first.confidence)
    sure = f' <span class="confidence">{escape(confidence)}</span>' if differs else ""
    return (
        f'<p><a class="cite best" href="{escape(Place.of(quotation).href)}" title="Open the article at this place">'
        f"“<bdi>{escape(quotation.text)}</bdi>”</a>{sure}</p>"
    )


def render_sure(confidence: float) -> str:
    """How sure an answer is, in words and as a bar, and of one that is not what that means."""
    kind = "sure" if confidence >= LIKELY else "unsure" if confidence >= EVEN else "doubtful"
    right = max(1, round(10 * confidence))
    said = f"Of ten answers as sure as this, about {right} {'is' if right == 1 else 'are'} right."
    meaning = f' <span class="meaning">{said}</span>' if confidence < LIKELY else ""
    return (
        f'<p class="certainty {kind}"><span class="meter"><span style="width:{100 * confidence:.0f}%"></span></span>'
        f'<span class="confidence">{escape(plain_confidence(confidence))}</span>{meaning}</p>'
    )


def render_source(
    quotation: Quotation, link_class: str, *, confidence: bool = True, said: bool = False, is_best: bool = False
) -> str:
    """Where a quotation stands, as a link to it, and how sure it is; with `said` what it says too, for those that only
    agree. Of the best of an answer, `is_best`, its certainty stands above.
    """  # fmt: skip
    facts = [f"<q><bdi>{escape(quotation.text)}</bdi></q>"] if said else []
    facts += [f'<span class="outlet"><bdi>{escape(quotation.outlet)}</bdi></span>'] if quotation.outlet else []
    place = ", ".join(filter(None, [PurePath(quotation.source).name, plain_locator(quotation.row, quotation.page)]))
    facts += [render_date(quotation.date), f'<span class="file"><bdi>{escape(place)}</bdi></span>']
    if confidence and not said and not is_best:  # what only agrees is as sure as what it agrees with
        facts.append(f'<span class="confidence">{escape(plain_confidence(quotation.confidence))}</span>')
    beside = [f"according to {quotation.speaker.text}"] if quotation.speaker is not None else []
    beside += plain_dates(quotation.dates)
    dates = f'<div class="facts beside" dir="auto">{escape(" · ".join(beside))}</div>'
    return (
        f"{dates if beside and confidence and not said else ''}"
        f'<a class="{link_class}" href="{escape(Place.of(quotation).href)}" title="Open the article at this place">'
        f'<bdi>{escape(quotation.headline)}</bdi></a><div class="facts">{"&nbsp;· ".join(facts)}</div>'
    )


def render_others(title: str, quotations: Sequence[Quotation]) -> str:
    """Further quotations, folded away under a title; nothing where there are none."""
    if not quotations:
        return ""
    items = "".join(
        f'<li><blockquote dir="auto">{render_in_sentence(quotation)}</blockquote>'
        f"{render_source(quotation, 'cite')}</li>"
        for quotation in quotations
    )
    return f'<details class="others"><summary>{escape(title)} ({len(quotations)})</summary><ol>{items}</ol></details>'


def render_nearest(nearest: Quotation) -> str:
    """The passage nearest to a question that nothing answers, below the headline that it may begin with."""
    head, end, body = nearest.text.partition("\n")
    shown = body.lstrip() if end and head.strip() == nearest.headline else ""
    shown = shown or nearest.text
    return (
        '<aside class="nearest"><p class="label">Nearest passage, not an answer</p>'
        f'<blockquote dir="auto">{escape(shown)}</blockquote>'
        f"{render_source(nearest, 'cite', confidence=False)}</aside>"
    )
