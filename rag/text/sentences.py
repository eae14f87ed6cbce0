"""Where sentences begin and end, by rules that suit news text.

Rules rather than a model: an error costs a clumsy excerpt, never a wrong offset, and the rules need no
download. A blank line always ends a sentence. Otherwise a full stop, question or exclamation mark does,
with the quotation marks and brackets that close after it, unless what follows begins in lower case
("“Ready?” he asked") or the stop belongs to an abbreviation ("Sen. Smith", "J. K. Rowling").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

Range = tuple[int, int]

CLOSERS = "\"'”’»)\\]"
# Whitespace must follow western marks; East Asian marks and the danda end a sentence by themselves.
CANDIDATE = re.compile(
    rf"(?<![.!?…؟])(?P<mark>[.!?…؟]++)[{CLOSERS}]*+(?=\s)"
    rf"|[。！？｡।]++[{CLOSERS}」』）]*+"
    r"|(?P<line>(?<=\S)[^\S\r\n]*+(?:\r\n|\r|\n))"
)
BLANK_LINE = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n)")
LAST_WORD = re.compile(r"[^\s(\[\"'“‘«—–/]*\Z")
LIST_OR_HEADING = re.compile(r"(?:[-*•–]|[0-9]{1,3}[.)]|#{1,6})\s|\|")
NEVER_END = frozenset(
    "mr mrs ms mx dr prof sen rep gov gen lt col sgt capt cpl maj adm cmdr rev fr hon pres st mt ft vs e.g i.e cf"
    " al approx est fig messrs supt insp jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
MAY_END = frozenset("inc ltd co corp jr sr plc llc etc a.m p.m bros dept".split())
STARTERS = frozenset(
    "the a an in on at he she it they we i you but and this that these those there his her its their our as after"
    " before when while since if for from with by however meanwhile according what who no yes not so then".split()
)
ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
SHORT_LINE_CHARS = 60
LONG_LINE_CHARS = 1000  # a longer line is looked at from here on, so that the time stays linear
LOOKAHEAD_CHARS = 80
LOOKBEHIND_CHARS = 40
REMEMBERED = 64  # passages: those of a few questions


def sentence_ranges(text: str) -> list[Range]:
    """Half-open offsets of the sentences of `text`, in order, without the white space between them.

    Every character that is not white space lies in exactly one sentence.
    """
    ranges: list[Range] = []
    start = 0
    for candidate in CANDIDATE.finditer(text):
        end = candidate.end()
        if end <= start or not _ends_sentence(text, candidate):
            continue
        _append_stripped(ranges, text, start, end)
        start = end
    _append_stripped(ranges, text, start, len(text))
    return ranges


@lru_cache(maxsize=REMEMBERED)
def passage_sentences(text: str) -> tuple[Range, ...]:
    """`sentence_ranges` of a passage, remembered, since each of its spans needs them."""
    return tuple(sentence_ranges(text))


def sentence_around(ranges: Sequence[Range], start: int, end: int) -> Range:
    """Offsets of the sentence or sentences of `ranges` that hold the span from `start` to `end`.

    The result always contains the span. `ranges` are those of `sentence_ranges`.
    """
    starts = [sentence[0] for sentence in ranges]
    first = max(bisect_right(starts, start) - 1, 0)
    last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
    return min(ranges[first][0], start), max(ranges[last][1], end)


def _append_stripped(ranges: list[Range], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    body = piece.strip()
    if body:
        begin = start + piece.index(body[0])
        ranges.append((begin, begin + len(body)))


def _ends_sentence(text: str, candidate: re.Match[str]) -> bool:
    if candidate["line"] is not None:
        return _line_ends_sentence(text, candidate.start(), candidate.end())
    mark = candidate["mark"]
    if mark is None:
        return True
    opening = text[candidate.end() : candidate.end() + LOOKAHEAD_CHARS].lstrip().lstrip("\"'“‘«([—–- ")
    if opening[:1].islower():
        return False
    return mark != "." or _stop_ends_sentence(text, candidate.start(), opening)


def _stop_ends_sentence(text: str, stop: int, following: str) -> bool:
    """Whether the full stop at `stop` ends a sentence, given that no lower-case letter follows it."""
    found = LAST_WORD.search(text, max(0, stop - LOOKBEHIND_CHARS), stop)
    word = found[0] if found else ""
    lowered = word.lower()
    if lowered in NEVER_END:
        return False
    if lowered == "no" and following[:1].isdigit():
        return False
    if len(word) == 1 and word.isupper():
        return False
    if lowered in MAY_END or ACRONYM.match(word):
        next_word = re.match(r"\w*", following)
        return not following or (next_word is not None and next_word[0].lower() in STARTERS)
    return True


def _line_ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a line break ends a sentence: at a blank line, a list item, or a heading set on a line."""
    if BLANK_LINE.match(text, end):
        return True
    following = text[end : end + LOOKAHEAD_CHARS].lstrip()
    far = max(0, start - LONG_LINE_CHARS)
    line_start = max(text.rfind("\n", far, start) + 1, text.rfind("\r", far, start) + 1, far)
    item_begins = line_start > far or far == 0
    if LIST_OR_HEADING.match(following) or (item_begins and LIST_OR_HEADING.match(text, line_start)):
        return True
    return start - line_start < SHORT_LINE_CHARS and following[:1].isupper()
