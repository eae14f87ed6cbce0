"""What was demanded, offered, planned or forecast is no answer to what came of it: "What pay rise did they get?"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TypeVar

from rag.datatypes import Quotation
from rag.evidence.factuality.former import YEAR
from rag.text.values import same_kind, value_of

# A question for what was so in the end; one that has any of the second asks for what somebody wanted or expected.
ASKS_OUTCOME = re.compile(r"\b(?:did|was|were|has|have|had)\b", re.IGNORECASE)
ASKS_WISH = re.compile(
    r"\b(?:demand\w*|want\w*|ask(?:s|ed|ing)?|call(?:s|ed|ing)?|seek\w*|sought|propos\w+|offer\w*|plan\w*|hop(?:e|ed|ing)"
    r"|expect\w*|forecast\w*|predict\w*|fear\w*|threat\w*|promis\w*|pledg\w*|bids?|budget\w*|target\w*|aim\w*"
    r"|intend\w*|say|said|think|thought|believe\w*|estimate\w*|suggest\w*|warn\w*|will|would|could|should|might|to be"
    r"|needs?|needed|requir\w+|supposed|due|origin\w+|initial\w*|first|before|previous\w*)\b",
    re.IGNORECASE,
)
WISHED = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|wants?|wanted|(?:ask|call|press|push)(?:s|es|ed|ing)? for|seek(?:s|ing)?|sought"
    r"|propos(?:es|ed|ing)|offer(?:s|ed|ing)?|plan(?:s|ned|ning)? (?:to|for)|hop(?:es|ed|ing) (?:to|for)"
    r"|expect(?:s|ed)?|forecasts?|predict(?:s|ed)?|fear(?:s|ed)?|threaten(?:s|ed)?|could|would|may|might|should|due to"
    r"|set to|likely to"
    r"|planned|intend(?:s|ed)?)\b"
    r"(?![^.;:]*\b(?:but|and then|in the end|instead)\b)[^.;:]*\Z"
)
# "the 340,000 needed", "the 12 marks that the union had asked for"
WISHED_BEHIND = re.compile(
    r"\A(?: [a-z]+)?,? (?:(?:that|which) )?(?:(?!by\b)[\w’']+ ){0,3}?"
    r"(?:needed|required|demanded|wanted|sought|hoped for|asked for|called for|aimed at|aimed for)\b"
)
REAL_AT_LEAST = 0.05  # probability of what was so, by which what was only wanted or expected is left out
Rank = TypeVar("Rank")


def without_wishes(question: str, quotations: Mapping[Quotation, Rank]) -> dict[Quotation, Rank]:
    """`quotations` without the first ones, if they give an amount that was only demanded, offered or forecast, and the
    question asks for what came of it.

    Only where another amount of the kind, in an article that is not older, was so.
    """
    kept = dict(quotations)
    if not ASKS_OUTCOME.search(question) or ASKS_WISH.search(question):
        return kept
    real = [one for one in quotations if one.confidence >= REAL_AT_LEAST and not is_wished(one)]
    for one in quotations:
        if not is_wished(one) or not any(_is_in_place_of(other, one) for other in real):
            break
        del kept[one]
    return kept


def _is_in_place_of(real: Quotation, wished: Quotation) -> bool:
    return _day(real) >= _day(wished) and same_kind(value_of(real.text), value_of(wished.text))


def is_wished(quotation: Quotation) -> bool:
    """Whether the sentence gives an amount only as what somebody wanted, offered, planned or expected."""
    value = value_of(quotation.text)
    if value.amount is None or value.is_time or YEAR.fullmatch(quotation.text.strip()):
        return False
    start = max(0, quotation.start - quotation.sentence_start)
    before, behind = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    return WISHED.search(before) is not None or WISHED_BEHIND.match(behind) is not None


def _day(quotation: Quotation) -> dt.date:
    return quotation.date or dt.date.min
