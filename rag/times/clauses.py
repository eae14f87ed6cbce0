"""What the verbs of a clause tell: of what was, or of what is to come. The last word that tells decides."""

from __future__ import annotations

import re

from rag.times.periods import Way
from rag.times.verbforms import (
    has_be_or_will,
    has_participle,
    has_plural_subject,
    is_done,
    is_going_on,
    is_infinitive,
    is_of_a_noun,
    is_regular,
    is_told_of,
    makes_a_noun,
)
from rag.times.verbs import (
    ANNOUNCING,
    ANNOUNCING_PLURAL,
    ARTICLES,
    AT_ONCE,
    BE,
    DETERMINERS,
    FIXTURES,
    IS,
    LETTING,
    MODALS_TOO,
    NOUNS_TOO,
    ORDERED,
    PARTICIPLES,
    PLANNED_WITHIN,
    PLANNING,
    PLANNING_TO,
    PREPOSITIONS,
    RELATIVE,
    SOLD,
    SPEAKING,
    UNCHANGED,
    WAS,
    WILL,
    WISHING,
)

WORD = re.compile(r"[0-9]+(?:,[0-9]{3})+|[\w’'-]+|[,;:()“”\"–—]")  # the comma of "12,000 homes" parts nothing
PIECE_ENDS = frozenset(',;:()“”"–—')
LET_WITHIN = 5  # words: "let four hostages go"


def pieces_of(text: str) -> list[list[str]]:
    """The words of `text` between its commas, dashes and quotation marks; at least one list."""
    pieces: list[list[str]] = [[]]
    for word in WORD.findall(text):
        if word in PIECE_ENDS:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return pieces


def last_way(words: list[str]) -> Way | None:
    """What is known after the last of the words."""
    found: Way | None = None
    for at in range(len(words)):
        found = _way_of(words, at, found)
    return found


def first_way(words: list[str]) -> Way | None:
    """What the first of the words tells that tells anything."""
    for at in range(len(words)):
        if (found := _way_of(words, at, None)) is not None:
            return found
    return None


def first_finite_way(words: list[str]) -> Way | None:
    """The same, passing over what something is for: "a vote on Tuesday to remove the speaker failed"."""
    is_within = False
    for at in range(len(words)):
        word, previous = words[at].lower(), words[at - 1].lower() if at else ""
        if previous == "to" and is_infinitive(words, at):
            is_within = True
            continue
        if is_within and word in RELATIVE:
            return None  # "to honour the men who fell": another's verb
        if is_within and is_regular(word) and (previous == "those" or PREPOSITIONS & set(words[at + 1 : at + 2])):
            continue  # "to free the men jailed for a raid"
        if (found := _way_of(words, at, None)) is not None:
            return found
    return None


def way_of_report(pieces: list[list[str]]) -> Way | None:
    """The first that the pieces tell, whoever said so: "officials said the road would reopen"."""
    for piece in pieces:
        told = [word for word in piece if word.lower() not in SPEAKING]
        if WISHING & set(told):
            return Way.FUTURE
        if (found := first_way(told)) is not None:
            return found
    return None


def _way_of(words: list[str], at: int, so_far: Way | None) -> Way | None:
    """What is known after the word at `at`, when `so_far` was known before it."""
    word, previous = words[at].lower(), words[at - 1].lower() if at else ""
    if word in WILL or word.endswith(("’ll", "'ll")):
        return _way_of_modal(words, at, so_far)
    if word in SOLD and so_far is Way.FUTURE and (previous in BE or previous == "or"):
        return so_far  # "will be sold", "could be won or lost"
    if word in WAS:
        return Way.PAST
    if previous == "to" and is_infinitive(words, at):
        return so_far if is_done(words, at - 1) else _way_of_infinitive(words, at, so_far)
    if is_regular(word):
        return _way_of_regular(words, at, so_far)
    if word in PARTICIPLES and is_of_a_noun(words, at, so_far):
        return Way.PAST
    if word in ("has", "have", "hasn’t", "haven’t", "hasn't", "haven't"):
        return so_far if so_far is Way.FUTURE else Way.PAST
    if word in ANNOUNCING:
        is_noun = makes_a_noun(words, at) or (word in NOUNS_TOO and so_far is Way.PAST)
        return so_far if is_noun else Way.FUTURE
    if word in ANNOUNCING_PLURAL and has_plural_subject(words, at, so_far):
        is_let = LETTING & {one.lower() for one in words[max(0, at - LET_WITHIN) : at]}
        return so_far if is_let else Way.FUTURE
    return Way.FUTURE if word.endswith("ing") and is_going_on(words, at) else so_far


def _way_of_modal(words: list[str], at: int, so_far: Way | None) -> Way | None:
    word = words[at].lower()
    if word in MODALS_TOO and at and words[at - 1].lower() in ARTICLES:
        return so_far
    if word in WILL and is_told_of(words, at):
        return Way.PAST
    return so_far if word in ("may", "due") and words[at][:1].isupper() else Way.FUTURE


def _way_of_regular(words: list[str], at: int, so_far: Way | None) -> Way | None:
    if so_far is Way.FUTURE and has_be_or_will(words, at):
        return so_far
    if words[at].lower() == "forecast" and IS & set(words[max(0, at - 2) : at]):
        return Way.FUTURE  # "rain is not forecast before Friday"
    if words[at].lower() in UNCHANGED and {"if", "unless"} & {one.lower() for one in words[:at]}:
        return so_far
    return Way.PAST if not at or words[at - 1].lower() not in DETERMINERS else so_far


def _way_of_infinitive(words: list[str], at: int, so_far: Way | None) -> Way | None:
    """What "to do" tells, its verb at `at`: to come, unless it only says what for something was done."""
    before = [word.lower() for word in words[: at - 1]]
    if before[-1:] and before[-1] in ORDERED and set(before[-3:-1]) & {"was", "were", "been"} and words[at] in AT_ONCE:
        return Way.PAST
    if any(PLANNING.fullmatch(word) for word in before[-PLANNED_WITHIN:]):
        return Way.FUTURE
    if words[at] == "have" and has_participle([one.lower() for one in words[at + 1 : at + 4]]):
        return Way.PAST  # "is believed to have been killed"
    is_to_come = PLANNING_TO & set(before[-1:]) or words[at] in FIXTURES
    was_done = so_far is Way.PAST and any(word in WAS or is_regular(word) for word in before)
    return Way.PAST if was_done and not is_to_come else Way.FUTURE
