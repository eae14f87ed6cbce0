"""What the right-hand panel shows, as HTML: one article with a quotation marked, or the list of all. Pure.

Text is escaped by `render.escape` alone, after it was cut at its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag import Article, ArticleSummary, plain_count, plain_locator
from ui.render import Place, escape, render_date

# Two line ends or more, with what blanks stand between them: what parts two paragraphs.
GAP = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n)){2,}")
NO_MARK = (0, 0)
MAX_LISTED = 200


def render_index(articles: Sequence[ArticleSummary]) -> str:
    """The articles of a library, newest first as they are given, each with a link that opens it."""
    if not articles:
        return '<p class="empty">No articles yet. Add some with <code>ibid add PATH…</code>.</p>'
    items = "".join(
        f'<li><a class="cite" href="#ibid-{escape(article.id)}"><bdi>{escape(article.headline)}</bdi></a>'
        f'<div class="facts">{render_date(article.date)} · {plain_count(article.chars, "character")}</div></li>'
        for article in articles[:MAX_LISTED]
    )
    more = len(articles) - MAX_LISTED
    rest = f'<p class="empty">And {more:,} more; <code>ibid list</code> shows them all.</p>' if more > 0 else ""
    return (
        '<nav class="index" aria-label="Articles"><h2 class="headline" tabindex="-1">In this library</h2>'
        f"<ol>{items}</ol>{rest}</nav>"
    )


def render_article(article: Article, place: Place | None = None) -> str:
    """An article for the panel, with `place` marked; the text inside `.text` is `article.text` to the character.

    The first piece of the mark has the id `cited`. Offsets of `place` must lie inside the text.
    """
    at = article.text.find(article.headline)
    # A headline that opens the text is set as one where it stands, so that it is not shown twice.
    opens = at >= 0 and not article.text[:at].strip("\ufeff# \t\r\n")
    headline_end = at + len(article.headline) if opens else 0
    heading = '<h2 class="headline" dir="auto" tabindex="-1">'
    blocks = [f"{heading}{_render_marked(article.text, 0, headline_end, place)}</h2>"] if opens else []
    for start, end, is_gap in _blocks(article.text, headline_end):
        tag, attributes = ("div", ' class="gap"') if is_gap else ("p", ' dir="auto"')
        blocks.append(f"<{tag}{attributes}>{_render_marked(article.text, start, end, place)}</{tag}>")
    length = plain_count(len(article.text), "character")
    return (
        '<article class="article"><p class="ways">'
        f'<bdi class="running" aria-hidden="true">{escape(article.headline)}</bdi>'
        '<a class="back" href="#chat">Back to the answer</a><a class="cite" href="#ibid">All articles</a></p>'
        f'<p class="dateline">{render_date(article.date)} · {length}</p>'
        f"{'' if opens else f'{heading}{escape(article.headline)}</h2>'}"
        f'<div class="text">{"".join(blocks)}</div>{_render_provenance(article, place)}</article>'
    )


def _blocks(text: str, start: int) -> Iterator[tuple[int, int, bool]]:
    """(start, end, is it a gap) of the paragraphs of `text` and the gaps between them, without a hole."""
    for gap in GAP.finditer(text, start):
        if start < gap.start():
            yield start, gap.start(), False
        yield gap.start(), gap.end(), True
        start = gap.end()
    if start < len(text):
        yield start, len(text), False


def _render_marked(text: str, start: int, end: int, place: Place | None) -> str:
    mark = (place.start, place.end) if place is not None else NO_MARK
    sentence = (place.sentence_start, place.sentence_end) if place is not None else NO_MARK
    cuts = sorted({start, end, *(cut for cut in (*mark, *sentence) if start < cut < end)})
    pieces = []
    for first, last in pairwise(cuts):
        piece = escape(text[first:last])
        if mark[0] <= first and last <= mark[1]:
            identity = ' id="cited"' if first == mark[0] else ""
            piece = f"<mark{identity}>{piece}</mark>"
        elif sentence[0] <= first and last <= sentence[1]:
            piece = f'<span class="sentence">{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def _render_provenance(article: Article, place: Place | None) -> str:
    rows = []
    if place is not None:
        rows.append(("Quotation", f"characters {place.start:,} to {place.end:,} of the text"))
    for source in article.sources:
        start = source.text_start
        locator = plain_locator(source.row, source.page(place.start) if place is not None else None)
        where = f", characters {start + place.start:,} to {start + place.end:,}" if place is not None else ""
        rows.append(("File", ", ".join(filter(None, [source.path, locator])) + where))
        rows += [(name, value) for name, value in (("Outlet", source.outlet), ("Address", source.url)) if value]
    rows.append(("SHA-256 of the text", article.sha256))
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<footer><h3>Check it yourself</h3><dl class="provenance">{items}</dl></footer>'
