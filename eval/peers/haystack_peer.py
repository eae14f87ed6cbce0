"""Haystack: its in-memory store, its embedders of sentence-transformers, and its extractive reader.

`haystack` is the pipeline of its tutorial on extractive question answering behind its splitter. `haystack-cleaner` has
the cleaner before the splitter, as its tutorials on preparing documents do. `haystack-hybrid` is what we could make of
it to be stronger: keyword search joined in by rank, and the headline embedded with every passage.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

from eval.peers.adapter import System, serve
from eval.peers.wire import Found, Job, Reply, read_articles

SPLIT_WORDS = 130  # about 180 tokens, what the embedder was made for; the splitter's own 200 are cut by it
OVERLAP_WORDS = 20
STORE = "store.json"


class Haystack:
    """A pipeline that indexes, one that answers, and the store between them."""

    def __init__(self, job: Job, *, cleaner: bool = False, hybrid: bool = False) -> None:
        self._store = _new_store()
        self._folder = Path()
        device = ComponentDevice.from_str("cpu")
        self._writer = DocumentWriter(self._store)
        self._retrievers = {"vectors": InMemoryEmbeddingRetriever(self._store, top_k=job.top_k)}
        if hybrid:
            self._retrievers["keywords"] = InMemoryBM25Retriever(self._store, top_k=job.top_k)
        self._last = "joiner" if hybrid else "vectors"
        embedder = SentenceTransformersDocumentEmbedder(
            model=str(job.embedder),
            device=device,
            progress_bar=False,
            meta_fields_to_embed=["headline"] if hybrid else [],
        )
        splitter = DocumentSplitter(split_by="word", split_length=SPLIT_WORDS, split_overlap=OVERLAP_WORDS)
        before = {"cleaner": DocumentCleaner()} if cleaner else {}
        self._index = _chain(before | {"splitter": splitter, "embedder": embedder, "writer": self._writer})
        self._query = Pipeline()
        self._query.add_component(
            "embedder", SentenceTransformersTextEmbedder(model=str(job.embedder), device=device, progress_bar=False)
        )
        self._query.add_component(
            "reader",
            TransformersExtractiveReader(model=str(job.reader), device=device, model_kwargs={"dtype": torch.float32}),
        )
        for name, retriever in self._retrievers.items():
            self._query.add_component(name, retriever)
        self._query.connect("embedder.embedding", "vectors.query_embedding")
        if hybrid:
            joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=job.top_k)
            self._query.add_component("joiner", joiner)
            for name in self._retrievers:
                self._query.connect(name, "joiner")
        self._query.connect(f"{self._last}.documents", "reader.documents")

    def begin(self, folder: Path) -> None:
        """See `System`."""
        self._use(_new_store())
        self._folder = folder

    def add(self, articles: Path) -> int:
        """See `System`."""
        documents = [
            Document(content=text, meta={"name": name, "headline": text.strip().partition("\n")[0]})
            for name, text in read_articles(articles).items()
        ]
        first = next(iter(self._index.graph.nodes))
        self._index.run({first: {"documents": documents}})
        return int(self._store.count_documents())

    def keep(self) -> None:
        """See `System`."""
        self._folder.mkdir(parents=True)
        self._store.save_to_disk(str(self._folder / STORE))

    def open(self, folder: Path) -> None:
        """See `System`."""
        self._use(InMemoryDocumentStore.load_from_disk(str(folder / STORE)))

    def ask(self, question: str) -> Reply:
        """See `System`."""
        told: dict[str, Any] = {"embedder": {"text": question}, "reader": {"query": question}}
        if "keywords" in self._retrievers:
            told["keywords"] = {"query": question}
        found = self._query.run(told, include_outputs_from={self._last})
        answers = found["reader"]["answers"]
        best = next((one for one in answers if one.data is not None), None)
        return Reply(
            answer=best.data if best is not None else None,
            score=best.score if best is not None else None,
            silent=not answers or answers[0].data is None,
            source=_source(best) if best is not None else None,
            exact=True,
            passages=tuple(_passage(document) for document in found[self._last]["documents"]),
        )

    def _use(self, store: Any) -> None:
        """Have both pipelines use `store`."""
        self._store = store
        for part in (self._writer, *self._retrievers.values()):
            part.document_store = store


def _new_store() -> Any:
    return InMemoryDocumentStore(embedding_similarity_function="cosine")


def _chain(parts: dict[str, Any]) -> Any:
    """A pipeline of `parts`, each fed by the one before."""
    pipeline = Pipeline()
    for name, part in parts.items():
        pipeline.add_component(name, part)
    for before, after in pairwise(parts):
        pipeline.connect(before, after)
    return pipeline


def _passage(document: Any) -> Found:
    start = document.meta["split_idx_start"]
    return Found(document.meta["name"], document.content, start, start + len(document.content))


def _source(answer: Any) -> Found:
    """Where the answer stands by the offsets that Haystack gives: those in the passage, and the passage's own."""
    first = answer.document.meta["split_idx_start"]
    place = answer.document_offset
    return Found(answer.document.meta["name"], answer.data, first + place.start, first + place.end)


SYSTEMS: dict[str, Callable[[Job], System]] = {
    "haystack": Haystack,
    "haystack-cleaner": partial(Haystack, cleaner=True),
    "haystack-hybrid": partial(Haystack, hybrid=True),
}

if __name__ == "__main__":
    serve(
        SYSTEMS,
        ("haystack-ai", "sentence-transformers-haystack", "transformers-haystack", "sentence-transformers", "torch",
         "transformers"),
    )  # fmt: skip
