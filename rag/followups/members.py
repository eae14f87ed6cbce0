"""Which of several things was meant: "the former", "the second one", "the other one", after a list of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.datatypes import Turn
from rag.text.grammar import DETERMINERS, words_of

MOST_MEMBERS = 8
MOST_WORDS = 6  # of a member
ORDINALS = ("first", "second", "third", "fourth", "fifth")
ONE_OF = re.compile(
    rf"\b[Tt]he (?:(former|latter)|(last|{'|'.join(ORDINALS)})"
    r"(?: (?:one|of them|of these|of the two))?|(other)(?: one)?)"
    r"(?=\W*\Z|,?\s+(?:and|is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b|[’']s\b"
    r"|(?<= one)\s(?!(?:to|who|that|which|of|in|on|at)\b))"
)
NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
LISTED = re.compile(rf"(?:{NAME}, )*{NAME},? (?:and|or) {NAME}")
BETWEEN = re.compile(r",? (?:and|or) |[,;] ?|\n")


def name_member(question: str, turns: Sequence[Turn]) -> str:
    """`question` with a phrase that picks one of several replaced by that one; as it is when it has none such."""
    found = ONE_OF.search(question)
    if found is None or not turns:
        return question
    for turn in reversed(turns):
        listed = LISTED.search(turn.question)
        if members := members_of(turn.answer) or (members_of(listed[0]) if listed is not None else []):
            one = _chosen(found, members, turns[-1])
            return question if one is None else f"{question[: found.start()]}{one}{question[found.end() :]}"
    return question


def members_of(text: str) -> list[str]:
    """The things that a text lists, if it is a list of names or of things with an article: at least two; or []."""
    if not re.search(r" and | or |;|\n", text):
        return []  # "Lyon, France"
    pieces = [piece.strip(" .") for piece in BETWEEN.split(text.strip(" .?!"))]
    if not 2 <= len(pieces) <= MOST_MEMBERS or not all(map(_is_member, pieces)):
        return []
    return pieces


def _is_member(piece: str) -> bool:
    words = words_of(piece)
    if not words or len(words) > MOST_WORDS:
        return False
    return words[0].is_capital or (words[0].lower in DETERMINERS and len(words) > 1)


def _chosen(found: re.Match[str], members: Sequence[str], last: Turn) -> str | None:
    if found[3]:
        said = f"{last.question} {last.answer}"
        others = [one for one in members if one not in said]
        return others[0] if len(members) == 2 and len(others) == 1 else None
    if found[1]:
        return members[0 if found[1] == "former" else 1] if len(members) == 2 else None
    at = -1 if found[2] == "last" else ORDINALS.index(found[2])
    return members[at] if at < len(members) else None
