"""Lists that are told by their layout: lines with bullets or numbers, and names that semicolons part."""

from __future__ import annotations

import re

from rag.evidence.lists.growing import WHOLE_NAME, item_end

Place = tuple[int, int]

MARKER = re.compile(r"(?:\d+[.)]|[-*•–])\s+")
SHARED = re.compile(
    r"\b(?:shared|split|divided) (?:by|between|among|amongst) (?:the )?\Z|\bjointly (?:by|to) (?:the )?\Z"
)
BULLET_BEFORE = re.compile(r"(?:\A|\n)[^\S\n]*[-*•–]\s+\Z")
NEXT_LINE = re.compile(rf"\n\s*{MARKER.pattern}")
LINE = re.compile(r"[^\S\n]*(?P<words>\S[^\n]*)")
# What follows the first words of a line, where the lines go on to say something of each: "Orbit: 3 March".
SAYS_MORE = re.compile(r", |: | – | - | \(")
SEMICOLON = re.compile(r"\s*;\s*(?:(?:and|or)\s+)?")  # "Portland, Oregon; Boise, Idaho"
SAID_OF_NAME = re.compile(rf"(?P<name>{WHOLE_NAME}),? (?=[a-z\d(])")
OPENS_LIST = re.compile(r"\n|: |[.!?] (?=[A-Z])")
ENDS_LIST = re.compile(r"\n|[.!?](?:\s|\Z)")


def lines_of(text: str, start: int, end: int) -> list[Place]:
    """The items of the lines with bullets or numbers of which the words from `start` on open one; none elsewhere."""
    lines = [found.span("words") for found in LINE.finditer(text)]
    marks = [MARKER.match(text, *line) for line in lines]
    here = next((at for at, line in enumerate(lines) if line[0] <= start < line[1]), None)
    if here is None or (mark := marks[here]) is None or start > mark.end():
        return []
    first = last = here
    while first > 0 and marks[first - 1] is not None:
        first -= 1
    while last + 1 < len(lines) and marks[last + 1] is not None:
        last += 1
    more = SAYS_MORE.match(text, end)
    places = []
    for line, mark in zip(lines[first : last + 1], marks[first : last + 1], strict=True):
        assert mark is not None
        cut = text.find(more[0], mark.end(), line[1]) if more is not None else -1
        places.append((mark.end(), cut if cut >= 0 else mark.end() + len(text[mark.end() : line[1]].rstrip(" ;,."))))
    return [place for place in places if place[0] < place[1]]


def is_told_as_list(text: str, start: int, end: int) -> bool:
    """Whether what stands from `start` to `end` is a list, whatever was asked: lines with bullets or numbers, or the
    first of those by whom a thing was "shared".
    """  # fmt: skip
    is_shared = SHARED.search(text, max(0, start - 30), start) is not None
    return is_shared or NEXT_LINE.search(text, start, end) is not None


def opens_bullet(text: str, start: int) -> bool:
    """Whether a line with a bullet, not a number, begins with what stands at `start`."""
    return BULLET_BEFORE.search(text, max(0, start - 8), start) is not None


def between_semicolons(text: str, start: int, end: int) -> list[Place]:
    """The names that semicolons part, of which one begins at `start`: "Jill Brand, a nurse; and Carl Stone, 20"."""
    opens = max((found.end() for found in OPENS_LIST.finditer(text, 0, start)), default=0)
    stop = ENDS_LIST.search(text, end)
    closes = stop.start() if stop is not None else len(text)
    marks = list(SEMICOLON.finditer(text, opens, closes))
    if not marks or (len(marks) == 1 and not marks[0][0].endswith(("and ", "or "))):
        return []
    begin = re.compile(rf"(?<![\w’'-]){WHOLE_NAME}(?:, [^;]*)?\Z").search(text, opens, marks[0].start())
    if begin is None or any(item_end(text, mark.end(), len(text)) is None for mark in marks):
        return []
    starts, ends = [begin.start(), *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), closes]
    return names_only(text, list(zip(starts, ends, strict=True))) if start in starts else []


def names_only(text: str, places: list[Place]) -> list[Place]:
    """`places` cut to the names that they begin with, if each says something more of one: "Jill Brand, a nurse"."""
    found = [SAID_OF_NAME.match(text, *place) for place in places]
    return places if None in found else [one.span("name") for one in found if one is not None]
