"""A damaged catalogue made again: what it still gives and checksums prove is kept, all else is derived anew.

The new one is written beside the old one and takes its place when it is whole; a kill at any moment leaves one of them,
and the next open finishes what is left to do. The old one is kept as `catalogue.sqlite.damaged`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.catalogue import Catalogue
from rag.datatypes import Article, Passage, text_sha256
from rag.embedder import Embedder
from rag.errors import LibraryDamaged, StorageError
from rag.manifest import CATALOGUE_FILE, LEXICAL, VECTORS, Manifest
from rag.passages import cut_passages
from rag.schema import MIGRATIONS

HALF, WHOLE, DAMAGED = (f"{CATALOGUE_FILE}.{state}" for state in ("salvaging", "salvaged", "damaged"))
BESIDE = ("-wal", "-shm")
RESCUED = "rescued"  # a folder for texts of which nobody knows any more where they came from
# Made again from the rest.
DERIVED = ("passages", "vectors_pending", "signatures", "fingerprints", "copies", "copies_pending", "counters", "files")
MOST_LOST_ROWS = 100_000  # in a row
Row = tuple[Any, ...]


def is_sound(folder: Path) -> bool:
    """Whether the catalogue of the library in `folder` can be read whole, and holds what was added."""
    try:
        with closing(Catalogue(folder / CATALOGUE_FILE)) as catalogue:
            return catalogue.is_sound()
    except LibraryDamaged:
        return False


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
        for leftover in (half, *(folder / f"{HALF}{end}" for end in BESIDE)):
            leftover.unlink(missing_ok=True)
        unread = _copy_readable(folder, half)
        with closing(Catalogue(half)) as fresh:
            fresh.cut_again(cut)
            fresh.copies.clear()
            fresh.shrink()
        half.replace(folder / WHOLE)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written ({error.strerror}). Check free space.") from error
    finish(folder)
    return unread


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
    with closing(_connect(folder / CATALOGUE_FILE)) as old, closing(_connect(path)) as new:
        try:
            version = old.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(
                f"nothing can be read of {folder / CATALOGUE_FILE} ({error}). Restore it from a backup, or add the "
                "articles to a new library."
            ) from None
        new.execute("PRAGMA journal_mode = WAL")
        for number, migration in enumerate(MIGRATIONS[:version]):
            new.executescript(f"BEGIN; {migration}; PRAGMA user_version = {number + 1}; COMMIT")
        new.execute("BEGIN")
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for (table,) in new.execute(tables).fetchall():
            if table not in DERIVED and not table.startswith("passage_index"):
                _copy_table(old, new, table)
        new.executemany("DELETE FROM articles WHERE rowid = ?", list(_altered(new)))
        _copy_counters(old, new, folder)
        orphans = "FROM sources WHERE article_id NOT IN (SELECT id FROM articles)"
        unread = new.execute(f"SELECT article_id, path {orphans}").fetchall()
        new.execute(f"DELETE {orphans}")
        _write_down(new, folder)
        new.execute("COMMIT")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return unread


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    sql = f"INSERT OR IGNORE INTO {table} (rowid, {', '.join(columns)}) VALUES ({', '.join('?' * (len(columns) + 1))})"
    for row in _readable_rows(old, table, ", ".join(columns)):
        new.execute(sql, row)


def _readable_rows(old: sqlite3.Connection, table: str, columns: str) -> Iterator[Row]:
    """The rows, their number first, that the database still gives; nothing says that they are right."""
    number = 0
    while True:
        try:
            for row in old.execute(f"SELECT rowid, {columns} FROM {table} WHERE rowid > ? ORDER BY rowid", (number,)):
                if row[0] <= number:  # out of order, so of a damaged page
                    break
                yield row
                number = row[0]
            else:
                return
        except sqlite3.DatabaseError:
            pass
        # A walk ends at a damaged page; a search goes around it.
        found = _next_readable(old, table, columns, number)
        if found is None:
            return
        yield found
        number = found[0]


def _next_readable(old: sqlite3.Connection, table: str, columns: str, number: int) -> Row | None:
    """The next row after `number` that can be read; None when none comes for long."""
    for candidate in range(number + 1, number + MOST_LOST_ROWS):
        try:
            row = old.execute(f"SELECT rowid, {columns} FROM {table} WHERE rowid = ?", (candidate,)).fetchone()
        except sqlite3.DatabaseError:
            continue
        if row is not None:
            return tuple(row)
    return None


def _altered(new: sqlite3.Connection) -> Iterator[tuple[int]]:
    for number, id_, sha256, text in new.execute("SELECT rowid, id, sha256, text FROM articles"):
        if not isinstance(text, str) or text_sha256(text) != sha256 or not sha256.startswith(id_):
            yield (number,)


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


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)
