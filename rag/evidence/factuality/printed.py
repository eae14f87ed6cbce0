"""What a newspaper's correction says was printed, and what it puts in its place: numbers, days and names alike.

A column of corrections mostly takes two sentences: "We said that the school would have 420 places. It will have 240."
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation, TextOf
from rag.text.amounts import NUMBER, number_of, spell
from rag.text.content import content_words, form_coverage
from rag.text.sentences import passage_sentences
from rag.text.values import same, same_kind, value_of

_CORRECTION = r"(?:corrections?|clarifications?|corrigend(?:um|a)|errat(?:um|a))"
# The headline of a correction or of a column of them, and not "Corrections officers seek higher pay".
HEADS = re.compile(
    rf"\W*(?:{_CORRECTION}(?: (?:and|&|to|of|from|for|on) [^:]*)?\W*(?:\Z|[:.,–—-]|\d)|for the record\W*\Z"
    r"|(?:setting|putting) (?:the record|it) (?:straight|right)\W*\Z)",
    re.IGNORECASE,
)
OPENS = re.compile(rf"\W*(?:an? )?{_CORRECTION}\s*[:.–—-]", re.IGNORECASE)  # a sentence of an article
_PIECE = (
    r"(?:articles?|reports?|stor(?:y|ies)|headlines?|captions?|versions?|we|newspaper|letters?|columns?|items?|lists?"
    r"|listings?|tables?|graphics?|charts?|maps?|photographs?|pictures?|portraits?|profiles?|obituar(?:y|ies)|reviews?"
    r"|interviews?|entr(?:y|ies)|posts?|features?|editions?|reviewers?)"
)
_PRINTED = (
    r"(?:said|say|gave|give|stated|named|put|reported|wrote|spelled|misspelled|called|described|identified|misidentified"
    r"|showed|printed|published|listed|quoted)"
)
SAYS_PRINTED = re.compile(
    rf"\b{_PIECE}\b[^.;:]{{0,80}}\b(?:{_PRINTED}|mis[a-z]{{4,}}ed|misstated|mistook|confused)\b", re.IGNORECASE
)
# Before a value: that it was printed.
PRINTED = re.compile(
    rf"\b{_PIECE}\b[^.;:]{{0,80}}\b{_PRINTED}\b(?![^.;:]*\b(?:not|instead of|should have)\b)[^.;:]*\Z", re.IGNORECASE
)
NOT_BETWEEN = re.compile(r"\W*(?:and )?(?:not|rather than|instead of)(?:, as [^,]+,)? (?:an? |the )?", re.IGNORECASE)
NEW_PARAGRAPH = re.compile(r"\n\s*\n")
SENTENCES_ON = 2  # from what was printed to what is right
ABOUT_AT_LEAST = 0.6  # of the question's words in the sentence that says what was printed


def is_printed(quotation: Quotation) -> bool:
    """Whether a correction gives what is quoted only as what was printed."""
    before = quotation.sentence[: max(0, quotation.start - quotation.sentence_start)]
    return is_corrected(quotation.headline, quotation.sentence) and PRINTED.search(before) is not None


def is_corrected(headline: str, sentence: str) -> bool:
    """Whether an article of this `headline`, or its `sentence`, is a correction."""
    return HEADS.match(headline) is not None or OPENS.match(sentence) is not None


def puts_right(question: str, wrong: Quotation, right: Quotation, text_of: TextOf) -> bool:
    """Whether the article of `right` says, in a correction that is about `question`, that `wrong` was printed, and that
    it is rather `right`: in one of the next sentences, or in its own by "not".
    """  # fmt: skip
    if not _are_of_one_kind(wrong, right):
        return False
    text = text_of(right.article_id)
    if _is_said_not_to_be(wrong, right):
        return True
    sentences = passage_sentences(text)
    at = next((number for number, (first, last) in enumerate(sentences) if first <= right.start < last), 0)
    if SAYS_PRINTED.search(text[slice(*sentences[at])] if sentences else ""):
        return False
    for first, last in reversed(sentences[max(0, at - SENTENCES_ON) : at]):
        printed = text[first:last]
        if NEW_PARAGRAPH.search(text[first : right.start].strip()):
            return False
        if SAYS_PRINTED.search(printed) and is_corrected(right.headline, printed):
            return _prints(printed, wrong) and form_coverage(question, printed) >= ABOUT_AT_LEAST
    return False


def _are_of_one_kind(wrong: Quotation, right: Quotation) -> bool:
    mine, theirs = value_of(right.text), value_of(wrong.text)
    return same_kind(mine, theirs) and mine.name == theirs.name and not same(mine, theirs)


def _is_said_not_to_be(wrong: Quotation, right: Quotation) -> bool:
    """Whether a name stands before "not" and the other behind it: "He is Philip Greer, not Peter Greer"."""
    end = right.end - right.sentence_start
    found = NOT_BETWEEN.match(right.sentence, end) if value_of(right.text).name else None
    return found is not None and right.sentence.startswith(wrong.text, found.end())


def _prints(sentence: str, wrong: Quotation) -> bool:
    """Whether `sentence` says that the number, or the words, of `wrong` were printed."""
    amount = value_of(wrong.text).amount
    if amount is None:
        last = sentence.rfind(wrong.text.rsplit(maxsplit=1)[-1])
        is_there = last >= 0 and content_words(wrong.text) <= content_words(sentence)
        return is_there and PRINTED.search(sentence[:last]) is not None
    spelled = spell(sentence)
    return any(
        number_of(found) == amount and PRINTED.search(spelled[: found.start("digits")]) is not None
        for found in NUMBER.finditer(spelled)
    )
