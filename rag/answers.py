"""Spans into an answer: rank, quote, verify, and stay silent when nothing is good enough."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence

from rag.confidence import Calibration, span_features
from rag.datatypes import Answer, Article, Hit, Quotation, Silence, Span, text_sha256
from rag.reader.decoding import drop_overlaps
from rag.sentences import sentence_around, sentence_ranges

log = logging.getLogger(__name__)

FindArticle = Callable[[str], Article | None]


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
) -> Answer:
    """The answer to a question from what the reader found in `hits` for the question as `understood`.

    Every quotation is cut anew from the article that `find_article` reads from the store; one whose text
    is no longer there is withheld, counted and logged. The best is the answer if its probability of
    being right reaches `threshold`.
    """
    scored = judge(understood, spans, calibration, limit=max_candidates)
    quoted = [quote(span.hit, span.start, span.end, probability, find_article) for probability, span in scored]
    quotations = [quotation for quotation in quoted if quotation is not None]
    confidence = quotations[0].confidence if quotations else 0.0
    withheld = len(quoted) - len(quotations)
    if quotations and confidence >= threshold:
        return Answer(
            question,
            quotations[0],
            tuple(quotations[1:]),
            confidence,
            threshold,
            understood=understood,
            hits=tuple(hits),
            withheld=withheld,
        )
    return Answer(
        question,
        None,
        tuple(quotations),
        confidence,
        threshold,
        silence=Silence.NOT_ANSWERED if hits else Silence.NOTHING_RELEVANT,
        nearest=_nearest(hits, find_article),
        understood=understood,
        hits=tuple(hits),
        withheld=withheld,
    )


def judge(understood: str, spans: Sequence[Span], calibration: Calibration, *, limit: int) -> list[tuple[float, Span]]:
    """The best spans, at most `limit`, each with its probability of being right; the most probable first."""
    # Without a margin nothing is known of a span; and a NaN compares with nothing.
    kept = drop_overlaps([span for span in spans if math.isfinite(span.margin)], limit=limit)
    scored = [
        (calibration.probability(span_features(understood, span, [rival for rival in kept if rival is not span])), span)
        for span in kept
    ]
    return sorted(scored, key=lambda pair: (-pair[0], -pair[1].margin))


def quote(hit: Hit, start: int, end: int, confidence: float, find_article: FindArticle) -> Quotation | None:
    """The quotation of an article from `start` to `end`, or None when the store does not bear it out.

    It does when the article is there, its text has the recorded SHA-256, and it reads at that place what
    the reader read.
    """
    passage = hit.passage
    read = passage.text[start - passage.start : end - passage.start]
    article = find_article(passage.article_id)
    if (
        article is None
        or article.id != passage.article_id
        or not passage.start <= start < end <= passage.end
        or article.text[start:end] != read
        or text_sha256(article.text) != article.sha256
        or not article.sources
    ):
        log.error("quotation withheld: article %s [%d:%d] does not read %r", passage.article_id, start, end, read)
        return None
    first, last = sentence_around(sentence_ranges(passage.text), start - passage.start, end - passage.start)
    sentence_start, sentence_end = passage.start + first, passage.start + last
    source = article.sources[0]
    return Quotation(
        article_id=article.id,
        headline=article.headline,
        date=article.date,
        source=source.path,
        source_start=source.text_start + start,
        article_sha256=article.sha256,
        start=start,
        end=end,
        text=article.text[start:end],
        sentence=article.text[sentence_start:sentence_end],
        sentence_start=sentence_start,
        sentence_end=sentence_end,
        confidence=confidence,
    )


def _nearest(hits: Sequence[Hit], find_article: FindArticle) -> Quotation | None:
    for hit in hits:
        if (quotation := quote(hit, hit.passage.start, hit.passage.end, 0.0, find_article)) is not None:
            return quotation
    return None
