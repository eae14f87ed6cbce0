"""Whether an article takes a number back: "corrects the survivors to 123 from 132", "152, not 140", "revised to 4.3".

Newspapers correct themselves and others in a few set phrases. What is taken back contradicts what replaces it, however
little the comparing model makes of two numbers in one sentence. What was expected, wanted or so before was never said
to be so, and nothing is taken back of it: "not the 40 feared", "raised to 5 % from 4.75".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from rag.datatypes import Quotation, TextOf
from rag.evidence.factuality.printed import is_printed, puts_right
from rag.evidence.factuality.refuted import refuted_in, sentences_that_take_back, taken_back_in
from rag.evidence.factuality.superseded import ASKS_BEFORE, is_superseded, outdated_in, superseded
from rag.text.amounts import NUMBER, amounts_in, number_of, spell
from rag.text.sentences import passage_sentences
from rag.text.values import same_kind, value_of

Rank = TypeVar("Rank")

# In two sentences of one article: what was printed, and what is right.
WE_SAID = re.compile(
    r"\A\W*correction\b|\b(?:yesterday|\w+day)['’]s (?:report|story|article|paper)\b"
    r"|\b(?:earlier|previous) (?:version|report|story|article|entry|post)\b"
    r"|\b(?:an?|the same|this|our) (?:article|report|story|headline|caption)\b[^.;:]{0,40}?"
    r" (?:said|gave|stated|named|put)\b"
    r"|\b(?:we|our (?:report|story|article))(?: [^\W\d]+){0,3} (?:wrote|reported|printed|stated|said)\b"
    r"|\b(?:wrongly|incorrectly) (?:gave|given|reported|said|stated)\b",
    re.IGNORECASE,
)
IS_RIGHT = re.compile(
    r"\b(?:right|correct|true|actual|proper) (?:number|figure|sum|amount|price|total|count|share|rate)\b"
    r"|\bshould have (?:said|read|been|stated)\b|\A\W*in fact\b",
    re.IGNORECASE,
)
# What an article has that corrects itself or another: the others need not be read through.
HINT = re.compile(
    r"\b(?:correct(?:ion|s|ed)?|(?:earlier|previous) (?:version|report|story|article|entry|post)|wrongly"
    r"|incorrectly|in fact|we said|\w+day['’]s (?:report|story|article|paper))\b",
    re.IGNORECASE,
)
CORRECTS_ITSELF = re.compile(
    r"\bcorrects\b.*\b(?:earlier|previous) (?:version|report|story|article|entry|post)\b.*"
    r"\b(?:gave|said|stated|put|reported)\b",
    re.IGNORECASE | re.DOTALL,
)
REPLACES_AT_LEAST = 0.25  # probability of a number by which another, that is only denied, is put back
# Before what is quoted: that it is so is denied, or a rumour; before a name: it leads a poll, or is a favourite.
DOUBTED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)|reject(?:s|ed|ing)|rul(?:es|ed|ing) out|refut(?:es|ed|ing))\b"
    r"[^.;:\"“]{0,60}\b(?:that|rumou?rs?|reports?|claims?|suggestions?|speculation|having|being)\b[^;:\"“]*\Z"
    r"|\b(?:rumou?rs?|speculation|gossip) (?:that|of|about|linking|suggesting)\b[^;:\"“]*\Z"
    r"|\b(?:not|rather than|instead of) (?:the |an? )?\Z",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were) not|(?:do|does|did|is|are|was|were)n[’']t|never|nobody|no one) "
    r"(?:suspect\w*|believ\w+|think\w*|consider\w*|treat\w*|blame[ds]?|blaming)\b[^.;:,]{0,40}\Z"
    r"|\b(?:no (?:evidence|suggestion|sign|signs|indication) of|rul(?:es|ed|ing) out) (?:the |an? )?\Z",
    re.IGNORECASE,
)
POLLED = re.compile(
    r"\b(?:favou?rites?|front-?runners?|contenders?|nominees|shortlist) (?:is|are|was|were|includes?)\b[^;:]*\Z"
    r"|\b(?:polls?|surveys?)\b[^;:\"“]* (?:puts?|gives?|has|shows?|suggests?) (?:[\w’'-]+ ){0,3}\Z",
    re.IGNORECASE,
)
APART_AT_MOST = 400  # characters between what was said and the right number, in one article


def is_taken_back(one: Quotation, other: Quotation, text_of: TextOf = lambda article_id: "") -> bool:
    """Whether an article that gives one of two unlike numbers says that it replaces the other; symmetric.

    It says so in one of their sentences or, where `text_of` gives the texts of articles, anywhere.
    """
    mine, theirs = _first_amount(one.text), _first_amount(other.text)
    if mine is None or theirs is None or mine == theirs:
        return False
    return (
        any(_takes_back(giver.sentence, {mine, theirs}) for giver in (one, other))
        or _sets_right(one, other)
        or _sets_right(other, one)
        or (
            same_kind(value_of(one.text), value_of(other.text))
            and any(
                _supersedes(text_of(giver.article_id), mine, theirs)
                or _corrects(text_of(giver.article_id), mine, theirs)
                or _corrects(text_of(giver.article_id), theirs, mine)
                for giver in (one, other)
            )
        )
    )


def is_replaced(wrong: Quotation, right: Quotation, text_of: TextOf) -> bool:
    """Whether an article of either says that the number of `wrong` was said before or is wrong, and gives `right`'s."""
    theirs, mine = _first_amount(wrong.text), _first_amount(right.text)
    if mine is None or theirs is None or mine == theirs or not same_kind(value_of(wrong.text), value_of(right.text)):
        return False
    for giver in (right, wrong):
        text = text_of(giver.article_id)
        before = superseded(text)
        if (theirs in before and mine not in before and mine in amounts_in(text)) or _corrects(text, theirs, mine):
            return True
        if any((theirs, mine) in taken_back_in(sentence) for sentence in sentences_that_take_back(text)):
            return True
    return False


def is_denied(quotation: Quotation) -> bool:
    """Whether the sentence gives a number only to say that it is another, the 310 of "It is 210, not 310", or was said
    before: "It had earlier spoken of 310"; or, of whatever is quoted, that it was printed, in a correction.
    """
    sentence, start = quotation.sentence, quotation.start - quotation.sentence_start
    if is_superseded(sentence, start, start + len(quotation.text)):
        return True
    if is_printed(quotation):
        return True
    denied = {found.start("digits") for found, _ in refuted_in(sentence)}
    numbers = {found.start("digits") for found in NUMBER.finditer(sentence, start, start + len(quotation.text))}
    return bool(numbers) and numbers <= denied


def denied_last(question: str, quotations: Mapping[Quotation, Rank]) -> dict[Quotation, Rank]:
    """`quotations` in their order, but what an article only denies, or gives as said before, after what it replaces:
    after another number of its kind that is likely. A question for what was said before leaves them as they are.
    """  # fmt: skip
    if ASKS_BEFORE.search(question):
        return dict(quotations)
    denied = {one for one in quotations if is_denied(one) or is_negated(one)}
    likely = [value_of(one.text) for one in quotations if one not in denied and one.confidence >= REPLACES_AT_LEAST]
    last = {one for one in denied if any(same_kind(value_of(one.text), value) for value in likely)}
    # What the likeliest gives way to is what its own article says instead.
    leads = next(iter(quotations), None)
    instead = {one for one in quotations if leads in last and leads is not None and _sets_right(leads, one)}
    return {one: quotations[one] for one in sorted(quotations, key=lambda one: (one not in instead, one in last))}


def with_corrected(question: str, quotations: Mapping[Quotation, float], text_of: TextOf) -> dict[Quotation, float]:
    """`quotations` with their probabilities, the most probable first; what a correction puts in the place of another,
    or is told by how far it is from that, answers as probably: "14, three more than first reported".
    """  # fmt: skip
    wrong = {
        one: [other for other in quotations if puts_right(question, other, one, text_of) or _replaces(one, other)]
        for one in quotations
    }
    if not any(wrong.values()) or ASKS_BEFORE.search(question):
        return dict(quotations)
    raised = {
        replace(one, confidence=max(other.confidence for other in (one, *wrong[one]))): max(
            quotations[other] for other in (one, *wrong[one])
        )
        for one in quotations
    }
    return dict(sorted(raised.items(), key=lambda item: -item[1]))


def is_negated(quotation: Quotation) -> bool:
    """Whether the sentence says of what is quoted that it is not so: "police do not suspect arson"."""
    return NEGATED.search(quotation.sentence[: max(0, quotation.start - quotation.sentence_start)]) is not None


def is_doubted(quotation: Quotation) -> bool:
    """Whether the sentence says of what is quoted, a part of it, that it is denied or a rumour; or who leads a poll."""
    before = quotation.sentence[: max(0, quotation.start - quotation.sentence_start)]
    is_polled = value_of(quotation.text).name and POLLED.search(before) is not None
    return is_polled or is_negated(quotation) or DOUBTED.search(before) is not None


def _takes_back(sentence: str, numbers: set[Decimal]) -> bool:
    """Whether two neighbours in `sentence` are the `numbers`, and one of them is what is not so or no longer said."""
    return any({wrong, right} == numbers for wrong, right in taken_back_in(sentence))


def _replaces(right: Quotation, wrong: Quotation) -> bool:
    """Whether the sentence of `right` tells how far its number is from that of `wrong`, which was said before."""
    mine, theirs = _first_amount(right.text), _first_amount(wrong.text)
    if mine is None or theirs is None or not same_kind(value_of(wrong.text), value_of(right.text)):
        return False
    return (theirs, mine) in set(outdated_in(right.sentence))


def _sets_right(wrong: Quotation, right: Quotation) -> bool:
    """Whether one sentence says what was printed and another, of the same article, what is right."""
    if wrong.article_id != right.article_id or not same_kind(value_of(wrong.text), value_of(right.text)):
        return False
    if CORRECTS_ITSELF.search(wrong.sentence[: wrong.start - wrong.sentence_start]):
        return True
    near = abs(wrong.sentence_start - right.sentence_start) <= APART_AT_MOST
    return near and IS_RIGHT.search(right.sentence) is not None and WE_SAID.search(wrong.sentence) is not None


def _supersedes(text: str, one: Decimal, other: Decimal) -> bool:
    """Whether an article gives one of two numbers, and the other only as what was said before or as what is not so."""
    if not text:
        return False
    before = superseded(text)
    if (one in before) != (other in before):
        return (other if one in before else one) in amounts_in(text)
    return any(_takes_back(sentence, {one, other}) for sentence in sentences_that_take_back(text))


def _corrects(text: str, wrong: Decimal, right: Decimal) -> bool:
    """Whether an article says that `wrong` was printed and, there or soon after, that `right` is right.

    One that corrects an earlier version of itself may have it anywhere.
    """
    if HINT.search(text) is None:
        return False
    ranges = passage_sentences(text)
    for number, (first, last) in enumerate(ranges):
        itself = CORRECTS_ITSELF.search(text, first, last)
        if itself is not None and wrong in amounts_in(text[itself.end() : last]) and right in amounts_in(text[:first]):
            return True
        if WE_SAID.search(text[first:last]) is None or wrong not in amounts_in(text[first:last]):
            continue
        near = [text[start:end] for start, end in ranges[number + 1 :] if start - last <= APART_AT_MOST]
        if right in amounts_in(text[first:last]) or any(
            IS_RIGHT.search(one) and right in amounts_in(one) for one in near
        ):
            return True
    return False


def _first_amount(text: str) -> Decimal | None:
    found = NUMBER.search(spell(text))
    return None if found is None else number_of(found)
