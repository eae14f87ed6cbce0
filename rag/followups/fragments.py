"""Fragments made into whole questions out of the question before: "And in Hungary?", "Since when?", "Who else?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.followups.binding import is_personal
from rag.followups.clauses import ask_for_more, ask_of
from rag.grammar import (
    AUXILIARIES,
    CALENDAR,
    DETERMINERS,
    PREPOSITIONS,
    TIME_NOUNS,
    WH_WORDS,
    Sort,
    Word,
    is_content,
    looks_past,
    name_runs,
    sort_of_noun,
    without_opener,
    words_of,
)

TURNS_TRIED = 2
MAX_NOUN_PHRASE = 4
SUPERLATIVE = re.compile(
    r"\b(?:most|least) [a-z]+\b|\b[a-z]{2,}est\b|\b(?:first|second|third|last|next|previous)\b", re.I
)
NO_SUPERLATIVE = frozenset(
    "west east northwest southwest interest protest request test rest guest forest arrest harvest contest honest invest"
    " suggest".split()
)
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
POSSESSIVE = re.compile(r"[’']s?\Z")
ELSE_WORDS = frozenset("anyone anybody anything others".split())
MAX_FRAGMENT_WORDS = 7
MAX_WH_FRAGMENT_WORDS = 4
WH_TAILS = frozenset("else exactly not so many much long often far old big high late soon come for then".split())
PLAIN_WH_NOUNS = frozenset("one ones city country town year day month time party company place side team".split())
Slot = tuple[int, int, str]
"""Start and end of a stretch of a question, and what to put there."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A question that is no sentence: a question phrase ("since when") if `is_wh`, else what is new ("in Hungary")."""

    text: str
    is_wh: bool


def fragment_of(question: str) -> Fragment | None:
    """What is new in a question that is no sentence; None when it is one, or only words to search for."""
    opened = re.match(r"\s*(?:and\s+|but\s+|or\s+|so\s+)?(?:what|how) about\s+(?=\S)", question, re.IGNORECASE)
    rest = question[opened.end() :] if opened else without_opener(question)
    has_opener = opened is not None or rest != question
    rest = rest.strip().rstrip("?!. ").strip()
    words = words_of(rest)
    lowered = [word.lower for word in words]
    if not words or any(word in AUXILIARIES for word in lowered) or len(words) > MAX_FRAGMENT_WORDS:
        return None
    if not opened and _is_wh_fragment(words):
        return Fragment(rest, is_wh=True)
    if lowered[-1] == "else" and len(words) == 2 and lowered[0] in ELSE_WORDS | {"who", "what", "where", "when"}:
        return Fragment(rest, is_wh=True)
    if any(word in WH_WORDS for word in lowered) or is_personal(words, 0):
        return None
    if has_opener and (opened or not _has_verb(words)):
        return Fragment(rest, is_wh=False)
    starts_with_preposition = lowered[0] in PREPOSITIONS - {"like", "despite", "off", "as", "inside", "behind"}
    if starts_with_preposition and len(words) <= MAX_WH_FRAGMENT_WORDS and not _has_verb(words):
        return Fragment(rest, is_wh=False)
    return None


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


def _has_verb(words: Sequence[Word]) -> bool:
    """Whether a fragment has what looks like a verb after its first word: "and Putin said"."""
    return any(looks_past(word) for word in words[1:])


def complete(fragment: Fragment, turns: Sequence[tuple[str, str]]) -> str:
    """The whole question for a fragment, out of the last turn or, where that gives none, the one before; or ""."""
    for question, answer in list(reversed(turns))[:TURNS_TRIED]:
        if made := _complete_from(fragment, question, answer):
            return made
    return ""


def _complete_from(fragment: Fragment, question: str, answer: str) -> str:
    words = words_of(fragment.text)
    if fragment.is_wh:
        more = ask_for_more(question) if words[-1].lower == "else" else ask_of(fragment.text, question, answer)
        return more if more is not None else ""
    for start, end, put in _slots(words, fragment.text, question.rstrip("?!. ")):
        before, after = question[:start].rstrip(), question[end:].lstrip()
        return re.sub(r"\s+([?,.])", r"\1", f"{before} {put} {after}".strip())
    return ""


def _slots(new: Sequence[Word], text: str, question: str) -> Iterator[Slot]:
    """The stretches of `question` that what is `new`, the words of `text`, may take, likeliest first."""
    words = words_of(question)
    preposition = new[0].lower if new[0].lower in PREPOSITIONS else ""
    own = new[1:] if preposition else new
    if not own or not words:
        return
    said = text[own[0].start :]
    if own[0].lower in DETERMINERS:
        said = said[:1].lower() + said[1:]
    if SUPERLATIVE.search(said) and len(own) <= 3:
        yield from _superlatives(said, question)
    elif preposition or _is_time(own):
        yield from _adjunct_slots(preposition, own, f"{preposition} {said}".strip(), words)
    elif own[0].lower in DETERMINERS:
        yield from _described_slots(own, said, words)
    else:
        yield from _name_slots(own, said, words)


def _superlatives(said: str, question: str) -> Iterator[Slot]:
    """The place of "biggest" for "the smallest"."""
    for found in SUPERLATIVE.finditer(question):
        if found[0].lower() not in NO_SUPERLATIVE:
            yield *found.span(), re.sub(r"\Athe\s+", "", said)


def _adjunct_slots(preposition: str, own: Sequence[Word], put: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Phrases with the same preposition, or that say when as the new one does; failing them, the end."""
    is_time = _is_time(own)
    found = False
    for first, last in sorted(_prepositional(words), key=lambda one: -one[0]):
        says_when = _is_time(words[first + 1 : last])
        if says_when == is_time and (is_time or words[first].lower == preposition):
            found = True
            yield words[first].start, words[last - 1].end, put
    if found:
        return
    trailing = [first for first, last in _prepositional(words) if last == len(words) and words[first].lower != "of"]
    if is_time and trailing:  # "at the height of the storm" says when, too
        yield words[trailing[0]].start, words[-1].end, put
    yield words[-1].end, words[-1].end, put


def _described_slots(own: Sequence[Word], said: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Phrases with a determiner whose noun names the same kind of thing."""
    kind = sort_of_noun(own[-1].bare)
    for first, word in enumerate(words):
        if word.lower not in DETERMINERS:
            continue
        for last in range(first + 1, min(first + 1 + MAX_NOUN_PHRASE, len(words))):
            if not is_content(words[last]):
                break
            follows = last + 1 < len(words) and is_content(words[last + 1])
            if sort_of_noun(words[last].bare) is kind and (kind is not Sort.THING or not follows):
                yield word.start, words[last].end, said
                break


def _name_slots(own: Sequence[Word], said: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Names, the subject's first; in a question in lower case, what a preposition or an auxiliary stands before."""
    runs = name_runs(words)
    for first, last in sorted(runs, key=lambda run: (words[run[0] - 1].lower not in AUXILIARIES, -run[0])):
        ending = POSSESSIVE.search(words[last - 1].text)
        start = words[first - 1] if first and words[first - 1].lower == "the" else words[first]
        yield start.start, words[last - 1].end, said + (ending[0] if ending and not POSSESSIVE.search(said) else "")
    if runs:
        return
    for first, last in _prepositional(words):
        if not _is_time(words[first + 1 : last]):
            yield words[first + 1].start, words[last - 1].end, said
    for at, word in enumerate(words[:-1]):
        if word.lower in AUXILIARIES and is_content(words[at + 1]):
            yield words[at + 1].start, words[at + 1].end, said


def _prepositional(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Index ranges of prepositions with their noun phrases."""
    for at, word in enumerate(words):
        if word.lower not in PREPOSITIONS:
            continue
        end = at + 1
        while end < len(words) and (
            is_content(words[end])
            or words[end].lower in DETERMINERS
            or (words[end].lower == "of" and end > at + 1)
            or (words[end].lower == "and" and end == len(words) - 2)  # "for food and drink"
        ):
            end += 1
        if end > at + 1:
            yield at, end


def _is_time(words: Sequence[Word]) -> bool:
    return any(word.bare in CALENDAR or word.bare in TIME_NOUNS or YEAR.fullmatch(word.text) for word in words)
