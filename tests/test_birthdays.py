"""Who was 52 in one article and 53 in a later one had a birthday; the articles do not differ."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.datatypes import Group
from rag.evidence.agreement.birthdays import last_birthday
from tests.test_groups import quotation


def aged(years: str, *days: str) -> Group:
    told = [replace(quotation(years, day), date=dt.date.fromisoformat(day)) for day in days]
    return Group(tuple(told), 0.8, len(told))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ((aged("52", "2025-10-20", "2025-11-21"), aged("53", "2025-12-19")), "53"),
        ((aged("53", "2025-12-19"), aged("52", "2025-10-20")), "53"),
        ((aged("41", "2022-03-01"), aged("44", "2025-06-01"), aged("45", "2026-01-01")), "45"),
        ((aged("41", "2025-10-15"), aged("44", "2025-10-16")), None),  # three years in a day
        ((aged("53", "2025-10-20"), aged("52", "2025-12-19")), None),  # younger
        ((aged("52", "2020-10-20"), aged("53", "2025-12-19")), None),  # too slow
        ((aged("52", "2025-10-20", "2025-12-20"), aged("53", "2025-12-19")), None),  # and back
        ((aged("52", "2025-10-20"),), None),
    ],
)
def test_time_alone_makes_ages_differ(groups: tuple[Group, ...], expected: str | None) -> None:
    found = last_birthday("How old is Ann Lee?", groups)
    assert (found and found.quotations[0].text) == expected
    assert last_birthday("How many boats were lost?", groups) is None


def test_without_a_day_nothing_is_known() -> None:
    undated = Group((replace(quotation("52"), date=None),), 0.8, 1)
    assert last_birthday("How old is Ann Lee?", (undated, aged("53", "2025-12-19"))) is None
