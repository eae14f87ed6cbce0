"""Numbers in an answer's words: what they are written as, their unit, and how they are limited.

Those written as words are read by text2num.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from text_to_num import alpha2digit

from rag.text.measures import MEASURE, MEASURES

SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "lakh": 5,
    "lakhs": 5,
    "lac": 5,
    "million": 6,
    "mln": 6,
    "mn": 6,
    "m": 6,
    "crore": 7,
    "crores": 7,
    "billion": 9,
    "bln": 9,
    "bn": 9,
    "b": 9,
    "trillion": 12,
    "lakh crore": 12,
    "trln": 12,
    "trn": 12,
    "tn": 12,
}
DOLLARS = {
    "us": "us",
    "a": "australian",
    "au": "australian",
    "c": "canadian",
    "ca": "canadian",
    "hk": "hong kong",
    "nz": "new zealand",
}
CURRENCIES = {
    "$": "dollar",
    **{f"{letters}$": f"{country} dollar" for letters, country in DOLLARS.items()},
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "₹": "rupee",
}
PERCENT = "percent"
NUMBER = re.compile(
    rf"(?P<currency>(?:\b(?:{'|'.join(sorted(DOLLARS, key=len, reverse=True))}))?\$|[€£¥₹])?\s?"
    r"(?!\d+(?:st|nd|rd|th)\b)(?P<digits>\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(sorted(SCALES, key=len, reverse=True))})\b)?"
    r"(?P<percent>\s?%|[\s-](?:per cent|pct|percent(?:age points?)?)\b)?",
    re.IGNORECASE,
)
SMALL = {word: digit for digit, word in enumerate("one two three four five six seven eight nine".split(), start=1)}
BEFORE_DOZEN_OR_HALF = re.compile(rf"\b({'|'.join(SMALL)})(?=\s+(?:dozen|and a half)\b)", re.IGNORECASE)
DOZEN = re.compile(r"\b(?P<count>\d+|half a|a)\s+dozen\b", re.IGNORECASE)
HALF = re.compile(r"\b(?:half a|a half|half)\s+(?=(?:million|billion|trillion)\b)", re.IGNORECASE)
YEARS_AND_MONTHS = re.compile(r"\b(\d+) years?(?:,| and|, and)? (\d+) months?\b", re.IGNORECASE)
AGED = re.compile(r"\b(?:aged?|at the age of|the age of)\s\Z", re.IGNORECASE)
AND_A_HALF = re.compile(r"\b(\d+) and a half\b", re.IGNORECASE)
ONE_OF_SCALE = re.compile(r"\ba (?=(?:hundred|thousand|million|billion|trillion)\b)", re.IGNORECASE)
LONG = re.compile(r"-(?=(?:second|minute|hour|day|week|month|year)\b)", re.IGNORECASE)  # "a five-year term"
SPELLED_SCALE = re.compile(r"(?<=\d) 10{3,12}\b")  # "1.5 1000000", as text2num writes "1.5 million"
AT_LEAST = re.compile(
    r"\b(?:(?<!\bno )more than|over|at least|upwards? of|exceed\w*|no fewer than|no less than|above|or more)\b|\+", re.I
)
AT_MOST = re.compile(
    r"\b(?:less than|fewer than|under|below|up to|at most|no more than|as many as|as much as)\b", re.IGNORECASE
)
MINUS = re.compile(r"(?<![\w.])[-−](?=[$€£¥₹]?\d)|\bminus\s", re.I)
FALLS = re.compile(
    r"\b(?:down|fell|falls?|fallen|drop(?:s|ped)?|decreased?|declined?|cut|loss(?:es)? of|fewer(?! than)|lower)\b", re.I
)
RISES = re.compile(
    r"\b(?:up(?! to)|rose|rises?|risen|gain(?:s|ed)?|increased?|climbed|grew|plus|profits? of|growth|higher)\b", re.I
)
ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|an estimated|close to|or so|nearly|almost"
    r"|just short of)\b|~",
    re.I,
)
NEARLY = Decimal("0.03")  # "2,280" is "about 2,300"
UNCOUNTED = re.compile(r"\b(?:hundreds|thousands|millions|billions|trillions)\b", re.I)  # no number: "thousands fled"


class Bound(StrEnum):
    """How a number is limited: "more than 40" is at least 40."""

    EXACT = "exact"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    ABOUT = "about"


def spell(text: str) -> str:
    """`text` with its numbers in digits: "one and a half million" is "1.5 million"."""
    text = BEFORE_DOZEN_OR_HALF.sub(
        lambda match: str(SMALL[match[1].lower()]), LONG.sub(" ", text.replace("\u00a0", " "))
    )
    text = HALF.sub("0.5 ", AND_A_HALF.sub(r"\1.5", text))
    text = AND_A_HALF.sub(r"\1.5", alpha2digit(ONE_OF_SCALE.sub("one ", text), "en", threshold=0))
    text = YEARS_AND_MONTHS.sub(lambda match: f"{int(match[1]) + int(match[2]) / 12:.4g} years", text)
    text = SPELLED_SCALE.sub(lambda match: f" {_scale_name(len(match[0]) - 2)}", text)
    return DOZEN.sub(lambda match: f"{_dozens(match['count'])}", text)


def amounts_in(text: str) -> set[Decimal]:
    """The numbers of `text`, in digits or words."""
    return {number_of(found) for found in NUMBER.finditer(spell(text))}


def may_have_amount(text: str, amount: Decimal) -> bool:
    """Whether a number of `text` is `amount`, or may be when rounded."""
    return any(abs(one - amount) <= NEARLY * max(one, amount) for one in amounts_in(text))


def number_of(found: re.Match[str]) -> Decimal:
    """The number that a match of `NUMBER` stands for: 64,100,000,000 of "64.1bn"."""
    return Decimal(found["digits"].replace(",", "")) * scale_of(found)


def scale_of(found: re.Match[str]) -> Decimal:
    """What the digits of a match of `NUMBER` are multiplied by: 1,000,000,000 of "64.1bn"."""
    return Decimal(10) ** SCALES.get((found["scale"] or "").lower(), 0)


def unit_of(number: re.Match[str], text: str) -> str:
    """The unit of the match of `NUMBER` in `text`: "dollar", "percent", "year", or "" for a count."""
    if number["percent"]:
        return PERCENT
    if number["currency"]:
        return CURRENCIES[number["currency"].lower()]
    after = re.match(
        r"\s*(?:(?P<of>us|american|australian|canadian|hong kong|new zealand|swiss) )?"
        r"(?P<money>dollar|euro|pound|yen|rupee|rouble|ruble|crown|franc|yuan|won|peso|rand|shekel|zloty)s?\b",
        text[number.end() :],
        re.IGNORECASE,
    )
    if after:
        money = after["money"].lower().replace("ruble", "rouble")
        return f"{after['of'].lower().replace('american', 'us')} {money}" if after["of"] else money
    if AGED.search(text, 0, number.start()):
        return "year"
    measure = MEASURE.match(text, number.end())
    return tuple(MEASURES)[int(str(measure.lastgroup)[1:])] if measure else ""


class Sign(StrEnum):
    """Which way a number points: below zero, down, up, or none of them is said."""

    NEGATIVE = "negative"
    DOWN = "down"
    UP = "up"
    UNSAID = ""


def sign_of(text: str) -> Sign:
    """Which way the number of a text points."""
    for pattern, sign in ((MINUS, Sign.NEGATIVE), (FALLS, Sign.DOWN), (RISES, Sign.UP)):
        if pattern.search(text):
            return sign
    return Sign.UNSAID


def bound_of(text: str) -> Bound:
    """How a text limits its number."""
    for pattern, bound in ((AT_LEAST, Bound.AT_LEAST), (AT_MOST, Bound.AT_MOST), (ABOUT, Bound.ABOUT)):
        if pattern.search(text):
            return bound
    return Bound.EXACT


def least_digit(digits: str, *, scaled: bool) -> Decimal:
    """The worth of the last digit that counts: 0.1 of "64.1", 100 of "2,300", 1 of "64"."""
    whole, _, fraction = digits.partition(".")
    if fraction:
        return Decimal(1).scaleb(-len(fraction))
    if scaled:
        return Decimal(1)
    zeros = len(whole) - len(whole.rstrip("0"))
    return Decimal(1).scaleb(zeros if zeros < len(whole) else 0)


def _scale_name(zeros: int) -> str:
    return {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}.get(zeros, f"1{'0' * zeros}")


def _dozens(count: str) -> int:
    return 6 if count.lower() == "half a" else 12 * (int(count) if count.isdigit() else 1)
