"""Answers as HTML. Pure: data in, strings out; nothing here knows how the page is served.

All text comes through `escape`, and offsets are cut before it. An answer is one line of HTML, since the
chat reads its messages as Markdown, where a blank line would end the HTML.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rag import (
    Answer,
    AppliedTime,
    ArticleSummary,
    Group,
    Quotation,
    Silence,
    plain_agreement,
    plain_confidence,
    plain_count,
    plain_date,
    plain_dates,
    plain_locator,
    plain_time,
)

UNEXPECTED = "Something went wrong inside Ibid. The server’s log says what."


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article, half-open, and the sentence around it, to be marked when it is shown."""

    article_id: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @property
    def href(self) -> str:
        """The link that opens the article here; `assets/page.js` reads it."""
        return f"#ibid-{self.article_id}-{self.start}-{self.end}-{self.sentence_start}-{self.sentence_end}"

    @staticmethod
    def of(quotation: Quotation) -> Place:
        """Where a quotation stands."""
        return Place(
            quotation.article_id, quotation.start, quotation.end, quotation.sentence_start, quotation.sentence_end
        )


def escape(text: str) -> str:
    """`text` as HTML that a browser turns back into the same characters, on one line.

    Line ends become character references: a parser would turn a raw carriage return into a line feed.
    """
    return html.escape(text, quote=True).replace("\r", "&#13;").replace("\n", "&#10;")


_NAVIGATION = (
    '<nav class="views" aria-label="Views"><a href="#ask" aria-current="page">Ask</a>'
    '<a href="#library">Library</a><a href="#quality">Quality</a></nav>'
)


def render_masthead(articles: Sequence[ArticleSummary]) -> str:
    """The head of the page: the name, the promise, and what the library holds."""
    return (
        '<header class="masthead"><h1>Ibid</h1><p class="tagline">Every answer is a quotation you can check</p>'
        f'<p class="holdings">{escape(holdings(articles))}</p>{_NAVIGATION}</header>'
    )


def holdings(articles: Sequence[ArticleSummary]) -> str:
    """How many articles there are, and the days of the first and the last that are dated."""
    dates = sorted(article.date for article in articles if article.date is not None)
    count = plain_count(len(articles), "article") if articles else "No articles yet"
    if not dates:
        return count
    first, last = plain_date(dates[0]), plain_date(dates[-1])
    return f"{count} · {first}" if first == last else f"{count} · {first} to {last}"


def render_question(question: str) -> str:
    """What the user asked, as they wrote it."""
    return f'<div class="question" dir="auto">{escape(question)}</div>'


def render_searching() -> str:
    """The state between question and answer."""
    return '<div class="searching">Searching…</div>'


def render_problem(sentence: str) -> str:
    """A question that could not be answered because something is wrong."""
    return f'<div class="problem">{escape(_capitalised(sentence))}</div>'


def render_hint(sentence: str) -> str:
    """What to mend in the form before the question can be asked."""
    return f'<div class="problem" role="alert">{escape(_capitalised(sentence))}</div>'


def render_answer(answer: Answer, number: int) -> str:
    """An answer as one line of HTML; `number` tells it from the others of the conversation."""
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
    notes = [_render_time(answer.time), _render_withheld(answer.withheld)]
    return f'<div class="answer" id="answer-{number}">{"".join([_render_understood(answer), *body, *notes])}</div>'


def _render_groups(answer: Answer) -> list[str]:
    agreement = plain_agreement(answer)
    said = f'<p class="agreement {answer.agreement.value}">{escape(agreement)}</p>' if agreement else ""
    shown = [_render_group(group) for group in answer.groups]
    if len(shown) == 1:
        return [said, *shown]
    return [said, f'<ol class="answers {answer.agreement.value}">{"".join(f"<li>{one}</li>" for one in shown)}</ol>']


def _render_group(group: Group) -> str:
    best, *others = group.quotations
    also = "".join(f"<li>{_render_source(other, 'cite', said=True)}</li>" for other in others)
    return (
        f'<blockquote class="quote" dir="auto">{_render_in_sentence(best)}</blockquote>'
        f'<div class="source">{_render_source(best, "cite best")}</div>'
        + (f'<ul class="also" aria-label="Also said by">{also}</ul>' if also else "")
    )


def _render_in_sentence(quotation: Quotation) -> str:
    start, end = quotation.start - quotation.sentence_start, quotation.end - quotation.sentence_start
    sentence = quotation.sentence
    return f"{escape(sentence[:start])}<mark>{escape(sentence[start:end])}</mark>{escape(sentence[end:])}"


def _render_source(quotation: Quotation, link_class: str, *, confidence: bool = True, said: bool = False) -> str:
    facts = [f"<q>{escape(quotation.text)}</q>"] if said else []
    facts += [f'<span class="outlet">{escape(quotation.outlet)}</span>'] if quotation.outlet else []
    place = ", ".join(filter(None, [PurePath(quotation.source).name, plain_locator(quotation.row, quotation.page)]))
    facts += [render_date(quotation.date), f'<span class="file">{escape(place)}</span>']
    if confidence:
        facts.append(f'<span class="confidence">{escape(plain_confidence(quotation.confidence))}</span>')
    dates = f'<div class="facts dates" dir="auto">{escape(" · ".join(plain_dates(quotation.dates)))}</div>'
    return (
        f"{dates if quotation.dates and confidence else ''}"
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
    return f"<details><summary>{escape(title)} ({len(quotations)})</summary><ol>{items}</ol></details>"


def _render_nearest(nearest: Quotation) -> str:
    return (
        '<aside class="nearest"><p class="label">Nearest passage, not an answer</p>'
        f'<blockquote dir="auto">{escape(nearest.text)}</blockquote>'
        f"{_render_source(nearest, 'cite', confidence=False)}</aside>"
    )


def _why(answer: Answer) -> str:
    if answer.silence is Silence.NOTHING_RELEVANT:
        return "Nothing relevant was found."
    read = len(answer.read)
    verb = "was read and does not answer" if read == 1 else "were read and none answers"
    return f"{plain_count(read, 'passage')} {verb}."


def _render_understood(answer: Answer) -> str:
    if answer.understood in ("", answer.question):
        return ""
    return f'<p class="note">Read as: <bdi>{escape(answer.understood)}</bdi></p>'


def _render_time(time: AppliedTime | None) -> str:
    if time is None:
        return ""
    removal = ["tick “Any date” to ask without"] if time.words else []
    return f'<p class="note time">{escape("; ".join([*plain_time(time), *removal]))}.</p>'


def _render_withheld(count: int) -> str:
    if not count:
        return ""
    what = plain_count(count, "quotation") + (" was" if count == 1 else " were")
    return (
        f'<p class="note">{what} withheld: the stored article does not bear it out. '
        "Run <code>ibid doctor</code> to see what is wrong with the library.</p>"
    )


def _capitalised(sentence: str) -> str:
    # Errors are worded to follow a colon on the command line.
    return sentence[:1].upper() + sentence[1:]


def render_date(date: dt.date | None) -> str:
    """A date for people and machines, or that there is none."""
    return "undated" if date is None else f'<time datetime="{date.isoformat()}">{plain_date(date)}</time>'
