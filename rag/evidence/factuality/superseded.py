"""Numbers that an article gives only as what was said before: "Police had earlier spoken of 40", "40 first reported".

Newer articles name the older figure to tell it from theirs. Only what was said, counted or printed is meant: what was
planned, feared or wanted before was never said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from rag.text.amounts import NUMBER, amounts_in, number_of, spell
from rag.text.sentences import passage_sentences

_EARLIER = r"(?:earlier|previous|initial|original|preliminary|provisional|first|early)"
_BEFORE = r"(?:earlier|previously|initially|originally|at first|first)"
_WRONGLY = r"(?:wrongly|incorrectly|mistakenly|erroneously|falsely)"
_REPORT = (
    r"(?:versions?|reports?|stor(?:y|ies)|articles?|entr(?:y|ies)|posts?|accounts?|statements?|bulletins?|figures?|tolls?|counts?|tall(?:y|ies)"
    r"|totals?|numbers?|estimates?)"
)
_SAID = (
    r"(?:said|say|put|gave|given|reported|stated|spoke|spoken|announced|estimated|counted|printed|published|wrote|written"
    r"|listed|told|thought|believed|misstated)"
)
_WORDS = r"(?:[\s,‘’“”\"'(]+(?!not\b|but\b|now\b)[^\W\d][\w'’-]*){0,6}?"
_SIGN = (
    r"[\s,‘’“”\"'(]+(?:(?:the|an?|about|around|some|just|only|over|nearly|almost|more than|at least|at|as|of) ){0,3}"
    r"[$€£₹¥]?\Z"
)
# Before a number: who said it earlier, or what did.
SAID_EARLIER = re.compile(
    rf"\b(?:{_BEFORE}|{_WRONGLY})[\s,]+(?:been )?{_SAID}\b{_WORDS}{_SIGN}"
    rf"|\bhad been (?:thought|believed|reported|said)\b{_WORDS}{_SIGN}"
    rf"|\bapologi[sz]e[sd]? for (?:having )?(?:giv(?:en|ing)|said|saying|reporte?d?(?:ing)?)\b{_WORDS}{_SIGN}"
    rf"|\b(?:we|our (?:report|story|article)\b[^.;:\d]{{0,40}}) {_BEFORE} {_SAID}\b{_WORDS}{_SIGN}"
    rf"|(?<!contrary to )(?<!contrary to the )(?<!unlike )(?<!unlike the )\b{_EARLIER} {_REPORT}"
    rf"(?: [^\W\d][\w'’-]*){{0,5}}?(?: (?:of|that|had|{_SAID})\b{_WORDS})?{_SIGN}",
    re.IGNORECASE,
)
# After it: "the 40 first reported", "40 injured reported earlier", "40 as stated in an earlier version".
FIRST_REPORTED = re.compile(
    rf"(?:\s+(?!since\b|when\b|after\b|who\b|and\b)[^\W\d][\w'’-]*){{0,3}}?\s+(?:as )?"
    rf"(?:{_BEFORE} {_SAID}|{_SAID} {_BEFORE})\b"
    rf"|\s(?:[^\W\d][\w'’-]*\s){{0,3}}?(?:as )?{_SAID} in (?:the|an?) {_EARLIER} {_REPORT}\b",
    re.IGNORECASE,
)
WAS_WRONG = re.compile(
    r"\A\W*(?:that|this|it|the (?:figure|number|total))\W+(?:was|were|is)\s+"
    r"(?:wrong|incorrect|not (?:right|correct|true)|an error|a mistake)\b",
    re.IGNORECASE,
)
# "Fourteen people were hurt, three more than first reported": so eleven were reported.
MORE_THAN_SAID = re.compile(
    rf"\s(?:[^\W\d]+\s)?(?P<way>more|higher|fewer|less|lower) than (?:(?:{_BEFORE}|1st) {_SAID}|{_SAID} {_BEFORE}"
    rf"|(?:had been )?{_SAID} {_BEFORE}|(?:in )?(?:the|an?) {_EARLIER} {_REPORT})\b",
    re.IGNORECASE,
)
HINT = re.compile(
    rf"\b(?:{_BEFORE}|{_EARLIER}|{_WRONGLY}|had been|apologi[sz]e[sd]?|wrong|incorrect|error|mistake)\b", re.IGNORECASE
)
ASKS_BEFORE = re.compile(
    r"\b(?:before|previous(?:ly)?|earlier|former(?:ly)?|original(?:ly)?|at first|first|initial(?:ly)?|early|preliminary"
    r"|wrong(?:ly)?|mistake\w*|old)\b",
    re.IGNORECASE,
)


def is_superseded(sentence: str, start: int, end: int) -> bool:
    """Whether a number in `sentence[start:end]`, in digits or words, is only what was said before."""
    before, within, after = sentence[:start], spell(sentence[start:end]), sentence[end:]
    found = NUMBER.search(within)
    return found is not None and _is_said_before(
        f"{before}{within[: found.start('digits')]}", f"{within[found.end() :]}{after}"
    )


def superseded(text: str) -> set[Decimal]:
    """The numbers that an article gives as what was said before, itself or by others."""
    if HINT.search(text) is None:
        return set()
    sentences = [text[first:last] for first, last in passage_sentences(text)]
    found = {number for one in sentences if HINT.search(one) for number in _said_before(one)}
    for one, following in pairwise(sentences):
        if WAS_WRONG.match(following):
            found |= amounts_in(one)
    return found


def outdated_in(sentence: str) -> Iterator[tuple[Decimal, Decimal]]:
    """The numbers of which `sentence` tells by how much they have changed, each with what is said now."""
    text = spell(sentence)
    for now, off in pairwise(NUMBER.finditer(text)):
        if (more := MORE_THAN_SAID.match(text, off.end())) is not None:
            sign = 1 if more["way"].lower() in ("more", "higher") else -1
            yield number_of(now) - sign * number_of(off), number_of(now)


def _said_before(sentence: str) -> Iterator[Decimal]:
    for text in {sentence, spell(sentence)}:
        for found in NUMBER.finditer(text):
            if _is_said_before(text[: found.start("digits")], text[found.end() :]):
                yield number_of(found)
    yield from (before for before, _ in outdated_in(sentence))


def _is_said_before(before: str, after: str) -> bool:
    if SAID_EARLIER.search(before) is not None:
        return True
    return FIRST_REPORTED.match(after) is not None and MORE_THAN_SAID.match(after) is None
