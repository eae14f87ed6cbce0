"""Names of fields that are not known, and the known ones that were probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

ALIKE = 0.75  # difflib's ratio: "asof" is "as_of" to 0.89, "comment" is "conflict" to 0.40


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field called `name` that no question has, the field that was `meant` if one is like it, and where it stands.

    `questions` are the ids of those that have it, in their order, at least one.
    """

    name: str
    meant: str | None
    questions: tuple[str, ...]


def unknown_names(data: Mapping[str, object], known: Collection[str]) -> dict[str, str | None]:
    """The names in `data` that are not `known`, each with the known one that it is most like and that is not there."""
    absent = {_letters(name): name for name in known if name not in data}
    found: dict[str, str | None] = {}
    for name in data:
        if name not in known:
            near = difflib.get_close_matches(_letters(name), absent, n=1, cutoff=ALIKE)
            found[name] = absent[near[0]] if near else None
    return found


def _letters(name: str) -> str:
    """`name` without what differs between ways to write it: `answersAll`, `Answers-All`, `answers_all`."""
    return "".join(char for char in name.casefold() if char.isalnum())
