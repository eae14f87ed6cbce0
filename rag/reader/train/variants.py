"""Questions as people type them, and questions that almost fit: made from a set's own questions."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from rag.text.content import STOP_WORDS

YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
# A name inside a question: capitalised words after its first word, as "What did [Angela Merkel] say?".
NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")
KEYWORDS_AT_LEAST = 2


def as_typed(question: str, rng: random.Random, *, bare_share: float, keyword_share: float) -> str:
    """The question without its question mark in `bare_share` of cases, as key words alone in `keyword_share`."""
    draw = rng.random()
    if draw < keyword_share:
        words = [word for word in re.findall(r"[\w'’.$%-]+\w|\w", question) if word.lower() not in STOP_WORDS]
        if len(words) >= KEYWORDS_AT_LEAST:
            return " ".join(words)
    if draw < keyword_share + bare_share:
        return question.rstrip("?").rstrip()
    return question


def near_miss(question: str, context: str, names: Sequence[str], rng: random.Random) -> str | None:
    """The question with one of its years or names put in place of another, so that `context` no longer answers.

    After the rules by which Jia & Liang 2017 alter questions. `names` are those of other questions. None when
    the question has neither, or when the context holds the new one too and so may answer.
    """
    years, found = list(YEAR.finditer(question)), list(NAME.finditer(question))
    if not years and not found:
        return None
    old = rng.choice(years or found)
    if years:
        new = str(int(old[0]) + rng.choice([-30, -11, -7, -4, -3, -2, -1, 1, 2, 3, 4, 6, 12, 25]))
    elif names:
        new = rng.choice(names)
    else:
        return None
    if new == old[0] or new.lower() in context.lower() or any(part in old[0] for part in new.split()):
        return None
    return question[: old.start()] + new + question[old.end() :]


def names_in(questions: Sequence[str]) -> list[str]:
    """The distinct names in `questions`, in order."""
    return list(dict.fromkeys(match[0] for question in questions for match in NAME.finditer(question)))
