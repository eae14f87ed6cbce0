"""The library as a mirror of a folder: what is new, changed, moved and gone, and making it so.

An unchanged file costs a stat, one that only looks changed a hash. What is new comes before what is gone, and each step
is whole or not at all: interrupted anywhere, the next sync does what is left.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rag.adding.indexing import Stores, reconcile
from rag.adding.ingest import OnDone, add_files
from rag.datatypes import AddReport, Failure
from rag.errors import SourceError
from rag.sources import ReadLimits, find_files
from rag.sources.dates import name_date
from rag.store.catalogue import Catalogue
from rag.store.filestates import FileState, stamp_file

REMOVED_AT_ONCE = 64
ReadAs = tuple[str, dt.date | None]


@dataclass(frozen=True, slots=True)
class Move:
    """A file that is gone from `old`, and stands at the path of `state` with the same bytes."""

    old: str
    state: FileState


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a library lacks to mirror a folder. `touched` look changed and are not; `unchanged` counts the others."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[Move, ...] = ()
    gone: tuple[str, ...] = ()
    touched: tuple[FileState, ...] = ()
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.new or self.changed or self.moved or self.gone or self.touched)


def plan_to_json(plan: SyncPlan) -> dict[str, Any]:
    """What `ibid sync --dry-run --json` prints."""
    return {
        "dry_run": True,
        "new": plan.new,
        "changed": plan.changed,
        "moved": [{"from": move.old, "to": move.state.path} for move in plan.moved],
        "gone": plan.gone,
        "unchanged": plan.unchanged + len(plan.touched),
        "failures": [asdict(failure) for failure in plan.failures],
    }


def check_folder(folder: Path) -> str:
    """The absolute path of a folder that can be mirrored. Raises `SourceError` for anything else."""
    absolute = os.path.abspath(folder)
    try:
        absolute.encode("utf-8")
        next(Path(absolute).iterdir(), None)
    except UnicodeEncodeError:
        raise SourceError(f"{absolute!r}: the folder's name is not UTF-8. Rename it.") from None
    except NotADirectoryError:
        raise SourceError(f"{folder}: a file, not a folder. Add it with `ibid add`.") from None
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise SourceError(f"{folder}: the folder cannot be listed ({why}). Nothing was changed.") from None
    return absolute


def plan_sync(
    folder: Path, catalogue: Catalogue, *, max_bytes: int, allow_empty: bool = False, outlet: str | None = None
) -> SyncPlan:
    """What has to be done so that the library holds what is in `folder`, and of what was there no more.

    Files that were given another outlet than `outlet`, unless that is None, count as changed.

    Raises `SourceError` when the folder cannot be listed, and when it has nothing to read any more though the library
    has articles from it, unless `allow_empty`: a disk that is not mounted looks like that.
    """
    root = check_folder(folder)
    known = catalogue.files.under(root)
    unseen = dict(known)
    new: list[str] = []
    changed: list[str] = []
    touched: list[FileState] = []
    failures: list[Failure] = []
    unchanged = 0
    for found in find_files([Path(root)]):
        if isinstance(found, Failure):
            failures.append(found)
            continue
        path = str(found)
        unseen.pop(path, None)
        if path not in known:
            new.append(path)
        elif (
            (outlet is not None and outlet != catalogue.files.given_outlet(path))
            or (before := known[path]) is None
            or (now := _look(path, before, max_bytes)) is None
        ):
            changed.append(path)
        elif now == before:
            unchanged += 1
        else:
            touched.append(now)
    gone = [path for path in unseen if is_gone(path)]
    if gone and not allow_empty and len(gone) == len(known) and not new:
        raise SourceError(
            f"{folder}: nothing to read there now, and the library has {len(gone)} files from it. Is the disk mounted? "
            "To remove their articles, run it again with --allow-empty. Nothing was changed."
        )
    moved = _find_moves(new, [state for path in gone if (state := known[path]) is not None], max_bytes)
    targets, origins = {move.state.path for move in moved}, {move.old for move in moved}
    return SyncPlan(
        tuple(path for path in new if path not in targets),
        tuple(changed),
        tuple(moved),
        tuple(path for path in gone if path not in origins),
        tuple(touched),
        unchanged,
        tuple(failures),
    )


def carry_out(
    plan: SyncPlan, stores: Stores, *, limits: ReadLimits, passage_tokens: int, passage_overlap: int, on_done: OnDone
) -> AddReport:
    """Do what `plan` says. The caller holds the library's writer lock.

    What moved, or came back, since the plan was made is left to the next sync.
    """
    files = stores.catalogue.files
    moved = files.move((move.old, move.state) for move in plan.moved)
    files.record(plan.touched)
    report = add_files(
        [*plan.failures, *map(Path, (*plan.new, *plan.changed))],
        stores,
        limits=limits,
        passage_tokens=passage_tokens,
        passage_overlap=passage_overlap,
        on_done=on_done,
    )
    removed = 0
    for start in range(0, len(plan.gone), REMOVED_AT_ONCE):
        paths = [path for path in plan.gone[start : start + REMOVED_AT_ONCE] if is_gone(path)]
        stores.catalogue.drop_files(paths)
        reconcile(stores)
        removed += len(paths)
    unchanged = report.unchanged + plan.unchanged + len(plan.touched)
    return replace(report, unchanged=unchanged, moved=moved, removed=removed)


def is_gone(path: str) -> bool:
    """Whether nothing has that path. A folder that may not be entered leaves it open, and that is no."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _look(path: str, before: FileState, max_bytes: int) -> FileState | None:
    """`before` if the file looks as it did, its new state if it only looks changed, None if it has to be read."""
    try:
        stamp = stamp_file(Path(path))
        if stamp == before.stamp and stamp.mtime_ns >= 0:
            return before
        if stamp.size != before.stamp.size or _sha256(path, max_bytes) != before.sha256:
            return None
    except OSError:
        return None
    return replace(before, stamp=stamp)


def _find_moves(new: Iterable[str], gone: Iterable[FileState], max_bytes: int) -> list[Move]:
    """Which new files hold the bytes of one that is gone. Only those of a size that is gone are read."""
    left: dict[tuple[str, ReadAs], list[FileState]] = {}
    sizes = set()
    for state in gone:
        left.setdefault((state.sha256, _read_as(state.path)), []).append(state)
        sizes.add(state.stamp.size)
    moves = []
    for path in new if sizes else ():
        try:
            stamp = stamp_file(Path(path))
            digest = _sha256(path, max_bytes) if stamp.size in sizes else None
        except OSError:
            continue
        if digest is not None and (same := left.get((digest, _read_as(path)))):
            state = same.pop(0)
            moves.append(Move(state.path, FileState(path, stamp, digest, state.articles)))
    return moves


def _read_as(path: str) -> ReadAs:
    """What of a file's name has a say in how it is read: its suffix, and a date."""
    return Path(path).suffix.lower(), name_date(path)


def _sha256(path: str, max_bytes: int) -> str | None:
    """The SHA-256 of a file's bytes, in hex; None for one that is too large to be read. Raises `OSError`."""
    with Path(path).open("rb") as file:
        if os.fstat(file.fileno()).st_size > max_bytes:
            return None
        return hashlib.file_digest(file, "sha256").hexdigest()
