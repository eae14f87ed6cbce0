"""The things that one stretch of an article lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence.lists.growing import BESIDES, IN_QUOTES, grown, is_list
from rag.evidence.lists.layout import MARKER, SEMICOLON, between_semicolons, lines_of, names_only
from rag.evidence.lists.pieces import ONE_NAME, tidied
from rag.evidence.lists.tables import column_of
from rag.text.names import CAPITAL, MONTHS, WEEKDAYS
from rag.text.sentences import passage_sentences

COMMA = r"\s*(?:;|,(?!\d)|\n+)\s*"
AND = rf"(?:and|or|nor|{BESIDES}|but(?= not\b))"
BETWEEN = re.compile(rf"{COMMA}(?:{AND}\s+)?|\s+{AND}\s+")
OWNER = re.compile(r"[’']s?\Z")  # "Dorn, Karel and Falk’s firms"
THEY_ARE = re.compile(
    r"(?:They|These|Those|The (?:[a-z]+ ){1,4}?) ?(?:are|were|include|included)(?: named as)?:? |[^:\n]+: "
)
COLON = re.compile(r": +")
BRACKETS = re.compile(r"\([^()\n]*\)")  # "Ann Lee (100 m, 200 m)"
AND_ALONE, LAST_AND = re.compile(r"\s+(?:and|or)\s+"), re.compile(r",\s+(?:and|or)\s")
MAX_ITEM_WORDS = 8
# "between eight and seven" is one thing, "between Mali and Chad" are two.
DAYS = "|".join(day.title() for day in (*WEEKDAYS, *MONTHS))
BETWEEN_TWO = re.compile(rf"\b[Bb]etween\s+(?!(?:the )?(?!(?:{DAYS})\b){CAPITAL})")


def members(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of the things that `text` lists from `start` to `end`, names that go on with the list included.

    [(start, end)] itself where that is no list.
    """
    if BETWEEN_TWO.search(text, max(0, start - 8), end):
        return [(start, end)]
    colon = COLON.search(text, start, end)
    opens = colon.end() if colon is not None else start
    for laid_out in (column_of(text, start), lines_of(text, start, end), between_semicolons(text, opens, end)):
        if len(laid_out) > 1:
            return laid_out
    first, last = grown(text, *_last_list(text, start, end))
    places, at = [], first
    semicolons = SEMICOLON.search(text, first, last) is not None
    whole = [one.span() for pattern in (ONE_NAME, IN_QUOTES, BRACKETS) for one in pattern.finditer(text, first, last)]
    marks = list((SEMICOLON if semicolons else BETWEEN).finditer(text, first, last))
    marks = [
        one for one in marks if not any(a < one.start() < b for a, b in whole) and not _is_within(text, one, marks)
    ]
    for found in [*marks, None]:
        piece_end = found.start() if found is not None else last
        marker = MARKER.match(text, at, piece_end)
        piece_start = marker.end() if marker is not None else at
        if text[piece_start:piece_end].strip():
            places.append((piece_start, piece_end))
        at = found.end() if found is not None else last
    if (first, last) != (start, end) and (owner := OWNER.search(text, *places[-1])) is not None:
        places[-1] = (places[-1][0], owner.start())
    places = tidied(text, names_only(text, places) if semicolons else places)
    if len(places) < 2 or any(len(text[one:other].split()) > MAX_ITEM_WORDS for one, other in places):
        return places if (first, last) != (start, end) and len(places) == 1 else [(start, end)]
    return places


def _is_within(text: str, mark: re.Match[str], marks: Sequence[re.Match[str]]) -> bool:
    """Whether an "and" stands within one thing of a list that ends in ", and": "fever, loss of taste or smell, and"."""
    is_bare, is_small = AND_ALONE.fullmatch(mark[0]) is not None, text[mark.end() : mark.end() + 1].islower()
    return (
        is_bare
        and is_small
        and len(marks) > 2
        and any(LAST_AND.match(one[0]) for one in marks if one.start() > mark.end())
    )


def _last_list(text: str, start: int, end: int) -> tuple[int, int]:
    """The place from `start` to `end`, or, of several sentences, the last alone where it begins with a list of names:
    "Three chains recalled salads. They are Ardo, Belk and Corm".
    """  # fmt: skip
    begins = max((first for first, _ in passage_sentences(text) if start < first < end), default=start)
    opens = THEY_ARE.match(text, begins, end)
    first = opens.end() if opens is not None else begins
    return (first, end) if first > start and is_list(text, first, end) else (start, end)
