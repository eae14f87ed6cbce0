"""How many of all are of one place: "412 homes, 298 of them in Torrow, 71 at Sallow Point and 43 in Millbeck".

Whoever asks how many there were in Torrow does not ask for the 412, nor for the number of all that a later article has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rag.datatypes import Quotation
from rag.evidence.confidence import less_sure
from rag.evidence.doubts.odds import SURELY
from rag.evidence.words import told
from rag.text.content import form_coverage
from rag.text.figures import NUMERAL
from rag.text.names import CAPITAL
from rag.text.values import value_of

HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_IN = r"\b(?i:in|at|from|on|near|around) (?:the )?(?:[a-z]+ of (?:the )?)?"
_PLACE = rf"(?P<place>{CAPITAL}[\w’-]*(?: (?:{CAPITAL})[\w’-]*)*)"
IN_PLACE = re.compile(f"{_IN}{_PLACE}")
_OF_THEM = r" of (?:them|whom|which|these|those)\b"
_MANY = rf"(?P<many>(?i:{NUMERAL}|none|half|most|all|nobody))"
PARTS_BEGIN = re.compile(rf"{_MANY}{_OF_THEM}")
PART = re.compile(rf"{_MANY}(?:{_OF_THEM})?(?: [a-z]+)? {_IN}{_PLACE}")
ABOUT_AT_LEAST = 0.6  # of the question's words that a sentence and its headline have, to tell of that


def with_parts(question: str, quotations: Mapping[Quotation, float]) -> dict[Quotation, float]:
    """`quotations` with their probabilities, the most probable first; where a sentence tells how many of all are of the
    place that `question` names, that is as probable as any was, and the number of all hardly.
    """  # fmt: skip
    asked = {found["place"] for found in IN_PLACE.finditer(question)} if HOW_MANY.search(question) else set()
    told_of = {one: _is_of_part(one, asked) for one in quotations} if asked else {}
    parts = [one for one, is_it in told_of.items() if is_it and form_coverage(question, told(one)) >= ABOUT_AT_LEAST]
    wrong = {one for one, is_it in told_of.items() if is_it is False or _is_of_all(one, parts, asked)}
    if not wrong:
        return dict(quotations)
    found = {}
    for one, probability in quotations.items():
        less = SURELY if one in wrong else 0.0
        beside = [other for other in wrong if one in parts]
        confidence = max([less_sure(one.confidence, less), *(other.confidence for other in beside)])
        found[replace(one, confidence=confidence)] = max(
            [less_sure(probability, less), *(quotations[other] for other in beside)]
        )
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _is_of_part(quotation: Quotation, asked: set[str]) -> bool | None:
    """Whether the sentence says of one of the places `asked` how many of all are there, and the number quoted is that;
    False if it is another, None if the sentence says no such thing.
    """  # fmt: skip
    begins = PARTS_BEGIN.search(quotation.sentence)
    if begins is None or value_of(quotation.text).amount is None:
        return None
    start, end = (place - quotation.sentence_start for place in (quotation.start, quotation.end))
    parts = [part for part in PART.finditer(quotation.sentence, begins.start()) if part["place"] in asked]
    if not parts:
        return None
    return any(start < part.end("many") and part.start("many") < end for part in parts)


def _is_of_all(one: Quotation, parts: list[Quotation], asked: set[str]) -> bool:
    """Whether a number is larger than one of the `parts`, of as many units, and its sentence has no place `asked`."""
    mine = value_of(one.text)
    if mine.amount is None or any(place in one.sentence for place in asked):
        return False
    theirs = [value_of(part.text) for part in parts]
    return any(part.amount is not None and part.unit == mine.unit and part.amount < mine.amount for part in theirs)
