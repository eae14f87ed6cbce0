"""Units that numbers are measured in: how they are written, and how much of one is in another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

FAHRENHEIT = "fahrenheit"
CELSIUS = "degree"
SQUARE = r"(?:square|sq\.?) ?"
MEASURES = {
    "second": r"seconds?|secs?",
    "minute": r"minutes?|mins?",
    "hour": r"hours?|hrs?",
    "day": r"days?",
    "week": r"weeks?",
    "fortnight": r"fortnights?",
    "month": r"months?",
    "year": r"years?",
    "decade": r"decades?",
    "century": r"century|centuries",
    "km/h": r"km/h|kmh|kph|kilomet(?:re|er)s (?:per|an) hour",
    "mph": r"mph|miles (?:per|an) hour",
    "knot": r"knots?",
    "square km": rf"{SQUARE}km|{SQUARE}kilomet(?:re|er)s?|km²",
    "square metre": rf"{SQUARE}met(?:re|er)s?|{SQUARE}m|m²",
    "square mile": rf"{SQUARE}miles?",
    "square foot": rf"{SQUARE}(?:feet|foot|ft)",
    "hectare": r"ha|hectares?",
    "acre": r"acres?",
    "km": r"km|kilomet(?:re|er)s?",
    "cm": r"cm|centimet(?:re|er)s?",
    "mm": r"mm|millimet(?:re|er)s?",
    "metre": r"met(?:re|er)s?",  # "m" is a million, or see `Value.or_metres`
    "inch": r"inch(?:es)?",
    "foot": r"feet|foot|ft",
    "yard": r"yards?",
    "mile": r"miles?",
    "tonne": r"tonnes?|tons?",
    "kg": r"kg|kilos?|kilograms?",
    "gram": r"grams?",
    "ounce": r"ounces?|oz",
    "pound": r"pounds?|lbs?",
    "ml": r"ml|millilit(?:re|er)s?",
    "litre": r"litres?|liters?",
    "gallon": r"gallons?",
    "kw": r"kw|kilowatts?",
    "mw": r"mw|megawatts?",
    "gw": r"gw|gigawatts?",
    "basis point": r"basis points?",
    "cent": r"cents?|c(?= (?:a|an|per)\b)",
    "penny": r"pence|p(?!\.)|penny",
    FAHRENHEIT: r"degrees? fahrenheit|° ?f|f",
    CELSIUS: r"degrees?(?: celsius| centigrade)?|° ?c|°|c",
}
MEASURE = re.compile(
    rf"[\s-]?(?:{'|'.join(f'(?P<n{at}>{one})' for at, one in enumerate(MEASURES.values()))})(?![\w²]|-\d)",
    re.IGNORECASE,
)
DURATIONS: tuple[Mapping[str, Decimal], ...] = (
    {
        "second": Decimal(1),
        "minute": Decimal(60),
        "hour": Decimal(3600),
        "day": Decimal(86_400),
        "week": Decimal(604_800),
        "fortnight": Decimal(1_209_600),
    },
    {"month": Decimal(1), "year": Decimal(12), "decade": Decimal(120), "century": Decimal(1200)},
)
# How many of the smallest of a sort there are in each.
SIZES: tuple[Mapping[str, Decimal], ...] = (
    *DURATIONS,
    {
        "mm": Decimal(1),
        "cm": Decimal(10),
        "metre": Decimal(1000),
        "km": Decimal(10**6),
        "inch": Decimal("25.4"),
        "foot": Decimal("304.8"),
        "yard": Decimal("914.4"),
        "mile": Decimal(1_609_344),
    },
    {
        "square metre": Decimal(1),
        "hectare": Decimal(10_000),
        "square km": Decimal(10**6),
        "square foot": Decimal("0.09290304"),
        "acre": Decimal("4046.8564"),
        "square mile": Decimal("2589988.11"),
    },
    {
        "gram": Decimal(1),
        "kg": Decimal(1000),
        "tonne": Decimal(10**6),
        "pound": Decimal("453.59237"),
        "ounce": Decimal("28.349523"),
    },
    {"km/h": Decimal(1), "mph": Decimal("1.609344"), "knot": Decimal("1.852")},
    {"ml": Decimal(1), "litre": Decimal(1000), "gallon": Decimal("3785.41")},
    {"kw": Decimal(1), "mw": Decimal(1000), "gw": Decimal(10**6)},
    {"cent": Decimal(1), "dollar": Decimal(100)},
    {"cent": Decimal(1), "euro": Decimal(100)},
    {"penny": Decimal(1), "pound": Decimal(100)},
    {"basis point": Decimal(1), "percent": Decimal(100)},
    {CELSIUS: Decimal(1), FAHRENHEIT: Decimal(1)},
)
LENGTHS = SIZES[2]
IMPERIAL = frozenset("inch foot yard mile acre pound ounce mph knot gallon fahrenheit".split()) | {
    "square foot",
    "square mile",
}  # no round number of these is a round number of metres, litres or kilos


def sizes_of(one: str, other: str) -> Mapping[str, Decimal]:
    """How many of the smallest unit there are in each, if both measure one thing; else nothing."""
    return next((sizes for sizes in SIZES if one in sizes and other in sizes), {})


def are_unlike(one: str, other: str) -> bool:
    """Whether a number of the one unit is seldom a round one of the other: miles and kilometres."""
    return one != other and bool({one, other} & IMPERIAL) and "penny" not in (one, other)


def in_smallest(amount: Decimal, unit: str, sizes: Mapping[str, Decimal]) -> Decimal:
    """How many of the smallest unit an amount is; degrees are those of Celsius."""
    if unit == FAHRENHEIT and CELSIUS in sizes:
        return (amount - 32) * 5 / 9
    return amount * sizes[unit]
