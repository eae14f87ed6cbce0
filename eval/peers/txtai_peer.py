"""txtai: its embeddings database and its question-answering pipeline with an extractive model.

`txtai` takes its paragraphs and its defaults: the best three passages are joined and read as one. `txtai-helped` is
what we could make of it to be stronger: windows as the plain way cuts them, hybrid search, and as many of them as its
single read holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from txtai import Embeddings
from txtai.pipeline import RAG, Questions, Segmentation

from eval.peers.adapter import System, serve
from eval.peers.wire import Found, Job, Reply, read_articles

WINDOW_CHARS = 900
STEP_CHARS = 700
HELPED_CONTEXT = 2  # two windows of about 180 tokens and a question fit into 512


class Txtai:
    """An embeddings database and a pipeline over it."""

    def __init__(self, job: Job, *, helped: bool = False) -> None:
        self._job, self._helped = job, helped
        self._reader = Questions(str(job.reader), gpu=False, dtype=torch.float32)
        self._folder = Path()
        self._embeddings: Any = None
        self._pipeline: Any = None
        self._found: list[dict[str, Any]] = []

    def begin(self, folder: Path) -> None:
        """See `System`."""
        self._folder = folder
        self._use(Embeddings(path=str(self._job.embedder), content=True, hybrid=self._helped, gpu=False))

    def add(self, articles: Path) -> int:
        """See `System`."""
        cut = _windows if self._helped else Segmentation(paragraphs=True)
        rows = [
            (f"{name}:{number}", text)
            for name, article in read_articles(articles).items()
            for number, text in enumerate(cut(article))
        ]
        self._embeddings.index(rows)
        return len(rows)

    def keep(self) -> None:
        """See `System`."""
        self._embeddings.save(str(self._folder))

    def open(self, folder: Path) -> None:
        """See `System`."""
        self._folder = folder
        embeddings = Embeddings(gpu=False)
        embeddings.load(str(folder))
        self._use(embeddings)

    def ask(self, question: str) -> Reply:
        """See `System`."""
        try:
            found = self._pipeline(question)
        except TypeError:  # the model points at its first token for "no answer"; that is in no word, and txtai raises
            found = {"answer": None, "reference": None}
        passages = {row["id"]: Found(row["id"].partition(":")[0], row["text"]) for row in self._found}
        answer = found["answer"] if found["answer"] else None
        return Reply(
            answer=answer,
            score=float(self._found[0]["score"]) if answer is not None else None,  # it has none for answers
            silent=answer is None,
            source=passages[found["reference"]] if answer is not None else None,
            exact=False,
            passages=tuple(passages.values()),
        )

    def _use(self, embeddings: Any) -> None:
        """The pipeline that answers out of `embeddings`, with what it retrieves remembered."""
        search = embeddings.batchsearch

        def remember(queries: list[str], limit: int) -> Any:
            found = search(queries, limit)
            self._found = found[0]
            return found

        embeddings.batchsearch = remember
        self._embeddings = embeddings
        self._pipeline = RAG(
            embeddings, self._reader, context=HELPED_CONTEXT if self._helped else None, output="reference"
        )


def _windows(text: str) -> list[str]:
    last = max(1, len(text) - WINDOW_CHARS + STEP_CHARS)
    return [text[start : start + WINDOW_CHARS] for start in range(0, last, STEP_CHARS)]


SYSTEMS: dict[str, Callable[[Job], System]] = {"txtai": Txtai, "txtai-helped": partial(Txtai, helped=True)}

if __name__ == "__main__":
    serve(SYSTEMS, ("txtai", "faiss-cpu", "torch", "transformers"))
