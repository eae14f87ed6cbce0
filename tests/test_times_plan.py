"""Which articles are asked for the time that a question names, in which order, and what is said of it."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.datatypes import AppliedTime, Dates, Precision
from rag.times.expressions import resolve_dates
from rag.times.periods import Period
from rag.times.plan import Limits, is_about, plain_time, plan_attempts

ARCHIVE = Dates(dt.date(2025, 8, 1), dt.date(2025, 10, 31), undated=2)
ASKED = dt.date(2025, 10, 31)


def day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def spans(question: str, limits: Limits, dates: Dates = ARCHIVE) -> list[tuple[str | None, str | None]]:
    return [
        (one.since and one.since.isoformat(), one.until and one.until.isoformat())
        for one in plan_attempts(question, limits, dates)
    ]


def said(question: str, limits: Limits, dates: Dates = ARCHIVE) -> list[tuple[str, ...]]:
    return [plain_time(one.time) if one.time else () for one in plan_attempts(question, limits, dates)]


def test_a_question_without_a_time_is_asked_of_all() -> None:
    assert spans("Who resigned?", Limits(today=ASKED)) == [(None, None)]
    assert said("Who resigned?", Limits(today=ASKED)) == [()]


def test_articles_of_the_time_come_first_and_the_others_are_not_lost() -> None:
    limits = Limits(today=ASKED)
    assert spans("Who resigned last week?", limits) == [("2025-10-20", "2025-10-31"), (None, None)]
    assert [one.question for one in plan_attempts("Who resigned at the port last week?", limits, ARCHIVE)] == [
        "Who resigned at the port?",
        "Who resigned at the port last week?",
    ]
    assert said("Who resigned last week?", limits) == [
        (
            "Only articles of 20 to 31 October 2025 (“last week”, with later reports of it)",
            "2 articles without a date left out",
        ),
        ("No article of 20 to 31 October 2025 (“last week”, with later reports of it) answers; other dates were read",),
    ]


def test_time_that_the_archive_has_no_articles_of_is_passed_over() -> None:
    # That is said; the year 1999 may stand in the text all the same.
    assert spans("Who resigned last week?", Limits(today=day("2026-11-23"))) == [(None, None)]
    assert (
        "No article of 16 to 23 November 2026" in said("Who resigned last week?", Limits(today=day("2026-11-23")))[0][0]
    )
    assert spans("What opened in May 1999?", Limits(today=ASKED)) == [(None, None)]
    assert said("What opened in May 1999?", Limits(today=ASKED)) == [
        (
            "No article of 1 May to 1 August 1999 (“in May 1999”, with later reports of it) answers; "
            "other dates were read",
        )
    ]
    # "As of" is a limit that its user relies on: that it could not be kept to is said.
    assert spans("How many were there as of May 1999?", Limits(today=ASKED)) == [(None, None)]
    assert said("How many were there as of May 1999?", Limits(today=ASKED)) == [
        ("No article up to 31 May 1999 (“as of May 1999”) answers; other dates were read",)
    ]


@pytest.mark.parametrize("dates", [Dates(), Dates(undated=9)])
def test_without_dated_articles_there_is_no_time(dates: Dates) -> None:
    assert said("Who resigned last week?", Limits(today=ASKED), dates) == [()]


def test_a_date_with_its_year_is_left_out_before_the_others_are_asked() -> None:
    attempts = plan_attempts("What did Corvan buy in August 2025?", Limits(today=ASKED), ARCHIVE)
    august = (day("2025-08-01"), day("2025-11-01"))
    assert [(one.question, one.since, one.until) for one in attempts] == [
        ("What did Corvan buy in August 2025?", *august),
        ("What did Corvan buy?", *august),
        ("What did Corvan buy in August 2025?", None, None),
    ]
    assert [one.is_bare for one in attempts] == [False, True, False]
    assert {one.about for one in attempts} == {Period(day("2025-08-01"), day("2025-08-31"), Precision.MONTH)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Corvan bought a mine.", None),
        ("Corvan bought a mine on Sunday.", True),
        ("Corvan, founded in July, bought a mine on Sunday.", True),
        ("Corvan bought a mine in July.", False),
        ("Corvan bought a mine, it said on Wednesday.", None),  # when that was said
        ("Corvan bought a mine, it said in a statement on Wednesday.", None),
        ("Corvan bought a mine on Wednesday.", False),
    ],
)
def test_a_sentence_of_another_time_does_not_answer(text: str, expected: bool | None) -> None:
    august = Period(day("2025-08-01"), day("2025-08-31"), Precision.MONTH)
    published = day("2025-08-31") if "Sunday" in text else day("2025-09-03")
    assert is_about(text, resolve_dates(text, published, 0, len(text)), august) is expected


def test_a_time_that_may_be_another_is_not_told_where_no_article_is_of_it() -> None:
    for question in ("Who won the marathon in 2016?", "What was inflation in February?"):
        assert spans(question, Limits(today=ASKED)) == [(None, None)]
        assert said(question, Limits(today=ASKED)) == [()]
    assert spans("What was inflation in August?", Limits(today=ASKED))[0] == ("2025-08-01", "2025-11-01")
    later = Limits(today=day("2027-01-01"))  # the last August of which there are articles
    assert spans("What was inflation in August?", later)[0] == ("2025-08-01", "2025-11-01")


def test_what_was_so_by_a_day_is_asked_of_the_last_article_before() -> None:
    first, *_, last = plan_attempts("How many had died by 12 September 2025?", Limits(today=ASKED), ARCHIVE)
    assert (first.since, first.until, first.time and first.time.newest) == (None, day("2025-09-12"), True)
    assert (last.since, last.until, last.time and last.time.newest) == (None, None, False)


def test_as_of_bounds_everything() -> None:
    limits = Limits(as_of=day("2025-09-10"))
    assert spans("Who resigned?", limits) == [(None, "2025-09-10")]
    assert spans("Who resigned last week?", limits) == [("2025-09-01", "2025-09-10"), (None, "2025-09-10")]
    assert spans("Who resigned?", Limits(until=day("2025-09-01"), as_of=day("2025-09-10"))) == [(None, "2025-09-01")]
    assert said("Who resigned?", limits) == [
        ("As of 10 September 2025: only articles up to 10 September 2025", "2 articles without a date left out")
    ]
    # In words it is as strict: what was known later is no answer.
    assert spans("Who had resigned as of 2025-09-10?", Limits(today=ASKED)) == [(None, "2025-09-10")]
    # What the words mean is not what the caller said.
    assert said("Who resigned in August 2025?", limits)[-1][0].startswith("As of 10 September 2025: only articles")


def test_limits_of_the_caller_hold_whatever_the_question_names() -> None:
    limits = Limits(day("2025-10-25"), day("2025-10-30"), today=ASKED)
    assert spans("Who resigned last week?", limits) == [("2025-10-25", "2025-10-30"), ("2025-10-25", "2025-10-30")]
    apart = Limits(until=day("2025-09-01"), today=ASKED)
    assert spans("Who resigned last week?", apart) == [(None, "2025-09-01")]


def test_any_date_asks_without_the_words() -> None:
    limits = Limits(since=day("2025-09-01"), today=ASKED, any_date=True)
    assert spans("Who resigned last week?", limits) == [("2025-09-01", None)]
    assert said("Who resigned last week?", limits) == [
        ("Only articles from 1 September 2025 on", "2 articles without a date left out")
    ]


def test_the_latest_is_a_preference_and_no_limit() -> None:
    (attempt,) = plan_attempts("What is the latest toll?", Limits(today=ASKED), ARCHIVE)
    assert (attempt.since, attempt.until, attempt.question) == (None, None, "What is the toll?")
    assert attempt.time is not None
    assert plain_time(attempt.time) == ("The newest of the likely answers (“the latest”)",)


def test_the_first_is_a_preference_too() -> None:
    as_asked, bare = plan_attempts("What was the initial toll?", Limits(today=ASKED), ARCHIVE)
    assert (as_asked.question, as_asked.is_bare) == ("What was the initial toll?", False)
    assert (bare.question, bare.is_bare) == ("What was the toll?", True)
    assert as_asked.time is not None
    assert plain_time(as_asked.time) == ("The oldest of the likely answers (“initial”)",)


def test_one_undated_article_is_one() -> None:
    time = AppliedTime("Who?", until=ASKED, undated=1)
    assert plain_time(time) == ("Only articles up to 31 October 2025", "1 article without a date left out")
