"""What became of one question: scores, the step to blame, and the evidence to see it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from eval.dataset import Kind, Place, Question
from eval.dates import is_quoted_date_right
from eval.gold import overlap
from eval.metrics import exact_match, token_f1
from eval.told import Told
from rag import Agreement, Answer, Check, Hit, Passage, Quotation, Silence, Timings

RIGHT_F1 = 0.5


class Step(StrEnum):
    """The part of Ibid that made a question go wrong; every `Blame` belongs to one."""

    RETRIEVER = "retriever"
    READER = "reader"
    ABSTENTION = "abstention"


class Blame(StrEnum):
    """How a question went wrong.

    `not_retrieved`: no passage that may be read holds an acceptable answer. `not_read`: one does, but reading stopped
    before it, sure enough of something else. `misread`: one was read, and no candidate is right. `outranked`: a
    candidate is right, but not the best one. `silenced`: the best was right and not shown, or the
    question was declined. `overanswered`: an answer where there is none to give.
    """

    NOT_RETRIEVED = "not_retrieved"
    NOT_READ = "not_read"
    MISREAD = "misread"
    OUTRANKED = "outranked"
    SILENCED = "silenced"
    OVERANSWERED = "overanswered"

    @property
    def step(self) -> Step:
        """The step that it is the fault of: reading, as far as not that of search or of the threshold."""
        if self is Blame.NOT_RETRIEVED:
            return Step.RETRIEVER
        return Step.ABSTENTION if self in (Blame.SILENCED, Blame.OVERANSWERED) else Step.READER


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A place in the file `article`, half-open, with the text `around` it, which begins at `around_start`.

    `rank` counts from 1 and is that of the first passage retrieved that holds it, None when none does. A candidate has
    its `confidence`, and whether it is `right`; a place known to answer has neither.
    """

    article: str
    start: int
    end: int
    text: str
    around: str
    around_start: int
    rank: int | None = None
    confidence: float | None = None
    right: bool | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a question before it is asked.

    `places` are those of acceptable answers, `Place.article` being the article's id; `gold` shows the first of them.
    `passages` counts the library's passages that hold one whole. `is_date_right` says whether the first answer, if it
    is known to mean a date, would be annotated so.
    """

    question: Question
    places: tuple[Place, ...] = ()
    gold: tuple[Excerpt, ...] = ()
    passages: int = 0
    is_date_right: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question.

    `prediction` is the text of the answer, None for silence; `best` that of the best candidate, shown or
    not, and None when there was no candidate. `confidence` in [0, 1] is that of the best candidate and `right` whether
    it was a right one: a token F1 of at least 0.5 with an acceptable answer, at a place where one stands, so
    that the same words elsewhere do not count. `gold_ranks` count from 1 and are those of the passages found that hold
    such a place, out of `gold_passages` that there are; the first `retrieved` passages may be read, and the first
    `read` were. Of the `quotations` returned, shown or not, `valid` stood up to `Library.verify`; `withheld`
    failed Ibid's own check before. `in_gold_article`, and `in_gold_place` (the answer overlaps a place where one
    stands), are None where no answer was given or none exists. `blame` is None when nothing went wrong.
    `candidates` are all quotations, best first. Where the answer is known to mean a date, `is_known_date_right` says
    whether it is annotated so where it is known to stand, and `is_shown_date_right` whether a right answer was.
    `told` is what was shown beyond the one quotation, None in reports of older versions.
    """

    question: Question
    prediction: str | None
    best: str | None
    exact_match: float
    f1: float
    confidence: float
    threshold: float
    right: bool
    gold_ranks: tuple[int, ...]
    gold_passages: int
    retrieved: int
    read: int
    quotations: int
    valid: int
    withheld: int
    in_gold_article: bool | None
    in_gold_place: bool | None
    blame: Blame | None
    candidates: tuple[Excerpt, ...]
    gold: tuple[Excerpt, ...]
    timings: Timings
    is_known_date_right: bool | None = None
    is_shown_date_right: bool | None = None
    told: Told | None = None

    @property
    def gold_rank(self) -> int | None:
        """The rank of the first passage that holds an acceptable answer, None when none was found."""
        return min(self.gold_ranks, default=None)


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on all questions of a task, in its order; at least one. `run` says what was asked of what."""

    verdicts: tuple[Verdict, ...]
    run: Mapping[str, Any] = field(default_factory=dict)


def judge(
    known: Known, answer: Answer, ranking: Sequence[Hit], checks: Sequence[Check], told: Told | None = None
) -> Verdict:
    """The verdict on `answer`, of whose quotations `checks` are what `Library.verify` says, and which `told` that.

    `ranking` are the passages retrieved, in order of rank, the answer's hits among them.
    """
    question, places, shown = known.question, known.places, _told(answer)
    candidates = ((shown,) if shown is not None else ()) + answer.candidates
    rights = [
        is_right(one.text, Place(one.article_id, one.start, one.end), question.answers, places) for one in candidates
    ]
    gold_ranks = tuple(hit.rank for hit in ranking if any(_covers(hit.passage, place) for place in places))
    prediction = shown.text if shown is not None else None
    placed = shown if places else None
    meant = question.extra.resolved_date
    return Verdict(
        question=question,
        prediction=prediction,
        best=candidates[0].text if candidates else None,
        exact_match=exact_match(prediction, question.answers),
        f1=token_f1(prediction, question.answers),
        confidence=answer.confidence,
        threshold=answer.threshold,
        right=bool(rights) and rights[0],
        gold_ranks=gold_ranks,
        gold_passages=known.passages,
        retrieved=len(answer.hits),
        read=len(answer.read),
        quotations=len(checks),
        valid=sum(check.holds for check in checks),
        withheld=answer.withheld,
        in_gold_article=any(placed.article_id == place.article for place in places) if placed is not None else None,
        in_gold_place=any(overlap(_place(placed), place) for place in places) if placed is not None else None,
        blame=find_blame(question, answer, rights, min(gold_ranks, default=None)),
        candidates=tuple(_excerpt(one, right, ranking) for one, right in zip(candidates, rights, strict=True)),
        gold=known.gold,
        timings=answer.timings,
        is_known_date_right=known.is_date_right,
        is_shown_date_right=is_quoted_date_right(meant, shown) if meant and shown and rights[0] else None,
        told=told,
    )


def _told(answer: Answer) -> Quotation | None:
    """The quotation of an answer; of several that one sentence lists, the whole list as it stands there."""
    first = answer.quotation
    if first is None or answer.agreement is not Agreement.SEVERAL:
        return first
    listed = [
        one
        for group in answer.groups
        for one in group.quotations
        if (one.article_id, one.sentence_start) == (first.article_id, first.sentence_start)
    ]
    start, end = min(one.start for one in listed), max(one.end for one in listed)
    text = first.sentence[start - first.sentence_start : end - first.sentence_start]
    return replace(first, start=start, end=end, text=text)


def is_right(text: str, place: Place, answers: Sequence[str], gold: Sequence[Place]) -> bool:
    """Whether `text`, standing at `place`, says what an acceptable answer says, and where it says it; see `Verdict`.

    `Place.article` is the article's id, in `gold` too.
    """
    return any(overlap(place, other) for other in gold) and token_f1(text, answers) >= RIGHT_F1


def find_blame(question: Question, answer: Answer, rights: Sequence[bool], gold_rank: int | None) -> Blame | None:
    """How the question went wrong, if it did; `rights` says which candidates are right, best first."""
    silent = answer.quotation is None
    if question.kind is Kind.UNANSWERABLE:
        return None if silent else Blame.OVERANSWERED
    if rights and rights[0]:
        return Blame.SILENCED if silent else None
    if any(rights):
        return Blame.OUTRANKED
    if answer.silence is Silence.DECLINED:
        return Blame.SILENCED
    if gold_rank not in {hit.rank for hit in answer.hits}:
        return Blame.NOT_RETRIEVED
    return Blame.NOT_READ if gold_rank not in answer.read else Blame.MISREAD


def covering(passages: Sequence[Passage], places: Sequence[Place]) -> int:
    """How many of `passages` hold one of `places` whole."""
    return sum(any(_covers(passage, place) for place in places) for passage in passages)


def _covers(passage: Passage, place: Place) -> bool:
    return passage.article_id == place.article and passage.start <= place.start and place.end <= passage.end


def _place(quotation: Quotation) -> Place:
    return Place(quotation.article_id, quotation.start, quotation.end)


def _excerpt(quotation: Quotation, right: bool, ranking: Sequence[Hit]) -> Excerpt:
    place = _place(quotation)
    return Excerpt(
        article=PurePath(quotation.source).name,
        start=quotation.start,
        end=quotation.end,
        text=quotation.text,
        around=quotation.sentence,
        around_start=quotation.sentence_start,
        rank=next((hit.rank for hit in ranking if _covers(hit.passage, place)), None),
        confidence=quotation.confidence,
        right=right,
    )
