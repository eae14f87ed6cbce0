"""What the spans that a reader found are worth as answers: judged by probability, then by what their articles say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.datatypes import Asked, Quotation, Span, StoryOf, TextOf
from rag.evidence.agreement.onesided import with_names_first
from rag.evidence.attributed import is_said_by_another
from rag.evidence.confidence import Calibration, span_features, span_value, unopposed_lead
from rag.evidence.doubts.margins import is_margin, is_of_opposite
from rag.evidence.doubts.namesakes import is_of_another_one
from rag.evidence.doubts.odds import doubt, with_doubts
from rag.evidence.factuality.corrections import denied_last, with_corrected
from rag.evidence.factuality.denied import is_denied_of
from rag.evidence.factuality.former import without_former
from rag.evidence.factuality.holders import without_former_holders
from rag.evidence.factuality.modality import without_wishes
from rag.evidence.fit import built_as_asked
from rag.evidence.lists.layout import is_told_as_list, opens_bullet
from rag.evidence.lists.members import members
from rag.evidence.parts import with_parts
from rag.evidence.worth import names_nothing, span_says_nothing, worth_judging
from rag.fitting import within_clause
from rag.opposing import with_set_against
from rag.question.kinds import kind_of
from rag.question.several import asks_for_several, asks_what, count_asked
from rag.quoting import FindArticle, quote, texts
from rag.reader.decoding import drop_overlaps
from rag.text.values import same

AS_MANY = 4.0  # times as likely, by odds, is a list of as many as are asked for
MORE_JUDGED = 8  # beyond those shown, since agreeing quotations are shown as one


def most_judged(max_candidates: int) -> int:
    """How many spans are judged where so many quotations are shown; calibration and comparison judge the same."""
    return max_candidates + MORE_JUDGED


@dataclass(frozen=True, slots=True)
class Judged:
    """A span, its `probability` of being right, and what that would be if no other span said otherwise (`alone`)."""

    span: Span
    probability: float
    alone: float


def weigh(
    understood: str,
    spans: Sequence[Span],
    find_article: FindArticle,
    calibration: Calibration,
    *,
    limit: int,
    story_of: StoryOf = lambda article_id: article_id,
) -> tuple[dict[Quotation, float], int]:
    """What the best of `spans`, about `limit`, quote, each with its probability of being right, the most probable
    first; and how many were withheld. A quotation's `confidence` is that probability if no other said otherwise.
    """  # fmt: skip
    text_of = texts(find_article)
    judged = judge(understood, spans, calibration, limit=limit, story_of=story_of)
    lists = asks_for_several(understood) or (bool(judged) and _is_list(understood, judged[0].span))
    if lists:
        judged = _members(understood, judged)
    else:
        judged += _agreeing(understood, spans, judged, calibration, story_of)
    cut = [(one, within_clause(one.span)) for one in judged]
    cut = [(one, span) for one, span in cut if span is one.span or not span_says_nothing(understood, span)]
    quoted = [(one, quote(span.hit, span.start, span.end, one.alone, find_article)) for one, span in cut]
    fitting = {
        quotation: one.probability
        for one, quotation in quoted
        if quotation is not None and not _answers_another(understood, quotation, text_of)
    }
    told = with_parts(understood, with_corrected(understood, fitting, text_of))
    opposed = with_doubts(understood, told, text_of)
    opposed = without_wishes(understood, without_former(understood, opposed))
    current = without_former_holders(understood, opposed)
    fitted = with_names_first(understood, built_as_asked(understood, current, text_of), text_of)
    if not lists and kind_of(understood) is not Asked.YES_NO:
        fitted = with_set_against(understood, fitted, find_article)
    return denied_last(understood, fitted), sum(quotation is None for _, quotation in quoted)


def is_doubted(understood: str, one: Judged, find_article: FindArticle) -> bool:
    """Whether the article of a span tells of another than the question names."""
    quotation = quote(one.span.hit, one.span.start, one.span.end, one.alone, find_article)
    return quotation is not None and doubt(understood, quotation, texts(find_article)(quotation.article_id)) > 0


def _answers_another(understood: str, quotation: Quotation, text_of: TextOf) -> bool:
    """Whether a quotation answers another question: for another's word, another thing or person, another number."""
    for is_other in (is_said_by_another, is_margin, is_of_opposite):
        if is_other(understood, quotation):
            return True
    return is_of_another_one(understood, quotation, text_of(quotation.article_id))


def judge(
    understood: str,
    spans: Sequence[Span],
    calibration: Calibration,
    *,
    limit: int,
    story_of: StoryOf = lambda article_id: article_id,
) -> list[Judged]:
    """The best spans, at most `limit`, the most probable first."""
    kept = worth_judging(understood, spans, limit=limit)
    return sorted((_judge(understood, span, kept, calibration, story_of) for span in kept), key=_most_probable)


def _judge(understood: str, span: Span, kept: Sequence[Span], calibration: Calibration, story_of: StoryOf) -> Judged:
    features = span_features(understood, span, [rival for rival in kept if rival is not span], story_of)
    unopposed = {**features, "lead": unopposed_lead(span)}
    probability = calibration.probability(features)
    # Rivals that are worse than "no answer here" make a span likelier than none would.
    return Judged(span, probability, max(probability, calibration.probability(unopposed)))


def _agreeing(
    understood: str, spans: Sequence[Span], judged: Sequence[Judged], calibration: Calibration, story_of: StoryOf
) -> list[Judged]:
    """Of the spans that are not among `judged`, those of other stories that say what the most probable says."""
    if not judged:
        return []
    kept = [one.span for one in judged]
    said, told = span_value(kept[0]), story_of(kept[0].article_id)
    others = [
        span
        for span in spans
        if math.isfinite(span.margin) and story_of(span.article_id) != told and same(said, span_value(span))
    ]
    apart = [span for span in drop_overlaps([*kept, *others], limit=len(spans)) if span not in kept]
    return [_judge(understood, span, kept, calibration, story_of) for span in apart]


def _is_list(understood: str, span: Span) -> bool:
    passage = span.hit.passage
    start, end = span.start - passage.start, span.end - passage.start
    is_open = asks_what(understood) and opens_bullet(passage.text, start)
    return is_open or is_told_as_list(passage.text, start, end)


def _most_probable(one: Judged) -> tuple[float, float]:
    return -one.probability, -one.span.margin


def _members(understood: str, judged: Sequence[Judged]) -> list[Judged]:
    """What each span lists, as probable as the whole, without what names nothing or is denied, and nothing twice.

    A list of as many as the question asks for is likelier than the reader holds it: "Name the three finalists".
    """
    wanted = count_asked(understood)
    listed = []
    for one in judged:
        span, passage = one.span, one.span.hit.passage
        places = members(passage.text, span.start - passage.start, span.end - passage.start)
        listed.append((_likelier(one) if len(places) == wanted else one, places))
    found: list[Judged] = []
    for one, places in sorted(listed, key=lambda pair: _most_probable(pair[0])):
        span, passage = one.span, one.span.hit.passage
        if is_denied_of(understood, passage.text[places[-1][1] :]):
            continue
        for start, end in places:
            member = replace(span, start=passage.start + start, end=passage.start + end)
            if names_nothing(understood, member):
                continue
            if not any(
                member.article_id == other.span.article_id
                and member.start < other.span.end
                and other.span.start < member.end
                for other in found
            ):
                found.append(replace(one, span=member))
    return found


def _likelier(one: Judged) -> Judged:
    """`one`, its odds `AS_MANY` times as good."""
    probability, alone = (AS_MANY * value / (1 + (AS_MANY - 1) * value) for value in (one.probability, one.alone))
    return replace(one, probability=probability, alone=alone)
