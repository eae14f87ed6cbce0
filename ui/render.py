"""What all views show: text made safe, places in articles, dates, problems. Pure: data in, strings out.

All text comes through `escape`, and offsets are cut before it.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from dataclasses import dataclass

from rag import Dates, Quotation, plain_count, plain_date

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
        """The link that opens the article here; `assets/panel.js` and `assets/judging.js` read it."""
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


def render_masthead(count: int, dates: Dates) -> str:
    """The head of the page: the name, the promise, and what the library holds."""
    return (
        '<header class="masthead"><h1>Ibid</h1><p class="tagline">Every answer is a quotation you can check</p>'
        f'<p class="holdings">{escape(holdings(count, dates))}</p>{_NAVIGATION}</header>'
    )


def holdings(count: int, dates: Dates) -> str:
    """How many articles there are, and the days of the first and the last that are dated."""
    said = plain_count(count, "article") if count else "No articles yet"
    if dates.oldest is None or dates.newest is None:
        return said
    first, last = plain_date(dates.oldest), plain_date(dates.newest)
    return f"{said} · {first}" if first == last else f"{said} · {first} to {last}"


def render_question(question: str) -> str:
    """What the user asked, as they wrote it."""
    return f'<div class="question" dir="auto">{escape(question)}</div>'


def render_searching(count: int | None = None) -> str:
    """The state between question and answer: searching, then reading so many passages."""
    doing = "Searching…" if count is None else f"Reading {plain_count(count, 'passage')}…"
    return f'<div class="searching">{doing}</div>'


def render_problem(sentence: str, href: str = "") -> str:
    """A question that could not be answered because something is wrong, and with `href` the link that asks it again.

    The link keeps the question in the conversation when the page is loaded again.
    """
    again = f'<p><a class="ask again" href="{escape(href)}">Ask again</a></p>' if href else ""
    return f'<div class="problem">{escape(_capitalised(sentence))}{again}</div>'


def render_hint(sentence: str) -> str:
    """What to mend in the form before the question can be asked."""
    return f'<div class="problem" role="alert">{escape(_capitalised(sentence))}</div>'


def render_told(question: str, told: str) -> str:
    """What a follow-up goes on from, unseen; `ui.talk.read_turns` reads it."""
    return f'<span class="told" hidden>{escape(json.dumps([question, told], ensure_ascii=False))}</span>'


def render_done(number: str) -> str:
    """The number of the batch of questions that is done with, for the page's script."""
    return f'<span class="done" hidden>{escape(number)}</span>'


def _capitalised(sentence: str) -> str:
    # Errors are worded to follow a colon on the command line.
    return sentence[:1].upper() + sentence[1:]


def render_original(url: str) -> str:
    """A link to where an article was published; nothing unless the address is one of the web."""
    host = re.match(r"https?://([^/?#\s]+)", url)
    if host is None:
        return ""
    return (
        f'<a class="original" href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
        f"Original at <bdi>{escape(host[1])}</bdi></a>"
    )


def render_date(date: dt.date | None) -> str:
    """A date for people and machines, or that there is none."""
    return "undated" if date is None else f'<time datetime="{date.isoformat()}">{plain_date(date)}</time>'
