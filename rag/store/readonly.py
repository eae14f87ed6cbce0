"""Reading what may not be written: a disk mounted read-only, or files of somebody else's.

SQLite in its WAL mode makes files beside the database even to read it, tantivy locks its folder, and Chroma writes as
it opens. So the catalogue is opened as SQLite allows, and an index is opened in a folder that stands in for its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rag.errors import StorageError

BESIDE = ("-wal", "-shm", "-journal")  # SQLite's own, beside a database
State = tuple[tuple[int, int, int] | None, ...]
Scratch = tempfile.TemporaryDirectory[str]


def may_write(path: Path) -> bool:
    """Whether this process may write to what is at `path`."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def find_unwritable(paths: Iterable[Path]) -> Path | None:
    """The first of `paths`, and of what their folders hold, that is there and may not be written."""
    return next((path for path in _all(paths) if not may_write(path) and os.path.lexists(path)), None)


def _all(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield path
        for folder, folders, files in os.walk(path):  # of a file it yields nothing
            yield from (Path(folder, name) for name in (*folders, *files))


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection that only reads, and the folder of the copy that it reads, if it is one.

    `seen` is how the files were then, where SQLite would not notice that somebody else has written them; else None.
    """

    connection: sqlite3.Connection
    scratch: Scratch | None = None
    seen: State | None = None


def state_of(path: Path) -> State:
    """What changes when the database at `path` is written."""
    return tuple(_stat(Path(f"{path}{end}")) for end in ("", *BESIDE))


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def open_readonly(path: Path, version: int | None = None, *, timeout_s: float = 5.0) -> Opened:
    """Open the database at `path` without writing to it or beside it.

    In place if that can be. A copy is read where its log holds what is not in the database yet and cannot be read in
    place, or where its `user_version` is less than `version`, so that it can be brought up to date. Raises
    `StorageError` where the copy cannot be made, and what `sqlite3` raises.
    """
    seen = state_of(path)
    log = seen[1 + BESIDE.index("-wal")]
    # The second way takes the file for one that nobody writes, and does not look at the log.
    ways = ("mode=ro",) if log is not None and log[1] else ("mode=ro", "mode=ro&immutable=1")
    for number, way in enumerate(ways):
        connection = _connect(f"{path.absolute().as_uri()}?{way}", timeout_s)
        try:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if version is None or found >= version:
                return Opened(connection, seen=seen if number else None)
        except sqlite3.OperationalError as error:
            if "locked" in str(error).lower():
                connection.close()
                raise
        except BaseException:
            connection.close()
            raise
        connection.close()
    return _open_copy(path, seen, timeout_s)


def _open_copy(path: Path, seen: State, timeout_s: float) -> Opened:
    scratch = make_scratch()
    try:
        copy = Path(scratch.name, path.name)
        for end in ("", "-wal", "-journal"):
            if Path(f"{path}{end}").exists():
                shutil.copyfile(f"{path}{end}", f"{copy}{end}")
        return Opened(_connect(copy.as_uri(), timeout_s), scratch, seen)
    except OSError as error:
        scratch.cleanup()
        raise StorageError(
            f"{path} cannot be read where it is, and not be copied ({error.strerror}). Free some space in "
            f"{tempfile.gettempdir()}."
        ) from error


def _connect(uri: str, timeout_s: float) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, check_same_thread=False, timeout=timeout_s, isolation_level=None)


def make_scratch() -> Scratch:
    """A folder for what has to be written to read; it goes with the process at the latest. Raises `StorageError`."""
    try:
        return tempfile.TemporaryDirectory(prefix="ibid-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StorageError(
            f"no temporary folder can be made ({error.strerror}), and one is needed to read what may not be written. "
            "Let TMPDIR name one."
        ) from error


class StandIn:
    """A folder in the place of an index's own, for a store that writes as it reads.

    Databases are copied into it and all else is linked, but for locks. What others write from then on is not seen.
    """

    def __init__(self) -> None:
        """There is none yet."""
        self._scratch: Scratch | None = None

    @property
    def is_used(self) -> bool:
        """Whether the index is read in another folder than its own."""
        return self._scratch is not None

    def of(self, folder: Path) -> Path:
        """Where the index in `folder` is to be opened: there, if it may be written. Raises `StorageError`."""
        if self._scratch is None and find_unwritable([folder]) is not None:
            self._scratch = _imitate(folder)
        return folder if self._scratch is None else Path(self._scratch.name)

    def remove(self) -> None:
        """Delete it. Nothing in it may be open."""
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None


def _imitate(folder: Path) -> Scratch:
    scratch = make_scratch()
    try:
        for path in folder.iterdir():
            there = Path(scratch.name, path.name)
            if path.suffix == ".sqlite3":
                _copy_database(path, there)
            elif path.suffix != ".lock" and not path.name.endswith(tuple(f".sqlite3{end}" for end in BESIDE)):
                there.symlink_to(path.absolute())
    except (OSError, sqlite3.OperationalError) as error:
        scratch.cleanup()
        raise StorageError(
            f"{folder} may not be written, and cannot be read from a copy in {tempfile.gettempdir()} either ({error}). "
            "Check permissions, and free some space there."
        ) from error
    except BaseException:
        scratch.cleanup()
        raise
    return scratch


def _copy_database(path: Path, there: Path) -> None:
    opened = open_readonly(path)
    try:
        with closing(sqlite3.connect(there)) as copy:
            opened.connection.backup(copy)
    finally:
        opened.connection.close()
        if opened.scratch is not None:
            opened.scratch.cleanup()
