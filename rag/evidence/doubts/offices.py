"""Whether a sentence gives whom it names another office than `question` asks for: deputy mayor for mayor, or chairman
for chief executive.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.datatypes import Quotation

WHO = re.compile(r"\bwho(?:m|['’]s)?\b", re.IGNORECASE)
UNDER = r"deputy|vice|assistant|associate|shadow"
UNDER_ROLE = re.compile(rf"\b(?:{UNDER})[ -](?P<role>[a-z]+)", re.IGNORECASE)
# Each line is one office, as it may be called; who asks for one does not mean who holds another.
OFFICES = (
    r"chair|chairman|chairwoman|chairperson",
    r"chief executive|ceo|managing director|boss",
    r"finance director|cfo|chief financial officer|finance chief|treasurer",
    r"spokesman|spokeswoman|spokesperson|press officer",
    r"lawyer|barrister|solicitor|attorney|counsel|advocate",
    r"prosecutor|district attorney",
    r"judge|magistrate|justice",
    r"captain|skipper|master",
    r"coach|manager|trainer",
    r"goalkeeper|keeper",
    r"referee|umpire",
    r"mayor|mayoress",
    r"governor",
    r"prime minister|premier|chancellor",
    r"foreign minister|foreign secretary|secretary of state",
    r"finance minister|treasury minister",
    r"defen[cs]e minister|defen[cs]e secretary",
    r"interior minister|home secretary",
    r"health minister|health secretary",
    r"head teacher|headteacher|headmaster|headmistress|principal",
    r"architect",
    r"conductor",
    r"founder|co-founder",
    r"editor|editor-in-chief",
)
ANY_OFFICE = "|".join(f"(?P<o{at}>{office})" for at, office in enumerate(OFFICES))
# The office right before a name, "Norwave's chairman, Torben Lie", and right behind it: "Torben Lie, its chairman".
HELD_BEFORE = rf"\b(?:{ANY_OFFICE}),? \Z"
HELD_BEHIND = rf"\A, (?:(?:the|its|their|[\w’'-]+['’]s?) )?(?:[a-z]+ )?(?:{ANY_OFFICE})\b"
LONGEST = 40  # characters that an office may have


def is_in_other_office(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` asks who holds an office, and the sentence gives whom it quotes another.

    Where the article, `text`, has the office that is asked for too, one may hold both: the founder is the editor.
    """
    if WHO.search(question) is None:
        return False
    if _is_under(question, quotation.sentence) or _is_under(quotation.sentence, question):
        return True
    asked = _office_in(question)
    if asked is None or re.search(rf"\b(?:{OFFICES[asked]})\b", text, re.IGNORECASE) is not None:
        return False
    start = quotation.start - quotation.sentence_start
    before, behind = quotation.sentence[max(0, start - LONGEST) : start], quotation.sentence[start:]
    return bool(
        re.search(HELD_BEFORE, before, re.IGNORECASE)
        or re.search(HELD_BEHIND, behind[len(quotation.text) :], re.IGNORECASE)
    )


def _is_under(one: str, other: str) -> bool:
    """Whether `one` has only a deputy of whom `other` has: "deputy mayor Hugh Bassett", "the mayor"."""
    if UNDER_ROLE.search(other) is not None:
        return False
    return any(
        re.search(rf"\b{found['role']}\b", other, re.IGNORECASE)
        and re.search(rf"\b{found['role']}\b", UNDER_ROLE.sub("", one), re.IGNORECASE) is None
        for found in UNDER_ROLE.finditer(one)
    )


@lru_cache(maxsize=64)
def _office_in(question: str) -> int | None:
    """Which of `OFFICES` a question has, None if it has none or several."""
    found = {found.lastgroup for found in re.finditer(rf"\b(?:{ANY_OFFICE})\b", question, re.IGNORECASE)}
    return int(str(found.pop())[1:]) if len(found) == 1 else None
