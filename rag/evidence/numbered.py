"""Whether an article tells of another year, quarter, half or round than `question` asks about."""

from __future__ import annotations

import re

from rag.datatypes import Quotation

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "final": 0, "last": 0}
NUMBERED = re.compile(
    rf"\b(?P<ordinal>{'|'.join(ORDINALS)}|[1-6](?:st|nd|rd|th)|Q(?P<quarter>[1-4])\b)"
    r"(?(quarter)|[ -](?P<unit>quarter(?!-?finals?)|half|round|phase|stage|leg|reading|term|edition|innings|period))",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d%]|[.,-]\d)")


def is_of_other_number(question: str, sentence: str) -> bool:
    """Whether `question` names a quarter, or a round and the like, and the `sentence` only others of them."""
    asked = _numbered(question)
    told = _numbered(sentence) if asked else {}
    return any(told.get(unit) and numbers.isdisjoint(told[unit]) for unit, numbers in asked.items())


def is_of_other_year(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` names a year that the article, `text`, does not, nor was it written then or the year after."""
    asked = YEAR.findall(question)
    if not asked or quotation.date is None:
        return False
    written = {str(quotation.date.year), str(quotation.date.year - 1)}
    return written.isdisjoint(asked) and not any(year in text for year in asked)


def _numbered(text: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one in NUMBERED.finditer(text):
        if one["quarter"]:
            found.setdefault("quarter", set()).add(int(one["quarter"]))
        else:
            ordinal = one["ordinal"].lower()
            number = int(ordinal[0]) if ordinal[0].isdigit() else ORDINALS[ordinal]
            found.setdefault(one["unit"].lower(), set()).add(number)
    return found
