"""Who held an office and holds it no more: "former mayor Gregor Pallant", "the mayor, Gregor Pallant, resigned".

A question in the present tense ("Who is the mayor?") asks for whoever holds it now. Articles from before the change go
on naming the other, so whoever a later article calls former is former in them too, and so is whom somebody else took
over from: "A new mayor, Ines Falk, took over from Mr Pallant".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from rag.datatypes import Quotation
from rag.evidence.standing import say_the_same
from rag.text.content import content_in_order, content_words
from rag.text.values import value_of

ASKS_NOW = re.compile(
    r"\A\W*(?:who(?:['’]s| is| are| leads| heads| runs| chairs)|what is the name of)\b"
    r"(?!.*\b(?:former|ex|previous|then|old|last|first|was|were|resign\w*|quit\w*|step\w*|stood|sack\w*|dismiss\w*|oust\w*|fired|replac\w*|succe\w*)\b)",
    re.IGNORECASE | re.DOTALL,
)
FORMER = re.compile(
    r"\b(?:former|ex|outgoing|one-time|erstwhile|deposed|ousted|sacked)[ -](?P<title>(?:[\w'’-]+ ){0,4})\Z",
    re.IGNORECASE,
)
GAVE_UP = re.compile(
    r"\A(?P<title>,[^.;:]{0,60},|,)? (?:(?:has|had|abruptly|suddenly|then) ){0,2}"
    r"(?:resign(?:s|ed)|steps down|stepped down|quits?|stood down|left (?:office|the post)"
    r"|(?:was|is|were) (?:sacked|dismissed|fired|removed|replaced|ousted|succeeded|voted out|forced out)"
    r"|lost (?:office|the (?:election|post)|his seat|her seat))\b",
    re.IGNORECASE,
)
AS_TITLE = re.compile(r" (?:as|from (?:the|his|her)) (?P<title>[^.,;:]{1,60})")
SUCCEEDED = re.compile(
    r"\A(?:,[^.;:]{0,80},|,)? (?:(?:who|and|has|had|formally|officially|then) ){0,2}"
    r"(?:(?:took|takes|taken) over[^.;:]{0,30}? from|succeed(?:s|ed)|replac(?:es|ed)|took the place of)\s"
    r"(?P<whom>[^.;:,]{2,60})",
    re.IGNORECASE,
)
BEFORE_NAME = re.compile(r"(?P<title>(?:[\w'’-]+,? ){1,5})\Z")
# Around the name of whoever holds it now, said in so many words.
NOW_LED_BY = re.compile(r"\b(?:now|currently) (?:led|headed|run|chaired|managed) by (?:[a-z]+ ){0,3}\Z", re.IGNORECASE)
TAKES_OVER = re.compile(r"\A,? (?:takes|took|has taken|will take) (?:over|charge)\b", re.IGNORECASE)
SURELY_AT_LEAST = 0.1
HOLDS_AT_LEAST = 0.25  # probability of another by which a former one is passed over
Rank = TypeVar("Rank")


def is_former_holder(question: str, quotation: Quotation) -> bool:
    """Whether the sentence says of whom it names that they hold no more what `question` asks for."""
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    asked = content_words(question)
    called = FORMER.search(before)
    if called is not None and asked & content_words(called["title"]):
        return True
    gave_up = GAVE_UP.match(after)
    if gave_up is None:
        return False
    titles = BEFORE_NAME.search(before), gave_up, AS_TITLE.match(after, gave_up.end())
    return any(title is not None and asked & content_words(title["title"] or "") for title in titles)


def former_holders(question: str, quotations: Iterable[Quotation]) -> set[Quotation]:
    """Those that name whom one of `quotations`, no older, calls former in what is asked for, or took it over from."""
    told = list(quotations)
    ended = [one for one in told if is_former_holder(question, one)]
    return {
        one
        for one in told
        if any(_is_told_by(one, end) for end in ended)
        or any(_day(one) <= _day(new) and succeeds(question, new, one) for new in told)
    }


def succeeds(question: str, quotation: Quotation, other: Quotation) -> bool:
    """Whether the sentence says that whom it names took over from the `other` what `question` asks for."""
    start = quotation.start - quotation.sentence_start
    found = SUCCEEDED.match(quotation.sentence[start + len(quotation.text) :])
    titled = BEFORE_NAME.search(quotation.sentence[:start])
    if found is None or titled is None or not content_words(question) & content_words(titled["title"]):
        return False
    last = content_in_order(other.text)[-1:]
    return bool(last) and last[0] in content_words(found["whom"])


def holds_no_more(question: str, quotation: Quotation, others: Iterable[Quotation]) -> bool:
    """Whether `question` asks who it is now, and `quotation`, or one of `others`, says that its answer does not."""
    return ASKS_NOW.match(question) is not None and quotation in former_holders(question, [quotation, *others])


def without_former_holders(question: str, quotations: Mapping[Quotation, Rank]) -> dict[Quotation, Rank]:
    """`quotations` without those that name who held what is asked for, where another is likely to hold it now.

    Whoever one of them calls former is so in all that are not newer. A question that is not in the present tense keeps
    everything.
    """
    if ASKS_NOW.match(question) is None:
        return dict(quotations)
    former = former_holders(question, quotations)
    now = [one for one in quotations if one not in former and value_of(one.text).name]
    if not any(one.confidence >= (SURELY_AT_LEAST if _is_said_to_lead(one) else HOLDS_AT_LEAST) for one in now):
        return dict(quotations)
    return {one: rank for one, rank in quotations.items() if one not in former}


def _is_said_to_lead(quotation: Quotation) -> bool:
    """Whether the sentence says in so many words that whom it names leads now, or takes over."""
    start = quotation.start - quotation.sentence_start
    after = quotation.sentence[start + len(quotation.text) :]
    return NOW_LED_BY.search(quotation.sentence[:start]) is not None or TAKES_OVER.match(after) is not None


def _is_told_by(one: Quotation, end: Quotation) -> bool:
    """Whether `end`, which says that somebody is former, says so of whom `one` names, there or before."""
    return one == end or (say_the_same(one, end) and _day(one) <= _day(end))


def _day(quotation: Quotation) -> dt.date:
    return quotation.date or dt.date.min
