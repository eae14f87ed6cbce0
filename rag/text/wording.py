"""Dates, counts and probabilities as people write and read them, the same in the terminal and on the page."""

from __future__ import annotations

import datetime as dt
import re

from rag.datatypes import Agreement, Answer, Asked, Group, UnknownName
from rag.errors import QuestionError

CONFIDENCE_WORDS = (
    (0.9, "very likely right"),
    (0.7, "likely right"),
    (0.5, "perhaps right"),
    (0.2, "doubtful"),
    (0.0, "probably wrong"),
)

GUESSED_AT_LEAST = 0.1  # probability from which a silence says that it might have answered


def plain_unknown(one: UnknownName) -> str:
    """What to say of a name that no article has."""
    return f"No article has “{one.name}”" + (f"; did you mean “{one.near}”?" if one.near else ".")


def parse_date(written: str) -> dt.date:
    """The date that `written` is in the one form 2024-11-07. Raises `ValueError` with a sentence."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            return dt.date.fromisoformat(written)
    except ValueError:
        pass
    raise ValueError(f"{written!r} is not a calendar date. Write it as 2024-11-07.")


def parse_limit(written: str | None, name: str) -> dt.date | None:
    """The date given as `name` to limit a question, or None. Raises `QuestionError` when it is no date."""
    try:
        return None if written is None else parse_date(written)
    except ValueError as error:
        raise QuestionError(f"{name}: {error}") from None


def plain_date(date: dt.date) -> str:
    """A date as a newspaper writes it: 7 November 2024."""
    return f"{date.day} {date:%B} {date.year}"


def plain_locator(row: int, page: int | None) -> str:
    """Where in its file something stands, as a citation says it: "p. 3", "line 12", or nothing."""
    if page is not None:
        return f"p. {page}"
    return f"line {row}" if row else ""


def plain_confidence(confidence: float) -> str:
    """A probability in words and as a percentage that claims neither certainty nor impossibility."""
    words = next(words for least, words in CONFIDENCE_WORDS if confidence >= least)
    return f"{words} · {min(99, max(1, round(100 * confidence)))} %"


def plain_guess(answer: Answer) -> str:
    """How near a silence came to an answer: empty where it had none that is worth a look."""
    if answer.quotation is not None or not answer.candidates or answer.confidence < GUESSED_AT_LEAST:
        return ""
    has, needed = (round(100 * share) for share in (answer.confidence, answer.threshold))
    return f"the likeliest answer has {has} %, and {max(needed, has + 1)} are needed"


def plain_agreement(answer: Answer) -> str:
    """How many independent articles answer and whether they agree; empty where one alone does.

    With a note, as that only an accusation is told, they have the words and do not say so.
    """
    if answer.agreement is Agreement.AGREE:
        return f"{answer.groups[0].independent} independent articles {'have it' if answer.note else 'say so'}"
    if answer.agreement in (Agreement.DIFFER, Agreement.SEVERAL) and answer.asked is Asked.YES_NO:
        order = ", the newest first" if len({group.newest for group in answer.groups}) > 1 else ""
        return f"{len(answer.groups)} sentences bear on it{order}"
    if answer.agreement is Agreement.DIFFER:
        standing = [group for group in answer.groups if not group.taken_back]
        taken_back = len(answer.groups) - len(standing)
        if len(standing) < 2:
            return f"{plain_count(len(standing), 'answer')}, and {taken_back} that an article takes back"
        places = {quotation.article_id for group in standing for quotation in group.quotations}
        who = "The articles differ" if len(places) > 1 else "The article tells it differently in places"
        order = ", the newest first" if len({group.newest for group in standing}) > 1 else ""
        also = f"; {taken_back} more that an article takes back" if taken_back else ""
        return f"{who}: {len(standing)} answers{order}{also}"
    if answer.agreement is Agreement.SEVERAL:
        return f"{len(answer.groups)} answers; there may be more"
    return ""


def plain_taken_back(group: Group) -> str:
    """What is said of an answer that an article takes back; empty of others."""
    return "an article takes it back" if group.taken_back else ""


def is_limited(answer: Answer) -> bool:
    """Whether not all articles could answer: outlets, or dates, were asked for."""
    time = answer.time
    return bool(answer.outlets) or (time is not None and (time.since is not None or time.until is not None))


def plain_count(count: int, thing: str) -> str:
    """How many there are: 1 article, 2,000 articles."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
