"""What an answer's words stand for, so that two articles that write one thing differently are seen to agree.

"$64.1bn" is "64.1 billion dollars", "twelve people" is "12", "Zelensky" is "Ukrainian President Volodymyr Zelenskyy".
Numbers are read by `rag.text.amounts`; spelling variants are compared by edit distance (rapidfuzz).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from rapidfuzz.distance import OSA

from rag.text.amounts import (
    DURATIONS,
    NUMBER,
    UNCOUNTED,
    Bound,
    Sign,
    bound_of,
    least_digit,
    number_of,
    scale_of,
    sign_of,
    spell,
    unit_of,
)
from rag.text.clock import DAY_WORDS, Clock, clock_of, same_clock

FRACTION = re.compile(
    r"\b(?:thirds?|quarters?|fifths?|tenths?|one in|out of"
    r"|one \w+ in (?:every )?(?:two|three|four|five|six|eight|ten))\b",
    re.IGNORECASE,
)
DENIAL = frozenset("not no never none denied denies without nobody".split())
NOT = ("n't", "n’t", "cannot")
CLOCK_OR_DATE = re.compile(rf"\d\s?(?::\d\d|[ap]\.?m\b)|\d{{4}}-\d{{2}}|\b(?:{DAY_WORDS}|noon|midnight)\b", re.I)
SCORE_DASH = re.compile(r"(?<=\d)[–‑](?=\d)")  # "2–1" is "2-1"
LEADING = frozenset("a an the".split())
ANOTHER = frozenset("north south east west new vice deputy equatorial".split())  # before a lone name: of another
TITLES = frozenset("mr mrs ms miss dr prof sir dame".split())  # "Dr Tarrow" is "Ingrid Tarrow"
MAX_WORDS_AROUND = 6  # words beside its one number that an answer may have and still be that number
ROUNDED_OFF = Decimal("0.15")  # share of a number that rounding may take or add
ROUNDED_OFF_IF_SAID = Decimal("0.25")  # and where it is said: "about 20" are 24
CLOSE_LETTERS = 5  # a name at least as long may differ by a letter
WRITTEN_FOR_EACH_OTHER = ("aeiouy", "vwf", "ckq", "sz", "jyi", "gh", "td")  # letters, between scripts and spellings
FAR_LETTERS = 9  # and from here on by two


@dataclass(frozen=True, slots=True)
class Value:
    """What an answer says. A number has `amount`, `unit` ("dollar", "percent", "year", or "" for a count) and `bound`.

    `rounded_to` is the worth of its last digit that counts. Every value has `words`: lower-cased, without accents,
    a leading article or title and punctuation. `name` tells that all of them that are not small are capitalised,
    `is_time` that a date or a time of day is among them, `is_share` that it is a fraction in words: "one in three".
    `clock` is the time of day, if that is all there is. `sign` tells where a number points: "-5" has the amount 5.
    """

    words: tuple[str, ...]
    name: bool
    amount: Decimal | None = None
    unit: str = ""
    bound: Bound = Bound.EXACT
    rounded_to: Decimal = Decimal(1)
    is_time: bool = False
    is_share: bool = False
    clock: Clock | None = None
    sign: Sign = Sign.UNSAID

    @property
    def may_be_rounded(self) -> bool:
        """Whether the number is written as rounded ones are: "64 billion", "nearly 40"; "40" may be exact."""
        return self.rounded_to >= 10**6 or (self.bound is not Bound.EXACT and self.rounded_to > 1)


@lru_cache(maxsize=4096)
def value_of(text: str) -> Value:
    """What `text` says."""
    text = SCORE_DASH.sub("-", text)
    is_share = FRACTION.search(text) is not None
    words = tuple(_plain(word) for word in _words(text.replace("-", " ") if is_share else text))
    while words and (words[0] in LEADING or (words[0] in TITLES and len(words) > 1)):
        words = words[1:]
    capital = [word for word in _words(text) if len(word) > 3 or word[:1].isupper()]
    name = bool(capital) and all(word[:1].isupper() for word in capital)
    spelled = spell(text)
    found = list(NUMBER.finditer(spelled))
    is_time = CLOCK_OR_DATE.search(spelled) is not None
    clock = clock_of(text) if len(words) <= MAX_WORDS_AROUND + 1 else None
    is_one = len(found) == 1 and not UNCOUNTED.search(text)
    if not is_one or is_time or is_share or len(words) > MAX_WORDS_AROUND + 1:
        return Value(words, name and not is_time, is_time=is_time, is_share=is_share, clock=clock)
    (number,) = found
    digits = number["digits"].replace(",", "")
    return Value(
        words,
        False,
        number_of(number),
        unit_of(number, spelled),
        bound_of(spelled),
        least_digit(digits, scaled=number["scale"] is not None) * scale_of(number),
        clock=clock,
        sign=sign_of(text),
    )


def same(one: Value, other: Value) -> bool:
    """Whether both say the same; symmetric. Numbers of which one is the other rounded, and a bound and its number, do.

    A name says the same as a longer form of it ("Dorn", "Mayor Ilse Dorn") and as one that is spelled a letter apart.
    """
    if one.clock is not None and other.clock is not None and (one.clock.sure or other.clock.sure):
        return same_clock(one.clock, other.clock)
    if one.amount is not None and other.amount is not None:
        return _same_number(one, other)
    if (one.amount is None) != (other.amount is None) or not one.words or not other.words:
        return False
    shorter, longer = sorted((one, other), key=lambda value: len(value.words))
    if _denials(shorter) != _denials(longer):
        return False
    return _is_run(shorter.words, longer.words, names=one.name and other.name)


def is_within(one: Value, other: Value) -> bool:
    """Whether one of two numbers lies in what the other leaves open, "six years" in "up to ten years"; symmetric."""
    if not same_kind(one, other) or one.amount is None or other.amount is None:
        return False
    one, other = _in_one_unit(one, other)
    least, most = sorted((one, other), key=lambda value: (value.amount or 0, value.bound is Bound.AT_MOST))
    return most.bound is Bound.AT_MOST and least.bound in (Bound.EXACT, Bound.ABOUT)


def same_kind(one: Value, other: Value) -> bool:
    """Whether both answer the same sort of question: two numbers of one unit, two dates or times, or two texts."""
    if (one.amount is None) != (other.amount is None) or one.is_time != other.is_time:
        return False
    return one.amount is None or one.unit == other.unit or "" in (one.unit, other.unit) or _scale_of(one, other) != {}


def _same_number(one: Value, other: Value) -> bool:
    if one.amount is None or other.amount is None or not same_kind(one, other):
        return False
    if not _may_point_alike(one.sign, other.sign):
        return False
    one, other = _in_one_unit(one, other)
    if one.amount == other.amount:
        return True
    fine, coarse = sorted((one, other), key=lambda value: value.rounded_to)
    if fine.rounded_to == coarse.rounded_to or not coarse.may_be_rounded:
        return False
    assert fine.amount is not None
    assert coarse.amount is not None
    if fine.amount / coarse.rounded_to >= 10**20:  # more digits than are counted with
        return False
    if coarse.bound is (Bound.AT_MOST if fine.amount > coarse.amount else Bound.AT_LEAST):
        return False
    rounded = (fine.amount / coarse.rounded_to).quantize(Decimal(1), ROUND_HALF_UP) * coarse.rounded_to
    most = ROUNDED_OFF if coarse.bound is Bound.EXACT else ROUNDED_OFF_IF_SAID
    return rounded == coarse.amount and abs(fine.amount - coarse.amount) <= most * fine.amount


def _may_point_alike(one: Sign, other: Sign) -> bool:
    """Whether "-5" and "5", or "up 5" and "down 5", may be the same: where one does not say, "5" may be "down 5"."""
    if Sign.NEGATIVE in (one, other):
        return {one, other} <= {Sign.NEGATIVE, Sign.DOWN}
    return {one, other} != {Sign.UP, Sign.DOWN}


def _scale_of(one: Value, other: Value) -> dict[str, int]:
    """How many of the smallest unit there are in each, if both are durations of a kind; else nothing."""
    return next((scale for scale in DURATIONS if one.unit in scale and other.unit in scale), {})


def _in_one_unit(one: Value, other: Value) -> tuple[Value, Value]:
    """Both in the smallest unit, if they are durations in two units: "48 hours" and "two days"."""
    scale = _scale_of(one, other)
    if one.unit == other.unit or not scale:
        return one, other
    return _in_smallest(one, scale), _in_smallest(other, scale)


def _in_smallest(value: Value, scale: Mapping[str, int]) -> Value:
    times = Decimal(scale[value.unit])
    assert value.amount is not None
    return replace(value, amount=value.amount * times, rounded_to=value.rounded_to * times)


def _words(text: str) -> list[str]:
    return [word for raw in re.findall(r"[\w$€£%]+(?:[.,’'-][\w%]+)*", text) if (word := re.sub(r"[’']s$", "", raw))]


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in folded if not unicodedata.combining(char))


def _denials(value: Value) -> frozenset[str]:
    return frozenset(
        "not" if word.endswith(NOT) else word for word in value.words if word in DENIAL or word.endswith(NOT)
    )


def _is_run(shorter: tuple[str, ...], longer: tuple[str, ...], *, names: bool) -> bool:
    for at in range(len(longer) - len(shorter) + 1):
        if names and at and len(shorter) == 1 and longer[at - 1] in ANOTHER:
            continue  # "South Sudan" is not "Sudan"
        if all(_same_word(a, b, names=names) for a, b in zip(shorter, longer[at:], strict=False)):
            return True
    return False


def _same_word(one: str, other: str, *, names: bool) -> bool:
    if one == other:
        return True
    least = min(len(one), len(other))
    if not names or least < CLOSE_LETTERS:
        return False
    if len(one) == len(other) and _is_another_letter(one, other):
        return False  # "Ireland" is not "Iceland"
    return OSA.distance(one, other, score_cutoff=2) <= (2 if least >= FAR_LETTERS else 1)


def _is_another_letter(one: str, other: str) -> bool:
    """Whether two words differ in one letter, by such as are not written for each other."""
    apart = [{a, b} for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 and not any(apart[0] <= set(alike) for alike in WRITTEN_FOR_EACH_OTHER)
