"""Whether a sentence says that whom it names did not do what is asked: "Tarema and Sundola refused to sign"."""

from __future__ import annotations

import re

from rag.text.content import content_in_order
from rag.text.values import DENIAL

CLAUSE_END = re.compile(r"[.!?](?:\s|\Z)|[;:\n]|,? (?:but|while|whereas|although)\b|, and\b")
NOT_DONE = re.compile(
    r"\b(?:(?:refus|declin|fail)(?:ed|es|e|s)? to|(?:not|never)|\w+n[’']t)"
    r"(?: (?:be|been|have|yet|even|\w+ly))* (?P<verb>[a-z]+)"
)
NOT_AT_ALL = re.compile(r"\b(?:did|do|does|has|have|had|was|were|is|are|will|would)(?: not|n[’']t)\s*\Z")
SAME_LETTERS = 4  # of a verb in two forms: "sign", "signed"


def is_denied_of(question: str, after: str) -> bool:
    """Whether what follows a name, `after`, up to the end of its clause, denies of it what `question` asks."""
    if not DENIAL.isdisjoint(re.findall(r"[a-z]+", re.sub(r"n[’']t\b", " not", question.lower()))):
        return False
    end = CLAUSE_END.search(after)
    clause = after[: end.start()] if end is not None else after
    asked = {word[:SAME_LETTERS] for word in content_in_order(question)}
    denied = any(found["verb"][:SAME_LETTERS] in asked for found in NOT_DONE.finditer(clause))
    return denied or NOT_AT_ALL.search(clause) is not None
