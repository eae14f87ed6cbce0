"""What adding files comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be added, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a file that was added which its user should know."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What `add` or `sync` did, in counts of files, or of the rows of tables; `failures` names what could not be read.

    `added` is a text the library did not have; `updated` a file whose content changed since it was
    last added; `unchanged` a file seen before; `duplicates` a file whose text another file had brought.
    Only `sync` counts as `moved` a file that is at another path now, and as `removed` one that is gone.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failures: tuple[Failure, ...] = ()
    remarks: tuple[Remark, ...] = ()
    moved: int = 0
    removed: int = 0
