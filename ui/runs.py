"""The files in which `ibid eval` keeps its results in a library: which there are, and which belong together.

A file may be of an older or newer Ibid, cut off, or no result at all: then it is named with what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ui.evaluations import Evaluation, Outcome, parse_evaluation

FOLDER = "evaluations"
OURS = re.compile(r"[0-9]{8}T[0-9]{12}Z\.json")
MAX_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """What a list of runs tells of one: the name of its file, when and what was asked, and how much of it was right."""

    name: str
    at: dt.datetime
    questions: str
    split: str
    asked: int
    right: int

    @property
    def task(self) -> tuple[str, str]:
        """What two runs of the same questions have in common: their file, and which part of it."""
        return self.questions, self.split


@dataclass(frozen=True, slots=True)
class Runs:
    """The last run, or the one that was named, and the one before it that asked the same questions.

    `kept` are all, the last one first; `problems` what is wrong with files, a sentence each.
    """

    shown: Evaluation | None
    before: Evaluation | None
    kept: tuple[Run, ...] = ()
    problems: tuple[str, ...] = ()


def read_runs(library: Path, name: str = "") -> Runs:
    """The runs kept in the folder of a library; the one called `name` is looked at, else the last."""
    folder = library / FOLDER
    problems: list[str] = []
    found: dict[Run, tuple[Path, int, int]] = {}
    try:
        paths = sorted((path for path in folder.iterdir() if OURS.fullmatch(path.name)), reverse=True)
    except FileNotFoundError:
        return Runs(None, None)
    except OSError as error:
        return Runs(None, None, (), (f"{folder} cannot be read ({error.strerror}). Check its permissions.",))
    for path in paths:
        try:
            facts = path.stat()
            version = path, facts.st_mtime_ns, facts.st_size
            found[_summary(*version)] = version
        except FileNotFoundError:  # deleted by a run that ended a moment ago
            continue
        except OSError as error:
            problems.append(f"{path} cannot be read ({error.strerror}). Check its permissions.")
        except ValueError as error:
            problems.append(f"{path} is not a result of `ibid eval` ({error}). Delete it.")
    kept = tuple(found)
    if not kept:
        return Runs(None, None, (), tuple(problems))
    at = next((at for at, run in enumerate(kept) if run.name == name), 0)
    earlier = next((run for run in kept[at + 1 :] if run.task == kept[at].task), None)
    before = _read(*found[earlier]) if earlier is not None else None
    return Runs(_read(*found[kept[at]]), before, kept, tuple(problems))


@lru_cache(maxsize=64)
def _summary(path: Path, mtime_ns: int, size: int) -> Run:
    """As `_read`, of runs of which no more is wanted: thousands of questions take room."""
    run = _read(path, mtime_ns, size)
    right = sum(one.outcome is Outcome.RIGHT for one in run.asked)
    return Run(path.name, run.at, run.questions, run.split, len(run.asked), right)


@lru_cache(maxsize=4)
def _read(path: Path, mtime_ns: int, size: int) -> Evaluation:
    """The run in a file of this time and size. Raises `OSError`, and `ValueError` saying what is wrong with it."""
    if size > MAX_BYTES:
        raise ValueError(f"it has {size:,} bytes")
    try:
        return parse_evaluation(path, json.loads(path.read_bytes()))
    except RecursionError:
        raise ValueError("nested too deep") from None
    except (KeyError, IndexError) as error:
        raise ValueError(f"{error} is missing") from None
    except (TypeError, AttributeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
