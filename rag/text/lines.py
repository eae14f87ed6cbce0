"""Whether a line break ends a sentence, or only a line: headings, list items and rows, or text wrapped at a width."""

from __future__ import annotations

import re

BLANK_LINE = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n)")
BULLETS = "*•·◦▪■□●○‣►▶✓✔"
# A list item, a heading of Markdown, a row of a table, a byline.
OPENS_LINE = re.compile(
    rf"(?:[{BULLETS}–-]|[0-9]{{1,3}}[.)]|(?:[a-z]|[ivx]{{2,4}})\)|\((?:[0-9]{{1,3}}|[a-z]|[ivx]{{2,4}})\)|#{{1,6}})\s|\|"
)
BYLINE = re.compile(r"(?-i:By) [^\W\d_a-z][\w.’'-]*[^\S\r\n][^\W\d_a-z]")
# Who breaks a line on purpose breaks it behind none of these.
GOES_ON = re.compile(r"(?:[,–—-]|\b(?:the|an?|of|and|or|to|for|with|by|at|from))\Z")
WORD = re.compile(r"\S*")
LINE_END = re.compile(r"[\r\n]")
OPENING = "\"'“‘«([¿¡"
SHORT_LINE_CHARS = 60
RAGGED_CHARS = 30
LONG_LINE_CHARS = 1000  # a longer line is looked at as far as this, so that the time stays linear
LOOKAHEAD_CHARS = 80


def line_ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the line break of `text` from `start` to `end` ends a sentence.

    A blank line does, and a list item, row or byline on either side. Before a capital letter a line does that the next
    word would have fitted on: text wrapped at a width fills its lines.
    """
    if BLANK_LINE.match(text, end):
        return True
    following = text[end : end + LOOKAHEAD_CHARS].lstrip()
    line_start, is_whole = _line_start(text, start)
    if OPENS_LINE.match(following) or BYLINE.match(following) or (is_whole and OPENS_LINE.match(text, line_start)):
        return True
    opening = following.lstrip(OPENING)[:1]
    if opening.isdigit():
        return is_whole and text[line_start : line_start + 1].isdigit()
    if not opening.isupper() or GOES_ON.search(text, max(line_start, start - 10), start):
        return False
    word = WORD.match(following)
    room = start - line_start + 1 + (len(word[0]) if word is not None else 0)
    widest = max(_length_before(text, line_start), _length_after(text, end))
    if start - line_start < SHORT_LINE_CHARS:
        return widest < SHORT_LINE_CHARS or room <= widest
    return room + RAGGED_CHARS <= widest


def _line_start(text: str, start: int) -> tuple[int, bool]:
    """Where the line that ends at `start` begins, or what of it is looked at, and whether that is all of it."""
    far = max(0, start - LONG_LINE_CHARS)
    line_start = max(text.rfind("\n", far, start) + 1, text.rfind("\r", far, start) + 1, far)
    return line_start, line_start > far or far == 0


def _length_before(text: str, line_start: int) -> int:
    """The length of the line before the one that begins at `line_start`."""
    last = line_start - (2 if text[max(0, line_start - 2) : line_start] == "\r\n" else 1)
    return last - _line_start(text, last)[0] if last > 0 else 0


def _length_after(text: str, end: int) -> int:
    """The length of the line that begins at `end`."""
    found = LINE_END.search(text, end, end + LONG_LINE_CHARS)
    return (found.start() if found is not None else min(len(text), end + LONG_LINE_CHARS)) - end
