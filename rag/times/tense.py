"""Whether a sentence speaks of what was or of what is to come, where a date stands in it. By rules, from its verbs.

The verbs before the date decide, the nearest last, then those behind it: "Putin on Thursday praised" is past, "the
union said the strike would begin on Monday" is to come. A sentence without a verb that tells says nothing.
"""

from __future__ import annotations

import re

from rag.times.periods import Way
from rag.times.verbs import (
    ANNOUNCING,
    ANNOUNCING_PLURAL,
    ANSWERING,
    AT_ONCE,
    BE,
    COURTS,
    DETERMINERS,
    DONE,
    FIXTURES,
    FROM_THEN_ON,
    IS,
    MAY_HAVE,
    NOT_PAST,
    ORDERED,
    PARTICIPLES,
    PLACES,
    PLANNED_WITHIN,
    PLANNING,
    PLANNING_TO,
    SCHEDULED,
    SIGHTS,
    SPEAKING,
    WAS,
    WAS_OR_PARTICIPLE,
    WILL,
    WISHING,
)

WORD = re.compile(r"[\w’'-]+|[,;:()“”\"–—]")
PIECE_ENDS = frozenset(',;:()“”"–—')
AHEAD = re.compile(
    r"(?:\b(?:ahead of|until|till|starting|beginning|next|coming|upcoming)(?: the| an?)?"
    r"|(?<!originally )(?<!had been )\b(?:scheduled|slated|planned|due|set|billed) (?:for|on|to)(?: the| an?)?)"
    r"\s*(?:early |late )?\Z",
    re.IGNORECASE,
)
FOR = re.compile(r"\bfor\s*\Z", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s*\Z")
THIS = re.compile(r"this (?!past\b)", re.IGNORECASE)
VOTED = re.compile(r"\b(?:voted|ruled)\b[^;:]*\bto\b[^;:]*\bfrom\s*\Z")  # "voted to set the fee at 600 from May"
BEHIND = re.compile(r"\bsince(?: the)?(?: early| late)?\s*\Z", re.IGNORECASE)
# "By Monday, 40 had died"; "It sank, and before Monday’s search began …": here what follows tells.
OPENING_BY = re.compile(
    r"(?:\A|[,;:(“\"–—])\W*(?:(?:and|but)\s+)?(?:by|before)(?: the| late| early)?\s*\Z", re.IGNORECASE
)
POSSESSIVE = re.compile(r"[’']s?\s+(?P<thing>[\w-]+)")
BEFORE = re.compile(r"\b(?:before|by)(?: the)?\s*\Z", re.IGNORECASE)
MOST_AFTER_IS = 4  # words: further on, "is" is another clause's


def way_at(sentence: str, start: int, end: int) -> Way | None:
    """Whether the expression of `sentence` from `start` to `end` lies behind or ahead, None where nothing tells."""
    before, after = sentence[:start], sentence[end:]
    opening = re.sub(r"(?:\b(?:on|in|by|from|at)\s+)?(?:the\s+)?\Z", "", before)
    for left in (before, opening):
        if AHEAD.search(left):
            return Way.FUTURE
        if BEHIND.search(left):
            return Way.PAST
    if FROM.search(before) and FROM_THEN_ON & set(_pieces(before)[-1]):
        return Way.FUTURE
    if (FOR.search(before) and THIS.match(sentence, start)) or VOTED.search(before):
        return Way.FUTURE
    found = _way_by_verbs(before, after)
    return Way.PAST if found is Way.FUTURE and _is_after_it(_pieces(before)[-1], after) else found


def _is_after_it(words: list[str], behind: str) -> bool:
    """Whether a date between `words` and the text `behind` tells after what something comes, or is.

    "The move comes days after Monday’s attack", but "Parliament returns after the recess on Monday".
    """
    small = [word.lower() for word in words]
    places = [at for at, word in enumerate(small) if word in ("after", "following") and small[at - 1 : at] != ["the"]]
    if not places or "to" in small or WILL & set(small) or {"likely", "possible"} & set(small):
        return False
    first, thing = places[-1] + 1, POSSESSIVE.match(behind)
    verb = next((word for word in reversed(small[:first]) if word in ANNOUNCING | ANNOUNCING_PLURAL | IS), None)
    if verb in ("comes", "come") or verb in IS:
        of_something = len(small) > first and (verb not in IS or not SCHEDULED & set(small[first:]))
        return thing is not None or of_something
    return thing is not None and thing["thing"] not in SCHEDULED and len(small) <= first + 1


def _way_by_verbs(before: str, after: str) -> Way | None:
    """What the verbs of a sentence say of a date between `before` and `after`."""
    pieces = _pieces(before)
    own_left = _last_way(pieces[-1])
    if own_left is not None:
        return own_left
    following = _pieces(after)
    if OPENING_BY.search(before) and (opened := _way_of_report(following)) is not None:
        return opened
    # "Polls narrow before Sunday’s vote"; "with elections on Sunday": what has no verb of its own is to come.
    if BEFORE.search(before) or pieces[-1][:1] in (["With"], ["with"]):
        return Way.FUTURE
    own_right = _first_way(following[0])
    if own_right is not None and pieces[-1]:
        return own_right
    # "The election is on Tuesday"; "a strike for this Friday".
    nearest = {word.lower() for word in pieces[-1][-MOST_AFTER_IS:]}
    if nearest & IS and "than" not in nearest:
        return Way.FUTURE
    for piece in reversed(pieces[:-1]):
        if (found := _last_way(piece)) is not None:
            return found
    return next((found for piece in following if (found := _first_way(piece)) is not None), None)


def _pieces(text: str) -> list[list[str]]:
    """The words of `text` between its commas, dashes and quotation marks; at least one list."""
    pieces: list[list[str]] = [[]]
    for word in WORD.findall(text):
        if word in PIECE_ENDS:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return pieces


def _last_way(words: list[str]) -> Way | None:
    found: Way | None = None
    for at in range(len(words)):
        found = _way_of(words, at, found)
    return found


def _first_way(words: list[str]) -> Way | None:
    for at in range(len(words)):
        if (found := _way_of(words, at, None)) is not None:
            return found
    return None


def _way_of_report(pieces: list[list[str]]) -> Way | None:
    """The first that the pieces tell, whoever said so: "officials said the road would reopen"."""
    for piece in pieces:
        told = [word for word in piece if word.lower() not in SPEAKING]
        if WISHING & set(told):
            return Way.FUTURE
        if (found := _first_way(told)) is not None:
            return found
    return None


def _way_of(words: list[str], at: int, so_far: Way | None) -> Way | None:
    """What is known after the word at `at`, when `so_far` was known before it."""
    word, previous = words[at].lower(), words[at - 1].lower() if at else ""
    if word in ("’ll", "'ll") or word.endswith(("’ll", "'ll")):
        return Way.FUTURE
    if word in WILL:
        if _is_told_of(words, at):
            return Way.PAST
        if word in ("may", "due") and words[at][:1].isupper():
            return so_far
        return Way.FUTURE
    if word in WAS:
        return Way.PAST
    if previous == "to" and _is_infinitive(words, at):
        return so_far if _is_done(words, at - 1) else _way_of_infinitive(words, at, so_far)
    if _is_regular(word):
        if so_far is Way.FUTURE and any(one.lower() in BE or one.lower() in WILL for one in words[max(0, at - 4) : at]):
            return so_far
        return Way.PAST if previous not in DETERMINERS else so_far
    if word in ("has", "have", "hasn’t", "haven’t", "hasn't", "haven't"):
        return so_far if so_far is Way.FUTURE else Way.PAST
    if word in ANNOUNCING:
        return so_far if _makes_a_noun(previous) else Way.FUTURE
    if word in ANNOUNCING_PLURAL and _has_plural_subject(words, at):
        return Way.FUTURE
    if word.endswith("ing") and previous in ("is", "are", "am", "isn’t", "aren’t", "isn't", "aren't", "be"):
        return Way.FUTURE
    return so_far


def _is_regular(word: str) -> bool:
    return word in WAS_OR_PARTICIPLE or (word.endswith("ed") and len(word) > 3 and word not in NOT_PAST)


def _is_told_of(words: list[str], at: int) -> bool:
    """Whether the modal verb at `at` tells of what was: "may have left", "would not say", "could hear shots"."""
    word, rest = words[at].lower(), [one.lower() for one in words[at + 1 : at + 6]]
    if word == "could" and rest[:1] == ["not"]:
        return True
    is_denied = rest[:1] == ["not"] or word.endswith(("n’t", "n't"))
    said = rest[1:] if rest[:1] == ["not"] else rest
    if word in MAY_HAVE and said[:1] == ["have"] and _has_participle(said[1:]):
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
    return word in ("would", "wouldn’t", "wouldn't") and is_denied and bool(ANSWERING & set(said[:1]))


def _has_participle(rest: list[str]) -> bool:
    """Whether what follows "have" makes a tense of it: "have been", "have already left", not "have a deal"."""
    first = next((word for word in rest if not word.endswith("ly") and word not in ("also", "already", "never")), "")
    return first in PARTICIPLES or _is_regular(first)


def _way_of_infinitive(words: list[str], at: int, so_far: Way | None) -> Way | None:
    """What "to do" tells, its verb at `at`: to come, unless it only says what for something was done."""
    before = [word.lower() for word in words[: at - 1]]
    if before[-1:] and before[-1] in ORDERED and set(before[-3:-1]) & {"was", "were", "been"} and words[at] in AT_ONCE:
        return Way.PAST
    if any(PLANNING.fullmatch(word) for word in before[-PLANNED_WITHIN:]):
        return Way.FUTURE
    if words[at] == "have" and _has_participle([one.lower() for one in words[at + 1 : at + 4]]):
        return Way.PAST  # "is believed to have been killed"
    is_to_come = PLANNING_TO & set(before[-1:]) or words[at] in FIXTURES
    was_done = so_far is Way.PAST and any(word in WAS or _is_regular(word) for word in before)
    return Way.PAST if was_done and not is_to_come else Way.FUTURE


def _makes_a_noun(previous: str) -> bool:
    """Whether what follows the word is no verb: "the visits", "Norway’s visits", "by 29 votes to 22"."""
    return previous in DETERMINERS or previous.endswith(("’s", "'s", "’")) or previous[:1].isdigit()


def _has_plural_subject(words: list[str], at: int) -> bool:
    """Whether the word at `at` may be a verb: "voters go", "they go", "ferries to Tolvay stop"."""
    previous = words[at - 1] if at else ""
    if previous.lower() in ("they", "we", "you", "i", "people") or _is_plural(previous):
        return True
    return at > 2 and previous.lower() not in DETERMINERS and _is_plural(words[0])


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "’s", "'s"))


def _is_infinitive(words: list[str], at: int) -> bool:
    word = words[at]
    return word.islower() and word not in PLACES and not word.endswith(("s", "ing"))


def _is_done(words: list[str], to: int) -> bool:
    return any(word.lower() in DONE for word in words[max(0, to - 2) : to])
