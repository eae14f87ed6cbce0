"""Whether the words of one answer stand for those of another: a surname for the whole name, and what only looks so."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from rag.text.forms import Forms

ANOTHER = frozenset(
    "north south east west new vice deputy equatorial northern southern eastern western upper lower american british"
    " social liberal christian irish financial".split()
)  # before a lone name: of another
ANOTHER_ROLE = frozenset("vice deputy former".split())  # before a lone word
ANOTHER_AFTER = frozenset("wall police brigade brewery pilots energy federation".split())  # "Lorsk police"
BESIDE = frozenset("near outside beyond opposite behind not except without".split())  # "near Lorsk" is not Lorsk
OF = frozenset("of for".split())
SETTLED = frozenset(
    "city town village state port island county republic kingdom district province region name country capital suburb"
    " borough".split()
)  # "the city of Lorsk" is Lorsk
AND = frozenset("and or".split())
PARTICLES = frozenset("al el".split())  # "al-Assad" is Assad
CLOSE_LETTERS = 5  # a name at least as long may differ by a letter
FAR_LETTERS = 9  # and from here on by two
WRITTEN_FOR_EACH_OTHER = ("aeiouy", "vwf", "ckq", "sz", "jyi", "gh", "td")  # letters, between scripts and spellings
MAY_BE_LEFT_OUT = frozenset("hyje")  # "Sergey" and "Sergei" apart: "Mohamed" and "Muhammad"
OF_WOMEN_OR_MEN = frozenset("aeo")  # "Carla" is not "Carlo", "Martina" not "Martin"
# Sounds that two letters stand for, and letters written twice: "Qaddafi" is "Kadhafi".
SOUNDS = (
    (re.compile(r"([dk])h"), r"\1"),
    (re.compile(r"ks"), "x"),
    (re.compile(r"q"), "k"),
    (re.compile(r"iy\Z"), "y"),
    (re.compile(r"(.)\1"), r"\1"),
)
SURNAME_ENDS = re.compile(r"s[eo]n\Z")  # "Hansen" is not "Hanson"


def stands_for(shorter: Forms, longer: Forms, *, name: bool, names: bool) -> bool:
    """Whether the words of `shorter` stand in `longer`, for the whole of it; is it a `name`, are both `names`?"""
    if names and _is_initialled(shorter.words, longer.words):
        return True
    return any(
        all(same_word(a, b, names=names) for a, b in zip(shorter.words, longer.words[at:], strict=False))
        and _is_whole(shorter, longer, at, name=name, names=names)
        for at in range(len(longer.words) - len(shorter.words) + 1)
    )


def _is_whole(shorter: Forms, longer: Forms, at: int, *, name: bool, names: bool) -> bool:
    """Whether what `longer` adds before and after its words from `at` leaves what they stand for."""
    words, end = longer.words, at + len(shorter.words)
    before, after = words[at - 1] if at else "", words[end] if end < len(words) else ""
    if before in BESIDE or (after and end - 1 in longer.owners and end - at - 1 not in shorter.owners):
        return False  # "Falk's lawyer" is not "Falk"
    if (at in longer.joined and before not in PARTICLES) or end in longer.joined:
        return False  # "Guinea-Bissau" is not "Guinea"
    if end - at == 1 and before in (ANOTHER if names else ANOTHER_ROLE):
        return False  # "South Sudan" is not "Sudan"
    if after in ANOTHER_AFTER or (name and before in OF and at > 1 and words[at - 2] not in SETTLED):
        return False  # "the brother of Leo Marsh"
    return not names or (before not in AND and after not in AND)


def same_word(one: str, other: str, *, names: bool) -> bool:
    """Whether two words are one, or one name spelled by two newspapers."""
    if one == other:
        return True
    if not names or min(len(one), len(other)) < CLOSE_LETTERS:
        return False
    mine, theirs = _sounds(one), _sounds(other)
    if mine == theirs:
        return True
    least = min(len(one), len(other))
    if OSA.distance(mine, theirs, score_cutoff=2) > (2 if least >= FAR_LETTERS else 1):
        return False
    return not _is_another(*sorted((mine, theirs), key=len))


def _sounds(word: str) -> str:
    for pattern, instead in SOUNDS:
        word = pattern.sub(instead, word)
    return word


def _is_another(short: str, long: str) -> bool:
    """Whether two names a letter apart are of two: by letters not written for each other, or by their endings."""
    if short[:-1] == long[:-1] and {short[-1], long[-1]} <= OF_WOMEN_OR_MEN:
        return True  # "Carlo", "Carla"
    if len(short) == len(long):
        apart = [{a, b} for a, b in zip(short, long, strict=True) if a != b]
        if len(apart) == 2 and apart[0] == apart[1]:
            return True  # "Christian", "Christina"
        if SURNAME_ENDS.search(short) and SURNAME_ENDS.search(long) and short[:-2] == long[:-2]:
            return True
        return len(apart) == 1 and not any(apart[0] <= set(alike) for alike in WRITTEN_FOR_EACH_OTHER)
    if len(long) - len(short) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if long[at + 1 :] != short[at:]:
        return False  # more than a letter left out
    is_end = at == len(short)
    return long[at] not in MAY_BE_LEFT_OUT or (is_end and long[at] in OF_WOMEN_OR_MEN)


def _is_initialled(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether both are one name of which some parts are initials or left out: "John Smith", "J. R. Smith"."""
    mine, theirs = list(shorter), list(longer)
    if len(mine) < 2 or len(theirs) < 2 or mine[-1] != theirs[-1] or not any(len(one) == 1 for one in mine + theirs):
        return False
    middle = [one for one in theirs[1:-1] if len(one) > 1]
    if len(mine) < len(theirs):
        theirs = [theirs[0], *middle, theirs[-1]] if len(mine) == len(middle) + 2 else theirs
    return len(mine) == len(theirs) and all(
        a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(mine, theirs, strict=True)
    )
