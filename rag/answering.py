"""A library that is asked: who reads, compares and judges, and the questions put to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from rag import asking, desk
from rag.asking import Comparison, Judging
from rag.comparer import Comparer
from rag.datatypes import Answer, Reading, Turn
from rag.desk import Desk, Scope
from rag.embedder import Embedder
from rag.errors import LibraryError, SettingsError, StorageError
from rag.evidence.agreement.pairs import Relate
from rag.evidence.confidence import CALIBRATION_FILE, Calibration, calibration_of, load_calibration, save_calibration
from rag.holdings import Holdings
from rag.lookup import Lookup
from rag.question.askable import check_question
from rag.reader import Reader
from rag.reading import IsEnough
from rag.settings import SHARE, Settings
from rag.store.catalogue import Catalogue
from rag.times.plan import Limits

MOST_ANSWERED = 2000  # characters of an answer before, which a follow-up may lean on


class Answering(Lookup):
    """The part of a `Library` that answers questions."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        catalogue: Catalogue,
        embedder: Embedder,
        reader: Reader,
        comparer: Comparer,
    ) -> None:
        """Use the catalogue of the library in `folder`, and the indexes that it names."""
        super().__init__(folder, catalogue)
        self.settings = settings
        self._holdings = Holdings(folder, catalogue, embedder)
        self.stores = self._holdings.stores
        self._embedder = embedder
        self._reader = reader
        self._desk = Desk(catalogue, self.stores.lexical, self.stores.vectors, embedder, reader, comparer, settings)

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
        `QuestionError` when the question is empty, it or one of `history` too long, the dates the wrong way round, or
        the library has nothing of an outlet, and `LibraryError` when it is empty.
        """
        if min_confidence is not None and not 0 <= min_confidence <= 1:
            raise SettingsError(f"min_confidence is {min_confidence:g}; it is {SHARE}.")
        calibration = self.calibration()
        thresholds = (min_confidence, self.settings.min_confidence, calibration.threshold)
        threshold = next(value for value in thresholds if value is not None)
        limits = Limits(since, until, as_of, today, any_date)
        question = self._checked(question, Scope(since, limits.last, top_k=top_k))
        for asked, _ in history:
            check_question(asked or "?", None, None, max_chars=self.settings.max_question_chars)
        turns = [Turn(asked, answered[:MOST_ANSWERED]) for asked, answered in history]
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
        scope = Scope(since, until, exclude, top_k=top_k, beyond=top_k is None)
        return desk.read(self._desk, self._checked(question, scope), scope, is_enough)

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
        self.stores.vectors.count()
