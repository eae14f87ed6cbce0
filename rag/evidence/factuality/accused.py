"""Who is only accused of what a question asks for: "Colin Marsh was charged with the murder", "Dace was cleared of it".

To a question that takes a deed for granted ("Who killed Mr Pryce?") such a sentence names whom somebody accuses. A
court or a confession is something else.
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation

_DEEDS = (
    r"kill\w*|murder\w*|stabb\w+|shot|shoot|attack\w*|assault\w*|rap(?:ed|e)|robb?(?:ed)?|stole|steal|poison\w*|abduct\w*"
    r"|kidnap\w*|bomb\w*|hack\w*|forg(?:ed|e)|defraud\w*|embezzl\w+|leak\w*|brib\w+|smuggl\w+|injur\w+|beat|set fire"
    r"|burn\w*|sabotag\w+|vandali[sz]\w+|broke into|break into|threaten\w*|abus\w+"
)
ASKS_WHO_DID = re.compile(
    rf"\bwho(?:['’]s| has| had| is| was| really| tried to| planned to)? (?:{_DEEDS}"
    r"|(?:the )?(?:killer|attacker|thief|culprit))\b",
    re.IGNORECASE,
)
# A question that has one of these asks for an accusation, or is not about a deed.
ASKS_ACCUSED = re.compile(
    r"\b(?:accus\w+|charg\w+|suspect\w*|arrest\w*|alleg\w+|den(?:y|ies|ied)|trial|acquit\w*|cleared|guilty|convict\w*|blam\w+"
    r"|defend\w*|prosecut\w*|investigat\w*)\b",
    re.IGNORECASE,
)
_BEING = r"(?:(?:has|have|had) (?:since |also |now )?been|was|were|is|are|being|stands?|stood|been)"
ACCUSED_AFTER = re.compile(
    rf"\A(?:,[^.;]{{0,80}}?,|,)?(?: and [^,.;]{{2,40}})? (?:who )?(?:{_BEING} (?:[a-z]+ly |later |also |not )?"
    r"(?:charged|accused|suspected|cleared|acquitted|found not guilty|on trial|wanted|arrested|questioned|indicted"
    r"|blamed|alleged to|said to have)"
    r"|den(?:y|ies|ied)|plead(?:s|ed) not guilty|went on trial|goes on trial|faces? (?:trial|a charge|charges))\b",
    re.IGNORECASE,
)
ACCUSED_BEFORE = re.compile(
    r"\b(?:charg(?:ed|es|ing)|accus(?:ed|es|ing)|arrest(?:ed|s|ing)|suspects?|suspected|clear(?:ed|s)|acquit(?:ted|s)"
    r"|blam(?:ed|es|ing)|indict(?:ed|s)|case against|charges? against|trial of|alleg(?:ed|es) that|suspicion (?:on|of))"
    r"(?: (?:that|the|a|an|his|her|\w+er|mr|mrs|ms|dr|\d+-year-old|\w+))?,? \Z",
    re.IGNORECASE,
)


def is_only_accused(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks who did something, and the sentence says of whom it names only that they are accused."""
    if ASKS_WHO_DID.search(question) is None or ASKS_ACCUSED.search(question) is not None:
        return False
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    return ACCUSED_AFTER.match(after) is not None or ACCUSED_BEFORE.search(before) is not None
