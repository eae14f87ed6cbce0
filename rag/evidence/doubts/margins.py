"""Answers of another measure than is asked for: by how many ("won by 112 votes") where the question is how many there
were, and the oldest where it is the youngest.
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation
from rag.text.values import value_of

SUPERLATIVES = (
    ("youngest", "oldest"),
    ("highest tallest", "lowest"),
    ("largest biggest greatest", "smallest"),
    ("longest", "shortest"),
    ("fastest quickest", "slowest"),
    ("heaviest", "lightest"),
    ("best", "worst"),
    ("richest", "poorest"),
    ("hottest warmest", "coldest coolest"),
    ("strongest", "weakest"),
    ("nearest closest", "farthest furthest"),
    ("deepest", "shallowest"),
    ("cheapest", "dearest costliest"),
    ("maximum", "minimum"),
)
OPPOSITE = {
    word: frozenset(opposite.split())
    for pair in SUPERLATIVES
    for side, opposite in (pair, pair[::-1])
    for word in side.split()
}
HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
ASKS_FOR_MARGIN = re.compile(
    r"\b(?:by|majority|margin|lead|leads|leading|gap|difference|ahead|behind|beyond|above|below|over|under|more|fewer|less"
    r"|further|closer|narrow\w*|ris(?:e|es|en|ing)|rose|f[ae]ll\w*|increas\w*|decreas\w*|grow\w*|grew|drop\w*|climb\w*"
    r"|jump\w*|gain\w*|chang\w*|cut|cuts|rais\w*|lower\w*|reduc\w*|shr[aiu]nk\w*|declin\w*|slow\w*|widen\w*|expand\w*"
    r"|(?:go|goes|went|gone) (?:up|down)|beat\w*|defeat\w*|miss\w*|exceed\w*|exten\w*|shorten\w*|how much \w+er)\b",
    re.IGNORECASE,
)
_ABOUT = r"(?:(?:about|around|some|just|only|nearly|almost|over|under|more than|less than|up to|an?|as much as) ){0,2}"
BY = re.compile(
    r"\b(?:wins?|won|winning|beats?|beating|defeats|los(?:es|t|ing)|ahead|behind|r(?:ose|isen?|ises|ising)"
    r"|f(?:ell|alls?|allen|alling)|increas(?:es?|ed|ing)|decreas(?:es?|ed|ing)|gr(?:ew|ows?|own)|drop(?:s|ped)?"
    r"|climb(?:s|ed)|jump(?:s|ed)|cuts?|rais(?:es?|ed)|lower(?:s|ed)|reduc(?:es?|ed)|up|down|shorten(?:s|ed)"
    rf"|exten(?:ds?|ded))\b[^.;:,\d]{{0,80}} by {_ABOUT}[$£€]?\Z",
    re.IGNORECASE,
)
MAJORITY_OF = re.compile(rf"\b(?:majority|margin|lead) of {_ABOUT}\Z", re.IGNORECASE)
# Else somebody may be who did it: "raised by 12 donors".
MEASURED = re.compile(r"\b(?:votes?|points?|seats?|places?|goals?|runs?|wickets?|lengths?)\b|\dp\b", re.IGNORECASE)
TO = re.compile(r"(?: [a-z]+)? to (?:\d|[a-z]+\b)", re.IGNORECASE)  # "by nine votes to eight": both are counts


def is_margin(question: str, quotation: Quotation) -> bool:
    """Whether a number is how much more or less something is, and `question` asks for how many there are."""
    value = value_of(quotation.text)
    if value.amount is None or not HOW_MANY.search(question) or ASKS_FOR_MARGIN.search(question):
        return False
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    if MAJORITY_OF.search(before):
        return True
    is_measured = value.unit != "" or MEASURED.search(" ".join([quotation.text, *after.split()[:1]])) is not None
    return is_measured and BY.search(before) is not None and not TO.match(after)


def is_of_opposite(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks for the youngest, and the sentence tells of the oldest and of none that is youngest."""
    told = set(re.findall(r"\w+", quotation.sentence.lower()))
    asked = [word for word in re.findall(r"\w+", question.lower()) if word in OPPOSITE]
    return any(not told.isdisjoint(OPPOSITE[word]) and told.isdisjoint(_alike(word)) for word in asked)


def _alike(superlative: str) -> frozenset[str]:
    return frozenset().union(*(OPPOSITE[opposite] for opposite in OPPOSITE[superlative]))
