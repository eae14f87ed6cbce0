"""Examples out of stories that several articles tell: who answers a question is known there, and so is who does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.comparer.train.stories import LURE, Place, Story, StoryQuestion, load_stories
from rag.errors import SourceError
from rag.reader.train.examples import TrainingExample, load_examples
from rag.sentences import Range

TOLD = "disputes-"  # how the names of sets begin that are stories; the others are in the form of SQuAD


def load_set(path: Path) -> list[TrainingExample]:
    """All questions of a training set. Raises `SourceError` when it is not in the form that its name says."""
    if not path.name.startswith(TOLD):
        return load_examples(path)
    try:
        return list(told_examples(load_stories([path]), path.stem))
    except ValueError as error:
        raise SourceError(f"{path}: a sentence is not in its article ({error}).") from None


def told_examples(stories: Sequence[Story], source: str) -> Iterator[TrainingExample]:
    """Each question with each article of its story that answers it; one that none answers, with each of them.

    All places of the article that answer are right, on whichever side of a dispute. Articles that do not answer a
    question are `silent` beside one that does. Raises `ValueError` when a sentence is not in its article.
    """
    for story in stories:
        texts = {one.file: f"{one.headline}\n\n{one.text}" for one in story.articles}
        headlines = {one.file: one.headline for one in story.articles}
        for number, question in enumerate(story.questions):
            answering = _answering(question)
            silent = tuple(text for file, text in texts.items() if file not in answering)
            for file, places in (answering if answering else {file: [] for file in texts}).items():
                yield TrainingExample(
                    f"{story.id}-{number}-{file}",
                    source,
                    question.question,
                    texts[file],
                    tuple(dict.fromkeys(_range(texts[file], place) for place in places)),
                    headlines[file],
                    tuple(texts.values()),
                    silent if places else (),
                )


def _answering(question: StoryQuestion) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in question.places:
        if place.side != LURE:
            found.setdefault(place.file, []).append(place)
    return found


def _range(text: str, place: Place) -> Range:
    at = text.index(place.seen.sentence)
    return at + place.seen.start, at + place.seen.end
