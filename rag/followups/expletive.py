"""The "it" and "they" that stand for nothing: "is it true that", "how long does it take to", "was it raining"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rag.text.grammar import Word

WEATHER = "(?:cold|hot|warm|wet|windy|sunny|dark|humid|dry|cool|rainy)"
BE = "(?:is|was|will|would)"
# How it is to do something. "How likely is it to pass?" and "How close is it to Moscow?" ask about a thing, and so do
# "How dangerous is it to children?" and "How important is it to the party?": no plural and no determiner after "to".
EFFORT = (
    "(?:hard|easy|difficult|tough|simple|tricky|complicated|common|unusual|rare|normal|safe|dangerous|risky|legal"
    "|illegal|expensive|cheap|costly|realistic|feasible|possible|important|necessary|wise|fair)"
)
EXPLETIVE = re.compile(
    r"\bit (?:\w+ly |still |even )?(?:true|false|possible|impossible|likely|legal|illegal|lawful|safe|necessary|hard"
    r"|easy|right|wrong|fair|worth|known|clear|certain|allowed|important|cheaper|better|common|usual)\b(?= \w)"
    r"|\bit (?:so |too |very |more |less |as )?(?:expensive|cheap|late|early|soon|dangerous|difficult|risky|good|bad"
    r"|normal|rare|wise|popular|hard|easy|tough|simple|unusual) (?:for \w+ )?to \w+"
    r"|\bit (?:so |too |very )?(?:cold|hot|warm|wet|windy|sunny|dark) (?:in|at|outside|there)\b"
    r"|\b(?:is|was) it (?:[\w'’-]+ ){1,5}(?:that|who) \w+|\bit called (?:the|an?) \w+"
    r"|\bit (?:determined|decided|become \w+) (?:that|how|who|what|where|whether|if|when)\b"
    r"|\bit (?:raining|snowing|rain|snow|seem|seems|appear|appears|turn out|mean (?:to|for|when|if|that)|the case|that"
    r"|about time|(?:high )?time to|matter (?:who|what|when|where|how|why|which|whether)|called (?:when|if|in)"
    r"|like (?:to|in|for|being|living))\b"
    r"|\bit (?:take|takes|took|cost|costs|need|needs|require|requires|matter)\b(?! (?:off|over|on|back|place)\b).*"
    r"\b(?:to|for|if|that)\b"
    r"|\bwhat (?:time|day|date|year|month) (?:is|was) it\b|\bhow (?:far|long|much|high) (?:is|was) it (?:to|from)\b"
    r"|\b(?:called|said|say|says|think|believe|find|found|made|make) it (?:\w+ )?to\b|\bdo they (?:call|say|speak)\b"
    r"|\bit (?:last|ever|never|often|usually|normally|stop|start|begin) (?:rain|snow)(?:s|ed|ing)?\b"
    rf"|\bhow {WEATHER} (?:is|was) it (?:in|at|on|outside|today|now|right)\b"
    rf"|\bhow {WEATHER} (?:will|would|did|does|can|could) it (?:be|get) "
    r"(?:in|at|on|outside|today|tomorrow|this|next)\b"
    r"|\bhow (?:long|many \w+) (?:has|had) it been since\b"
    r"|\b(?:is|was) it the \w+ time \w"
    rf"|\bhow \w+ {BE} it (?:be )?that\b|\bhow {EFFORT} {BE} it (?:be )?for .+ to \w"
    rf"|\bhow {EFFORT} {BE} it (?:be )?to (?!\w*[^s\W]s\b|(?:the|an?|its|his|her|their|our|my|you|us|him|them|me"
    r"|people|men|women|children|police)\b)\w"
)
# The same, but for a name in its capitals: "Why is it called Brexit?", and not "Why was it called off?".
BEFORE_NAME = re.compile(
    r"\bwhy (?:is|was) it called [A-Z]|\bhow (?:safe|dangerous) (?:is|was) it in [A-Z]"
    r"|\bit (?:so|too|very|more|less) important (?:for \w+ )?to (?![A-Z]|(?:the|an?|its|his|her|their)\b)\w"
)
TO_NAME = re.compile(rf"\bhow {EFFORT} {BE} it (?:be )?to [A-Z]")


def is_expletive(words: Sequence[Word], names: Collection[int]) -> bool:
    """Whether the "it" or "they" of a question stands for nothing; `names` are the places of the words of names."""
    lowered = " ".join(word.lower for word in words)
    with_names = " ".join(word.text if at in names else word.lower for at, word in enumerate(words))
    if TO_NAME.search(with_names) is not None:
        return False  # "How important is it to Hungary?"
    return EXPLETIVE.search(lowered) is not None or BEFORE_NAME.search(with_names) is not None
