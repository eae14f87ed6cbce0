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

# Of a quotation's own clause: "The mill won it in 2029", "In 2029 the mill won"; not of "31 million, after 38 in 2029".
IN_YEAR_BEHIND = re.compile(r"[^.;:\d]{0,60}? (?:in|during) (?:\w+ )?(?P<year>(?:19|20)\d\d)(?![\d%-])", re.IGNORECASE)
IN_YEAR_BEFORE = re.compile(r"\A\W*(?:in|during) (?P<year>(?:19|20)\d\d),? [^.;:\d]{0,60}\Z", re.IGNORECASE)
_ANOTHER = "since|until|before|after|from|than|last|this|now|ago|again|built|opened|born|founded|first|next"
ANOTHER_TIME = re.compile(rf"\b(?:{_ANOTHER})\b", re.IGNORECASE)
ANOTHER_TIME_OR_ASIDE = re.compile(rf"\b(?:{_ANOTHER}|who|which|that|where|when|whose)\b", re.IGNORECASE)

# "How much will it cost?" and "In 2017 the price was $890 million", where nothing is to come.
ASKS_AHEAD = re.compile(r"\b(?:will|shall|(?:is|are) going to)\b", re.IGNORECASE)
AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|should|must|going to|set to|to be|due|expect\w*|plan\w*|forecast\w*"
    r"|estimat\w*|promis\w*|intend\w*|hope[sd]?)\b|[’']ll\b",
    re.IGNORECASE,
)
WAS = re.compile(r"\b(?:was|were|had|stood|cost|came|\w+ed)\b")


def is_of_other_number(question: str, quotation: Quotation) -> bool:
    """Whether `question` names a quarter, or a round and the like, and the sentence only others of them."""
    asked = _numbered(question)
    told = _numbered(quotation.sentence) if asked else {}
    return any(told.get(unit) and numbers.isdisjoint(told[unit]) for unit, numbers in asked.items())


def is_of_other_year(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` names a year that the article, `text`, does not, nor was it written then or the year after."""
    asked = YEAR.findall(question)
    if not asked or quotation.date is None:
        return False
    written = {str(quotation.date.year), str(quotation.date.year - 1)}
    return written.isdisjoint(asked) and not any(year in text for year in asked)


def is_said_of_other_year(question: str, quotation: Quotation, text: str) -> bool:
    """Whether the clause of a quotation tells of another year than `question` names, of which the article, `text`, does
    not tell. It may have the year of its day for its date alone; but then "Ann Lee, who won in 2029" is told aside.
    """  # fmt: skip
    asked = YEAR.findall(question)
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    found = IN_YEAR_BEHIND.match(after) or IN_YEAR_BEFORE.match(before)
    if not asked or found is None or any(year in f"{quotation.text} {found[0]}" for year in asked):
        return False
    own = str(quotation.date.year) if quotation.date is not None else ""
    if any(year in (quotation.sentence if year == own else text) for year in asked):
        return False
    return (ANOTHER_TIME if own not in asked else ANOTHER_TIME_OR_ASIDE).search(found[0]) is None


def is_said_of_past_year(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks for what will be, and the sentence tells only of what was, in a year before that of its
    article.
    """  # fmt: skip
    if quotation.date is None or ASKS_AHEAD.search(question) is None:
        return False
    sentence = quotation.sentence
    years = {int(year) for year in YEAR.findall(sentence)}
    if not years or max(years) >= quotation.date.year or any(str(year) in question for year in years):
        return False
    return WAS.search(sentence) is not None and AHEAD.search(sentence) is None


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
