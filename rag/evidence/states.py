"""How things stand: newer sentences that bear on a question for yes or no, and the first report of what happened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from rag.datatypes import Agreement, Group, Quotation
from rag.evidence.words import names_in, told
from rag.text.content import content_words, form_coverage

# How things stand or will; what was once, "Did the party know?", no newer article makes otherwise.
ASKS_STATE = re.compile(
    r"\A\W*(?:(?:and|but|so) )?(?:(?:is|are|has|have|do|does)(?:n['’]t)?|can|can['’]t|cannot|will|won['’]t"
    r"|may|must)\b",
    re.IGNORECASE,
)
# What says when: a newer article, "the striker is sold after all", need not say again that it is this winter.
WHEN = re.compile(
    r"\b(?:(?:by the end of |later )?(?:this|next|the|the coming)"
    r" (?:winter|summer|spring|autumn|season|week|weekend|month|year)"
    r"|today|tomorrow|tonight|still|yet|soon|now|ever)\b",
    re.IGNORECASE,
)
BEARS_AT_LEAST = 0.05  # probability from which a newer sentence is shown before what it may overtake
AS_MUCH_ABOUT = 0.75  # of the question's words that the best sentence and its headline have, a newer one has this share
NEARLY_AS_LIKELY = 0.5  # of the probability of the best, from which an earlier report goes before it


def asks_state(question: str) -> bool:
    """Whether a question for yes or no asks how things stand now, or will."""
    return ASKS_STATE.match(question) is not None


def with_newest(
    question: str, agreement: Agreement, groups: tuple[Group, ...], quotations: Mapping[Quotation, float]
) -> tuple[Agreement, tuple[Group, ...]]:
    """`groups`, and before them the best of `quotations` from the newest article that is newer and as much about what
    is asked: "Is the strike over?" is answered by how it stood last.
    """  # fmt: skip
    if not asks_state(question):
        return agreement, groups
    newest, best = max((one.newest or dt.date.min for one in groups), default=dt.date.min), groups[0].quotations[0]
    newer = [one for one in quotations if (one.date or dt.date.min) > newest and _bears(question, one, best)]
    if newest == dt.date.min or not newer or agreement is Agreement.SEVERAL:
        return agreement, groups
    last = max(one.date or newest for one in newer)
    leads = max((one for one in newer if one.date == last), key=lambda one: one.confidence)
    stand = Agreement.DIFFER if agreement is Agreement.DIFFER else Agreement.SEVERAL
    return stand, (Group((leads,), leads.confidence, 1), *groups)


def earliest_first(quotations: Mapping[Quotation, float]) -> dict[Quotation, float]:
    """`quotations` in their order, but of those that are nearly as likely as the first the oldest before it."""
    first = next(iter(quotations), None)
    if first is None or first.date is None:
        return dict(quotations)
    least = NEARLY_AS_LIKELY * quotations[first]
    likely = [one for one in quotations if quotations[one] >= least and one.date is not None]
    oldest = min(likely, key=lambda one: one.date or dt.date.max)
    return {one: quotations[one] for one in sorted(quotations, key=lambda one: one is not oldest)}


def _bears(question: str, one: Quotation, best: Quotation) -> bool:
    question = WHEN.sub("", question)
    about, least = told(one), AS_MUCH_ABOUT * form_coverage(question, told(best))
    names = names_in(question) & content_words(told(best))
    return (
        one.confidence >= BEARS_AT_LEAST and form_coverage(question, about) >= least and names <= content_words(about)
    )
