"""What form a word of a sentence has, told by its neighbours: a past, a participle, a plural’s verb, or no verb."""

from __future__ import annotations

from rag.times.patterns import NUMBERS
from rag.times.periods import Way
from rag.times.verbs import (
    ANSWERING,
    BE,
    COURTS,
    DETERMINERS,
    DONE,
    GOING,
    INQUIRED,
    INQUIRING,
    JOINING,
    MAY_HAVE,
    NOBODY,
    NOT_PAST,
    NOUNS_TOO,
    NUMBERED,
    PARTICIPLES,
    PLACES,
    PLAYED,
    PLAYED_BEHIND_WHO,
    PRESENT_TOO,
    SIGHTS,
    SPEAKING,
    WAS_OR_PARTICIPLE,
    WILL,
)

NEAR = 4  # words before a participle, among which its "be" or "will" stands


def is_regular(word: str) -> bool:
    """Whether a lower-cased word is a past tense, or a participle that looks like one."""
    return word in WAS_OR_PARTICIPLE or (word.endswith("ed") and len(word) > 3 and word not in NOT_PAST)


def is_told_of(words: list[str], at: int) -> bool:
    """Whether the modal verb at `at` tells of what was: "may have left", "would not say", "could hear shots"."""
    word, rest = words[at].lower(), [one.lower() for one in words[at + 1 : at + 6]]
    if word == "could" and rest[:1] == ["not"]:
        return True
    is_denied = rest[:1] == ["not"] or word.endswith(("n’t", "n't"))
    said = rest[1:] if rest[:1] == ["not"] else rest
    if word in MAY_HAVE and said[:1] == ["have"] and has_participle(said[1:]):
        return words[at] != "May"
    before = {one.lower() for one in words[:at]}
    if word == "could" and said[:1] == ["hear"]:
        return not COURTS & before
    if word == "could" and said[:1] == ["see"]:
        return bool(SIGHTS & set(said[1:4]))
    if SPEAKING & before:
        return False  # "he said it would not name a successor on Monday"
    if word == "could":
        return said[:2] in (["be", "seen"], ["be", "heard"])
    if word == "would" and (NOBODY & before or {"neither", "only"} & set(said[:1])):
        return bool(ANSWERING & set(said[:2]))  # "no one would comment", "would neither confirm nor deny"
    return word in ("would", "wouldn’t", "wouldn't") and is_denied and bool(ANSWERING & set(said[:1]))


def has_participle(rest: list[str]) -> bool:
    """Whether what follows "have" makes a tense of it: "have been", "have already left", not "have a deal"."""
    first = next((word for word in rest if not word.endswith("ly") and word not in ("also", "already", "never")), "")
    return first in PARTICIPLES or is_regular(first)


def has_be_or_will(words: list[str], at: int) -> bool:
    """Whether a "be" or "will" stands a few words before the word at `at`."""
    return any(one.lower() in BE or one.lower() in WILL for one in words[max(0, at - NEAR) : at])


def is_of_a_noun(words: list[str], at: int, so_far: Way | None) -> bool:
    """Whether the participle at `at` tells of a thing what was done: "must pay for the damage done on Saturday"."""
    is_alone = (so_far is Way.FUTURE or at == 0) and not has_be_or_will(words, at)
    return is_alone and words[at].lower() not in PRESENT_TOO


def is_going_on(words: list[str], at: int) -> bool:
    """Whether what goes on at `at` is to come: "is leaving", "we’re playing them", not "is investigating a crash"."""
    word, previous = words[at].lower(), words[at - 1].lower() if at else ""
    if word in INQUIRING or (word == "being" and INQUIRED & set(words[at + 1 : at + 2])):
        return False
    return previous in GOING or previous.endswith(("’re", "’m", "'re", "'m"))


def makes_a_noun(words: list[str], at: int) -> bool:
    """Whether what is before the word at `at` makes it no verb: "Norway’s visits", "29 votes to 22", "three runs"."""
    if not at:
        return words[at][:1].isupper()  # "Votes cast on Sunday"
    previous = words[at - 1].lower()
    if previous in NUMBERS:
        return at < 2 or words[at - 2].lower() not in NUMBERED  # but "Stage four takes"
    many = ("both", "several", "many")
    return previous in DETERMINERS or previous in many or previous.endswith(("’s", "'s", "’")) or previous[:1].isdigit()


def has_plural_subject(words: list[str], at: int, so_far: Way | None) -> bool:
    """Whether the word at `at` may be a verb: "voters go", "they go", "ferries to Tolvay stop", "Arsenal play"."""
    previous = words[at - 1] if at else ""
    small = previous.lower()
    if small in ("they", "we", "you", "i", "people") or _is_plural(previous):
        return True
    if small == "who":
        return words[at] in PLAYED_BEHIND_WHO  # "Rovers, who play Leeds on Saturday"
    if at <= 2 and (small in NUMBERS or small == "both") and small not in DETERMINERS:
        return True  # "the two meet"
    if words[at] in PLAYED and _is_team(words[:at]):
        return True
    is_of_another = words[at] in NOUNS_TOO or (so_far is Way.PAST and small != "and")
    return at > 2 and not is_of_another and small not in DETERMINERS and _is_plural(words[0])


def _is_plural(word: str) -> bool:
    ends = word.endswith("s") and not word.endswith(("ss", "’s", "'s"))
    return ends and (len(word) > 3 or word[:-1].isupper())  # "MPs"


def _is_team(words: list[str]) -> bool:
    """Whether the words end in a name that has no article: "Arsenal", but not "the new Beckett" of "Beckett play"."""
    last = len(words)
    while last and words[last - 1][:1].isupper():
        last -= 1
    name = words[last:]
    before = words[last - 1].lower() if last else ""
    return bool(name) and name[0].lower() not in DETERMINERS and (not before or before in JOINING)


def is_infinitive(words: list[str], at: int) -> bool:
    """Whether the word behind "to" is a verb, not a place or a person."""
    word = words[at]
    return word.islower() and word not in PLACES and not word.endswith(("s", "ing"))


def is_done(words: list[str], to: int) -> bool:
    """Whether what the "to" at `to` leads to was done, or was not: "failed to appear"."""
    return any(word.lower() in DONE for word in words[max(0, to - 2) : to])
