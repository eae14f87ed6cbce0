"""The plain way, as anyone would write it in an hour: Chroma, sentence-transformers and a model of transformers.

Windows of characters, the nearest eight, the best span of each by its logits over those of "no answer".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import chromadb
import torch
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from eval.peers.adapter import System, serve
from eval.peers.wire import Found, Job, Reply, read_articles

WINDOW_CHARS = 900  # about 180 tokens, what the embedder was made for
STEP_CHARS = 700
MAX_TOKENS = 384
MAX_ANSWER_TOKENS = 30


class Plain:
    """What is left when a system is taken away."""

    def __init__(self, job: Job) -> None:
        self._top_k = job.top_k
        self._embedder = SentenceTransformer(str(job.embedder), device="cpu")
        self._tokenizer = AutoTokenizer.from_pretrained(str(job.reader))
        self._reader = AutoModelForQuestionAnswering.from_pretrained(str(job.reader), dtype=torch.float32).eval()
        self._passages: Any = None

    def begin(self, folder: Path) -> None:
        """See `System`."""
        space = {"hnsw:space": "cosine"}
        self._passages = chromadb.PersistentClient(str(folder)).create_collection("passages", metadata=space)

    def add(self, articles: Path) -> int:
        """See `System`."""
        windows = [
            (name, start, text[start : start + WINDOW_CHARS])
            for name, text in read_articles(articles).items()
            for start in range(0, max(1, len(text) - WINDOW_CHARS + STEP_CHARS), STEP_CHARS)
        ]
        texts = [text for _, _, text in windows]
        self._passages.add(
            ids=[f"{name}:{start}" for name, start, _ in windows],
            documents=texts,
            metadatas=[{"name": name, "start": start} for name, start, _ in windows],
            embeddings=self._embedder.encode(texts, show_progress_bar=False),
        )
        return len(windows)

    def keep(self) -> None:
        """Chroma has done so."""

    def open(self, folder: Path) -> None:
        """See `System`."""
        self._passages = chromadb.PersistentClient(str(folder)).get_collection("passages")

    def ask(self, question: str) -> Reply:
        """See `System`."""
        vector = self._embedder.encode(question, show_progress_bar=False)
        near = self._passages.query(query_embeddings=[vector], n_results=self._top_k)
        texts = near["documents"][0]
        passages = [
            Found(meta["name"], text, meta["start"], meta["start"] + len(text))
            for text, meta in zip(texts, near["metadatas"][0], strict=True)
        ]
        rows = self._tokenizer(
            [question] * len(texts), texts, truncation="only_second", max_length=MAX_TOKENS, padding=True,
            return_offsets_mapping=True, return_tensors="pt",
        )  # fmt: skip
        offsets = rows.pop("offset_mapping")
        with torch.inference_mode():
            output = self._reader(**rows)
        inside = torch.tensor([[one == 1 for one in rows.sequence_ids(row)] for row in range(len(texts))])
        starts = output.start_logits.masked_fill(~inside, -torch.inf)
        ends = output.end_logits.masked_fill(~inside, -torch.inf)
        spans = starts[:, :, None] + ends[:, None, :]  # shape: (passages, starts, ends)
        spans = spans.where(torch.ones_like(spans, dtype=torch.bool).triu().tril(MAX_ANSWER_TOKENS - 1), -torch.inf)
        margins = spans.flatten(1) - (output.start_logits + output.end_logits)[:, :1]  # over [CLS], which is "none"
        row, span = divmod(int(margins.argmax()), margins.shape[1])
        first, last = divmod(span, starts.shape[1])
        start, end = int(offsets[row, first, 0]), int(offsets[row, last, 1])
        found, answer, margin = passages[row], texts[row][start:end], float(margins.max())
        source = Found(found.article, answer, (found.start or 0) + start, (found.start or 0) + end)
        return Reply(answer, margin, margin <= 0, source, True, tuple(passages))


SYSTEMS: dict[str, Callable[[Job], System]] = {"plain": Plain}

if __name__ == "__main__":
    serve(SYSTEMS, ("chromadb", "sentence-transformers", "torch", "transformers"))
