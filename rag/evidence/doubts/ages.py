"""Whose age a sentence gives, as news write it: "Ann Lee, 46,", "Lee, a former pilot, is 46", "46-year-old Ann Lee"."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.datatypes import Quotation
from rag.evidence.doubts.namesakes import may_be_one_first_name
from rag.text.grammar import Sort, sort_of_noun
from rag.text.names import CAPITAL
from rag.text.runs import RUN, Run, are_akin, folded, runs_in, telling

NAME = RUN.pattern
ASKS_AGE = re.compile(
    rf"\A\W*(?:and )?(?i:how old (?:is|was|were)|what(?:['’]s| is| was) the age of) (?P<whom>{NAME})"
    r"(?:\W*\Z| (?:when|now|at|on|as|today|then)\b)"
)
ASKS_WHOSE_AGE = re.compile(rf"\A\W*(?:and )?(?i:how old (?:is|was) (?:he|she))\b.*\? (?P<whom>{NAME})\W*\Z")
AN = re.compile(r"\b(?:an?|one|another) \Z", re.IGNORECASE)
UNNAMED = re.compile(r"[\w-]+[ -]years?[ -]old (?:[a-z][\w’'-]*)")
AGE = re.compile(r"(?:aged )?(?P<years>\d{1,3})(?:[ -]years?[ -]old)?|(?:aged )?[a-z]+(?:-[a-z]+)?[ -]years?[ -]old")
# What may stand between a name and the age behind it, and the other way round.
TO_AGE = re.compile(
    r"(?:,? (?:who )?(?:is|was|turns|turned|will be)|,(?: now)?|,? \(|, [a-z][^.,;:()]{1,60}, (?:is|was))"
    r"(?: (?:just|only|now|aged))? ?\Z"
)
TO_NAME = re.compile(r"[ -]years?[ -]old (?:(?:[a-z][\w’'-]* ){0,3}(?P<noun>[a-z][\w’'-]*) )?\Z")
BEHIND_AGE = re.compile(r"[,.;)]|\Z|[ -]years?[ -]old| (?:and|when|on|this|today|last|next|in|now)\b")
# "Ann Lee, then 9", "Ann Lee, aged 9 at the time": what somebody is no more.
OF_THEN = re.compile(r"[ ,(]then (?:only |just |aged )?\Z")
AT_THE_TIME = re.compile(r"(?: years? old)? at the time\b")
IS_OLD = re.compile(r"\bhow old is\b|\bwhat(?:['’]s| is) the age of\b", re.IGNORECASE)
# "In Lund, 43 and more", "the Duke of Lund, 40": a place, or but the end of what somebody is called.
OF_PLACE = re.compile(rf"(?:\b(?i:in|at|from|near)|{CAPITAL}[\w’'-]* of) (?:the )?\Z")


def is_age_of_another(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks how old somebody named is, and the sentence gives the age quoted to another name."""
    asked, owner = _asked(question), owner_of(quotation)
    return asked is not None and owner is not None and not _may_be_one(asked, owner)


def is_age_as_asked(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks how old somebody named is, and the sentence gives the age quoted to that name."""
    asked, owner = _asked(question), owner_of(quotation)
    return asked is not None and owner is not None and _may_be_one(asked, owner)


def is_age_of_unnamed(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` asks how old somebody is whom it names, if only in brackets behind it, and the sentence gives
    the age quoted to "a 67-year-old man", of an article, `text`, that does not have that name.
    """  # fmt: skip
    asked = _asked(question) or _asked_in_brackets(question)
    start = quotation.start - quotation.sentence_start
    if (
        asked is None
        or AN.search(quotation.sentence[:start]) is None
        or UNNAMED.match(quotation.sentence, start) is None
    ):
        return False
    return re.search(rf"\b{re.escape(asked[-1])}\b", folded(text)) is None


def is_age_of_then(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks how old somebody is, and the sentence says of the age quoted that it was one's then."""
    if IS_OLD.search(question) is None or AGE.fullmatch(quotation.text) is None:
        return False
    start = quotation.start - quotation.sentence_start
    sentence, end = quotation.sentence, start + len(quotation.text)
    return OF_THEN.search(sentence[:start]) is not None or AT_THE_TIME.match(sentence, end) is not None


def asks_age(question: str) -> bool:
    """Whether `question` asks how old somebody is whom it names, and no more: not how old her daughter is."""
    return _asked(question) is not None


def owner_of(quotation: Quotation) -> tuple[str, ...] | None:
    """The words of the name to which the sentence gives the age that is quoted, None if to none."""
    if AGE.fullmatch(quotation.text) is None:
        return None
    sentence, start = quotation.sentence, quotation.start - quotation.sentence_start
    end = start + len(quotation.text)
    is_old = quotation.text.endswith("old") and sentence[end : end + 1] == " "
    if BEHIND_AGE.match(sentence, end) is None and not is_old:
        return None
    for run in runs_in(sentence):
        if run.end <= start and TO_AGE.fullmatch(sentence, run.end, start) and not _is_place(run, sentence):
            return _without_role(run)
        if run.start >= end and _leads_to_name(sentence[start : run.start]):
            return _without_role(run)
    return None


def _without_role(run: Run) -> tuple[str, ...]:
    """The words of a name without what somebody is, which has a capital where it begins a sentence: "Rescuer Lee"."""
    is_role = run.start == 0 and len(run.words) > 1 and sort_of_noun(run.words[0]) is Sort.PERSON
    return run.words[1:] if is_role else run.words


def _leads_to_name(between: str) -> bool:
    """Whether a text from an age to a name has nothing but what its person is: "46-year-old former pilot "."""
    found = TO_NAME.search(between)
    return found is not None and (found["noun"] is None or sort_of_noun(found["noun"]) is Sort.PERSON)


def _is_place(run: Run, sentence: str) -> bool:
    return OF_PLACE.search(sentence[: run.start]) is not None


@lru_cache(maxsize=64)
def _asked_in_brackets(question: str) -> tuple[str, ...] | None:
    """The words of the name that a question ends with: "How old is she? (Who won? Ann Lee)"."""
    found = ASKS_WHOSE_AGE.match(question)
    runs = runs_in(found["whom"]) if found is not None else ()
    return runs[0].words if len(runs) == 1 else None


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[str, ...] | None:
    found = ASKS_AGE.match(question)
    runs = runs_in(found["whom"]) if found is not None else ()
    return runs[0].words if len(runs) == 1 else None


def _may_be_one(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be one person's: "Lee" and "Ann Lee", "Joe Moe" and "Joseph Moe"; not "Lee" and "Moe"."""
    shorter, longer = sorted((telling(one), telling(other)), key=len)
    if len(shorter) == 1:
        return are_akin(shorter, longer)
    if set(shorter) <= set(longer):
        return True
    return are_akin(shorter[-1:], longer[-1:]) and may_be_one_first_name(shorter[0], longer[0])
