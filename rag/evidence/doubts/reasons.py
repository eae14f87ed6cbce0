"""Whether a reason is given for something else than `question` asks the reason of: "It gave the price of power as the
reason" behind the new fares, where the ferry's delay is asked about.
"""

from __future__ import annotations

import re

from rag.datatypes import Asked, Quotation
from rag.question.kinds import kind_of
from rag.text.content import form_coverage
from rag.text.sentences import sentence_with_before

# The sentence says of what is told before that there is a reason for it.
POINTS_BACK = re.compile(
    r"\b(?:as|is|was|for) (?:the|a|one|another|their|its) (?:main |chief |only )?reasons?\b|\A\W*(?:the|one|its|their)"
    r" (?:main |chief |only )?reasons?\b|\A\W*(?:this|that|it) (?:is|was) (?:because|due to|down to)\b"
    r"|\bblamed? (?:it|this|that) on\b|\b(?:put|puts) (?:it|this|that) down to\b",
    re.IGNORECASE,
)
SENTENCES_BEFORE = 2


def is_reason_of_else(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` asks why, the sentence quoted gives the reason of what is told before it, and neither it nor
    the sentences before, of its article `text`, have a word of the question.
    """  # fmt: skip
    if kind_of(question) is not Asked.WHY or POINTS_BACK.search(quotation.sentence) is None:
        return False
    around = sentence_with_before(text, quotation.start, SENTENCES_BEFORE) or quotation.sentence
    return form_coverage(question, around) == 0
