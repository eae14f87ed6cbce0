"""Questions as links: what is written in one is what is asked."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import QuestionError
from ui.query import MAX_CHARS, Query, parse_query

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(str.strip).filter(bool)
DAYS = st.none() | st.dates(dt.date(1000, 1, 1))


@given(
    st.builds(
        Query, TEXTS, DAYS, DAYS, st.lists(TEXTS, unique=True, max_size=3).map(tuple), st.booleans(), st.booleans()
    )
)
def test_a_link_is_the_query(query: Query) -> None:
    assert parse_query(query.href) == query
    assert query.href.isascii()
    assert not set(query.href) & set(" \"'<>\n\r")


def test_what_a_browser_writes_is_read_too() -> None:
    assert parse_query("#ask?q=How+old+is+Putin%3F&from=2024-11-07&outlet=A%26B") == Query(
        "How old is Putin?", dt.date(2024, 11, 7), None, ("A&B",)
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("#ask?q=Who&from=2024-02-30", "From: '2024-02-30' is not a calendar date. Write it as 2024-11-07."),
        ("#ask?q=" + "x" * MAX_CHARS, "what is asked has 20,007 characters, the limit is 20,000. Shorten it."),
    ],
)
def test_what_cannot_be_asked_says_why(written: str, sentence: str) -> None:
    with pytest.raises(QuestionError) as caught:
        parse_query(written)
    assert str(caught.value) == sentence


def test_a_link_without_a_question_asks_nothing() -> None:
    assert parse_query("#ask?from=") == Query("")
