"""A thing that a conversation has spoken of, as it can be worded in a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from rag.text.grammar import Sort, Word, is_content, words_of

ARTICLE = re.compile(r"(?:the|a|an|its|his|her|their)\s", re.IGNORECASE)
INDEFINITE = re.compile(r"\Aan?\s", re.IGNORECASE)
OUTER = " \t\r\n\"'“”‘’«».,;:!?()[]–—-"
SAYING = frozenset(
    "say said says write wrote writes post posted claim claimed think thought believe believed announce announced"
    " confirm confirmed report reported deny denied warn warned tell told declare declared suggest suggested".split()
)


class Role(IntEnum):
    """How much a turn is about a thing it mentions."""

    ASIDE = 0
    OBJECT = 1
    SUBJECT = 2
    ANSWER = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the conversation, worded so that it can stand in a question.

    `head` is its last noun in lower case, "" where there is none, and `asked` the noun of the question that it answers:
    "company" of "Which company …?". `age` counts turns back, 0 for the last. `stem` is the pronoun ("he" or "she") that
    is known to fit, "" when none is. `counted` marks what a question counts that has another subject, which "they" may
    be just as well: "hostages" of "How many hostages does Hamas hold?".
    """

    text: str
    sort: Sort
    role: Role
    age: int = 0
    head: str = ""
    plural: bool = False
    asked: str = ""
    stem: str = ""
    counted: bool = False

    @property
    def key(self) -> frozenset[str]:
        """The words that tell mentions of one thing from those of others."""
        return frozenset(word.bare for word in words_of(self.text) if is_content(word))


def text_of(text: str, words: Sequence[Word], first: int, last: int) -> str:
    """The words of `text` from `first` to `last`, half-open, without a possessive ending."""
    return re.sub(r"[’']s?\Z", "", text[words[first].start : words[last - 1].end])


def definite(text: str) -> str:
    """`text` with "the" in the place of "a": what was spoken of before is known."""
    return INDEFINITE.sub("the ", lower_article(text))


def lower_article(text: str) -> str:
    """`text`, its article in lower case if it begins with one."""
    return lowered(text) if ARTICLE.match(text) else text


def lowered(text: str) -> str:
    """`text` with a small first letter."""
    return text[:1].lower() + text[1:]
