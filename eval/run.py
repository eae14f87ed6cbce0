"""Ask every question, and judge what came back against what is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from eval.corpus import named_articles
from eval.dataset import Place, Question, Task
from eval.dates import is_known_date_right
from eval.gold import gold_places
from eval.told import Told, tell
from eval.verdict import Excerpt, Known, Report, Verdict, covering, judge
from rag import (
    Answer,
    AppliedTime,
    Article,
    Failure,
    Hit,
    Library,
    Outcome,
    QuestionError,
    Settings,
    SourceError,
    answer_to_json,
)

DEPTH = 50  # passages that are ranked for the figures of retrieval, commonly more than are read
GOLD_SHOWN = 5
CHARS_AROUND = 100


def build_library(
    articles: Path,
    settings: Settings,
    folder: Path,
    *,
    on_done: Callable[[str, Outcome], None] = lambda path, outcome: None,
    on_failed: Callable[[Sequence[Failure]], None] = lambda failures: None,
) -> Library:
    """A new library in `folder` of the articles in the folder `articles`; the caller closes it.

    `on_failed` is told of files that cannot be read; a question about one of them is refused when it is asked. Raises
    `SourceError` when there is no article.
    """
    library = Library.open(folder, settings, create=True)
    try:
        failures = library.add([articles], on_done=on_done).failures
        if not library.counts()[0]:
            why = f" {failures[0].reason}" if failures else " Give the folder that the questions are about."
            raise SourceError(f"{articles}: holds no articles.{why}")
        if failures:
            on_failed(failures)
    except BaseException:
        library.close()
        raise
    return library


def evaluate(
    library: Library,
    task: Task,
    on_verdict: Callable[[Verdict], None] = lambda verdict: None,
    *,
    already: Mapping[str, Verdict] | None = None,
) -> Report:
    """The verdicts on all questions of `task`, asked of `library`; `on_verdict` is called with each as it comes.

    Questions whose ids are in `already` are not asked again. Raises `SourceError`, before the first question is asked,
    when the task does not fit the library's articles, and when a question cannot be asked.
    """
    asked = already if already is not None else {}
    verdicts = []
    for known in know(library, task):
        if (verdict := asked.get(known.question.id)) is None:
            verdict = _ask(library, known)
            on_verdict(verdict)
        verdicts.append(verdict)
    return Report(tuple(verdicts))


def know(library: Library, task: Task) -> list[Known]:
    """What is known of each question of `task`. Raises `SourceError` when it does not fit the library's articles."""
    articles = named_articles(library, task)
    texts = {name: article.text for name, article in articles.items()}
    for name, text in task.paragraphs.items():
        if texts[name] != text:
            raise SourceError(
                f"{name}: Ibid does not keep the paragraph as it is: {text[:60]!r}. Remove the paragraph."
            )
    return [_known(library, task, question, articles, texts) for question in task.questions]


def _known(
    library: Library, task: Task, question: Question, articles: Mapping[str, Article], texts: Mapping[str, str]
) -> Known:
    places = gold_places(question, texts, task.annotated.get(question.id))
    # The library knows articles by id: the same text in two files is one article.
    own = tuple(replace(place, article=articles[place.article].id) for place in places)
    passages = [passage for id_ in dict.fromkeys(one.article for one in own) for passage in library.passages(id_)]
    gold = tuple(excerpt(texts[place.article], place) for place in places[:GOLD_SHOWN])
    return Known(question, own, gold, covering(passages, own), _is_date_right(question, articles))


def _is_date_right(question: Question, articles: Mapping[str, Article]) -> bool | None:
    meant = question.extra.resolved_date
    if meant is None or question.article is None or question.start is None:
        return None
    return is_known_date_right(
        meant, articles[question.article], question.start, question.start + len(question.answers[0])
    )


def excerpt(text: str, place: Place) -> Excerpt:
    """The place of an acceptable answer in an article's `text`, with some of what stands around it."""
    first, last = max(0, place.start - CHARS_AROUND), min(len(text), place.end + CHARS_AROUND)
    # Between words, where there is a blank to cut at.
    if first > 0 and (blank := text.find(" ", first, place.start)) >= 0:
        first = blank + 1
    if last < len(text) and (blank := text.rfind(" ", place.end, last)) >= 0:
        last = blank
    return Excerpt(
        article=PurePath(place.article).name,
        start=place.start,
        end=place.end,
        text=text[place.start : place.end],
        around=text[first:last],
        around_start=first,
    )


def _ask(library: Library, known: Known) -> Verdict:
    question = known.question
    try:
        answer, told = _told(library, question)
        ranking = rank_passages(library, answer, max(DEPTH, len(answer.hits)))
    except QuestionError as error:
        raise SourceError(f"question {question.id!r} cannot be asked: {error}") from error
    checks = library.verify(json.dumps(answer_to_json(answer)))
    return judge(replace(known, gold=_ranked(known, ranking)), answer, ranking, checks, told)


def _told(library: Library, question: Question) -> tuple[Answer, Told]:
    """The answer to a question; the bare question, and a follow-up in full, are asked beside it where they differ."""
    text, extra = question.question, question.extra
    answer = library.ask(text, history=question.history, as_of=extra.as_of, today=extra.today)
    is_bare = not question.history and answer.time is None
    bare = answer if is_bare else library.ask(text, any_date=True)
    full = library.ask(extra.full, as_of=extra.as_of, today=extra.today) if extra.full is not None else None
    return answer, tell(answer, bare, full, question.answers)


def rank_passages(library: Library, answer: Answer, depth: int) -> Sequence[Hit]:
    """The `depth` best passages for a question as `answer` understood it, from the same articles; none of them read."""
    time = answer.time if answer.time is not None else AppliedTime(answer.understood)
    return library.read(
        time.sought, since=time.since, until=time.until, top_k=depth, is_enough=lambda understood, spans: True
    ).hits


def _ranked(known: Known, ranking: Sequence[Hit]) -> tuple[Excerpt, ...]:
    """The gold excerpts of `known` with the ranks of their passages."""
    return tuple(
        replace(gold, rank=next((hit.rank for hit in ranking if covering([hit.passage], [place])), None))
        for gold, place in zip(known.gold, known.places, strict=False)  # only some are shown
    )
