"""What a question means in a conversation: itself, or the whole question that a follow-up stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.datatypes import Turn
from rag.followups.evidence import restore_capitals
from rag.followups.rewriting import as_question, may_lean, rewrite
from rag.followups.story import names_nobody
from rag.text.content import content_words
from rag.text.names import NAME

TURNS_USED = 6
ENOUGH_WORDS = 4  # content words
TURN_CHARS = 200
MORE = re.compile(r"\belse\b", re.IGNORECASE)
OF_ANOTHER = re.compile(rf"\W*(?i:and|what about|how about) {NAME}\W*")  # "And Karel Dorn?"
FindTexts = Callable[[str], Sequence[str]]
"""Texts of articles about what is searched for."""


@dataclass(frozen=True, slots=True)
class Version:
    """A question as it is read, and answers already `known`, which are none to it.

    `told` are the turns before it, written out, where it names nobody and is first read in the articles they speak of.
    """

    text: str
    known: tuple[str, ...] = ()
    told: tuple[Turn, ...] = ()


def understand(question: str, history: Sequence[Turn], find_texts: FindTexts = lambda query: ()) -> list[Version]:
    """How `question` can be read after the turns in `history`, oldest first, in the order to try.

    A question that stands alone is never changed. One that leans is written out if that can be done; then, or else, it
    is read with the last turn in brackets behind it, unless it only names somebody else to ask about. A short question
    that names nobody is read as it stands, and with the turn only if it gets no answer and is not plainly about
    something else.
    """
    turns = [_bounded(turn) for turn in history[-TURNS_USED:]]
    known = tuple(one for turn in turns for one in _answers(turn)) if MORE.search(question) else ()
    if not turns or not (may_lean(question) or leans(question, turns)):
        return [Version(question, known)]
    about = " ".join(turn.question for turn in turns)
    texts = (*find_texts(f"{about} {question}"), *(turn.answer for turn in turns))
    told = written_out(turns, texts)
    asked = restore_capitals(question, texts)
    written = rewrite(asked, told, texts)
    if written is None and (not may_lean(asked) or _is_of_something_else(asked, told[-1])):
        return [Version(question, known)]
    first = question if written is None else written
    named = tuple(told) if first and names_nobody(restore_capitals(first, texts)) else ()
    if written is not None and OF_ANOTHER.fullmatch(asked):
        return [Version(first, known, named)]  # beside the turn, what was told of the other would answer it again
    return [*([Version(first, known, named)] if first else []), _beside(asked, told[-1], known)]


def _is_of_something_else(question: str, turn: Turn) -> bool:
    """Whether a question says enough by itself, and shares no word with a turn: "What caused the fire at the paint
    factory?" after one about the council's vote.
    """  # fmt: skip
    own = content_words(question)
    return len(own) >= ENOUGH_WORDS and not own & content_words(f"{turn.question} {turn.answer}")


def _beside(question: str, turn: Turn, known: tuple[str, ...]) -> Version:
    """`question` with a turn in brackets; what the turn says would be an echo."""
    said = f"{as_question(turn.question)} {turn.answer}".strip()
    return Version(f"{as_question(question)} ({said})", (*known, *_answers(turn)))


def _answers(turn: Turn) -> list[str]:
    """What was answered: one thing, several, or nothing."""
    return [one for one in turn.answer.split("; ") if one]


def leans(question: str, turns: Sequence[Turn]) -> bool:
    """Whether a question needs what was said in `turns` to be understood."""
    return rewrite(question, turns) is not None


def written_out(turns: Sequence[Turn], texts: Sequence[str]) -> list[Turn]:
    """`turns` with their questions written out, each by those before it."""
    told: list[Turn] = []
    for turn in turns:
        asked = restore_capitals(turn.question, texts)
        told.append(replace(turn, question=rewrite(asked, told, texts) or asked))
    return told


def _bounded(turn: Turn) -> Turn:
    """What is too long for the models is cut at its end, where the question itself stands."""
    return Turn(turn.question[:TURN_CHARS], turn.answer[:TURN_CHARS])
