"""The phrases of a question that say where or when: "in Gaza", "last year", "at the height of the storm"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.text.grammar import (
    CALENDAR,
    DETERMINERS,
    PREPOSITIONS,
    TIME_NOUNS,
    Sort,
    Word,
    is_content,
    sort_of_noun,
    words_of,
)

# A phrase with one of these may say when: "at the height of the storm", "during the war".
MAY_SAY_WHEN = frozenset("at in on during after before since until till throughout by within over around".split())
# Times that stand without a preposition: "last year".
BARE_TIMES = frozenset("last next this that yesterday today tomorrow tonight every each".split())
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def times_in(question: str) -> list[tuple[int, int]]:
    """The stretches of a question that say when, in order."""
    words = words_of(question)
    ranges = sorted((*prepositional(words), *bare_times(words)))
    return [(words[first].start, words[last - 1].end) for first, last in ranges if is_time(words[first:last])]


def prepositional(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
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
            if _begins_time(words, end) and words[end - 1].lower not in DETERMINERS | PREPOSITIONS:
                break  # "in Gaza last year"
            end += 1
        if end > at + 1:
            yield at, end


def bare_times(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Index ranges of times without a preposition: "last year"."""
    for at in range(1, len(words)):
        if _begins_time(words, at) and words[at - 1].lower not in DETERMINERS | PREPOSITIONS:
            yield at, at + 1 if is_time(words[at : at + 1]) else at + 2


def year_for(new: Sequence[Word], old: Sequence[Word]) -> str:
    """The year that a `new` month or day without one takes over: " 2026" for "in July" after "in May 2026"."""
    years = [word.text for word in old if YEAR.fullmatch(word.text)]
    is_of_month = any(word.bare in CALENDAR and not word.bare.endswith("day") for word in new)
    has_year = any(YEAR.fullmatch(word.text) or word.lower in BARE_TIMES for word in new)
    return f" {years[-1]}" if years and is_of_month and not has_year else ""


def is_time(words: Sequence[Word]) -> bool:
    """Whether a phrase has a word of time: a day, a month, a year, "season"."""
    return any(word.bare in CALENDAR or word.bare in TIME_NOUNS or YEAR.fullmatch(word.text) for word in words)


def is_of_place(word: Word) -> bool:
    """Whether a phrase with this word says where, or who: a name, or a noun like "region"."""
    return word.is_capital or sort_of_noun(word.bare) is Sort.PLACE


def _begins_time(words: Sequence[Word], at: int) -> bool:
    return words[at].lower in BARE_TIMES and (is_time(words[at : at + 1]) or is_time(words[at + 1 : at + 2]))
