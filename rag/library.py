"""A library on disk, wired together: add, remove, ask. The steps themselves live in their modules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from rag.adding import indexing, ingest, sync, uploads
from rag.adding.ingest import OnDone
from rag.adding.sync import SyncPlan
from rag.answering import Answering
from rag.comparer import Comparer, ModelComparer
from rag.datatypes import AddReport, ArticleSummary
from rag.embedder import Embedder, open_embedder
from rag.reader import ModelReader, Reader
from rag.repair import salvage
from rag.settings import Settings, load_settings
from rag.sources import ReadLimits, find_files
from rag.store import manifest
from rag.store.catalogue import Catalogue
from rag.store.manifest import Manifest


class Library(Answering):
    """One library. Threads may share it; another process may write while this one asks."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        kept: Manifest,
        catalogue: Catalogue,
        embedder: Embedder,
        reader: Reader,
        comparer: Comparer,
    ) -> None:
        """Use `Library.open`."""
        super().__init__(folder, settings, catalogue, embedder, reader, comparer)
        self.manifest = kept

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        settings: Settings | None = None,
        *,
        create: bool = False,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
        comparer: Comparer | None = None,
    ) -> Library:
        """Open the library in `folder` (default: that of the settings); with `create`, make it if missing.

        Finishes what a crash left undone, unless another process is writing. What may not be written, as on a
        read-only disk, is opened to be read; what would change it raises `StorageError`. `embedder` and `reader`
        replace those of the settings, `comparer` the shipped one. Raises a `LibraryError` when there is no library,
        when it is damaged, or when a newer Ibid or another embedder made it, and `ModelError` when a model is missing.
        """
        settings = settings if settings is not None else load_settings()
        folder = Path(os.path.abspath(folder if folder is not None else settings.library))
        embedder = embedder if embedder is not None else open_embedder(settings.embedder)
        reader = (
            reader if reader is not None else ModelReader(settings.reader, max_answer_tokens=settings.max_answer_tokens)
        )
        comparer = comparer if comparer is not None else ModelComparer()
        if create and not (folder / manifest.MANIFEST_FILE).exists():
            made = Manifest(embedder.name, embedder.fingerprint, settings.passage_tokens, settings.passage_overlap)
            manifest.create_library(folder, made)
        kept = manifest.read_manifest(folder)
        manifest.check_embedder(folder, kept, embedder)
        salvage.take_up(folder)
        manifest.check_catalogue(folder)
        library = cls(folder, settings, kept, Catalogue(folder / manifest.CATALOGUE_FILE), embedder, reader, comparer)
        try:
            library._holdings.finish()
        except BaseException:
            library.close()
            raise
        return library

    @classmethod
    def salvage(
        cls,
        folder: Path | str | None = None,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
    ) -> list[str]:
        """Make the catalogue of a library again if it is damaged: of the articles that can be read, and of their files.
        Likewise its manifest, of the settings.

        Returns what is lost all the same, one line each. The indexes still have to be made again, by `repair`. Raises
        as `open`, and `LibraryDamaged` when nothing can be read.
        """
        settings = settings if settings is not None else load_settings()
        folder = Path(os.path.abspath(folder if folder is not None else settings.library))
        embedder = embedder if embedder is not None else open_embedder(settings.embedder)
        unread = salvage.mend(folder, settings, embedder)
        if not unread:
            return []
        with cls.open(folder, settings, embedder=embedder, reader=reader) as library:
            library.add([path for _, path in unread if Path(path).is_file()])
            return [
                f"article {id_} of {path} is lost: it cannot be read, and its file has changed or gone"
                for id_, path in unread
                if not library._catalogue.has(id_)
            ]

    def close(self) -> None:
        """Let go of the library's files."""
        self._holdings.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(
        self,
        paths: Sequence[Path | str],
        *,
        columns: Mapping[str, str] | None = None,
        outlet: str | None = None,
        on_done: OnDone = lambda path, outcome: None,
    ) -> AddReport:
        """Add or update the files and folders at `paths`; see `AddReport`.

        `columns` names those columns of tables that are not called headline, date, text, url or source:
        {"headline": "Title"}. `outlet` is that of articles whose file names none; None leaves files the one that they
        were given before, and "" takes it back. `on_done` is called with each file once what became of it is on the
        disk. Raises `LibraryLocked` when another process is writing and `StorageError` when the disk is full or
        refuses; what was reported done stays.
        """
        with self._holdings.writing():
            return self._add(paths, self.settings.read_limits(columns, outlet), on_done)

    def _add(self, paths: Sequence[Path | str], limits: ReadLimits, on_done: OnDone) -> AddReport:
        return ingest.add_files(
            find_files([Path(path) for path in paths]),
            self.stores,
            limits=limits,
            passage_tokens=self.manifest.passage_tokens,
            passage_overlap=self.manifest.passage_overlap,
            on_done=on_done,
        )

    def add_upload(self, name: str, content: bytes, *, outlet: str | None = None) -> AddReport:
        """Keep a file that no folder holds, and add it; `remove` deletes it with the last of its articles.

        One of the same name is updated. `outlet` is as of `add`. Raises `SourceError` when it cannot be read, else as
        `add`.
        """
        limits = self.settings.read_limits(outlet=outlet)
        with self._holdings.writing(), uploads.keeping(self.folder, name, content, limits) as path:
            return self._add([path], limits, lambda path, outcome: None)

    def plan_sync(self, folder: Path | str, *, allow_empty: bool = False, outlet: str | None = None) -> SyncPlan:
        """What `sync` would do so that the library mirrors `folder`; writes nothing.

        With `outlet`, files that were given another one are read again; give it to `sync` too. Raises `SourceError`
        when the folder cannot be listed, or has become empty and not `allow_empty`.
        """
        return sync.plan_sync(
            Path(folder),
            self._catalogue,
            max_bytes=self.settings.max_file_bytes,
            allow_empty=allow_empty,
            outlet=outlet,
        )

    def sync(
        self,
        plan: SyncPlan,
        *,
        columns: Mapping[str, str] | None = None,
        outlet: str | None = None,
        on_done: OnDone = lambda path, outcome: None,
    ) -> AddReport:
        """Do what `plan_sync` found; all else is as of `add`. Nothing to do needs no lock."""
        if plan.is_done:
            return AddReport(unchanged=plan.unchanged, failures=plan.failures)
        with self._holdings.writing():
            return sync.carry_out(
                plan,
                self.stores,
                limits=self.settings.read_limits(columns, outlet),
                passage_tokens=self.manifest.passage_tokens,
                passage_overlap=self.manifest.passage_overlap,
                on_done=on_done,
            )

    def remove(self, article_ids: Iterable[str]) -> list[ArticleSummary]:
        """Delete articles by id or unambiguous beginning of one; all or none. Returns what was deleted.

        Files of the user's stay where they are; those of `add_upload` go.

        Raises `UnknownArticle` and `LibraryLocked`.
        """
        with self._holdings.writing():
            ids = dict.fromkeys(self._resolve(id_) for id_ in article_ids)
            gone = [summary for summary in self._catalogue.listing.all() if summary.id in ids]
            self._catalogue.remove(ids)
            indexing.reconcile(self.stores)
            paths = dict.fromkeys(path for summary in gone for path in summary.sources)
            uploads.discard(self.folder, [path for path in paths if not self._catalogue.files.articles_at(path)])
            return gone

    def check_may_write(self) -> None:
        """Raise `StorageError`, naming what is in the way, where the library may only be read."""
        self._holdings.check_may_write()

    def examine(self) -> list[str]:
        """What is wrong with the library's stores, one line each; empty when all is well. Reads all of it."""
        return self._holdings.examine()

    def repair(self) -> None:
        """Make again what can be derived: the lexical index, the links of copies, and the vectors that are lost."""
        self._holdings.repair()

    def reclaim(self) -> None:
        """Give back the room that deleted articles still take up in the vectors and in the database."""
        self._holdings.reclaim()
