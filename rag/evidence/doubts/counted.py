"""Whether a bare number counts something else than is asked for: "27 of the 50 seats" no votes, and no jobs what
"leaving three under threat" counts, where only libraries were spoken of.
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation
from rag.text.content import STOP_WORDS, content_words
from rag.text.grammar import Sort, is_plural, sort_of_noun
from rag.text.sentences import passage_sentences
from rag.text.synonyms import alike
from rag.text.values import value_of

HOW_MANY = re.compile(r"\bhow many (?P<noun>(?:[a-z][\w’'-]* ){0,2}?[a-z][\w’'-]*s|[a-z]+)\b", re.IGNORECASE)
BARE = re.compile(r"(?:about |some |around |only |just |all )?(?:[\d,.]+|[a-z]+(?:-[a-z]+)?)", re.IGNORECASE)
# Behind a number: of what it is a share, or that no noun follows.
OF_THESE = re.compile(
    r" of (?:the|its|their|his|her|our|all|[A-Z][\w’-]*['’]s?) (?:\d[\d,]*|[a-z]+(?:-[a-z]+)?) (?P<noun>[a-z]+s)\b"
)
NO_NOUN = re.compile(
    r"\W*(?:\Z|[.,;:!?)]|(?:in|on|at|under|over|after|before|for|from|with|without|by|to|and|or|but|is|are|was|were|has|have"
    r"|had|will|would|could|may|might|who|which|that|remain\w*|still|yet|out|up|down)\b)"
)
ANYTHING = frozenset("people persons things others times ones kinds sorts types ways".split())
SENTENCES_BEFORE = 2


def counts_other(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` asks how many there are of some things, and the number quoted counts others.

    It does if it is said of how many others it is a part; or if no noun follows it, and neither its sentence, nor its
    headline, nor the sentences before, of its article `text`, have the noun asked for or one like it.
    """
    asked = HOW_MANY.search(question)
    if asked is None or (noun := asked["noun"].split()[-1].lower()) in ANYTHING or not is_plural(noun):
        return False
    value = value_of(quotation.text)
    if value.amount is None or value.unit or not BARE.fullmatch(quotation.text):
        return False
    behind = quotation.sentence[quotation.end - quotation.sentence_start :]
    part = OF_THESE.match(behind)
    if part is not None:
        return not _are_alike(noun, content_words(part["noun"])) and Sort.PERSON not in map(
            sort_of_noun, (noun, part["noun"])
        )
    if sort_of_noun(noun) is Sort.PERSON or NO_NOUN.match(behind) is None:
        return False
    return not _are_alike(noun, content_words(f"{quotation.headline} {_around(quotation, text)}"))


def _around(quotation: Quotation, text: str) -> str:
    sentences = passage_sentences(text)
    at = next((number for number, (first, last) in enumerate(sentences) if first <= quotation.start < last), 0)
    return text[sentences[max(0, at - SENTENCES_BEFORE)][0] : sentences[at][1]] if sentences else quotation.sentence


def _are_alike(noun: str, words: frozenset[str]) -> bool:
    """Whether `words`, cut to stems, have one that begins as `noun`, or as what may stand for it."""
    stems = [one.rstrip("s")[:5] for one in (noun, *alike(noun)) if one not in STOP_WORDS]
    return any(word.startswith(stem) or stem.startswith(word) for word in words for stem in stems if len(word) > 2)
