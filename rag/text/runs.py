"""Names in a text, as its runs of capitalised words: where they stand, and which words tell one from another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.text.content import STOP_WORDS
from rag.text.names import CAPITAL, MONTHS, WEEKDAYS
from rag.text.naming import BEFORE_OFFICE, OFFICES, TITLES

PART = rf"{CAPITAL}[^\W_]*(?:[’'-]{CAPITAL}?[^\W_]+)*"
RUN = re.compile(rf"(?<![\w’'-])(?:{PART} )*{PART}(?![\w-])")
POSSESSIVE = re.compile(r"['’]s\Z")
NO_FIRST_NAMES = TITLES | OFFICES | BEFORE_OFFICE | STOP_WORDS
CALENDAR = frozenset((*WEEKDAYS, *MONTHS))
SMALL_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+")
SHORT_NAME = 3  # letters that are a nickname rather than a name: "Tom", "Jim"
STEM = 5  # letters: "Hungary", "Hungarian"
# What no stem tells to be one.
CALLED_ALIKE = (
    "us usa america american uk britain british england english united states kingdom",
    "france french",
    "poland polish",
    "netherlands dutch",
    "spain spanish",
    "denmark danish",
    "turkey turkish",
    "ireland irish",
    "wales welsh",
    "greece greek",
    "switzerland swiss",
    "finland finnish",
    "china chinese",
    "iraq iraqi",
    "iran iranian",
    "italy italian",
    "sweden swedish",
    "norway norwegian",
    "scotland scottish scots",
    "malta maltese",
    "cyprus cypriot",
    "peru peruvian",
    "cuba cuban",
    "mali malian",
    "chad chadian",
    "oman omani",
    "thailand thai",
    "philippines philippine filipino",
)
ALIKE = {word: frozenset(group.split()) for group in CALLED_ALIKE for word in group.split()}


@dataclass(frozen=True, slots=True)
class Run:
    """A name of a text, from `start` to `end`: its `words` in small letters, without accents and titles."""

    start: int
    end: int
    words: tuple[str, ...]


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """A text of the same length in small letters and without accents."""
    return "".join(unicodedata.normalize("NFKD", char)[0] for char in text.lower())


@lru_cache(maxsize=256)
def runs_in(text: str) -> tuple[Run, ...]:
    """The names of a text, without what stands before them ("Mayor", "The") and the days and months beside them."""
    found = []
    for run in RUN.finditer(text):
        words, at = [], run.start()
        for word in run[0].split(" "):
            words.append((at, word))
            at += len(word) + 1
        while words and words[0][1].lower() in NO_FIRST_NAMES | CALENDAR:
            words.pop(0)
        while words and words[-1][1].lower() in CALENDAR:
            words.pop()
        if words:
            end = words[-1][0] + len(words[-1][1])
            found.append(Run(words[0][0], end, tuple(folded(POSSESSIVE.sub("", word)) for _, word in words)))
    return tuple(found)


@lru_cache(maxsize=256)
def small_words(text: str) -> frozenset[str]:
    """The words that a text has in small letters, and so are no names there."""
    return frozenset(word for word in SMALL_WORD.findall(text) if word.islower())


def telling(name: Iterable[str]) -> list[str]:
    """The words of a name that tell something: not "of", and none of two letters unless there are only such."""
    words = list(name)
    return [word for word in words if len(word) >= SHORT_NAME and word not in STOP_WORDS] or words


def are_akin(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two names may be of one thing: they share a word or its stem, or one is called as the other is."""
    mine, theirs = ({form for word in telling(name) for form in _forms(word)} for name in (one, other))
    return not mine.isdisjoint(theirs)


def places_of(words: Iterable[str], text: str) -> list[int]:
    """Where `text` has one of `words`, or another of its stem."""
    forms = sorted({form for word in words for form in _forms(word)})
    return [found.start() for found in re.finditer(rf"\b(?:{'|'.join(map(re.escape, forms))})", folded(text))]


def _forms(word: str) -> set[str]:
    return {one[:STEM] for one in ALIKE.get(word, (word,))}
