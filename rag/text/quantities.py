"""Quantities that an answer gives in other words than a number and its unit: "an hour and a half", "no one", "a mile".

Each is written again with digits, for `rag.text.amounts` to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LENGTH_OF_TIME = r"minute|hour|day|week|fortnight|month|year|decade|century"
COUNTED = rf"{LENGTH_OF_TIME}|mile|kilomet(?:re|er)|met(?:re|er)|tonne|kilo|lit(?:re|er)|acre|hectare|pint|gallon"
SCALE = r"million|billion|trillion"
ROUGHLY = (
    r"(?:about|around|some|roughly|approximately|nearly|almost|more than|less than|over|under|at least|up to|for|in)"
)
POINT = r"per ?cent(?:age point)?|percentage-point"
# "no one", "none", "no deaths": nothing is left of them but how many there were.
NOBODY = re.compile(
    r"(?:no[ -]one|nobody|none|nil|no (?:people|deaths|injuries|casualties|fatalities|victims|survivors|arrests))\W*",
    re.IGNORECASE,
)
NO_ONE = re.compile(r"\bno[ -]one\b", re.IGNORECASE)
# "a day", "more than a decade", "about a mile away"
ONE_ALONE = re.compile(
    rf"(?P<before>(?:{ROUGHLY} )*)an? (?P<unit>{COUNTED})"
    r"(?P<after>(?: (?:later|ago|earlier|long|away|in (?:prison|jail)))?)",
    re.IGNORECASE,
)
TIMES = re.compile(r"(?P<before>(?:only |just )?)(?P<often>once|twice|thrice)", re.IGNORECASE)
SCORE = re.compile(r"\A(?P<count>a|two|three|four) score\b(?! of \d)", re.IGNORECASE)  # "three score" are 60
SCORED = {"a": 20, "two": 40, "three": 60, "four": 80}
OFTEN = {"once": 1, "twice": 2, "thrice": 3}
SPACED = re.compile(r"(?<![\d.,])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?![\d.,]|[ \u00a0]\d)")  # "1 200" is 1,200
# "1,5 million", as on the Continent; but "4,50,000" is Indian
COMMA = re.compile(rf"(?<![\d,.])(\d{{1,3}}),(\d{{1,2}})(?=\s?(?:{SCALE}|bn|mn?|%|per ?cent)\b|\s?%)", re.IGNORECASE)
HUNDREDS = re.compile(r"\b(\d\d) hundred\b", re.IGNORECASE)  # "12 hundred"
REWRITTEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (SPACED, lambda match: re.sub(r"\s", "", match[0])),
    (COMMA, r"\1.\2"),
    (HUNDREDS, r"\g<1>00"),
    (re.compile(r"\ba couple of(?= \w)", re.IGNORECASE), "2"),
    (re.compile(r"\bhalf-dozen\b", re.IGNORECASE), "half a dozen"),
    (re.compile(rf"\b(?:an?|one|1) ({COUNTED}) and a half\b", re.IGNORECASE), r"1.5 \1s"),
    (re.compile(rf"(?<!and )(?<!and a )\b(?:half an?|a half|half)[ -](?={COUNTED}|{POINT})", re.IGNORECASE), "0.5 "),
    (re.compile(r"\bhalf of (?:one|1|a) (?=per ?cent)", re.IGNORECASE), "0.5 "),
    (re.compile(rf"\b(?:three|3)[ -]quarters of an? (?={COUNTED}|{SCALE}|{POINT})", re.IGNORECASE), "0.75 "),
    (re.compile(rf"\b(?:an? |one )?quarter of an? (?={COUNTED}|{SCALE}|{POINT})", re.IGNORECASE), "0.25 "),
    (re.compile(r"\ba quarter[ -]points?\b", re.IGNORECASE), "0.25 percent"),
    (re.compile(r"\ban? (?=(?:hour|minute|day|week|year)s? and \w+ )", re.IGNORECASE), "1 "),
    (re.compile(r"\b(\d+) ?h (\d+) ?m(?:ins?)?\b", re.IGNORECASE), r"\1 hours \2 minutes"),
)
# "2 hours and 30 minutes", "one minute 20 seconds", when their numbers are in digits
IN_TWO_UNITS = re.compile(
    r"\b(\d+) (hour|hr|minute|min|day|week)s?,?(?: and)? (\d+) (second|sec|minute|min|hour|day)s?\b", re.IGNORECASE
)
SMALLER = {"week": ("day", 7), "day": ("hour", 24), "hour": ("minute", 60), "minute": ("second", 60)}
FULL = {"hr": "hour", "min": "minute", "sec": "second"}


def plainly(text: str) -> str:
    """`text` with a number in digits, where it gives a quantity in other words."""
    if NOBODY.fullmatch(text.strip()):
        return "0"
    text = NO_ONE.sub("nobody", text)  # it holds no "one"
    if (alone := ONE_ALONE.fullmatch(text.strip())) is not None:
        return f"{alone['before']}1 {alone['unit']}{alone['after']}"
    if (times := TIMES.fullmatch(text.strip())) is not None:
        return f"{times['before']}{OFTEN[times['often'].lower()]} times"
    text = SCORE.sub(lambda match: str(SCORED[match["count"].lower()]), text)
    for pattern, instead in REWRITTEN:
        text = pattern.sub(instead, text)
    return text


def in_one_unit(spelled: str) -> str:
    """A text whose numbers are in digits, with a duration in two units given in the smaller: "150 minutes"."""

    def sum_up(match: re.Match[str]) -> str:
        large, small = (FULL.get(match[at].lower(), match[at].lower()) for at in (2, 4))
        unit, times = SMALLER[large]
        return f"{int(match[1]) * times + int(match[3])} {unit}s" if unit == small else match[0]

    return IN_TWO_UNITS.sub(sum_up, spelled)
