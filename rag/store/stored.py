"""What a catalogue holds, read: articles, their sources and passages, and whether all is as it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from rag.datatypes import Article, Dates, Format, Passage, Source, text_sha256
from rag.errors import LibraryDamaged
from rag.store.copyindex import CopyIndex
from rag.store.database import SALVAGE, Database, parse_iso
from rag.store.filestates import FileStates
from rag.store.listing import Listing
from rag.store.within import Within, find_within


class Stored:
    """The part of a `Catalogue` that only reads."""

    def __init__(self, path: Path) -> None:
        """Open the catalogue at `path`, making it or bringing it to the current version; see `Database`."""
        self.path = path
        self._db = Database(path)
        self.copies = CopyIndex(self._db)
        self.files = FileStates(self._db)
        self.listing = Listing(self._db)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def is_replaced(self) -> bool:
        """Whether the catalogue was made again by another process, so that what is written here would be lost."""
        return self._db.is_replaced()

    def generation(self) -> int:
        """A number that grows whenever vectors change; readers compare it to notice another process."""
        return int(self._db.query("SELECT value FROM counters WHERE name = 'generation'")[0][0])

    def store_number(self, store: str) -> int:
        """The number of the folder that an index, "lexical" or "vectors", is in."""
        return int(self._db.query("SELECT value FROM counters WHERE name = ?", (store,))[0][0])

    def is_empty(self) -> bool:
        """Whether there is no article."""
        return not self._db.query("SELECT 1 FROM articles LIMIT 1")

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        ((articles, passages),) = self._db.query(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return articles, passages

    def article(self, article_id: str) -> Article | None:
        """The article with exactly this id, or None."""
        if not article_id.isascii():  # no id; and half a character could not even be looked up
            return None
        with self._db.reading():
            rows = self._db.query("SELECT headline, text, sha256, date FROM articles WHERE id = ?", (article_id,))
            sources = self._db.query(
                "SELECT path, text_start, file_sha256, date, kind, row, url, outlet, pages FROM sources "
                "WHERE article_id = ? ORDER BY rowid",
                (article_id,),
            )
        return next(
            (
                Article(
                    headline,
                    text,
                    sha256,
                    parse_iso(date),
                    tuple(map(_source, sources)),
                )
                for headline, text, sha256, date in rows
            ),
            None,
        )

    def has(self, article_id: str) -> bool:
        """Whether an article with exactly this id is stored."""
        return bool(self._db.query("SELECT 1 FROM articles WHERE id = ?", (article_id,)))

    def ids(self) -> list[str]:
        """The ids of all articles, in the order in which they are stored."""
        return [row[0] for row in self._db.query("SELECT id FROM articles ORDER BY rowid")]

    def passage_ids(self) -> set[str]:
        """The ids of all passages, without reading their text."""
        return {
            Passage(article_id, start, end, "").id
            for article_id, start, end in self._db.query("SELECT article_id, start, end FROM passages")
        }

    def dates(self) -> Dates:
        """When the articles are of."""
        ((oldest, newest, undated),) = self._db.query(
            "SELECT min(date), max(date), count(*) - count(date) FROM articles"
        )
        return Dates(parse_iso(oldest), parse_iso(newest), undated)

    def within(self, since: dt.date | None, until: dt.date | None, only: Collection[str] | None) -> Within | None:
        """The articles that a search is limited to, None for all; see `find_within`."""
        return find_within(self._db, since, until, only)

    def find_ids(self, prefix: str) -> list[str]:
        """Ids that begin with `prefix`, in order."""
        if not prefix.isascii():
            return []
        # As a range, so that the index of ids is searched, not read through; `~` comes after every digit.
        rows = self._db.query("SELECT id FROM articles WHERE id >= ? AND id < ? ORDER BY id", (prefix, f"{prefix}~"))
        return [row[0] for row in rows]

    def source(self, path: str, row: int = 0) -> tuple[str, str] | None:
        """Article id and SHA-256 of the file that was added from `path`, of its row that begins there, or None."""
        found = self._db.query("SELECT article_id, file_sha256 FROM sources WHERE path = ? AND row = ?", (path, row))
        return next(iter(found), None)

    def rows(self, path: str) -> list[int]:
        """The lines on which the articles of the file at `path` begin: 0 for one that is no table, none if unknown."""
        return [row for (row,) in self._db.query("SELECT row FROM sources WHERE path = ? ORDER BY row", (path,))]

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article, in order of place."""
        with self._db.reading():
            texts = self._db.query("SELECT text FROM articles WHERE id = ?", (article_id,))
            places = self._db.query(
                "SELECT start, end FROM passages WHERE article_id = ? ORDER BY start", (article_id,)
            )
        return [Passage(article_id, start, end, text[start:end]) for (text,) in texts for start, end in places]

    def pending(self) -> list[str]:
        """Ids of articles whose vectors a crash may have left behind."""
        return [row[0] for row in self._db.query("SELECT article_id FROM vectors_pending ORDER BY article_id")]

    def check(self) -> list[str]:
        """What is wrong with the database, one line each; empty when it is sound. Reads all of it."""
        try:
            if any(row[0] != "ok" for row in self._db.query("PRAGMA integrity_check")):
                return [f"{self.path} is damaged; {SALVAGE}"]
            found = [f"broken reference in {row[0]}; {SALVAGE}" for row in self._db.query("PRAGMA foreign_key_check")]
            found += [f"article {id_} is not as it was added; {SALVAGE}" for id_ in self._altered()]
            return found + self.copies.check()
        except LibraryDamaged as error:
            return [str(error)]

    def is_sound(self) -> bool:
        """Whether all that cannot be derived from the rest is as it was written."""
        return not any(SALVAGE in problem for problem in self.check())

    def _altered(self) -> list[str]:
        """Ids of articles whose text is not the one that their checksum was made of."""
        found = []
        for id_ in self.ids():  # one at a time, for all together may be larger than memory
            article = self.article(id_)
            assert article is not None
            if text_sha256(article.text) != article.sha256 or not article.sha256.startswith(id_):
                found.append(id_)
        return found


def _source(row: Sequence[Any]) -> Source:
    path, start, digest, date, kind, line, url, outlet, pages = row
    try:
        places = tuple(map(int, pages.split()))
        return Source(path, start, digest, parse_iso(date), Format(kind), line, url, outlet, places)
    except (ValueError, AttributeError):
        raise LibraryDamaged(f"what the library holds of {path!r} is garbled; {SALVAGE}.") from None
