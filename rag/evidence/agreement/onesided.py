"""Two answers that are but two ways to say one thing: what somebody is and the name, or two that both say no.

"A lorry driver was killed" and "the lorry driver Piet Sandover was killed" do not contradict each other, nor do "There
never was one" and "I have agreed to nothing" as answers to whether there was an agreement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rag.datatypes import Asked, Quotation, TextOf
from rag.question.kinds import kind_of
from rag.text.content import content_words
from rag.text.names import CAPITAL

NAME = re.compile(rf"(?:{CAPITAL}[\w’'-]* ){{0,3}}{CAPITAL}[\w’'-]+")
DESCRIBED = re.compile(r"(?i:(?:an?|the|its|his|her|their|one) )?(?P<what>[a-z][a-z’'-]*(?: [a-z][a-z’'-]*){0,4})")
ASKS_WHO = re.compile(r"\A\W*(?:and )?(?:who|whom)\b", re.IGNORECASE)
ITS = r"(?:an?|the|its|his|her|their|[\w’'-]+['’]s?)"
ASKS_GUILT = re.compile(r"\b(?:convicted|guilty|condemned|sentenced|jailed|imprisoned)\b", re.IGNORECASE)
ACQUITS = re.compile(r"\b(?:acquit\w*|cleared|exonerated|not guilty|innocent)\b", re.IGNORECASE)
SAYS_NO = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|den(?:y|ies|ied))\b|n[’']t\b", re.IGNORECASE)


def with_names_first(question: str, quotations: Mapping[Quotation, float], text_of: TextOf) -> dict[Quotation, float]:
    """`quotations` with their probabilities, the most probable first; a name is as probable as what the same person is
    said to be, where `question` asks who: "Piet Sandover", not "a lorry driver".
    """  # fmt: skip
    if ASKS_WHO.match(question) is None:
        return dict(quotations)
    found = {}
    for one, probability in quotations.items():
        alike = [
            other
            for other in quotations
            if is_called(other, one, text_of) and not content_words(one.text) & content_words(question)
        ]
        likeliest = max((quotations[other] for other in alike), default=0.0)
        confidence = max((other.confidence for other in alike), default=0.0)
        found[replace(one, confidence=max(one.confidence, confidence))] = max(probability, likeliest)
    return dict(sorted(found.items(), key=lambda item: (-item[1], DESCRIBED.fullmatch(item[0].text) is not None)))


def are_one_sided(question: str, one: Quotation, other: Quotation, text_of: TextOf) -> bool:
    """Whether two answers that do not have the same words cannot contradict each other."""
    return is_called(one, other, text_of) or is_called(other, one, text_of) or both_say_no(question, one, other)


def both_say_no(question: str, one: Quotation, other: Quotation) -> bool:
    """Whether `question` is for yes or no, without a no of its own, and both answers have one; to whether somebody is
    guilty it is one that they were acquitted.
    """  # fmt: skip
    asks_guilt = ASKS_GUILT.search(question) is not None
    if not all(SAYS_NO.search(each.text) or (asks_guilt and ACQUITS.search(each.text)) for each in (one, other)):
        return False
    return kind_of(question) is Asked.YES_NO and SAYS_NO.search(question) is None


def is_called(described: Quotation, named: Quotation, text_of: TextOf) -> bool:
    """Whether `described` says what somebody is, `named` who, and an article of the two joins both.

    As in "the lorry driver Piet Sandover", "Piet Sandover, 46, a lorry driver,".
    """
    found = DESCRIBED.fullmatch(described.text)
    if found is None or NAME.fullmatch(named.text) is None:
        return False
    what, name = re.escape(found["what"]), re.escape(named.text)
    joined = re.compile(rf"\b{what},? {name}\b|\b{name},(?: \d+,)? {ITS} {what}\b")
    return any(joined.search(text_of(one.article_id)) is not None for one in (described, named))
