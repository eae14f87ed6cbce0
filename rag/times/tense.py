"""Whether a sentence speaks of what was or of what is to come, where a date stands in it. By rules.

What stands right before and behind the date decides ("until Friday"), then the verbs before it, the nearest last, then
those behind it: "Putin on Thursday praised" is past, "the union said the strike would begin on Monday" is to come. A
sentence without a verb that tells says nothing.
"""

from __future__ import annotations

import re

from rag.times.clauses import first_finite_way, first_way, last_way, pieces_of, way_of_report
from rag.times.cues import JOINED, OPENING_FROM, POSSESSIVE, UNTIL, way_around
from rag.times.periods import Way
from rag.times.verbforms import is_regular, makes_a_noun
from rag.times.verbs import (
    ANNOUNCING,
    ANNOUNCING_PLURAL,
    ARRANGING,
    BE,
    DENIED,
    EXPECTED,
    FROM_THEN_ON,
    INQUIRING,
    IS,
    LASTED,
    PLANNING,
    SAID,
    SCHEDULED,
    WAS,
    WILL,
)

FOR = re.compile(r"\bfor\s*\Z", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s*\Z")
THIS = re.compile(r"this (?!past\b)", re.IGNORECASE)
VOTED = re.compile(r"\b(?:voted|ruled)\b[^;:]*\bto\b[^;:]*\bfrom\s*\Z")  # "voted to set the fee at 600 from May"
# "By Monday, 40 had died"; "It sank, and before Monday’s search began …": here what follows tells.
OPENING_BY = re.compile(
    r"(?:\A|[,;:(“\"–—])\W*(?:(?:and|but)\s+)?(?:by|before)(?: the| late| early)?\s*\Z", re.IGNORECASE
)
BEFORE = re.compile(r"\b(?:before|by)(?: the)?\s*\Z", re.IGNORECASE)
THAT = re.compile(r"\bthat(?: on| from| by)?\s*\Z")  # "said that on Friday the plant would close"
SAYING = re.compile(r"\b(?:said|says|announced|warned|confirmed|insisted|added|believes?|hopes?)\s*\Z")
# "after the court on Monday cut her ban"
AFTER = re.compile(r"\bafter (?:the|an?)\b(?P<who>(?: [\w’-]+){1,4}?)(?: on)?\s*\Z")
WAS_SO = re.compile(r"\b(?:(?:was|were) (?:in force|in place|open)|had)\s*\Z")  # "had until noon on Monday to pay"
MOST_AFTER_IS = 4  # words: further on, "is" is another clause's
SURE_WITHIN, SURE_PAST_WITHIN, LOOKED_AT = 6, 5, 8  # words before a date, its preposition among them


def way_at(sentence: str, start: int, end: int) -> Way | None:
    """Whether the expression of `sentence` from `start` to `end` lies behind or ahead, None where nothing tells."""
    before, after = JOINED.sub("", sentence[:start]), sentence[end:]
    for look in (_way_if_over, _way_behind, way_around):
        if (told := look(before, after)) is not None:
            return told
    if FROM.search(before) and _goes_on_from(pieces_of(before)[-1]) and POSSESSIVE.match(after) is None:
        return Way.FUTURE
    if (FOR.search(before) and THIS.match(sentence, start)) or VOTED.search(before):
        return Way.FUTURE
    found = _way_by_verbs(before, after)
    if found is None and OPENING_FROM.search(before) and POSSESSIVE.match(after) is None:
        return Way.FUTURE
    return Way.PAST if found is Way.FUTURE and _is_after_it(pieces_of(before)[-1], after) else found


def is_sure(before: str, way: Way | None) -> bool:
    """Whether the verb close before a date says its `way` so plainly that no other year can be meant.

    "The election will be held in November", written in January; "he was born in August", written in June.
    """
    words = [word.lower() for word in pieces_of(before)[-1][-LOOKED_AT:]]
    # Not "will be held", "to cut": those are no pasts.
    pasts = [
        at
        for at, word in enumerate(words)
        if word in WAS or (is_regular(word) and (BE | WILL | {"to"}).isdisjoint(words[max(0, at - 1) : at]))
    ]
    if way is Way.FUTURE:
        return not pasts and "due" not in words and last_way(words[-SURE_WITHIN:]) is way
    if way is None or not pasts or len(words) - pasts[-1] > SURE_PAST_WITHIN:
        return False
    is_arranged = any(word in ARRANGING or PLANNING.fullmatch(word) for word in words)
    return not is_arranged and (BE | WILL | IS | {"to"}).isdisjoint(words[: pasts[-1]])


def _way_if_over(before: str, after: str) -> Way | None:
    """Past behind "until", where that is over: "did not arrive until Tuesday", "Until May, nobody had asked"."""
    found = UNTIL.search(before)
    if found is None:
        return None
    if found["hour"] and WAS_SO.search(before, 0, found.start()):
        return Way.PAST
    words = pieces_of(before[: found.start()])[-1]
    small = {word.lower() for word in words}
    if not words:
        return Way.PAST if found[0][0] == "U" and way_of_report(pieces_of(after)) is Way.PAST else None
    if EXPECTED & small or (SAID & small and "had" not in small) or last_way(words) is not Way.PAST:
        return None
    return Way.PAST if (LASTED | DENIED) & small else None


def _way_behind(before: str, after: str) -> Way | None:
    """What the verbs behind a date tell, where they are its own: "said Sunday’s vote would go ahead"."""
    following = pieces_of(after)[0]
    if THAT.search(before) or (SAYING.search(before) and POSSESSIVE.match(after)):
        return first_way(following)
    found = AFTER.search(before)
    if found is None or SCHEDULED & set(found["who"].split()) or last_way(found["who"].split()) is not None:
        return None
    return Way.PAST if first_way(following[:1]) is Way.PAST else None


def _goes_on_from(words: list[str]) -> bool:
    """Whether what the words tell begins with the date behind "from": "fares rise from", not "the ban counts from"."""
    return any(word.lower() in FROM_THEN_ON and not makes_a_noun(words, at) for at, word in enumerate(words))


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
    pieces = pieces_of(before)
    own_left = last_way(pieces[-1])
    if own_left is not None:
        return own_left
    following = pieces_of(after)
    if OPENING_BY.search(before) and (opened := way_of_report(following)) is not None:
        return opened
    # "Polls narrow before Sunday’s vote"; "with elections on Sunday": what has no verb of its own is to come.
    if BEFORE.search(before) or pieces[-1][:1] in (["With"], ["with"]):
        return Way.FUTURE
    own_right = first_finite_way(following[0]) or first_way(following[0])
    if own_right is not None and pieces[-1]:
        return own_right
    # "The election is on Tuesday"; "a strike for this Friday".
    nearest = {word.lower() for word in pieces[-1][-MOST_AFTER_IS:]}
    if nearest & IS and not nearest & (INQUIRING | {"than"}):
        return Way.FUTURE
    for piece in reversed(pieces[:-1]):
        if (found := last_way(piece)) is not None:
            return found
    return next((found for piece in following if (found := first_way(piece)) is not None), None)
