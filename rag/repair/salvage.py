"""A damaged catalogue made again: what it still gives and checksums prove is kept, all else is derived anew.

The new one is written beside the old one and takes its place when it is whole; a kill at any moment leaves one of them,
and the next open finishes what is left to do. The old one is kept as `catalogue.sqlite.damaged`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from rag.datatypes import Article, Passage
from rag.embedder import Embedder
from rag.errors import LibraryDamaged, StorageError
from rag.passages import cut_passages
from rag.repair.readable import BESIDE, EMPTY, LEGIBLE, altered, connect, copy_table, discard, garbled, open_damaged
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.store.locking import writer_lock
from rag.store.manifest import (
    CATALOGUE_FILE,
    LEXICAL,
    VECTORS,
    Manifest,
    check_catalogue,
    check_embedder,
    read_manifest,
    write_manifest,
)
from rag.store.schema import MIGRATIONS

HALF, WHOLE, DAMAGED = (f"{CATALOGUE_FILE}.{state}" for state in ("salvaging", "salvaged", "damaged"))
RESCUED = "rescued"  # a folder for texts of which nobody knows any more where they came from
# Made again from the rest.
DERIVED = ("passages", "vectors_pending", "signatures", "fingerprints", "copies", "copies_pending", "counters", "files")


def is_sound(folder: Path) -> bool:
    """Whether the catalogue of the library in `folder` can be read whole, and holds what was added."""
    try:
        with closing(Catalogue(folder / CATALOGUE_FILE)) as catalogue:
            return catalogue.is_sound()
    except LibraryDamaged:
        return False


def mend(folder: Path, settings: Settings, embedder: Embedder) -> list[tuple[str, str]]:
    """Make again what is damaged of the manifest and of the catalogue; returns and raises as `salvage`.

    A manifest is made of the settings. Nobody knows then how passages were cut and which embedder made the vectors, so
    they are made again too.
    """
    try:
        kept = read_manifest(folder)
        is_known = True
    except LibraryDamaged:
        kept = Manifest(embedder.name, embedder.fingerprint, settings.passage_tokens, settings.passage_overlap)
        is_known = False
    check_embedder(folder, kept, embedder)
    with writer_lock(folder):
        finish(folder)
        check_catalogue(folder)
        if is_known and is_sound(folder):
            return []
        unread = salvage(folder, kept, embedder)
        if not is_known:
            for vectors in folder.glob(f"{VECTORS}*"):
                shutil.rmtree(vectors, ignore_errors=True)
            write_manifest(folder, kept)
    return unread


def salvage(folder: Path, kept: Manifest, embedder: Embedder) -> list[tuple[str, str]]:
    """Make the catalogue of the library in `folder` again; the indexes have to be made again after it.

    Returns id and path of the sources whose article could not be read. The caller holds the writer lock and has nothing
    of the library open. Raises `LibraryDamaged` when nothing can be read, and `StorageError`.
    """

    def cut(article: Article) -> list[Passage]:
        return cut_passages(
            article, embedder.token_offsets, max_tokens=kept.passage_tokens, overlap_sentences=kept.passage_overlap
        )

    half = folder / HALF
    try:
        discard(half)
        unread = _copy_readable(folder, half)
        for scratch in (LEGIBLE, EMPTY):
            discard(folder / scratch)
        with closing(Catalogue(half)) as fresh:
            fresh.cut_again(cut)
            fresh.copies.clear()
            fresh.shrink()
        half.replace(folder / WHOLE)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written ({error.strerror}). Check free space.") from error
    except sqlite3.OperationalError as error:
        raise StorageError(f"{folder} cannot be mended ({error}). Check free space and permissions.") from error
    except sqlite3.DatabaseError as error:
        raise _unreadable(folder) from error
    finish(folder)
    return unread


def take_up(folder: Path) -> None:
    """As `finish`, where an earlier run was stopped before it; raises as `writer_lock`."""
    if (folder / WHOLE).exists():
        with writer_lock(folder):
            finish(folder)


def finish(folder: Path) -> None:
    """Put a catalogue that was made again, and is whole, in the place of the damaged one."""
    if not (folder / WHOLE).exists():
        return
    for end in ("", *BESIDE):  # what lay in the old one's log must not be played into the new one
        if (old := folder / f"{CATALOGUE_FILE}{end}").exists():
            old.replace(folder / f"{DAMAGED}{end}")
    (folder / WHOLE).replace(folder / CATALOGUE_FILE)
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _copy_readable(folder: Path, path: Path) -> list[tuple[str, str]]:
    """A new database at `path` of the rows that hold. Returns the sources whose article does not, as (id, path)."""
    with closing(open_damaged(folder)) as old, closing(connect(path)) as new:
        ((version,),) = old.execute("PRAGMA user_version").fetchall()
        if not 0 < version <= len(MIGRATIONS):  # damaged: Ibid writes its own, and refuses a newer one's
            version = len(MIGRATIONS)
        new.execute("PRAGMA journal_mode = WAL")
        for number, migration in enumerate(MIGRATIONS[:version]):
            new.executescript(f"BEGIN; {migration}; PRAGMA user_version = {number + 1}; COMMIT")
        new.execute("BEGIN")
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for (table,) in new.execute(tables).fetchall():
            if table not in DERIVED and not table.startswith("passage_index"):
                copy_table(old, new, table)
        new.executemany("DELETE FROM articles WHERE rowid = ?", list(altered(new)))
        for table in ("sources", "past_sources"):
            new.executemany(f"DELETE FROM {table} WHERE rowid = ?", list(garbled(new, table)))
        new.execute("UPDATE articles SET date = (SELECT min(date) FROM sources WHERE article_id = articles.id)")
        if not new.execute("SELECT 1 FROM articles UNION SELECT 1 FROM sources").fetchone():
            raise _unreadable(folder)
        _copy_counters(old, new, folder)
        orphans = "FROM sources WHERE article_id NOT IN (SELECT id FROM articles)"
        unread = new.execute(f"SELECT article_id, path {orphans}").fetchall()
        new.execute(f"DELETE {orphans}")
        _write_down(new, folder)
        new.execute("COMMIT")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return unread


def _unreadable(folder: Path) -> LibraryDamaged:
    return LibraryDamaged(
        f"nothing can be read of {folder / CATALOGUE_FILE}. Restore it from a backup, or add the articles to a "
        "new library."
    )


def _copy_counters(old: sqlite3.Connection, new: sqlite3.Connection, folder: Path) -> None:
    """The generation and the folders of the indexes; those of the highest number where it cannot be read."""
    for store in (LEXICAL, VECTORS):
        numbers = [path.name.removeprefix(f"{store}-") for path in folder.glob(f"{store}-*")]
        highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
        new.execute("UPDATE counters SET value = ? WHERE name = ?", (highest, store))
    try:
        rows = old.execute("SELECT value, name FROM counters").fetchall()
    except sqlite3.DatabaseError:
        return
    new.executemany("UPDATE counters SET value = ? WHERE name = ?", [row for row in rows if isinstance(row[0], int)])


def _write_down(new: sqlite3.Connection, folder: Path) -> None:
    """Give each article without a source a file."""
    rows = new.execute(
        "SELECT id, sha256, date, text FROM articles WHERE id NOT IN (SELECT article_id FROM sources)"
    ).fetchall()
    for id_, sha256, date, text in rows:
        path = folder / RESCUED / f"{id_}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        new.execute(
            "INSERT INTO sources (path, article_id, text_start, file_sha256, date) VALUES (?, ?, 0, ?, ?)",
            (str(path), id_, sha256, date),
        )
