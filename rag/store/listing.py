"""The articles as a table: found, sorted, a page at a time, so that a large archive lists as fast as a small one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rag.datatypes import ArticleSummary
from rag.store.database import Database, parse_iso


class SortBy(StrEnum):
    """What the articles are sorted by."""

    HEADLINE = "headline"
    OUTLET = "outlet"
    DATE = "date"
    LENGTH = "length"
    COPIES = "copies"


OUTLET = "(SELECT outlet FROM sources WHERE article_id = id AND outlet <> '' ORDER BY rowid LIMIT 1)"
COPIES = "(SELECT count(*) FROM copies WHERE article_id = id)"
# Undated articles and those of no outlet come last, whichever way the others are sorted.
ORDERS = {
    SortBy.HEADLINE: "headline COLLATE NOCASE {0}",
    SortBy.OUTLET: f"{OUTLET} IS NULL, {OUTLET} COLLATE NOCASE {{0}}, date DESC",
    SortBy.DATE: "date IS NULL, date {0}, headline",
    SortBy.LENGTH: "length(text) {0}",
    SortBy.COPIES: f"{COPIES} {{0}}, date DESC",
}
CONDITION = (
    "(?1 = '' OR headline LIKE ?1 ESCAPE '\\' OR EXISTS (SELECT 1 FROM sources WHERE article_id = id "
    "AND (outlet LIKE ?1 ESCAPE '\\' OR path LIKE ?1 ESCAPE '\\'))) "
    "AND (?2 IS NULL OR date >= ?2) AND (?3 IS NULL OR date <= ?3)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles to list: those with `words` in headline, outlet or path, dated from `since` to `until`.

    Upper and lower case are one for the letters of English. Of the articles in their order, `limit` from `offset` on.
    """

    words: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    sort: SortBy = SortBy.DATE
    descending: bool = True
    limit: int = -1  # all
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """The articles that were asked for, and how many there are in all."""

    articles: tuple[ArticleSummary, ...]
    total: int


class Listing:
    """The listings of one catalogue. Errors are those of `Database`."""

    def __init__(self, database: Database) -> None:
        """Use the tables of `database`."""
        self._db = database

    def all(self) -> list[ArticleSummary]:
        """All articles, newest first, those without a date last, in one go."""
        paths: dict[str, list[str]] = {}
        with self._db.reading():
            rows = self._db.query(
                "SELECT id, headline, date, length(text), (SELECT count(*) FROM passages WHERE article_id = id), "
                f"{COPIES}, coalesce({OUTLET}, '') FROM articles "
                "ORDER BY date IS NULL, date DESC, headline, id"
            )
            for article_id, path in self._db.query("SELECT article_id, path FROM sources ORDER BY rowid"):
                paths.setdefault(article_id, []).append(path)
        return [
            ArticleSummary(id_, headline, parse_iso(date), chars, passages, tuple(paths.get(id_, ())), copies, outlet)
            for id_, headline, date, chars, passages, copies, outlet in rows
        ]

    def articles(self, wanted: Wanted) -> Listed:
        """The articles that `wanted` describes."""
        words = wanted.words.strip()
        for special in "\\%_":
            words = words.replace(special, f"\\{special}")
        days = [day.isoformat() if day is not None else None for day in (wanted.since, wanted.until)]
        condition = (f"%{words}%" if words else "", *days)
        order = ORDERS[wanted.sort].format("DESC" if wanted.descending else "ASC")
        with self._db.reading():
            ((total,),) = self._db.query(f"SELECT count(*) FROM articles WHERE {CONDITION}", condition)
            ids = [
                row[0]
                for row in self._db.query(
                    f"SELECT id FROM articles WHERE {CONDITION} ORDER BY {order}, id LIMIT ?4 OFFSET ?5",
                    (*condition, wanted.limit, wanted.offset),
                )
            ]
            return Listed(tuple(self._summaries(ids)), total)

    def calendar(self) -> dict[dt.date, int]:
        """How many articles there are of each day that has any, in order."""
        rows = self._db.query("SELECT date, count(*) FROM articles WHERE date IS NOT NULL GROUP BY date ORDER BY date")
        return {day: count for written, count in rows if (day := parse_iso(written)) is not None}

    def _summaries(self, ids: Iterable[str]) -> Iterable[ArticleSummary]:
        for id_ in ids:
            rows = self._db.query(
                "SELECT headline, date, length(text), (SELECT count(*) FROM passages WHERE article_id = id), "
                f"{COPIES}, coalesce({OUTLET}, '') FROM articles WHERE id = ?",
                (id_,),
            )
            paths = self._db.query("SELECT path FROM sources WHERE article_id = ? ORDER BY rowid", (id_,))
            for headline, date, chars, passages, copies, outlet in rows:
                sources = tuple(path for (path,) in paths)
                yield ArticleSummary(id_, headline, parse_iso(date), chars, passages, sources, copies, outlet)
