"""Pieces that commas and "and" make of a list: which of them are no things of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.text.grammar import BODIES, Sort, sort_of_noun
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
OF_STATE = re.compile(r"(?:[A-Z][a-z]{1,4}|[NRSW]\.[A-Z][a-z]?|D\.C)\.(?=,|\s[a-z(])")  # "Dover, Del.", "Albany, N.Y."
# What is no member: "and two other poets", "respectively", "but not Germany", "who beat Lyon", "both of Derby".
NO_MEMBER = re.compile(
    r"(?:among others|amongst others|etc\.?|and so on|et cetera|respectively"
    r"|(?:(?:the|many|several|some|various|\d+|two|three|four|five|six|dozens of|a few) )?others?(?: [\w-]+){0,2}"
    r"|(?:but not|(?-i:not(?= [A-Z]| the ))|who|which|whose|where|both (?:of|from)|all (?:of|from)) .*)",
    re.IGNORECASE | re.DOTALL,
)
OPENS = re.compile(
    r"(?:both|either|neither|not only)\s+|(?:[\w’'-]+ ){1,4}(?:including|such as|namely)\s+"
    r"|(?-i:(?:[\w’'-]+ ){0,6}[a-z’'-]+:\s+)",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\s[–—]\s[^–—]*(?:\s?[–—])?\Z")  # "Chelsea – who beat Lyon –"
OF_NAMED = re.compile(rf"(?:from|of) {NAME}|an? [A-Z]\w+")  # "from Oslo", "a Democrat"
# Nouns of roles that no ending tells, and of what a name may be given to.
ROLES = BODIES | frozenset("band firm chain group club team midwife substitute clerk chef star veteran".split())
# "the mayor", "Harcourt's captain"
ROLE = re.compile(
    r"(?:the|an?|his|her|its|their|[A-Z][\w-]*['’]s) (?:former )?(?P<noun>[a-z][a-z’'-]*(?: [a-z][a-z’'-]*)*)"
)
MONTH = "|".join(MONTHS)
YEAR = re.compile(r"(?:19|20)\d\d")
MONTH_AND_DAY = re.compile(rf"(?:.*\s)?(?:{MONTH})\.? \d\d?", re.IGNORECASE)
BEGINS_WITH_DAY = re.compile(rf"(?:{MONTH})\b|\d\d? (?:{MONTH})\b", re.IGNORECASE)
WEEKDAY = re.compile(rf"(?:on )?(?:{'|'.join(WEEKDAYS)})", re.IGNORECASE)


def tidied(text: str, places: Sequence[Place]) -> list[Place]:
    """`places` of what a text lists, without ages, roles and "etc.", and with what belongs to one name or date."""
    kept: list[Place] = []
    for at, (start, end) in enumerate(places):
        before = places[at - 1] if at else None
        aside = ASIDE.search(text, start, end)
        place = (start, aside.start() if aside is not None and aside.start() > start else end)
        if NO_MEMBER.fullmatch(text, *place) or (before is not None and _is_age(text, before, place)):
            continue
        if before is not None and kept and _goes_on(text, before, place):
            kept[-1] = (kept[-1][0], place[1])
        else:
            kept.append(place)
    kept = _paired(text, _without_roles(text, kept))
    opens = OPENS.match(text, *kept[0]) if kept else None
    return [(opens.end(), kept[0][1]), *kept[1:]] if opens is not None and opens.end() < kept[0][1] else kept


def _goes_on(text: str, before: Place, place: Place) -> bool:
    """Whether the piece at `place` belongs to the one before it: "Acme, Inc.", "Dover, Del.", "July 14, 2024"."""
    if not _only_comma(text, before, place):
        return False
    state = OF_STATE.match(text, place[0])
    if OF_NAME.fullmatch(text, *place) or (state is not None and state.end() == place[1]):
        return text[before[0] : before[0] + 1].isupper()
    if YEAR.fullmatch(text, *place):
        return MONTH_AND_DAY.fullmatch(text, *before) is not None
    return WEEKDAY.fullmatch(text, *before) is not None and BEGINS_WITH_DAY.match(text, *place) is not None


def _only_comma(text: str, before: Place, place: Place) -> bool:
    return re.fullmatch(r",\s+", text[before[1] : place[0]]) is not None


def _without_roles(text: str, places: list[Place]) -> list[Place]:
    """`places` without those that say what the person beside them is: "Ann Lee, the mayor, and the clerk, Bo Day"."""
    names = [re.fullmatch(rf"{NAME}(?: \(\d+\))?", text[start:end]) is not None for start, end in places]

    def is_of_another(at: int) -> bool:
        """Whether a comma alone stands between the piece and a name that it says something of."""
        follows = at > 0 and names[at - 1] and re.match(r",\s", text[places[at - 1][1] :]) is not None
        follows = follows and _only_comma_or_age(text, places[at - 1], places[at])
        leads = at + 1 < len(places) and names[at + 1] and _only_comma(text, places[at], places[at + 1])
        if OF_NAMED.fullmatch(text, *places[at]):
            return follows
        role = ROLE.fullmatch(text, *places[at])
        if role is None or not is_role_noun(head_noun(role["noun"])):
            return False
        return follows or (leads and not role[0].startswith(("a ", "an ")))

    return [place for at, place in enumerate(places) if not is_of_another(at)]


def _only_comma_or_age(text: str, before: Place, place: Place) -> bool:
    return re.fullmatch(r",\s+(?:(?:aged )?\d+,\s+)?", text[before[1] : place[0]]) is not None


def is_role_noun(noun: str) -> bool:
    """Whether a noun says what somebody, or a body, is: "striker", "minister", "band"."""
    return noun in ROLES or sort_of_noun(noun) is Sort.PERSON


def head_noun(words: str) -> str:
    """The noun that a description is about: "member" of "cabinet member for waste"."""
    return re.split(r" (?:of|for|at|in|from|to|with|on)\b", words)[0].rsplit(" ", 1)[-1]


def _paired(text: str, places: list[Place]) -> list[Place]:
    """`places` two by two, where "and" stands in their midst and a comma alone before the last: "Lagos, Nigeria, and
    Accra, Ghana".
    """  # fmt: skip
    commas = [_only_comma(text, one, other) for one, other in pairwise(places)]
    names = all(re.fullmatch(NAME, text[start:end]) for start, end in places)
    if len(places) % 2 or len(places) < 4 or not names or all(commas) or not all(commas[::2]):
        return places
    return [(one[0], other[1]) for one, other in zip(places[::2], places[1::2], strict=True)]


def _is_age(text: str, before: Place, place: Place) -> bool:
    """Whether the piece at `place` is the age of the person before it: "Tom Lee, 24, and Ann Lee, aged 25"."""
    age = AGE.fullmatch(text, *place)
    if age is None or not text[before[1] : place[0]].startswith(","):
        return False
    word = LAST_WORD.search(text, *before)
    if word is None or len(word[0]) < 2 or word[0][-1].isdigit():
        return False  # "lines 4, 6 and 12"
    return word[0][0].isupper() or sort_of_noun(word[0]) is Sort.PERSON
