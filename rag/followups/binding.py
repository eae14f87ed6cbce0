"""The pronouns of a question that lean on the conversation, since nothing in the question itself can stand for them.

A pronoun is taken for bound, and the question left alone, wherever that is possible: "What did the minister say he
would do?" stands alone, "What did he say the minister would do?" does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.followups.expletive import is_expletive
from rag.text.grammar import (
    AUXILIARIES,
    CALENDAR,
    CLAUSE_OPENERS,
    CONJUNCTIONS,
    DETERMINERS,
    FORMS_OF_BE,
    MAX_NOUN_PHRASE,
    OPENERS,
    PLACE_PREPOSITIONS,
    PREPOSITIONS,
    TIME_NOUNS,
    WH_WORDS,
    Sort,
    Word,
    is_content,
    looks_past,
    name_runs,
    sort_of_noun,
    words_of,
)


class Case(StrEnum):
    """How a pronoun is used."""

    SUBJECT = "subject"
    OBJECT = "object"
    POSSESSIVE = "possessive"


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A word or two of a question that stand for something said before; `stem` is one of the keys of `STEMS`."""

    stem: str
    case: Case
    start: int
    end: int


STEMS = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("it", "its"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "they"),
}
IMPERATIVES = frozenset("tell give show explain list name describe find say please compare summarise summarize".split())
SUBJECT_FORMS = frozenset("he she they".split())
POSSESSIVE_FORMS = frozenset("his its their hers theirs".split())
OPENING_CLAUSES = PREPOSITIONS | frozenset("if although though because while when once unless".split())
OPENING_NOUN_PHRASES = (
    DETERMINERS | (PREPOSITIONS - {"to", "like", "as"}) | frozenset("what which whose many much".split())
)
# Words before a bare "there" that make it say only that something exists.
EXISTENTIAL = FORMS_OF_BE | frozenset("will would can could has have had may might must should".split())
DEMONSTRATIVES = frozenset("this that these those".split())
AFTER_DEMONSTRATIVE = AUXILIARIES | frozenset(
    "happen happened mean means meant happens begin began start started".split()
)
STEPPING = frozenset("took take takes taken fill fills filled".split())
OFFICES = frozenset("place seat post job role position".split())
FEW_WORDS = 6


def pronouns_of(question: str) -> list[Pronoun]:
    """The pronouns of a question that nothing in it can stand for, in order."""
    words = words_of(question)
    names = _name_words(words)
    stands_for_nothing = is_expletive(words, names)
    found = []
    for at, word in enumerate(words):
        stem = STEMS.get(word.lower)
        if stem is not None:
            if word.lower in ("it", "they") and stands_for_nothing:
                continue
            case = _case(words, at)
            if not _is_bound(words, at, stem, case, names):
                found.append(Pronoun(stem, case, word.start, word.end))
        elif (stem := _pointer(words, at, names)) is not None:
            found.append(Pronoun(stem, Case.OBJECT, word.start, word.end))
    return found


def is_personal(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` is a pronoun that stands by itself: "he", but not "his"."""
    return words[at].lower in STEMS and _case(words, at) is not Case.POSSESSIVE


def _case(words: Sequence[Word], at: int) -> Case:
    word = words[at].lower
    following = words[at + 1] if at + 1 < len(words) else None
    if word in SUBJECT_FORMS:
        return Case.SUBJECT
    if word in POSSESSIVE_FORMS:
        return Case.POSSESSIVE
    if word == "her":
        return Case.POSSESSIVE if following is not None and is_content(following) else Case.OBJECT
    if word == "it":
        before = words[at - 1].lower if at else ""
        is_subject = before in AUXILIARIES or (
            following is not None and (following.lower in AUXILIARIES or looks_past(following))
        )
        return Case.SUBJECT if is_subject else Case.OBJECT
    return Case.OBJECT


def _is_bound(words: Sequence[Word], at: int, stem: str, case: Case, names: frozenset[int]) -> bool:
    """Whether something in the question may be what the pronoun at `at` stands for.

    As binding theory has it (Chomsky 1981, principle B): the object of a clause is not its subject, so "it" in "When
    did Hungary join it?" is free.
    """
    before = _antecedents(words, at, stem, names)
    main = _main_question_word(words)
    if at < main and (before or any(place > main for place in names)):
        return True  # "In his remarks, what does Zelenskyy say?"
    if _stands_before_main_clause(words, at, names):
        return True
    if case is Case.POSSESSIVE:
        return bool(before) or _who_acts(words, stem)
    if case is Case.SUBJECT:
        if words[at - 1].lower in AUXILIARIES and not any(word.lower in AUXILIARIES for word in words[main : at - 1]):
            return any(place in names or place < main for place in before)  # "did he": only a question phrase before
        return bool(before)
    if len(before) > 1:
        return True
    return bool(before) and any(word.lower in CLAUSE_OPENERS for word in words[before[0] + 1 : at])


def _stands_before_main_clause(words: Sequence[Word], at: int, names: frozenset[int]) -> bool:
    """Whether the main clause behind it may name what a pronoun is: "Despite his conviction, can Trump run?"."""
    verb = next((place for place, word in enumerate(words) if word.lower in AUXILIARIES), 0)
    return words[0].lower in OPENING_CLAUSES and at < verb and any(place > verb for place in names)


def _main_question_word(words: Sequence[Word]) -> int:
    """The place of the question word of the main clause, 0 when there is none; a clause may stand before it."""
    for place, word in enumerate(words):
        following = words[place + 1 : place + 5]
        auxiliary = next((after for after, other in enumerate(following) if other.lower in AUXILIARIES), None)
        if word.lower in WH_WORDS and auxiliary is not None:
            inverted = words[place + auxiliary + 2 : place + auxiliary + 3]
            if place == 0 and not (inverted and looks_past(inverted[0])) and auxiliary > 0:
                continue  # "When imperialism has …, what is it called?"
            return place
    return 0


def _who_acts(words: Sequence[Word], stem: str) -> bool:
    """Whether the question asks who did something, so that "his" may be that person's: "Who lost his job?"."""
    if any(word.lower in STEPPING for word in words[1:]) and words[-1].lower in OFFICES:
        return False  # "Who took his place?"
    return stem != "it" and words[0].lower in ("who", "whose") and len(words) > 1 and words[1].lower not in FORMS_OF_BE


def _antecedents(words: Sequence[Word], at: int, stem: str, names: frozenset[int]) -> list[int]:
    """Places before `at` of names and noun phrases that the pronoun could stand for.

    A noun phrase is what stands after a determiner, a preposition, an auxiliary ("did hungary") or a clause's opening.
    """
    of_person = stem in ("he", "she")
    found = []
    place = 0
    while place < at:
        word, previous = words[place], words[place - 1].lower if place else ""
        end = place + 1
        while end < at and is_content(words[end]) and end not in names and end - place < MAX_NOUN_PHRASE:
            end += 1
        if not is_content(word) or word.bare in CALENDAR or word.bare in TIME_NOUNS:
            end = place + 1
        elif place in names:
            end = place + 1
            while end < at and end in names and words[end - 1].lower[-2:] != "'s":
                end += 1
            if not (of_person and previous in PLACE_PREPOSITIONS):
                found.append(place)
        elif previous in AUXILIARIES:
            # A subject without a determiner is a name in lower case, or many; a participle is none.
            if looks_past(word) or word.lower.endswith("ing"):
                end = place + 1
            else:
                found.append(place)
        elif previous in OPENING_NOUN_PHRASES or (previous in CLAUSE_OPENERS and place > 1) or place == 0:
            people = any(sort_of_noun(one.bare) is Sort.PERSON for one in words[place:end])
            if (people or not of_person) and not (place == 0 and end == 1):
                found.append(place)
        else:
            end = place + 1
        place = end
    return found


def _pointer(words: Sequence[Word], at: int, names: frozenset[int]) -> str | None:
    """The stem of a word that points back: "there", "then", "that", "so"."""
    word = words[at].lower
    before = words[at - 1].lower if at else ""
    following = words[at + 1].lower if at + 1 < len(words) else ""
    has_name = bool(names - {at})
    if word == "there" and at:
        is_existential = before in EXISTENTIAL and not (not following and words[0].lower == "who")
        return None if is_existential or following in EXISTENTIAL or has_name else "there"
    if word in ("these", "those") and before == "of" and not (at + 1 < len(words) and is_content(words[at + 1])):
        return None if following in CLAUSE_OPENERS else "they"  # "how many of those were", and not "of those who"
    if word == "then" and at > 1 and not following and (before in ("since", "until") or _asks_who_was(words)):
        return "then"
    if word == "then" and at and not following:
        return None if has_name and before not in FORMS_OF_BE else "then"
    if word == "so" and not following and before in ("say", "said", "says", "do", "did", "think", "thinks"):
        return "that"
    if word in DEMONSTRATIVES and at:
        if not following:
            return None if before in PREPOSITIONS and (has_name or at > FEW_WORDS) else "that"
        if following in AFTER_DEMONSTRATIVE and (before in AUXILIARIES or at == 1):
            return "that"
        if before in FORMS_OF_BE and following in CONJUNCTIONS | PREPOSITIONS and at <= 2:
            return "that"
    return None


def _asks_who_was(words: Sequence[Word]) -> bool:
    """Whether a question asks who or what was something at some time: "Who was mayor of Lunden then?"."""
    is_opening = words[0].lower in ("who", "what", "where") and words[1].lower in ("was", "were")
    return is_opening and not any(looks_past(word) for word in words)


def _name_words(words: Sequence[Word]) -> frozenset[int]:
    begins_with_name = bool(words) and is_content(words[0]) and words[0].lower not in OPENERS | IMPERATIVES
    runs = name_runs(words, first_may_be_name=begins_with_name)
    return frozenset(place for first, last in runs for place in range(first, last))
