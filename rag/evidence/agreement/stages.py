"""What tells of another stage of an affair than is asked for: what was forecast, demanded, offered, agreed."""

from __future__ import annotations

import datetime as dt
import re

from rag.datatypes import Quotation

ASKS_OF_PAST = re.compile(
    r"\b(?:did|was|were|had)\b|\b(?:who|what|which) (?!will|is|are)\w+(?:ed|ose|ell|ew|ook|ame|ent)\b", re.IGNORECASE
)
FORETOLD = re.compile(
    r"\b(?:could|may|might|will|would|should|(?:is|are|was|were) (?:expected|forecast|due|likely|feared) to|forecasts?"
    r"|predict(?:s|ed)?|expect(?:s|ed)?|warn(?:s|ed)?)\b[^;:]*\Z",
    re.IGNORECASE,
)
STAGES = (
    re.compile(
        r"\b(?:demand(?:s|ed|ing)?|wants?|wanted|ask(?:s|ed|ing)? for|call(?:s|ed|ing)? for|hold(?:s|ing)? out for"
        r"|seeks?|sought)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:offer(?:s|ed|ing)?|bids?|proposes?|proposed|(?:prepared|ready|willing) to pay)\b", re.IGNORECASE),
    re.compile(r"\b(?:agree(?:d|s|ment)?(?! with)|settle(?:d|s|ment)?|accept(?:s|ed)|compromise)\b", re.IGNORECASE),
)
CLAUSES = (";", " and ", " but ", " while ")


def is_forecast(question: str, one: Quotation, other: Quotation) -> bool:
    """Whether one of two foretells what the other, of a later day, tells; to a `question` in the past tense."""
    if one.date is None or other.date is None or one.date == other.date or ASKS_OF_PAST.search(question) is None:
        return False
    before, after = sorted((one, other), key=lambda quotation: quotation.date or dt.date.min)
    return _is_foretold(before) and not _is_foretold(after)


def is_of_other_stage(question: str, other: Quotation) -> bool:
    """Whether `question` asks for what was demanded, offered or agreed, and the clause of `other` tells another."""
    asked = {at for at, words in enumerate(STAGES) if words.search(question)}
    if not asked:
        return False
    start = max(0, other.start - other.sentence_start)
    first = max(other.sentence.rfind(mark, 0, start) for mark in CLAUSES) + 1
    told = {at for at, words in enumerate(STAGES) if words.search(other.sentence, first)}
    return bool(told) and asked.isdisjoint(told)


def _is_foretold(quotation: Quotation) -> bool:
    return FORETOLD.search(quotation.sentence[: max(0, quotation.start - quotation.sentence_start)]) is not None
