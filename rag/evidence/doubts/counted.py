"""Whether a bare number counts something else than is asked for: "27 of the 50 seats" no votes, and no jobs what
"leaving three under threat" counts, where only libraries were spoken of.
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation
from rag.text.content import STOP_WORDS, content_words
from rag.text.grammar import Sort, is_plural, sort_of_noun
from rag.text.sentences import sentence_with_before
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


def is_share_of_others(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks how many there are of some things, and the number quoted is said to be so many of others.
    """  # fmt: skip
    noun, part = _asked(question, quotation), OF_THESE.match(_behind(quotation))
    if not noun or part is None or Sort.PERSON in map(sort_of_noun, (noun, part["noun"])):
        return False
    return not _are_alike(noun, content_words(part["noun"]))


def may_count_others(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` asks how many there are of some things, no noun follows the number quoted, and neither its
    sentence, nor its headline, nor the sentences before, of its article `text`, have the noun asked for or one like it.
    """  # fmt: skip
    noun = _asked(question, quotation)
    if not noun or sort_of_noun(noun) is Sort.PERSON or NO_NOUN.match(_behind(quotation)) is None:
        return False
    around = sentence_with_before(text, quotation.start, SENTENCES_BEFORE) or quotation.sentence
    return not _are_alike(noun, content_words(f"{quotation.headline} {around}"))


def _asked(question: str, quotation: Quotation) -> str:
    """The noun of what `question` counts, if a bare number is quoted; else ""."""
    asked, value = HOW_MANY.search(question), value_of(quotation.text)
    noun = asked["noun"].split()[-1].lower() if asked is not None else ""
    is_bare = value.amount is not None and not value.unit and BARE.fullmatch(quotation.text) is not None
    return noun if is_bare and noun not in ANYTHING and is_plural(noun) else ""


def _behind(quotation: Quotation) -> str:
    return quotation.sentence[quotation.end - quotation.sentence_start :]


def _are_alike(noun: str, words: frozenset[str]) -> bool:
    """Whether `words`, cut to stems, have one that begins as `noun`, or as what may stand for it."""
    stems = [one.rstrip("s")[:5] for one in (noun, *alike(noun)) if one not in STOP_WORDS]
    return any(word.startswith(stem) or stem.startswith(word) for word in words for stem in stems if len(word) > 2)
