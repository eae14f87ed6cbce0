"""Whose word a question asks for: "according to the union", "How many did the Board say …?", "by the mayor's count"."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.datatypes import Quotation
from rag.text.content import content_words, term_coverage
from rag.text.values import same, same_kind, value_of

_WHO = r"(?P<who>(?:(?!(?:and|or|but|when|what|who|whom|whose|how|that|which)\b)[\w’'.-]+ ){0,5}?[\w’'.-]+?)"
ASKS_FOR = (
    re.compile(rf"\baccording to {_WHO}(?=\s*(?:[,;:?!]|\Z))", re.IGNORECASE),
    re.compile(
        rf"\b(?:does|did|do) {_WHO} (?:say|think|estimate|believe|expect|insist|reckon|predict|forecast|suspect|warn"
        r"|claim(?! (?:back|for|from|in|on|to)\b|\W*\Z))\b"
        r"(?! (?:in\b|sorry\b|nothing\b|yes\b|no\b))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:in|by) {_WHO}(?:['’]s?) (?:own )?(?:view|opinion|count|estimate|reckoning|account|figures|words)\b",
        re.IGNORECASE,
    ),
)
ENDS_IN_NOBODY = re.compile(  # somebody whom no sentence names, or a noun that is still to come
    r"\b(?:he|she|it|they|you|we|i|one|people|any\w+|every\w+|some\w+|articles?|reports?|papers?|texts?|laws?|plans?"
    r"|timetables?|schedules?|figures|statistics|experts|analysts|observers|scientists|economists|voters|the|an?|its|his|her|their"
    r"|our|new|old|latest|weather|to)\Z",
    re.IGNORECASE,
)
NOBODY_NAMED = re.compile(r"(?:one|some|both|all|two|three|its|his|her|their|our|another)\b", re.IGNORECASE)
# Between two numbers of which somebody sets the second against the first: "180; the union puts the figure at 240".
PUTS_AT = re.compile(
    r"(?:[;:]|[,.] (?:but|while|although|though|whereas|and)\b|\. ).*\b(?:"
    r"put(?:s|ting)? (?:(?:the|its|their) (?:[\w-]+ ){0,2}?[\w-]+|it|that) at"
    r"|(?:number|figure|total|toll|sum|cost|amount|count) (?:was|is|were|would be) (?:\w+ )?(?:closer|nearer) to)"
    r"(?: (?:about|around|some|only|just|nearly|almost|more than|at least|up to|over)){0,2} ?[$£€]?\Z",
    re.IGNORECASE | re.DOTALL,
)
POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s|\Z)")
SMALL_OF_NAMES = frozenset("of for the and in on".split())
NAMED_FROM = 0.5  # share of the words of whom is asked that a quotation's headline, sentence and speaker have


def is_of_another(question: str, other: Quotation) -> bool:
    """Whether a question asks for what somebody says, and `other` is told without a word of them: its headline, who
    says it, and its sentence as far as the next semicolon.
    """  # fmt: skip
    source = _source_of(question)
    return bool(source) and not _names(source, f"{other.headline} {_clause(other)} {_speaker(other)}")


def is_said_by_another(question: str, other: Quotation) -> bool:
    """Whether that is so, and the sentence names somebody else as the speaker: it answers another question."""
    return is_of_another(question, other) and bool(_speaker(other)) and not NOBODY_NAMED.match(_speaker(other))


def is_between_speakers(one: Quotation, other: Quotation) -> bool:
    """Whether one sentence sets two numbers of a kind against each other, each said by somebody else: "450, the union
    said; the company spoke of 280", "180; the union puts the figure at 240".
    """  # fmt: skip
    mine, theirs = value_of(one.text), value_of(other.text)
    if (
        (one.article_id, one.sentence_start) != (other.article_id, other.sentence_start)
        or mine.amount is None
        or not same_kind(mine, theirs)
        or same(mine, theirs)
    ):
        return False
    first, second = sorted((one, other), key=lambda quotation: quotation.start)
    between = first.sentence[first.end - first.sentence_start : second.start - second.sentence_start]
    speakers = {_speaker(one), _speaker(other)}
    return len(speakers) > 1 and ("" not in speakers or PUTS_AT.search(between) is not None)


def is_told_of(who: str, text: str) -> bool:
    """Whether `text` names `who`, in full, by the last name or by initials."""
    return _names(POSSESSIVE.sub("", who), text)


def is_of_one_speaker(one: Quotation, other: Quotation) -> bool:
    """Whether one article has both from the same speaker, who will not gainsay what was said just before."""
    return one.article_id == other.article_id and _speaker(one) != "" and _speaker(one) == _speaker(other)


def _speaker(quotation: Quotation) -> str:
    return quotation.speaker.text if quotation.speaker is not None else ""


def _clause(quotation: Quotation) -> str:
    """The sentence of a quotation from the semicolon before it to the one behind it."""
    sentence, first = quotation.sentence, quotation.start - quotation.sentence_start
    end = sentence.find(";", first + len(quotation.text))
    return sentence[sentence.rfind(";", 0, max(0, first)) + 1 : end if end >= 0 else None]


def _names(source: str, text: str) -> bool:
    told = POSSESSIVE.sub("", text)
    if term_coverage(source, told) >= NAMED_FROM:
        return True
    last = source.rsplit(maxsplit=1)[-1]
    if last[0].isupper() and content_words(last) <= content_words(told):
        return True  # "Biden" for "President Joe Biden"
    return _is_short_for(source, told) or _is_short_for(told, source)


def _is_short_for(short: str, long: str) -> bool:
    """Whether an abbreviation in `short` has the initials of a name in `long`: "the WHO"."""
    runs = re.findall(r"[A-Z][\w-]+(?:(?: (?:of|for|the|and|in|on))* [A-Z][\w-]+)+", long)
    initials = ["".join(word[0] for word in run.split() if word not in SMALL_OF_NAMES) for run in runs]
    return any(word in run for word in re.findall(r"\b[A-Z]{2,}\b", short) for run in initials)


@lru_cache(maxsize=256)
def _source_of(question: str) -> str:
    """The words for whom is asked, or "" where nobody is."""
    for pattern in ASKS_FOR:
        found = pattern.search(question)
        if found and not ENDS_IN_NOBODY.search(found["who"].strip()) and content_words(found["who"]):
            return POSSESSIVE.sub("", found["who"])
    return ""
