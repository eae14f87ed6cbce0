"""Training sets: what is taken from SQuAD's JSON, what is refused, and which paragraphs are kept for development."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.dataset import Kind, Place
from eval.squad import load_task
from rag.errors import SourceError
from rag.reader import train
from rag.reader.train.examples import (
    TrainingExample,
    consensus,
    find_sets,
    is_development,
    load_examples,
    write_slice,
)

CONTEXT = "The bridge “Leie” 🚀 cost 4.2 million euros and opened in March 2024."
RANGES = st.tuples(st.integers(0, 50), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def at(text: str) -> dict[str, Any]:
    return {"text": text, "answer_start": CONTEXT.index(text)}


def squad(*qas: dict[str, Any]) -> bytes:
    return json.dumps({"data": [{"title": "t", "paragraphs": [{"context": CONTEXT, "qas": list(qas)}]}]}).encode()


COST = {"id": "cost", "question": " What did it cost? ", "answers": [at("4.2 million euros"), at("4.2 million")]}
NONE = {"id": "none", "question": "Who paid?", "answers": [], "is_impossible": True}


# Sets


def test_questions_are_read_with_the_ranges_of_their_answers(tmp_path: Path) -> None:
    (tmp_path / "made-up.json").write_bytes(squad(COST, NONE))
    cost, none = load_examples(tmp_path / "made-up.json")
    assert (cost.id, cost.source, cost.question, cost.context) == ("cost", "made-up", "What did it cost?", CONTEXT)
    assert [CONTEXT[start:end] for start, end in cost.answers] == ["4.2 million euros", "4.2 million"]
    assert (none.answers, none.gold) == ((), None)


def test_a_compressed_set_is_the_same_set(tmp_path: Path) -> None:
    (tmp_path / "set.json").write_bytes(squad(COST, NONE))
    (tmp_path / "zipped").mkdir()
    (tmp_path / "zipped" / "set.json.gz").write_bytes(gzip.compress(squad(COST, NONE)))
    assert load_examples(tmp_path / "zipped" / "set.json.gz") == load_examples(tmp_path / "set.json")


def test_answers_that_are_not_where_they_are_said_to_be_are_left_out(tmp_path: Path) -> None:
    moved = {"text": "4.2 million", "answer_start": 3}
    blank = {"text": " ", "answer_start": CONTEXT.index(" ")}
    partly = {"id": "partly", "question": "Cost?", "answers": [moved, at("4.2 million")]}
    wholly = {"id": "wholly", "question": "Cost?", "answers": [moved, blank]}
    (tmp_path / "set.json").write_bytes(squad(partly, wholly))
    (example,) = load_examples(tmp_path / "set.json")
    assert (example.id, len(example.answers)) == ("partly", 1)


BROKEN = {
    "empty": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "no data": b"{}",
    "data is a number": b'{"data": 1}',
    "no context": b'{"data": [{"paragraphs": [{"qas": []}]}]}',
    "answers are null": squad({"id": "a", "question": "b", "answers": None}),
    "question is a number": squad({"id": "a", "question": 1, "answers": []}),
    "context is a number": squad(COST).replace(json.dumps(CONTEXT).encode(), b"5"),
    "no UTF-8": b'{"data": "\xff"}',
    "nested beyond measure": b"[" * 200_000,
    "compressed and cut off": gzip.compress(squad(COST))[:-20],
    "compressed and damaged": gzip.compress(squad(COST))[:30] + b"\0" * 60,
    "compressed in its first bytes only": b"\x1f\x8b" + b"x" * 40,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_set_is_a_source_error_of_one_line_that_names_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.json"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=str(path)) as caught:
        load_examples(path)
    assert "\n" not in str(caught.value)


def test_a_missing_set_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        load_examples(tmp_path / "gone.json")


def test_sets_for_development_are_never_found(tmp_path: Path) -> None:
    for name in ("b.json.gz", "a.json", "dev-a.json", "dev-b.json.gz", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in find_sets(tmp_path)] == ["a.json", "b.json.gz"]


@pytest.mark.parametrize("name", ["", "gone"])
def test_a_folder_without_sets_is_a_source_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "dev-only.json").write_bytes(b"")
    with pytest.raises(SourceError, match="no training sets"):
        find_sets(tmp_path / name)


# Gold


@pytest.mark.parametrize(
    ("answers", "best"),
    [
        ([(3, 9)], (3, 9)),
        ([(0, 4), (10, 20), (10, 21)], (10, 20)),
        ([(0, 10), (0, 10), (0, 30)], (0, 10)),
        ([(5, 6), (7, 8)], (5, 6)),  # nothing shared: the first
    ],
)
def test_gold_is_the_answer_that_agrees_most_with_the_others(
    answers: list[tuple[int, int]], best: tuple[int, int]
) -> None:
    assert consensus(answers) == best
    assert TrainingExample("a", "s", "Q?", "x" * 99, tuple(answers)).gold == best


@given(st.lists(RANGES, min_size=1, max_size=5))
def test_consensus_is_one_of_the_answers_and_has_the_highest_overlap(answers: list[tuple[int, int]]) -> None:
    def agreement(one: tuple[int, int]) -> float:
        chars = [set(range(*other)) for other in answers]
        mine = set(range(*one))
        return sum(2 * len(mine & other) / (len(mine) + len(other)) for other in chars)

    assert consensus(answers) in answers
    assert agreement(consensus(answers)) >= max(map(agreement, answers)) - 1e-9


# Development


def test_the_development_slice_is_about_its_share_of_all_paragraphs() -> None:
    texts = [f"Paragraph {number} of many." for number in range(5000)]
    assert sum(is_development(text, 0.1) for text in texts) == pytest.approx(500, abs=100)
    assert not any(is_development(text, 0.0) for text in texts)
    assert all(is_development(text, 1.0) for text in texts)


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_a_paragraph_is_on_the_same_side_in_every_set_and_a_larger_share_keeps_it(
    text: str, one: float, other: float
) -> None:
    assert is_development(text, one) == is_development(f" {text}\n", one)
    assert is_development(text, max(one, other)) or not is_development(text, min(one, other))


def test_a_slice_is_a_task_for_the_evaluation(tmp_path: Path) -> None:
    (tmp_path / "set.json").write_bytes(squad(COST, NONE))
    examples = load_examples(tmp_path / "set.json")
    write_slice(examples, tmp_path / "dev" / "set.json")
    assert load_examples(tmp_path / "dev" / "set.json") == examples
    task = load_task(tmp_path / "dev" / "set.json", articles=None, paragraphs=tmp_path / "paragraphs")
    cost, none = task.questions
    assert (cost.kind, none.kind) == (Kind.ANSWERABLE, Kind.UNANSWERABLE)
    assert cost.answers == ("4.2 million euros", "4.2 million")
    (name,) = task.paragraphs
    assert task.paragraphs[name] == CONTEXT
    assert task.annotated["cost"] == tuple(Place(name, start, end) for start, end in examples[0].answers)


@pytest.mark.parametrize("name", ["written-news.json", "written-stories.json"])
def test_the_news_written_for_training_is_whole(name: str) -> None:
    path = Path(train.__file__).parent / "data" / name
    found = load_examples(path)
    entries = json.loads(path.read_text())["data"]
    questions = [item for entry in entries for article in entry["paragraphs"] for item in article["qas"]]
    assert len(found) == len(questions) > 1000  # every answer stands where it is said to
    assert len({one.id for one in found}) == len(found)
    assert sum(not one.answers for one in found) > 100
    assert all(one.headline for one in found)
    assert sum(len(one.story) > 1 for one in found) > 1000


# Stories


def test_the_articles_of_one_entry_tell_one_story(tmp_path: Path) -> None:
    first, second = "Quake\n\nAt least 38 died.", "Toll rises\n\nNow 112 dead."
    died = [{"text": "38", "answer_start": first.index("38")}]
    paragraphs = [
        {"context": first, "qas": [{"id": "a", "question": "How many?", "answers": died}]},
        {"headline": "Toll rises", "context": second, "qas": [{"id": "b", "question": "How many?", "answers": []}]},
        {"context": "A paragraph without a headline.", "qas": [{"id": "c", "question": "What?", "answers": []}]},
    ]
    (tmp_path / "set.json").write_text(json.dumps({"data": [{"title": "Quake", "paragraphs": paragraphs}]}))
    quake, toll, bare = load_examples(tmp_path / "set.json")
    assert (quake.headline, toll.headline, bare.headline) == ("Quake", "Toll rises", "")
    assert quake.story == toll.story == (first, second)
