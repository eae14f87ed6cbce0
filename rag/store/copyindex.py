"""Which stored articles are copies of each other: kept in SQLite, an article at a time, with the article itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np

from rag.datatypes import Copy
from rag.errors import LibraryDamaged
from rag.store.copies import Wording, compare_wordings, fingerprints, pick_stories, read_wording
from rag.store.database import Database, parse_iso

# Candidates share this much of the fingerprints of the one that has fewer; less was a copy once in a thousand.
LEAST_FINGERPRINTS = 0.08
# Articles looked at for one fingerprint, and for one article: a story or a boilerplate in more costs no more time.
MOST_CANDIDATES = 200
# So much of both in common is one story, also where it has more copies than an article is linked with.
SAME_SHARE = 0.6
LONGEST_KEPT_WORDS = 5000
BATCH_ARTICLES = 64


class CopyIndex:
    """The copies among the articles of one catalogue. Errors are those of `Database`."""

    def __init__(self, database: Database) -> None:
        """Use the tables of `database`."""
        self._db = database
        self._kept: dict[str, Wording] = {}  # the last few: a story in many papers is compared with the same ones

    # Reading

    def pending(self) -> int:
        """How many articles were not compared with others yet: an older Ibid stored them, or a repair broke off."""
        return int(self._db.query("SELECT count(*) FROM copies_pending")[0][0])

    def copies(self, article_id: str) -> list[Copy]:
        """The copies of the article with this very id, the most alike first."""
        rows = self._db.query(
            "SELECT id, headline, date, max(share, back) AS most FROM copies JOIN articles ON id = other_id "
            "WHERE article_id = ? ORDER BY most DESC, id",
            (article_id,),
        )
        return [Copy(id_, headline, parse_iso(date), share) for id_, headline, date, share in rows]

    def stories(self, ids: Iterable[str]) -> dict[str, str]:
        """For each of `ids` the id of its story, that of one of them; articles of two stories are independent.

        Which story an article belongs to may depend on which other articles are asked about; see `pick_stories`.
        """
        wanted = json.dumps(list(ids))
        with self._db.reading():
            links = self._db.query(
                "SELECT article_id, other_id, max(share, back) FROM copies WHERE article_id IN "
                "(SELECT value FROM json_each(?1)) AND other_id IN (SELECT value FROM json_each(?1))",
                (wanted,),
            )
            # Of a story in more articles than one is linked with, all are linked with the first.
            kin = self._db.query(
                "SELECT wanted.value, iif(crowded, (SELECT other_id FROM copies "
                "JOIN signatures AS first ON first.article_id = other_id WHERE copies.article_id = wanted.value "
                "AND min(share, back) >= ? ORDER BY first.number LIMIT 1), NULL) FROM json_each(?) AS wanted "
                "LEFT JOIN signatures ON signatures.article_id = wanted.value",
                (SAME_SHARE, wanted),
            )
        return pick_stories({id_: first if first is not None else id_ for id_, first in kin}, links)

    def check(self) -> list[str]:
        """What is wrong with the index, one line each."""
        found = []
        if pending := self.pending():
            found.append(f"{pending} articles were not compared for copies yet; the next `ibid add` does it")
        ((lost,),) = self._db.query(
            "SELECT (SELECT total(size) FROM signatures) <> (SELECT count(*) FROM fingerprints) OR EXISTS "
            "(SELECT 1 FROM copies AS one WHERE NOT EXISTS (SELECT 1 FROM copies AS two "
            "WHERE two.article_id = one.other_id AND two.other_id = one.article_id))"
        )
        if lost:
            found.append("the links between copies contradict each other; `ibid doctor --repair` makes them again")
        return found

    # Writing. The caller is in a transaction and holds the library's writer lock.

    def add(self, article_id: str) -> None:
        """Link a stored article with its copies."""
        values = fingerprints(self._wording(article_id))
        number = self._db.execute(
            "INSERT INTO signatures (article_id, size, fingerprints) VALUES (?, ?, ?)",
            (article_id, len(values), np.array(values, dtype="<u4").tobytes()),
        ).lastrowid
        self._db.execute_many("INSERT INTO fingerprints VALUES (?, ?)", [(value, number) for value in values])
        self._link(article_id, values)

    def remove(self, article_id: str) -> None:
        """Forget an article that is about to be deleted. The others' links do not depend on it."""
        self._kept.pop(article_id, None)
        rows = self._db.query("SELECT number, fingerprints FROM signatures WHERE article_id = ?", (article_id,))
        for number, blob in rows:
            self._db.execute_many(
                "DELETE FROM fingerprints WHERE value = ? AND signature = ?",
                [(value, number) for value in np.frombuffer(blob, dtype="<u4").tolist()],
            )
        for table in ("signatures", "copies_pending"):
            self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        others = [row[0] for row in self._db.query("SELECT other_id FROM copies WHERE article_id = ?", (article_id,))]
        self._db.execute_many(
            "DELETE FROM copies WHERE article_id = ? AND other_id = ?",
            [pair for other in others for pair in ((article_id, other), (other, article_id))],
        )
        for other in others:
            self._relink(other)

    def add_pending(self) -> None:
        """Link the articles that were not compared yet, in transactions of their own."""
        while rows := self._db.query("SELECT article_id FROM copies_pending LIMIT ?", (BATCH_ARTICLES,)):
            with self._db.transaction():
                for (article_id,) in rows:
                    self.add(article_id)
                self._db.execute_many("DELETE FROM copies_pending WHERE article_id = ?", rows)

    def clear(self) -> None:
        """Forget all links, so that `add_pending` makes them again."""
        with self._db.transaction():
            for table in ("copies", "fingerprints", "signatures"):
                self._db.execute(f"DELETE FROM {table}")
            self._db.execute("INSERT OR IGNORE INTO copies_pending SELECT id FROM articles")

    def _link(self, article_id: str, values: Sequence[int]) -> None:
        wording = self._wording(article_id)
        candidates = self._candidates(article_id, values)
        for other in candidates:
            if shares := compare_wordings(wording, self._wording(other)):
                self._db.execute_many(
                    "INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?)",
                    [(article_id, other, *shares), (other, article_id, *reversed(shares))],
                )
        if len(candidates) == MOST_CANDIDATES:
            self._db.execute("UPDATE signatures SET crowded = 1 WHERE article_id = ?", (article_id,))

    def _relink(self, article_id: str) -> None:
        """Look for more copies of an article that has lost many, if there were more than were looked at."""
        rows = self._db.query(
            "SELECT fingerprints FROM signatures WHERE article_id = ? AND crowded AND "
            "(SELECT count(*) FROM copies WHERE copies.article_id = signatures.article_id) < ?",
            (article_id, MOST_CANDIDATES // 2),
        )
        for (blob,) in rows:
            self._link(article_id, np.frombuffer(blob, dtype="<u4").tolist())

    def _candidates(self, article_id: str, values: Sequence[int]) -> list[str]:
        """Ids of at most `MOST_CANDIDATES` articles that share fingerprints with one, most shared first."""
        rows = self._db.query(
            "SELECT signatures.article_id FROM json_each(?1) AS wanted "
            # Of the articles that have it, the first: of a story in very many papers the same for each copy.
            "JOIN fingerprints ON fingerprints.value = wanted.value AND fingerprints.signature <= coalesce(("
            "SELECT signature FROM fingerprints AS near WHERE near.value = wanted.value "
            "ORDER BY signature LIMIT 1 OFFSET ?2 - 1), 9e18) "
            "JOIN signatures ON signatures.number = fingerprints.signature "
            "WHERE signatures.article_id <> ?3 GROUP BY signatures.number "
            "HAVING count(*) >= ?4 * min(signatures.size, ?5) ORDER BY count(*) DESC, signatures.number LIMIT ?2",
            (json.dumps(values), MOST_CANDIDATES, article_id, LEAST_FINGERPRINTS, len(values)),
        )
        return [row[0] for row in rows]

    def _wording(self, article_id: str) -> Wording:
        wording = self._kept.pop(article_id, None)
        if wording is None:
            rows = self._db.query("SELECT headline, text FROM articles WHERE id = ?", (article_id,))
            if not rows:
                raise LibraryDamaged(f"article {article_id} is indexed, but not stored. Run `ibid doctor --repair`.")
            wording = read_wording(*rows[0])
        if len(wording.words) <= LONGEST_KEPT_WORDS:
            self._kept[article_id] = wording
        if len(self._kept) > MOST_CANDIDATES:
            del self._kept[next(iter(self._kept))]
        return wording
