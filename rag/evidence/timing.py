"""Whether what an article says is of the time that a question names, as far as the article tells."""

from __future__ import annotations

import re

from rag.datatypes import Article, Precision, Span
from rag.evidence.confidence import span_value
from rag.text.amounts import amounts_in
from rag.text.sentences import sentence_ranges
from rag.times.expressions import dates_around, resolve_dates
from rag.times.periods import Period
from rag.times.plan import is_about
from rag.times.question import DAYS_AFTER, days_on

# Between a number and its time: "3.9 per cent in the year to March".
BEHIND = re.compile(
    r"\s*(?:(?:%|per ?cent|percent|[\w-]+)\s+)?(?:(?:in|for|during|on|over|as of|at the end of)\s+)?"
    r"(?:the (?:year|quarter|month|week)s? (?:to|of|ending)\s+)?(?:the\s+)?",
    re.IGNORECASE,
)


def is_of(article: Article | None, span: Span, about: Period) -> bool:
    """Whether a span of `article` may be of the period `about`: its sentence names it, or no other.

    A number is of the time that stands right behind it, "3.9% in March"; and one whose sentence, a headline perhaps,
    names no time is of what the article's other sentences with it name.
    """
    if article is None:
        return True
    text, amount = article.text, span_value(span).amount
    dates = dates_around(article, span.start, span.end)
    if not _may_tell_of(article, about):
        return is_about(text, dates, about) is True
    if amount is None:
        return is_about(text, dates, about) is not False
    own = [one for one in dates if one.start >= span.end and BEHIND.fullmatch(text, span.end, one.start)]
    here = is_about(text, own or dates, about, as_said=False)
    if here is not None:
        return here
    told = [
        is_about(text, dates_around(article, first, last), about, as_said=False)
        for first, last in sentence_ranges(text)
        if amount in amounts_in(text[first:last])
    ]
    return True in told or False not in told


def _may_tell_of(article: Article, about: Period) -> bool:
    """Whether an article may tell what happened in a period without naming it there: it was not written before, nor so
    long after that it would have to name the period somewhere.
    """  # fmt: skip
    if article.date is None or about.first <= article.date <= days_on(about.last, DAYS_AFTER.get(about.precision, 0)):
        return True
    if article.date < about.first or about.precision is not Precision.YEAR:
        return article.date >= about.first
    return any(
        is_about(article.text, resolve_dates(article.text, article.date, first, last, absolute=True), about)
        for first, last in sentence_ranges(article.text)
    )
