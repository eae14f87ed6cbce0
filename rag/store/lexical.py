"""Passages in tantivy, found by their words: derived from the catalogue, and rebuildable.

Only this module and `rag.store.stems` import tantivy.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rag.datatypes import Passage, day_number
from rag.errors import LibraryDamaged, StorageError
from rag.store.readonly import StandIn
from rag.store.stems import composed, make_analyzers, query_of, stems_of

MANIFEST, MANAGED = "meta.json", ".managed.json"  # tantivy's own
ANALYZER = "stems"
WRITER_BYTES = 32_000_000
PAGE = 50_000
LONG = 6  # letters of a stem, from which two of them may be other ones


class Lexical:
    """The lexical index of one library. Safe to share among threads; one process writes at a time.

    A passage is indexed under its article's headline. Every method raises `LibraryDamaged` when the index cannot be
    read, and `StorageError` when the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        """The index opens at first use. `folder` is made by `create`."""
        self.folder = folder
        self._lock = threading.RLock()
        self._index: Any = None
        self._writer: Any = None
        self._stand_in = StandIn()  # tantivy locks a folder to read it
        self._analyzers: tuple[Any, Any] | None = None

    def exists(self) -> bool:
        """Whether there is an index, whole or not."""
        with self._errors():
            return (self.folder / MANIFEST).exists()

    def create(self) -> None:
        """Make an empty index. The caller holds the library's writer lock."""
        import tantivy

        with self._errors(), self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            tantivy.Index(_schema(), str(self.folder))
            self._let_others_read()

    def move(self, folder: Path) -> None:
        """Go on with the index in another folder."""
        with self._lock:
            self.close()
            self.folder = folder

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self.rest()
            self._index = None
            self._stand_in.remove()

    def rest(self) -> None:
        """Let go of the right to write; what was written stays. Waits for merges that are under way."""
        with self._lock:
            writer, self._writer = self._writer, None
            if writer is not None:
                with self._errors():
                    writer.wait_merging_threads()
                    self._let_others_read()

    def refresh(self) -> None:
        """See what another process wrote."""
        with self._errors(), self._lock:
            if self._stand_in.is_used:
                self.close()
            elif self._index is not None:
                self._index.reload()

    def write(
        self,
        gone: Sequence[str],
        passages: Sequence[Passage],
        headlines: Sequence[str],
        dates: Sequence[dt.date | None],
    ) -> None:
        """Forget the articles `gone`, then add passages, each with its article's headline and date; all or none."""
        with self._lock:
            try:
                with self._errors():
                    self._write(gone, passages, headlines, dates)
            except BaseException:
                self._writer = None  # dropped with what was not committed
                raise

    def search(
        self,
        question: str,
        *,
        limit: int,
        since: dt.date | None,
        until: dt.date | None,
        only: Collection[str] | None = None,
    ) -> list[tuple[str, int, int, float]]:
        """Passages that share words with `question`, best first, as (article id, start, end, BM25 > 0).

        Over Porter's stems (English), without accents; words that stand for one of `question` count less (see
        `rag.text.synonyms`). `since` and `until` are inclusive and leave out articles
        without a date; `only` are ids of articles.
        """
        from tantivy import FieldType, Occur, Query

        with self._errors():
            stems = self._stems(question)
            if not stems:
                return []
            schema = self._open().schema
            query = query_of(schema, "words", stems)
            if since is not None or until is not None:
                first, last = day_number(since or dt.date.min), day_number(until or dt.date.max)
                dated = Query.range_query(schema, "date", FieldType.Integer, first, last)
                query = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(dated, 0.0))])
            if only is not None:
                those = Query.term_set_query(schema, "article", [_article_number(id_) for id_ in only])
                query = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(those, 0.0))])
            searcher = self._open().searcher()
            hits = searcher.search(query, limit, count=False).hits
            places = _places(searcher, [address for _, address in hits])
            return [(*place, float(score)) for place, (score, _) in zip(places, hits, strict=True)]

    def has(self, word: str) -> bool:
        """Whether a passage has one of the parts of `word`, in any form that is cut to the same stem."""
        with self._errors():
            stems, searcher = self._stems(word), self._open().searcher()
            return any(searcher.doc_freq("words", stem) for stem in stems)

    def spelled_like(self, word: str, limit: int = 8) -> list[tuple[str, int, int]]:
        """Passages, as (article id, start, end), with a word that is spelled nearly as `word`: one letter apart, or two
        of long words.
        """  # fmt: skip
        from tantivy import Query

        with self._errors():
            stems, searcher = self._stems(word), self._open().searcher()
            if len(stems) != 1:
                return []
            stem = next(iter(stems))
            distance = 1 if len(stem) < LONG else 2
            query = Query.fuzzy_term_query(self._open().schema, "words", stem, distance)
            return _places(searcher, [address for _, address in searcher.search(query, limit, count=False).hits])

    def count(self) -> int:
        """How many passages are indexed."""
        with self._errors():
            return int(self._open().searcher().num_docs)

    def ids(self) -> Iterator[str]:
        """The ids of all passages, in no order."""
        from tantivy import Query

        with self._errors():
            searcher = self._open().searcher()
            for offset in range(0, searcher.num_docs, PAGE):
                hits = searcher.search(Query.all_query(), PAGE, count=False, offset=offset).hits
                for article_id, start, end in _places(searcher, [address for _, address in hits]):
                    yield Passage(article_id, start, end, "").id

    def _write(
        self,
        gone: Sequence[str],
        passages: Sequence[Passage],
        headlines: Sequence[str],
        dates: Sequence[dt.date | None],
    ) -> None:
        from tantivy import Document, Query

        if self._writer is None:
            self._writer = self._open().writer(WRITER_BYTES, 1)
            # A killed commit leaves a file behind which the next one would want to make, of the same name, and cannot.
            self._writer.garbage_collect_files()
        if gone:
            # Deleting "by term" silently deletes nothing where the field is unsigned (tantivy 0.27).
            numbers = [_article_number(id_) for id_ in gone]
            self._writer.delete_documents_by_query(Query.term_set_query(self._open().schema, "article", numbers))
        for passage, headline, date in zip(passages, headlines, dates, strict=True):
            document = Document()
            document.add_unsigned("article", _article_number(passage.article_id))
            document.add_integer("start", passage.start)
            document.add_integer("end", passage.end)
            document.add_integer("date", day_number(date))
            document.add_text("words", composed(f"{headline}\n{passage.text}"))
            self._writer.add_document(document)
        self._writer.commit()
        self._let_others_read()
        self._open().reload()

    def _let_others_read(self) -> None:
        """Give two files that tantivy makes for their owner alone the mode that the folder asks for."""
        for name in (MANIFEST, MANAGED):
            with suppress(OSError):  # whoever may not change it reads it, and so do others if they may
                (self.folder / name).chmod(self.folder.stat().st_mode & 0o666)

    def _stems(self, question: str) -> dict[str, list[tuple[str, ...]]]:
        self._open()
        assert self._analyzers is not None
        return stems_of(question, self._analyzers)

    def _open(self) -> Any:
        import tantivy

        with self._lock:
            if self._index is None:
                if not self.exists():
                    raise LibraryDamaged(
                        f"{self.folder} holds no lexical index. Run `ibid doctor --repair`: it can be made again from "
                        "the articles."
                    )
                index = tantivy.Index.open(str(self._stand_in.of(self.folder)))
                # By itself it reloads in a thread of its own, which may put an older state over a newer one.
                index.config_reader(reload_policy="manual")
                self._analyzers = make_analyzers()
                index.register_tokenizer(ANALYZER, self._analyzers[1])
                self._index = index
            return self._index

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, RuntimeError, OSError) as error:
            message = " ".join(str(error).split())
            if self._writer is not None or isinstance(error, OSError) or "permission denied" in message.lower():
                done = "read" if self._stand_in.is_used else "written"
                raise StorageError(
                    f"{self.folder} cannot be {done} ({message}). Check free space and permissions."
                ) from error
            raise LibraryDamaged(
                f"{self.folder} cannot be used ({message}). Run `ibid doctor --repair`: the lexical index can be made "
                "again from the articles."
            ) from error


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("article", indexed=True, fast=True)  # the id, 16 hex digits
    builder.add_integer_field("start", fast=True)
    builder.add_integer_field("end", fast=True)
    builder.add_integer_field("date", indexed=True, fast=True)  # as yyyymmdd
    builder.add_text_field("words", tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


def _places(searcher: Any, addresses: Sequence[Any]) -> list[tuple[str, int, int]]:
    columns = [searcher.fast_field_values(name, list(addresses)) for name in ("article", "start", "end")]
    return [(f"{article:016x}", start, end) for article, start, end in zip(*columns, strict=True)]


def _article_number(article_id: str) -> int:
    return int(article_id, 16)
