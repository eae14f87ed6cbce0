"""Articles and passages in SQLite: the source of truth, from which every index can be made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from rag.datatypes import Article, Passage
from rag.store.stored import Stored


class Catalogue(Stored):
    """The catalogue of one library. Safe to share among threads; one process writes at a time.

    Every method raises `LibraryDamaged` when the database contradicts itself or cannot be read, and
    `StorageError` when the disk refuses.
    """

    # Writing. The caller holds the library's writer lock.

    def put(
        self,
        entries: Iterable[tuple[Article, Sequence[Passage]]],
        gone: Iterable[tuple[str, int]] = (),
        given: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Store articles with their passages and index rows, and forget sources, all or none, vectors pending.

        Each article has one source. A source that held another article leaves it, `gone` are sources (path, row) that
        hold none any more, and an article left without a source goes. Passages are ignored for a text that is stored
        already. `given` are files with the outlet that they were given.
        """
        left: dict[str, None] = {}
        with self._db.transaction():
            for article, passages in entries:
                (source,) = article.sources
                before = self.source(source.path, source.row)
                if before is not None and before[0] != article.id:
                    self.files.part(before[0], source.path)
                if not self.has(article.id):
                    self._insert(article, passages)
                elif before is not None and before[0] == article.id:
                    self._rename(article)
                self._db.execute(
                    "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        source.path, source.row, article.id, source.text_start, source.file_sha256, _iso(source.date),
                        source.kind.value, source.url, source.outlet, " ".join(map(str, source.pages)),
                    ),
                )  # fmt: skip
                self._settle_date(article.id)
                if before is not None and before[0] != article.id:
                    left[before[0]] = None
            for path, row in gone:
                if (before := self.source(path, row)) is not None:
                    self.files.part(before[0], path)
                    self._db.execute("DELETE FROM sources WHERE path = ? AND row = ?", (path, row))
                    left[before[0]] = None
            for path, outlet in given:
                self.files.give_outlet(path, outlet)
            # At the end: a row that moved to another line has its article still.
            for article_id in left:
                self._drop_or_settle(article_id)

    def remove(self, article_ids: Iterable[str]) -> None:
        """Delete articles with all that belongs to them, all or none, vectors pending."""
        with self._db.transaction():
            for article_id in article_ids:
                self._delete(article_id)

    def drop_files(self, paths: Iterable[str]) -> None:
        """Forget files, and delete the articles that came from no other, all or none, vectors pending."""
        with self._db.transaction():
            for path in paths:
                for article_id in self.files.forget(path):
                    self._drop_or_settle(article_id)

    def settle(self, article_ids: Iterable[str]) -> None:
        """Declare the vectors of these articles right, and move the generation."""
        with self._db.transaction():
            self._db.execute_many("DELETE FROM vectors_pending WHERE article_id = ?", [(id_,) for id_ in article_ids])
            self._db.execute("UPDATE counters SET value = value + 1 WHERE name = 'generation'")

    def switch(self, store: str, number: int) -> None:
        """Declare the folder with this number the one that an index is in, and move the generation."""
        with self._db.transaction():
            self._db.execute("UPDATE counters SET value = ? WHERE name = ?", (number, store))
            self._db.execute("UPDATE counters SET value = value + 1 WHERE name = 'generation'")

    def cut_again(self, cut: Callable[[Article], Iterable[Passage]]) -> None:
        """Cut all articles into passages anew, a transaction each."""
        for article_id in self.ids():
            article = self.article(article_id)
            assert article is not None
            with self._db.transaction():
                self._db.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
                self._insert_passages(cut(article))

    def shrink(self) -> None:
        """Give back the room of what was deleted; needs as much again while it lasts."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _insert(self, article: Article, passages: Sequence[Passage]) -> None:
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?)",
            (article.id, article.sha256, article.headline, _iso(article.date), article.text),
        )
        self._insert_passages(passages)
        self.copies.add(article.id)
        self._mark_pending(article.id)

    def _rename(self, article: Article) -> None:
        """Give an article that one file alone holds the headline that it has there now."""
        (count,) = self._db.query("SELECT count(*) FROM sources WHERE article_id = ?", (article.id,))[0]
        values = article.headline, article.id, article.headline
        if (
            count == 1
            and self._db.execute("UPDATE articles SET headline = ? WHERE id = ? AND headline != ?", values).rowcount
        ):
            self._mark_pending(article.id)

    def _insert_passages(self, passages: Iterable[Passage]) -> None:
        self._db.execute_many(
            "INSERT INTO passages (article_id, start, end) VALUES (?, ?, ?)",
            [(passage.article_id, passage.start, passage.end) for passage in passages],
        )

    def _delete(self, article_id: str) -> None:
        self.copies.remove(article_id)
        self.files.part(article_id)
        if self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount:
            self._mark_pending(article_id)

    def _drop_or_settle(self, article_id: str) -> None:
        if self._db.query("SELECT 1 FROM sources WHERE article_id = ?", (article_id,)):
            self._settle_date(article_id)
        else:
            self._delete(article_id)

    def _settle_date(self, article_id: str) -> None:
        """An article's date is the earliest of its sources; vectors carry it, so they go pending when it moves."""
        changed = self._db.execute(
            "UPDATE articles SET date = (SELECT min(date) FROM sources WHERE article_id = articles.id) "
            "WHERE id = ? AND date IS NOT (SELECT min(date) FROM sources WHERE article_id = articles.id)",
            (article_id,),
        ).rowcount
        if changed:
            self._mark_pending(article_id)

    def _mark_pending(self, article_id: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO vectors_pending VALUES (?)", (article_id,))


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date is not None else None
