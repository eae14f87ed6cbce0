"""Spans into an answer: rank, group, and stay silent when nothing is good enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.datatypes import Agreement, Answer, Asked, Group, Hit, Quotation, Silence, Span, StoryOf, TextOf
from rag.evidence.agreement.groups import alone_or_agree, group, is_newest, is_oldest, settle
from rag.evidence.agreement.pairs import Relate, by_words
from rag.evidence.confidence import Calibration
from rag.evidence.factuality.holders import former_holders
from rag.evidence.lists.layout import is_told_as_list
from rag.evidence.states import earliest_first, with_newest
from rag.question.kinds import kind_of
from rag.question.telling import asks_what_happened
from rag.quoting import FindArticle, nearest, texts
from rag.weighing import most_judged, weigh


def compose(
    question: str,
    understood: str,
    spans: Sequence[Span],
    hits: Sequence[Hit],
    find_article: FindArticle,
    calibration: Calibration,
    *,
    threshold: float,
    max_candidates: int,
    newest_first: bool = False,
    oldest_first: bool = False,
    story_of: StoryOf = lambda article_id: article_id,
    relate: Relate = by_words,
) -> Answer:
    """The answer to a question from what the reader found in `hits` for the question as `understood`.

    Every quotation is cut anew from the article that `find_article` reads from the store; one whose text
    is no longer there is withheld, counted and logged. The best is the answer if its probability of
    being right reaches `threshold`. Answers that differ take nothing from each other's probability. With `newest_first`
    the newest of them is the answer, if it is likely by itself, with `oldest_first` the oldest.
    """
    limit = most_judged(max_candidates)
    opposed, withheld = weigh(understood, spans, find_article, calibration, limit=limit, story_of=story_of)
    if newest_first:
        former = former_holders(understood, opposed)
        opposed = {one: rank for one, rank in opposed.items() if one not in former}
    elif asks_what_happened(understood):
        opposed = earliest_first(opposed)
    agreement, groups = _settled(understood, opposed, story_of, relate, texts(find_article))
    if agreement is Agreement.DIFFER and (newest_first or oldest_first):
        one, *others = groups if newest_first else reversed(groups)
        is_outermost = is_newest(one, others) if newest_first else is_oldest(one, others)
        if is_outermost and one.confidence >= threshold:
            agreement, groups = alone_or_agree(one), (one,)
    shown, rest = _parted(groups, opposed, max_candidates)
    confidence = max((one.confidence for one in groups), default=0.0)
    found = Answer(
        question,
        shown[0] if shown else None,
        (*shown[1:], *rest),
        confidence,
        threshold,
        understood=understood,
        groups=groups,
        agreement=agreement,
        hits=tuple(hits),
        withheld=withheld,
    )
    if shown and confidence >= threshold:
        return found
    return replace(
        found,
        quotation=None,
        candidates=(*shown, *rest),
        groups=(),
        agreement=Agreement.ALONE,
        silence=Silence.NOT_ANSWERED if hits else Silence.NOTHING_RELEVANT,
        nearest=nearest(hits, find_article),
    )


def _settled(
    understood: str,
    opposed: Mapping[Quotation, float],
    story_of: StoryOf,
    relate: Relate,
    text_of: TextOf,
) -> tuple[Agreement, tuple[Group, ...]]:
    """The groups of what is `opposed`, with its probability, to show together; and how they stand to each other."""
    if not opposed:
        return Agreement.ALONE, ()
    first, *others = opposed
    is_list = any(
        (one.article_id, one.confidence) == (first.article_id, first.confidence)
        and is_told_as_list(text_of(first.article_id), first.start, one.end)
        for one in others
    )
    agreement, groups = settle(
        understood, group(list(opposed), story_of), story_of, relate, text_of=text_of, is_list=is_list
    )
    if agreement in (Agreement.ALONE, Agreement.AGREE):
        groups = tuple(_with_confidence(one, opposed) for one in groups)
    if kind_of(understood) is Asked.YES_NO:
        return with_newest(understood, agreement, groups, opposed)
    return agreement, groups


def _parted(
    groups: Sequence[Group], opposed: Mapping[Quotation, float], max_candidates: int
) -> tuple[list[Quotation], list[Quotation]]:
    """The quotations of `groups`, the first of which leads, and the best of what else is `opposed`, to about as many
    in all as `max_candidates`.
    """  # fmt: skip
    quoted = [quotation for one in groups for quotation in one.quotations]
    shown = quoted[:1] + sorted(quoted[1:], key=lambda one: -one.confidence)
    places = {_place(quotation) for quotation in shown}
    rest = [replace(one, confidence=opposed[one]) for one in opposed if _place(one) not in places]
    return shown, rest[: max(0, max_candidates - len(shown))]


def _place(quotation: Quotation) -> tuple[str, int, int]:
    return quotation.article_id, quotation.start, quotation.end


def _with_confidence(one: Group, confidences: Mapping[Quotation, float]) -> Group:
    quotations = tuple(replace(quotation, confidence=confidences[quotation]) for quotation in one.quotations)
    return replace(one, quotations=quotations, confidence=quotations[0].confidence)
