"""What a damaged database still gives, and what of it can be believed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.datatypes import Format, text_sha256
from rag.errors import LibraryDamaged
from rag.store.catalogue import Catalogue
from rag.store.database import parse_iso
from rag.store.manifest import CATALOGUE_FILE

LEGIBLE, EMPTY = f"{CATALOGUE_FILE}.legible", f"{CATALOGUE_FILE}.empty"
BESIDE = ("-wal", "-shm")
NAMES = ("article_id", "path", "url", "outlet")  # columns that hold text
MOST_LOST_ROWS = 100_000  # in a row
PAGE = 4096  # bytes
Row = tuple[Any, ...]


def open_damaged(folder: Path) -> sqlite3.Connection:
    """The catalogue, or, where SQLite does not take it for a database, a copy that has another's first page.

    That page says where each table begins, which is the same in every catalogue that this Ibid made.
    """
    whole, legible, empty = (folder / name for name in (CATALOGUE_FILE, LEGIBLE, EMPTY))
    connection = connect(whole)
    try:
        connection.execute("PRAGMA writable_schema = ON")  # else a database cut short is refused
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        return connection
    except sqlite3.DatabaseError:
        connection.close()
    for scratch in (legible, empty):
        discard(scratch)
    Catalogue(empty).close()
    first = bytearray(empty.read_bytes()[:PAGE])
    first[28:32] = (whole.stat().st_size // PAGE).to_bytes(4, "big")  # sqlite.org/fileformat2.html, 1.3.7
    for end in ("", *BESIDE[:1]):
        if (found := folder / f"{CATALOGUE_FILE}{end}").exists():
            shutil.copyfile(found, folder / f"{LEGIBLE}{end}")
    with legible.open("r+b") as file:
        file.write(first)
    connection = connect(legible)
    connection.execute("PRAGMA writable_schema = ON")
    return connection


def copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    """Copy the rows of a table that can still be read, with their numbers."""
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


def altered(new: sqlite3.Connection) -> Iterator[tuple[int]]:
    """The numbers of the articles whose text is not the one that their checksum was made of."""
    for number, id_, sha256, text in new.execute("SELECT rowid, id, sha256, text FROM articles"):
        if not isinstance(text, str) or text_sha256(text) != sha256 or not sha256.startswith(id_):
            yield (number,)


def garbled(new: sqlite3.Connection, table: str) -> Iterator[tuple[int]]:
    """The numbers of rows that hold what cannot stand there; tables that older libraries lack have none."""
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    for number, *row in new.execute(f"SELECT rowid, * FROM {table}") if columns else ():
        held = dict(zip(columns, row, strict=True))
        try:
            parse_iso(held.get("date"))
            parse_iso(held.get("day"))
            Format(held.get("kind", Format.TEXT))
            list(map(int, held.get("pages", "").split()))
            is_sound = all(isinstance(held.get(name, ""), str) and "\0" not in held.get(name, "") for name in NAMES)
        except (ValueError, AttributeError, LibraryDamaged):
            is_sound = False
        if not is_sound:
            yield (number,)


def discard(path: Path) -> None:
    """Delete a database."""
    for end in ("", *BESIDE):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that begins no transaction by itself."""
    return sqlite3.connect(path, isolation_level=None)
