"""Which passages to read for a question: dense and lexical search, fused by rank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Sequence
from typing import TypeVar

from rag.datatypes import Article, Hit, Passage
from rag.embedder import Vectors as Matrix
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.vectors import Vectors

RRF_K = 60
T = TypeVar("T", bound=Hashable)


def fuse(rankings: Sequence[Sequence[T]], *, k: int = RRF_K, depth: int | None = None) -> list[tuple[T, float]]:
    """Items of all rankings with their reciprocal-rank-fusion score, best first.

    score(item) = sum over rankings of 1 / (k + rank), rank from 1 (Cormack, Clarke & Buettcher 2009). A ranking that
    lacks an item adds nothing to it, or, with the `depth` to which each was made, what the next rank would: all that is
    known is that it comes later. Equal scores keep the order of first appearance, so the same input gives the same
    output.
    """  # fmt: skip
    ranks = [{item: rank for rank, item in enumerate(ranking, start=1)} for ranking in rankings]
    lacked = 0.0 if depth is None else 1.0 / (k + depth + 1)
    items = dict.fromkeys(item for ranking in rankings for item in ranking)
    scores = {item: sum(1.0 / (k + of[item]) if item in of else lacked for of in ranks) for item in items}
    return sorted(scores.items(), key=lambda scored: -scored[1])


def retrieve(
    question: str,
    question_vector: Matrix,
    catalogue: Catalogue,
    lexical: Lexical,
    vectors: Vectors,
    *,
    candidates: int,
    top_k: int,
    since: dt.date | None = None,
    until: dt.date | None = None,
    exclude: Collection[str] = (),
    only: Collection[str] | None = None,
) -> list[Hit]:
    """The `top_k` best passages for a question, from `candidates` of each kind of search.

    `question_vector` has shape (dim,). Both searches obey `since` and `until`, inclusive. `exclude` are ids of articles
    to leave out, `only` of those to search, None all. What an index has and the catalogue has not (deleted by another
    process a moment ago) is passed over.
    """
    near = vectors.search(question_vector, limit=candidates, within=catalogue.within(since, until, only))
    worded = lexical.search(question, limit=candidates, since=since, until=until, only=only)
    cosine = {(article_id, start, end): score for article_id, start, end, score in near}
    bm25 = {(article_id, start, end): score for article_id, start, end, score in worded}
    hits: list[Hit] = []
    articles: dict[str, Article | None] = {}
    for place, score in fuse([list(cosine), list(bm25)], depth=candidates):
        article_id, start, end = place
        if article_id in exclude:
            continue
        if article_id not in articles:
            articles[article_id] = catalogue.article(article_id)
        article = articles[article_id]
        if article is None:
            continue
        passage = Passage(article_id, start, end, article.text[start:end])
        hits.append(
            Hit(passage, article.headline, article.date, len(hits) + 1, score, cosine.get(place), bm25.get(place))
        )
        if len(hits) == top_k:
            break
    return hits
