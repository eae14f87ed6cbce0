"""A question before it is searched: whether it can be asked, and what it leans on.

A follow-up is made to stand by itself: "How old is he?" after "Who leads Russia?" / "Vladimir Putin" is read as
"Vladimir Putin. How old is he?" and searched with the questions before it. Rules decide whether a question leans;
one that names somebody never does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from rag.errors import QuestionError

Turn = tuple[str, str]
"""A question asked before, and the answer it got ("" for silence)."""

PRONOUNS = frozenset("he she they him them his her hers their theirs it its".split())
CONNECTIVES = frozenset("and but or so then since until before after according".split())
POINTERS = frozenset("there then that this those these".split())
SHORT_WORDS = 4
TURNS_USED = 3
TURN_CHARS = 200


def leans(question: str) -> bool:
    """Whether a question needs what was said before to be understood.

    It does when it names nobody and nothing, and has a pronoun, begins with a connective, or ends in a
    word that points back.
    """
    words = re.findall(r"[\w’']+", question)
    if not words or any(word[:1].isupper() and word != "I" for word in words[1:]):
        return False
    lowered = [word.lower() for word in words]
    if PRONOUNS & set(lowered) or lowered[-1] in POINTERS:
        return True
    return lowered[0] in CONNECTIVES and len(words) <= SHORT_WORDS


def in_context(question: str, history: Sequence[Turn]) -> tuple[str, str]:
    """What to search for and what to read for, of a question asked after the turns of `history`.

    Both are `question` itself when it stands alone. Else the search has the earlier questions before it
    and the reading the last answer.
    """
    if not history or not leans(question):
        return question, question
    # Bounded, since what is too long for the models is cut at its end, where the question stands.
    turns = [(asked[:TURN_CHARS], answer[:TURN_CHARS]) for asked, answer in history[-TURNS_USED:]]
    earlier = " ".join(asked for asked, _ in turns)
    last_answer = next((answer for _, answer in reversed(turns) if answer), "")
    return f"{earlier} {question}", f"{last_answer}. {question}" if last_answer else f"{turns[-1][0]} {question}"


def check_question(question: str, since: dt.date | None, until: dt.date | None, *, max_chars: int) -> None:
    """Raise `QuestionError` when a question is empty, too long or broken, or its dates are the wrong way round."""
    if not question:
        raise QuestionError("the question is empty. Ask something.")
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise QuestionError("the question is not valid UTF-8 text. Type it again.")
    if len(question) > max_chars:
        raise QuestionError(f"the question has {len(question):,} characters, the limit is {max_chars:,}. Shorten it.")
    if since is not None and until is not None and since > until:
        raise QuestionError(f"since {since} is after until {until}. Swap them.")
