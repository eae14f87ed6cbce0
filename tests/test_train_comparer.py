"""`python -m rag.comparer.train`: from stories to pairs to weights that compare; and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from rag.comparer import ModelComparer
from rag.comparer.texts import Side
from rag.comparer.train.__main__ import DATA
from rag.comparer.train.batch import collate, rows_of
from rag.comparer.train.candidates import FILE, candidates_of
from rag.comparer.train.examples import Label, Pair, pairs_of, sides_of
from rag.comparer.train.stories import LURE, load_stories
from rag.errors import SourceError
from tests.tiny_models import save_mpnet

QUESTION = "How many people died?"
FIRST, SECOND = "At least 14 people died in Lorsk.", "The crash killed fifteen; 14 were hurt."


def story(**changes: object) -> dict[str, object]:
    articles = [
        {"file": "a.txt", "date": "2025-03-04", "outlet": "Post", "headline": "Coach falls", "text": FIRST},
        {"file": "b.txt", "date": "", "outlet": "Wire", "headline": "Fourteen or fifteen", "text": SECOND},
    ]
    evidence = [
        {"file": "a.txt", "side": 0, "quote": FIRST, "answer": "14"},
        {"file": "b.txt", "side": 1, "quote": SECOND, "answer": "fifteen"},
        {"file": "b.txt", "side": 0, "quote": "Fourteen or fifteen", "answer": "Fourteen"},
    ]
    lures = [{"file": "b.txt", "quote": SECOND, "answer": "14"}]
    asked = {"question": QUESTION, "type": "conflict", "evidence": evidence, "lures": lures}
    return {"id": "x", "articles": articles, "questions": [asked], **changes}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "stories.json"
    path.write_text(json.dumps({"stories": [story()]}), encoding="utf-8")
    return path


def quoted(side: Side) -> str:
    return side.sentence[side.start : side.end]


def labels(pairs: list[Pair]) -> dict[frozenset[tuple[str, str]], Label]:
    return {frozenset((quoted(side), side.sentence) for side in (pair.one, pair.other)): pair.label for pair in pairs}


def test_pairs_of_named_places_have_the_label_of_their_sides(written: Path) -> None:
    found = labels(pairs_of(load_stories([written]), {}, 9, 0))
    headline = "Fourteen or fifteen"
    assert found == {
        frozenset({("14", FIRST), ("fifteen", SECOND)}): Label.DIFFER,
        frozenset({("14", FIRST), ("Fourteen", headline)}): Label.SAME,
        frozenset({("fifteen", SECOND), ("Fourteen", headline)}): Label.DIFFER,
        frozenset({("14", FIRST), ("14", SECOND)}): Label.NEITHER,
        frozenset({("fifteen", SECOND), ("14", SECOND)}): Label.NEITHER,
        frozenset({("Fourteen", headline), ("14", SECOND)}): Label.NEITHER,
    }


def test_what_a_library_answers_is_paired_with_the_likeliest(written: Path) -> None:
    stories = load_stories([written])
    spans = [("a.txt", Side("Coach falls", None, FIRST, 0, 11)), ("b.txt", Side("", None, SECOND, 4, 9))]
    assert [quoted(side) for _, side in spans] == ["At least 14", "crash"]
    found = labels(pairs_of(stories, {("x", 0): spans}, 9, 0))
    assert found[frozenset({("At least 14", FIRST), ("crash", SECOND)})] is Label.NEITHER


def test_what_was_asked_already_is_not_asked_again(written: Path, tmp_path: Path) -> None:
    kept = [["x", 0, [["b.txt", SECOND, 10, 17], ["a.txt", "Coach falls", 0, 5]]]]
    (tmp_path / FILE).write_text(json.dumps(kept), encoding="utf-8")
    stories = load_stories([written])
    found = candidates_of(stories, 1, tmp_path)
    assert [(file, quoted(side)) for file, side in found["x", 0]] == [("b.txt", "killed "), ("a.txt", "Coach")]
    assert not (tmp_path / "library").exists()
    assert candidates_of(stories, 0, tmp_path) == {}


def test_a_span_of_which_it_is_not_sure_what_it_answers_is_left_out(written: Path) -> None:
    (asked,) = load_stories([written])[0].questions
    whole = Side("", None, SECOND, 0, len(SECOND))
    assert sides_of(asked, "a.txt", Side("", None, FIRST, 9, 11)) == {0}
    assert sides_of(asked, "b.txt", replace(whole, start=4, end=9)) == {LURE}
    assert sides_of(asked, "c.txt", Side("", None, "They put it at 14.", 15, 17)) is None
    both = replace(asked, places=(*asked.places, replace(asked.places[1], side=2)))
    assert sides_of(both, "b.txt", whole) is None
    assert sides_of(asked, "b.txt", replace(whole, start=26, end=28)) == {LURE}  # the same number, known to be none


def test_what_another_story_says_answers_nothing_whatever_it_says(written: Path) -> None:
    stories = load_stories([written])
    elsewhere = "They put it at 14."
    spans = [("a.txt", Side("Coach falls", None, FIRST, 9, 11)), ("z.txt", Side("", None, elsewhere, 15, 17))]
    found = labels(pairs_of(stories, {("x", 0): spans}, 9, 0))
    assert found[frozenset({("14", FIRST), ("14", elsewhere)})] is Label.NEITHER


def test_a_yes_or_no_question_is_answered_by_whole_sentences(tmp_path: Path) -> None:
    asked = {**story()["questions"][0], "question": "Did 14 people die?"}  # type: ignore[index]
    path = tmp_path / "stories.json"
    path.write_text(json.dumps({"stories": [story(questions=[asked])]}), encoding="utf-8")
    assert all(
        quoted(side) == side.sentence for pair in pairs_of(load_stories([path]), {}, 9, 0) for side in (pair.one,)
    )


def test_no_question_gives_more_pairs_of_a_label_than_asked_for(written: Path) -> None:
    counted = Counter(pair.label for pair in pairs_of(load_stories([written]), {}, 1, 0))
    assert counted == dict.fromkeys(Label, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        json.dumps({"stories": [story(questions=[{"question": "?", "evidence": [{"file": "z.txt", "side": 0}]}])]}),
        json.dumps({"stories": [{"id": "x"}]}),
    ],
)
def test_stories_that_cannot_be_used_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"broken\.json"):
        load_stories([path])


def test_the_stories_that_the_model_learned_from_can_be_read() -> None:
    stories = load_stories(sorted(DATA.glob("*.json")))
    counted = Counter(pair.label for pair in pairs_of(stories, {}, 3, 0))
    assert len(stories) > 200
    assert min(counted.values()) > 2000
    assert not {one.file for story in stories for one in story.articles} & {
        path.name for path in (Path(__file__).parents[1] / "eval" / "stories").glob("*.txt")
    }


def test_rows_of_a_batch_are_padded_and_keep_their_labels(written: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(save_mpnet(tmp_path / "tiny"))
    rows = rows_of(tokenizer, pairs_of(load_stories([written]), {}, 9, 0))
    batch = collate(rows, 1)
    lengths = [len(row) for (row,) in rows]
    assert batch["input_ids"].shape == (len(rows), max(lengths))
    assert batch["attention_mask"].sum(dim=1).tolist() == lengths
    assert batch["label"].tolist() == [row.label for (row,) in rows]


@pytest.mark.slow
def test_the_command_trains_and_exports_a_comparer(written: Path, tmp_path: Path, guarded_env: dict[str, str]) -> None:
    words = ["--out", "run", "--init", str(save_mpnet(tmp_path / "init")), "--layers", "1", "--freeze", "0"]
    done = subprocess.run(
        [sys.executable, "-m", "rag.comparer.train", str(written), *words, "--asked", "1", "--passes", "3"],
        env=guarded_env | {"XDG_CACHE_HOME": str(tmp_path / "cache")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept = json.loads((tmp_path / "run" / "candidates.json").read_text())
    assert [(name, number) for name, number, _ in kept] == [("x", 0)]
    one = Side("Coach falls", None, FIRST, 9, 11)
    (relation,) = ModelComparer(tmp_path / "run" / "weights").compare(QUESTION, [(one, one)])
    assert 0 < relation.same + relation.differ < 1


def test_stories_that_are_not_there_are_refused_in_one_line(tmp_path: Path, guarded_env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rag.comparer.train", "gone.json", "--out", "run"],
        env={**os.environ, **guarded_env},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("train: gone.json")
