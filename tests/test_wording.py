"""Dates, counts and probabilities in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import QuestionError, is_limited, parse_limit, plain_agreement, plain_count
from rag.datatypes import Agreement, Answer, AppliedTime
from rag.evidence.agreement.groups import group
from rag.text.wording import parse_date, plain_confidence
from tests.test_groups import quotation


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


def test_how_answers_stand_to_each_other() -> None:
    said = quotation("9", "a", day=1)
    for other, told in (
        (quotation("12", "b", day=3), "The articles differ: 2 answers, the newest first"),
        (quotation("12", "b", day=1), "The articles differ: 2 answers"),
        (quotation("12", "a", day=1), "The article tells it differently in places: 2 answers"),
    ):
        groups = tuple(group([said, other], lambda id_: id_))
        answer = Answer("How many?", said, (other,), 0.8, 0.5, groups=groups, agreement=Agreement.DIFFER)
        assert plain_agreement(answer) == told
    taken_back = replace(answer, groups=(groups[0], replace(groups[1], taken_back=True)))
    both = replace(answer, groups=(replace(groups[0], independent=2),), agreement=Agreement.AGREE)
    assert plain_agreement(both) == "2 independent articles say so"
    assert (
        plain_agreement(replace(both, note="This sentence tells of an accusation.")) == "2 independent articles have it"
    )
    assert plain_agreement(taken_back) == "1 answer, and 1 that an article takes back"
    three = replace(answer, groups=(*groups, replace(groups[1], taken_back=True)))
    assert plain_agreement(three).endswith(": 2 answers; 1 more that an article takes back")
    assert plain_agreement(replace(answer, agreement=Agreement.SEVERAL)) == "2 answers; there may be more"


def test_answers_are_limited_by_dates_and_outlets() -> None:
    answer = Answer("How many?", None, (), 0.0, 0.5)
    assert not is_limited(answer)
    assert not is_limited(replace(answer, time=AppliedTime("How many?")))
    assert is_limited(replace(answer, time=AppliedTime("How many?", since=dt.date(2025, 1, 1))))
    assert is_limited(replace(answer, outlets=("Post",)))


def test_counts() -> None:
    assert [plain_count(count, "article") for count in (0, 1, 2000)] == ["0 articles", "1 article", "2,000 articles"]
