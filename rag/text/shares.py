"""What is no single number: a share in words ("three in ten", "two thirds"), and two numbers ("10 to 12", "2-1")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from rag.text.amounts import NUMBER, number_of

COUNTS = {
    word: at for at, word in enumerate("a one two three four five six seven eight nine ten eleven twelve".split()) if at
} | {"a": 1, "an": 1, "twenty": 20, "hundred": 100}
PARTS = {
    word: at for at, word in enumerate("half third quarter fifth sixth seventh eighth ninth tenth".split(), start=2)
}
MORE_OR_LESS = (
    r"(?:(?:about|around|some|roughly|nearly|almost|more than|less than|fewer than|over|under|at least|up to|just|only"
    r"|by|exactly|approximately) )*"
)
# "three in ten", "one train in three", "nine out of every 10 voters"
OUT_OF = re.compile(
    rf"{MORE_OR_LESS}(?P<some>[a-z]+|\d+) (?:[a-z]+ )?(?:in|out of) (?:every )?"
    r"(?P<all>[a-z]+|\d+)\b(?! (?:million|thousand))"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
# "a third", "two-thirds of the members", "half of all homes"
PART = re.compile(
    rf"{MORE_OR_LESS}(?:(?P<some>[a-z]+)[ -])?(?P<part>{'|'.join(PARTS)})s?(?: of\b(?! (?:an?|one|the way|\d)\b).*)?",
    re.IGNORECASE,
)
BY_STROKE = re.compile(rf"{MORE_OR_LESS}(?P<some>\d{{1,2}})/(?P<all>\d{{1,2}})", re.IGNORECASE)  # "2/3"
UNIT = r"(?:\s?[a-z/%]+)?"
BETWEEN = re.compile(rf"{UNIT}\s?(?P<link>[-–:]|\bto\b|\band\b|\bor\b)\s?[$€£]?", re.IGNORECASE)
BEFORE = re.compile(r"(?:(?:an?|by|from|between|about|around|some|the)\s)*(?:us)?[$€£]?", re.IGNORECASE)
AFTER = re.compile(r"(?:\s?[a-z%.]+){0,3}", re.IGNORECASE)
NIL = re.compile(r"(?<=\w)[-\s]nil\b", re.IGNORECASE)  # "three nil"
SCORED = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|\d)-(one|two|three|four|five|six)\b", re.I)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers that belong together, and whether it is one or the other: "ten or twelve"."""

    first: int | Fraction
    second: int | Fraction
    either: bool


def share_of(text: str) -> Fraction | None:
    """The share that a text is: 3/10 of "three in ten"; None where it is none, as "the third" or "half a mile"."""
    text = text.strip(" .,").lower()
    if (found := OUT_OF.fullmatch(text) or BY_STROKE.fullmatch(text)) is not None:
        some, whole = _count(found["some"]), _count(found["all"])
        return Fraction(some, whole) if some and whole and some < whole else None
    found = PART.fullmatch(text)
    if found is None:
        return None
    part = PARTS[found["part"]]
    some = _count(found["some"]) if found["some"] else int(part == 2)
    return Fraction(some, part) if some and some < part else None


def apart(text: str) -> str:
    """A text with "two-one" and "three-nil" as numbers of their own, to be spelled."""
    return NIL.sub(" to 0", SCORED.sub(r"\1 to \2", text))


def pair_of(spelled: str) -> Pair | None:
    """The two numbers of a range or a score, in a text whose numbers are in digits; None where there is more in it."""
    found = list(NUMBER.finditer(spelled))
    if len(found) != 2:
        return None
    one, other = found
    link = BETWEEN.fullmatch(spelled, one.end(), other.start("digits"))
    before = BEFORE.fullmatch(spelled, 0, one.start("digits"))
    if link is None or before is None or AFTER.fullmatch(spelled, other.end()) is None:
        return None
    word = link["link"].lower()
    if word == "and" and "between" not in before[0].lower():
        return None
    first, second = Fraction(number_of(one)), Fraction(number_of(other))
    if other["scale"] and not one["scale"] and not one["currency"]:
        first *= second / Fraction(other["digits"].replace(",", ""))  # "3 to 4 million"
    return Pair(first, second, word == "or")


def _count(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS.get(word, 0)
