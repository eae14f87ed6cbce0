"""`ibid sync` as a user meets it, with the real models."""

from __future__ import annotations

import json
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rag import Library, Settings
from rag.store.schema import MIGRATIONS
from tests.cli import run_apart, run_here
from tests.fakes import PhraseReader, WordEmbedder, write_articles

NOTHING = {
    "added": 0,
    "updated": 0,
    "unchanged": 0,
    "duplicates": 0,
    "moved": 0,
    "removed": 0,
    "failed": 0,
    "remarks": [],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles", 2)
    return tmp_path / "articles"


def test_sync_says_what_it_would_do_and_what_it_did(folder: Path, guarded_env: dict[str, str]) -> None:
    home = folder.parent
    added = run_apart(guarded_env, home, "add", "articles", "--json")
    assert (added.code, added.err) == (0, "")
    assert json.loads(added.out) == {**NOTHING, "added": 2, "failures": []}
    (folder / "0000.txt").rename(folder / "moved.txt")
    (folder / "0001.txt").unlink()
    (folder / "new.txt").write_text("A new headline\n\nA new body.", encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"\0")
    dry = run_apart(guarded_env, home, "sync", "articles", "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert dry.out.splitlines() == [
        f"new      {folder / 'bad.txt'}",
        f"new      {folder / 'new.txt'}",
        f"gone     {folder / '0001.txt'}",
        f"moved    {folder / '0000.txt'} to {folder / 'moved.txt'}",
        "would add 2, update 0, move 1, remove 1; 0 unchanged",
    ]
    done = run_apart(guarded_env, home, "sync", "articles")
    assert done.code == 1
    assert done.err.startswith(f"ibid: {folder / 'bad.txt'}: ")
    assert done.out == "1 added, 0 updated, 0 unchanged, 1 moved, 1 removed, 0 duplicates, 1 failed\n"
    (folder / "bad.txt").unlink()
    again = run_apart(guarded_env, home, "sync", "articles", "--json")
    assert (again.code, json.loads(again.out)) == (0, {**NOTHING, "unchanged": 2, "failures": []})


def test_watch_follows_changes_until_it_is_interrupted(folder: Path, guarded_env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "rag.cli", "sync", ".", "--library", "library", "--watch", "--json"]
    with subprocess.Popen(
        command, cwd=folder, env=guarded_env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as child:
        try:
            assert child.stdout is not None

            def next_report() -> dict[str, object]:
                assert child.stdout is not None
                assert select.select([child.stdout], [], [], 120)[0], "nothing was reported"
                return json.loads(child.stdout.readline())  # type: ignore[no-any-return]

            assert next_report() == {**NOTHING, "added": 2, "failures": []}
            (folder / "part").write_text("Late news\n\nIt rained.", encoding="utf-8")
            (folder / "part").rename(folder / "late.txt")
            assert next_report() == {**NOTHING, "added": 1, "unchanged": 2, "failures": []}
            (folder / "0000.txt").unlink()
            assert next_report() == {**NOTHING, "removed": 1, "unchanged": 2, "failures": []}
            child.send_signal(signal.SIGINT)
            assert child.wait(60) == 130
            assert child.stderr is not None
            assert child.stderr.read().splitlines()[-1] == b"ibid: stopped watching; what was finished is kept"
        finally:
            child.kill()


def test_what_would_be_done_is_told_before_there_is_a_library(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = folder.parent / "none" / "library"
    (folder.parent / "elsewhere").mkdir()
    (folder / "linked").symlink_to(folder.parent / "elsewhere")
    ran = run_here(capsys, monkeypatch, "sync", folder, "--library", library, "--dry-run", "--json")
    plan = json.loads(ran.out)
    assert (ran.code, len(plan["new"])) == (1, 2)
    assert [failure["reason"] for failure in plan["failures"]] == [
        f"{folder / 'linked'}: a link to a folder is not followed. Name that folder to add it."
    ]
    assert not library.exists()


def test_a_mistyped_folder_leaves_no_library_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = run_here(capsys, monkeypatch, "sync", tmp_path / "nowhere", "--library", tmp_path / "library")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("ibid: ")
    assert "cannot be listed" in ran.err
    assert not (tmp_path / "library").exists()


def test_a_library_of_before_is_synced_without_embedding_it_again(folder: Path) -> None:
    embedder = WordEmbedder()

    def opened() -> Library:
        return Library.open(
            folder.parent / "library", Settings(), create=True, embedder=embedder, reader=PhraseReader()
        )

    with opened() as library:
        library.add([folder])
        catalogue = library.folder / "catalogue.sqlite"
    version = next(number for number, sql in enumerate(MIGRATIONS) if "past_sources" in sql)
    with sqlite3.connect(catalogue) as database:
        tables = ("files", "past_sources", "given_outlets")
        dropped = " ".join(f"DROP TABLE {table};" for table in tables)
        database.executescript(f"{dropped} PRAGMA user_version = {version}")
    database.close()
    (folder / "0001.txt").rename(folder / "other.txt")
    embedded = embedder.embedded
    with opened() as library:
        report = library.sync(library.plan_sync(folder))
        assert (report.unchanged, report.duplicates, report.removed) == (1, 1, 1)
        assert embedder.embedded == embedded
        assert library.plan_sync(folder).is_done
        assert {Path(path).name for one in library.articles() for path in one.sources} == {"0000.txt", "other.txt"}
        assert library.examine() == []
