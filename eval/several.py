"""Scores of what one span cannot say: sets, conflicts, and how many articles agree. Pure functions on texts.

What a text says of several members (of a set, or the sides of a conflict) is told by `said_of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.extra import Extra
from eval.metrics import normalize, token_f1
from eval.told import Told

Members = Sequence[Sequence[str]]  # each with its acceptable spans
NAN = float("nan")
SAYS_F1 = 0.5
DIFFER, SEVERAL = "differ", "several"  # of `rag.Agreement`


@dataclass(frozen=True, slots=True)
class Listed:
    """How well a list answers: the shares of what it says that are members, and of the members that it says."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two, 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Several:
    """The scores of one question; NaN where the question has nothing of the kind, 0 or 1 where it is a yes or no.

    `set_*` are those of `listed`, precision NaN of a silence; `first_set_*` those of the first candidate alone.
    `is_conflict` is known of every question, `shown_conflict` says that answers were shown to differ, and
    `right_conflict` that two sides or more of a conflict were among them. `shown_several` says that a list was shown.
    `is_agreed` says that two independent articles or more are known to say it, `shown_agreed` that an answer was said
    to come from as many, `right_agreed` that both hold and the answer is right; `right_count` that the number is, of
    right answers. `unchanged` is of questions that stand alone within a history.
    """

    set_precision: float = NAN
    set_recall: float = NAN
    set_f1: float = NAN
    first_set_precision: float = NAN
    first_set_recall: float = NAN
    first_set_f1: float = NAN
    is_conflict: float = NAN
    shown_conflict: float = NAN
    right_conflict: float = NAN
    shown_several: float = NAN
    is_agreed: float = NAN
    shown_agreed: float = NAN
    right_agreed: float = NAN
    right_count: float = NAN
    unchanged: float = NAN
    first_f1: float = NAN
    full_f1: float = NAN


def score_several(
    question: str, extra: Extra, told: Told | None, *, right: bool, unanswerable: bool = False
) -> Several:
    """The scores of a question that was answered as `told`; `right` says whether its best quotation is a right one.

    Of an `unanswerable` question no article is known to say anything, whatever `extra` has.
    """
    if told is None:
        return Several()
    whole = listed(told.answers, extra.answers_all)
    first = listed([[told.first]] if told.first is not None else [], extra.answers_all)
    sides = {side for texts in told.answers for text in texts for side in said_of(text, extra.conflict)}
    differ = told.agreement == DIFFER and bool(told.answers)
    known, agreed = 0 if unanswerable else extra.independent, told.independent > 1
    answered = right and bool(told.answers)
    return Several(
        **({f"set_{name}": value for name, value in _scores(whole).items()} if extra.answers_all else {}),
        **({f"first_set_{name}": value for name, value in _scores(first).items()} if extra.answers_all else {}),
        is_conflict=bool(extra.conflict),
        shown_conflict=differ,
        right_conflict=differ and len(sides) > 1,
        shown_several=told.agreement == SEVERAL and bool(told.answers),
        is_agreed=known > 1 if known is not None else NAN,
        shown_agreed=agreed if known is not None else NAN,
        right_agreed=answered and agreed and known > 1 if known is not None else NAN,
        right_count=told.independent == known if known is not None and answered else NAN,
        unchanged=told.understood == question if extra.standalone else NAN,
        first_f1=told.first_f1,
        full_f1=NAN if told.full_f1 is None else told.full_f1,
    )


def listed(answers: Sequence[Sequence[str]], members: Members) -> Listed | None:
    """How well `answers`, each the texts of quotations that say the same, list `members`; None without answers."""
    if not answers:
        return None
    said = [{member for text in texts for member in said_of(text, members)} for texts in answers]
    found = set().union(*said)
    return Listed(sum(map(bool, said)) / len(said), len(found) / len(members) if members else 0.0)


def said_of(text: str, members: Members) -> set[int]:
    """The members, by number, that `text` says: those with a span whose words stand in it, one after the other.

    Where no span does, the member whose span is most like it, with a token F1 of 0.5 or more.
    """
    words = f" {normalize(text)} "
    within = {
        number
        for number, spans in enumerate(members)
        if any((span := normalize(one)) and f" {span} " in words for one in spans)
    }
    if within or not members:
        return within
    likeness = [token_f1(text, spans) for spans in members]
    best = max(likeness)
    return {likeness.index(best)} if best >= SAYS_F1 else set()


def _scores(one: Listed | None) -> dict[str, float]:
    if one is None:
        return {"precision": NAN, "recall": 0.0, "f1": 0.0}
    return {"precision": one.precision, "recall": one.recall, "f1": one.f1}
