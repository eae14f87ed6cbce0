"""Examples out of stories that several articles tell: who answers a question is known there, and so is who does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rag.comparer.train.candidates import Candidates, load_candidates
from rag.comparer.train.examples import sides_of
from rag.comparer.train.stories import LURE, Place, Story, StoryQuestion, Told, load_stories
from rag.errors import SourceError
from rag.reader.train.examples import Lure, TrainingExample, load_examples
from rag.text.sentences import Range

TOLD = "disputes-"  # how the names of sets begin that are stories; the others are in the form of SQuAD
NAME = re.compile(r"(?<!^)\b[A-Z\d]")  # a question without one may be answered by what another story tells
Articles = dict[str, Told]  # by their files


def load_sets(paths: Sequence[Path], answers: Sequence[Path] = ()) -> dict[str, list[TrainingExample]]:
    """All questions of the training sets `paths`, by the names of the files.

    `answers` are what a reader took for answers to the questions of stories (`candidates.json` of
    `rag.comparer.train`): where that is wrong, it lures. Raises `SourceError` when a file is not in the form that its
    name says.
    """
    told = {path: load_stories([path]) for path in paths if path.name.startswith(TOLD)}
    stories = [story for of_file in told.values() for story in of_file]
    articles = {one.file: one for story in stories for one in story.articles}
    candidates: Candidates = {}
    for path in answers:
        candidates |= load_candidates(stories, path)
    return {
        path.name: _told_set(path, told[path], articles, candidates) if path in told else load_examples(path)
        for path in paths
    }


def _told_set(
    path: Path, stories: Sequence[Story], articles: Articles, candidates: Candidates
) -> list[TrainingExample]:
    try:
        return list(told_examples(stories, path.stem, articles, candidates))
    except ValueError as error:
        raise SourceError(f"{path}: a sentence is not in its article ({error}).") from None


def told_examples(
    stories: Sequence[Story], source: str, articles: Articles, candidates: Candidates
) -> Iterator[TrainingExample]:
    """Each question with each article of its story that answers it; one that none answers, with each of them.

    All places of the article that answer are right, on whichever side of a dispute. Articles that do not answer a
    question are `silent` beside one that does. What `candidates` has that does not answer, in one of `articles`, is a
    lure; where it has nothing of a question, what the story's writer named. Raises `ValueError` when a sentence is not
    in its article.
    """
    for story in stories:
        texts = {one.file: _text(one) for one in story.articles}
        headlines = {one.file: one.headline for one in story.articles}
        for number, question in enumerate(story.questions):
            answering = _answering(question)
            silent = tuple(text for file, text in texts.items() if file not in answering)
            lures = tuple(_lures(story, number, articles, candidates) or _written(question, texts, headlines))
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
                    lures,
                )


def _answering(question: StoryQuestion) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in question.places:
        if place.side != LURE:
            found.setdefault(place.file, []).append(place)
    return found


def _lures(story: Story, number: int, articles: Articles, candidates: Candidates) -> list[Lure]:
    """What a reader took for an answer and is none."""
    question = story.questions[number]
    own = {one.file for one in story.articles}
    answering = _answering(question)
    named = bool(NAME.search(question.question))
    lures = []
    for file, side in candidates.get((story.id, number), []):
        if not (sides_of(question, file, side) == {LURE} if file in own else named):
            continue
        text = _text(articles[file])
        right = tuple(_range(text, place) for place in answering.get(file, []))
        if (at := text.find(side.sentence)) >= 0:
            lures.append(Lure(text, (at + side.start, at + side.end), articles[file].headline, right))
    return lures


def _written(question: StoryQuestion, texts: Mapping[str, str], headlines: Mapping[str, str]) -> list[Lure]:
    """What the story's writer named as seeming to answer: first that in articles that do not answer at all."""
    answering = _answering(question)
    places = sorted((one for one in question.places if one.side == LURE), key=lambda one: one.file in answering)
    return [
        Lure(
            texts[one.file],
            _range(texts[one.file], one),
            headlines[one.file],
            tuple(_range(texts[one.file], place) for place in answering.get(one.file, [])),
        )
        for one in places
    ]


def _text(article: Told) -> str:
    return f"{article.headline}\n\n{article.text}"


def _range(text: str, place: Place) -> Range:
    at = text.index(place.seen.sentence)
    return at + place.seen.start, at + place.seen.end
