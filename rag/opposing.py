"""What articles set against the likeliest answer, quoted too, whether or not the reader proposed it."""

from __future__ import annotations

from collections.abc import Mapping

from rag.datatypes import Quotation
from rag.evidence.agreement.against import first_of_two, set_against
from rag.evidence.agreement.comparing import LIKELY
from rag.evidence.attributed import is_of_another
from rag.evidence.sameness import say_the_same
from rag.quoting import FindArticle, beside
from rag.text.figures import may_have_figure
from rag.text.values import value_of

SHARE = 0.5  # of the probability of a number, that of one which its article sets against it


def with_set_against(
    question: str, opposed: Mapping[Quotation, float], find_article: FindArticle
) -> dict[Quotation, float]:
    """`opposed`, the likeliest first, with the numbers that articles set against the first of them, half as probable.

    A quotation of two numbers that are set against each other is cut to the first: "80 vessels; others spoke of 120".
    """
    found = {_first_told(question, one, find_article): rank for one, rank in opposed.items()}
    best = next(iter(found), None)
    if best is None or not may_have_figure(best.text):
        return found
    for giver in [one for one in found if one is best or (one.confidence >= LIKELY and say_the_same(best, one))]:
        article = find_article(giver.article_id)
        if article is None or is_of_another(question, giver):
            continue
        for start, end in set_against(question, article.text, giver.start, giver.end):
            if not any(one.article_id == article.id and one.start < end and start < one.end for one in found):
                one = beside(giver, start, end, SHARE * giver.confidence, article)
                found[one] = SHARE * found[giver]
    return found


def _first_told(question: str, one: Quotation, find_article: FindArticle) -> Quotation:
    if one.confidence < LIKELY or not may_have_figure(one.text) or value_of(one.text).amount is not None:
        return one
    article = find_article(one.article_id)
    if article is None:
        return one
    end = first_of_two(question, article.text, one.start, one.end)
    return beside(one, one.start, end, one.confidence, article) if end < one.end else one
