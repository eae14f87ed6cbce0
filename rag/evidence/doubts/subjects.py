"""The names of a question, and what an article has of them: by which words it knows one, and who else is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.content import STOP_WORDS
from rag.text.runs import Run, are_akin, runs_in, small_words, telling

HISTORY = re.compile(r"\s\(.*\)\W*\Z", re.DOTALL)  # what a follow-up leans on
LINK = r"at|by|did|do|does|for|from|had|has|have|in|is|of|on|that|to|was|were|which|who|with"
OWNED = rf"(?P<of>of|for|at|aboard) (?:(?:the|its|an?) )?(?:(?!(?:{LINK})\b)[a-z][\w-]* ){{0,3}}"
BEFORE_NAME = re.compile(rf"(?P<told>(?:[a-z][\w’'-]* ){{1,4}}){OWNED}\Z")
AFTER_NAME = re.compile(r"['’]s? (?P<told>(?:[a-z][\w-]*\b ?){1,3})|(?<=['’]s) (?P<owned>(?:[a-z][\w-]*\b ?){1,3})")
# A small word beside a name, that may say of what sort it is: "the Orrin dam", "the ferry Isla Rona", "the dam at".
BEHIND = re.compile(r" (?P<sort>[a-z][\w-]+)")
BEFORE = re.compile(r"\b(?P<sort>[a-z][\w-]+) (?:(?:at|in|on|near) (?:the )?)?\Z")
BEGINS = re.compile(r"(?:\A|[.!?:…][\"'”’]?\s+|\n\s*)[\"'“‘]?\Z")
SHORTEST_ROLE = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a question, and what is asked of it: `told` are words like "captain" in "captain of the Zorya", joined
    to it `by` "of" ("" if they are not), and those `beside` it may say of what sort it is. With `is_part` it is that of
    a place perhaps, where another thing is: "the Sarrow council".
    """  # fmt: skip

    run: Run
    told: tuple[str, ...]
    by: str
    beside: tuple[str, ...]
    is_part: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands in the `text` of its article."""

    headline: str
    text: str
    start: int
    end: int
    first: int
    last: int

    @property
    def sentence(self) -> str:
        """The sentence around it."""
        return self.text[self.first : self.last]


@lru_cache(maxsize=256)
def names_asked(question: str) -> tuple[Name, ...]:
    """The names of a question after its first word, each with what is asked of it; without those of turns before it."""
    found = []
    question = HISTORY.sub("", question)
    opening = len(question.split(" ", 1)[0])
    for run in runs_in(question):
        if run.start < opening:
            continue
        before, after = BEFORE_NAME.search(question[: run.start]), AFTER_NAME.match(question, run.end)
        near = BEHIND.match(question, run.end), BEFORE.search(question[: run.start])
        beside = tuple(one["sort"] for one in near if one is not None)
        is_part = near[0] is not None and near[0]["sort"] not in STOP_WORDS
        if before is not None:
            by = "of" if before["of"] == "aboard" else before["of"]
            found.append(Name(run, tuple(_roles(before["told"])), by, beside, is_part))
        elif after is not None:
            found.append(Name(run, tuple(_roles(after["told"] or after["owned"])), "of", beside, False))
        else:
            found.append(Name(run, (), "", beside, is_part))
    return tuple(found)


def _roles(words: str) -> Iterator[str]:
    return (word for word in words.split() if len(word) >= SHORTEST_ROLE and word not in STOP_WORDS)


def own_words(name: Sequence[str], text: str) -> list[str]:
    """The words of a name that `text` does not use in small letters: not the "lake" of "Lake Wenger"."""
    words = telling(name)
    return [word for word in words if word not in small_words(text)] or words


def distinct_words(name: Sequence[str], text: str) -> list[str]:
    """Of its own words those that are of no other name: not the "isla" of "Isla Rona" where there is "Isla Morven"."""
    words = own_words(name, text)
    return [word for word in words if not _is_of_others(word, name, text)] or words


def _is_of_others(word: str, name: Sequence[str], text: str) -> bool:
    having = [run.words for run in runs_in(text) if word in run.words]
    is_short = any(words == (word,) for words in having)
    return len(name) > 1 and not is_short and any(set(words).isdisjoint({*name} - {word}) for words in having)


def others(names: Sequence[Name], runs: Iterable[Run], text: str) -> list[Run]:
    """The `runs` that are none of `names`, however the article calls these."""
    known = [_called(name.run.words, text) for name in names]
    return [run for run in runs if not any(are_akin(run.words, name) for name in known)]


@lru_cache(maxsize=256)
def _called(name: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The telling words of a name and of longer names of `text` that have one of them: "Town" of "Wexcombe Town"."""
    own = frozenset(distinct_words(name, text))
    longer = (word for run in runs_in(text) if own & set(run.words) for word in telling(run.words))
    return tuple(own | (frozenset(longer) - set(name)))


def is_name(run: Run, text: str) -> bool:
    """Whether a run of `text` is a name, and no word with a capital since it begins a sentence: "Deputy", "Core"."""
    if len(run.words) > 1 or text[run.end - 2 : run.end] in ("'s", "’s") or not _begins_sentence(run, text):
        return True
    return any(one.words == run.words and not _begins_sentence(one, text) for one in runs_in(text))


def _begins_sentence(run: Run, text: str) -> bool:
    return BEGINS.search(text, max(0, run.start - 4), run.start) is not None
