"""Of two numbers in one sentence, which is not so or said no longer: "152, not 140", "corrected to 64.1 from 63.2"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from rag.text.amounts import NUMBER, number_of, spell
from rag.text.sentences import passage_sentences

_SIGN = r"(?:(?:the|an?|some|about|around|just|only|rs\.?) ){0,2}(?:us|rs\.? ?)?[$€£₹¥]?\Z"
_SAID = r"(?:reported|estimated|thought|given|announced|stated|believed|said|put|printed|published)"
_FIRST = r"(?:first|originally|initially|previously|earlier)"
# Between two numbers, or before one: what follows is refuted.
NOT = re.compile(rf"(?<!\bif )\b(?:not|rather than) {_SIGN}", re.IGNORECASE)
BUT = re.compile(rf"\bbut (?:[^\W\d]+ ){{0,2}}{_SIGN}", re.IGNORECASE)
EXPECTED = re.compile(
    r"\W*(?:[^\W\d]+\W+){0,3}?(?:feared|hoped|expected|needed|predicted|wanted|forecast|planned|promised|sought|required"
    r"|targeted)\b",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\s?(?:[\w-]+ )?(?:of|later|from|away|since|after|before)\b", re.IGNORECASE)
TO_COME = re.compile(r"\b(?:will|would|should|must|shall|may|might|wants?|wanted|let)\b", re.IGNORECASE)
FROM = re.compile(
    rf"\b(?:from|as|than|against|instead of|compared with) (?:(?:the|an) )?(?:(?:{_FIRST}|{_SAID}|initial|original"
    rf"|previous|preliminary|estimate of|figure of) ){{0,3}}{_SIGN}",
    re.IGNORECASE,
)
# Before the first of two numbers of which the second follows "from": it is corrected, and does not only change.
CORRECTS = re.compile(
    r"(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bupwardly )(?<!\bdownwardly )"
    r"\b(?:correct(?:s|ed|ing)|revis(?:es|ed|ing))\b[^\d,;:]*\Z",
    re.IGNORECASE,
)
REVISED_FROM = re.compile(r"\b(?:corrected|revised) from\b", re.IGNORECASE)
# The second of two numbers was said before, by who says the first: "25 million; it had spoken of 40 million".
HAD_SAID = re.compile(
    r"[;,.] ?(?:(?:and|but|after|though|although) )?(?:it|he|she|they|the (?:[\w-]+ ){0,2}?[\w-]+) had "
    rf"(?:{_FIRST} )?(?:spoken|put|said|given|estimated|reported|claimed|mentioned)\b[^\d;:]*\Z",
    re.IGNORECASE,
)
FIRST_SAID = re.compile(rf"\b{_FIRST} {_SAID}\b", re.IGNORECASE)
FIRST_SAID_AFTER = re.compile(rf"(?:\W+(?!since\b|when\b|after\b)[^\W\d]+){{0,4}}?\W+{_FIRST} {_SAID}\b", re.IGNORECASE)
NOT_OR_FROM = re.compile(r"\bcorrect(?:s|ed|ion)\b|\brevis(?:es|ed)\b|\bnot\b", re.IGNORECASE)


def taken_back_in(sentence: str) -> Iterator[tuple[Decimal, Decimal]]:
    """The numbers that `sentence` says are not so or no longer said, each with the one that is said instead."""
    for text in (sentence, spell(sentence)):  # as it stands too: "6.2 million first estimated" is spelled as one number
        for denied, instead in refuted_in(text):
            yield number_of(denied), number_of(instead)


def refuted_in(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The numbers of `text`, in digits, that a neighbour refutes or replaces, each with that neighbour."""
    for first, second in pairwise(NUMBER.finditer(text)):
        before, between = text[: first.start("digits")], text[first.end() : second.start("digits")]
        after = text[second.end() :]
        if _refutes(before, between, after):
            yield (second, first) if NOT.search(between) else (first, second)
        elif _replaces(before, between, after):
            yield second, first


def _refutes(before: str, between: str, after: str) -> bool:
    """Whether of two numbers, with what stands around them, one is denied: "152, not 140", "not 140 but 152"."""
    if TO_COME.search(before) or EXPECTED.match(after):
        return False
    if NOT.search(between):
        return ASIDE.match(after) is None
    return NOT.search(before) is not None and BUT.search(between) is not None


def _replaces(before: str, between: str, after: str) -> bool:
    """Whether the first of two numbers corrects the second: "corrected to 64.1 from 63.2", "12; it had said 15"."""
    if HAD_SAID.search(between) is not None:
        return True
    if FROM.search(between) is None:
        return False
    if CORRECTS.search(before) or REVISED_FROM.search(between) or FIRST_SAID.search(between):
        return True
    return FIRST_SAID_AFTER.match(after) is not None


def sentences_that_take_back(text: str) -> list[str]:
    """The sentences of an article that may take a number back."""
    if NOT_OR_FROM.search(text) is None:
        return []
    sentences = [text[first:last] for first, last in passage_sentences(text)]
    return [sentence for sentence in sentences if NOT_OR_FROM.search(sentence)]
