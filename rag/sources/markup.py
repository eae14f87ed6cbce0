"""Text with HTML in it, as feeds and databases keep articles."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from rag.sources.build import PARAGRAPH, clean_block

# A paragraph's end or a line break is no part of any prose.
MARKED_UP = re.compile(r"</p\s*>|<br\s*/?>|</div\s*>", re.IGNORECASE)
ENDS_BLOCK = frozenset(
    "p div br h1 h2 h3 h4 h5 h6 li ul ol blockquote table tr td th figure figcaption section article".split()
)
NOT_SHOWN = frozenset(("script", "style", "template"))
BLANK_LINES = re.compile(r"\n\s*\n")


def running_text(text: str) -> str:
    """The paragraphs of a text that is HTML; any other text as it is."""
    if not MARKED_UP.search(text):
        return text
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # of a declaration that is none
        return text
    return PARAGRAPH.join(filter(None, map(clean_block, BLANK_LINES.split("".join(reader.pieces)))))


class _Reader(HTMLParser):
    """Gathers what is shown, with a blank line around every block."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in NOT_SHOWN
        self._end_block(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in NOT_SHOWN))
        self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _end_block(self, tag: str) -> None:
        if tag in ENDS_BLOCK:
            self.pieces.append(PARAGRAPH)
