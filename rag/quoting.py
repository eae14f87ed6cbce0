"""Places in articles into quotations: cut anew from the store, and withheld where the store does not bear them out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.datatypes import Article, Hit, Passage, Quotation, Span, TextOf, text_sha256
from rag.text.sentences import passage_sentences, sentence_around
from rag.text.speech import speaker_of
from rag.times.expressions import resolve_dates

log = logging.getLogger(__name__)

FindArticle = Callable[[str], Article | None]


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
    first, last = sentence_around(passage_sentences(passage.text), start - passage.start, end - passage.start)
    sentence_start, sentence_end = passage.start + first, passage.start + last
    # The file whose date is the article's: an outlet and another's date beside it would be nobody's.
    source = next((one for one in article.sources if one.date == article.date), article.sources[0])
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
        dates=resolve_dates(article.text, article.date, sentence_start, sentence_end),
        speaker=speaker_of(article.text, (sentence_start, sentence_end), start, end),
        row=source.row,
        page=source.page(start),
        url=source.url,
        outlet=source.outlet,
    )


def beside(quotation: Quotation, start: int, end: int, confidence: float, article: Article) -> Quotation:
    """The quotation of the same `article` from `start` to `end`, which no reader proposed."""
    first, last = sentence_around(passage_sentences(article.text), start, end)
    source = next((one for one in article.sources if one.path == quotation.source), article.sources[0])
    return replace(
        quotation,
        start=start,
        end=end,
        source_start=source.text_start + start,
        text=article.text[start:end],
        sentence=article.text[first:last],
        sentence_start=first,
        sentence_end=last,
        confidence=confidence,
        dates=resolve_dates(article.text, article.date, first, last),
        speaker=speaker_of(article.text, (first, last), start, end),
        page=source.page(start),
    )


def nearest(hits: Sequence[Hit], find_article: FindArticle) -> Quotation | None:
    """The first passage of `hits` that the store bears out, whole; it is read for context, and answers nothing."""
    for hit in hits:
        if (quotation := quote(hit, hit.passage.start, hit.passage.end, 0.0, find_article)) is not None:
            return quotation
    return None


def whole_sentence(span: Span) -> Span:
    """`span` with the rest of its sentence, for a question that no part of a sentence answers."""
    passage = span.hit.passage
    first, last = sentence_around(passage_sentences(passage.text), span.start - passage.start, span.end - passage.start)
    return replace(span, start=passage.start + first, end=passage.start + last)


def hit_of_beginning(hit: Hit, article: Article, end: int) -> Hit:
    """`hit` with the beginning of its article, as far as `end`, for the passage."""
    return replace(hit, passage=Passage(article.id, 0, end, article.text[:end]))


def texts(find_article: FindArticle) -> TextOf:
    """What gives the text of an article, "" of one that is not there."""

    def text_of(article_id: str) -> str:
        article = find_article(article_id)
        return article.text if article is not None else ""

    return text_of
