"""What is new of a topic: the sentence that the newest article about it opens with, and those of older ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from rag.datatypes import Answer, Group, Hit, Quotation
from rag.evidence.openings import aboutness, opening_sentence
from rag.quoting import FindArticle, hit_of_beginning, quote

NOTE = "The newest article about it opens with this sentence."
ABOUT_AT_LEAST = 0.6  # of the topic's words, the headline and opening of an article about it have at least this share
AS_MUCH_ABOUT = 0.8  # and of the share that the one most about it has
NEAR_AT_LEAST = 0.75  # of the highest cosine, from which half of the topic's words are enough
HALF = 0.5
IS_RIGHT = 0.8  # probability that such a sentence tells what is new, where the article has all words of the topic


def tell_news(topic: str, understood: str, hits: Sequence[Hit], find: FindArticle, threshold: float) -> Answer | None:
    """The answer to what is new of `topic`, from articles among `hits`, the newest first; None where none is about it,
    or none of those about it is dated.
    """  # fmt: skip
    told = _about(topic, hits, find)
    newest, *older = sorted(told, key=lambda one: -(one.date or dt.date.min).toordinal()) or (None,)
    if newest is None or newest.confidence < threshold:
        return None
    return Answer(
        understood,
        newest,
        tuple(replace(one, confidence=(1 - IS_RIGHT) * one.confidence) for one in older),
        newest.confidence,
        threshold,
        understood=understood,
        note=NOTE,
        groups=(Group((newest,), newest.confidence, 1),),
        hits=tuple(hits),
    )


def _about(topic: str, hits: Sequence[Hit], find: FindArticle) -> list[Quotation]:
    """What the dated articles among `hits` that are about the topic open with."""
    firsts: dict[str, Hit] = {}
    for hit in hits:
        firsts.setdefault(hit.passage.article_id, hit)
    articles = [(hit, article) for hit in firsts.values() if (article := find(hit.passage.article_id)) is not None]
    shares = [aboutness(topic, article.headline, article.text) for _, article in articles]
    least = AS_MUCH_ABOUT * max(shares, default=1.0)
    near = NEAR_AT_LEAST * max((hit.cosine or 0.0 for hit in hits), default=1.0)
    if least < AS_MUCH_ABOUT * ABOUT_AT_LEAST:
        return []
    told = []
    for (hit, article), share in zip(articles, shares, strict=True):
        place = opening_sentence(article)
        is_about = share >= max(least, ABOUT_AT_LEAST) or (share >= HALF and (hit.cosine or 0.0) >= near)
        if article.date is None or place is None or not is_about:
            continue
        beginning = hit_of_beginning(hit, article, place[1])
        if (quotation := quote(beginning, *place, IS_RIGHT * share, find)) is not None:
            told.append(quotation)
    return sorted(told, key=lambda one: -one.confidence)
