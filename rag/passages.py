"""Cutting an article into passages: windows of whole sentences, in exact character offsets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from rag.datatypes import Article, Passage
from rag.text.sentences import Range, sentence_ranges

TokenOffsets = Callable[[str], Sequence[Range]]
"""A tokenizer seen from here: half-open character offsets of the tokens of a text, in order."""

# A "token" may be any length (BERT makes one unknown token of a 10,000-letter word), so characters are bounded too.
MAX_CHARS_PER_TOKEN = 16
NOT_SPACE = re.compile(r"\S")


def cut_passages(
    article: Article, token_offsets: TokenOffsets, *, max_tokens: int, overlap_sentences: int
) -> list[Passage]:
    """Passages of at most `max_tokens` tokens that together hold every non-blank character of the article.

    A passage ends at the end of a sentence, unless a single sentence is longer than `max_tokens`: that
    one is cut between words. Neighbours share `overlap_sentences` sentences, or fewer where they would
    not fit, so that an answer near a border is read with what precedes it.
    """
    text = article.text
    starts = [start for start, _ in token_offsets(text)]

    def fits(start: int, end: int) -> bool:
        tokens = bisect_left(starts, end) - bisect_left(starts, start)
        return tokens <= max_tokens and end - start <= max_tokens * MAX_CHARS_PER_TOKEN

    sentences = [
        piece for start, end in sentence_ranges(text) for piece in _cut_long(text, start, end, starts, max_tokens, fits)
    ]
    return [
        Passage(article.id, start, end, text[start:end]) for start, end in _windows(sentences, fits, overlap_sentences)
    ]


def _windows(sentences: Sequence[Range], fits: Callable[[int, int], bool], overlap: int) -> Iterator[Range]:
    first = 0
    last = -1
    while last + 1 < len(sentences):
        fresh = last + 1
        first = max(fresh - overlap, first + 1) if last >= 0 else 0
        while first < fresh and not fits(sentences[first][0], sentences[fresh][1]):
            first += 1
        last = fresh
        while last + 1 < len(sentences) and fits(sentences[first][0], sentences[last + 1][1]):
            last += 1
        yield sentences[first][0], sentences[last][1]


def _cut_long(
    text: str, start: int, end: int, token_starts: Sequence[int], max_tokens: int, fits: Callable[[int, int], bool]
) -> Iterator[Range]:
    """The sentence from `start` to `end`, in pieces that fit; cut at white space where there is any."""
    while not fits(start, end):
        after = bisect_left(token_starts, start) + max_tokens
        limit = min(token_starts[after] if after < len(token_starts) else end, start + max_tokens * MAX_CHARS_PER_TOKEN)
        limit = max(limit, start + 1)  # one character can be many tokens
        cut = limit
        while cut > start and not text[cut - 1].isspace():
            cut -= 1
        if not text[start:cut].strip():
            cut = limit
        yield start, start + len(text[start:cut].rstrip())
        following = NOT_SPACE.search(text, cut, end)
        if following is None:
            return
        start = following.start()
    yield start, end
