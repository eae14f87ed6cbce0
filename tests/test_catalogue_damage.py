"""Databases that cannot be used, disks that refuse, and what `check` finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import LibraryDamaged, LibraryLocked, LibraryMismatch, StorageError
from rag.store import database
from rag.store.catalogue import Catalogue
from rag.store.schema import MIGRATIONS
from tests.test_catalogue import entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(path)
    yield opened
    opened.close()


def test_database_of_a_newer_ibid_is_refused(path: Path) -> None:
    Catalogue(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(LibraryMismatch, match=f"format {len(MIGRATIONS) + 1}.*Update Ibid"):
        Catalogue(path)


def test_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 100)
    with pytest.raises(LibraryDamaged, match="ibid doctor"):
        Catalogue(path)


def test_folder_that_is_missing_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Check free space and permissions"):
        Catalogue(tmp_path / "gone" / "catalogue.sqlite")


def test_full_disk_is_a_storage_error_and_changes_nothing(catalogue: Catalogue) -> None:
    old = entry("Bridge opens")
    catalogue.put([old])
    pages = catalogue._db.execute("PRAGMA page_count").fetchone()[0]
    catalogue._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match="full"):
        catalogue.put([entry("Mayor speaks " * 50_000, "/b.txt")])
    assert [summary.id for summary in catalogue.listing.all()] == [old[0].id]
    assert catalogue.check() == []


def test_database_that_another_process_writes_is_locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    catalogue = Catalogue(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryLocked, match="busy in another process"):
        catalogue.put([entry("Bridge opens")])
    assert catalogue.counts() == (0, 0)
    other.close()
    catalogue.put([entry("Bridge opens")])
    catalogue.close()


def test_check_finds_a_source_without_its_article(catalogue: Catalogue, path: Path) -> None:
    catalogue.put([entry("Bridge opens")])
    with sqlite3.connect(path) as db:  # foreign keys are off in a bare connection
        db.execute("UPDATE sources SET article_id = 'nobody'")
    db.close()
    (problem,) = catalogue.check()
    assert problem.startswith("broken reference in sources")
