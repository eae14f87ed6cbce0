"""Dates, counts and probabilities in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import QuestionError, parse_limit, plain_count
from rag.wording import parse_date, plain_confidence


@given(st.dates())
def test_a_date_is_read_as_it_is_written(date: dt.date) -> None:
    assert parse_date(date.isoformat()) == date


@pytest.mark.parametrize(
    "written", ["", "2024-02-30", "2024-1-5", "07/11/2024", "٢٠٢٤-١١-٠٧", "2024-11-07 ", "20241107"]
)
def test_anything_else_is_no_date(written: str) -> None:
    with pytest.raises(ValueError, match="is not a calendar date"):
        parse_date(written)
    with pytest.raises(QuestionError, match="From: "):
        parse_limit(written, "From")


def test_no_limit_is_no_date() -> None:
    assert parse_limit(None, "From") is None


@given(st.floats(0, 1))
def test_no_confidence_claims_certainty(confidence: float) -> None:
    words, _, percent = plain_confidence(confidence).partition(" · ")
    assert words
    assert 1 <= int(percent.removesuffix(" %")) <= 99


def test_counts() -> None:
    assert [plain_count(count, "article") for count in (0, 1, 2000)] == ["0 articles", "1 article", "2,000 articles"]
