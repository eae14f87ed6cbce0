"""What answers say: one thing written in two ways is one, and what only looks alike is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.amounts import Bound
from rag.text.values import is_within, same, same_kind, value_of

ALIKE = [
    ("$64.1bn", "$64.1 billion"),
    ("$64.1bn", "more than $64.1bn"),
    ("64.1 billion dollars", "US$64.1bn"),
    ("$64 billion", "$64.1bn"),
    ("twelve", "12 people"),
    ("two", "2 people"),
    ("nearly 40", "38"),
    ("about 2,300", "2,317"),
    ("Zelenskyy", "Ukrainian President Volodymyr Zelenskyy"),
    ("Zelensky", "Volodymyr Zelenskyy"),
    ("Orban", "Viktor Orbán"),
    ("Zelenskyy’s", "Zelenskyy"),
    ("3.4%", "3.4 per cent"),
    ("3%", "three percent"),
    ("12", "$12"),
    ("half a million", "500,000"),
    ("two dozen", "24"),
    ("a dozen", "12"),
    ("one and a half million", "1.5 million"),
    ("a hundred", "100"),
    ("3.5 million tonnes", "3.5m tonnes"),
    ("forty-two", "42"),
    ("the mayor", "mayor"),
    ("Dr Tarrow", "Ingrid Tarrow"),
    ("“Ready”", "ready"),
    ("July 14", "July"),
    ("14 July 2024", "14 July"),
    ("six and a half years", "six years and six months"),
    ("164 km/h", "164 kilometres per hour"),
    ("2.3 metres", "2.3 meters"),
    ("five years", "five-year"),
    ("five years", "5"),
    ("Two thirds", "two-thirds"),
    ("down 5%", "5%"),
    ("minus 5", "down 5"),
    ("-5C", "minus 5C"),
    ("up to 5", "5"),
    ("Hussein", "Hussain"),
    ("two decades", "20 years"),
    ("468 mln marks", "468 million marks"),
    ("1.2 bln", "1.2bn"),
    ("3 crore", "30 million"),
    ("4.5 lakhs", "450,000"),
    ("4,50,000", "450,000"),
    ("1.5 lakh crore", "1.5 trillion"),
    ("2–1", "2-1"),
    ("2.9 pct", "2.9 per cent"),
    ("about 20", "24"),
    ("nearly 40", "37"),
    ("$64 billion", "$64.1bn"),
    ("Former President Karel Dorn", "President Karel Dorn"),
    ("new Prime Minister Ilse Dorn", "Prime Minister Ilse Dorn"),
    ("6.8 metres", "6.8m"),
    ("5 km", "3.1 miles"),
    ("100 acres", "40 hectares"),
    ("86F", "30 C"),
    ("70 minutes", "an hour and ten minutes"),
    ("two weeks", "a fortnight"),
    ("half an hour", "30 minutes"),
    ("£250,000", "quarter of a million pounds"),
    ("€1,5 million", "€1.5m"),
    ("$0.99", "99 cents"),
    ("25 basis points", "0.25 percentage points"),
    ("two fifths", "40 per cent"),
    ("three out of ten", "30%"),
    ("nearly a third", "32%"),
    ("no one", "none"),
    ("no deaths", "0"),
    ("10–12", "between 10 and 12"),
    ("2-1", "two to one"),
    ("3-0", "three-nil"),
    ("5.4% in September", "5.4 percent"),
    ("14 July 2024", "July 14, 2024"),
    ("1 January", "New Year's Day"),
    ("the twenty-first", "the 21st"),
    ("Judge Tanaud", "Mireille Tanaud"),
    ("the 46-year-old Ines Falk", "Ines Falk, 46"),
    ("J. R. Smith", "John R. Smith"),
    ("Muammar Gaddafi", "Moammar Gadhafi"),
    ("Bashar Assad", "Bashar al-Assad"),
    ("St. Louis", "Saint Louis"),
    ("Main Street", "Main St."),
    ("the U.S. Supreme Court", "United States Supreme Court"),
    ("the IMF", "the International Monetary Fund"),
    ("Holm & Sons Ltd", "Holm and Sons"),
    ("the Ministry of Defence", "the defense ministry"),
    ("isn't safe", "is not safe"),
    ("a labor dispute", "a labour dispute"),
]
APART = [
    ("12", "14"),
    ("40", "43"),
    ("2,300", "2,317"),
    ("$12", "€12"),
    ("3.4%", "3%"),
    ("$64.1bn", "$64.2bn"),
    ("64", "64.1"),
    ("Keith Morland", "Anna Morland"),
    ("Dorn", "Darn"),
    ("approved", "not approved"),
    ("14 July", "July 15"),
    ("5 p.m.", "5"),
    ("10 to 12", "10"),
    ("first", "1"),
    ("", "the"),
    ("five years", "five hours"),
    ("12 km", "12 km/h"),
    ("six years and four months", "six and a half years"),
    ("-5C", "5C"),
    ("minus 12%", "12%"),
    ("up 5%", "down 5%"),
    ("Ireland", "Iceland"),
    ("Gambia", "Zambia"),
    ("1" * 40, "2 million"),
    ("thousands of people", "1,000 people"),
    ("up to ten years", "six and a half years"),
    ("$1 billion", "$1.4 billion"),
    ("will resign", "won't resign"),
    ("can resign", "cannot resign"),
    ("up to ten years", "eleven years"),
    ("more than 40", "39.8"),
    ("40 or more", "38"),
    ("Sudan", "South Sudan"),
    ("the President", "the Vice President"),
    ("Mexico", "New Mexico"),
    ("5 km", "3.5 miles"),
    ("30 degrees Celsius", "30 degrees Fahrenheit"),
    ("50 square miles", "50 miles"),
    ("3m people", "3 metres"),
    ("5 pence", "5 cents"),
    ("A$40 million", "US$40 million"),
    ("€3,000 a month", "€3,000 a year"),
    ("a loss of €20m", "a gain of €20m"),
    ("at least 40", "at most 40"),
    ("one", "No one"),
    ("not 12", "12"),
    ("all but two", "two"),
    ("12 people", "12 years"),
    ("two men", "two women"),
    ("two men and a woman", "two men"),
    ("10 to 12", "10 to 15"),
    ("2-1", "1-2"),
    ("more than half", "less than half"),
    ("the autumn of 2026", "the spring of 2026"),
    ("the 1990s", "1990"),
    ("14 July", "July 4"),
    ("Ines Falk", "the husband of Ines Falk"),
    ("Ines Falk's lawyer", "Ines Falk"),
    ("Ines Falk and Leo Marsh", "Ines Falk"),
    ("Mr Falk", "Mrs Falk"),
    ("Judge Falk", "Mayor Falk"),
    ("Martin Dahl", "Martina Dahl"),
    ("Hansen", "Hanson"),
    ("Pope John Paul I", "Pope John Paul II"),
    ("Lorsk", "near Lorsk"),
    ("Guinea", "Guinea-Bissau"),
    ("the Times", "the Irish Times"),
    ("refused to sign", "to sign"),
]
WORDS = st.sampled_from(
    "the a Ilse Dorn 12 12.5 twelve $ € % million bn more than about not and half dozen , . “ ” é 🚀 1,200 July".split()
)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_ways_of_writing_one_thing_say_the_same(one: str, other: str) -> None:
    assert same(value_of(one), value_of(other))
    assert same(value_of(other), value_of(one))


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_only_looks_alike_does_not_say_the_same(one: str, other: str) -> None:
    assert not same(value_of(one), value_of(other))
    assert not same(value_of(other), value_of(one))


@pytest.mark.parametrize(
    ("text", "amount", "unit", "bound"),
    [
        ("more than $64.1bn", "64100000000", "dollar", Bound.AT_LEAST),
        ("up to 12 people", "12", "", Bound.AT_MOST),
        ("some two dozen homes", "24", "", Bound.ABOUT),
        ("40 or more", "40", "", Bound.AT_LEAST),
        ("6.5 per cent", "6.5", "percent", Bound.EXACT),
        ("two years and three months in prison", "2.25", "year", Bound.EXACT),
        ("up to four metres", "4", "metre", Bound.AT_MOST),
        ("£1,250", "1250", "pound", Bound.EXACT),
        ("three and a half million euros", "3500000", "euro", Bound.EXACT),
    ],
)
def test_numbers_are_read_with_their_unit_and_bound(text: str, amount: str, unit: str, bound: Bound) -> None:
    value = value_of(text)
    assert (value.amount, value.unit, value.bound) == (Decimal(amount), unit, bound)


@pytest.mark.parametrize("text", ["between 10 and 12", "7 November 2024", "at 5:30", "in 24 towns with 3,000 people"])
def test_what_is_more_than_one_number_is_none(text: str) -> None:
    assert value_of(text).amount is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("up to ten years", "six and a half years", True),
        ("up to ten years", "78 months", True),
        ("no more than 300 million marks", "280 million marks", True),
        ("up to ten years", "eleven years", False),
        ("up to ten years", "six weeks", False),
        ("up to ten years", "at least six years", False),
        ("nearly 40", "30", False),
        ("up to ten years", "ten years", True),
        ("at least nine people", "13", False),
        ("ten", "six", False),
        ("up to ten years", "a life term", False),
        ("no more than 2.5 metres", "up to four metres", False),
    ],
)
def test_a_number_that_another_leaves_open_is_within_it(one: str, other: str, expected: bool) -> None:
    assert is_within(value_of(one), value_of(other)) is is_within(value_of(other), value_of(one)) is expected


@given(st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS, max_size=8).map(" ".join))
def test_saying_the_same_is_symmetric_and_holds_of_itself(one: str, other: str) -> None:
    a, b = value_of(one), value_of(other)
    assert same(a, b) == same(b, a)
    assert same_kind(a, b) == same_kind(b, a)
    assert not a.words or same(a, a)


@given(st.text(max_size=200))
def test_any_text_has_a_value(text: str) -> None:
    value_of(text)


@pytest.mark.parametrize("text", ["a third", "two thirds", "one in five", "nine out of ten", "the third"])
def test_a_fraction_or_an_ordinal_is_no_count(text: str) -> None:
    assert value_of(text).amount is None


@pytest.mark.parametrize("text", ["one train in three", "one in five", "a third"])
def test_a_fraction_in_words_is_told(text: str) -> None:
    assert value_of(text).is_share
    assert not value_of("one man in Harwen").is_share
