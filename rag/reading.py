"""Which of the retrieved passages are read, and when it is enough.

Passages are read in order of rank until the answer is sure. Then only those that could tell whether others agree: of
each article that was not read yet, the first passage that is as much about the question as the answer's own, or has
the answer's words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.confidence import term_coverage
from rag.datatypes import Hit, Span
from rag.reader import Reader

READ_AT_ONCE = 2  # one passage a core of an ordinary computer; the same everywhere, so that answers are too
AS_MUCH_ABOUT = 0.6  # of the question's words that a read passage has, an unread one has at least this share
IsEnough = Callable[[str, Sequence[Span]], bool]


def read_hits(
    reader: Reader, understood: str, hits: Sequence[Hit], is_enough: IsEnough
) -> tuple[list[Span], list[Hit]]:
    """The spans found in `hits`, and those of them that were read, in the order of reading.

    `is_enough` is asked with the spans so far, of which there are none at first.
    """
    spans: list[Span] = []
    read: list[Hit] = []
    while len(read) < len(hits) and not is_enough(understood, spans):
        _read(reader, understood, hits[len(read) : len(read) + READ_AT_ONCE], spans, read)
    if read:
        others = worth_reading(understood, read, hits[len(read) :], _said(spans))
        for at in range(0, len(others), READ_AT_ONCE):
            _read(reader, understood, others[at : at + READ_AT_ONCE], spans, read)
    return spans, read


def worth_reading(understood: str, read: Sequence[Hit], unread: Sequence[Hit], said: str) -> list[Hit]:
    """Of each article that has no passage among `read` the first of `unread` that is about the question.

    Or that has the words of the likeliest answer, `said`, "" if there is none.
    """
    known = {hit.passage.article_id for hit in read}
    about = max(_coverage(understood, hit) for hit in read)
    chosen = []
    for hit in unread:
        if hit.passage.article_id in known:
            continue
        if (said and said in hit.passage.text) or _coverage(understood, hit) >= AS_MUCH_ABOUT * about:
            known.add(hit.passage.article_id)
            chosen.append(hit)
    return chosen


def _said(spans: Sequence[Span]) -> str:
    """The words of the span that stands highest above "no answer here"."""
    best = max(spans, key=lambda span: span.margin, default=None)
    if best is None:
        return ""
    passage = best.hit.passage
    return passage.text[best.start - passage.start : best.end - passage.start]


def _coverage(understood: str, hit: Hit) -> float:
    return term_coverage(understood, f"{hit.headline} {hit.passage.text}")


def _read(reader: Reader, understood: str, hits: Sequence[Hit], spans: list[Span], read: list[Hit]) -> None:
    spans += reader.read(understood, hits)
    read += hits
