"""Whether a quantity is of another kind than `question` asks for: a speed or a sum of money for how high a thing is."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.datatypes import Quotation
from rag.text.amounts import CURRENCIES, PERCENT
from rag.text.measures import DURATIONS, LENGTHS, MEASURE, MEASURES, SIZES
from rag.text.values import value_of

SORTS = {
    "time": frozenset(unit for units in DURATIONS for unit in units),
    "length": frozenset(LENGTHS),
    "area": frozenset(SIZES[3]),
    "weight": frozenset(SIZES[4]),  # a pound is money too
    "speed": frozenset(SIZES[5]),
    "volume": frozenset(SIZES[6]),
    "money": frozenset(CURRENCIES.values()) | {"cent", "penny"},
    "share": frozenset({PERCENT, "basis point"}),
}
UNCOUNTED = frozenset("length area weight speed volume money".split())  # no number of cows is so many litres
ANY_UNIT = re.compile(  # but so many barrels or inches are
    r"\A\W*how many (?:[a-z]+ ){0,2}?(?:units?|points?|barrels?|bottles?|pints?|stones?|cups?|spoons?|bags?|sacks?"
    r"|tanks?|pools?|pitch(?:es)?|laps?|lengths?|steps?|blocks?|floors?|stor(?:ey|ie)s?|fathoms?|leagues?|furlongs?|carats?"
    r"|calories|megawatts?|crores?|lakhs?|millions?|billions?|thousands?|hundreds?)\b",
    re.IGNORECASE,
)
MONEY, SHARE, TIME = frozenset({"money"}), frozenset({"share"}), frozenset({"time"})
ANY_MONEY = re.compile(
    r"[$£€¥₹]|\b(?:dollars?|euros?|pounds?|marks?|crowns?|francs?|yen|yuan|rupees?|roubles?|rubles?|pesos?|rand|shekels?"
    r"|zlotys?|krone[rn]?|kron[ao]r?|lira|dinars?|cents?|pence)\b",
    re.IGNORECASE,
)
# The unit is named: "how long in metres?", "how many hours", "what percentage".
NAMED_LAST = re.compile(
    r"\A\W*(?P<how>how long|how old|how|what)\b.* in (?P<unit>(?:square )?[a-z]+)\W*\Z", re.IGNORECASE | re.DOTALL
)
NAMED_FIRST = re.compile(r"\A\W*how many (?P<unit>(?:square )?[a-z]+(?: (?:an|per) hour)?)", re.IGNORECASE)
ASKS_FOR_SHARE = re.compile(r"\A\W*(?:what|which) (?:percentage|per ?cent|proportion)\b", re.IGNORECASE)
DOES = r"(?:do|does|did|will|would|is|are|was|were|has|have|had|must|money)"
# What a quantity is not that answers so. But prices rise "how fast?" by a share, a fine is "how high?" a sum, a
# sentence is "how heavy?" so many years, and a lead "how wide?" a time or a share.
NOT_ASKED = tuple(
    (re.compile(rf"\A\W*{asked}", re.IGNORECASE), frozenset(sorts.split()))
    for asked, sorts in (
        (r"how (?:tall|thick)\b", "time weight speed volume money area"),
        (r"how (?:wide|broad)\b", "weight speed volume"),
        (r"how (?:high|deep)\b(?!.*\b(?:sentence|penalty|punishment|term|ban)\b)", "time weight speed volume"),
        (r"how far\b", "weight speed volume area"),
        (r"how fast\b", "money weight area volume"),
        (r"how long\b", "money share weight speed volume area"),
        (r"how old\b", "money share length weight speed volume area"),
        (rf"how much {DOES}\b[^?]{{1,60}}\bweigh\b", "time length speed money share area"),
        (rf"how much {DOES}\b[^?]{{1,80}}\b(?:cost|earn|pay|paid)\b", "time length speed volume area"),
    )
)
UNIT_BEHIND = re.compile(r"[ -][a-z]+(?: (?:an|per) hour)?", re.IGNORECASE)
COUNTED = re.compile(r" (?:[a-z]+ )?[a-z]+", re.IGNORECASE)
OF_SHARE = re.compile(
    r"%|\b(?:per ?cent\w*|pct|points?|half|halves|thirds?|quarters?|fifths?|tenths?|(?:in|out of|of|to) (?:every )?"
    r"(?:\d|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\w*hundred|the|its|their|them|all|those))\b",
    re.IGNORECASE,
)
YEAR_ALONE = re.compile(r"(?:in )?(?:1\d|20)\d\d")
YEARS = re.compile(
    r"(?:from |between )?(?:1\d|20)\d\d(?: (?:to|and|until|till) |[–-])(?:(?:1\d|20)\d\d|\d\d|now|today)"
)
HOW_OLD = re.compile(r"\A\W*(?:and )?how old\b", re.IGNORECASE)
NO_YEAR = re.compile(r"\A\W*how (?:long|tall|wide|broad|thick|high|deep|far|fast|heavy)\b", re.IGNORECASE)
FROM_OR_TO = re.compile(r"\b(?:since|until|till|from|between|and|by|before|after|to)\s\Z", re.IGNORECASE)


def is_of_other_unit(question: str, quotation: Quotation) -> bool:
    """Whether a quantity is of a kind that `question` does not ask for, or a year stands in the place of one.

    A number without a unit is of any kind, and what is no quantity is not judged.
    """
    if YEARS.fullmatch(quotation.text) and HOW_OLD.match(question):
        return True
    if YEAR_ALONE.fullmatch(quotation.text) and NO_YEAR.match(question):
        return FROM_OR_TO.search(quotation.sentence, 0, max(0, quotation.start - quotation.sentence_start)) is None
    asked, told = _sorts_asked(question), _sorts_told(quotation)
    if not told:
        return asked == SHARE and _is_count(quotation)
    if asked:
        return told.isdisjoint(asked)
    if NAMED_FIRST.match(question) and told <= UNCOUNTED:
        return ANY_UNIT.match(question) is None
    return any(pattern.match(question) and told <= sorts for pattern, sorts in NOT_ASKED)


def _sorts_told(quotation: Quotation) -> frozenset[str]:
    """The kinds of the unit of what is quoted, or of the unit that stands behind it, as in "four" of "four minutes"."""
    value, text = value_of(quotation.text), quotation.text
    if value.amount is None:
        return frozenset()
    if not value.unit and (behind := UNIT_BEHIND.match(_behind(quotation))) is not None:
        text = f"{text}{behind[0]}"
        value = value_of(text)
    if value.unit in MEASURES or value.unit == PERCENT:
        return _sorts_of(value.unit)
    return MONEY if value.unit or ANY_MONEY.search(text) else frozenset()


def _is_count(quotation: Quotation) -> bool:
    """Whether a number of things is quoted, in a sentence that speaks of no share: "Four miners have died"."""
    value = value_of(quotation.text)
    is_bare = value.amount is not None and not value.unit and not value.is_share and value.share is None
    return is_bare and COUNTED.match(_behind(quotation)) is not None and OF_SHARE.search(quotation.sentence) is None


def _behind(quotation: Quotation) -> str:
    return quotation.sentence[quotation.end - quotation.sentence_start :]


def _sorts_of(unit: str) -> frozenset[str]:
    return frozenset(sort for sort, units in SORTS.items() if unit in units)


@lru_cache(maxsize=64)
def _sorts_asked(question: str) -> frozenset[str]:
    """The kinds of the unit that a question names, none where it names none: "the worst in years" does not."""
    if ASKS_FOR_SHARE.match(question):
        return SHARE
    first, last = NAMED_FIRST.match(question), NAMED_LAST.match(question)
    if first is not None and (sorts := _sorts_named(first["unit"])):
        return sorts
    sorts = _sorts_named(last["unit"]) if last is not None else frozenset()
    return frozenset() if sorts == TIME and last is not None and " " not in last["how"] else sorts


def _sorts_named(unit: str) -> frozenset[str]:
    measure = MEASURE.fullmatch(f" {unit}")
    if measure is not None:
        return _sorts_of(tuple(MEASURES)[int(str(measure.lastgroup)[1:])])
    return MONEY if ANY_MONEY.fullmatch(unit) else frozenset()
