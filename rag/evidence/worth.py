"""Which of the spans that a reader proposes are worth judging: those that say something of what is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.datatypes import Span
from rag.evidence.agreement.groups import A_NAME
from rag.evidence.confidence import span_text
from rag.evidence.emptiness import is_count, names_kinds_only, only_describes, runs_on, says_nothing
from rag.evidence.lists.tables import where_they_meet
from rag.question.several import asks_for_several
from rag.reader.decoding import drop_overlaps

NAMES_AS_LIKELY = 6.0  # logits below what only counts, down to which what names is preferred


def worth_judging(understood: str, spans: Sequence[Span], *, limit: int) -> list[Span]:
    """The `limit` spans that stand highest above "no answer here", of those that say something, and one thing where one
    is asked for, and do not overlap.
    """  # fmt: skip
    is_for_several = asks_for_several(understood)
    is_empty = names_nothing if is_for_several else span_says_nothing
    # Without a margin nothing is known of a span; and a NaN compares with nothing.
    finite = [
        where_they_meet(understood, span)
        for span in spans
        if math.isfinite(span.margin) and not is_empty(understood, span)
    ]
    return drop_overlaps(_named(understood, finite) if is_for_several else finite, limit=limit)


def _named(understood: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` without those that only count what another of the article names, hardly less likely."""

    counting = [one for one in spans if names_kinds_only(understood, span_text(one))]
    naming = [one for one in spans if one not in counting and A_NAME.search(span_text(one)) is not None]

    def is_named(one: Span) -> bool:
        return any(
            other.article_id == one.article_id and other.margin >= one.margin - NAMES_AS_LIKELY for other in naming
        )

    return [one for one in spans if one not in counting or not is_named(one)]


def span_says_nothing(understood: str, span: Span) -> bool:
    """Whether a span says nothing of what is asked, or runs on into another sentence; see `emptiness`."""
    text = span_text(span)
    return says_nothing(understood, text) or runs_on(understood, text)


def names_nothing(understood: str, span: Span) -> bool:
    """Whether a span names nothing of what a question for several asks for: "She", "three of them", "14" of persons."""
    text, after = span_text(span), span.hit.passage.text[span.end - span.hit.passage.start :]
    counted = re.match(r" [a-z]+", after)
    return (
        says_nothing(understood, text)
        or is_count(understood, text)
        or only_describes(understood, text, after)
        or (text.isdigit() and counted is not None and is_count(understood, text + counted[0]))
    )
