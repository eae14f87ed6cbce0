"""What an answer says, read from its words: a number, a share, a range, a time of day, a name or a text.

Numbers are read by `rag.text.amounts`, times by `rag.text.clock`; values are compared by `rag.text.values`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from rag.text.amounts import (
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
from rag.text.clock import DAY_WORDS, WEEKDAY, Clock, clock_of
from rag.text.forms import Forms, forms_of
from rag.text.measures import DURATIONS
from rag.text.naming import acronym_of, called, gender_of, initials_of, office_of, without_age
from rag.text.quantities import in_one_unit, plainly
from rag.text.shares import Pair, apart, pair_of, share_of

FRACTION = re.compile(
    r"\b(?:thirds?|quarters?|fifths?|tenths?|one in|out of"
    r"|one \w+ in (?:every )?(?:two|three|four|five|six|eight|ten))\b",
    re.IGNORECASE,
)
CLOCK_OR_DATE = re.compile(
    rf"\d\s?(?::\d\d|[ap]\.?m\b)|\bo[’']clock\b|\d{{4}}-\d{{2}}|\b(?:{DAY_WORDS}|noon|midnight)\b", re.I
)
SCORE_DASH = re.compile(r"(?<=\d)[–‑](?=\d)")  # "2–1" is "2-1"
# No number of its own: "not 12", "all but one", "the 1990s", "two men and a woman"
NO_NUMBER = re.compile(
    r"\bnot (?:about )?\d|\ball but \d|\b\d*0s\b|\d (?:[a-z]+ )+and an? (?!half|quarter|third)[a-z]+", re.IGNORECASE
)
PER = re.compile(r"(?:\b(?:an?|per|every)\s|/)(?P<per>hour|day|week|month|year)\b", re.IGNORECASE)
PEOPLE = re.compile(r"\d (?:[a-z]+ )?(?:people|persons?|men|women|children|passengers|workers|dead|deaths)\b", re.I)
MAY_FOLLOW_METRES = re.compile(r"\W*(?:\Z|(?:high|tall|deep|long|wide|away|above|below|from)\b)")  # "6.8m deep"
MAX_WORDS_AROUND = 6  # words beside its one number that an answer may have and still be that number


@dataclass(frozen=True, slots=True)
class Value:
    """What an answer says. A number has `amount`, `unit` ("dollar", "percent", "year", or "" for a count) and `bound`.

    `rounded_to` is the worth of its last digit that counts. Every value has `forms`: its words, lower-cased, without
    accents and articles, in one spelling. `name` tells that all that are not small are capitalised, `is_time` that a
    date or a time of day is among them, `is_share` that it is a fraction in words: "one in three", and `share` which.
    `pair` are two numbers, as of a range. `clock` is the time of day, if that is all there is but for `day`. `sign`
    tells where a number points: "-5" has the amount 5; `per`, in what time, and `or_metres` that "6.8m" may be metres.
    `gender` and `office` are those of a title before a name, `acronym` the letters that are all there is, and
    `initials` those of a long name.
    """

    forms: Forms
    name: bool
    amount: Decimal | None = None
    unit: str = ""
    bound: Bound = Bound.EXACT
    rounded_to: Decimal = Decimal(1)
    is_time: bool = False
    is_share: bool = False
    share: Fraction | None = None
    pair: Pair | None = None
    clock: Clock | None = None
    day: str = ""
    sign: Sign = Sign.UNSAID
    per: str = ""
    of_people: bool = False
    or_metres: bool = False
    gender: str = ""
    office: str = ""
    acronym: str = ""
    initials: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of `forms`."""
        return self.forms.words

    @property
    def may_be_rounded(self) -> bool:
        """Whether the number is written as rounded ones are: "64 billion", "nearly 40"; "40" may be exact."""
        return self.rounded_to >= 10**6 or (self.bound is not Bound.EXACT and self.rounded_to > 1)


@lru_cache(maxsize=4096)
def value_of(text: str) -> Value:
    """What `text` says."""
    text = without_age(SCORE_DASH.sub("-", text))
    share = share_of(text)
    spelled = in_one_unit(spell(plainly(apart(text))))
    value = _in_words(text, spelled, share)
    found = list(NUMBER.finditer(spelled))
    if len(found) != 1 or value.is_share or len(value.words) > MAX_WORDS_AROUND + 1:
        return value
    if (value.clock is not None and value.clock.sure) or UNCOUNTED.search(text) or NO_NUMBER.search(spelled):
        return value
    (number,) = found
    unit = unit_of(number, spelled)
    if value.is_time and (not unit or any(unit in scale for scale in DURATIONS)):
        return value  # "14 July", "two days before Monday", and not "5.4% in September"
    digits = number["digits"].replace(",", "")
    per = PER.search(spelled, number.end())
    return replace(
        value,
        name=False,
        amount=number_of(number),
        unit=unit,
        bound=bound_of(spelled),
        rounded_to=least_digit(digits, scaled=number["scale"] is not None) * scale_of(number),
        sign=sign_of(text),
        per=per["per"].lower() if per is not None else "",
        of_people=PEOPLE.search(spelled) is not None,
        or_metres=(number["scale"] or "") == "m" and MAY_FOLLOW_METRES.match(spelled, number.end()) is not None,
        is_time=False,
    )


def _in_words(text: str, spelled: str, share: Fraction | None) -> Value:
    """What a text says but for its number."""
    forms = forms_of(called(text))
    capital = [word for word in re.findall(r"[\w$€£%]+(?:[.,’'-][\w%]+)*", text) if len(word) > 3 or word[:1].isupper()]
    is_time = CLOCK_OR_DATE.search(spelled) is not None
    is_share = share is not None or FRACTION.search(plainly(text)) is not None
    days = WEEKDAY.findall(text) if len(forms.words) <= MAX_WORDS_AROUND + 1 else []
    clock = clock_of(WEEKDAY.sub(" ", text) if len(days) == 1 else text)
    return Value(
        forms,
        bool(capital) and all(word.removeprefix("al-")[:1].isupper() for word in capital) and not is_time,
        is_time=is_time,
        is_share=is_share,
        share=share,
        bound=bound_of(spelled) if share is not None else Bound.EXACT,
        pair=None if is_time or is_share else pair_of(spelled),
        clock=clock if len(forms.words) <= MAX_WORDS_AROUND + 1 else None,
        day=days[0].lower() if clock is not None and days else "",
        gender=gender_of(text),
        office=office_of(text),
        acronym=acronym_of(text),
        initials=initials_of(text),
    )
