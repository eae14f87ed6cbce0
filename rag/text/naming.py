"""What stands around a name: titles, ages; and what a name's first letters are."""

from __future__ import annotations

import re

from rag.text.names import CAPITAL

TITLES = frozenset("mr mrs ms miss dr prof professor sir dame".split())  # "Dr Tarrow" is "Ingrid Tarrow"
# Before a lone surname: "Judge Tanaud" is "Mireille Tanaud".
OFFICES = frozenset(
    "captain sergeant judge mayor commissioner senator governor reverend inspector superintendent constable admiral"
    " colonel lieutenant bishop archbishop president minister secretary chancellor".split()
)
BEFORE_OFFICE = frozenset("prime deputy vice assistant chief former acting interim foreign finance the".split())
OF_MEN = frozenset("mr sir lord king prince".split())
OF_WOMEN = frozenset("mrs ms miss dame lady queen princess".split())
SMALL = frozenset("of the and for on in".split())
FIRST = re.compile(r"\W*(?:the\s+)?(?P<first>[^\W\d_]+)\.?\s", re.IGNORECASE)
AGE_BEFORE = re.compile(rf"\A(?:[Aa]n?|[Tt]he)?\s*1?\d?\d-year-old\s+(?={CAPITAL})")  # "the 46-year-old Ines"
AGE_AFTER = re.compile(rf"\A({CAPITAL}[\w’'.-]*(?:\s+{CAPITAL}[\w’'.-]*)*),\s*(?:aged\s+)?1?\d?\d\Z")  # "Ines Falk, 46"
NICKNAME = re.compile(r"\s[\"“‘'][^\"”’']+[\"”’']\s")  # 'Jose "Pepe" Mujica'
ACRONYM = re.compile(rf"\W*(?:[Tt]he\s+)?(?P<letters>(?:{CAPITAL}\.?){{3,}})\W*")
LETTERS = re.compile(r"[^\W\d_]+")


def without_age(text: str) -> str:
    """A person's name without age and nickname: "Ines Falk" of "Ines Falk, 46"; any other text as it is."""
    return NICKNAME.sub(" ", AGE_AFTER.sub(r"\1", AGE_BEFORE.sub("", text.strip(" ,"))))


def called(text: str) -> str:
    """A text without a title before it, and a lone surname without an office: "Tarrow" of "Commissioner Tarrow"."""
    words = _untitled(text)
    return words[-1] if office_of(text) else " ".join(words)


def office_of(text: str) -> str:
    """The office before a lone surname: "commissioner" of "Assistant Commissioner Tarrow"; "" of any other text."""
    words = _untitled(text)
    offices = [_plain(word) for word in words[:-1]]
    is_lone = bool(offices) and offices[-1] in OFFICES and set(offices) <= OFFICES | BEFORE_OFFICE
    return offices[-1] if is_lone and all(word[:1].isupper() for word in words) else ""


def _untitled(text: str) -> list[str]:
    words = text.split()
    while len(words) > 1 and _plain(words[0]) in TITLES | {"a", "an", "the"}:
        words = words[1:]
    return words


def gender_of(text: str) -> str:
    """ "m" or "f" where a title before a name tells, else ""."""
    first = FIRST.match(text)
    word = first["first"].lower() if first is not None else ""
    return "m" if word in OF_MEN else "f" if word in OF_WOMEN else ""


def acronym_of(text: str) -> str:
    """The letters of a text that is nothing else: "IMF"; "" of others, and of two letters, which stand for too much."""
    found = ACRONYM.fullmatch(text)
    return found["letters"].replace(".", "").lower() if found is not None else ""


def initials_of(text: str) -> str:
    """The first letters of a name of three words or more: "imf" of "the International Monetary Fund"."""
    words = [word for word in LETTERS.findall(text) if word.lower() not in SMALL]
    if len(words) < 3 or not all(word[0].isupper() for word in words):
        return ""
    return "".join(word[0] for word in words).lower()


def _plain(word: str) -> str:
    return word.lower().rstrip(".")
