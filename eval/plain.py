"""The same work in plain code, as anyone would write it: what `eval.bench` holds Ibid against.

`python -m eval.plain FOLDER QUESTION` answers from the paragraphs of text files, in a process of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag import SHIPPED_READER, Library, Settings, float_folder, go_offline, load_settings, published_embedder

EMBED_BATCH = 32  # what Ibid embeds at once
WINDOW_TOKENS = 384  # what Ibid reads at once
WARM_UP = "Models are read at the first use."


@dataclass(slots=True)
class Recorder:
    """An embedder that keeps the texts it is given, and cuts text into tokens as the real one does."""

    tokenizer: Any
    name: str = "recorder"
    fingerprint: str = "recorder"
    texts: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Equal unit vectors, shape (n, 2)."""
        self.texts += texts
        return np.full((len(texts), 2), 0.5**0.5, dtype=np.float32)

    def token_offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Half-open character offsets of the tokens of `text`."""
        encoded = self.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        return [(start, end) for start, end in encoded["offset_mapping"]]


def make_embed(articles: Path, settings: Settings, folder: Path) -> Callable[[], float]:
    """A function that embeds the texts which Ibid embeds when `articles` are added; gives the seconds it took.

    It uses sentence-transformers. `folder`, where a library is made to learn the texts, does not exist yet.
    """
    go_offline()
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(_embedder(settings), device="cpu", local_files_only=True)
    recorder = Recorder(model.tokenizer)
    with Library.open(folder, settings, create=True, embedder=recorder) as library:
        library.add([articles])

    def embed() -> float:
        start = time.perf_counter()
        model.encode(recorder.texts, batch_size=EMBED_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return time.perf_counter() - start

    model.encode([WARM_UP], show_progress_bar=False)
    return embed


def make_read(settings: Settings) -> Callable[[str, Sequence[str]], float]:
    """A function that reads passages for a question, all padded to the longest; gives the milliseconds it took."""
    go_offline()
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(_reader(settings), local_files_only=True)
    model = AutoModelForQuestionAnswering.from_pretrained(_reader(settings), local_files_only=True, dtype=torch.float32)
    model.eval()

    def read(question: str, passages: Sequence[str]) -> float:
        start = time.perf_counter()
        rows = tokenizer(
            [question] * len(passages),
            list(passages),
            truncation="only_second",
            max_length=WINDOW_TOKENS,
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            output = model(**rows)
        # shape: (passages,) each; the whole decoding of a plain loop
        output.start_logits.argmax(dim=-1), output.end_logits.argmax(dim=-1)
        return 1000 * (time.perf_counter() - start)

    read(WARM_UP, [WARM_UP])
    return read


def _embedder(settings: Settings) -> str:
    return settings.embedder if settings.embedder else str(published_embedder())


def _reader(settings: Settings) -> str:
    return str(float_folder(Path(settings.reader) if settings.reader else SHIPPED_READER))


def answer(folder: Path, question: str, settings: Settings) -> float:
    """Embed the paragraphs of the text files in `folder`, read the best `top_k`; the milliseconds of reading."""
    go_offline()
    from sentence_transformers import SentenceTransformer

    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n") if paragraph.strip()]
    model = SentenceTransformer(_embedder(settings), device="cpu", local_files_only=True)
    vectors = model.encode([question, *paragraphs], normalize_embeddings=True, show_progress_bar=False)
    best = np.argsort(-(vectors[1:] @ vectors[0]))[: settings.top_k]
    return make_read(settings)(question, [paragraphs[index] for index in best])


if __name__ == "__main__":
    sys.stdout.write(f"{answer(Path(sys.argv[1]), sys.argv[2], load_settings()):.0f} ms\n")
