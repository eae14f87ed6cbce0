"""What all systems are set: the same texts and offsets for all, and questions that any of them can be asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.peers.__main__ import choose
from eval.peers.tasks import ONE_IN, TEXTS, Chosen, prepare, read_task
from eval.peers.wire import read_articles
from rag import Settings, SourceError

ARTICLE = "Ada moves\r\n\r\nAda moved to Olm. Olm has a port.\n"
WHERE: dict[str, Any] = {
    "id": "q", "kind": "answerable", "question": "Where did Ada move?", "answers": ["Olm"], "article": "ada.txt",
    "start": 26, "also": [], "history": [],
}  # fmt: skip
NOWHERE = WHERE | {"id": "n", "kind": "unanswerable", "answers": [], "article": None, "start": None}


def own(folder: Path, *questions: dict[str, Any]) -> Chosen:
    articles = folder / "own"
    (articles / "wire").mkdir(parents=True)
    (articles / "ada.txt").write_bytes(f" date 2024-11-07 {ARTICLE}".encode())
    (articles / "wire" / "ada-again.txt").write_bytes(ARTICLE.encode())
    path = folder / "own.jsonl"
    path.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    return Chosen("own", "own", path, articles)


def scratch(folder: Path) -> Path:
    (folder / "out").mkdir()
    return folder / "out"


def squad(folder: Path, *, impossible: bool) -> Chosen:
    paragraphs = []
    for number in range(2 * ONE_IN):
        none = impossible and number == 0
        answers = [] if none else [{"text": "Olm", "answer_start": 13}]
        item = {"id": f"q{number}", "question": f"Where, in {number}?", "is_impossible": none, "answers": answers}
        paragraphs.append({"context": f"Ada moved to Olm in year {number}.", "qas": [item]})
    path = folder / "squad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    return Chosen("squad", "squad", path)


def test_all_read_the_same_text_and_places_are_places_in_it(tmp_path: Path) -> None:
    out = scratch(tmp_path)
    task = prepare(own(tmp_path, WHERE, NOWHERE), 10, Settings(), out)
    ((name, text),) = task.texts.items()  # the same text twice is one article
    assert text == ARTICLE
    assert read_articles(out / TEXTS) == task.texts
    where, nowhere = task.items
    assert [(place.article, text[place.start : place.end]) for place in where.places] == [(name, "Olm")]
    assert (nowhere.answers, nowhere.places) == ((), ())
    assert read_task(out) == task


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "followup", "history": [{"question": "Who?", "answer": "Ada"}]},
        {"history": [{"question": "Who?", "answer": "Ada"}]},
        {"as_of": "2024-11-08"},
        {"split": "dev"},
        {"type": "why", "behaviour": "quote"},
    ],
)
def test_questions_that_peers_cannot_be_asked_are_left_out(more: dict[str, Any], tmp_path: Path) -> None:
    chosen = own(tmp_path, WHERE | more, NOWHERE)
    assert [item.id for item in prepare(chosen, 10, Settings(), scratch(tmp_path)).items] == ["n"]


def test_a_task_without_any_that_can_be_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no question can be asked by itself"):
        prepare(own(tmp_path, WHERE | {"split": "dev"}), 10, Settings(), scratch(tmp_path))


def test_paragraphs_are_taken_out_where_every_question_has_an_answer(tmp_path: Path) -> None:
    task = prepare(squad(tmp_path, impossible=False), 100, Settings(), scratch(tmp_path))
    gone = [item for item in task.items if not item.answers]
    assert (len(gone), task.withheld, len(task.texts)) == (2, 2, 2 * ONE_IN - 2)
    texts = "".join(task.texts.values())
    assert all(f"year {item.id.removeprefix('q')}." not in texts for item in gone)
    assert all(f"year {item.id.removeprefix('q')}." in texts for item in task.items if item.answers)


def test_no_paragraph_is_taken_out_where_some_question_has_none(tmp_path: Path) -> None:
    task = prepare(squad(tmp_path, impossible=True), 3, Settings(), scratch(tmp_path))
    assert (task.withheld, len(task.texts), len(task.items)) == (0, 2 * ONE_IN, 3)


def test_the_seeds_are_always_asked_and_the_world_if_it_is_there() -> None:
    from argparse import Namespace

    names = [one.name for one in choose(Namespace(squad=None, distractors=(), own=None))]
    assert names[0] == "seeds"
    assert names[1:] in ([], ["world"])
