"""Which files there are, and which reader takes each."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rag.datatypes import Article, Failure
from rag.errors import SourceError
from rag.sources.plaintext import parse_plaintext

PARSERS: dict[str, Callable[[bytes, str], Article]] = {
    ".txt": parse_plaintext,
    ".text": parse_plaintext,
    ".md": parse_plaintext,
    ".markdown": parse_plaintext,
}


def find_files(paths: Iterable[Path]) -> Iterator[Path | Failure]:
    """Absolute paths of the articles at `paths`, each once, folders in sorted order.

    In a folder, hidden files and files of other formats are passed over; a file that is named itself is
    always returned, so that `read_article` can say what is wrong with it. A missing path, and a folder
    that cannot be listed, come as a `Failure`.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _walk(path):
            if isinstance(found, Failure):
                yield found
            elif (absolute := Path(os.path.abspath(found))) not in seen:
                seen.add(absolute)
                yield absolute


def _walk(path: Path) -> Iterator[Path | Failure]:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        yield Failure(str(path), f"{path}: no file or folder that can be read ({_why(error)}). Check the path.")
        return
    if not is_folder:
        yield path
        return
    unlisted: list[OSError] = []
    for folder, subfolders, names in os.walk(path, onerror=unlisted.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            # A link to nowhere is worth a word; a pipe or a device is not a file that was meant to be read.
            if not name.startswith(".") and file.suffix.lower() in PARSERS and (file.is_file() or not file.exists()):
                yield file
    for trouble in unlisted:
        yield Failure(str(trouble.filename), f"{trouble.filename}: the folder cannot be listed ({_why(trouble)}).")


def read_article(path: Path, *, max_bytes: int) -> Article:
    """The article in the file at `path`; its source is the absolute path.

    Raises `SourceError` when the file cannot be read, is larger than `max_bytes`, is of another format,
    is binary, is not UTF-8, is empty, or has a date tag without a date.
    """
    parse = PARSERS.get(path.suffix.lower())
    if parse is None:
        known = ", ".join(PARSERS)
        raise SourceError(f"{path}: Ibid does not read {path.suffix or 'files without a suffix'}. It reads {known}.")
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError(f"{str(path)!r}: the file's name is not UTF-8. Rename it.") from None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(f"{path}: not a regular file. Ibid reads files and folders of files.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({_why(error)}).") from error
    if len(data) > max_bytes:
        raise SourceError(
            f"{path}: larger than the limit of {max_bytes:,} bytes. Split it, or raise IBID_MAX_FILE_BYTES."
        )
    return parse(data, os.path.abspath(path))


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
