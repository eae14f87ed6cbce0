"""Originals that the library keeps itself: files that came through the page and that no folder of a user holds."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from rag.errors import SourceError, StorageError
from rag.sources import ReadLimits, read_articles

FOLDER = "uploads"
MAX_NAME_BYTES = 180
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


def safe_name(name: str) -> str:
    """The last part of a name that a browser gave, without what a file system or a reader would take amiss.

    Raises `SourceError` when nothing is left of it.
    """
    last = PurePosixPath(PureWindowsPath(name).as_posix()).name
    cleaned = UNSAFE.sub("_", last.encode("utf-8", "replace").decode()).strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    room = MAX_NAME_BYTES - len(f"{dot}{suffix}".encode())
    if len(cleaned.encode()) > MAX_NAME_BYTES and room > 0:
        cleaned = stem.encode()[:room].decode(errors="ignore") + dot + suffix
    if not cleaned or len(cleaned.encode()) > MAX_NAME_BYTES:
        raise SourceError(f"{name[:80]!r} is no name for a file. Rename the file.")
    return cleaned


@contextmanager
def keeping(library: Path, name: str, content: bytes, limits: ReadLimits) -> Iterator[Path]:
    """`content` as a file among the library's uploads, once it can be read as articles; its path is given.

    A file of that name is replaced: it is the same file, changed. If the block fails, the one before is there again.
    The caller holds the writer lock. Raises `SourceError` when it cannot be read, and `StorageError` when it cannot be
    kept.
    """
    folder = library / FOLDER
    path = folder / safe_name(name)
    scratch = folder / f".{uuid.uuid4().hex}" / path.name
    try:
        scratch.parent.mkdir(parents=True)
        try:
            scratch.write_bytes(content)
            _check_readable(scratch, limits)
            with scratch.open("rb") as file:
                os.fsync(file.fileno())
            before = path.read_bytes() if path.exists() else None
            scratch.replace(path)
            try:
                yield path
            except BaseException:
                if before is None:
                    path.unlink()
                else:
                    scratch.write_bytes(before)
                    scratch.replace(path)
                raise
        finally:
            scratch.unlink(missing_ok=True)
            scratch.parent.rmdir()
    except OSError as error:
        raise StorageError(f"{path} cannot be kept ({error.strerror}). Check free space and permissions.") from error


def _check_readable(scratch: Path, limits: ReadLimits) -> None:
    try:
        for _ in read_articles(scratch, limits):
            pass
    except SourceError as error:
        raise SourceError(str(error).replace(str(scratch), scratch.name)) from None


def discard(library: Path, paths: Iterable[str]) -> None:
    """Delete those of `paths` that are uploads of the library, since no article comes from them any more."""
    folder = library / FOLDER
    for path in map(Path, paths):
        if path.parent == folder:
            path.unlink(missing_ok=True)
