"""Relative dates in articles: a table of how news is written, and what must hold for any text."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import ResolvedDate
from rag.times.expressions import resolve_dates
from tests.conftest import ROOT

TABLE = ROOT / "tests" / "data" / "news_dates.tsv"
THURSDAY = dt.date(2024, 11, 7)
FRAGMENTS = (
    'on Thursday|last year|two days later|the next day|“|”|"|, he said on Monday|May 9|9–11 May|February 29|in March'
    "|9999 years ago|9999 months from now|since|will|the weekend|the second week of|November|2024-02-31|31 June 2024"
    "|on the 30th.|in 0012|12|\n|. |said|next|the year before last|Tuesday, March 5|yesterday|in three days’ time"
    "|later that year|in 2019|0 days ago|Late last week"
).split("|")
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join))
dates = st.dates()


def load_table() -> list[tuple[str, str, str]]:
    """Each row's article date, text and expected meanings."""
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            date, text, *meanings = line.split("\t")
            rows.append((date, text, meanings[0] if meanings else ""))
    return rows


def written(found: ResolvedDate) -> str:
    """A meaning in the table's notation."""
    first, last = found.first.isoformat(), found.last.isoformat()
    year, week, _ = found.first.isocalendar()
    short = {"day": first, "week": f"{year}-W{week:02}", "month": first[:7], "year": first[:4]}
    return f"{found.text}={short.get(found.precision, f'{first}/{last}')}"


def resolve_all(text: str, date: dt.date | None) -> tuple[ResolvedDate, ...]:
    return resolve_dates(text, date, 0, len(text))


@pytest.mark.parametrize(("date", "text", "meanings"), load_table())
def test_news_means_what_the_table_says(date: str, text: str, meanings: str) -> None:
    found = resolve_all(text, None if date == "-" else dt.date.fromisoformat(date))
    assert " ; ".join(map(written, found)) == meanings


def test_the_table_has_traps_and_enough_of_everything() -> None:
    rows = load_table()
    assert len(rows) >= 120
    assert sum(not meanings for _, _, meanings in rows) >= 40


@given(texts, dates)
@settings(max_examples=300, deadline=None)
def test_any_text_is_annotated_verbatim_in_order_and_always_the_same(text: str, date: dt.date) -> None:
    found = resolve_all(text, date)
    assert found == resolve_all(text, date)
    for one in found:
        assert text[one.start : one.end] == one.text != ""
        assert one.first <= one.last
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(texts, st.integers(-5, 250), st.integers(-5, 250))
@settings(max_examples=200, deadline=None)
def test_only_what_lies_within_the_offsets_is_annotated(text: str, start: int, end: int) -> None:
    assert all(start <= one.start < one.end <= end for one in resolve_dates(text, THURSDAY, start, end))


@pytest.mark.parametrize("date", [dt.date.min, dt.date.max])
def test_what_lies_outside_the_calendar_is_left_alone(date: dt.date) -> None:
    text = (
        "It fell last year, two weeks ago, last Monday, and will fall next year, on Friday and three months from now."
    )
    for one in resolve_all(text, date):
        assert dt.date.min <= one.first <= one.last <= dt.date.max
    assert resolve_all("The town was founded 9999 years ago.", THURSDAY) == ()


def test_the_sentence_before_lends_its_day_to_a_sentence_asked_for_alone() -> None:
    text = "Police found the car on Friday. It had been reported stolen two days earlier. Nobody was hurt."
    start = text.index("It had")
    (found,) = resolve_dates(text, THURSDAY, start, text.index(" Nobody"))
    assert (found.text, found.first) == ("two days earlier", dt.date(2024, 10, 30))


def test_a_speech_of_two_sentences_counts_from_the_day_that_follows_it() -> None:
    text = "“We lost. We start again tomorrow,” the coach said on Monday."
    (found,) = resolve_dates(text, THURSDAY, 0, text.index(" the coach"))
    assert (found.text, found.first) == ("tomorrow", dt.date(2024, 11, 5))


def test_the_next_day_counts_from_what_happened_and_not_from_when_it_was_told() -> None:
    told = "The fire of 7 October was caused by a charger, investigators said on Thursday."
    text = f"{told} She went to the doctor the next day."
    meant = resolve_dates(text, dt.date(2026, 10, 15), 0, len(text))
    assert [(one.text, one.first.day) for one in meant] == [("7 October", 7), ("Thursday", 15), ("the next day", 8)]
    alone = "Dorn would stay, she said on Tuesday. She resigned the next day."
    meant = resolve_dates(alone, dt.date(2026, 10, 15), 0, len(alone))
    assert [(one.text, one.first.day) for one in meant] == [("Tuesday", 13), ("the next day", 14)]
