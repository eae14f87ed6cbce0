"""The time that a question names, and what is no time: a table, and what must hold for any question."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.times.question import time_of

FRIDAY = dt.date(2025, 10, 31)
OPEN = "…"


def named(question: str, *, today: dt.date = FRIDAY, newest: dt.date = FRIDAY) -> str:
    """The words, and the dates that they mean."""
    found = time_of(question, today, newest)
    if found is None:
        return ""
    if found.since is None and found.until is None:
        return f"{found.words}: {'newest' if found.newest else 'oldest'}"
    kind = "as of" if found.as_of else "the last" if found.newest else ""
    return f"{found.words}: {kind or found.since or OPEN} {found.until or OPEN}"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # News of a day or week appears for a week more, of a month for two months more; none after today is needed.
        ("What did Corvan tell the exchange in August 2025?", "in August 2025: 2025-08-01 2025-11-01"),
        ("What happened in november 2024?", "in november 2024: 2024-11-01 2025-01-31"),
        ("In November 2024, who won the vote?", "In November 2024: 2024-11-01 2025-01-31"),
        ("Who met Trump on 6 November 2024?", "on 6 November 2024: 2024-11-06 2024-11-13"),
        ("Who resigned last week?", "last week: 2025-10-20 2025-10-31"),
        ("Who resigned last Wednesday?", "last Wednesday: 2025-10-29 2025-10-31"),
        ("Who resigned on Wednesday?", "on Wednesday: 2025-10-29 2025-10-31"),
        ("Who resigned the week before last?", "the week before last: 2025-10-13 2025-10-26"),
        ("Who was shot three days ago?", "three days ago: 2025-10-28 2025-10-31"),
        ("Who spoke yesterday?", "yesterday: 2025-10-30 2025-10-31"),
        ("What did Putin say today?", "today: 2025-10-31 2025-10-31"),
        ("How much had been raised by this week?", "by this week: the last 2025-10-31"),
        (
            "What was said between 2024-11-06 and 2024-11-08?",
            "between 2024-11-06 and 2024-11-08: 2024-11-06 2024-11-15",
        ),
        ("What has happened since 7 March 2025?", f"since 7 March 2025: 2025-03-07 {OPEN}"),
        ("Who led the polls before 7 November 2024?", "before 7 November 2024: the last 2024-11-06"),
        ("As of 2024-11-07, who is president?", "As of 2024-11-07: as of 2024-11-07"),
        ("How many had died as of 7 March?", "as of 7 March: as of 2025-03-07"),
        # A year behind the month counts, whatever stands before the month.
        ("As of early September 2024, who led?", "As of early September 2024: as of 2024-09-30"),
        ("Who has led since early October 2023?", f"since early October 2023: 2023-10-01 {OPEN}"),
        ("What shut in the first week of March 2020?", "in the first week of March 2020: 2020-03-02 2020-03-15"),
        (
            "What fell between late October and early November 2023?",
            "between late October and early November 2023: 2023-10-01 2023-12-07",
        ),
        ("As of the end of September 2024, who led?", "As of the end of September 2024: as of 2024-09-30"),
        ("What happened at the end of September 2024?", "at the end of September 2024: 2024-09-01 2024-12-01"),
        ("How many were missing as of yesterday?", "as of yesterday: as of 2025-10-30"),
        ("How many are missing as of this morning?", "as of this morning: as of 2025-10-31"),
        ("How many are missing as of today?", "as of today: newest"),
        # The date of a thing since which something goes on.
        ("How many have died since the attack on 7 October 2023?", f"on 7 October 2023: 2023-10-07 {OPEN}"),
        ("How many have died since the attacks of 7 October 2023?", f"7 October 2023: 2023-10-07 {OPEN}"),
        ("Who has led since the election in July 2024?", f"in July 2024: 2024-07-01 {OPEN}"),
        ("Who was jailed for the fire on 14 June 2017?", f"on 14 June 2017: 2017-06-14 {OPEN}"),
        ("What did he say about the merger in August 2025?", "in August 2025: 2025-08-01 2025-11-01"),
        ("Who paid for the house in August 2025?", "in August 2025: 2025-08-01 2025-11-01"),
        # Words of what is to come, in a question of what was.
        ("Why were flights cancelled due to snow last week?", "last week: 2025-10-20 2025-10-31"),
        ("What did Trump announce last week about plans for Gaza?", "last week: 2025-10-20 2025-10-31"),
        ("Who planned the raid three days ago?", "three days ago: 2025-10-28 2025-10-31"),
        ("What did Starmer announce at the weekend?", "at the weekend: 2025-10-25 2025-10-31"),
        ("What is the latest inflation figure?", "the latest: newest"),
        ("Who was most recently convicted?", "most recently: newest"),
        ("How many watched Rovers’ most recent match?", "most recent: newest"),
        ("Who has resigned recently?", "recently: newest"),
        ("Who chairs the inquiry now?", "now: newest"),
        ("Who currently leads the league?", "currently: newest"),
        ("Who is the club's current manager?", "current: newest"),
        ("How many are missing so far?", "so far: newest"),
        ("What was the initial death toll?", "initial: oldest"),
        ("Where was the summit originally to be held?", "originally: oldest"),
        ("How many were first reported missing?", "first: oldest"),
        ("What was the first estimate of the cost?", "first: oldest"),
        # What had become so by a day, the last report up to then knows best.
        ("How many had died by 12 April 2025?", "by 12 April 2025: the last 2025-04-12"),
        ("How many had been found by the end of last month?", "by the end of last month: the last 2025-09-30"),
        ("Who led until June 2025?", "until June 2025: the last 2025-06-30"),
        # A month or day without a year is the last one that there can be articles of.
        ("What was inflation in June?", "in June: 2025-06-01 2025-08-31"),
        ("What was inflation in December?", "in December: 2024-12-01 2025-03-03"),
        ("Who resigned in early May?", "in early May: 2025-05-01 2025-08-01"),
        ("Against whom did Rovers play on November 16?", "on November 16: 2024-11-16 2024-11-23"),
        # Years, and parts of them.
        ("Who won the marathon in 2016?", "in 2016: 2016-01-01 2017-06-29"),
        ("Who was mayor last year?", "last year: 2024-01-01 2025-06-29"),
        ("Who has resigned this year?", "this year: 2025-01-01 2025-10-31"),
        ("What did the bank do in late 2024?", "in late 2024: 2024-09-01 2025-01-07"),
        ("How many cars were sold in Q3 2024?", "in Q3 2024: 2024-07-01 2024-10-07"),
        ("How many were sold in the second half of 2024?", "in the second half of 2024: 2024-07-01 2025-01-07"),
        ("Who has died in the past week?", "in the past week: 2025-10-24 2025-10-31"),
        ("Who died over the last three months?", "over the last three months: 2025-07-31 2025-10-31"),
        ("Who resigned a few days ago?", "a few days ago: 2025-10-23 2025-10-31"),
        ("Who spoke on 25/05/2025?", "on 25/05/2025: 2025-05-25 2025-06-01"),
        ("Who spoke on 5/25/2025?", "on 5/25/2025: 2025-05-25 2025-06-01"),
    ],
)
def test_time_is_understood(question: str, expected: str) -> None:
    assert named(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2016 election?",  # its articles are of other years too
        "Who has led since 2016?",
        "How many have died since the war in 2016?",
        "Who spoke at Expo 2025?",
        "What does Agenda 2030 say?",
        "What did the 2024 budget say?",
        "Who spoke on 03/05/2025?",  # in March or in May
        "Who ruled before the election?",  # on which day that was, the articles know
        "What did the current mayor say?",  # then, maybe
        "Who was mayor until now?",
        "Who sang in Apocalypse Now?",
        "What is the current account deficit?",
        "How strong is the current in the strait?",
        "Who was the first woman on the moon?",
        "Who got there first?",
        "When was the initial public offering?",
        "What happened in the 7 October 2023 attacks?",
        "What came of the events of 5 November 2024?",
        "What did last week's vote decide?",
        "What did he say two days after the vote?",
        "What will open on 30 October 2025?",  # foretold by older articles
        "What is planned for next week?",
        "Who is due to speak on Tuesday?",
        "What is due to open this week?",
        "How many have died since the attack on 7 October?",  # of which year
        "What do the youth of today read?",
        "Who spoke at the November 2024 summit?",
        "Whose wall can be seen even today?",
        "How much is it worth today?",
        "When is it due at the latest?",
        "Who may resign?",
        "What does the Sunday Times say?",
        "How are you today?",
        "Who was elected on 5 November 2029?",
    ],
)
def test_what_is_no_time_is_left_alone(question: str) -> None:
    assert named(question) == ""


def test_today_is_no_time_of_an_archive_that_ends_before() -> None:
    assert named("What did Putin say today?", newest=dt.date(2024, 11, 7)) == ""


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Who resigned over the ferry last week?", "Who resigned over the ferry?"),
        ("Last week, who resigned over the ferry?", "Who resigned over the ferry?"),
        ("How high was inflation last month?", "How high was inflation in September?"),
        ("What did Starmer announce at the weekend?", "What did Starmer announce?"),
        ("As of early September 2024, who led the polls?", "Who led the polls?"),
        ("What happened last week?", "What happened last week?"),  # nothing would be left to search for
        ("What is the latest inflation figure?", "What is the inflation figure?"),
        ("What is the latest on the ferry?", "What is the latest on the ferry?"),
        ("Who watched Rovers’ most recent match?", "Who watched Rovers’ match?"),
        ("How high is inflation in Velmor now?", "How high is inflation in Velmor?"),
        ("Who is the current champion?", "Who is the champion?"),
        ("How many sailors had drowned by last Monday?", "How many sailors had drowned?"),
        ("How much beer was sold last year?", "How much beer was sold last year?"),  # so annual figures are told
        ("What was the initial death toll?", "What was the initial death toll?"),
        # The article may name a date that has its year: it stays.
        ("What did Corvan say in August 2025?", "What did Corvan say in August 2025?"),
    ],
)
def test_words_that_no_article_has_are_not_searched_for(question: str, rest: str) -> None:
    found = time_of(question, FRIDAY, FRIDAY)
    assert found is not None
    assert found.rest == rest


def test_a_date_with_its_year_may_be_left_out_too() -> None:
    found = time_of("What did Corvan buy in August 2025?", FRIDAY, FRIDAY)
    assert found is not None
    assert found.bare == "What did Corvan buy?"
    assert found.about is not None
    assert (found.about.first, found.about.last) == (dt.date(2025, 8, 1), dt.date(2025, 8, 31))


def test_a_pair_may_end_in_a_year() -> None:
    found = time_of("What happened in Kyiv from November 2023 to early 2024?", FRIDAY, FRIDAY)
    assert found is not None
    assert found.since == dt.date(2023, 11, 1)
    assert found.until is not None
    assert found.until >= dt.date(2024, 3, 31)


FRAGMENTS = (
    "last week|on 2024-11-07|in|before|since|as of|between|and|the latest|November 2024|yesterday|31 May 2024|?|'s|to"
    "|last month|to early 2024|late 2023|and last year|this weekend|9999 years ago|on Monday|Who resigned|, |the end of"
).split("|")


@settings(max_examples=150)
@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(FRAGMENTS), max_size=8).map(" ".join)),
    st.dates(),
    st.dates(),
)
def test_any_question_has_a_time_in_order_or_none(question: str, today: dt.date, newest: dt.date) -> None:
    found = time_of(question, today, newest)
    if found is None:
        return
    assert found.words
    assert found.words in question
    assert found.rest.strip() or not question.strip()
    assert found.newest or found.oldest or found.since is not None or found.until is not None
    if found.since is not None and found.until is not None:
        assert found.since <= found.until
