"""Articles to make copies of, from folders of articles and from SQuAD's paragraphs, and their two halves."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.dataset import read_text
from eval.variants import Base
from rag import Failure, Settings, SourceError, find_files, read_article

PARAGRAPHS = 6  # of SQuAD make an article


def load_bases(paths: Sequence[Path], settings: Settings) -> list[Base]:
    """An article a file, each an event of its own; of SQuAD JSON six paragraphs are one, a title an event.

    Raises `SourceError` naming what cannot be read.
    """
    return [
        base for path in paths for base in (_from_squad(path) if ".json" in path.suffixes else _from(path, settings))
    ]


def halves(bases: Sequence[Base], *, seed: int) -> tuple[list[Base], list[Base]]:
    """One half to choose on and one to report, parted by event."""
    events = sorted({base.event for base in bases})
    random.Random(seed).shuffle(events)
    first = set(events[: len(events) // 2])
    return [base for base in bases if base.event in first], [base for base in bases if base.event not in first]


def _from(path: Path, settings: Settings) -> Iterator[Base]:
    for file in find_files([path]):
        if isinstance(file, Failure):
            raise SourceError(file.reason)
        article = read_article(file, max_bytes=settings.max_file_bytes)
        paragraphs = [one.strip() for one in article.text.split("\n\n") if one.strip()]
        yield Base(str(file), article.headline, tuple(paragraphs[1:]))


def _from_squad(path: Path) -> Iterator[Base]:
    try:
        for entry in json.loads(read_text(path))["data"]:
            texts = [str(paragraph["context"]).strip() for paragraph in entry["paragraphs"]]
            for at in range(0, len(texts), PARAGRAPHS):
                title = f"{entry.get('title', path.name)}, part {at // PARAGRAPHS + 1}"
                yield Base(f"{path} {entry.get('title')}", title, tuple(texts[at : at + PARAGRAPHS]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(f"{path}: not in the form of SQuAD ({error!r}).") from None
