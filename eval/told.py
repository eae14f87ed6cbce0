"""What an answer tells beyond its one quotation, and what the first candidate alone would have told."""

from __future__ import annotations

from dataclasses import dataclass

from eval.metrics import token_f1
from rag import Answer


@dataclass(frozen=True, slots=True)
class Told:
    """What was shown, as far as more than one quotation says it.

    `understood` is the question as it was read. `answers` are the texts of the quotations of each answer shown, none
    of a silence, and `agreement` how they stand to each other, as `rag.Agreement` names it. `independent` counts the
    independent articles that are said to give the best one, 0 of a silence. `first` is what a reader of single spans
    says: the most probable candidate alone, under the same bar, to the bare question, without its history and without
    any date, today or as of; None is its silence, and `first_f1` its F1. `full_f1` is the F1 of the answer to a
    follow-up asked in full, None where it was not asked so.
    """

    understood: str
    agreement: str
    answers: tuple[tuple[str, ...], ...]
    independent: int
    first: str | None
    first_f1: float
    full_f1: float | None = None


def tell(answer: Answer, bare: Answer, full: Answer | None, expected: tuple[str, ...]) -> Told:
    """What `answer` told; `bare` is the answer to the bare question, `full` that to the question in full."""
    shown = next((one for one in answer.groups if answer.quotation in one.quotations), None)
    first = first_candidate(bare)
    return Told(
        understood=answer.understood,
        agreement=answer.agreement.value,
        answers=tuple(tuple(quotation.text for quotation in one.quotations) for one in answer.groups),
        independent=shown.independent if shown is not None else 0,
        first=first,
        first_f1=token_f1(first, expected),
        full_f1=token_f1(full.quotation.text if full.quotation else None, expected) if full is not None else None,
    )


def first_candidate(answer: Answer) -> str | None:
    """The text of the most probable quotation, whichever is shown first; None for silence."""
    if answer.quotation is None:
        return None
    return max((answer.quotation, *answer.candidates), key=lambda one: one.confidence).text
