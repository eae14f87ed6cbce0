"""A library on disk, wired together: add, remove, ask. The steps themselves live in their modules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from rag import asking, indexing, ingest, manifest, salvage, sync, uploads
from rag.asking import Comparison, Desk, Judging, Scope
from rag.catalogue import Catalogue
from rag.comparer import Comparer, ModelComparer
from rag.confidence import CALIBRATION_FILE, Calibration, calibration_of, load_calibration, save_calibration
from rag.datatypes import AddReport, Answer, ArticleSummary, Reading, Turn
from rag.embedder import Embedder, open_embedder
from rag.errors import (
    LibraryError,
    SettingsError,
    StorageError,
)
from rag.holdings import Holdings
from rag.ingest import OnDone
from rag.lookup import Lookup
from rag.manifest import Manifest
from rag.questions import check_question
from rag.reader import ModelReader, Reader
from rag.reading import IsEnough
from rag.settings import Settings, load_settings
from rag.sources import find_files
from rag.standing import Relate
from rag.sync import SyncPlan
from rag.times.plan import Limits


class Library(Lookup):
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
        super().__init__(folder, catalogue)
        self.settings = settings
        self.manifest = kept
        self._holdings = Holdings(folder, catalogue, embedder)
        self.stores = self._holdings.stores
        self._vectors = self.stores.vectors
        self._embedder = embedder
        self._reader = reader
        self._desk = Desk(catalogue, self.stores.lexical, self._vectors, embedder, reader, comparer, settings)

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

        Finishes what a crash left undone, unless another process is writing. `embedder` and `reader`
        replace those of the settings, `comparer` the shipped one. Raises a `LibraryError` when there is no library,
        when it is damaged, or when a newer Ibid or another embedder made it, and `ModelError` when a model is missing.
        """
        settings = settings if settings is not None else load_settings()
        folder = Path(folder if folder is not None else settings.library).absolute()
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
        folder = Path(folder if folder is not None else settings.library).absolute()
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
        on_done: OnDone = lambda path, outcome: None,
    ) -> AddReport:
        """Add or update the files and folders at `paths`; see `AddReport`.

        `columns` names those columns of tables that are not called headline, date, text, url or source:
        {"headline": "Title"}. `on_done` is called with each file once what became of it is on the disk. Raises
        `LibraryLocked` when another process is writing and `StorageError` when the disk is full; what was reported done
        stays.
        """
        with self._holdings.writing():
            return self._add(paths, columns or {}, on_done)

    def _add(self, paths: Sequence[Path | str], columns: Mapping[str, str], on_done: OnDone) -> AddReport:
        return ingest.add_files(
            find_files([Path(path) for path in paths]),
            self.stores,
            limits=self.settings.read_limits(columns),
            passage_tokens=self.manifest.passage_tokens,
            passage_overlap=self.manifest.passage_overlap,
            on_done=on_done,
        )

    def add_upload(self, name: str, content: bytes) -> AddReport:
        """Keep a file that no folder holds, and add it; `remove` deletes it with the last of its articles.

        One of the same name is updated. Raises `SourceError` when it cannot be read, else as `add`.
        """
        limits = self.settings.read_limits()
        with self._holdings.writing(), uploads.keeping(self.folder, name, content, limits) as path:
            return self._add([path], {}, lambda path, outcome: None)

    def plan_sync(self, folder: Path | str, *, allow_empty: bool = False) -> SyncPlan:
        """What `sync` would do so that the library mirrors `folder`; writes nothing.

        Raises `SourceError` when the folder cannot be listed, or has become empty and not `allow_empty`.
        """
        return sync.plan_sync(
            Path(folder), self._catalogue, max_bytes=self.settings.max_file_bytes, allow_empty=allow_empty
        )

    def sync(
        self,
        plan: SyncPlan,
        *,
        columns: Mapping[str, str] | None = None,
        on_done: OnDone = lambda path, outcome: None,
    ) -> AddReport:
        """Do what `plan_sync` found; all else is as of `add`. Nothing to do needs no lock."""
        if plan.is_done:
            return AddReport(unchanged=plan.unchanged, failures=plan.failures)
        with self._holdings.writing():
            return sync.carry_out(
                plan,
                self.stores,
                limits=self.settings.read_limits(columns or {}),
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

    def ask(
        self,
        question: str,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        as_of: dt.date | None = None,
        today: dt.date | None = None,
        any_date: bool = False,
        top_k: int | None = None,
        min_confidence: float | None = None,
        history: Sequence[tuple[str, str]] = (),
        outlets: Collection[str] = (),
        on_found: Callable[[int], None] = lambda count: None,
    ) -> Answer:
        """The answer to a question, from articles dated from `since` to `until`, both inclusive.

        With `as_of` the library is asked as it stood at the end of that day. A time that the question names limits it
        too, unless `any_date`; see `Answer.time`. `today` is the day from which "last week" counts: by default that of
        `as_of`, else the real one.
        `top_k` passages are read; silence is kept under `min_confidence`. `history` are the questions and
        answers before, for a question such as "How old is he?". `outlets`, if any, are those whose articles are
        asked; see `Library.outlets`. `on_found` is told how many passages may be read, before they are. Raises
        `QuestionError` when the question is empty or too long, the dates are the wrong way round, or the library has
        nothing of an outlet, and `LibraryError` when it is empty.
        """
        if min_confidence is not None and not 0 <= min_confidence <= 1:
            raise SettingsError(f"min_confidence is {min_confidence}; a probability lies from 0 to 1. Give one.")
        calibration = self.calibration()
        thresholds = (min_confidence, self.settings.min_confidence, calibration.threshold)
        threshold = next(value for value in thresholds if value is not None)
        limits = Limits(since, until, as_of, today, any_date)
        question = self._checked(question, Scope(since, limits.last, top_k=top_k))
        turns = [Turn(*turn) for turn in history]
        only = self._articles_of(outlets) if outlets else None
        scope = Scope(only=only, top_k=top_k, on_found=on_found)
        answer = asking.ask(self._desk, question, turns, limits, Judging(calibration, threshold), scope)
        return replace(answer, outlets=tuple(outlets))

    def read(
        self,
        question: str,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        top_k: int | None = None,
        exclude: Collection[str] = (),
        is_enough: IsEnough = lambda understood, spans: False,
    ) -> Reading:
        """What is retrieved and read for a question, before any of it is judged or verified.

        As `ask`, of a question that stands alone; `exclude` are ids of articles to leave out, as if they were not in
        the library. Passages are read as `rag.reading` says, until `is_enough` of the question and the spans so far.
        """
        scope = Scope(since, until, exclude, top_k=top_k)
        return asking.read(self._desk, self._checked(question, scope), scope, is_enough)

    def compare(self, question: str, relate: Relate | None = None) -> Comparison:
        """How the answers to a question that stands alone stand to each other, before that is settled.

        By `relate`, the comparing model if None.
        """
        return asking.compare(self._desk, self._checked(question, Scope()), self.calibration(), relate)

    def _checked(self, question: str, scope: Scope) -> str:
        """`question` without white space around it, if it can be asked in `scope`; the stores are up to date then."""
        if scope.top_k is not None and scope.top_k < 1:
            raise SettingsError(f"top_k is {scope.top_k}; at least one passage has to be read. Give a larger number.")
        question = question.strip()
        check_question(question, scope.since, scope.until, max_chars=self.settings.max_question_chars)
        if self._catalogue.is_empty():
            raise LibraryError(f"{self.folder} holds no articles yet. Add some with `ibid add PATH…`.")
        self._holdings.notice_other_writers()
        return question

    @property
    def reader_fingerprint(self) -> str:
        """Changes whenever the reader's scores would."""
        return self._reader.fingerprint

    @property
    def comparer_fingerprint(self) -> str:
        """Changes whenever what the comparing model says would."""
        return self._desk.comparer.fingerprint

    def calibration(self) -> Calibration:
        """What turns the reader's scores into confidences: the library's own if it was fitted on this reader,
        else the reader's. Raises `ModelError` when its file is damaged.
        """  # fmt: skip
        own = self.folder / CALIBRATION_FILE
        if own.is_file() and (found := load_calibration(own)).reader == self._reader.fingerprint:
            return found
        return self.reader_calibration()

    def reader_calibration(self) -> Calibration:
        """The calibration that came with the reader. Raises `ModelError` when its file is damaged."""
        return calibration_of(getattr(self._reader, "folder", None))

    def calibrate(self, calibration: Calibration, **facts: object) -> None:
        """Keep `calibration` as the library's own, for the reader it has now. Raises `StorageError`."""
        kept = replace(calibration, reader=self._reader.fingerprint)
        try:
            save_calibration(kept, self.folder / CALIBRATION_FILE, **facts)
        except OSError as error:
            raise StorageError(
                f"{self.folder / CALIBRATION_FILE} cannot be written ({error.strerror}). Free some space."
            ) from error

    def warm_up(self) -> None:
        """Load the models and open the vectors, so that the first question need not. Raises `RagError`."""
        self._embedder.embed(["warm up"])
        self._reader.read("warm up", [])
        self._vectors.count()

    def examine(self) -> list[str]:
        """What is wrong with the library's stores, one line each; empty when all is well. Reads all of it."""
        return self._holdings.examine()

    def repair(self) -> None:
        """Make again what can be derived: the lexical index, the links of copies, and the vectors that are lost."""
        self._holdings.repair()

    def reclaim(self) -> None:
        """Give back the room that deleted articles still take up in the vectors and in the database."""
        self._holdings.reclaim()
