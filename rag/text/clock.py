"""Times of day in an answer's words: "2.47 a.m." is "02:47", "twenty to eleven" is "10.40 p.m." or "10.40 a.m."."""

from __future__ import annotations

import re
from dataclasses import dataclass

HALF_DAY = 12 * 60
HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
MINUTES = {"five": 5, "ten": 10, "a quarter": 15, "quarter": 15, "twenty": 20, "twenty-five": 25, "twenty five": 25}
FIXED = {"noon": HALF_DAY, "midday": HALF_DAY, "midnight": 0}
DIGITS = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?![\d.,]*\d|\s?(?:%|per\b|percent))", re.I
)
HOUR_ALONE = re.compile(
    rf"(?<![\d.,:\w])(?P<hour>1[0-2]|0?[1-9]|{'|'.join(HOURS)})"
    r"(?=\s?[ap]\.?m\b| o[’']clock\b| in the (?:morning|afternoon|evening)\b| at night\b)",
    re.I,
)  # "5pm", "five o'clock"
IN_WORDS = re.compile(
    rf"\b(?:(?P<half>half)(?: past)?|(?P<minutes>{'|'.join(sorted(MINUTES, key=len, reverse=True))})"
    rf"(?: minutes)? (?P<side>past|to|after|before)) (?P<hour>{'|'.join(HOURS)}|1[0-2]|[1-9])\b",
    re.I,
)
MORNING = re.compile(r"(?<![a-z])a\.?m\b|\bin the morning\b", re.I)
AFTERNOON = re.compile(r"(?<![a-z])p\.?m\b|\bin the (?:afternoon|evening)\b|\bat night\b", re.I)
BESIDE = frozenset(
    "a p m am pm an at by on o clock about around approximately exactly just some in the local time".split()
)
PART_OF_DAY = frozenset("morning afternoon evening night".split())
DAY_WORDS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:sun|mon|tues|wednes|thurs|fri|satur)day|yesterday|tomorrow"
)
WEEKDAY = re.compile(r"(?:,?\s?\bon\s)?\b((?:sun|mon|tues|wednes|thurs|fri|satur)day)\b,?", re.I)  # "5pm on Sunday"
DAY = re.compile(rf"\b(?:{DAY_WORDS}|today)\b|\d{{4}}-\d{{2}}", re.I)


@dataclass(frozen=True, slots=True)
class Clock:
    """`minute` of the day, from 0; where `either` it may as well be twelve hours later. `sure` that it is no number."""

    minute: int
    either: bool
    sure: bool


def clock_of(text: str) -> Clock | None:
    """The time of day that `text` is, but for words such as "about"; None where it is none, or says more than that."""
    if DAY.search(text) or not _is_all(text):
        return None
    found = [*_in_digits(IN_WORDS.sub(" ", text)), *_in_words(text)]
    fixed = [minute for word, minute in FIXED.items() if re.search(rf"\b{word}\b", text, re.I)]
    if len(found) + len(fixed) != 1:
        return None
    if fixed:
        return Clock(fixed[0], either=False, sure=True)
    minute, is_sure, is_padded = found[0]
    morning, afternoon = MORNING.search(text) is not None, AFTERNOON.search(text) is not None
    if minute >= HALF_DAY + 60 or not (morning or afternoon):
        return Clock(minute, either=minute < HALF_DAY + 60 and not is_padded, sure=is_sure)
    return Clock(minute % HALF_DAY + HALF_DAY * (afternoon and not morning), either=False, sure=True)


def same_clock(one: Clock, other: Clock) -> bool:
    """Whether both may be the same time of day; symmetric."""
    if one.either or other.either:
        return one.minute % HALF_DAY == other.minute % HALF_DAY
    return one.minute == other.minute


def _is_all(text: str) -> bool:
    for pattern in (IN_WORDS, DIGITS, HOUR_ALONE):
        text = pattern.sub(" ", text)
    return set(re.findall(r"\w+", text.lower())) <= BESIDE | PART_OF_DAY | FIXED.keys()


def _in_digits(text: str) -> list[tuple[int, bool, bool]]:
    """(minute of the day, whether it is surely no number, whether it is written by the clock of 24 hours)."""
    found = [
        (
            60 * int(match["hour"]) + int(match["minute"]),
            ":" in match[0],
            match["hour"].startswith("0") or int(match["hour"]) == 0,
        )
        for match in DIGITS.finditer(text)
    ]
    return found or [(60 * _hour(match["hour"]), True, False) for match in HOUR_ALONE.finditer(text)]


def _in_words(text: str) -> list[tuple[int, bool, bool]]:
    found = []
    for match in IN_WORDS.finditer(text):
        hour = 60 * _hour(match["hour"])
        past = 30 if match["half"] else MINUTES[match["minutes"].lower()]
        before = (match["side"] or "").lower() in ("to", "before")
        found.append(((hour - past if before else hour + past) % (2 * HALF_DAY), True, False))
    return found


def _hour(word: str) -> int:
    return int(word) if word.isdigit() else HOURS.index(word.lower()) + 1
