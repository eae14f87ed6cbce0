"""What became of an article that a saved citation names and the library no longer has as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.datatypes import Article, Quotation
from rag.text.sentences import sentence_ranges
from rag.text.wording import plain_date
from rag.verifying.checking import name_place, places_of

ALIKE_PERCENT = 60  # how like the cited sentence another must be to be its new wording
MOST_ARTICLES = 50  # of a table that are searched for it, the nearest lines


@dataclass(frozen=True, slots=True)
class Shelf:
    """How to look up an article by its id, the ids of at most so many articles that come from a file, near a line, and
    the day since which an article does not come from a file any more, or from that line of it (None if it never did).
    """  # fmt: skip

    article: Callable[[str], Article | None]
    articles_near: Callable[[str, int, int], Sequence[str]]
    parted: Callable[[str, str], dt.date | None]


def explain_stale(quotation: Quotation, shelf: Shelf) -> str | None:
    """What has changed since the quotation was made; None where the library never had that article from that file,
    and where it still has.
    """  # fmt: skip
    article = shelf.article(quotation.article_id)
    here = (quotation.source, quotation.row)
    if article is not None and any((source.path, source.row) == here for source in article.sources):
        return None
    day = shelf.parted(quotation.article_id, quotation.source)
    if day is None:
        return None
    since = plain_date(day)
    ids = shelf.articles_near(*here, MOST_ARTICLES)
    there = [one for id_ in ids if (one := shelf.article(id_)) is not None]
    if article is None and not there:
        return f"article {quotation.article_id} is not in the library any more: it was removed on {since}"
    is_moved = article is not None and any(source.path == quotation.source for source in article.sources)
    if there and not is_moved:  # also where a copy keeps the article: what the cited file says now comes first
        told = f"{quotation.source} was changed and added again on {since}; {_now_says(quotation, there)}"
    else:
        told = f"since {since} the article no longer comes from {name_place(*here)}"
    if article is None:
        return told
    places = ", ".join(places_of(quotation, article))
    return f"{told}; its text stands in {places}" if places else f"{told}; its text stands in no file that is there now"


def _now_says(quotation: Quotation, articles: Sequence[Article]) -> str:
    from rapidfuzz import fuzz

    for article in articles:
        if (at := article.text.find(quotation.sentence)) >= 0:
            end = at + len(quotation.sentence)
            return f"the sentence stands unchanged in article {article.id}, characters {at} to {end}"
    found = [
        (likeness, -abs(start - quotation.sentence_start), article.id, article.text[start:end])
        for article in articles
        for start, end in sentence_ranges(article.text)
        if (likeness := fuzz.ratio(quotation.sentence, article.text[start:end], score_cutoff=ALIKE_PERCENT))
    ]
    if not found:
        return "it says nothing like it any more"
    _, _, article_id, sentence = max(found)  # of those that are as alike, the nearest to its place
    return f"in article {article_id} the sentence most like it is now {sentence!r}"
