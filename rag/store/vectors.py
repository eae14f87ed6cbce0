"""Passages in Chroma: the only chromadb import. Derived from the catalogue, and rebuildable from it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.datatypes import Passage, day_number
from rag.embedder import Vectors as Matrix
from rag.errors import LibraryDamaged, RagError, StorageError
from rag.inference import models
from rag.store.readonly import StandIn
from rag.store.within import Within

COLLECTION = "passages"
BATCH = 5000  # Chroma takes at most 5,461 records a write
MOST_SAMPLED = 1000
OVERSAMPLING = 4.0
HNSW = {"space": "cosine", "ef_construction": 100, "max_neighbors": 16, "ef_search": 100}


class Vectors:
    """The vectors of one library. Safe to share among threads, not among processes: see `refresh`.

    Every method raises `LibraryDamaged` when Chroma fails, and `StorageError` when the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        """The client opens at first use. `folder` is made by `create`."""
        self.folder = folder
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None
        self._stand_in = StandIn()  # Chroma writes as it opens

    def create(self) -> None:
        """Make the collection if there is none. The caller holds the library's writer lock."""
        with self._errors(), self._lock:
            self._open_client().get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": HNSW}
            )

    def move(self, folder: Path) -> None:
        """Go on with the vectors in another folder."""
        with self._lock:
            self.close()
            self.folder = folder

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._client is not None:
                from chromadb.api.shared_system_client import SharedSystemClient

                self._client.close()
                # Another client of this process may hold the same folder open and stale.
                SharedSystemClient.clear_system_cache()
            self._client = self._collection = None
            self._stand_in.remove()

    def refresh(self) -> None:
        """See what another process wrote: Chroma's client never notices by itself, so take a new one."""
        self.close()

    def upsert(self, passages: Sequence[Passage], vectors: Matrix, dates: Sequence[dt.date | None]) -> None:
        """Write vectors of shape (n, dim) for n passages, each with its article's date.

        An id that is there already is replaced.
        """
        with self._errors(), self._lock:
            for start in range(0, len(passages), BATCH):
                chunk = slice(start, start + BATCH)
                self._open_collection().upsert(
                    ids=[passage.id for passage in passages[chunk]],
                    embeddings=vectors[chunk],
                    metadatas=[
                        # Chroma merges metadata, so a date left out would leave the old one standing.
                        {"article": passage.article_id, "date": day_number(date)}
                        for passage, date in zip(passages[chunk], dates[chunk], strict=True)
                    ],
                )

    def delete_articles(self, article_ids: Sequence[str]) -> None:
        """Delete the vectors of these articles; those that have none are passed over."""
        with self._errors(), self._lock:
            for start in range(0, len(article_ids), 100):
                self._open_collection().delete(where={"article": {"$in": list(article_ids[start : start + 100])}})

    def search(self, vector: Matrix, *, limit: int, within: Within | None = None) -> list[tuple[str, int, int, float]]:
        """Passages nearest to `vector` of shape (dim,), best first, as (article id, start, end, cosine).

        Of all articles, or of those `within`. Chroma's own conditions take ten times as long as a search: so more is
        looked for than is wanted and what does not belong is dropped, or, where little belongs, its ids are given.
        """
        if within is None:
            return self._nearest(vector, limit, None)
        if not within.articles:
            return []
        sampled = int(OVERSAMPLING * limit / within.share)
        if sampled <= MOST_SAMPLED and len(found := self._sample(vector, sampled, within)) >= limit:
            return found[:limit]
        try:
            return self._nearest(vector, limit, within.passages())
        except LibraryDamaged:  # it fails for an id that it lacks, as while another process adds
            return self._sample(vector, max(1, self.count()), within)[:limit]

    def _sample(self, vector: Matrix, count: int, within: Within) -> list[tuple[str, int, int, float]]:
        return [place for place in self._nearest(vector, count, None) if place[0] in within.articles]

    def _nearest(self, vector: Matrix, limit: int, ids: Sequence[str] | None) -> list[tuple[str, int, int, float]]:
        with self._errors(), self._lock:
            found = self._open_collection().query(
                query_embeddings=[vector], ids=ids, n_results=limit, include=["distances"]
            )
        return [
            (*_place(id_), 1.0 - float(distance))
            for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, Matrix]:
        """The stored vectors of these passages, shape (dim,) each; those that have none are left out."""
        found: dict[str, Matrix] = {}
        with self._errors(), self._lock:
            for start in range(0, len(passage_ids), BATCH):
                rows = self._open_collection().get(ids=list(passage_ids[start : start + BATCH]), include=["embeddings"])
                found |= zip(rows["ids"], rows["embeddings"], strict=True)
        return found

    def count(self) -> int:
        """How many vectors are stored."""
        with self._errors(), self._lock:
            return int(self._open_collection().count())

    def ids(self) -> Iterator[str]:
        """The ids of all vectors, in no order."""
        with self._errors(), self._lock:
            collection = self._open_collection()
            for offset in range(0, collection.count(), BATCH):
                yield from collection.get(limit=BATCH, offset=offset, include=[])["ids"]

    def _open_collection(self) -> Any:
        if self._collection is None:
            if not self.folder.is_dir():
                raise LibraryDamaged(
                    f"{self.folder} is missing. Run `ibid doctor --repair`: "
                    "vectors can be made again from the articles."
                )
            self._collection = self._open_client().get_collection(COLLECTION, embedding_function=None)
        return self._collection

    def _open_client(self) -> Any:
        if self._client is None:
            models.go_offline()
            import chromadb
            from chromadb.config import Settings

            folder = self._stand_in.of(self.folder)
            self._client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
        return self._client

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except RagError:
            raise
        except Exception as error:  # a damaged folder fails in as many ways as it has files
            if any(trouble in str(error).lower() for trouble in ("full", "no space", "readonly", "i/o error")):
                raise StorageError(
                    f"{self.folder} cannot be written ({error}). Check free space and permissions."
                ) from error
            raise LibraryDamaged(
                f"{self.folder} cannot be used ({error}). Run `ibid doctor --repair`: vectors can be made again from "
                "the articles."
            ) from error


def _place(passage_id: str) -> tuple[str, int, int]:
    article_id, _, place = passage_id.rpartition(":")
    start, _, end = place.partition("-")
    return article_id, int(start), int(end)
