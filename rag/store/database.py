"""The catalogue's SQLite connection: migrations, transactions, threads, and errors in Ibid's own words."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import LibraryDamaged, LibraryLocked, LibraryMismatch, StorageError
from rag.store.readonly import BESIDE, Scratch, State, find_unwritable, may_write, open_readonly, state_of
from rag.store.schema import MIGRATIONS

STORAGE_TROUBLE = ("full", "disk i/o", "readonly", "unable to open", "too big")
BUSY_TIMEOUT_S = 10.0
SALVAGE = "restore it from a backup, or run `ibid doctor --repair`, which keeps every article that can be read"


class Database:
    """One connection, shared by the threads of this process in turn.

    Every method raises `LibraryDamaged` when the database contradicts itself or cannot be read,
    `StorageError` when the disk refuses, and `LibraryLocked` when another process is in the way.
    """

    def __init__(self, path: Path) -> None:
        """Open the database at `path`, making it or bringing it to the current version.

        What may not be written is opened to be read, and follows what others write to it. Raises `LibraryMismatch` when
        a newer Ibid made it.
        """
        self.path = path
        self._file: tuple[int, int] | None = None
        self._scratch: Scratch | None = None
        self._seen: State | None = None  # else SQLite itself notices what others write
        self._lock = threading.RLock()
        with self._errors():
            self._open()

    def _open(self) -> None:
        files = [Path(f"{self.path}{end}") for end in ("", *BESIDE)]
        is_readonly = self.path.exists() and (not may_write(self.path.parent) or find_unwritable(files) is not None)
        if is_readonly:
            opened = open_readonly(self.path, len(MIGRATIONS), timeout_s=BUSY_TIMEOUT_S)
            self._connection, self._scratch, self._seen = opened.connection, opened.scratch, opened.seen
        else:
            self._connection = sqlite3.connect(
                self.path, check_same_thread=False, timeout=BUSY_TIMEOUT_S, isolation_level=None
            )
            self._seen = None
        try:
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._migrate()
            if is_readonly:  # a copy could be written, to no avail
                self._connection.execute("PRAGMA query_only = ON")
            self._file = self._at_path()
        except BaseException:
            self._close()
            raise

    def is_replaced(self) -> bool:
        """Whether another file lies at the path by now, of which nothing is read or written here."""
        return self._at_path() != self._file

    def _at_path(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._connection.close()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _follow(self) -> None:
        """Open the database again if it may not be written here, and was written elsewhere. The caller has the lock."""
        if self._seen is not None and not self._connection.in_transaction and state_of(self.path) != self._seen:
            self._close()
            self._open()

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement; outside `transaction` it is on the disk when this returns."""
        with self._errors(), self._lock:
            return self._connection.execute(sql, values)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each of `rows`."""
        with self._errors(), self._lock:
            self._connection.executemany(sql, rows)

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query, as tuples."""
        with self._errors(), self._lock:
            self._follow()
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let the queries inside see one state of the database, whatever another process writes meanwhile."""
        with self._block("BEGIN"):
            yield

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let the statements inside happen all or not at all."""
        with self._block("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def _block(self, begin: str) -> Iterator[None]:
        with self._errors(), self._lock:
            if self._connection.in_transaction:  # of this thread, which holds the lock
                yield
                return
            self._follow()
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        version = self._version()
        if version > len(MIGRATIONS):
            raise LibraryMismatch(
                f"{self.path} has format {version}, this Ibid knows up to {len(MIGRATIONS)}. Update Ibid."
            )
        if version == 0:
            self._connection.execute("PRAGMA journal_mode = WAL")
        for number in range(version, len(MIGRATIONS)):
            try:
                self._connection.executescript(
                    f"BEGIN IMMEDIATE; {MIGRATIONS[number]}; PRAGMA user_version = {number + 1}; COMMIT"
                )
            except sqlite3.OperationalError:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if self._version() <= number:  # else another process, opening it too, was quicker
                    raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            message = str(error).lower()
            if "locked" in message:
                raise LibraryLocked(f"{self.path} is busy in another process. Try again in a moment.") from error
            if any(trouble in message for trouble in STORAGE_TROUBLE):
                raise StorageError(
                    f"{self.path} cannot be written or read ({error}). Check free space and permissions."
                ) from error
            raise LibraryDamaged(f"{self.path} is damaged ({error}); {SALVAGE}.") from error


def parse_iso(iso: str | None) -> dt.date | None:
    """A date as it is stored. Raises `LibraryDamaged` for anything else."""
    try:
        return dt.date.fromisoformat(iso) if iso is not None else None
    except (ValueError, TypeError):
        raise LibraryDamaged(f"the library holds {iso!r} in place of a date; {SALVAGE}.") from None
