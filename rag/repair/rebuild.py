"""An index made again in a new folder, which takes the old one's place at once; a kill leaves the old or the new."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rag.adding.indexing import Rows, Stores, gather, make_vectors
from rag.errors import LibraryDamaged
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.manifest import LEXICAL, VECTORS, store_folder
from rag.store.vectors import Vectors

BATCH_ARTICLES = 500


def rebuild_lexical(folder: Path, stores: Stores) -> None:
    """Make the lexical index of the library in `folder` again from the articles. The caller holds the writer lock."""
    number = _next(folder, LEXICAL, stores.catalogue)
    fresh = Lexical(store_folder(folder, LEXICAL, number))
    with closing(fresh):
        fresh.create()
        for rows in _all(stores.catalogue):
            fresh.write([], rows.passages, rows.headlines, rows.dates)
    stores.catalogue.switch(LEXICAL, number)
    stores.lexical.move(fresh.folder)
    clean(folder, stores.catalogue)


def rebuild_vectors(folder: Path, stores: Stores) -> None:
    """Make the vectors of the library in `folder` again: copied where the old ones can be read, else embedded.

    What was deleted stays in Chroma's graph (chroma issue 7662), so this is how its room is got back. The caller holds
    the writer lock.
    """
    number = _next(folder, VECTORS, stores.catalogue)
    fresh = Vectors(store_folder(folder, VECTORS, number))
    with closing(fresh):  # else Chroma would go on with the folder of an interrupted one
        fresh.create()
        for rows in _all(stores.catalogue):
            try:
                known = stores.vectors.fetch([passage.id for passage in rows.passages])
            except LibraryDamaged:
                known = {}
            made = make_vectors(rows.passages, rows.headlines, known, stores.embedder)
            fresh.upsert(rows.passages, made, rows.dates)
    stores.catalogue.switch(VECTORS, number)
    stores.vectors.move(fresh.folder)
    clean(folder, stores.catalogue)


def clean(folder: Path, catalogue: Catalogue) -> None:
    """Delete the index folders that are not in use. The caller holds the writer lock."""
    for store in (LEXICAL, VECTORS):
        used = store_folder(folder, store, catalogue.store_number(store))
        for found in [folder / store, *folder.glob(f"{store}-*")]:
            if found != used and found.is_dir():
                shutil.rmtree(found, ignore_errors=True)


def _next(folder: Path, store: str, catalogue: Catalogue) -> int:
    number = catalogue.store_number(store) + 1
    shutil.rmtree(store_folder(folder, store, number), ignore_errors=True)  # an interrupted one
    return number


def _all(catalogue: Catalogue) -> Iterator[Rows]:
    ids = catalogue.ids()
    for start in range(0, len(ids), BATCH_ARTICLES):
        yield gather(catalogue, ids[start : start + BATCH_ARTICLES])
