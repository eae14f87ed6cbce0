"""What is reported again and again, month after month or match after match: the newest report, or the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from rag.datatypes import Answer, Quotation, TextOf
from rag.evidence.words import names_in, told
from rag.text.content import content_words, term_coverage
from rag.text.values import same_kind, value_of

NEARLY = 0.5  # of the threshold; from which another report is one
SAYS_AS_MUCH = 0.5  # of the question's words that the one's article has, the other's has at least this share


def outermost(question: str, found: Answer, ask: Callable[[dt.date], Answer], text_of: TextOf) -> Answer:
    """The last answer of the series that begins with `found`, going one way; `ask` answers from articles beyond a day.

    A search finds the likeliest, whenever it was written, so what lies beyond is searched until nothing reports of it.
    A report that nearly answers counts: what is older is not the newest then.
    """
    spent, shown = found.timings, found.quotation
    while shown is not None and shown.date is not None:
        other = ask(shown.date)
        spent += other.timings
        best = other.quotation if other.quotation is not None else next(iter(other.candidates), None)
        if best is None or best.confidence < NEARLY * other.threshold:
            break
        if not is_another_report(question, shown, best, text_of):
            break
        found, shown = other, best
    return replace(found, timings=spent)


def is_another_report(question: str, mine: Quotation, theirs: Quotation, text_of: TextOf) -> bool:
    """Whether `theirs` may be what another article reports of what `mine` answers: this month's figure, the next match.

    It is of the same sort, and its article has the names of the question that mine has, and words as much about it.
    """
    one, other = (f"{told(each)} {text_of(each.article_id)}" for each in (mine, theirs))
    return (
        same_kind(value_of(mine.text), value_of(theirs.text))
        and names_in(question) & content_words(one) <= content_words(other)
        and term_coverage(question, other) >= SAYS_AS_MUCH * term_coverage(question, one)
    )
