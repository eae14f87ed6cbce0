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
from rag.evidence.sameness import say_the_same
from rag.question.offices import office_words
from rag.text.content import content_in_order, content_words
from rag.text.values import value_of

ASKS_NOW = re.compile(
    r"\A\W*(?:who(?:['’]s| is| are|(?: currently| now)? (?:leads|heads|runs|chairs|manages|coaches|captains|edits))"
    r"|what is the name of)\b"
    r"(?!.*\b(?:former|ex|previous|then|old|last|first|was|were|resign\w*|quit\w*|step\w*|stood|sack\w*|dismiss\w*|oust\w*|fired|replac\w*|succe\w*)\b)",
    re.IGNORECASE | re.DOTALL,
)
_GONE = r"(?:former|ex|outgoing|one-time|erstwhile|deposed|ousted|sacked)"
# Not a "fire chief": the verb "fire" follows "to" or "will".
_LET_GO = (
    r"(?:dismiss(?:ed|es)?|sack(?:ed|s)?|fired|fires|(?:(?<=\bto )|(?<=\bwill ))fire|oust(?:ed|s)?|remov(?:ed|es)"
    r"|parted (?:company|ways) with)"
)
FORMER = re.compile(rf"\b{_GONE}[ -](?P<title>(?:[\w'’-]+ ){{0,4}})\Z", re.IGNORECASE)
FORMER_AFTER = re.compile(
    rf"\A, (?:(?:the|its|their|an?|[\w’'-]+['’]s) )?{_GONE}[ -](?P<title>[^,.;:]{{1,60}})", re.IGNORECASE
)
# Before the name: "dismissed their manager, ", "yet to choose a successor to".
LET_GO = re.compile(rf"\b{_LET_GO} (?P<title>(?:[\w'’-]+,? ){{1,6}})\Z", re.IGNORECASE)
SUCCESSOR_TO = re.compile(
    r"\b(?:successor to|replacement for|departure of|resignation of)(?P<title> )\Z", re.IGNORECASE
)
GAVE_UP = re.compile(
    r"\A(?P<title>,[^.;:]{0,60},|,)? (?:(?:has|had|abruptly|suddenly|then) ){0,2}"
    r"(?:resign(?:s|ed)|steps down|stepped down|quits?|stood down|left (?:office|the post)"
    r"|(?:was|is|were) (?:sacked|dismissed|fired|removed|replaced|ousted|succeeded|voted out|forced out)"
    r"|lost (?:office|the (?:election|post)|his seat|her seat))\b",
    re.IGNORECASE,
)
AS_TITLE = re.compile(r"[^.,;:]{0,30}? (?:as|from (?:the|his|her)) (?P<title>[^.,;:]{1,60})")
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
# Who has come to it: "the new director, ", "Ilott is new leader of", "was elected leader of".
NEW_BEFORE = re.compile(r"(?P<title>(?:\b[\w-]+['’]s )?\b(?:[Nn]ew|[Ii]ncoming|[Nn]ext) (?:[\w'’-]+,? ){1,4})\Z")
NEW_AFTER = re.compile(
    r"\A[^.;:]{0,60}? (?:is|are|becomes|became|(?:was|has been|is|will be|named|been) ?(?:the )?(?:re-?)?"
    r"(?:elected|appointed|named|chosen|sworn in|confirmed|voted)(?: as)?)(?: the| its| their)?(?: new)? "
    r"(?P<title>[^.,;:]{1,60})",
    re.IGNORECASE,
)
OF_NAME = re.compile(r"(?:\b(?:of|at|for) (?:the )?|(?=[\w-]+['’]s (?:new|incoming|next)\b))([A-Z][\w-]+)")
CAME_TO_IT = re.compile(
    r"\bnew\b|\b(?:elected|appointed|named|chosen|sworn|confirmed|voted|became|becomes)\b", re.IGNORECASE
)
SURELY_AT_LEAST = 0.1
COME_AT_LEAST = 0.5  # probability of whoever came to it, by which all others named before are former
HOLDS_AT_LEAST = 0.25  # probability of another by which a former one is passed over
Rank = TypeVar("Rank")


def asks_for_holder(question: str) -> bool:
    """Whether `question` asks who holds an office now."""
    return ASKS_NOW.match(question) is not None and bool(office_words(question))


def is_former_holder(question: str, quotation: Quotation) -> bool:
    """Whether the sentence says of whom it names that they hold no more what `question` asks for."""
    before, after = _around(quotation)
    asked = office_words(question) | content_words(question)
    titles = [FORMER.search(before), FORMER_AFTER.match(after), LET_GO.search(before)]
    if (gave_up := GAVE_UP.match(after)) is not None:
        titles += [BEFORE_NAME.search(before), gave_up, AS_TITLE.match(after, gave_up.end())]
    if SUCCESSOR_TO.search(before) is not None:
        titles += [AS_TITLE.match(after)]
    return any(title is not None and asked & content_words(title["title"] or "") for title in titles)


def is_new_holder(question: str, quotation: Quotation) -> bool:
    """Whether the sentence says of whom it names that they have come to the office that `question` asks for."""
    before, after = _around(quotation)
    asked, new = office_words(question), NEW_AFTER.match(after)
    titles = [NEW_BEFORE.search(before), new if new is not None and CAME_TO_IT.search(new[0]) else None]
    return any(title is not None and _is_office(title["title"], asked, question) for title in titles)


def _is_office(title: str, asked: frozenset[str], question: str) -> bool:
    """Whether a `title` has the words `asked` for, and no name that `question` has not: "mayor of Elmstad"."""
    names = OF_NAME.findall(title)
    return bool(asked & content_words(title)) and content_words(" ".join(names)) <= content_words(question)


def _around(quotation: Quotation) -> tuple[str, str]:
    start = quotation.start - quotation.sentence_start
    return quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]


def former_holders(question: str, quotations: Iterable[Quotation]) -> set[Quotation]:
    """Those that name whom one of `quotations`, no older, calls former in what is asked for, or took it over from."""
    told = list(quotations)
    ended = [one for one in told if is_former_holder(question, one)]
    come = [one for one in told if one.confidence >= COME_AT_LEAST and is_new_holder(question, one)]
    return {
        one
        for one in told
        if any(_is_told_by(one, end) for end in ended)
        or any(_day(one) <= _day(new) and succeeds(question, new, one) for new in told)
        or any(_day(one) < _day(new) and not say_the_same(one, new) for new in come)
    }


def succeeds(question: str, quotation: Quotation, other: Quotation) -> bool:
    """Whether the sentence says that whom it names took over from the `other` what `question` asks for."""
    before, after = _around(quotation)
    found, titled = SUCCEEDED.match(after), BEFORE_NAME.search(before)
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
    before, after = _around(quotation)
    return NOW_LED_BY.search(before) is not None or TAKES_OVER.match(after) is not None


def _is_told_by(one: Quotation, end: Quotation) -> bool:
    """Whether `end`, which says that somebody is former, says so of whom `one` names, there or before."""
    return one == end or (say_the_same(one, end) and _day(one) <= _day(end))


def _day(quotation: Quotation) -> dt.date:
    return quotation.date or dt.date.min
