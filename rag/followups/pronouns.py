"""Pronouns of a question replaced by what they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.followups.binding import Case, Pronoun
from rag.followups.mentions import SAYING, Mention, Role
from rag.grammar import EVENT_NOUNS, PREPOSITIONS, Sort, words_of

LEAST_SCORE = 1.0
UNFIT = -9.0
OF_ROLE = 0.7
OF_AGE = 1.2
GROUP_NOUNS = frozenset(
    "company firm union party government team club court council committee police army bank group ministry agency"
    " board parliament commission coalition family couple crew band staff".split()
)
HAPPENING = re.compile(r"\b(?:happen|happened|occur|occurred|take place|took place)\b", re.IGNORECASE)
OF_A_DAY = re.compile(r"day\b|\b[0-3]?\d\b", re.IGNORECASE)
PAIR = re.compile(r"\w,? and \w")


def fill(question: str, pronouns: Sequence[Pronoun], mentions: Sequence[Mention]) -> str:
    """`question` with its pronouns replaced; "" when the first of them fits no mention.

    A pronoun that comes again has its first occurrence to stand for it. Two different ones are two different things.
    """
    firsts: dict[str, Pronoun] = {}
    for pronoun in pronouns:
        firsts.setdefault(pronoun.stem, pronoun)
    choices: list[tuple[Pronoun, Mention]] = []
    for pronoun in firsts.values():
        free = [one for one in mentions if not any(one.key & taken.key for _, taken in choices)]
        best = max(free, key=lambda one: _fit(pronoun, question, one), default=None)
        if best is not None and _fit(pronoun, question, best) >= LEAST_SCORE:
            choices.append((pronoun, best))
        elif not choices:
            return ""
    return _replaced(question, choices)


def _fit(pronoun: Pronoun, question: str, one: Mention) -> float:
    """How well a pronoun may stand for a mention; under `LEAST_SCORE` not at all."""
    stem = pronoun.stem
    score = OF_ROLE * one.role - OF_AGE * one.age
    if stem in ("he", "she"):
        if one.stem not in ("", stem) or one.plural:
            return UNFIT
        return score + {Sort.PERSON: 4.0, Sort.ANY: 2.5}.get(one.sort, UNFIT) + 1.5 * (one.stem == stem)
    if stem == "it":
        if one.sort is Sort.CLAUSE:
            return 5.0 if _is_said(question, pronoun) else UNFIT
        if one.plural and one.sort is not Sort.ANY:
            return UNFIT
        score -= bool(one.stem)  # a ship may be "she"
        if HAPPENING.search(question):
            return score + (4.0 if one.head in EVENT_NOUNS else UNFIT)
        return score + {Sort.THING: 3.0, Sort.ANY: 1.5, Sort.PLACE: 1.8}.get(one.sort, UNFIT)
    if stem == "they":
        if one.sort in (Sort.CLAUSE, Sort.TIME, Sort.NUMBER):
            return UNFIT
        are_many = one.plural or {one.head, one.asked} & GROUP_NOUNS or PAIR.search(one.text) is not None
        return score + (3.5 if are_many else 0.8 - bool(one.stem) if one.sort in (Sort.ANY, Sort.PERSON) else UNFIT)
    wanted = {"there": Sort.PLACE, "then": Sort.TIME, "that": Sort.CLAUSE}[stem]
    return score + (4.0 if one.sort is wanted and (stem != "then" or one.role is Role.ANSWER) else UNFIT)


def _is_said(question: str, pronoun: Pronoun) -> bool:
    before = words_of(question[: pronoun.start])
    return bool(before) and before[-1].lower in SAYING


def _replaced(question: str, choices: Sequence[tuple[Pronoun, Mention]]) -> str:
    for pronoun, mention in sorted(choices, key=lambda pair: -pair[0].start):
        text = mention.text
        if pronoun.case is Case.POSSESSIVE:
            text += "'s"
        elif pronoun.stem in ("there", "then") and words_of(text)[0].lower not in PREPOSITIONS:
            text = f"{'on' if OF_A_DAY.search(text) else 'in'} {text}"
        question = question[: pronoun.start] + text + question[pronoun.end :]
    return question
