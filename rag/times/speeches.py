"""When a speech was held, as the words around its quotation marks say: "she recalled in 1998"."""

from __future__ import annotations

import datetime as dt
import re

from rag.text.sentences import Range

SPEECH = re.compile(r"\b(?:said|says|told|wrote|tweeted|posted|added|announced|declared|warned|insisted|stated)\b")
# Before a date with its year that is that of a speech: "she recalled in 1998", not ", born in 1935".
_SAID = (
    r"\b(?:said|told|wrote|tweeted|posted|added|announced|declared|warned|insisted|stated|recalled|remembered|explained"
    r"|testified|replied|argued|joked|promised)\b[^,.;:“”\"]{0,40}"
)
SAID_ON = re.compile(rf"{_SAID}\b(?:in|on) (?:the )?\Z")
SAID_IN_YEAR = re.compile(
    rf"{_SAID}\b(?:in|on) (?:[0-9]{{1,2}} )?(?:[A-Z][a-z]+ )?(?P<year>1[89][0-9]{{2}}|20[0-9]{{2}})\b"
)
NEAR_BEFORE, NEAR_AFTER, NEAR_YEAR = 60, 40, 80  # characters between a word of speaking and the date of the speech


def line_around(text: str, place: Range) -> Range:
    """The line, which is the paragraph, around a place."""
    after = text.find("\n", place[1])
    return text.rfind("\n", 0, place[0]) + 1, after if after >= 0 else len(text)


def is_near_speaking(text: str, line: Range, start: int, end: int) -> bool:
    """Whether a word of speaking stands near the date from `start` to `end`, in its `line`."""
    return SPEECH.search(text, max(line[0], start - NEAR_BEFORE), min(line[1], end + NEAR_AFTER)) is not None


def is_said_on(text: str, start: int) -> bool:
    """Whether a word of speaking leads to the date at `start`: "wrote on 3 May 1935"."""
    return SAID_ON.search(text, max(0, start - NEAR_YEAR), start) is not None


def is_of_another_year(text: str, quotation: Range, date: dt.date) -> bool:
    """Whether the paragraph says, outside the quotation marks, that the speech at `quotation` is of another year than
    `date`.
    """  # fmt: skip
    first, last = line_around(text, quotation)
    return any(
        int(found["year"]) != date.year and not quotation[0] <= found.start() < quotation[1]
        for found in SAID_IN_YEAR.finditer(text, first, last)
    )
