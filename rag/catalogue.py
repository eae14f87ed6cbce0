"""Articles and passages in SQLite: the source of truth, with the lexical index in the same transaction."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.datatypes import Article, ArticleSummary, Passage, Source
from rag.errors import LibraryDamaged, LibraryLocked, LibraryMismatch, StorageError
from rag.schema import MIGRATIONS

HEADLINE_WEIGHT = 2.0  # BM25 weight of a headline's word against one of the text
STORAGE_TROUBLE = ("full", "disk i/o", "readonly", "unable to open", "too big")
BUSY_TIMEOUT_S = 10.0


class Catalogue:
    """The catalogue of one library. Safe to share among threads; one process writes at a time.

    Every method raises `LibraryDamaged` when the database contradicts itself or cannot be read, and
    `StorageError` when the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        """Open the database at `path`, making it or bringing it to the current version.

        Raises `LibraryMismatch` when a newer Ibid made it.
        """
        self.path = path
        self._lock = threading.RLock()
        with self._errors():
            self._db = sqlite3.connect(path, check_same_thread=False, timeout=BUSY_TIMEOUT_S, isolation_level=None)
            try:
                self._db.execute("PRAGMA foreign_keys = ON")
                self._db.execute("PRAGMA synchronous = FULL")
                self._migrate()
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def _migrate(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise LibraryMismatch(
                f"{self.path} has format {version}, this Ibid knows up to {len(MIGRATIONS)}. Update Ibid."
            )
        if version == 0:
            self._db.execute("PRAGMA journal_mode = WAL")
        for number in range(version, len(MIGRATIONS)):
            self._db.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]}; PRAGMA user_version = {number + 1}; COMMIT")

    # Reading

    def generation(self) -> int:
        """A number that grows whenever vectors change; readers compare it to notice another process."""
        with self._errors(), self._lock:
            return int(self._db.execute("SELECT value FROM counters WHERE name = 'generation'").fetchone()[0])

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        with self._errors(), self._lock:
            row = self._db.execute("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)").fetchone()
            return int(row[0]), int(row[1])

    def article(self, article_id: str) -> Article | None:
        """The article with exactly this id, or None."""
        with self._errors(), self._lock:
            row = self._db.execute(
                "SELECT headline, text, sha256, date FROM articles WHERE id = ?", (article_id,)
            ).fetchone()
            if row is None:
                return None
            sources = self._db.execute(
                "SELECT path, text_start, file_sha256, date FROM sources WHERE article_id = ? ORDER BY rowid",
                (article_id,),
            ).fetchall()
        headline, text, sha256, date = row
        return Article(
            headline,
            text,
            sha256,
            _date(date),
            tuple(Source(path, start, digest, _date(day)) for path, start, digest, day in sources),
        )

    def has(self, article_id: str) -> bool:
        """Whether an article with exactly this id is stored."""
        with self._errors(), self._lock:
            return self._db.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is not None

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first, those without a date last."""
        with self._errors(), self._lock:
            rows = self._db.execute(
                "SELECT id, headline, date, length(text), (SELECT count(*) FROM passages WHERE article_id = id) "
                "FROM articles ORDER BY date IS NULL, date DESC, headline, id"
            ).fetchall()
            paths: dict[str, list[str]] = {}
            for article_id, path in self._db.execute("SELECT article_id, path FROM sources ORDER BY rowid"):
                paths.setdefault(article_id, []).append(path)
        return [
            ArticleSummary(id_, headline, _date(date), chars, passages, tuple(paths.get(id_, ())))
            for id_, headline, date, chars, passages in rows
        ]

    def find_ids(self, prefix: str) -> list[str]:
        """Ids that begin with `prefix`, in order."""
        with self._errors(), self._lock:
            rows = self._db.execute("SELECT id FROM articles WHERE substr(id, 1, ?) = ?", (len(prefix), prefix))
            return sorted(row[0] for row in rows)

    def source(self, path: str) -> tuple[str, str] | None:
        """Article id and SHA-256 of the file that was added from `path`, or None."""
        with self._errors(), self._lock:
            row = self._db.execute("SELECT article_id, file_sha256 FROM sources WHERE path = ?", (path,)).fetchone()
            return (row[0], row[1]) if row else None

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article, in order of place."""
        with self._errors(), self._lock:
            row = self._db.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
            places = self._db.execute(
                "SELECT start, end FROM passages WHERE article_id = ? ORDER BY start", (article_id,)
            ).fetchall()
        return [Passage(article_id, start, end, row[0][start:end]) for start, end in places]

    def search(
        self, question: str, *, limit: int, since: dt.date | None, until: dt.date | None
    ) -> list[tuple[str, int, int, float]]:
        """Passages that share words with `question`, best first, as (article id, start, end, BM25 > 0).

        BM25 is SQLite FTS5's with its sign turned, over Porter stems; `since` and `until` are inclusive
        and leave out articles without a date.
        """
        words = re.findall(r"\w+", question)
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        dated, bounds = "", []
        if since is not None or until is not None:
            dated = "AND articles.date BETWEEN ? AND ?"
            bounds = [(since or dt.date.min).isoformat(), (until or dt.date.max).isoformat()]
        with self._errors(), self._lock:
            return self._db.execute(
                "SELECT passages.article_id, passages.start, passages.end, -bm25(passage_index, ?, 1.0) AS score "
                "FROM passage_index JOIN passages ON passages.number = passage_index.rowid "
                "JOIN articles ON articles.id = passages.article_id "
                f"WHERE passage_index MATCH ? {dated} ORDER BY score DESC, passages.number LIMIT ?",
                (HEADLINE_WEIGHT, match, *bounds, limit),
            ).fetchall()

    def pending(self) -> list[str]:
        """Ids of articles whose vectors a crash may have left behind."""
        with self._errors(), self._lock:
            return [row[0] for row in self._db.execute("SELECT article_id FROM vectors_pending ORDER BY article_id")]

    def check(self) -> list[str]:
        """What is wrong with the database, one line each; empty when it is sound. Reads all of it."""
        with self._errors(), self._lock:
            found = [row[0] for row in self._db.execute("PRAGMA quick_check") if row[0] != "ok"]
            found += [f"broken reference in {row[0]}" for row in self._db.execute("PRAGMA foreign_key_check")]
            try:
                self._db.execute("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                found.append(f"lexical index: {error}")
            return found

    # Writing. The caller holds the library's writer lock.

    def put(self, entries: Iterable[tuple[Article, Sequence[Passage]]]) -> None:
        """Store articles with their passages and index rows, all or none, vectors pending.

        Each article has one source. A source that held another article leaves it, and an article left
        without a source goes. Passages are ignored for a text that is stored already.
        """
        with self._transaction():
            for article, passages in entries:
                (source,) = article.sources
                before = self._db.execute(
                    "SELECT article_id FROM sources WHERE path = ?", (source.path,)
                ).fetchone()
                if not self.has(article.id):
                    self._insert(article, passages)
                self._db.execute(
                    "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
                    (source.path, article.id, source.text_start, source.file_sha256, _iso(source.date)),
                )
                self._settle_date(article.id)
                if before is not None and before[0] != article.id:
                    self._drop_or_settle(before[0])

    def remove(self, article_ids: Iterable[str]) -> None:
        """Delete articles with all that belongs to them, all or none, vectors pending."""
        with self._transaction():
            for article_id in article_ids:
                self._delete(article_id)

    def mark_all_pending(self) -> None:
        """Declare every article's vectors doubtful, so that they are made again."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO vectors_pending SELECT id FROM articles")

    def rebuild_index(self) -> None:
        """Make the lexical index again from the articles."""
        with self._transaction():
            self._db.execute("INSERT INTO passage_index (passage_index) VALUES ('rebuild')")

    def settle(self, article_ids: Iterable[str]) -> None:
        """Declare the vectors of these articles right, and move the generation."""
        with self._transaction():
            self._db.executemany("DELETE FROM vectors_pending WHERE article_id = ?", [(id_,) for id_ in article_ids])
            self._db.execute("UPDATE counters SET value = value + 1 WHERE name = 'generation'")

    def _insert(self, article: Article, passages: Sequence[Passage]) -> None:
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?)",
            (article.id, article.sha256, article.headline, _iso(article.date), article.text),
        )
        for passage in passages:
            number = self._db.execute(
                "INSERT INTO passages (article_id, start, end) VALUES (?, ?, ?)",
                (article.id, passage.start, passage.end),
            ).lastrowid
            self._db.execute(
                "INSERT INTO passage_index (rowid, headline, text) VALUES (?, ?, ?)",
                (number, article.headline, passage.text),
            )
        self._mark_pending(article.id)

    def _delete(self, article_id: str) -> None:
        row = self._db.execute("SELECT headline, text FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return
        headline, text = row
        # FTS5 with external content has to be told what it indexed; cut here, since substr() walks from the start.
        self._db.executemany(
            "INSERT INTO passage_index (passage_index, rowid, headline, text) VALUES ('delete', ?, ?, ?)",
            [
                (number, headline, text[start:end])
                for number, start, end in self._db.execute(
                    "SELECT number, start, end FROM passages WHERE article_id = ?", (article_id,)
                ).fetchall()
            ],
        )
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        self._mark_pending(article_id)

    def _drop_or_settle(self, article_id: str) -> None:
        if self._db.execute("SELECT 1 FROM sources WHERE article_id = ?", (article_id,)).fetchone() is None:
            self._delete(article_id)
        else:
            self._settle_date(article_id)

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

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors(), self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            message = str(error).lower()
            if "locked" in message:
                raise LibraryLocked(f"{self.path} is busy in another process. Try again in a moment.") from error
            if any(trouble in message for trouble in STORAGE_TROUBLE):
                raise StorageError(
                    f"{self.path} cannot be written or read ({error}). Check free space and permissions."
                ) from error
            raise LibraryDamaged(
                f"{self.path} is damaged ({error}). Run `ibid doctor`; restore it from a backup, or add the articles "
                "to a new library."
            ) from error


def _date(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso is not None else None


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date is not None else None
