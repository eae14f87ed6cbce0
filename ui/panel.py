"""What the right-hand panel shows, as HTML: one article with a quotation marked, or the list of all. Pure.

Text is escaped by `render.escape` alone, after it was cut at its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rag import Article, Format, Listed, Past, plain_count, plain_date, plain_locator
from ui.render import Place, escape, render_date, render_original

# Two line ends or more, with what blanks stand between them: what parts two paragraphs.
GAP = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n)){2,}")
LONG_BLOCK = 20_000  # characters; a browser lays out a longer paragraph piece by piece only if it comes in pieces
LONG_HEADLINE = 140  # characters; set as large as others, it would fill the panel
MAX_LISTED = 200
Range = tuple[int, int]
STEPS = (  # filled in by `assets/panel.js`
    '<span class="steps" hidden><button type="button" class="previous">Previous</button>'
    '<span class="at" id="step"></span><button type="button" class="next">Next</button></span>'
)


def render_index(listed: Listed) -> str:
    """The first articles of a library as they are given, each with a link that opens it."""
    if not listed.articles:
        return '<p class="empty">No articles yet. Add some in the <a href="#library">library</a>.</p>'
    items = "".join(
        f'<li><a class="cite" href="#ibid-{escape(article.id)}"><bdi>{escape(article.headline)}</bdi></a>'
        f'<div class="facts">{_render_outlet(article.outlet)}{render_date(article.date)}</div></li>'
        for article in listed.articles
    )
    more = listed.total - len(listed.articles)
    rest = f'<p class="empty">And {more:,} more in the <a href="#library">library</a>.</p>' if more > 0 else ""
    return (
        '<nav class="index" aria-label="Articles"><h2 class="headline" tabindex="-1">In this library</h2>'
        f"<ol>{items}</ol>{rest}</nav>"
    )


def _render_outlet(outlet: str) -> str:
    return f'<bdi class="outlet">{escape(outlet)}</bdi> · ' if outlet else ""


def render_limits(outlets: Mapping[str, int]) -> str:
    """The form that limits questions: by date, and by outlet where there are several."""
    options = "".join(
        f'<option value="{escape(outlet)}">{escape(outlet)} ({count:,})</option>' for outlet, count in outlets.items()
    )
    choice = f'<label>Outlet <select name="outlet"><option value="">all</option>{options}</select></label>'
    return (
        '<form aria-label="Limit what is searched"><fieldset><legend>Articles dated</legend>'
        '<label>from <input type="date" max="9999-12-31" name="from"></label> '
        '<label>to <input type="date" max="9999-12-31" name="to"></label></fieldset> '
        f'{choice if len(outlets) > 1 else ""}<button type="button" class="lift" hidden>No limits</button></form>'
    )


def render_examples(questions: Sequence[str]) -> str:
    """Questions to begin with, each a button that asks it."""
    items = "".join(f'<li><button type="button">{escape(question)}</button></li>' for question in questions)
    return f'<p class="label">For example</p><ul>{items}</ul>' if items else ""


def render_article(article: Article, place: Place | None = None, also: Sequence[Range] = ()) -> str:
    """An article for the panel, with `place` marked; the text inside `.text` is `article.text` to the character.

    The first piece of the mark has the id `cited`. The stretches in `also` are marked more quietly, where `place` is
    not. Offsets must lie inside the text.
    """
    at = article.text.find(article.headline)
    # A headline that opens the text is set as one where it stands, so that it is not shown twice.
    opens = at >= 0 and not article.text[:at].strip("\ufeff# \t\r\n")
    headline_end = at + len(article.headline) if opens else 0
    size = " long" if len(article.headline) > LONG_HEADLINE else ""
    heading = f'<h2 class="headline{size}" dir="auto" tabindex="-1">'
    marks = _marks(place, also)
    blocks = [f"{heading}{_render_marked(article.text, 0, headline_end, marks)}</h2>"] if opens else []
    for start, end, is_gap in _blocks(article.text, headline_end):
        tag, attributes = ("div", ' class="gap"') if is_gap else ("p", ' dir="auto"')
        blocks.append(f"<{tag}{attributes}>{_render_marked(article.text, start, end, marks)}</{tag}>")
    return (
        '<article class="article"><p class="ways">'
        f'<bdi class="running" aria-hidden="true">{escape(article.headline)}</bdi>'
        f'<a class="back" href="#chat">Back to the answer</a>{STEPS}<a class="cite" href="#ibid">All articles</a></p>'
        f'<p class="dateline">{" · ".join(_facts(article, place))}</p>'
        f"{'' if opens else f'{heading}{escape(article.headline)}</h2>'}"
        f'<div class="text">{"".join(blocks)}</div>{_render_provenance(article, place)}</article>'
    )


def _blocks(text: str, start: int) -> Iterator[tuple[int, int, bool]]:
    """(start, end, is it a gap) of the paragraphs of `text` and the gaps between them, without a hole."""
    for gap in GAP.finditer(text, start):
        yield from _pieces(text, start, gap.start())
        yield gap.start(), gap.end(), True
        start = gap.end()
    yield from _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A paragraph whole, or cut behind a blank where it is very long."""
    while end - start > LONG_BLOCK:
        cut = text.rfind(" ", start, start + LONG_BLOCK) + 1 or start + LONG_BLOCK
        yield start, cut, False
        start = cut
    if start < end:
        yield start, end, False


def _marks(place: Place | None, also: Sequence[Range]) -> list[tuple[Range, str, str]]:
    """(range, opening tag, closing tag), the first that holds a piece of text being the one it is shown with."""
    if place is None:
        return []
    here = (place.start, place.end)
    return [
        (here, "<mark>", "</mark>"),
        *(((start, end), '<mark class="also">', "</mark>") for start, end in also),
        ((place.sentence_start, place.sentence_end), '<span class="sentence">', "</span>"),
    ]


def _render_marked(text: str, start: int, end: int, marks: Sequence[tuple[Range, str, str]]) -> str:
    cuts = sorted({start, end, *(cut for within, _, _ in marks for cut in within if start < cut < end)})
    pieces = []
    for first, last in pairwise(cuts):
        found = [one for one in marks if one[0][0] <= first and last <= one[0][1]]
        (mark_start, _), opening, closing = found[0] if found else ((-1, -1), "", "")
        if found and found[0] is marks[0] and first == mark_start:
            opening = '<mark id="cited">'
        pieces.append(f"{opening}{escape(text[first:last])}{closing}")
    return "".join(pieces)


def _facts(article: Article, place: Place | None) -> list[str]:
    """Outlet, date, page, length, and the way to the original."""
    outlets = dict.fromkeys(source.outlet for source in article.sources if source.outlet)
    pages = [source.page(place.start) for source in article.sources] if place is not None else []
    page = next((page for page in pages if page is not None), None)
    originals = dict.fromkeys(render_original(source.url) for source in article.sources)
    return [
        *(f'<bdi class="outlet">{escape(outlet)}</bdi>' for outlet in outlets),
        render_date(article.date),
        *([plain_locator(0, page)] if page is not None else []),
        plain_count(len(article.text), "character"),
        *filter(None, originals),
    ]


def render_past(article_id: str, past: Sequence[Past]) -> str:
    """What became of an article that a link names and the library no longer has."""
    items = []
    for one in past:
        now = "".join(f' <a class="cite" href="#ibid-{escape(id_)}">Open what it holds now</a>' for id_ in one.now[:1])
        what = " was changed" if one.now else ", or its article, was removed"
        items.append(f"<li><bdi>{escape(one.path)}</bdi>{what} on {plain_date(one.day)}.{now}</li>")
    is_changed = any(one.now for one in past)
    title = f"This article is no longer {'as it was cited' if is_changed else 'in the library'}"
    return (
        f'<section class="past"><h2 class="headline" tabindex="-1">{title}</h2>'
        f"<p>The link names article <code>{escape(article_id)}</code>. The library had it once and does not have that "
        f"text any more, so the quotation cannot be shown.</p><ul>{''.join(items)}</ul>"
        '<p><a class="cite" href="#ibid">All articles</a></p></section>'
    )


def _render_provenance(article: Article, place: Place | None) -> str:
    rows = []
    if place is not None:
        rows.append(("Quotation", f"characters {place.start:,} to {place.end:,} of the text"))
    for source in article.sources:
        start = source.text_start
        locator = plain_locator(source.row, source.page(place.start) if place is not None else None)
        is_counted = place is not None and source.kind is Format.TEXT  # others are not text as they lie there
        where = f", characters {start + place.start:,} to {start + place.end:,}" if place and is_counted else ""
        rows.append(("File", ", ".join(filter(None, [source.path, locator])) + where))
        rows += [(name, value) for name, value in (("Outlet", source.outlet), ("Address", source.url)) if value]
    rows.append(("SHA-256 of the text", article.sha256))
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<footer><h3>Check it yourself</h3><dl class="provenance">{items}</dl></footer>'
