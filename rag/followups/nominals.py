"""Noun phrases that lean on the conversation: "that law" after the press law, "the bank" after Calder Bank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.followups.evidence import has_office, is_called
from rag.followups.phrases import verb_after_subject
from rag.followups.pronouns import GROUP_NOUNS
from rag.followups.spoken import SAYING, Mention, Role
from rag.text.grammar import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    Sort,
    Word,
    is_content,
    is_plural,
    looks_past,
    name_runs,
    words_of,
)

POINTING = frozenset("this that these those".split())
CALLED = GROUP_NOUNS | PLACE_NOUNS | PERSON_NOUNS


def name_nominals(question: str, mentions: Sequence[Mention], texts: Sequence[str]) -> str:
    """`question` with the first such phrase replaced by what it stands for; as it is when it has none, or a name."""
    words = words_of(question)
    if not words:
        return question
    if any(not _is_noun_in_capitals(words, *run) for run in name_runs(words, first_may_be_name=is_content(words[0]))):
        return question
    for at, noun in _simple_phrases(words):
        is_pointing = words[at].lower in POINTING
        for one in mentions:
            if (is_pointing and _is_same(noun, one)) or _is_name_of(noun, one, texts):
                ending = "'s" if noun.lower != noun.bare else ""
                return f"{question[: words[at].start]}{one.text}{ending}{question[noun.end :]}"
    return question


def _is_noun_in_capitals(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a name may be a noun that took its capital from a name: "the Bank", typed as "the bank"."""
    return last - first == 1 and first > 0 and words[first - 1].lower in ("the", "this")  # not "that Ann is guilty"


def _simple_phrases(words: Sequence[Word]) -> Iterator[tuple[int, Word]]:
    """Places of "the" or "that" with the one noun behind it, if nothing there says more about the noun."""
    verb = verb_after_subject(words, ())
    for at in range(len(words) - 1):
        noun = words[at + 1]
        if words[at].lower not in POINTING | {"the"} or not is_content(noun):
            continue
        if words[at].lower == "that" and 0 < at < len(words) - 2 and words[at - 1].lower in SAYING:
            continue  # "Who says that prices fell?"
        following = words[at + 2] if at + 2 < len(words) else None
        is_owner = noun.lower != noun.bare
        is_whole = (
            following is None
            or at + 2 == verb
            or is_owner
            or looks_past(following)
            or following.lower in AUXILIARIES | ADVERBS | (DETERMINERS - POINTING)
        )
        if is_whole:
            yield at, noun


def _is_same(noun: Word, one: Mention) -> bool:
    """Whether `one` is a phrase, no name, with this noun: "the press law" for "that law"."""
    is_phrase = one.text[:1].islower() and one.sort in (Sort.THING, Sort.PERSON, Sort.PLACE)
    return is_phrase and one.head == noun.bare and one.plural == is_plural(noun.bare)


def _is_name_of(noun: Word, one: Mention, texts: Sequence[str]) -> bool:
    """Whether `one` is a name that has this noun, answers a question with it, or is called so by an article."""
    name = words_of(one.text)
    may_be = one.sort not in (Sort.CLAUSE, Sort.TIME, Sort.NUMBER) and not one.plural and not is_plural(noun.bare)
    if not may_be or not name or not name[-1].is_capital:
        return False
    if noun.bare == name[-1].bare:
        return True
    is_person = one.stem or one.sort is Sort.PERSON or has_office(one.text, texts)
    if is_person and noun.bare in PLACE_NOUNS | GROUP_NOUNS:
        return False  # "Mayor Tone Hagen of Vardnes said the town would not pay"
    if one.role is Role.ANSWER and noun.bare == one.asked:
        return True
    is_topic = one.age == 0 and one.role >= Role.SUBJECT
    return is_topic and noun.bare in CALLED and is_called(one.text, noun.bare, texts)
