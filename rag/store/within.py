"""The articles of a period and of some outlets, to which a search keeps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from rag.store.database import Database


@dataclass(frozen=True, slots=True)
class Within:
    """Ids of articles, their share of all articles (0 to 1), and what gives the ids of their passages."""

    articles: frozenset[str]
    share: float
    passages: Callable[[], Sequence[str]]


def find_within(
    database: Database, since: dt.date | None, until: dt.date | None, only: Collection[str] | None
) -> Within | None:
    """The articles dated from `since` to `until`, both inclusive, that are among `only`; None if that limits nothing.

    Where there is a limit of dates, articles without one are left out.
    """
    if since is None and until is None and only is None:
        return None
    sql, values = "SELECT id FROM articles", []
    if since is not None or until is not None:
        sql += " WHERE date BETWEEN ? AND ?"
        values = [(since or dt.date.min).isoformat(), (until or dt.date.max).isoformat()]
    with database.reading():
        ((count,),) = database.query("SELECT count(*) FROM articles")
        found = frozenset(row[0] for row in database.query(sql, values))
    if only is not None:
        found &= frozenset(only)

    def passages() -> list[str]:
        sql = "SELECT article_id || ':' || start || '-' || end FROM passages, json_each(?) WHERE article_id = value"
        return [row[0] for row in database.query(sql, (json.dumps(sorted(found)),))]

    return Within(found, len(found) / max(1, count), passages)
