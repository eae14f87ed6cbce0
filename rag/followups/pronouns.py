"""Pronouns of a question replaced by what they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.followups.binding import Case, Pronoun
from rag.followups.spoken import OUTER, SAYING, Mention, Role
from rag.text.grammar import EVENT_NOUNS, FORMS_OF_BE, PREPOSITIONS, Sort, sort_of_noun, words_of

LEAST_SCORE = 1.0
UNFIT = -9.0
OF_ROLE = 0.7
OF_AGE = 1.2
GROUP_NOUNS = frozenset(
    "company firm union party government team club court council committee police army bank group ministry agency"
    " board parliament commission coalition family couple crew band staff".split()
)
HAPPENING = re.compile(r"\b(?:happen|happened|occur|occurred|take place|took place)\b", re.IGNORECASE)
DO_IT = re.compile(r"\b(?:do|did|done|doing) it\W*\Z", re.IGNORECASE)  # "it" is an action, which no mention is
PARTITIVE = re.compile(r"\b(?:many|much|most|some|any|all|none|one|half|few|each|both) of\s\Z", re.IGNORECASE)
OTHER_AGENT = re.compile(r"\b(?:it|he|she)\b", re.IGNORECASE)
OTHER_OBJECT = re.compile(r"\b(?:it|him|her|the|an?)\b", re.IGNORECASE)
OF_A_DAY = re.compile(r"day\b|\b[0-3]?\d\b", re.IGNORECASE)
SAID = re.compile(rf"\b(?:{'|'.join(sorted(SAYING))})\b", re.IGNORECASE)
BEFORE_PLACE = re.compile(r"\A(?:in|at|on|near|from) ")
THE = re.compile(r"the ", re.IGNORECASE)  # no person is called so: "The Salt Road"
PAIR = re.compile(r"\w,? and \w")


def fill(question: str, pronouns: Sequence[Pronoun], mentions: Sequence[Mention]) -> str:
    """`question` with its pronouns replaced; "" when the first of them fits no mention.

    A pronoun that comes again has its first occurrence to stand for it. Two different ones are two different things,
    and so are subject and object: "When did it buy it?".
    """
    firsts: dict[str, Pronoun] = {}
    for pronoun in pronouns:
        is_object_beside = pronoun.stem in firsts and pronoun.case is Case.OBJECT
        if is_object_beside and firsts[pronoun.stem].case is Case.SUBJECT:
            firsts.setdefault(f"{pronoun.stem} too", pronoun)
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
    score = OF_ROLE * one.role - OF_AGE * one.age
    if pronoun.stem in ("he", "she"):
        return _fit_of_person(pronoun.stem, one, score)
    if pronoun.stem == "it":
        return _fit_of_it(pronoun, question, one, score)
    if pronoun.stem == "they":
        return _fit_of_many(pronoun, question, one, score)
    if pronoun.stem == "that" and one.role is Role.ASIDE and (one.age or not SAID.search(question[: pronoun.start])):
        return UNFIT  # only who says "that" is asked about what a question and its answer say together, just before
    wanted = {"there": Sort.PLACE, "then": Sort.TIME, "that": Sort.CLAUSE}[pronoun.stem]
    return score + (4.0 if one.sort is wanted and (wanted is not Sort.TIME or one.role is Role.ANSWER) else UNFIT)


def _fit_of_person(stem: str, one: Mention, score: float) -> float:
    if one.plural or one.sort not in (Sort.PERSON, Sort.ANY) or (one.sort is Sort.ANY and THE.match(one.text)):
        return UNFIT
    if one.text.isupper() or (one.role is Role.ASIDE and not one.stem):
        return UNFIT  # "Halden" of "the Halden brewery"
    if one.stem not in ("", stem):  # who asks may know better than a word or two of an article shows
        return LEAST_SCORE if one.role >= Role.SUBJECT and not one.age else UNFIT
    is_known = one.sort is Sort.PERSON or (one.stem == stem and one.role is Role.SUBJECT)
    score += 4.0 if is_known else 2.5
    return max(score + 1.5, LEAST_SCORE) if one.stem == stem else score  # a known one, however long ago it was


def _fit_of_it(pronoun: Pronoun, question: str, one: Mention, score: float) -> float:
    if one.sort is Sort.CLAUSE:
        return 5.0 if _is_said(question, pronoun) and one.role > Role.ASIDE else UNFIT
    if DO_IT.search(question) is not None and not question[pronoun.end :].strip(OUTER):
        return UNFIT
    if one.plural and one.sort is not Sort.ANY:
        return UNFIT
    # A ship may be "she", and a company have its head's "he" beside it.
    is_full_name = len(words_of(one.text)) > 1
    score += _is_parallel(question, pronoun, one) if not one.stem else -1 - is_full_name
    if one.sort is Sort.PLACE and one.role is Role.ANSWER and not one.asked:
        score -= 1  # where something is, and not the thing itself
    if HAPPENING.search(question):
        return score + (4.0 if one.head in EVENT_NOUNS else UNFIT)
    if _owns_people(question, pronoun) and (one.head in EVENT_NOUNS or one.head.endswith("ing")):
        return UNFIT
    if one.sort is Sort.ANY and THE.match(one.text):
        return score + 2.5  # "the Titanic"
    return score + {Sort.THING: 3.0, Sort.ANY: 1.5, Sort.PLACE: 1.8, Sort.PERSON: _as_body(one)}.get(one.sort, UNFIT)


def _fit_of_many(pronoun: Pronoun, question: str, one: Mention, score: float) -> float:
    if one.sort in (Sort.CLAUSE, Sort.TIME, Sort.NUMBER) or (one.sort is Sort.PERSON and one.stem):
        return UNFIT
    if one.counted and not _may_be_counted(pronoun, question, one):
        return UNFIT
    score -= one.sort is Sort.THING and not {one.head, one.asked} & GROUP_NOUNS and _acts(pronoun, question)
    are_many = one.plural or {one.head, one.asked} & GROUP_NOUNS or PAIR.search(one.text) is not None
    return score + (3.5 if are_many else 0.8 - bool(one.stem) if one.sort in (Sort.ANY, Sort.PERSON) else UNFIT)


def _acts(pronoun: Pronoun, question: str) -> bool:
    """Whether "they" do something, as people do rather than things: "When did they search it?"."""
    before = words_of(question[: pronoun.start])
    does = pronoun.case is Case.SUBJECT and bool(before) and before[-1].lower in ("do", "did")
    return does and OTHER_OBJECT.search(question[pronoun.end :]) is not None


def _may_be_counted(pronoun: Pronoun, question: str, one: Mention) -> bool:
    """Whether "they" may be what was counted, not who did something to it: "Are they alive?", "how many of them"."""
    before = question[: pronoun.start]
    words = words_of(before)
    if pronoun.case is Case.OBJECT:
        return PARTITIVE.search(before) is not None or OTHER_AGENT.search(before) is not None
    return one.sort is Sort.PERSON and bool(words) and words[-1].lower in FORMS_OF_BE


def _as_body(one: Mention) -> float:
    """What whoever answers a "who" scores as a body, which is "it": "Celtair", but not "Ann Lee" nor "the mayor"."""
    is_name = one.role is Role.ANSWER and len(words_of(one.text)) == 1 and one.text[:1].isupper()
    return 1.0 if is_name and not one.stem else UNFIT


def _is_parallel(question: str, pronoun: Pronoun, one: Mention) -> bool:
    """Whether who does something did so in the question before, too: "How much did it pay?"."""
    before = words_of(question[: pronoun.start])
    acts = pronoun.case is Case.SUBJECT and bool(before) and before[-1].lower in ("do", "does", "did")
    is_agent = one.head in GROUP_NOUNS or one.asked in GROUP_NOUNS or words_of(one.text)[-1].is_capital
    return acts and is_agent and one.role is Role.SUBJECT


def _owns_people(question: str, pronoun: Pronoun) -> bool:
    """Whether it is somebody whom "its" goes with: "its leader", whom no event has."""
    following = words_of(question[pronoun.end :])
    return pronoun.case is Case.POSSESSIVE and bool(following) and sort_of_noun(following[0].bare) is Sort.PERSON


def _is_said(question: str, pronoun: Pronoun) -> bool:
    before = words_of(question[: pronoun.start])
    return bool(before) and before[-1].lower in SAYING


def _replaced(question: str, choices: Sequence[tuple[Pronoun, Mention]]) -> str:
    for pronoun, mention in sorted(choices, key=lambda pair: -pair[0].start):
        text = mention.text
        if pronoun.case is Case.POSSESSIVE:
            text += "'s"
        elif pronoun.stem in ("there", "then"):
            text = _adverbial(text, question[: pronoun.start])
        if pronoun.stem in ("he", "she", "it", "they"):
            text = BEFORE_PLACE.sub("", text)
        question = question[: pronoun.start] + text + question[pronoun.end :]
    return question


def _adverbial(text: str, before: str) -> str:
    """A time or a place as it can stand behind `before`: "on 4 May", but "4 May" after "since"."""
    words, words_before = words_of(text), words_of(before)
    has_preposition = words[0].lower in PREPOSITIONS
    if words_before and words_before[-1].lower in PREPOSITIONS:
        return text[words[1].start :] if has_preposition and len(words) > 1 else text
    return text if has_preposition else f"{'on' if OF_A_DAY.search(text) else 'in'} {text}"
