"""Words of which one answer has one and another answer another: "before" and "after", "long" and "wide"."""

from __future__ import annotations

from collections.abc import Collection

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


def are_opposed(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two answers stand on two sides of one thing, and neither on both."""
    for sides in OPPOSITES:
        mine, theirs = ({at for at, side in enumerate(sides) if not side.isdisjoint(words)} for words in (one, other))
        if mine and theirs and mine.isdisjoint(theirs):
            return True
    return False
