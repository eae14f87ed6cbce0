"""What each file looked like when it was last read whole, so that one which looks the same need not be read again."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.store.database import Database, parse_iso

# A file system may give two writes in quick succession one time. A file as young as this may still change unseen.
YOUNG_NS = 2_000_000_000
UNTRUSTED_NS = -1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system says of a file: size in bytes, time of the last change (`UNTRUSTED_NS` if that is too near
    to tell a later change from it), and inode.
    """  # fmt: skip

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that was read whole: its stamp from before, the SHA-256 of its bytes, and how many articles it held."""

    path: str
    stamp: Stamp
    sha256: str
    articles: int


def stamp_file(path: Path) -> Stamp:
    """The stamp of a file, to be taken before the file is read. Raises `OSError`."""
    now_ns = time.time_ns()
    found = path.stat()
    is_settled = now_ns - found.st_mtime_ns > YOUNG_NS
    return Stamp(found.st_size, found.st_mtime_ns if is_settled else UNTRUSTED_NS, found.st_ino)


class FileStates:
    """The files of a catalogue. Raises as `Catalogue` does; who writes holds the library's writer lock."""

    def __init__(self, database: Database) -> None:
        """Use the tables `files` and `sources` of `database`."""
        self._db = database

    def under(self, folder: str) -> dict[str, FileState | None]:
        """All paths in `folder`, at any depth, that articles came from.

        The state is None where the file has to be read again: it was not read whole, or not all of its articles are
        in the library any more.
        """
        prefix = folder.rstrip(os.sep) + os.sep
        rows = self._db.query(
            "SELECT s.path, f.size, f.mtime_ns, f.inode, f.sha256, f.articles, "
            "min(s.file_sha256) = f.sha256 AND max(s.file_sha256) = f.sha256 AND count(*) = f.articles "
            "FROM sources AS s LEFT JOIN files AS f ON f.path = s.path "
            "WHERE s.path >= ? AND s.path < ? GROUP BY s.path",
            (prefix, prefix[:-1] + chr(ord(os.sep) + 1)),
        )
        return {
            path: FileState(path, Stamp(size, mtime_ns, inode), digest, articles) if is_whole else None
            for path, size, mtime_ns, inode, digest, articles, is_whole in rows
        }

    def outlets(self) -> dict[str, int]:
        """The outlets that articles come from, in order of name, and how many come from each."""
        sql = (
            "SELECT outlet, count(DISTINCT article_id) FROM sources WHERE outlet <> '' GROUP BY outlet ORDER BY outlet"
        )
        return dict(self._db.query(sql))

    def articles_of(self, outlets: Iterable[str]) -> frozenset[str]:
        """The ids of the articles that come from any of these outlets."""
        sql = "SELECT DISTINCT article_id FROM sources WHERE outlet IN (SELECT value FROM json_each(?))"
        return frozenset(id_ for (id_,) in self._db.query(sql, (json.dumps(list(outlets)),)))

    def given_outlet(self, path: str) -> str:
        """The outlet that the file at `path` was given, "" if none."""
        rows = self._db.query("SELECT outlet FROM given_outlets WHERE path = ?", (path,))
        return next((outlet for (outlet,) in rows), "")

    def give_outlet(self, path: str, outlet: str) -> None:
        """Remember the outlet that the file at `path` is given where it names none; "" takes it back."""
        self._db.execute("DELETE FROM given_outlets WHERE path = ?", (path,))
        if outlet:
            self._db.execute("INSERT INTO given_outlets VALUES (?, ?)", (path, outlet))

    def record(self, states: Iterable[FileState]) -> None:
        """Keep the states of files that were read, and whose articles are stored."""
        rows = [(one.path, one.stamp.size, one.stamp.mtime_ns, one.stamp.inode, one.sha256, one.articles)
                for one in states]  # fmt: skip
        if rows:
            with self._db.transaction():
                self._db.execute_many("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)

    def move(self, moves: Iterable[tuple[str, FileState]]) -> int:
        """Give the articles of each old path to the state's path, where no article came from that; how many did."""
        count = 0
        with self._db.transaction():
            for old, state in moves:
                if self.articles_at(state.path) or not self.articles_at(old):
                    continue
                for article_id in self.articles_at(old):
                    self.part(article_id, old)
                self._db.execute("UPDATE sources SET path = ? WHERE path = ?", (state.path, old))
                self._db.execute("UPDATE OR REPLACE given_outlets SET path = ? WHERE path = ?", (state.path, old))
                self._db.execute("DELETE FROM files WHERE path = ?", (old,))
                self.record([state])
                count += 1
        return count

    def forget(self, path: str) -> list[str]:
        """Drop the state of a file, and the file as a source of articles; returns their ids."""
        article_ids = self.articles_at(path)
        for article_id in article_ids:
            self.part(article_id, path)
        self._db.execute("DELETE FROM sources WHERE path = ?", (path,))
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        self.give_outlet(path, "")
        return article_ids

    def part(self, article_id: str, path: str | None = None) -> None:
        """Remember that the article came from the file at `path`, or from all of its files, and will no longer."""
        self._db.execute(
            "INSERT OR REPLACE INTO past_sources "
            "SELECT DISTINCT article_id, path, ? FROM sources WHERE article_id = ? AND path = coalesce(?, path)",
            (dt.date.today().isoformat(), article_id, path),
        )

    def past(self, prefix: str) -> list[tuple[str, str, dt.date | None]]:
        """(id, path, day) of files that articles whose ids begin so came from until that day, latest first."""
        sql = (
            "SELECT article_id, path, day FROM past_sources WHERE article_id >= ? AND article_id < ? ORDER BY day DESC"
        )
        return [(id_, path, parse_iso(day)) for id_, path, day in self._db.query(sql, (prefix, f"{prefix}~"))]

    def parted(self, article_id: str, path: str) -> dt.date | None:
        """The day since which the article does not come from the file at `path` any more, None if it never did."""
        rows = self._db.query("SELECT day FROM past_sources WHERE article_id = ? AND path = ?", (article_id, path))
        return next((parse_iso(day) for (day,) in rows), None)

    def articles_at(self, path: str) -> list[str]:
        """The ids of the articles that came from the file at `path`."""
        return [row[0] for row in self._db.query("SELECT DISTINCT article_id FROM sources WHERE path = ?", (path,))]

    def articles_near(self, path: str, row: int, most: int) -> list[str]:
        """The ids of at most so many articles that came from the file at `path`, those nearest to line `row` first."""
        sql = "SELECT article_id FROM sources WHERE path = ? ORDER BY abs(row - ?) LIMIT ?"
        return [found[0] for found in self._db.query(sql, (path, row, most))]
