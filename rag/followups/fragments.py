"""Fragments made into whole questions out of the question before: "And in Hungary?", "Since when?", "Who else?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.followups.adjuncts import YEAR
from rag.followups.binding import is_personal
from rag.followups.clauses import ask_of, parse
from rag.followups.sequels import sequel
from rag.followups.slots import SOURCE, slots
from rag.text.grammar import (
    AUXILIARIES,
    CALENDAR,
    DETERMINERS,
    PREPOSITIONS,
    WH_WORDS,
    Sort,
    Word,
    looks_past,
    sort_of_noun,
    without_opener,
    words_of,
)

TURNS_TRIED = 2
ELSE_WORDS = frozenset("anyone anybody anything others".split())
MAX_FRAGMENT_WORDS = 7
MAX_WH_FRAGMENT_WORDS = 4
WH_TAILS = frozenset("else exactly not so many much long often far old big high late soon come for then".split())
PLAIN_WH_NOUNS = frozenset("one ones city country town year day month time party company place side team".split())
# "When was that?" and "Why did this happen?" ask "when" and "why"
THAT_EVENT = re.compile(
    r"(when|where|why|(?:in|at|on|since) (?:which|what) \w+) (?:was|is) (?:that|this)"
    r"|(when|where|why|how) (?:did|has|does) (?:that|this) (?:happen(?:ed)?|take place|occur)",
    re.IGNORECASE,
)
# "how much for" is "for how much"
STRANDED = re.compile(r"\A(how much|who|whom) (for|to|from|by|with|against|of)\Z", re.IGNORECASE)
# "mostly to whom" is "to whom mostly"
MOSTLY = re.compile(r"\A(?:mostly|mainly|chiefly|usually) | (?:mostly|mainly|chiefly|usually)\Z", re.IGNORECASE)
# What no question before says more of: "And then?", "What about the others?", "Whose?".
SUBORDINATING = frozenset("if because although though unless whether".split())
OPEN = frozenset("then others other rest both one ones who whose which".split())
MEANT = {"says who": "according to whom", "how come": "why", "how so": "why", "why so": "why", "what for": "why"}
BY_WHOM = re.compile(r"according to who", re.IGNORECASE)
IN_NAME = re.compile(r"\b[Ii]n ([A-Z]\w+(?: [A-Z]\w+)*)")
# "how many against" is "against", and "how many injured" "injured"
HOW_MANY_OF_TWO = re.compile(
    r"how many (?=(?:for|against|with|without|injured|wounded|killed|hurt|arrested|detained|rescued)\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A question that is no sentence: a question phrase ("since when") if `is_wh`, else what is new ("in Hungary").

    `is_place` marks a name without a preposition that articles have things happen in.
    """

    text: str
    is_wh: bool
    is_place: bool = False


def fragment_of(question: str) -> Fragment | None:
    """What is new in a question that is no sentence; None when it is one, or only words to search for."""
    if asked := _set_phrase(without_opener(question).strip().rstrip("?!. ")):
        return Fragment(asked, is_wh=True)
    opened = re.match(r"\s*(?:and\s+|but\s+|or\s+|so\s+)?(?:what|how) about\s+(?=\S)", question, re.IGNORECASE)
    rest = question[opened.end() :] if opened else without_opener(question)
    has_opener = opened is not None or rest != question
    rest = question[len(question) - len(rest) :]  # in its own case: "last year" of "And last year?"
    rest = rest.strip().rstrip("?!. ").strip()
    has_opener = has_opener or HOW_MANY_OF_TWO.match(rest) is not None
    rest = STRANDED.sub(lambda found: f"{found[2]} {found[1]}".lower(), HOW_MANY_OF_TWO.sub("", rest))
    words = words_of(rest)
    lowered = [word.lower for word in words]
    if not words or _has_auxiliary(words) or len(words) > MAX_FRAGMENT_WORDS:
        return None
    if not opened and _is_wh_fragment(words):
        return Fragment(rest, is_wh=True)
    if not opened and (shorter := MOSTLY.sub("", rest)) != rest and _is_wh_fragment(words_of(shorter)):
        return Fragment(f"{shorter} mostly", is_wh=True)
    if lowered[-1] == "else" and len(words) == 2 and lowered[0] in ELSE_WORDS | {"who", "what", "where", "when"}:
        return Fragment(rest, is_wh=True)
    if any(word in WH_WORDS for word in lowered) or lowered[0] in SUBORDINATING or is_personal(words, 0):
        return None
    if all(word.bare in CALENDAR or YEAR.fullmatch(word.text) for word in words):
        return Fragment(rest, is_wh=False)  # "Tuesday?"
    if SOURCE.match(rest) or (has_opener and (opened or not _has_verb(words))):
        return Fragment(rest, is_wh=False)
    starts_with_preposition = lowered[0] in PREPOSITIONS - {"like", "despite", "off", "as", "inside", "behind"}
    if starts_with_preposition and len(words) <= MAX_WH_FRAGMENT_WORDS and not _has_verb(words):
        return Fragment(rest, is_wh=False)
    return None


def _set_phrase(text: str) -> str:
    """The question phrase that a short question with a verb amounts to: "when" for "When was that?"; or ""."""
    if meant := MEANT.get(text.lower()):
        return meant
    event = THAT_EVENT.fullmatch(text)
    return "" if event is None else event[1] or event[2]


def _is_wh_fragment(words: Sequence[Word]) -> bool:
    """Whether words without an auxiliary are a question phrase alone: "by whom", "how many", "in which city"."""
    lowered = [word.lower for word in words]
    if lowered[:2] == ["according", "to"]:
        lowered = lowered[1:]
    prepositions = 0
    while prepositions < len(lowered) and lowered[prepositions] in PREPOSITIONS:
        prepositions += 1
    after = lowered[prepositions:]
    if not after or after[0] not in WH_WORDS or len(after) > MAX_WH_FRAGMENT_WORDS:
        return False
    if len(after) == 1:
        return True
    if len(after) == 2 and after[1] in WH_TAILS:
        return True
    nouns = words[len(words) - len(after) + 1 :]
    if any(looks_past(noun) or noun.lower in PREPOSITIONS or noun.lower in DETERMINERS for noun in nouns):
        return False
    if after[0] in ("which", "what") and (prepositions or after[-1] in PLAIN_WH_NOUNS):
        return True
    return after[0] == "how" and after[1] in ("many", "much") and len(after) == 3


def _has_auxiliary(words: Sequence[Word]) -> bool:
    """Whether a fragment has an auxiliary; "May" is one only where it opens a question."""
    for at, word in enumerate(words):
        is_month = word.lower == "may" and (
            (word.is_capital and (at > 0 or len(words) == 1)) or (at > 0 and words[at - 1].lower in PREPOSITIONS)
        )
        if word.lower in AUXILIARIES and not is_month:
            return True
    return False


def _has_verb(words: Sequence[Word]) -> bool:
    """Whether a fragment has what looks like a verb after its first word: "and Putin said"."""
    return any(looks_past(word) for word in words[1:])


def complete(fragment: Fragment, turns: Sequence[tuple[str, str]]) -> str:
    """The whole question for a fragment, out of the last turn or, where that gives none, the one before; or ""."""
    words = [word.lower for word in words_of(fragment.text)]
    if words[-1] in OPEN and (len(words) == 1 or not fragment.is_wh):
        return ""
    if SOURCE.match(fragment.text):  # of what was said, and not of who says it
        turns = [turn for turn in turns if not BY_WHOM.match(turn[0])]
    latest = list(reversed(turns))[: 1 if fragment.is_wh else TURNS_TRIED]
    for question, answer in latest:
        if made := sequel(fragment.text, question, answer):
            return made
    for question, answer in latest:
        if made := _complete_from(fragment, question, answer):
            return made
    return ""


def _complete_from(fragment: Fragment, question: str, answer: str) -> str:
    words = words_of(fragment.text)
    if fragment.is_wh:
        more = _ask_for_more(question) if words[-1].lower == "else" else ask_of(fragment.text, question, answer)
        return more if more is not None else ""
    if SOURCE.match(fragment.text):
        return _with_source(fragment.text, question)
    places = [found for found in IN_NAME.finditer(question) if found[1].split()[0].lower() not in CALENDAR]
    if fragment.is_place and places:
        start, end = places[-1].span(1)
        return f"{question[:start]}{fragment.text}{question[end:]}"
    for start, end, put in slots(words, fragment.text, question.rstrip("?!. ")):
        before, after = question[:start].rstrip(), question[end:].lstrip()
        return re.sub(r"\s+([?,.])", r"\1", f"{before} {put} {after}".strip())
    return ""


def _with_source(source: str, question: str) -> str:
    """`question` with "according to" somebody in the place of its own, or at its end."""
    source = source[:1].lower() + source[1:]
    said = SOURCE.search(question)
    if said is None:
        return f"{question.rstrip('?!. ')} {source}?"
    put = source[:1].upper() + source[1:] if said.start() == 0 else source
    return question[: said.start()] + put + question[said.end() :]


def _ask_for_more(question: str) -> str | None:
    """`question` asked for others: "Who congratulated Trump?" as "Who else congratulated Trump?"."""
    clause = parse(question)
    if clause is None:
        return None
    words = words_of(clause.phrase)
    wh = next(word.lower for word in words if word.lower in WH_WORDS) if clause.phrase else ""
    if wh not in ("who", "whom", "what", "where", "when", "which"):
        return None
    start = {"which": "Who else" if _is_of_people(words) else "What else"}.get(wh, f"{wh.capitalize()} else")
    helper = f" {_singular(clause.auxiliary)}" if clause.auxiliary else ""
    return f"{start}{helper} {clause.rest}?"


def _singular(auxiliary: str) -> str:
    return {"were": "was", "are": "is", "have": "has"}.get(auxiliary, auxiliary)


def _is_of_people(words: Sequence[Word]) -> bool:
    return any(sort_of_noun(word.bare) is Sort.PERSON for word in words[1:])
