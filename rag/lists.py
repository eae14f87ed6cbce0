"""Questions that ask for more than one thing, and the things that one stretch of an article lists."""

from __future__ import annotations

import re

from rag.grammar import AUXILIARIES, PREPOSITIONS, is_content, is_plural, looks_past, words_of

NO_PLURALS = frozenset(
    "this was is has does its his us always perhaps news series species means crisis basis status process business"
    " police headquarters politics economics".split()
)
MAX_WORDS_BEFORE = 3  # of a plural noun: "which other council members"
AFTER_PLURAL = AUXILIARIES | PREPOSITIONS | frozenset("that who which".split())
# "Who were the candidates?", "What else was damaged?", "List the towns.", "Who all came?"
SEVERAL = re.compile(
    r"\bwho\s+(?:were|are)\b|\b(?:who|what|where|which)\s+else\b|\b(?:list|name)\s+(?:all|the|every|some)\b"
    r"|\bwhich\s+(?:ones|of)\b|\bwho all\b|\bwhat\s+(?:were|are)\s+(?:all\s+)?the\b(?:\s+\w+)?\s+[a-z-]+s\b",
    re.IGNORECASE,
)
COMMA = r"\s*(?:;|,(?!\d)|\n+)\s*"
BETWEEN = re.compile(rf"{COMMA}(?:and\s+|or\s+|as well as\s+)?|\s+(?:and|or|as well as)\s+")
MARKER = re.compile(r"(?:\d+[.)]|[-*•])\s+")
NAME = r"(?:[A-Z][\w’'-]*(?: (?:of |de |van |von )?[A-Z][\w’'-]*)*)"
BEFORE_NAME = r"(?:(?:the|his|her|its|their) (?:[a-z]+ ){0,2})?"
ITEM = rf"{BEFORE_NAME}{NAME}"
LINK = r"(?:, (?:and |or )?| and | or )"
MORE_AFTER = re.compile(rf"{LINK}{ITEM}(?:{LINK}{ITEM})*")
MORE_BEFORE = re.compile(rf"(?:{ITEM}{LINK})+{BEFORE_NAME}\Z")
MAX_ITEM_WORDS = 8
PAIR = re.compile(r"\b(?:between|from)\b", re.IGNORECASE)  # "between eight and seven" is one thing


def asks_for_several(question: str) -> bool:
    """Whether the words of a question ask for more than one thing: "Which leaders signed?", "Who else?"."""
    if SEVERAL.search(question):
        return True
    words = words_of(question)
    for at, word in enumerate(words):
        if word.lower not in ("which", "what"):
            continue
        for noun in range(at + 1, min(at + 2 + MAX_WORDS_BEFORE, len(words))):
            if not (is_content(words[noun]) or words[noun].lower == "other") or looks_past(words[noun]):
                break
            text = words[noun].lower
            if not is_plural(text) or text in NO_PLURALS or words[noun].is_capital:
                continue
            follows = words[noun + 1] if noun + 1 < len(words) else None
            if noun > at + 1 and follows is not None and follows.lower in ("to", "from", "into", "by", "at"):
                break  # "Which ship sails to Tolvay?"
            if follows is None or follows.lower in AFTER_PLURAL or looks_past(follows):
                return True
            break  # "What causes floods?"
    return False


def members(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of the things that `text` lists from `start` to `end`, names that go on with the list included.

    [(start, end)] itself where that is no list.
    """
    if PAIR.search(text[max(0, start - 8) : end]):
        return [(start, end)]
    first, last = _grown(text, start, end)
    places, at = [], first
    for found in [*BETWEEN.finditer(text, first, last), None]:
        piece_end = found.start() if found is not None else last
        marker = MARKER.match(text, at, piece_end)
        piece_start = marker.end() if marker is not None else at
        if text[piece_start:piece_end].strip():
            places.append((piece_start, piece_end))
        at = found.end() if found is not None else last
    if len(places) < 2 or any(len(text[one:other].split()) > MAX_ITEM_WORDS for one, other in places):
        return [(start, end)]
    return places


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of the whole list of names that the names from `start` to `end` are part of."""
    if not re.fullmatch(rf"{ITEM}(?:{LINK}{ITEM})*", text[start:end]):
        return start, end
    after = MORE_AFTER.match(text, end)
    before = MORE_BEFORE.search(text, 0, start)
    first = before.start() if before is not None else start
    last = after.end() if after is not None else end
    # Two names with a comma between are as often an apposition as a list.
    return (first, last) if re.search(r" (?:and|or) ", text[first:last]) else (start, end)
