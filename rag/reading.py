"""Which of the retrieved passages are read, and when it is enough.

Passages are read in order of rank until the answer is sure. Then only those that could tell whether others agree or
differ: of each other article than the answer's the first two that are about the question, and what has the answer's
words; a few of the latter further down the ranking than is read otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from rag.datatypes import Hit, Span
from rag.evidence.confidence import span_text, span_value
from rag.reader import Reader
from rag.text.amounts import may_have_amount
from rag.text.content import content_words, term_coverage

READ_AT_ONCE = 2  # one passage a core of an ordinary computer; the same everywhere, so that answers are too
MOST_OF_ONE = 2  # passages of another article that are read when the answer is sure
MOST_BEYOND = 4  # passages read beyond those that the answer is looked for in
FURTHER = 2  # of so many read one more is, where none of them answers
ABOUT_IT = 0.3  # of the question's words that a read passage has, one of another article has at least this share
NAMED, DESCRIBED = 1 / 2, 2 / 3  # of an answer's words, what may say it has so many: with one of its names, or without
WITHIN_WORD = re.compile(r"[^\W\d_]\d")  # "G7", "A40": no number
IsEnough = Callable[[str, Sequence[Span]], bool]


def read_hits(
    reader: Reader,
    understood: str,
    hits: Sequence[Hit],
    is_enough: IsEnough,
    beyond: Sequence[Hit] = (),
    may_answer: IsEnough = lambda understood, spans: True,
) -> tuple[list[Span], list[Hit]]:
    """The spans found in `hits` and `beyond`, and those of them that were read, in the order of reading.

    `is_enough` is asked with the spans so far, of which there are none at first. Of `beyond`, the next in rank, only
    passages that may say what was found are read; and the first few where nothing in `hits` `may_answer`.
    """
    spans: list[Span] = []
    read: list[Hit] = []
    while len(read) < len(hits) and not is_enough(understood, spans):
        _read(reader, understood, hits[len(read) : len(read) + READ_AT_ONCE], spans, read)
    further = beyond[: len(hits) // FURTHER]
    while further and not may_answer(understood, spans):
        _read(reader, understood, further[:READ_AT_ONCE], spans, read)
        further = further[READ_AT_ONCE:]
    if read:
        others = may_tell(understood, read, hits[len(read) :], spans)
        unread = [hit for hit in beyond if hit not in read]
        others += may_agree(understood, [*read, *others], unread, spans)
        for at in range(0, len(others), READ_AT_ONCE):
            _read(reader, understood, others[at : at + READ_AT_ONCE], spans, read)
    return spans, read


def may_tell(understood: str, read: Sequence[Hit], unread: Sequence[Hit], spans: Sequence[Span]) -> list[Hit]:
    """Those of `unread` in other articles than the likeliest of `spans` that are about the question, or have its words.

    Only by reading them it is known whether others say the same, or something else. Of one article they are no more
    than `MOST_OF_ONE`, with what was read of it, but for those that have the answer's words.
    """
    best = _best(spans)
    least = ABOUT_IT * max(_coverage(understood, hit) for hit in read)
    count = Counter(hit.passage.article_id for hit in read)
    chosen = []
    for hit in unread:
        article = hit.passage.article_id
        if best is not None and article == best.article_id:
            continue
        if _says(hit, best) or (count[article] < MOST_OF_ONE and _coverage(understood, hit) >= least):
            count[article] += 1
            chosen.append(hit)
    return chosen


def may_agree(understood: str, read: Sequence[Hit], unread: Sequence[Hit], spans: Sequence[Span]) -> list[Hit]:
    """Of `unread` the first `MOST_BEYOND` that have the words of the likeliest of `spans`, in another article than it,
    and some of the question's.
    """  # fmt: skip
    best, least = _best(spans), ABOUT_IT * max(_coverage(understood, hit) for hit in read)
    return [hit for hit in unread if _says(hit, best) and _coverage(understood, hit) >= least][:MOST_BEYOND]


def _says(hit: Hit, best: Span | None) -> bool:
    """Whether the passage may say, in whatever words, what the span `best` of another article says."""
    if best is None or best.article_id == hit.passage.article_id:
        return False
    text, said = hit.passage.text, span_text(best)
    amount = span_value(best).amount
    if amount is not None and WITHIN_WORD.search(said) is None:
        return may_have_amount(text, amount)
    words, there = content_words(said), content_words(text)
    names = content_words(" ".join(word for word in said.split() if word[:1].isupper()))
    if names:
        return bool(names & there) and len(words & there) >= NAMED * len(words)
    return bool(words) and len(words & there) >= DESCRIBED * len(words)


def _best(spans: Sequence[Span]) -> Span | None:
    """The span that stands highest above "no answer here"."""
    return max(spans, key=lambda span: span.margin, default=None)


def _coverage(understood: str, hit: Hit) -> float:
    return term_coverage(understood, f"{hit.headline} {hit.passage.text}")


def _read(reader: Reader, understood: str, hits: Sequence[Hit], spans: list[Span], read: list[Hit]) -> None:
    spans += reader.read(understood, hits)
    read += hits
