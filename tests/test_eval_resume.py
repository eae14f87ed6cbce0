"""Runs that are interrupted and go on: nothing is asked twice, and nothing of another run is mixed in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import Kind, Place, Question, Task
from eval.resume import identify, open_journal
from rag import Library, Settings, SourceError
from tests.fakes import PhraseReader, WordEmbedder
from tests.verdicts import MIXED, verdict

RUN: dict[str, Any] = {"questions": {"name": "q.jsonl", "sha256": "aa"}, "reader": {"fingerprint": "r1"}}


def written(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def fill(path: Path, count: int) -> bytes:
    with open_journal(path, RUN) as journal:
        for one in MIXED.verdicts[:count]:
            journal.write(one)
    return path.read_bytes()


def test_each_question_is_a_line_after_the_one_that_says_what_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with open_journal(path, RUN) as journal:
        assert journal.verdicts == {}
        journal.write(MIXED.verdicts[0])
        assert [line.get("id") for line in written(path)] == [None, "right"]  # there before the run ends
        journal.write(MIXED.verdicts[1])
    header, first, second = written(path)
    assert header == {"ibid_eval": 1, **RUN}
    assert (first["id"], second["blame_kind"]) == ("right", "outranked")


def test_a_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    fill(path, 2)
    with open_journal(path, RUN) as journal:
        assert journal.verdicts == {one.question.id: one for one in MIXED.verdicts[:2]}
        journal.write(MIXED.verdicts[2])
    assert [line.get("id") for line in written(path)] == [None, "right", "wrong", "silent"]


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with open_journal(path, RUN) as journal:
        journal.write(MIXED.verdicts[0])
        with pytest.raises(SourceError, match="another run is writing it"), open_journal(path, RUN):
            pass
    with open_journal(path, RUN) as journal:
        assert list(journal.verdicts) == ["right"]


@pytest.mark.parametrize("lost", [1, 5, 200])
def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "run.jsonl"
    whole = fill(path, 2)
    path.write_bytes(whole[:-lost])
    with open_journal(path, RUN) as journal:
        assert list(journal.verdicts) == ["right"]
        journal.write(MIXED.verdicts[1])
    assert path.read_bytes() == whole


def test_a_kill_at_any_moment_leaves_what_can_go_on(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    whole = fill(path, 2)
    for length in range(0, len(whole), 61):
        path.write_bytes(whole[:length])
        with open_journal(path, RUN) as journal:
            for one in MIXED.verdicts[len(journal.verdicts) : 2]:
                journal.write(one)
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"ibid_eval": 1, "questions": {}, "reader": {"fingerprint": "r1"}}\n', "another run, with other questions"),
        (json.dumps({"ibid_eval": 1, **RUN, "reader": 3}).encode() + b"\n", "another run, with other reader."),
        (json.dumps({"ibid_eval": 2, **RUN}).encode() + b"\n", "another run, with other ibid_eval."),
        (b'{"id": "q1"}\n', "not a run of"),
        (b"[]\n", "not a run of"),
        (b"My notes\n", "line 1: not of `ibid eval --jsonl`"),
        (b"My notes", "not a run of"),
        (json.dumps({"ibid_eval": 1, **RUN}).encode() + b'\n{"id": 3}\n', "line 2: not of `ibid eval --jsonl`"),
        (json.dumps({"ibid_eval": 1, **RUN}).encode() + b"\n{\n{\n", "line 2: not of `ibid eval --jsonl`"),
        (b"\xff\xfe\n", "line 1: not of"),
    ],
)
def test_what_is_not_of_this_run_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught, open_journal(path, RUN):
        pass
    assert message in str(caught.value)
    assert str(caught.value).count("\n") == 0
    assert path.read_bytes() == content


def test_the_same_questions_under_another_name_are_the_same_run(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    fill(path, 1)
    renamed = {**RUN, "questions": {**RUN["questions"], "name": "other.jsonl"}}
    with open_journal(path, renamed) as journal:
        assert list(journal.verdicts) == ["right"]


def test_whatever_an_answer_depends_on_makes_another_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ada moved to Olm.")
    task = Task((Question("q", Kind.ANSWERABLE, "Where?", ("Olm",), "a.txt", 13),), None)

    def opened(name: str, reader: PhraseReader | None = None, **settings: Any) -> Library:
        library = Library.open(
            tmp_path / name,
            Settings(**settings),
            create=True,
            embedder=WordEmbedder(),
            reader=reader if reader is not None else PhraseReader(),
        )
        library.add([tmp_path / "a.txt"])
        return library

    other_reader = PhraseReader()
    other_reader.fingerprint = "phrases-2"
    with opened("one") as one, opened("two") as two:
        assert identify(one, task, "a") == identify(two, task, "a")
        first = identify(one, task, "a")
        two.calibrate(replace(two.calibration(), threshold=0.123))
        changed = [identify(two, task, "a")]
        (tmp_path / "b.txt").write_text("Bo stayed.")
        one.add([tmp_path / "b.txt"])
        changed.append(identify(one, task, "a"))
        (tmp_path / "a.txt").write_text(" date 2024-11-07 Ada moved to Olm.")  # the same text, of a day now
        two.add([tmp_path / "a.txt"])
        changed.append(identify(two, task, "a"))
        changed.append(identify(one, replace(task, annotated={"q": (Place("a.txt", 13, 16),)}), "a"))
    with opened("three", other_reader) as three, opened("four", top_k=3) as four:
        changed += [identify(three, task, "a"), identify(four, task, "a")]
    assert all(one != first for one in changed)
    assert json.loads(json.dumps([first, *changed])) == [first, *changed]


def test_a_verdict_of_any_text_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    odd = verdict("odd", prediction="a\u2028b\nc\x85\u202e")
    with open_journal(path, RUN) as journal:
        journal.write(odd)
    with open_journal(path, RUN) as journal:
        assert journal.verdicts == {"odd": odd}
