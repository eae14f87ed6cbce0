"""The last results, kept beside a library for its page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import keeping
from eval.keeping import FOLDER, KEPT, keep_result, write_whole
from eval.publish import Wanted, publish
from eval.report import read_report
from rag import StorageError
from tests.verdicts import MIXED


def test_only_the_last_are_kept_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    paths = [keep_result({"n": number}, tmp_path) for number in range(KEPT)]
    foreign = tmp_path / FOLDER / "mine.json"
    foreign.write_text("{}")
    paths += [keep_result({"n": number}, tmp_path) for number in (KEPT, KEPT + 1)]
    assert paths == sorted(paths)
    assert sorted((tmp_path / FOLDER).iterdir()) == sorted([*paths[2:], foreign])
    assert [json.loads(path.read_text())["n"] for path in paths[2:]] == list(range(2, KEPT + 2))


def test_a_result_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "result.json"
    write_whole("before", path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(StorageError, match="No space left on device"):
        write_whole("after", path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_measured_is_kept_beside_a_library_unless_that_is_unwanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(MIXED, Wanted(keep=False), tmp_path)
    publish(MIXED, Wanted())
    assert list(tmp_path.iterdir()) == []
    publish(MIXED, Wanted(), tmp_path)
    (kept,) = (tmp_path / FOLDER).iterdir()
    assert capsys.readouterr().err == f"ibid: kept for the page, under Quality: {kept}\n"
    assert [one.question.id for one in read_report(kept).verdicts] == [one.question.id for one in MIXED.verdicts]


def test_figures_are_told_where_nothing_can_be_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FOLDER).write_text("a file in its place")
    assert publish(MIXED, Wanted(), tmp_path) == 0
    told = capsys.readouterr()
    assert "cannot be made" in told.err
    assert "answerable" in told.out
