"""The stores of one library kept together: who may write, what a crash left undone, what another process did."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.adding import indexing
from rag.adding.indexing import Stores
from rag.embedder import Embedder
from rag.errors import LibraryDamaged, LibraryLocked, StorageError
from rag.repair import doctor, rebuild
from rag.store import manifest
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.locking import writer_lock
from rag.store.manifest import LEXICAL, VECTORS
from rag.store.vectors import Vectors

log = logging.getLogger(__name__)


class Holdings:
    """The stores in one folder. Threads may share them; another process may write meanwhile."""

    def __init__(self, folder: Path, catalogue: Catalogue, embedder: Embedder) -> None:
        """Use the catalogue of the library in `folder`, and the indexes that it names."""
        self.folder = folder
        lexical, vectors = (
            manifest.store_folder(folder, store, catalogue.store_number(store)) for store in (LEXICAL, VECTORS)
        )
        self.stores = Stores(catalogue, Lexical(lexical), Vectors(vectors), embedder)
        self._generation = catalogue.generation()
        self._freshness = threading.Lock()

    def close(self) -> None:
        """Let go of all files."""
        self.stores.lexical.close()
        self.stores.vectors.close()
        self.stores.catalogue.close()

    def examine(self) -> list[str]:
        """What is wrong with the library's stores, one line each; empty when all is well. Reads all of it."""
        self.notice_other_writers()
        return doctor.examine(self.stores.catalogue, self.stores.lexical, self.stores.vectors)

    def repair(self) -> None:
        """Make again what can be derived: the lexical index, the links of copies, and the vectors that are lost."""
        with self.alone():
            self.stores.catalogue.copies.clear()
            self.stores.catalogue.copies.add_pending()
            rebuild.rebuild_lexical(self.folder, self.stores)
            rebuild.rebuild_vectors(self.folder, self.stores)
            self.stores.catalogue.settle(self.stores.catalogue.pending())

    def reclaim(self) -> None:
        """Give back the room that deleted articles still take up in the vectors and in the database."""
        with self.writing():
            rebuild.rebuild_vectors(self.folder, self.stores)
            self.stores.catalogue.shrink()

    def check_may_write(self) -> None:
        """Raise `StorageError`, naming what is in the way, where the library may only be read."""
        manifest.check_may_write(self.folder, (self.stores.lexical.folder, self.stores.vectors.folder))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write, with nothing left undone by those before; raises as `writer_lock`."""
        with self.alone():
            rebuild.clean(self.folder, self.stores.catalogue)
            if not self.stores.lexical.exists():  # made by an Ibid that kept it elsewhere
                rebuild.rebuild_lexical(self.folder, self.stores)
            indexing.reconcile(self.stores)
            self.stores.catalogue.copies.add_pending()  # made by an Ibid that did not compare them
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the right to write, whatever state the stores are in; raises as `check_may_write` and `writer_lock`."""
        self.check_may_write()
        with writer_lock(self.folder):
            if self.stores.catalogue.is_replaced():
                raise LibraryLocked(f"{self.folder} was repaired by another process meanwhile. Start Ibid again.")
            self.notice_other_writers()
            try:
                yield
            finally:
                self.stores.lexical.rest()
                self._generation = self.stores.catalogue.generation()

    def finish(self) -> None:
        """Finish what a crash, or an older Ibid, left undone, unless it cannot be done now."""
        catalogue = self.stores.catalogue
        if self.stores.lexical.exists() and not catalogue.pending() and not catalogue.copies.pending():
            return
        try:
            with self.writing():
                log.info("finished what an interrupted run left undone in %s", self.folder)
        except LibraryLocked:
            log.info("%s is being written; what is pending there is its writer's work", self.folder)
        except (LibraryDamaged, StorageError) as error:
            log.warning("what an interrupted run left undone in %s stays so: %s", self.folder, error)

    def notice_other_writers(self) -> None:
        """See what another process has written since the last look."""
        with self._freshness:
            if (now := self.stores.catalogue.generation()) != self._generation:
                for index, store in ((self.stores.lexical, LEXICAL), (self.stores.vectors, VECTORS)):
                    if index.folder != (folder := self._folder_of(store)):
                        index.move(folder)
                    else:
                        index.refresh()
                self._generation = now

    def _folder_of(self, store: str) -> Path:
        return manifest.store_folder(self.folder, store, self.stores.catalogue.store_number(store))
