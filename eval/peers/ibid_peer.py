"""Ibid itself: as it is shipped, or with `float32` the published weights in PyTorch, as the peers have them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from eval.peers.adapter import System, serve
from eval.peers.wire import Found, Job, Reply
from rag import Hit, Library, ModelReader, Quotation, Settings, load_settings


class Ibid:
    """A library, asked as `ibid ask` does."""

    def __init__(self, job: Job, *, float32: bool = False) -> None:
        settings = load_settings(top_k=job.top_k, embedder=str(job.embedder) if float32 else None)
        self._settings: Settings = settings
        self._reader = ModelReader(settings.reader, max_answer_tokens=settings.max_answer_tokens, float32=float32)
        self._library: Library | None = None
        self._names: dict[str, str] = {}

    def begin(self, folder: Path) -> None:
        """See `System`."""
        self._open(folder, create=True)

    def add(self, articles: Path) -> int:
        """See `System`."""
        report = self._opened.add([articles])
        if report.failures:
            raise ValueError(report.failures[0].reason)
        return self._opened.counts()[1]

    def keep(self) -> None:
        """See `System`."""
        self._learn_names()

    def open(self, folder: Path) -> None:
        """See `System`."""
        self._open(folder, create=False)
        self._learn_names()

    def ask(self, question: str) -> Reply:
        """See `System`."""
        answer = self._opened.ask(question)
        shown = ((answer.quotation,) if answer.quotation is not None else ()) + answer.candidates
        best = shown[0] if shown else None
        return Reply(
            answer=best.text if best is not None else None,
            score=answer.confidence if best is not None else None,
            silent=answer.quotation is None,
            source=self._source(best) if best is not None else None,
            exact=True,
            passages=tuple(map(self._found, answer.hits)),
        )

    @property
    def _opened(self) -> Library:
        if self._library is None:
            raise ValueError("no library is open; begin or open one")
        return self._library

    def _open(self, folder: Path, *, create: bool) -> None:
        if self._library is not None:
            self._library.close()
        self._library = Library.open(folder, self._settings, create=create, reader=self._reader)
        if create:
            self._library.warm_up()  # a library has an embedder of its own, and loading it is no part of adding

    def _learn_names(self) -> None:
        self._names = {one.id: Path(one.sources[0]).name for one in self._opened.articles()}

    def _source(self, quotation: Quotation) -> Found:
        return Found(Path(quotation.source).name, quotation.text, quotation.start, quotation.end)

    def _found(self, hit: Hit) -> Found:
        passage = hit.passage
        return Found(self._names.get(passage.article_id, ""), passage.text, passage.start, passage.end)


SYSTEMS: dict[str, Callable[[Job], System]] = {"ibid": Ibid, "ibid-float32": partial(Ibid, float32=True)}

if __name__ == "__main__":
    serve(SYSTEMS, ("chromadb", "onnxruntime", "sentence-transformers", "tokenizers", "torch", "transformers"))
