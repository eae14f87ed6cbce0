"""Questions that no few words answer: "What is the latest on the strike?", "What happened at the dam?"."""

from __future__ import annotations

import re

_NEWS = (
    r"(?:the |any )?(?:(?:very )?(?:latest|newest|most recent|current|recent) )?"
    r"(?:news|developments?|updates?|word|situation|state of (?:play|affairs|things)|status)"
)
_AS_OF = r"(?:right now |now |currently |today )?"
_ABOUT = r"(?:on|about|with|in|at|regarding|concerning|around|of|from)"
NEWS = re.compile(
    r"\A\W*(?:(?:and|so|but) )?(?:(?:tell|give) me )?(?:"
    rf"(?:what(?:['’]s| is| are) |is there |are there |do you have |have you )?{_NEWS} {_ABOUT}"
    r"|(?:what(?:['’]s| is| was) )?the (?:very )?latest (?:on|about|with|in|regarding|concerning|from)"
    r"|what(?:['’]s| is) new (?:on|about|with|regarding)"
    rf"|what(?:['’]s| is) {_AS_OF}(?:happening|going on) {_AS_OF}(?:with|about|at)"
    r"|(?:where|how) do (?:things|matters) (?:now )?stand (?:on|with|over|in)"
    r") (?P<topic>[^?]+?)\W*\Z",
    re.IGNORECASE,
)
TRAILING = re.compile(r"[\s,]+(?:right now|now|currently|today|at the moment|so far|please|lately)\W*\Z", re.IGNORECASE)
# What a topic is not: a matter that has its own word in the question ("the latest on how many died") or a day to come.
NO_TOPIC = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|how|why|whether|if|tomorrow|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
WHAT_HAPPENED = re.compile(
    r"\A\W*(?:(?:and|so|but) )?what (?:exactly |actually )?(?:(?:has |had )?happened|occurred|took place|went on)\b"
    r"(?! (?:to|with|after|before|next|if|then|since)\b)",
    re.IGNORECASE,
)

ASKS_FOR_DATE = re.compile(
    r"\b(?:when|dates?|day|published|how (?:long|recent\w*)|since|until|year|month)\b", re.IGNORECASE
)


def news_topic(question: str) -> str:
    """What somebody asks the news of: "the ferry" of "What is the latest on the ferry?"; "" where that is not asked."""
    found = NEWS.match(question)
    if found is None:
        return ""
    topic = TRAILING.sub("", found["topic"]).strip()
    return "" if NO_TOPIC.search(topic) else topic


def asks_what_happened(question: str) -> bool:
    """Whether a question asks for an event at a place or a time, which takes a sentence to tell."""
    return WHAT_HAPPENED.match(question) is not None


def asks_for_date(question: str) -> bool:
    """Whether the day on which an article was published may answer a question."""
    return ASKS_FOR_DATE.search(question) is not None
