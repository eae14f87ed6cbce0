"""An archive of any size out of real paragraphs, for measuring how Ibid grows with it.

As long as there are real paragraphs they are used as they are. Then new ones are put together from the sentences of
two or more, with every fourth word exchanged for one drawn from all: words keep the frequencies that they have in real
text, and no two articles run the same words, as unrelated ones do not.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag import Embedder, Settings, find_files, read_article

ARTICLE_CHARS = 3000
PASSAGES_AN_ARTICLE = 4.5  # about what that is cut into
PARAGRAPH_CHARS = 750
EXCHANGED = 4  # as many words as make a run for `rag.store.copies`: none is left
HEADLINE_WORDS = 9
FIRST_DAY = dt.date(2015, 1, 1)
DAYS = 3650
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
FOLDER_FILES = 1000
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pool:
    """Real sentences, and which of them make up each real paragraph."""

    sentences: tuple[str, ...]
    paragraphs: tuple[tuple[int, ...], ...]


def read_pool(folder: Path, settings: Settings, *, max_sentences: int) -> Pool:
    """The sentences of the articles in a folder, each once, of paragraphs drawn at random up to `max_sentences`."""
    files = [file for file in find_files([folder]) if isinstance(file, Path)]
    texts = [read_article(file, max_bytes=settings.max_file_bytes).text for file in files]
    numbers: dict[str, int] = {}
    paragraphs = []
    written = [paragraph for text in texts for paragraph in text.split("\n\n") if paragraph.strip()]
    for paragraph in random.Random(0).sample(written, len(written)):
        if len(numbers) >= max_sentences:
            break
        sentences = [" ".join(sentence.split()) for sentence in SENTENCE_END.split(paragraph.strip())]
        paragraphs.append(tuple(numbers.setdefault(sentence, len(numbers)) for sentence in sentences))
    return Pool(tuple(numbers), tuple(paragraphs))


def write_archive(pool: Pool, folder: Path, passages: int) -> int:
    """Write articles that make about so many passages; a sentence a line. Returns how many articles."""
    paragraphs = _paragraphs(pool, random.Random(1))
    dice = random.Random(2)
    count = max(1, round(passages / PASSAGES_AN_ARTICLE))
    for number in range(count):
        body = _article(paragraphs)
        words = dice.choice(dice.choice(body)).split()
        day = FIRST_DAY + dt.timedelta(days=dice.randrange(DAYS))
        text = "\n\n".join("\n".join(paragraph) for paragraph in body)
        path = folder / f"{number // FOLDER_FILES:05}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f" date {day} {' '.join(words[:HEADLINE_WORDS])} {number}\n\n{text}\n", encoding="utf-8")
    return count


def kept_words(sentence: str) -> str:
    """What of a sentence of the pool stands in every use of it."""
    return " ".join(word for at, word in enumerate(sentence.split(), start=1) if at % EXCHANGED)


def _article(paragraphs: Iterator[list[str]]) -> list[list[str]]:
    """The next paragraphs, together as long as an article."""
    body: list[list[str]] = []
    while sum(len(sentence) for paragraph in body for sentence in paragraph) < ARTICLE_CHARS:
        body.append(next(paragraphs))
    return body


def _paragraphs(pool: Pool, dice: random.Random) -> Iterator[list[str]]:
    """The sentences of the real paragraphs, each once, then of endless new ones."""
    yield from ([pool.sentences[sentence] for sentence in paragraph] for paragraph in pool.paragraphs)
    words = [word for sentence in pool.sentences for word in sentence.split() if word.isalpha()]
    while True:
        made: list[str] = []
        while sum(len(sentence) for sentence in made) < PARAGRAPH_CHARS:
            source = dice.choice(pool.paragraphs)
            start = dice.randrange(len(source))
            made += [_exchange(pool.sentences[sentence], words, dice) for sentence in source[start : start + 3]]
        yield made


def _exchange(sentence: str, words: Sequence[str], dice: random.Random) -> str:
    return " ".join(word if at % EXCHANGED else dice.choice(words) for at, word in enumerate(sentence.split(), start=1))


@dataclass(slots=True)
class TimedEmbedder:
    """An embedder, with the seconds that it took."""

    embedder: Embedder
    seconds: float = 0.0
    texts: int = 0

    @property
    def name(self) -> str:
        """That of the embedder."""
        return self.embedder.name

    @property
    def fingerprint(self) -> str:
        """That of the embedder."""
        return self.embedder.fingerprint

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of shape (len(texts), dim)."""
        start = time.perf_counter()
        vectors = self.embedder.embed(texts)
        self.seconds += time.perf_counter() - start
        self.texts += len(texts)
        return vectors

    def token_offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Half-open character offsets of the tokens of `text`."""
        return self.embedder.token_offsets(text)


@dataclass(slots=True)
class ComposingEmbedder(TimedEmbedder):
    """Vectors put together: a passage of known sentences gets their mean, weighted by length.

    So 100,000 passages cost seconds. Any other text, a question say, is embedded as it should be.
    """

    known: dict[str, Matrix] = field(default_factory=dict)  # by what `kept_words` leaves of them

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of shape (len(texts), dim)."""
        rows: list[Matrix] = []
        for text in texts:
            lines = [line for line in map(kept_words, text.split("\n")) if line in self.known]
            if lines:
                total = np.sum([len(line) * self.known[line] for line in lines], axis=0)
                rows.append(total / np.linalg.norm(total))
            else:
                rows.append(TimedEmbedder.embed(self, [text])[0])
        return np.asarray(rows, dtype=np.float32)
