"""One writer at a time, across processes, with the holder's name for whoever is turned away."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import LibraryLocked, StorageError

LOCK_FILE = "writer.lock"
HOLDER_FILE = "writer.json"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write to the library in `folder`; the system frees it when the process dies.

    Raises `LibraryLocked` at once, naming the holder, when another has it, and `StorageError` when the
    lock file cannot be made.
    """
    lock = FileLock(folder / LOCK_FILE, blocking=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise LibraryLocked(
            f"{folder} is being written by {_holder(folder)}. Try again when it has finished."
        ) from None
    except OSError as error:
        raise StorageError(f"{folder} cannot be written ({error.strerror}). Check its permissions.") from error
    try:
        _sign(folder)
        yield
    finally:
        lock.release()


def _sign(folder: Path) -> None:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        (folder / HOLDER_FILE).write_text(json.dumps({"pid": os.getpid(), "command": command, "since": now}))
    except OSError as error:
        raise StorageError(f"{folder} cannot be written ({error.strerror}). Check free space.") from error


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER_FILE).read_text())
        return f"process {holder['pid']} (`{holder['command']}`, since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
