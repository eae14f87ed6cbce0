"""A library on disk, wired together: add, remove, ask, list. The steps themselves live in their modules."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import TracebackType

from rag import doctor, ingest, manifest
from rag.answers import compose
from rag.catalogue import Catalogue
from rag.confidence import shipped_calibration
from rag.datatypes import AddReport, Answer, Article, ArticleSummary, Timings
from rag.embedder import Embedder, SentenceTransformerEmbedder
from rag.errors import LibraryError, LibraryLocked, QuestionError, StorageError, UnknownArticle
from rag.ingest import OnDone, Stores
from rag.locking import writer_lock
from rag.manifest import Manifest
from rag.proofs import Check, check_quotation, read_proof
from rag.reader import Reader, TransformersReader
from rag.retriever import retrieve
from rag.settings import Settings, load_settings
from rag.sources import find_files
from rag.vectors import Vectors

log = logging.getLogger(__name__)


class Library:
    """One library. Threads may share it; another process may write while this one asks."""

    def __init__(
        self, folder: Path, settings: Settings, kept: Manifest, catalogue: Catalogue, embedder: Embedder, reader: Reader
    ) -> None:
        """Use `Library.open`."""
        self.folder = folder
        self.settings = settings
        self.manifest = kept
        self._catalogue = catalogue
        self._vectors = Vectors(folder / manifest.VECTORS_FOLDER)
        self._embedder = embedder
        self._reader = reader
        self._stores = Stores(catalogue, self._vectors, embedder)
        self._generation = catalogue.generation()
        self._freshness = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        settings: Settings | None = None,
        *,
        create: bool = False,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
    ) -> Library:
        """Open the library in `folder` (default: that of the settings); with `create`, make it if missing.

        Finishes what a crash left undone, unless another process is writing. `embedder` and `reader`
        replace those of the settings. Raises a `LibraryError` when there is no library, when it is
        damaged, or when a newer Ibid or another embedder made it, and `ModelError` when a model is missing.
        """
        settings = settings if settings is not None else load_settings()
        folder = Path(folder if folder is not None else settings.library).absolute()
        embedder = embedder if embedder is not None else SentenceTransformerEmbedder(settings.embedder)
        reader = (
            reader
            if reader is not None
            else TransformersReader(settings.reader, max_answer_tokens=settings.max_answer_tokens)
        )
        if create and not (folder / manifest.MANIFEST_FILE).exists():
            _create(folder, settings, embedder)
        kept = manifest.read_manifest(folder)
        manifest.check_embedder(folder, kept, embedder)
        library = cls(folder, settings, kept, Catalogue(folder / manifest.CATALOGUE_FILE), embedder, reader)
        try:
            library._finish_pending()
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Let go of the library's files."""
        self._vectors.close()
        self._catalogue.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, paths: Sequence[Path | str], *, on_done: OnDone = lambda path, outcome: None) -> AddReport:
        """Add or update the files and folders at `paths`; see `AddReport`.

        `on_done` is called with each file once what became of it is on the disk. Raises `LibraryLocked`
        when another process is writing and `StorageError` when the disk is full; what was reported done stays.
        """
        with self._writing():
            return ingest.add_files(
                find_files([Path(path) for path in paths]),
                self._stores,
                max_bytes=self.settings.max_file_bytes,
                passage_tokens=self.manifest.passage_tokens,
                passage_overlap=self.manifest.passage_overlap,
                on_done=on_done,
            )

    def remove(self, article_ids: Iterable[str]) -> list[ArticleSummary]:
        """Delete articles by id or unambiguous beginning of one; all or none. Returns what was deleted.

        Raises `UnknownArticle` and `LibraryLocked`.
        """
        with self._writing():
            ids = list(dict.fromkeys(self._resolve(id_) for id_ in article_ids))
            gone = [summary for summary in self._catalogue.articles() if summary.id in ids]
            self._catalogue.remove(ids)
            ingest.reconcile(self._stores)
            return gone

    def ask(
        self,
        question: str,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        top_k: int | None = None,
        min_confidence: float | None = None,
    ) -> Answer:
        """The answer to a question, from articles dated from `since` to `until`, both inclusive.

        `top_k` passages are read; silence is kept under `min_confidence`. Raises `QuestionError` when the
        question is empty or too long, or the dates are the wrong way round, and `LibraryError` when
        the library is empty.
        """
        settings = self.settings
        question = question.strip()
        _check_question(question, settings, since, until)
        if self._catalogue.counts()[0] == 0:
            raise LibraryError(f"{self.folder} holds no articles yet. Add some with `ibid add PATH…`.")
        clock = [time.perf_counter()]
        self._notice_other_writers()
        vector = self._embedder.embed([question])[0]
        clock.append(time.perf_counter())
        hits = retrieve(
            question,
            vector,
            self._catalogue,
            self._vectors,
            candidates=settings.candidates,
            top_k=top_k if top_k is not None else settings.top_k,
            since=since,
            until=until,
        )
        clock.append(time.perf_counter())
        spans = self._reader.read(question, hits)
        clock.append(time.perf_counter())
        calibration = shipped_calibration()
        thresholds = (min_confidence, settings.min_confidence, calibration.threshold)
        answer = compose(
            question,
            spans,
            hits,
            self._catalogue.article,
            calibration,
            threshold=next(value for value in thresholds if value is not None),
            max_candidates=settings.max_candidates,
        )
        clock.append(time.perf_counter())
        return replace(answer, timings=Timings(*(1000 * (b - a) for a, b in pairwise(clock))))

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first."""
        return self._catalogue.articles()

    def article(self, article_id: str) -> Article:
        """The article with this id or unambiguous beginning of one. Raises `UnknownArticle`."""
        article = self._catalogue.article(self._resolve(article_id))
        if article is None:  # removed by another process since
            raise UnknownArticle(f"no article {article_id!r} in {self.folder}. `ibid list` shows the ids.")
        return article

    def verify(self, proof: str) -> list[Check]:
        """Check every quotation of an answer given as JSON text. Raises `ProofError` when it is none."""
        return [check_quotation(quotation, self._catalogue.article) for quotation in read_proof(proof)]

    def examine(self) -> list[str]:
        """What is wrong with the library's stores, one line each; empty when all is well. Reads all of it."""
        self._notice_other_writers()
        return doctor.examine(self._catalogue, self._vectors)

    def repair(self) -> None:
        """Make again what can be derived from the articles: the lexical index and all vectors."""
        with self._writing():
            self._catalogue.rebuild_index()
            self._vectors.recreate()
            self._catalogue.mark_all_pending()
            ingest.reconcile(self._stores)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with writer_lock(self.folder):
            self._notice_other_writers()
            ingest.reconcile(self._stores)
            try:
                yield
            finally:
                self._generation = self._catalogue.generation()

    def _finish_pending(self) -> None:
        if not self._catalogue.pending():
            return
        try:
            with self._writing():
                log.info("finished what an interrupted run left undone in %s", self.folder)
        except LibraryLocked:
            log.info("%s is being written; what is pending there is its writer's work", self.folder)

    def _notice_other_writers(self) -> None:
        with self._freshness:
            if (now := self._catalogue.generation()) != self._generation:
                self._vectors.refresh()
                self._generation = now

    def _resolve(self, article_id: str) -> str:
        found = self._catalogue.find_ids(article_id) if article_id else []
        if len(found) == 1:
            return found[0]
        what = f"{len(found)} articles begin with" if found else "no article"
        raise UnknownArticle(f"{what} {article_id!r} in {self.folder}. `ibid list` shows the ids.")


def _create(folder: Path, settings: Settings, embedder: Embedder) -> None:
    ours = {manifest.CATALOGUE_FILE, manifest.VECTORS_FOLDER, "writer", manifest.MANIFEST_FILE}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = [path.name for path in folder.iterdir() if not path.name.startswith(tuple(ours))]
    except OSError as error:
        raise StorageError(f"{folder} cannot be made a library ({error.strerror}). Choose another folder.") from error
    if foreign:
        raise LibraryError(f"{folder} is not a library and not empty (it holds {foreign[0]}). Choose another folder.")
    with writer_lock(folder):
        if (folder / manifest.MANIFEST_FILE).exists():
            return
        Catalogue(folder / manifest.CATALOGUE_FILE).close()
        vectors = Vectors(folder / manifest.VECTORS_FOLDER)
        vectors.create()
        vectors.close()
        # Last, so that a folder with a manifest is a whole library.
        manifest.write_manifest(
            folder,
            Manifest(embedder.name, embedder.fingerprint, settings.passage_tokens, settings.passage_overlap),
        )


def _check_question(question: str, settings: Settings, since: dt.date | None, until: dt.date | None) -> None:
    if not question:
        raise QuestionError("the question is empty. Ask something.")
    if len(question) > settings.max_question_chars:
        raise QuestionError(
            f"the question has {len(question):,} characters, the limit is {settings.max_question_chars:,}. Shorten it."
        )
    if since is not None and until is not None and since > until:
        raise QuestionError(f"since {since} is after until {until}. Swap them.")
