"""Labelled pairs: both places answer alike, both answer and contradict each other, or one does not answer at all."""

from __future__ import annotations

import random
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from rag.comparer.texts import Side, whole
from rag.comparer.train.candidates import Candidate, Candidates
from rag.comparer.train.stories import LURE, Place, Story, StoryQuestion
from rag.datatypes import Asked
from rag.question.kinds import kind_of
from rag.text.values import same, value_of


class Label(IntEnum):
    """What the two of a pair have to do with each other: the model's outputs, in their order."""

    SAME = 0
    DIFFER = 1
    NEITHER = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two spans for one question, and the label."""

    question: str
    one: Side
    other: Side
    label: Label


def pairs_of(stories: Sequence[Story], candidates: Candidates, most: int, seed: int) -> list[Pair]:
    """Pairs for all questions, at most `most` a question of each label, in random order; either side may come first.

    Some are of places that a story's writer named, the others of what a library answers, the likeliest first and one
    of the others, as it is in use. Those of which the label is not sure are left out.
    """
    rng = random.Random(seed)
    made: list[Pair] = []
    for story in stories:
        own = {told.file for told in story.articles}
        for number, question in enumerate(story.questions):
            found = [*_named(question), *_answered(question, candidates.get((story.id, number), []), own)]
            if kind_of(question.question) is Asked.YES_NO:
                found = [replace(one, one=whole(one.one), other=whole(one.other)) for one in found]
            unique = {(pair.one, pair.other): pair for pair in found}
            for label in Label:
                of_label = [pair for pair in unique.values() if pair.label is label]
                made += rng.sample(of_label, min(most, len(of_label)))
    turned = [Pair(one.question, one.other, one.one, one.label) if rng.random() < 0.5 else one for one in made]
    rng.shuffle(turned)
    return turned


def _named(question: StoryQuestion) -> Iterator[Pair]:
    for at, one in enumerate(question.places):
        for other in question.places[at + 1 :]:
            if one.side != LURE or other.side != LURE:
                yield Pair(question.question, one.seen, other.seen, _label({one.side}, {other.side}))


def _answered(question: StoryQuestion, spans: Sequence[Candidate], own: Container[str]) -> Iterator[Pair]:
    sides = [sides_of(question, file, side) if file in own else {LURE} for file, side in spans]
    for at, (_, other) in enumerate(spans[1:], start=1):
        for first in range(min(at, 2)):
            mine, theirs = sides[first], sides[at]
            if mine is not None and theirs is not None:
                yield Pair(question.question, spans[first][1], other, _label(mine, theirs))


def _label(mine: set[int], theirs: set[int]) -> Label:
    if LURE in mine | theirs:
        return Label.NEITHER
    return Label.SAME if mine & theirs else Label.DIFFER


def sides_of(question: StoryQuestion, file: str, side: Side) -> set[int] | None:
    """Which answer the span `side` of the article `file` gives, `LURE` where none; None where that is not sure.

    A span that covers two of them, as "from 40 to 65", is not sure, nor is one that says elsewhere in the question's
    story what answers, unless that is known to be none.
    """
    start, end = side.start, side.end
    within = [
        place
        for place in question.places
        if place.file == file and place.seen.sentence in side.sentence and _overlaps(place, side, start, end)
    ]
    sides = {place.side for place in within if place.side != LURE}
    if sides:
        return sides if len(sides) == 1 else None
    if within:
        return {LURE}
    value = value_of(side.sentence[start:end])
    if any(same(value, value_of(place.answer)) for place in question.places if place.side != LURE):
        return None
    return {LURE}


def _overlaps(place: Place, side: Side, start: int, end: int) -> bool:
    at = side.sentence.index(place.seen.sentence)
    return at + place.seen.start < end and start < at + place.seen.end
