"""Articles into the catalogue, then their words and vectors into the indexes: a kill at any moment loses nothing.

One transaction writes article, passages and "pending"; then both indexes are written; then the pending mark is
cleared (see `rag.adding.indexing`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from rag.adding.indexing import Stores, gather, make_vectors, passage_input, reconcile
from rag.datatypes import AddReport, Article, Failure, Passage, Remark
from rag.embedder import Vectors as Matrix
from rag.errors import SourceError
from rag.passages import cut_passages
from rag.sources import ReadLimits, read_articles
from rag.store.catalogue import Catalogue
from rag.store.filestates import FileState, Stamp, stamp_file

FLUSH_PASSAGES = 64
MOST_SPARE = 10_000  # vectors, of which each takes 1.5 KB and its text as much


class Outcome(StrEnum):
    """What became of one file, or of a row of a table; the fields of `AddReport` count them."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATES = "duplicates"
    FAILED = "failed"


OnDone = Callable[[str, Outcome], None]
"""Called with a file's path once its outcome is on the disk."""


@dataclass(slots=True)
class _Batch:
    """Files read but not yet written."""

    entries: list[tuple[Article, Sequence[Passage]]] = field(default_factory=list)
    gone: list[tuple[str, int]] = field(default_factory=list)  # rows that a file no longer has
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    states: list[FileState] = field(default_factory=list)  # of files read whole
    given: dict[str, str] = field(default_factory=dict)  # the outlets that files are given, by path
    # Vectors, by what was embedded, of articles whose row of a table was lost: they may come further down.
    spare: dict[str, Matrix] = field(default_factory=dict)

    def passages(self) -> int:
        return sum(len(passages) for _, passages in self.entries)

    def holds(self, article_id: str) -> bool:
        return any(article.id == article_id for article, _ in self.entries)


def add_files(
    files: Iterable[Path | Failure],
    stores: Stores,
    *,
    limits: ReadLimits,
    passage_tokens: int,
    passage_overlap: int,
    on_done: OnDone,
) -> AddReport:
    """Add or update the articles in `files`. The caller holds the library's writer lock.

    A file, or a row of one, that cannot become an article is reported and does not stop the others. Rows that a file
    had and no longer has are removed once all of it was read.
    """
    adding = _Adding(stores, limits, passage_tokens, passage_overlap, on_done)
    for file in files:
        if isinstance(file, Failure):
            adding.failed(file)
        else:
            adding.add(file)
    return adding.finish()


class _Adding:
    """One call of `add_files`: what was read so far, and what became of it."""

    def __init__(
        self, stores: Stores, limits: ReadLimits, passage_tokens: int, passage_overlap: int, on_done: OnDone
    ) -> None:
        self._stores = stores
        self._limits = limits
        self._passage_tokens = passage_tokens
        self._passage_overlap = passage_overlap
        self._on_done = on_done
        self._batch = _Batch()
        self._counts = dict.fromkeys(Outcome, 0)
        self._failures: list[Failure] = []
        self._remarks: list[Remark] = []

    def add(self, file: Path) -> None:
        """Take all articles of a file, as far as they can be read."""
        rows: set[int] = set()
        digest, path = "", os.path.abspath(file)
        # A file keeps the outlet that it was given before, until it is given another.
        said = self._limits.outlet
        given = said if said is not None else self._stores.catalogue.files.given_outlet(path)
        failures_before = len(self._failures)
        try:
            stamp = _stamp(file)
            for one in read_articles(file, replace(self._limits, outlet=given)):
                if isinstance(one, Failure):
                    self.failed(one)
                elif isinstance(one, Remark):
                    self._remarks.append(one)
                else:
                    if said is not None:
                        self._batch.given[path] = said
                    digest = one.sources[0].file_sha256
                    rows.add(one.sources[0].row)
                    self._take(one, str(file))
        except SourceError as error:
            self.failed(Failure(str(file), str(error)))
            return
        if rows and len(self._failures) == failures_before:  # a row that cannot be read for now is not gone
            _finish_file(path, rows, stamp, digest, self._batch, self._stores.catalogue)

    def failed(self, failure: Failure) -> None:
        """Note what could not be read."""
        self._failures.append(failure)
        self._done(failure.path, Outcome.FAILED)

    def finish(self) -> AddReport:
        """Write what is left, and report."""
        self._flush()
        return AddReport(
            self._counts[Outcome.ADDED],
            self._counts[Outcome.UPDATED],
            self._counts[Outcome.UNCHANGED],
            self._counts[Outcome.DUPLICATES],
            tuple(self._failures),
            tuple(self._remarks),
        )

    def _take(self, article: Article, file: str) -> None:
        outcome = _outcome(article, self._stores.catalogue, self._batch)
        if outcome is Outcome.UNCHANGED:
            self._done(file, outcome)
            return
        passages = cut_passages(
            article,
            self._stores.embedder.token_offsets,
            max_tokens=self._passage_tokens,
            overlap_sentences=self._passage_overlap,
        )
        self._batch.entries.append((article, passages))
        self._batch.outcomes.append((file, outcome))
        if self._batch.passages() >= FLUSH_PASSAGES:
            self._flush()

    def _flush(self) -> None:
        batch = self._batch
        _write(batch, self._stores)
        # After their articles: a crash between the two costs reading them once more.
        self._stores.catalogue.files.record(batch.states)
        for path, outcome in batch.outcomes:
            self._done(path, outcome)
        batch.entries.clear()
        batch.gone.clear()
        batch.states.clear()
        batch.given.clear()
        batch.outcomes.clear()

    def _done(self, path: str, outcome: Outcome) -> None:
        self._counts[outcome] += 1
        self._on_done(path, outcome)


def _finish_file(
    path: str, rows: set[int], stamp: Stamp | None, digest: str, batch: _Batch, catalogue: Catalogue
) -> None:
    """What there is to write once all of a file was read: which rows it lost, and how it looked."""
    batch.gone += [(path, row) for row in catalogue.rows(path) if row not in rows]
    if stamp is not None:
        batch.states.append(FileState(path, stamp, digest, len(rows)))


def _stamp(file: Path) -> Stamp | None:
    try:
        return stamp_file(file)
    except (OSError, ValueError):  # reading it will say what is wrong
        return None


def _outcome(article: Article, catalogue: Catalogue, batch: _Batch) -> Outcome:
    (source,) = article.sources
    before = catalogue.source(source.path, source.row)
    if before == (article.id, source.file_sha256) and _is_stored(article, catalogue):
        return Outcome.UNCHANGED
    if before is not None:
        return Outcome.UPDATED
    if batch.holds(article.id) or catalogue.has(article.id):
        return Outcome.DUPLICATES
    return Outcome.ADDED


def _is_stored(article: Article, catalogue: Catalogue) -> bool:
    """Whether what stands beside the text, read anew and perhaps by other columns, is what is stored."""
    stored = catalogue.article(article.id)
    if stored is None or article.sources[0] not in stored.sources:
        return False
    return len(stored.sources) > 1 or article.headline == stored.headline


def _write(batch: _Batch, stores: Stores) -> None:
    if not batch.entries and not batch.gone and not batch.given:
        return
    # Embedded before the transaction: the time in which vectors are pending stays short.
    fresh = {article.id: (article, cut) for article, cut in batch.entries if not stores.catalogue.has(article.id)}
    passages = [passage for _, cut in fresh.values() for passage in cut]
    headlines = [article.headline for article, cut in fresh.values() for _ in cut]
    inputs = [passage_input(headline, passage) for headline, passage in zip(headlines, passages, strict=True)]
    spare = {
        passage.id: batch.spare[written]
        for passage, written in zip(passages, inputs, strict=True)
        if written in batch.spare
    }
    made = make_vectors(passages, headlines, spare, stores.embedder)
    _spare_vectors(batch, stores)
    stores.catalogue.put(batch.entries, batch.gone, batch.given.items())
    known = {passage.id: vector for passage, vector in zip(passages, made, strict=True)}
    reconcile(stores, known=known, fresh=frozenset(fresh))


def _spare_vectors(batch: _Batch, stores: Stores) -> None:
    """Keep the vectors of the articles that rows of tables are about to lose."""
    before = [
        stores.catalogue.source(source.path, source.row)
        for article, _ in batch.entries
        for source in article.sources
        if source.row
    ]
    lost = {held[0] for held in before if held is not None} - {article.id for article, _ in batch.entries}
    if not lost:
        return
    rows = gather(stores.catalogue, lost)
    vectors = stores.vectors.fetch([passage.id for passage in rows.passages])
    for passage, headline in zip(rows.passages, rows.headlines, strict=True):
        if passage.id in vectors:
            batch.spare[passage_input(headline, passage)] = vectors[passage.id]
    for oldest in list(batch.spare)[:-MOST_SPARE]:
        del batch.spare[oldest]
