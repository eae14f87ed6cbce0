"""Pieces that commas and "and" make of a list: which of them are no things of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.grammar import Sort, sort_of_noun
from rag.text.names import MONTHS, NAME, WEEKDAYS

Place = tuple[int, int]

# One name with "and" in it: "Bosnia and Herzegovina", "Marks and Spencer", "the Ministry of Food and Farming".
ONE_NAME = re.compile(
    r"\b(?:Bosnia and Herzegovina|Trinidad and Tobago|Antigua and Barbuda|Tyne and Wear|Saint Kitts and Nevis"
    r"|Sao Tome and Principe|Marks and Spencer|Johnson and Johnson|Procter and Gamble|Standard and Poor[’']s"
    r"|(?:Ministry|Department|Secretary|Minister) (?:of|for) (?:the )?[A-Z]\w+(?:, [A-Z]\w+)* and [A-Z]\w+)"
)
AGE = re.compile(r"(?:(?P<aged>aged )\s*)?1?\d{1,2}")
LAST_WORD = re.compile(r"[\w’'-]+\Z")
OF_NAME = re.compile(r"(?:jr|sr|inc|ltd|plc|llc|corp|co)\b\.?", re.IGNORECASE)  # "Acme, Inc."
NO_MORE = re.compile(r"(?:among others|amongst others|etc\.?|and so on|et cetera)", re.IGNORECASE)
OPENS = re.compile(r"(?:both|either)\s+", re.IGNORECASE)
ROLE = re.compile(r"(?:the|an?|his|her|its|their) [a-z][\w ’'-]*")  # "the mayor", after a name
MONTH = "|".join(MONTHS)
YEAR = re.compile(r"(?:19|20)\d\d")
MONTH_AND_DAY = re.compile(rf"(?:.*\s)?(?:{MONTH})\.? \d\d?", re.IGNORECASE)
BEGINS_WITH_DAY = re.compile(rf"(?:{MONTH})\b|\d\d? (?:{MONTH})\b", re.IGNORECASE)
WEEKDAY = re.compile(rf"(?:on )?(?:{'|'.join(WEEKDAYS)})", re.IGNORECASE)


def tidied(text: str, places: Sequence[Place]) -> list[Place]:
    """`places` of what a text lists, without ages, roles and "etc.", and with what belongs to one name or date."""
    kept: list[Place] = []
    for at, place in enumerate(places):
        before = places[at - 1] if at else None
        if before is not None and (_is_age(text, before, place) or NO_MORE.fullmatch(text, *place)):
            continue
        if before is not None and kept and _goes_on(text, before, place):
            kept[-1] = (kept[-1][0], place[1])
        else:
            kept.append(place)
    if not kept:
        return kept
    kept = _without_roles(text, kept)
    opens = OPENS.match(text, *kept[0]) if len(kept) > 1 else None
    return [(opens.end(), kept[0][1]), *kept[1:]] if opens is not None else kept


def _goes_on(text: str, before: Place, place: Place) -> bool:
    """Whether the piece at `place` belongs to the one before it: "Acme, Inc.", "July 14, 2024", "Monday, July 14"."""
    if not re.fullmatch(r",\s+", text[before[1] : place[0]]):
        return False
    if OF_NAME.fullmatch(text, *place):
        return text[before[0] : before[0] + 1].isupper()
    if YEAR.fullmatch(text, *place):
        return MONTH_AND_DAY.fullmatch(text, *before) is not None
    return WEEKDAY.fullmatch(text, *before) is not None and BEGINS_WITH_DAY.match(text, *place) is not None


def _without_roles(text: str, places: list[Place]) -> list[Place]:
    """`places` without every second, if those say what the person before them is: "Ann Lee, the mayor, and ..."."""
    names, roles = places[::2], places[1::2]
    is_each = len(roles) > 1 and all(ROLE.fullmatch(text, *one) for one in roles)
    if is_each and all(re.fullmatch(NAME, text[start:end]) for start, end in names):
        return names
    return places


def _is_age(text: str, before: Place, place: Place) -> bool:
    """Whether the piece at `place` is the age of the person before it: "Tom Lee, 24, and Ann Lee, aged 25"."""
    age = AGE.fullmatch(text, *place)
    if age is None or not text[before[1] : place[0]].startswith(","):
        return False
    word = LAST_WORD.search(text, *before)
    if word is None or len(word[0]) < 2 or word[0][-1].isdigit():
        return False  # "lines 4, 6 and 12"
    return word[0][0].isupper() or sort_of_noun(word[0]) is Sort.PERSON
