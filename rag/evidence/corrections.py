"""Whether an article takes a number back: "corrects the survivors to 123 from 132", "152, not 140", "revised to 4.3".

Newspapers correct themselves and others in a few set phrases. What is taken back contradicts what replaces it, however
little the comparing model makes of two numbers in one sentence. What was expected, wanted or so before was never said
to be so, and nothing is taken back of it: "not the 40 feared", "raised to 5 % from 4.75".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from rag.datatypes import Quotation
from rag.evidence.superseded import ASKS_BEFORE, is_superseded, superseded
from rag.text.amounts import NUMBER, amounts_in, number_of, spell
from rag.text.sentences import passage_sentences
from rag.text.values import same_kind, value_of

TextOf = Callable[[str], str]
Rank = TypeVar("Rank")

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
# In two sentences of one article: what was printed, and what is right.
WE_SAID = re.compile(
    r"\A\W*correction\b|\b(?:yesterday|\w+day)['’]s (?:report|story|article|paper)\b"
    r"|\b(?:earlier|previous) (?:version|report|story|article)\b"
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
    r"\b(?:correct(?:ion|s|ed)|(?:earlier|previous) (?:version|report|story|article)|wrongly|incorrectly|in fact"
    r"|we said|\w+day['’]s (?:report|story|article|paper))\b",
    re.IGNORECASE,
)
CORRECTS_ITSELF = re.compile(
    r"\bcorrects\b.*\b(?:earlier|previous) (?:version|report|story|article)\b.*\b(?:gave|said|stated|put|reported)\b",
    re.IGNORECASE | re.DOTALL,
)
NOT_OR_FROM = re.compile(r"\bcorrect(?:s|ed|ion)\b|\brevis(?:es|ed)\b|\bnot\b", re.IGNORECASE)
REPLACES_AT_LEAST = 0.25  # probability of a number by which another, that is only denied, is put back
# Before what is quoted: that it is so is denied, or a rumour; before a name: it leads a poll, or is a favourite.
DOUBTED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)|reject(?:s|ed|ing)|rul(?:es|ed|ing) out|refut(?:es|ed|ing))\b"
    r"[^.;:\"“]{0,60}\b(?:that|rumou?rs?|reports?|claims?|suggestions?|speculation|having|being)\b[^;:\"“]*\Z"
    r"|\b(?:rumou?rs?|speculation|gossip) (?:that|of|about|linking|suggesting)\b[^;:\"“]*\Z"
    r"|\b(?:not|rather than|instead of) (?:the |an? )?\Z",
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
    return False


def is_denied(quotation: Quotation) -> bool:
    """Whether the sentence gives a number only to say that it is another, the 310 of "It is 210, not 310", or was said
    before: "It had earlier spoken of 310".
    """  # fmt: skip
    sentence, start = quotation.sentence, quotation.start - quotation.sentence_start
    if is_superseded(sentence, start, start + len(quotation.text)):
        return True
    for first, second in pairwise(NUMBER.finditer(sentence)):
        before, between = sentence[: first.start("digits")], sentence[first.end() : second.start("digits")]
        after = sentence[second.end() :]
        refuted = _refutes(before, between, after)
        if refuted or _replaces(before, between, after):
            denied = first if refuted and not NOT.search(between) else second
            if start <= denied.start("digits") < start + len(quotation.text):
                return True
    return False


def denied_last(question: str, quotations: Mapping[Quotation, Rank]) -> dict[Quotation, Rank]:
    """`quotations` in their order, but what an article only denies, or gives as said before, after what it replaces:
    after another number of its kind that is likely. A question for what was said before leaves them as they are.
    """  # fmt: skip
    if ASKS_BEFORE.search(question):
        return dict(quotations)
    denied = {one for one in quotations if is_denied(one)}
    likely = [value_of(one.text) for one in quotations if one not in denied and one.confidence >= REPLACES_AT_LEAST]
    last = {one for one in denied if any(same_kind(value_of(one.text), value) for value in likely)}
    return {one: quotations[one] for one in sorted(quotations, key=last.__contains__)}


def is_doubted(quotation: Quotation) -> bool:
    """Whether the sentence says of what is quoted, a part of it, that it is denied or a rumour; or who leads a poll."""
    before = quotation.sentence[: max(0, quotation.start - quotation.sentence_start)]
    is_polled = value_of(quotation.text).name and POLLED.search(before) is not None
    return is_polled or DOUBTED.search(before) is not None


def _takes_back(sentence: str, numbers: set[Decimal]) -> bool:
    """Whether two neighbours in `sentence` are the `numbers`, and one of them is what is not so or no longer said."""
    for text in (sentence, spell(sentence)):  # as it stands too: "6.2 million first estimated" is spelled as one number
        for first, second in pairwise(NUMBER.finditer(text)):
            before, between = text[: first.start("digits")], text[first.end() : second.start("digits")]
            if {number_of(first), number_of(second)} == numbers and (
                _refutes(before, between, text[second.end() :]) or _replaces(before, between, text[second.end() :])
            ):
                return True
    return False


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
    sentences = [text[first:last] for first, last in passage_sentences(text)]
    return any(_takes_back(sentence, {one, other}) for sentence in sentences if NOT_OR_FROM.search(sentence))


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
