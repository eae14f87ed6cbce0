"""What readers say of answers becomes a questions file that `ibid eval` takes, whatever they say."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from eval.corpus import library_corpus
from eval.dataset import load_questions
from eval.lint import check_task
from eval.run import evaluate
from eval.squad import load_task
from rag import Library, QuestionError, StorageError
from tests.fakes import PhraseReader
from ui import feedback
from ui.api import make_api
from ui.feedback import FILE, count_lines, identify, make_line, save_line
from ui.guard import Guard

TEXT = "A ferry 🚢\n\nThe ferry Aurora sails at noon with 120 passengers.\r\nShe is back at noon.\n"
QUESTION = "When does the ferry sail?"


@pytest.fixture
def ferry(library: Library, reader: PhraseReader, tmp_path: Path) -> Library:
    (tmp_path / "ferry.txt").write_bytes(TEXT.encode())
    (tmp_path / "barley.txt").write_text("Barley\n\nFarmers in Veldt harvested barley.\n")
    library.add([tmp_path / "ferry.txt", tmp_path / "barley.txt"])
    reader.phrases = {QUESTION: {"Aurora": 9.0}}
    return library


def client_of(library: Library, *, may_change: bool = True) -> TestClient:
    return TestClient(Guard(make_api(library, may_change=may_change), "127.0.0.1"), base_url="http://127.0.0.1:7860")


@pytest.fixture
def client(ferry: Library) -> Iterator[TestClient]:
    with client_of(ferry) as client:
        yield client


def article_id(library: Library, headline: str) -> str:
    return next(one.id for one in library.articles() if one.headline.startswith(headline))


def judge(client: TestClient, **body: Any) -> Any:
    return client.post("/quality/feedback", json={"question": QUESTION, **body}).json()


def test_what_is_said_is_a_questions_file(client: TestClient, ferry: Library) -> None:
    id_ = article_id(ferry, "A ferry")
    start = TEXT.index("120 passengers")
    marked = {"verdict": "marked", "article_id": id_, "start": start, "end": start + 14, "answer": "120 passengers"}
    reply = judge(client, question="How many passengers?", **marked)
    path = ferry.folder / FILE
    assert reply["told"].startswith(f"Saved: “120 passengers” in ferry.txt. 1 question in {path}")
    assert reply["command"] == f"ibid eval {path} --library {ferry.folder}"
    judge(client, verdict="typed", answer=" AT  noon")
    judge(client, question="Who owns the ferry?", verdict="none")
    at = TEXT.index("Aurora")
    judge(client, question="What is she called?", verdict="right", article_id=id_, start=at, end=at + 6)
    known = {one.question: one for one in load_questions(path)}
    assert (known["How many passengers?"].answers, known["How many passengers?"].start) == (("120 passengers",), start)
    assert known[QUESTION].answers == ("at noon",)
    assert known[QUESTION].also == ("ferry.txt",)  # it stands there twice
    assert known["What is she called?"].answers == ("Aurora",)
    assert known["Who owns the ferry?"].kind == "unanswerable"
    task = load_task(path, articles=None, paragraphs=ferry.folder / "none")
    assert [one.flaw.value for one in check_task(task, library_corpus(ferry), [])] == []
    verdicts = {one.question.question: one for one in evaluate(ferry, task).verdicts}
    assert verdicts[QUESTION].blame is not None
    assert len(verdicts[QUESTION].gold) == 2
    assert "4 questions in" in client.get("/quality/").text


def test_what_was_said_last_of_a_question_holds(client: TestClient, ferry: Library) -> None:
    path = ferry.folder / FILE
    path.write_text('not ours\n{"id": "mine"}\n[1]')
    judge(client, verdict="none")
    reply = judge(client, question=f"  {QUESTION.upper()} ", verdict="typed", answer="noon")
    assert "4 questions" in reply["told"]
    lines = path.read_text().splitlines()
    assert lines[:3] == ["not ours", '{"id": "mine"}', "[1]"]
    (own,) = map(json.loads, lines[3:])
    assert own["kind"] == "answerable"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"verdict": "typed", "answer": "midnight"}, "“midnight” stands in no article"),
        ({"verdict": "typed", "answer": "oon"}, "stands in no article"),
        ({"verdict": "typed", "answer": " "}, "no answer is given"),
        ({"verdict": "marked"}, "nothing is marked"),
        ({"verdict": "marked", "article_id": "ffff"}, "no article"),
        ({"verdict": "none", "question": " "}, "the question has 0 characters"),
        ({"verdict": "none", "question": "x" * 1001}, "the question has 1,001 characters"),
        ({"verdict": "perhaps"}, "verdict: "),
    ],
)
def test_what_cannot_be_kept_is_a_sentence(client: TestClient, ferry: Library, body: Any, told: str) -> None:
    assert told in judge(client, **body)["error"]
    assert not (ferry.folder / FILE).exists()


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 2), (5, 4), (0, 10_000), (9, 11)])
def test_a_place_outside_the_text_or_of_blanks_is_refused(
    client: TestClient, ferry: Library, start: int, end: int
) -> None:
    body = {"verdict": "right", "article_id": article_id(ferry, "A ferry"), "start": start, "end": end}
    assert "nothing is marked" in judge(client, **body)["error"]


def test_a_text_that_does_not_stand_there_is_refused(client: TestClient, ferry: Library) -> None:
    # Counted in UTF-16, as a browser does: one too far behind the ship.
    start = TEXT.index("noon") + 1
    body = {"verdict": "marked", "article_id": article_id(ferry, "A ferry"), "start": start, "end": start + 4}
    assert "does not read so there" in judge(client, **body, answer="noon")["error"]


def test_half_of_a_surrogate_pair_is_refused(client: TestClient, ferry: Library) -> None:
    content = b'{"verdict": "none", "question": "\\ud800"}'
    reply = client.post("/quality/feedback", content=content, headers={"Content-Type": "application/json"})
    assert "half of a surrogate pair" in reply.json()["error"]
    assert count_lines(ferry.folder) == 0


def test_a_page_that_may_not_change_the_library_takes_no_judgement(ferry: Library) -> None:
    with client_of(ferry, may_change=False) as client:
        assert client.get("/quality/dialog").text == ""
        reply = client.post("/quality/feedback", json={"question": QUESTION, "verdict": "none"})
        assert (reply.status_code, "may not change the library" in reply.json()["error"]) == (403, True)
    assert not (ferry.folder / FILE).exists()


def test_an_article_that_shares_its_files_name_is_named_by_its_id(
    client: TestClient, ferry: Library, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("headline,text\nA tram,The tram stops at Olm.\nA bus,The bus stops at Ede.\n")
    ferry.add([tmp_path / "table.csv"])
    id_ = article_id(ferry, "A tram")
    judge(client, verdict="typed", answer="Olm", article_id=id_)
    (known,) = load_questions(ferry.folder / FILE)
    assert known.article == id_
    task = load_task(ferry.folder / FILE, articles=None, paragraphs=tmp_path / "none")
    (verdict,) = evaluate(ferry, task).verdicts
    assert verdict.gold[0].text == "Olm"


def test_the_open_article_is_looked_through_first(client: TestClient, ferry: Library, tmp_path: Path) -> None:
    (tmp_path / "later.txt").write_text("Later\n\nThe ferry sails later, at noon.\n")
    ferry.add([tmp_path / "later.txt"])
    for name, headline in (("later.txt", "Later"), ("ferry.txt", "A ferry")):
        reply = judge(client, verdict="typed", answer="at noon", article_id=article_id(ferry, headline))
        assert f"in {name}." in reply["told"]


def test_many_readers_at_once_lose_nothing(tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=save_line, args=(tmp_path, make_line(f"question {number}", None)))
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.question for one in load_questions(tmp_path / FILE)} == {f"question {number}" for number in range(20)}


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_line(tmp_path, make_line("one", None))
    before = (tmp_path / FILE).read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(feedback.os, "fsync", full)
    with pytest.raises(StorageError, match="No space left on device"):
        save_line(tmp_path, make_line("two", None))
    assert (tmp_path / FILE).read_bytes() == before
    assert count_lines(tmp_path) == 1
    assert not list(tmp_path.glob(f".{FILE}*"))


@settings(max_examples=40)
@given(text=st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])), data=st.data())
def test_any_question_and_any_answer_come_back(
    text: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    article: Any = SimpleNamespace(text=text)
    try:
        place = feedback.check_marked(article, start, end, text[start:end])
    except QuestionError:
        assert not text[start:end].strip()
        return
    folder = tmp_path_factory.mktemp("kept")
    question = data.draw(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])).filter(str.strip))
    save_line(folder, make_line(question, place, "a.txt"))
    (known,) = load_questions(folder / FILE)
    assert (known.id, known.question) == (identify(question), question)
    assert (known.answers, known.start) == ((text[start:end],), start)
