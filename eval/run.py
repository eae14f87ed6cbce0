"""Ask every question, and judge what came back against what is known."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath

from eval.dataset import Kind, Place, Question, Task
from eval.gold import gold_places
from eval.metrics import exact_match, token_f1
from rag import (
    Answer,
    Article,
    Check,
    Library,
    Outcome,
    Passage,
    QuestionError,
    Settings,
    SourceError,
    Timings,
    answer_to_json,
)

RIGHT_F1 = 0.5


class Blame(StrEnum):
    """Which step made a question go wrong.

    `retriever`: no passage that was read holds an acceptable answer. `abstention`: silent although the best
    candidate was right, or an answer where there is none to give. `reader`: anything else.
    """

    RETRIEVER = "retriever"
    READER = "reader"
    ABSTENTION = "abstention"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question.

    `prediction` is the text of the answer, None for silence; `best` that of the best candidate, shown or
    not, and None when there was no candidate. `confidence` in [0, 1] is that of the best candidate and `right` whether
    it was a right one: a token F1 of at least 0.5 with an acceptable answer, at a place where one stands, so
    that the same words elsewhere do not count. `gold_rank` counts from 1 and is that of the first hit that covers such
    a place, None when none does. Of the `quotations` returned, shown or not, `valid` stood up to `Library.verify`;
    `withheld` failed Ibid's own check before. `in_gold_article` is None where no answer was
    given or none exists. `blame` is None when nothing went wrong.
    """

    question: Question
    prediction: str | None
    best: str | None
    exact_match: float
    f1: float
    confidence: float
    right: bool
    gold_rank: int | None
    quotations: int
    valid: int
    withheld: int
    in_gold_article: bool | None
    blame: Blame | None
    timings: Timings


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on all questions of a task, in its order; at least one."""

    verdicts: tuple[Verdict, ...]


def build_library(
    articles: Path,
    settings: Settings,
    folder: Path,
    *,
    on_done: Callable[[str, Outcome], None] = lambda path, outcome: None,
) -> Library:
    """A new library in `folder` of all articles in the folder `articles`; the caller closes it.

    Raises `SourceError` when an article could not be added, or there is none.
    """
    library = Library.open(folder, settings, create=True)
    try:
        failures = library.add([articles], on_done=on_done).failures
        if failures:
            raise SourceError(f"{len(failures)} article(s) could not be added. The first: {failures[0].reason}")
        if not library.articles():
            raise SourceError(f"{articles}: holds no articles. Give the folder that the questions are about.")
    except BaseException:
        library.close()
        raise
    return library


def evaluate(library: Library, task: Task, progress: Callable[[Question], None] = lambda question: None) -> Report:
    """The verdicts on all questions of `task`, asked of `library`; `progress` is called after each.

    Raises `SourceError`, before the first question is asked, when the task does not fit the library's
    articles, and when a question cannot be asked.
    """
    articles = named_articles(library, task)
    texts = {name: article.text for name, article in articles.items()}
    for name, text in task.paragraphs.items():
        if texts[name] != text:
            raise SourceError(
                f"{name}: Ibid does not keep the paragraph as it is: {text[:60]!r}. Remove the paragraph."
            )
    ids = {name: article.id for name, article in articles.items()}
    gold = [gold_places(question, texts, task.annotated.get(question.id)) for question in task.questions]
    verdicts = []
    for question, places in zip(task.questions, gold, strict=True):
        try:
            answer = library.ask(question.question, history=question.history)
        except QuestionError as error:
            raise SourceError(f"question {question.id!r} cannot be asked: {error}") from error
        checks = library.verify(json.dumps(answer_to_json(answer)))
        # The library knows articles by id: the same text in two files is one article.
        own_places = [replace(place, article=ids[place.article]) for place in places]
        verdicts.append(judge(question, answer, own_places, checks))
        progress(question)
    return Report(tuple(verdicts))


def judge(question: Question, answer: Answer, gold: Sequence[Place], checks: Sequence[Check]) -> Verdict:
    """The verdict on `answer`, of whose quotations `checks` are what `Library.verify` says.

    `gold` are the places of acceptable answers, `Place.article` being the article's id.
    """
    shown = answer.quotation
    best = shown if shown is not None else next(iter(answer.candidates), None)
    prediction = shown.text if shown is not None else None
    right = best is not None and is_right(
        best.text, Place(best.article_id, best.start, best.end), question.answers, gold
    )
    gold_rank = next((hit.rank for hit in answer.hits if any(_covers(hit.passage, place) for place in gold)), None)
    return Verdict(
        question=question,
        prediction=prediction,
        best=best.text if best is not None else None,
        exact_match=exact_match(prediction, question.answers),
        f1=token_f1(prediction, question.answers),
        confidence=answer.confidence,
        right=right,
        gold_rank=gold_rank,
        quotations=len(checks),
        valid=sum(check.holds for check in checks),
        withheld=answer.withheld,
        in_gold_article=any(shown.article_id == place.article for place in gold)
        if shown is not None and gold
        else None,
        blame=find_blame(question, silent=shown is None, right=right, gold_rank=gold_rank),
        timings=answer.timings,
    )


def is_right(text: str, place: Place, answers: Sequence[str], gold: Sequence[Place]) -> bool:
    """Whether `text`, standing at `place`, says what an acceptable answer says, and where it says it; see `Verdict`.

    `Place.article` is the article's id, in `gold` too.
    """
    overlaps = any(
        other.article == place.article and other.start < place.end and place.start < other.end for other in gold
    )
    return overlaps and token_f1(text, answers) >= RIGHT_F1


def find_blame(question: Question, *, silent: bool, right: bool, gold_rank: int | None) -> Blame | None:
    """Which step made the question go wrong, if it did; `right` is whether the best candidate was."""
    if question.kind is Kind.UNANSWERABLE:
        return None if silent else Blame.ABSTENTION
    if right:
        return Blame.ABSTENTION if silent else None
    return Blame.RETRIEVER if gold_rank is None else Blame.READER


def _covers(passage: Passage, place: Place) -> bool:
    return passage.article_id == place.article and passage.start <= place.start and place.end <= passage.end


def named_articles(library: Library, task: Task) -> dict[str, Article]:
    """The library's articles by the file names that the task calls them.

    A name stands for the source whose path ends in it, so it may hold a folder where the name alone
    is ambiguous.
    """
    sources: dict[str, list[tuple[PurePath, str]]] = defaultdict(list)
    for summary in library.articles():
        for source in map(PurePath, summary.sources):
            sources[source.name].append((source, summary.id))
    named = dict.fromkeys(name for q in task.questions for name in (q.article, *q.also) if name is not None)
    found = {}
    for name in dict.fromkeys((*named, *task.paragraphs)):
        parts = PurePath(name).parts
        ids = {id_ for source, id_ in sources[PurePath(name).name] if source.parts[-len(parts) :] == parts}
        if not ids:
            raise SourceError(f"{name}: no article of the library comes from a file of that name. Add it.")
        if len(ids) > 1:
            raise SourceError(f"{name}: {len(ids)} articles come from files of that name. Name the folder too.")
        found[name] = library.article(ids.pop())
    return found
