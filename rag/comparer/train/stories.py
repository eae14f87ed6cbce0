"""Stories that several articles tell, with questions and, for each, every place that answers it or only seems to.

The format is JSON: {"stories": [{"id", "articles": [{"file", "date", "outlet", "headline", "text"}], "questions":
[{"question", "type", "evidence": [{"file", "side", "quote", "answer"}], "lures": [{"file", "quote", "answer"}]}]}]}.
`side` numbers the answers to a question that cannot all be so at once; answers of one side say the same. `quote` is a
sentence, and `answer` stands in it. A lure is a span that looks like an answer and is none.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.comparer.texts import Side
from rag.errors import SourceError

LURE = -1


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a story."""

    file: str
    date: dt.date | None
    headline: str
    text: str

    def side(self, sentence: str, start: int, end: int) -> Side:
        """A span of one of its sentences, as the model is given it."""
        return Side(self.headline, self.date, sentence, start, end)


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the article `file` that answers as `side` does, or is a `LURE`, with what stands around it."""

    file: str
    side: int
    seen: Side

    @property
    def answer(self) -> str:
        """The words of the span."""
        return self.seen.sentence[self.seen.start : self.seen.end]


@dataclass(frozen=True, slots=True)
class StoryQuestion:
    """A question about a story, and the places that answer it or seem to. `places` of a question without any are lures.
    """  # fmt: skip

    question: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell one story, and questions about it."""

    id: str
    articles: tuple[Told, ...]
    questions: tuple[StoryQuestion, ...]


def load_stories(paths: Sequence[Path]) -> list[Story]:
    """The stories of some files. Raises `SourceError` that says what is wrong with which."""
    return [story for path in paths for story in _load(path)]


def _load(path: Path) -> list[Story]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return [_story(one) for one in data["stories"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{path} holds no stories to train on: {error!r}") from None


def _story(data: dict[str, Any]) -> Story:
    articles = tuple(
        Told(one["file"], _date(one.get("date", "")), one["headline"], one["text"]) for one in data["articles"]
    )
    by_file = {one.file: one for one in articles}
    questions = tuple(
        StoryQuestion(
            one["question"],
            (
                *(_place(place, by_file, place["side"]) for place in one["evidence"]),
                *(_place(place, by_file, LURE) for place in one.get("lures", [])),
            ),
        )
        for one in data["questions"]
    )
    return Story(str(data["id"]), articles, questions)


def _date(written: str) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None


def _place(data: dict[str, str], articles: dict[str, Told], side: int) -> Place:
    article = articles[data["file"]]
    start = data["quote"].index(data["answer"])
    return Place(article.file, side, article.side(data["quote"], start, start + len(data["answer"])))
