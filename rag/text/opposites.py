"""Words of which one answer has one and another answer another: "before" and "after", "long" and "wide"."""

from __future__ import annotations

from functools import lru_cache

# Each line names sides of one thing; two answers on two sides of it do not say the same.
OPPOSITES: tuple[tuple[frozenset[str], ...], ...] = tuple(
    tuple(frozenset(side.split()) for side in sides.split("/"))
    for sides in (
        "before until till/after since",
        "start beginning early/end late",
        "morning/afternoon/evening/night",
        "spring/summer/autumn fall/winter",
        "north/south/east/west",
        "northern/southern/eastern/western",
        "long/wide/deep/high tall",
        "man men boy boys/woman women girl girls",
        "adult adults/child children",
        "win won victory/defeat lost loss/draw",
        "more/fewer",
    )
)


SIDES: dict[str, tuple[tuple[int, int], ...]] = {
    word: tuple((line, at) for line, sides in enumerate(OPPOSITES) for at, side in enumerate(sides) if word in side)
    for sides in OPPOSITES
    for side in sides
    for word in side
}  # word → the lines that have it, and on which side


def are_opposed(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two answers, by their words, stand on two sides of one thing, and neither on both."""
    mine = _sides_of(one)
    if not mine:
        return False
    theirs = _sides_of(other)
    return any(line in theirs and mine[line].isdisjoint(theirs[line]) for line in mine)


@lru_cache(maxsize=4096)
def _sides_of(words: tuple[str, ...]) -> dict[int, frozenset[int]]:
    """For each line of `OPPOSITES` that has one of `words`, the sides on which they stand."""
    found: dict[int, set[int]] = {}
    for word in words:
        for line, side in SIDES.get(word, ()):
            found.setdefault(line, set()).add(side)
    return {line: frozenset(sides) for line, sides in found.items()}
