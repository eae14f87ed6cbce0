"""Which of the spans that a reader found may answer the kind of question that is asked, and how much of its sentence
each has to quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.datatypes import Asked, Span
from rag.evidence.confidence import span_text, span_value
from rag.evidence.openings import is_dateline, opening_sentence
from rag.question.kinds import kind_of
from rag.question.telling import asks_for_date, asks_what_happened
from rag.quoting import FindArticle, hit_of_beginning, whole_sentence
from rag.text.sentences import passage_sentences, sentence_around
from rag.text.values import Value, same

QUOTES = frozenset('“”"‘')
# No reason is told by these: the matter that the question is about, under another name.
VAGUE = re.compile(
    r"\W*(?:over|because of|due to|owing to|amid|in|after|following) (?:the|this|that|an?|its|his|her|their) (?:\w+ )?"
    r"(?:affair|row|scandal|matter|issue|dispute|case|controversy|situation|crisis|furore|events?)\W*",
    re.IGNORECASE,
)
_SAYS = r"(?:said|says|told|tells|added|adds|warned|insisted|declined|called|described|replied|denied|argued)"
# Where a span goes on beyond what it tells: into another sentence in which somebody speaks, or, out of a clause between
# commas, into the rest of the sentence: "five defeats in a row, said that he was pleased".
OTHER_SENTENCE = re.compile(rf"(?<=[^\W\d_A-Z][.!?])\s+(?=[^.!?“\"]*\b{_SAYS}\b)")
MAIN_CLAUSE = re.compile(rf",(?= (?:{_SAYS}|has|had|was|were|is|are|will|would)\b)")
IN_CLAUSE = re.compile(r",\s+(?:who|which|whose|whom|an?|the|after|when|aged)\b[^,]*\Z", re.IGNORECASE)


def may_answer(question: str, spans: Sequence[Span], said: Sequence[Value], find: FindArticle) -> list[Span]:
    """Those of `spans` that may answer `question`, as long as its kind asks for.

    None of what was `said` before, no line that only dates the article, and no number or name to a "why". To yes or no,
    and what happened, they are whole sentences; of what happened a headline tells less than the sentence under it.
    """
    asked, of_date = kind_of(question), asks_for_date(question)
    told = [span for span in spans if of_date or not is_dateline(span.hit, span.start, span.end)]
    values = [(span, span_value(span)) for span in told]
    new = [(span, value) for span, value in values if not any(same(value, one) for one in said)]
    if asked is Asked.WHY:
        reasons = [span for span, value in new if not (value.name or value.amount is not None)]
        telling = [span for span in reasons if not VAGUE.fullmatch(span_text(span))]
        return telling if any(span.margin > 0 for span in telling) else reasons
    if asked is Asked.YES_NO:
        return [whole_sentence(span) for span, _ in new]
    if asks_what_happened(question):
        return [_told_whole(span, find) for span, _ in new]
    return [span for span, _ in new]


def within_clause(span: Span) -> Span:
    """`span` as far as its clause goes, where it runs on into one in which somebody speaks, or the main clause.

    Whole sentences, and what begins one, are left as they are.
    """
    text, passage = span_text(span), span.hit.passage
    if QUOTES & set(text) or whole_sentence(span) == span:
        return span
    ends = OTHER_SENTENCE.search(text)
    if ends is None and (ends := MAIN_CLAUSE.search(text)) is not None:
        first, _ = sentence_around(
            passage_sentences(passage.text), span.start - passage.start, span.end - passage.start
        )
        before = passage.text[first : span.start - passage.start]
        if "," in text[: ends.start()] or not IN_CLAUSE.search(before):
            return span
    if ends is None:
        return span
    return replace(span, end=span.start + len(text[: ends.start()].rstrip(" .!?,")))


def _told_whole(span: Span, find: FindArticle) -> Span:
    """`span` with its sentence; of a headline the sentence that the article opens with."""
    article = find(span.article_id)
    if article is not None and span.end <= len(article.headline) and article.text.startswith(article.headline):
        place = opening_sentence(article)
        if place is not None:
            return replace(span, start=place[0], end=place[1], hit=hit_of_beginning(span.hit, article, place[1]))
    return whole_sentence(span)
