"""The last results, kept beside a library, where its page finds them: files of what `ibid eval --json` writes."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag import StorageError

FOLDER = "evaluations"
NAME = "%Y%m%dT%H%M%S%fZ.json"  # in the order of their names they are in that of time
OURS = re.compile(r"[0-9]{8}T[0-9]{12}Z\.json")
KEPT = 10


def keep_result(data: Mapping[str, Any], library: Path) -> Path:
    """Write a result beside `library`, whole or not at all, and delete all but the last `KEPT`; where it is.

    Files that are not ours are left alone. Raises `StorageError`.
    """
    folder = library / FOLDER
    path = folder / dt.datetime.now(dt.UTC).strftime(NAME)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be made ({error.strerror}). Give --no-keep to keep nothing.") from error
    write_whole(json.dumps(data, ensure_ascii=False, allow_nan=False), path)
    ours = sorted(one for one in folder.iterdir() if OURS.fullmatch(one.name))
    for old in ours[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def write_whole(text: str, path: Path) -> None:
    """Write a file, whole or not at all. Raises `StorageError`."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with scratch.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise StorageError(f"{path}: cannot be written ({error.strerror}). Choose another file.") from error
