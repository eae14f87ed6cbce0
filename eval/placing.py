"""Where the answers of a table stand: looked up in the articles, since nobody counts offsets by hand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.corpus import Corpus
from eval.dataset import Kind, Place, Question, Task
from eval.gold import mentions, word_edges
from rag import SourceError

# What a keyboard, a spreadsheet and a newspaper set differently.
ALIKE = ("'’‘ʼ`´", '"“”„‟«»', "-‐‑‒–—−")
SHOWN_PLACES = 3
LOOSE_ENDS = " .,;:!?"


@dataclass(frozen=True, slots=True)
class Placed:
    """A task whose answers have places, and what there is to say about them by question id.

    `missing`: no answer stands in the articles; the task leaves these out. `several`: an answer stands in more than
    one place, and each counts as right.
    """

    task: Task
    missing: dict[str, str]
    several: dict[str, str]


def place_answers(task: Task, corpus: Corpus) -> Placed:
    """Look up the answers of `task` whose place is not known. Other questions stay as they are."""
    questions: list[Question] = []
    annotated = dict(task.annotated)
    missing: dict[str, str] = {}
    several: dict[str, str] = {}
    for question in task.questions:
        if question.kind is Kind.UNANSWERABLE or question.start is not None:
            questions.append(question)
            continue
        try:
            places = find_places(question, corpus)
        except SourceError as error:
            missing[question.id] = str(error)
            continue
        if len(apart := list(_apart(places))) > 1:
            where = ", ".join(f"{place.article} at {place.start}" for place in apart[:SHOWN_PLACES])
            more = "…" if len(apart) > SHOWN_PLACES else ""
            said = " or ".join(map(repr, question.answers))
            several[question.id] = f"{said} stands in {len(apart)} places: {where}{more}"
        questions.append(_with_places(question, places, corpus))
        annotated[question.id] = tuple(places)
    return Placed(replace(task, questions=tuple(questions), annotated=annotated), missing, several)


def place_or_refuse(task: Task, corpus: Corpus, file: Path, articles: Path | None = None) -> Placed:
    """As `place_answers`, of questions read from `file` about the folder `articles`, if one was given.

    Raises `SourceError` when an answer stands nowhere: left out, it would make the figures better than they are.
    """
    placed = place_answers(task, corpus)
    if placed.missing:
        first, why = next(iter(placed.missing.items()))
        raise SourceError(
            f"{file}: {len(placed.missing)} of {len(task.questions)} questions have an answer that is not found. "
            f"The first, {first}: {why} All: {check_command(file, articles)}."
        )
    return placed


def check_command(file: Path, articles: Path | None) -> str:
    """How to see all that is wrong with the questions."""
    where = f" --articles {shlex.quote(str(articles))}" if articles is not None else ""
    return f"`ibid eval --check {shlex.quote(str(file))}{where}`"


def find_places(question: Question, corpus: Corpus) -> list[Place]:
    """Where an acceptable answer stands as whole words, in the question's article or, if it names none, in any.

    An answer that stands nowhere as it was typed may differ in case, quotation marks, dashes, white space and the
    punctuation at its ends. Raises `SourceError` when there is no such article or no such place.
    """
    names = {corpus.find(question.article): question.article} if question.article is not None else dict(corpus.names)
    places: set[Place] = set()
    for id_, name in names.items():
        for search in (mentions, _loose_mentions):  # the latter only in articles that have it in no other way
            text = corpus.text(id_)
            found = {Place(name, *span) for answer in question.answers for span in search(answer, text)}
            if found:
                places |= found
                break
    if places:
        return sorted(places, key=lambda place: (place.article, place.start, place.end))
    where = question.article if question.article is not None else "any article"
    raise SourceError(f"{' | '.join(question.answers)!r} does not stand in {where}. Quote the article's own words.")


def _loose_mentions(answer: str, text: str) -> Iterator[tuple[int, int]]:
    for wanted in dict.fromkeys((answer, answer.strip(LOOSE_ENDS))):
        if not wanted:
            continue
        before, after = word_edges(wanted)
        inner = r"\s+".join("".join(map(_alike, word)) for word in wanted.split())
        found = [match.span() for match in re.finditer(f"{before}{inner}{after}", text, re.IGNORECASE)]
        if found:
            yield from found
            return


def _alike(char: str) -> str:
    return next((f"[{re.escape(group)}]" for group in ALIKE if char in group), re.escape(char))


def _with_places(question: Question, places: Sequence[Place], corpus: Corpus) -> Question:
    """The question with its first place, and the articles' own wording among its answers."""
    words = [corpus.text(corpus.find(place.article))[place.start : place.end] for place in places]
    articles = list(dict.fromkeys(place.article for place in places))
    return replace(
        question,
        answers=tuple(dict.fromkeys((*question.answers, *words))),
        article=articles[0],
        start=places[0].start,
        also=tuple(articles[1:]),
    )


def _apart(places: Sequence[Place]) -> Iterator[Place]:
    """One of each run of places that overlap: the same answer with other boundaries."""
    last: Place | None = None
    for place in places:
        if last is None or place.article != last.article or place.start >= last.end:
            yield place
            last = place
        elif place.end > last.end:
            last = place
