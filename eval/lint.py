"""What is wrong with a set of questions, found before any is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.corpus import Corpus
from eval.dataset import Kind, Question, Task
from eval.gold import mentions, uncounted_places
from eval.misspelt import Unknown
from eval.placing import place_answers
from rag import SourceError, plain_count

SHOWN_OFFSETS = 5


class Flaw(StrEnum):
    """What can be wrong with a question."""

    UNUSABLE = "cannot be used"
    NO_ARTICLE = "no such article"
    NOT_IN_ARTICLE = "answer not in the article"
    MISSPELT_FIELD = "field that is not known"
    WRONG_OFFSET = "wrong offset"
    SEVERAL_PLACES = "answer stands several times"
    UNCOUNTED = "answer stands where it does not count"
    DUPLICATE = "duplicate"
    AMBIGUOUS = "same question, other answers"


REMEDIES = {
    Flaw.MISSPELT_FIELD: "it is passed over when the questions are asked",
    Flaw.SEVERAL_PLACES: "each place counts as right; name the article, or quote more words, where only one is meant",
    Flaw.UNCOUNTED: "only the place at `start` counts, or with `also` as shown, each in the article",
    Flaw.DUPLICATE: "leave one out",
    Flaw.AMBIGUOUS: "say in the question what makes the difference",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `where` is the id of the question, empty for one that could not be read."""

    flaw: Flaw
    where: str
    message: str


def check_task(task: Task, corpus: Corpus, unusable: Sequence[str] = ()) -> list[Problem]:
    """All that is wrong with the questions of `task` about the articles of `corpus`, the gravest kinds first.

    `unusable` says what was wrong with questions that could not be read at all.
    """
    placed = place_answers(task, corpus)
    found = [Problem(Flaw.UNUSABLE, "", message) for message in unusable]
    found += [Problem(Flaw.NOT_IN_ARTICLE, id_, message) for id_, message in placed.missing.items()]
    found += [Problem(Flaw.SEVERAL_PLACES, id_, message) for id_, message in placed.several.items()]
    for question in task.questions:
        if question.kind is not Kind.UNANSWERABLE and question.start is not None:
            found += _check_places(question, corpus)
            found += _check_sides(question, corpus)
    found += [Problem(Flaw.MISSPELT_FIELD, one.questions[0], tell_unknown(one)) for one in task.unknown if one.meant]
    found += _check_repeats(task.questions)
    order = list(Flaw)
    return sorted(found, key=lambda problem: order.index(problem.flaw))


def tell_unknown(one: Unknown) -> str:
    """That a field is not known, how many questions have it, and what may be meant."""
    meant = f"; did you mean `{one.meant}`?" if one.meant is not None else ""
    return f"`{one.name}` of {plain_count(len(one.questions), 'question')} is not known{meant}"


def _check_places(question: Question, corpus: Corpus) -> Iterator[Problem]:
    """What is wrong with the answers of a question that says where the first of them stands."""
    texts: dict[str, str] = {}
    for name in (question.article, *question.also):
        try:
            texts[str(name)] = corpus.text(corpus.find(str(name)))
        except SourceError as error:
            yield Problem(Flaw.NO_ARTICLE, question.id, str(error))
    article, first = str(question.article), question.answers[0]
    if article in texts:
        yield from _check_first(question, first, article, texts[article])
    for answer in question.answers[1:]:
        if texts and not any(answer in text for text in texts.values()):
            yield Problem(Flaw.NOT_IN_ARTICLE, question.id, f"{answer!r} does not stand in {' or '.join(texts)}")
    for name in question.also:
        if name in texts and not any(True for answer in question.answers for _ in mentions(answer, texts[name])):
            yield Problem(Flaw.NOT_IN_ARTICLE, question.id, f"{name} of `also` states none of the answers")


def _check_sides(question: Question, corpus: Corpus) -> Iterator[Problem]:
    """What is wrong with the sides of a contradiction: each article named must take the side that it stands for."""
    for spans, names in zip(question.extra.conflict, question.extra.conflict_articles, strict=True):
        for name in names:
            try:
                text = corpus.text(corpus.find(name))
            except SourceError as error:
                yield Problem(Flaw.NO_ARTICLE, question.id, str(error))
                continue
            if not any(True for span in spans for _ in mentions(span, text)):
                told = " or ".join(map(repr, spans))
                yield Problem(Flaw.NOT_IN_ARTICLE, question.id, f"{name} of `conflict_articles` does not say {told}")


def _check_first(question: Question, answer: str, article: str, text: str) -> Iterator[Problem]:
    assert question.start is not None
    if not text.startswith(answer, question.start):
        if offsets := [start for start, _ in mentions(answer, text)]:
            told = f"{answer!r} stands in {article} at {_listed(offsets)}, not at {question.start}"
            yield Problem(Flaw.WRONG_OFFSET, question.id, told)
        else:
            yield Problem(Flaw.NOT_IN_ARTICLE, question.id, f"{answer!r} does not stand in {article}")
    elif others := uncounted_places(question, text):
        also = json.dumps([*question.also, article], ensure_ascii=False)
        yield Problem(
            Flaw.UNCOUNTED,
            question.id,
            f"{answer!r} stands {plain_count(len(others), 'more time')} in {article}, at "
            f"{_listed([one.start for one in others])} beside {question.start}; "
            f'if it answers there too: "also": {also}',
        )


def _listed(offsets: Sequence[int]) -> str:
    return ", ".join(map(str, offsets[:SHOWN_OFFSETS])) + ("…" if len(offsets) > SHOWN_OFFSETS else "")


def _check_repeats(questions: Sequence[Question]) -> Iterator[Problem]:
    earlier: dict[tuple[object, ...], Question] = {}
    for question in questions:
        asked_on = (question.extra.as_of, question.extra.today)
        key = (" ".join(question.question.casefold().split()), question.history, *asked_on)
        before = earlier.setdefault(key, question)
        if before is question:
            continue
        if set(before.answers) == set(question.answers):
            yield Problem(Flaw.DUPLICATE, question.id, f"asks what {before.id} asks: {question.question!r}")
        else:
            yield Problem(
                Flaw.AMBIGUOUS,
                question.id,
                f"{question.question!r} is answered {_said(question)} here and {_said(before)} in {before.id}",
            )


def _said(question: Question) -> str:
    return repr(question.answers[0]) if question.answers else "by silence"
