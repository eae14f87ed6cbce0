"""What a source file may cost, and what its columns are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.errors import SourceError

COLUMNS = ("headline", "date", "text", "url", "source")


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """The largest file, and of what is in it the most bytes unpacked, pages, and characters of one article.

    `columns` says which column or key of a table holds what, for those that are not called by their own name:
    {"headline": "title"}. `outlet` is that of articles whose file names none; None where nothing is said of it.
    """

    max_bytes: int
    max_unpacked_bytes: int = 200_000_000
    max_pages: int = 2000
    max_chars: int = 2_000_000
    columns: Mapping[str, str] = field(default_factory=dict)
    outlet: str | None = None


def check_chars(text: str, where: str, limits: ReadLimits) -> None:
    """Raise `SourceError` when an article is longer than allowed."""
    if len(text) > limits.max_chars:
        raise SourceError(
            f"{where}: an article of {len(text):,} characters, and the limit is {limits.max_chars:,}. "
            "Split it, or raise IBID_MAX_ARTICLE_CHARS."
        )


def parse_columns(given: Sequence[str]) -> dict[str, str]:
    """What `--column headline=Title` says. Raises `SourceError` for anything but one of `COLUMNS` and a name."""
    columns = {}
    for one in given:
        what, _, name = one.partition("=")
        if what not in COLUMNS or not name:
            raise SourceError(f"--column {one!r}: give WHAT=NAME, and for WHAT one of {', '.join(COLUMNS)}.")
        columns[what] = name
    return columns
