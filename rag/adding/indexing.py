"""Both indexes made to hold what the catalogue has: what a crash left pending is done again at the next open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.datatypes import Passage
from rag.embedder import Embedder
from rag.embedder import Vectors as Matrix
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.vectors import Vectors

RECONCILE_ARTICLES = 64


@dataclass(frozen=True, slots=True)
class Stores:
    """Where articles go, and what turns them into vectors."""

    catalogue: Catalogue
    lexical: Lexical
    vectors: Vectors
    embedder: Embedder


def reconcile(stores: Stores, *, known: Mapping[str, Matrix] | None = None, fresh: frozenset[str] = frozenset()) -> int:
    """Make both indexes hold every pending article as the catalogue has it; returns how many were pending.

    `known` holds vectors of shape (dim,) by passage id that need not be made again; `fresh` are articles
    that no index has yet. The caller holds the library's writer lock.
    """
    known = known if known is not None else {}
    pending = stores.catalogue.pending()
    for start in range(0, len(pending), RECONCILE_ARTICLES):
        ids = pending[start : start + RECONCILE_ARTICLES]
        stale = [id_ for id_ in ids if id_ not in fresh]
        rows = gather(stores.catalogue, ids)
        stores.lexical.write(stale, rows.passages, rows.headlines, rows.dates)
        stores.vectors.delete_articles(stale)
        if rows.passages:
            made = make_vectors(rows.passages, rows.headlines, known, stores.embedder)
            stores.vectors.upsert(rows.passages, made, rows.dates)
        stores.catalogue.settle(ids)
    return len(pending)


@dataclass(frozen=True, slots=True)
class Rows:
    """Passages, each with its article's headline and date: what the indexes are made of."""

    passages: list[Passage]
    headlines: list[str]
    dates: list[dt.date | None]


def gather(catalogue: Catalogue, article_ids: Iterable[str]) -> Rows:
    """All passages of these articles; those that are gone are passed over."""
    rows = Rows([], [], [])
    for id_ in article_ids:
        article = catalogue.article(id_)
        if article is not None:
            passages = catalogue.passages(id_)
            rows.passages.extend(passages)
            rows.headlines.extend([article.headline] * len(passages))
            rows.dates.extend([article.date] * len(passages))
    return rows


def make_vectors(
    passages: Sequence[Passage], headlines: Sequence[str], known: Mapping[str, Matrix], embedder: Embedder
) -> Matrix:
    """Vectors of shape (len(passages), dim), made for those that are not known."""
    missing = [index for index, passage in enumerate(passages) if passage.id not in known]
    made = iter(embedder.embed([passage_input(headlines[i], passages[i]) for i in missing])) if missing else iter(())
    rows = [known[passage.id] if passage.id in known else next(made) for passage in passages]
    return np.stack(rows).astype(np.float32) if rows else np.empty((0, 0), dtype=np.float32)


def passage_input(headline: str, passage: Passage) -> str:
    """What is embedded for a passage: its text under its article's headline.

    The headline says what "he" and "the summit" are about. The passage that begins the article has it.
    """
    has_it = passage.start == 0 and headline.rstrip("…") in passage.text
    return passage.text if has_it or not headline else f"{headline}\n{passage.text}"
