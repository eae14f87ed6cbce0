"""A question with a time, asked of a library, the terminal and the API."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag import Agreement, Answer, Library, QuestionError, Silence, answer_to_json
from rag.commands.answer import print_answer
from rag.comparer import ModelComparer, Relation
from tests.fakes import PhraseReader, write_articles
from ui.answer import render_answer
from ui.api import make_api
from ui.query import Query

PLACES = "Which town counted visitors?"


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    """Articles about Place0, Place1 and Place2, of the first days of 2024, and one without a date."""
    paths = write_articles(tmp_path / "articles", 3)
    undated = tmp_path / "articles" / "undated.txt"
    undated.write_text("A town\n\nThe town of Place7 counted visitors too.", encoding="utf-8")
    library.add([*paths, undated])
    return library


def days(answer: Answer) -> set[int | None]:
    return {hit.date.day if hit.date is not None else None for hit in answer.hits}


def test_as_of_a_day_nothing_newer_is_known(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {PLACES: {"Place2": 40.0, "Place0": 10.0}}
    (quotation,) = [filled.ask(PLACES).quotation]
    assert quotation is not None
    assert quotation.text == "Place2"
    answer = filled.ask(PLACES, as_of=dt.date(2024, 1, 2))
    assert days(answer) == {1, 2}
    assert answer.quotation is not None
    assert answer.quotation.text == "Place0"
    assert answer.time is not None
    assert (answer.time.as_of, answer.time.undated) == (dt.date(2024, 1, 2), 1)


def test_a_time_in_the_question_limits_it_until_it_is_asked_without(filled: Library, reader: PhraseReader) -> None:
    asked = "Which town counted visitors on 3 January 2024?"
    reader.phrases = {asked: {"Place0": 40.0, "Place2": 10.0}}
    answer = filled.ask(asked)
    assert days(answer) == {3}
    assert answer.quotation is not None
    assert answer.quotation.text == "Place2"
    assert answer.time is not None
    assert answer.time.words == "on 3 January 2024"
    without = filled.ask(asked, any_date=True)
    assert without.time is None
    assert days(without) == {None, 1, 2, 3}
    assert without.quotation is not None
    assert without.quotation.text == "Place0"


def test_other_articles_are_asked_when_those_of_the_time_are_silent(filled: Library, reader: PhraseReader) -> None:
    asked = "Which town counted visitors yesterday?"
    reader.phrases = {
        asked: {"Place0": 60.0, "Place7": 40.0}
    }  # what is asked of the day itself has lost its "yesterday"
    answer = filled.ask(asked, today=dt.date(2024, 1, 4))
    assert reader.asked[0] == PLACES
    assert answer.quotation is not None
    assert answer.quotation.text == "Place7"  # an article of two days before cannot tell of it
    assert answer.understood == asked
    assert answer.time is not None
    assert answer.time.widened


def test_a_date_that_no_article_writes_is_left_out(filled: Library, reader: PhraseReader) -> None:
    asked = "Which town counted visitors on 3 January 2024?"
    reader.phrases = {PLACES: {"Place2": 40.0, "Place0": 40.0}}
    answer = filled.ask(asked)
    assert answer.quotation is not None
    assert answer.quotation.text == "Place2"
    assert (answer.understood, answer.time and answer.time.sought) == (asked, PLACES)
    assert answer.threshold == filled.ask(PLACES).threshold


def test_the_latest_is_the_newest_of_answers_that_differ(
    filled: Library, reader: PhraseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ModelComparer, "compare", lambda self, question, pairs: [Relation(0.02, 0.95)] * len(pairs))
    plain = "How many visitors did the town count in week 2?"
    latest = "How many visitors did the town most recently count in week 2?"
    reader.phrases = {asked: {"102": 40.0, "202": 39.0} for asked in (plain, latest)}
    both = filled.ask(plain)
    assert both.agreement is Agreement.DIFFER
    assert [group.quotations[0].text for group in both.groups] == ["202", "102"]
    answer = filled.ask(latest)
    assert answer.agreement is Agreement.ALONE
    assert [group.quotations[0].text for group in answer.groups] == ["202"]
    assert "102" in [one.text for one in answer.candidates]
    assert len(answer.read) == len(answer.hits)  # the newest may stand last
    assert all(check.holds for check in filled.verify(json.dumps(answer_to_json(answer))))


@pytest.mark.parametrize(
    ("asked", "sought", "expected"),
    [
        ("Which town most recently counted visitors?", "", "Place2"),
        ("Which town counts visitors now?", "Which town counts visitors?", "Place2"),
        ("Which town initially counted visitors?", "", "Place0"),
    ],
)
def test_the_newest_and_the_first_are_searched_for(
    filled: Library, reader: PhraseReader, asked: str, sought: str, expected: str
) -> None:
    reader.phrases = {sought or asked: {"Place1": 40.0, "Place2": 12.0, "Place0": 12.0}}
    answer = filled.ask(asked)
    assert answer.quotation is not None
    assert answer.quotation.text == expected
    assert answer.understood == asked


def test_what_a_newer_article_nearly_answers_is_not_told_as_the_newest(filled: Library, reader: PhraseReader) -> None:
    asked = "Which town most recently counted visitors?"
    reader.phrases = {asked: {"Place1": 40.0, "Place2": 0.5}}
    sure = filled.ask(asked)
    assert sure.quotation is not None
    unsure = filled.ask(asked, since=dt.date(2024, 1, 3), min_confidence=0.0)
    assert unsure.quotation is not None
    bar = 1.5 * unsure.quotation.confidence
    answer = filled.ask(asked, min_confidence=bar)
    assert answer.quotation is None
    assert answer.candidates[0].text == "Place2"


def test_what_became_of_the_time_is_shown_everywhere(
    filled: Library, reader: PhraseReader, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = "Which town counted visitors on 3 January 2024?"
    reader.phrases = {asked: {"Place2": 40.0}}
    answer = filled.ask(asked)
    print_answer(answer)
    shown = (
        "Only articles of 3 to 10 January 2024 (“on 3 January 2024”, with later reports of it); "
        "1 article without a date left out"
    )
    in_lines = shown.replace("; ", ".\n")
    assert f"{in_lines}.\nTo ask without that time, add --any-date.\n" in capsys.readouterr().out
    assert f"{shown}." in render_answer(answer, 1, Query(answer.question))
    assert answer_to_json(answer)["time"] == {
        "sought": asked,
        "since": "2024-01-03",
        "until": "2024-01-10",
        "as_of": None,
        "words": "on 3 January 2024",
        "named_since": "2024-01-03",
        "named_until": "2024-01-10",
        "newest": False,
        "oldest": False,
        "widened": False,
        "later": True,
        "undated": 1,
    }
    assert all(check.holds for check in filled.verify(json.dumps(answer_to_json(answer))))


def test_the_api_takes_the_day_and_asks_without_the_time(filled: Library, reader: PhraseReader) -> None:
    client = TestClient(make_api(filled, may_change=True))
    asked = {"question": "Which town counted visitors yesterday?", "today": "2024-01-03", "as_of": "2024-01-02"}
    found = client.post("/api/ask", json=asked).json()
    assert found["time"]["as_of"] == "2024-01-02"
    assert client.post("/api/ask", json={**asked, "as_of": None, "any_date": True}).json()["time"] is None
    refused = client.post("/api/ask", json={**asked, "today": "yesterday"})
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("today: 'yesterday' is not a calendar date")


def test_a_silence_of_a_day_says_so(filled: Library) -> None:
    answer = filled.ask("Who?", as_of=dt.date(2020, 1, 1))
    assert answer.silence is Silence.NOTHING_RELEVANT
    with pytest.raises(QuestionError, match="is after"):
        filled.ask("Who?", since=dt.date(2021, 1, 1), as_of=dt.date(2020, 1, 1))
