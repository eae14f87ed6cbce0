"""Whether two answers stand for the same, so that articles that write one thing differently are seen to agree.

"$64.1bn" is "64.1 billion dollars", "twelve people" is "12", "Zelensky" is "Ukrainian President Volodymyr Zelenskyy".
Answers are read by `rag.text.said`; names are compared by `rag.text.likeness`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from rag.text.amounts import PERCENT, Bound, Sign
from rag.text.clock import same_clock
from rag.text.likeness import stands_for
from rag.text.measures import CELSIUS, LENGTHS, are_unlike, in_smallest, sizes_of
from rag.text.opposites import are_opposed
from rag.text.said import Value, value_of

__all__ = ["Value", "count_other_things", "is_vaguely", "is_within", "same", "same_kind", "value_of"]

DENIAL = frozenset(
    "not no never none denied denies without nobody refused failed hardly scarcely neither barely stopped declined"
    " unlikely unable".split()
)
# The least and the most that is spoken of so.
VAGUE = {"dozens": (20, 300), "scores": (20, 300), "hundreds": (100, 3000), "thousands": (1000, 30000)}
NO_THINGS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen"
    " about around some nearly almost more most least less fewer than only just over under up to at of in the".split()
)
ROUNDED_OFF = Decimal("0.15")  # share of a number that rounding may take or add
ROUNDED_OFF_IF_SAID = Decimal("0.25")  # and where it is said: "about 20" are 24
CONVERTED_OFF = Decimal("0.05")  # and between miles and kilometres
DEGREES_OFF = Decimal("0.6")  # and between Celsius and Fahrenheit
SHARE_OFF, SHARE_OFF_IF_SAID = Fraction(1, 2), Fraction(2)  # percents: "a third" is "33%", "nearly a third" "32%"


def same(one: Value, other: Value) -> bool:
    """Whether both say the same; symmetric. Numbers of which one is the other rounded, and a bound and its number, do.

    A name says the same as a longer form of it ("Dorn", "Mayor Ilse Dorn") and as one that is spelled a letter apart.
    """
    if one.clock is not None and other.clock is not None and (one.clock.sure or other.clock.sure):
        return (one.day == other.day or not (one.day and other.day)) and same_clock(one.clock, other.clock)
    if are_opposed(one.words, other.words):
        return False
    if one.amount is not None and other.amount is not None:
        return _same_number(one, other)
    if one.share is not None or other.share is not None:
        return _same_share(one, other)
    if one.pair is not None and other.pair is not None:
        return one.pair == other.pair
    if (one.amount is None) != (other.amount is None) or not one.words or not other.words:
        return False
    if _denials(one) != _denials(other) or _are_of_two(one, other):
        return False
    if _is_acronym(one, other) or _is_acronym(other, one):
        return True
    shorter, longer = sorted((one, other), key=lambda value: len(value.words))
    return stands_for(shorter.forms, longer.forms, name=shorter.name, names=one.name and other.name)


def is_within(one: Value, other: Value) -> bool:
    """Whether one of two numbers lies in what the other leaves open, "six years" in "up to ten years"; symmetric."""
    if not same_kind(one, other) or one.amount is None or other.amount is None:
        return False
    one, other = _in_one_unit(one, other)
    least, most = sorted((one, other), key=lambda value: (value.amount or 0, value.bound is Bound.AT_MOST))
    return most.bound is Bound.AT_MOST and least.bound in (Bound.EXACT, Bound.ABOUT)


def is_vaguely(one: Value, other: Value) -> bool:
    """Whether one of two speaks of hundreds, and the other may be how many; symmetric."""
    for vague, number in ((one, other), (other, one)):
        for word in vague.words if vague.amount is None and number.amount is not None else ():
            least, most = VAGUE.get(word, (0, 0))
            if number.amount is not None and most and least <= number.amount <= most:
                return True
    return False


def count_other_things(one: Value, other: Value) -> bool:
    """Whether two numbers count things of two sorts: "three biologists", "three neighbours"; symmetric."""
    if one.amount is None or other.amount is None or one.unit or other.unit:
        return False
    things = [{word for word in value.words if word.isalpha()} - NO_THINGS for value in (one, other)]
    return all(things) and things[0].isdisjoint(things[1])


def same_kind(one: Value, other: Value) -> bool:
    """Whether both answer the same sort of question: two numbers of one unit, two dates or times, or two texts."""
    if (one.amount is None) != (other.amount is None) or one.is_time != other.is_time:
        return False
    if one.amount is None or one.unit == other.unit:
        return True
    if "" in (one.unit, other.unit):
        return not (one.of_people or other.of_people)
    return _is_kind_of(one.unit, other.unit) or bool(sizes_of(one.unit, other.unit))


def _is_kind_of(one: str, other: str) -> bool:
    """Whether one unit is the other, said more closely: "us dollar" and "dollar"."""
    return not {one, other} & LENGTHS.keys() and (one.endswith(f" {other}") or other.endswith(f" {one}"))


def _same_share(one: Value, other: Value) -> bool:
    """Whether one is a share in words and the other says as much, in words or as a percentage."""
    if one.share is None:
        one, other = other, one
    if one.share is None or {one.bound, other.bound} == {Bound.AT_LEAST, Bound.AT_MOST}:
        return False
    if other.share is not None:
        return one.share == other.share
    if other.amount is None or other.unit != PERCENT:
        return False
    off = SHARE_OFF_IF_SAID if Bound.ABOUT in (one.bound, other.bound) else SHARE_OFF
    return abs(one.share * 100 - Fraction(other.amount)) < off


def _same_number(one: Value, other: Value) -> bool:
    one, other = _as_metres(one, other), _as_metres(other, one)
    if one.amount is None or other.amount is None or not same_kind(one, other):
        return False
    if not _may_point_alike(one.sign, other.sign) or (one.per != other.per and one.per and other.per):
        return False
    if are_unlike(one.unit, other.unit) and sizes_of(one.unit, other.unit):
        return _same_converted(one, other)
    one, other = _in_one_unit(one, other)
    if one.amount == other.amount:
        return {one.bound, other.bound} != {Bound.AT_LEAST, Bound.AT_MOST}
    fine, coarse = sorted((one, other), key=lambda value: value.rounded_to)
    if fine.rounded_to == coarse.rounded_to or not coarse.may_be_rounded:
        return False
    assert fine.amount is not None
    assert coarse.amount is not None
    if fine.amount / coarse.rounded_to >= 10**20:  # more digits than are counted with
        return False
    if coarse.bound is (Bound.AT_MOST if fine.amount > coarse.amount else Bound.AT_LEAST):
        return False
    most = ROUNDED_OFF if coarse.bound is Bound.EXACT else ROUNDED_OFF_IF_SAID
    return _rounded(fine.amount, coarse.rounded_to) == coarse.amount and _is_near(fine.amount, coarse.amount, most)


def _same_converted(one: Value, other: Value) -> bool:
    """Whether one is the other in another unit, rounded: "3 miles" and "5 km"."""
    sizes = sizes_of(one.unit, other.unit)
    mine, theirs = _in_smallest(one, sizes), _in_smallest(other, sizes)
    assert mine.amount is not None
    assert theirs.amount is not None
    if CELSIUS in sizes:
        return abs(mine.amount - theirs.amount) <= DEGREES_OFF
    if max(mine.amount, theirs.amount) / min(mine.rounded_to, theirs.rounded_to) >= 10**20:
        return False
    is_rounded = (
        _rounded(mine.amount, theirs.rounded_to) == theirs.amount
        or _rounded(theirs.amount, mine.rounded_to) == mine.amount
    )
    return is_rounded and _is_near(mine.amount, theirs.amount, CONVERTED_OFF)


def _rounded(amount: Decimal, to: Decimal) -> Decimal:
    return (amount / to).quantize(Decimal(1), ROUND_HALF_UP) * to


def _is_near(one: Decimal, other: Decimal, share: Decimal) -> bool:
    return abs(one - other) <= share * one


def _may_point_alike(one: Sign, other: Sign) -> bool:
    """Whether "-5" and "5", or "up 5" and "down 5", may be the same: where one does not say, "5" may be "down 5"."""
    if Sign.NEGATIVE in (one, other):
        return {one, other} <= {Sign.NEGATIVE, Sign.DOWN}
    return {one, other} != {Sign.UP, Sign.DOWN}


def _as_metres(one: Value, other: Value) -> Value:
    """`one` in metres, if it is "6.8m" and the other a length."""
    if not one.or_metres or one.unit or other.unit not in LENGTHS or one.amount is None:
        return one
    return replace(one, amount=one.amount / 10**6, rounded_to=one.rounded_to / 10**6, unit="metre", or_metres=False)


def _in_one_unit(one: Value, other: Value) -> tuple[Value, Value]:
    """Both in the smallest unit, if they measure one thing in two units: "48 hours" and "two days"."""
    sizes = sizes_of(one.unit, other.unit)
    if one.unit == other.unit or not sizes:
        return one, other
    return _in_smallest(one, sizes), _in_smallest(other, sizes)


def _in_smallest(value: Value, sizes: Mapping[str, Decimal]) -> Value:
    assert value.amount is not None
    return replace(
        value, amount=in_smallest(value.amount, value.unit, sizes), rounded_to=value.rounded_to * sizes[value.unit]
    )


def _is_acronym(one: Value, other: Value) -> bool:
    return one.acronym != "" and one.acronym == other.initials  # "IMF"


def _are_of_two(one: Value, other: Value) -> bool:
    """Whether what stands before two names tells two people: "Mr Falk" and "Mrs Falk"."""
    return any("" not in pair and len(pair) > 1 for pair in ({one.gender, other.gender}, {one.office, other.office}))


def _denials(value: Value) -> frozenset[str]:
    return frozenset(value.words) & DENIAL
