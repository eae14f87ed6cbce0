"""A run that can be interrupted: one line of JSON a question, written as it goes, read again to go on.

The first line says what is asked of what. Numbers from another library, model, setting or question have no place
beside the rest, so a file with another first line is refused.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from eval.dataset import Task
from eval.records import verdict_from_json, verdict_to_json
from eval.verdict import Verdict
from rag import Library, SourceError, StorageError

FORMAT = 1
# What an answer depends on beside library, models and question.
SETTINGS = ("candidates", "top_k", "enough_confidence", "max_answer_tokens", "max_candidates", "min_confidence")


def identify(library: Library, task: Task, name: str) -> dict[str, Any]:
    """What is asked of what: everything that the answers depend on, with a SHA-256 for what is long.

    `name` is what the questions are called.
    """
    articles = sorted((one.id, one.headline, str(one.date or ""), one.outlet) for one in library.articles())
    ids = [id_ for id_, *_ in articles]
    questions = [asdict(question) for question in task.questions]
    places = {id_: [asdict(place) for place in places] for id_, places in task.annotated.items()}
    kept, calibration = library.manifest, library.calibration()
    return {
        "ibid": _version(),
        "questions": {"name": name, "n": len(questions), "sha256": _sha256([questions, places])},
        "library": {
            "articles": len(articles),
            "passages": library.counts()[1],
            "sha256": _sha256(ids),
            "beside_sha256": _sha256(articles),  # with headlines, dates and outlets, which answers depend on too
        },
        "embedder": {"name": kept.embedder, "fingerprint": kept.embedder_fingerprint},
        "reader": {"fingerprint": library.reader_fingerprint},
        "comparer": {"fingerprint": library.comparer_fingerprint},
        "calibration": {
            "sha256": _sha256(asdict(replace(calibration, fitted_on={}))),
            "fitted_on": dict(calibration.fitted_on),
        },
        "settings": {
            "passage_tokens": kept.passage_tokens,
            "passage_overlap": kept.passage_overlap,
            **{setting: getattr(library.settings, setting) for setting in SETTINGS},
        },
    }


class Journal:
    """The lines of a run so far, and the file that takes the next."""

    def __init__(self, file: IO[bytes], verdicts: dict[str, Verdict]) -> None:
        """Use `open_journal`."""
        self._file = file
        self.verdicts = verdicts

    def write(self, verdict: Verdict) -> None:
        """Add a line, which outlives this process from here on. Raises `StorageError`."""
        _write_line(self._file, verdict_to_json(verdict))


@contextmanager
def open_journal(path: Path, run: dict[str, Any]) -> Iterator[Journal]:
    """The journal at `path` of the run that `run` identifies, new or begun earlier.

    A last line that was cut off is forgotten, and asked again. Raises `SourceError` when the file is of another run or
    none at all, which leaves it as it was, or is being written by another process, and `StorageError` when it cannot be
    written.
    """
    header = {"ibid_eval": FORMAT, **run}
    try:
        with path.open("a+b") as file:
            _lock(file, path)
            file.seek(0)
            whole, _, cut_off = file.read().rpartition(b"\n")
            lines = whole.split(b"\n") if whole else []
            if not lines and cut_off and not json.dumps(header).encode().startswith(cut_off):
                raise SourceError(f"{path}: not a run of `ibid eval --jsonl`. Give another file.")
            verdicts = _read(lines, header, path) if lines else {}
            if cut_off:
                file.truncate(len(whole) + (1 if lines else 0))
            if not lines:
                _write_line(file, header)
            yield Journal(file, verdicts)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}). Choose another file.") from error


def _lock(file: IO[bytes], path: Path) -> None:
    """Keep other processes from the file until it is closed. Raises `SourceError` when one is at it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SourceError(f"{path}: another run is writing it. Wait for it, or give another file.") from None


def _read(lines: list[bytes], header: dict[str, Any], path: Path) -> dict[str, Verdict]:
    verdicts = {}
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
            if number == 1:
                _check_header(data, header, path)
                continue
            verdict = verdict_from_json(data)
        except ValueError as error:
            raise SourceError(
                f"{path}, line {number}: not of `ibid eval --jsonl` ({error}). Give another file."
            ) from None
        verdicts[verdict.question.id] = verdict
    return verdicts


def _check_header(found: object, header: dict[str, Any], path: Path) -> None:
    if not isinstance(found, dict) or "ibid_eval" not in found:
        raise SourceError(f"{path}: not a run of `ibid eval --jsonl`. Give another file.")
    wanted = json.loads(json.dumps(header))
    # The name of the questions does not change what they are.
    for one in (found, wanted):
        if isinstance(one.get("questions"), dict):
            one["questions"].pop("name", None)
    if differ := [name for name in wanted if found.get(name) != wanted[name]]:
        raise SourceError(
            f"{path}: another run, with other {', '.join(differ)}. Give another file, or delete this one."
        )


def _write_line(file: IO[bytes], data: dict[str, Any]) -> None:
    file.write(json.dumps(data, ensure_ascii=True, allow_nan=False).encode() + b"\n")
    file.flush()


def _version() -> str:
    try:
        return importlib.metadata.version("ibid")
    except importlib.metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def _sha256(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()
