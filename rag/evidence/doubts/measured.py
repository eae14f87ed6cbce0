"""Whether a number is of something else than `question` asks about: how long a thing is and not how high, or
how long it took; how long after something else it was.
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation
from rag.text.content import content_words
from rag.text.measures import DURATIONS, LENGTHS
from rag.text.values import value_of

DIMENSIONS = {
    word: words[0]
    for words in (
        ("high", "tall", "height"),
        ("long", "length"),
        ("wide", "broad", "width", "wingspan", "span", "diameter"),
        ("deep", "depth"),
        ("thick", "thickness"),
    )
    for word in words
}
ANY_DIMENSION = "|".join(DIMENSIONS)
ASKS_FOR_DIMENSION = re.compile(
    rf"\A\W*(?:how|what(?:['’]s| is| was) the (?:[a-z]+ )?)\s?(?P<asked>{ANY_DIMENSION})\b", re.IGNORECASE
)
SAID_BEFORE = re.compile(
    rf"\b(?P<said>{ANY_DIMENSION}) of (?:(?:about|around|some|nearly|almost|over|up to|just|only|more than) ){{0,2}}\Z"
)
BRIDGE = re.compile(r"\b\w*(?:bridge|arch|viaduct|cable)s?\b", re.IGNORECASE)  # whose span is how long it is
SAID_BEHIND = re.compile(rf"[ -](?P<said>{ANY_DIMENSION})\b")
ASKS_HOW_LONG = r"\A\W*how (?:long|soon|many (?:minutes|hours|days|weeks|months|years))\b"
# "How many days after the vote did she resign?", "How long did she stay after the vote?"
ASKS_AFTER = re.compile(
    rf"{ASKS_HOW_LONG}(?: (?:after|before)\b(?P<anchor>.+?)\b(?:did|was|were|had|has|have|is|are)\b(?P<event>.+)"
    r"|(?P<event_first>.+?)\b(?:after|before)\b(?P<anchor_last>.+))\Z",
    re.IGNORECASE | re.DOTALL,
)
SAID_AFTER = re.compile(r"\W*(?:later|earlier|after|before)\b", re.IGNORECASE)

# How long these are is no time. A road or a walk may be three hours long.
THINGS = (
    r"(?:(?:foot)?bridge|tunnel|ship|boat|ferry|schooner|yacht|vessel|liner|tanker|trawler|barge|frigate|submarine"
    r"|destroyer|pier|dam|wall|fence|pipeline|cable|canal|river|beach|runway|lorry|truck|snake|crocodile|shark|whale|fish"
    r"|squid|rope|bone|skeleton|sword)"
)
HOW_LONG_IS = re.compile(r"\A\W*how long (?:is|are|was|were) (?P<what>[^?]+?)\W*\Z", re.IGNORECASE)


def is_of_other_measure(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks how high a thing is, and what is quoted is said to be so long."""
    asked = ASKS_FOR_DIMENSION.match(question)
    if asked is None or value_of(quotation.text).unit not in LENGTHS:
        return False
    behind = quotation.end - quotation.sentence_start
    said = (
        SAID_BEHIND.search(quotation.text)
        or SAID_BEHIND.match(quotation.sentence, behind)
        or SAID_BEFORE.search(quotation.sentence, 0, max(0, quotation.start - quotation.sentence_start))
    )
    if said is not None and said["said"] == "span" and BRIDGE.search(f"{question} {quotation.sentence}"):
        return False
    return said is not None and DIMENSIONS[said["said"]] != DIMENSIONS[asked["asked"].lower()]


def is_time_for_length(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` asks how long a thing is that lasts no time, and a time is quoted: "five hours" of a ship.

    What sort of thing a name is of is told by the words right before it in its article, `text`: "the schooner Ada".
    """
    asked = HOW_LONG_IS.match(question)
    if asked is None or not any(value_of(quotation.text).unit in units for units in DURATIONS):
        return False
    what = re.sub(r"\A(?:the|an?) ", "", asked["what"], flags=re.IGNORECASE)
    if re.search(rf"\b{THINGS}s?\Z", what, re.IGNORECASE):
        return True
    return what[:1].isupper() and re.search(rf"\b{THINGS} {re.escape(what)}\b", text) is not None


def is_from_other_event(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks how long after something it was, and the sentence says how long after something else.

    So it is if it has no word of the one, or of the other, that the question speaks of.
    """
    asked = ASKS_AFTER.match(question)
    if asked is None or not any(value_of(quotation.text).unit in units for units in DURATIONS):
        return False
    if SAID_AFTER.match(quotation.sentence, quotation.end - quotation.sentence_start) is None:
        return False
    told = content_words(f"{quotation.headline} {quotation.sentence}")
    events = (asked["anchor"] or asked["anchor_last"], asked["event"] or asked["event_first"])
    return any(_small(event) and _small(event).isdisjoint(told) for event in events)


def _small(text: str) -> frozenset[str]:
    """The content words of a text that are no names."""
    return content_words(" ".join(word for word in text.split() if not word[:1].isupper()))
