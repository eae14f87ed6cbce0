"""Times of day: written differently they are the same, and a number that only looks like one is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.clock import HOURS, clock_of
from rag.text.values import same, value_of

TIMES = st.tuples(st.integers(0, 23), st.integers(0, 59))


def says_the_same(one: str, other: str) -> bool:
    there, back = same(value_of(one), value_of(other)), same(value_of(other), value_of(one))
    assert there == back
    return there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.47 a.m.", "02:47"),
        ("22.40", "twenty to eleven"),
        ("22.40", "10.40 p.m."),
        ("5.40am", "twenty to six"),
        ("about 11.20pm", "twenty past eleven at night"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("5 am", "5.00 a.m."),
        ("12.30 p.m.", "half past twelve"),
        ("12.30 a.m.", "00:30"),
        ("a quarter to seven in the morning", "06:45"),
        ("five o'clock", "5:00"),
        ("eight in the evening", "20:00"),
        ("a quarter past ten on Sunday night", "22:15"),
        ("3pm on Sunday", "Sunday at 15:00"),
    ],
)
def test_one_time_of_day_written_in_two_ways(one: str, other: str) -> None:
    assert says_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("9.40 p.m.", "9:40 am"),
        ("5 am", "5 pm"),
        ("half past five", "17:35"),
        ("5.8 per cent", "5:08"),
        ("23 people", "23:00"),
        ("twelve minutes", "12:00"),
        ("22.45 on Sunday", "22.45 on Monday"),
        ("14:30", "02:30"),
        ("five o'clock", "five"),
        ("3pm on Sunday", "Monday at 3pm"),
    ],
)
def test_what_is_not_the_same_time_of_day(one: str, other: str) -> None:
    assert not says_the_same(one, other)


@pytest.mark.parametrize(
    "text", ["40", "4.3 million", "from 9:00 to 17:00", "12:00 on 3 May", "1,230.50", "may be", "", "the 5.40am train"]
)
def test_other_texts_have_no_time_of_day(text: str) -> None:
    assert clock_of(text) is None


@given(TIMES)
def test_the_clock_of_24_hours_is_that_of_12(time: tuple[int, int]) -> None:
    hour, minute = time
    half = "p.m." if hour >= 12 else "a.m."
    assert says_the_same(f"{hour:02}:{minute:02}", f"{(hour - 1) % 12 + 1}.{minute:02} {half}")
    assert not says_the_same(f"{hour:02}:{minute:02}", f"{(hour - 1) % 12 + 1}.{(minute + 1) % 60:02} {half}")


@given(st.sampled_from(HOURS), st.sampled_from(["five", "ten", "a quarter", "twenty", "twenty-five"]))
def test_minutes_to_an_hour_are_the_rest_past_the_hour_before(hour: str, minutes: str) -> None:
    count = {"five": 5, "ten": 10, "a quarter": 15, "twenty": 20, "twenty-five": 25}[minutes]
    before = HOURS.index(hour) or 12
    assert says_the_same(f"{minutes} to {hour}", f"{before}:{60 - count}")
    assert says_the_same(f"{minutes} past {hour}", f"{HOURS.index(hour) + 1}:{count:02}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("48 hours", "two days"),
        ("18 months", "one and a half years"),
        ("24 months", "two years"),
        ("one week", "7 days"),
    ],
)
def test_one_duration_in_two_units(one: str, other: str) -> None:
    assert says_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("50 hours", "two days"), ("five years", "five hours"), ("30 days", "a month")]
)
def test_durations_that_differ(one: str, other: str) -> None:
    assert not says_the_same(one, other)
