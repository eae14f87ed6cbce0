"""An answer in the right words at a place that the questions file does not count."""

from __future__ import annotations

from eval.dataset import Kind
from eval.metrics import exact_match
from eval.verdict import Excerpt, Verdict


def right_words(verdict: Verdict) -> Excerpt | None:
    """The best candidate if it has the words of an acceptable answer, but stands where none is known to stand.

    It counts as wrong: "two" of the dead is not "two" of the bridges, and only who wrote the question knows whether
    both answer it.
    """
    if verdict.question.kind is Kind.UNANSWERABLE or verdict.right or not verdict.candidates:
        return None
    best = verdict.candidates[0]
    return best if exact_match(best.text, verdict.question.answers) == 1 else None


def elsewhere_note(verdict: Verdict) -> str | None:
    """What to do about `right_words`, a sentence; None where there is nothing to do."""
    if (best := right_words(verdict)) is None:
        return None
    return (
        f"right words at a place that does not count ({best.article}, {best.start}–{best.end}): if they answer there "
        f"too, let the question say so; in JSON Lines by naming {best.article} in `also`"
    )
