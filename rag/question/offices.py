"""Which office a question asks for the holder of: "Who leads the council?" asks for its leader."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.content import content_words

# What is done in an office, and what whoever does it is called.
CALLED = (
    (r"lead(?:s|er|ers|ing)?|led", "leads leader led"),
    (r"manag(?:es?|er|ing)", "manages manager coach boss"),
    (r"coach(?:es)?", "coach manager coaches"),
    (r"runs?|in charge", "runs head director boss manager leader president executive chief chair"),
    (r"heads?|bosses|boss", "head heads director boss chief"),
    (r"chairs?|chair(?:man|woman|person)", "chair chairs chairman chairwoman chairperson"),
    (r"captains?|skipper", "captain captains skipper"),
    (r"edits|editor", "edits editor"),
    (r"ceo|chief exec(?:utive)?", "ceo chief executive"),
    (
        r"mayor(?:ess)?|minister|president|premier|chancellor|governor|director|secretary|commissioner|speaker|treasurer"
        r"|principal|head ?teacher|headmaster|headmistress|judge|ambassador|king|queen|bishop|archbishop|pope|chief"
        r"|superintendent|spokes(?:man|woman|person)|coroner|owner",
        "",
    ),
)


@lru_cache(maxsize=256)
def office_words(question: str) -> frozenset[str]:
    """The content words of the office that `question` names, in all its names; none where it names none."""
    found: set[str] = set()
    for pattern, names in CALLED:
        for match in re.finditer(rf"\b(?:{pattern})\b", question, re.IGNORECASE):
            found |= content_words(names or match[0])
    return frozenset(found)
