"""How articles open: the sentence under the headline, in which news tells what is new."""

from __future__ import annotations

import re

from rag.datatypes import Article, Hit
from rag.sources.heads import line_date
from rag.text.content import form_coverage
from rag.text.sentences import passage_sentences

OPENS_WITHIN = 500  # characters of an article that tell what it is about
LEAST_WORDS = 6  # of a sentence; shorter ones are bylines and crossheads
ENDS = re.compile(r"[.!?][”’\"')\]]*\s*\Z")
Range = tuple[int, int]


def opening_sentence(article: Article) -> Range | None:
    """Where the first whole sentence of the running text stands, None where there is none near its beginning."""
    text = article.text[: 4 * OPENS_WITHIN]
    first = len(article.headline) if text.startswith(article.headline) else 0
    for start, end in passage_sentences(text):
        sentence = text[start:end]
        if start >= first and len(sentence.split()) >= LEAST_WORDS and ENDS.search(sentence):
            return (start, end) if start < 2 * OPENS_WITHIN else None
    return None


def is_dateline(hit: Hit, start: int, end: int) -> bool:
    """Whether a stretch of an article stands in a line that only says when it was published."""
    passage = hit.passage
    if start >= 2 * OPENS_WITHIN:
        return False
    first = passage.text.rfind("\n", 0, max(0, start - passage.start)) + 1
    last = passage.text.find("\n", max(0, end - passage.start))
    line = passage.text[first : last if last >= 0 else None].strip()
    return line_date(line)[1] is not None


def aboutness(topic: str, headline: str, text: str) -> float:
    """Share of the content words of `topic`, in any of their forms, that a headline or the opening has, in [0, 1]."""
    return form_coverage(topic, f"{headline} {text[:OPENS_WITHIN]}")
