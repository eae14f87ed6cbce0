"""Whether a sentence speaks of what was or of what is to come, where a date stands in it. By rules, from its verbs.

The verbs before the date decide, the nearest last, then those behind it: "Putin on Thursday praised" is past, "the
union said the strike would begin on Monday" is to come. A sentence without a verb that tells says nothing.
"""

from __future__ import annotations

import re

from rag.times.periods import Way

WORD = re.compile(r"[\w’'-]+|[,;:()“”\"–—]")
PIECE_ENDS = frozenset(',;:()“”"–—')
AHEAD = re.compile(
    r"(?:\b(?:ahead of|until|till|starting|beginning|next|coming|upcoming)(?: the| an?)?"
    r"|(?<!originally )(?<!had been )\b(?:scheduled|slated|planned|due|set|billed) (?:for|on|to)(?: the| an?)?)"
    r"\s*(?:early |late )?\Z",
    re.IGNORECASE,
)
FOR = re.compile(r"\bfor\s*\Z", re.IGNORECASE)
THIS = re.compile(r"this (?!past\b)", re.IGNORECASE)
BEHIND = re.compile(r"\bsince(?: the)?(?: early| late)?\s*\Z", re.IGNORECASE)

WILL = frozenset(
    "will won’t won't shall would wouldn’t wouldn't must should may might could can cannot can’t can't going"
    " upcoming forthcoming scheduled slated due expects plans hopes intends aims expected".split()
)
# Third persons of the present that announce, when no article or adjective makes nouns of them.
ANNOUNCING = frozenset(
    "begins starts stops opens closes ends expires runs meets votes goes travels holds hosts plays faces returns"
    " arrives leaves takes visits reopens resumes becomes retires launches kicks enters convenes decides comes turns"
    " sings airs stands rules speaks delivers presents performs sails departs concludes publishes releases"
    " elects".split()
)
ANNOUNCING_PLURAL = frozenset(
    "begin start stop open close end expire run meet vote go travel hold host play face return arrive leave take"
    " visit reopen resume retire launch enter decide come sing elect sail depart".split()
)
WAS = frozenset(
    "was were had did wasn’t weren’t hadn’t didn’t wasn't weren't hadn't didn't said told began took came gave"
    " wrote saw fell rose spoke went knew became chose broke drove flew grew threw drew sank swore woke wore stole"
    " froze shook withdrew ran won lost sold stood understood got".split()
)
# Past tense, or a participle: "met" and "has met", but also "will be met".
WAS_OR_PARTICIPLE = frozenset(
    "met held left made paid put set hit cut sent built shot found kept led felt heard brought bought caught"
    " thought taught fought sought struck burst quit spent shut read let cost dealt bid".split()
)
NOT_PAST = frozenset(
    "need speed feed indeed hundred shed bleed exceed proceed succeed agreed-upon united armed unprecedented so-called"
    " embed breed seed weed red bed".split()
)
BEFORE = re.compile(r"\b(?:before|by)(?: the)?\s*\Z", re.IGNORECASE)
DETERMINERS = frozenset("the his her its their our my your of for in on no any its".split())
# After these "to do" tells of what was done, or was not.
DONE = frozenset(
    "failed refused managed forced began continued started able had declined opted helped tried used ceased seemed"
    " appeared proved needed led moved rushed came went tended".split()
)
# What follows a "to" that goes before a place, not a verb.
PLACES = frozenset(
    "court work parliament power reporters journalists war jail prison school hospital talks police death people"
    " voters lawmakers office church market markets supporters residents peace safety the a an his her its their"
    " this that these those all more about almost nearly as".split()
)
IS = frozenset("is are isn’t aren’t isn't aren't".split())
MOST_AFTER_IS = 4  # words: further on, "is" is another clause's
BE = frozenset("be been being get have".split())


def way_at(sentence: str, start: int, end: int) -> Way | None:
    """Whether the expression of `sentence` from `start` to `end` lies behind or ahead, None where nothing tells."""
    before, after = sentence[:start], sentence[end:]
    opening = re.sub(r"(?:\b(?:on|in|by|from|at)\s+)?(?:the\s+)?\Z", "", before)
    for left in (before, opening):
        if AHEAD.search(left):
            return Way.FUTURE
        if BEHIND.search(left):
            return Way.PAST
    if FOR.search(before) and THIS.match(sentence, start):
        return Way.FUTURE
    pieces = _pieces(before)
    own_left = _last_way(pieces[-1])
    if own_left is not None:
        return own_left
    # "Polls narrow before Sunday’s vote"; "with elections on Sunday": what has no verb of its own is to come.
    if BEFORE.search(before) or pieces[-1][:1] in (["With"], ["with"]):
        return Way.FUTURE
    following = _pieces(after)
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


def _way_of(words: list[str], at: int, so_far: Way | None) -> Way | None:
    """What is known after the word at `at`, when `so_far` was known before it."""
    word, previous = words[at].lower(), words[at - 1].lower() if at else ""
    if word in ("’ll", "'ll") or word.endswith(("’ll", "'ll")):
        return Way.FUTURE
    if word in WILL:
        if word == "could" and words[at + 1 : at + 2] == ["not"]:
            return Way.PAST
        if word in ("may", "due") and words[at][:1].isupper():
            return so_far
        return Way.FUTURE
    if word in WAS:
        return Way.PAST
    if previous == "to" and _is_infinitive(words, at):
        return so_far if _is_done(words, at - 1) else Way.FUTURE
    if word in WAS_OR_PARTICIPLE or (word.endswith("ed") and len(word) > 4 and word not in NOT_PAST):
        if so_far is Way.FUTURE and any(one.lower() in BE or one.lower() in WILL for one in words[max(0, at - 4) : at]):
            return so_far
        return Way.PAST if previous not in DETERMINERS else so_far
    if word in ("has", "have", "hasn’t", "haven’t", "hasn't", "haven't"):
        return so_far if so_far is Way.FUTURE else Way.PAST
    if word in ANNOUNCING:
        return Way.FUTURE if previous not in DETERMINERS and not previous.endswith(("’s", "'s", "’")) else so_far
    if word in ANNOUNCING_PLURAL and _has_plural_subject(words, at):
        return Way.FUTURE
    if word.endswith("ing") and previous in ("is", "are", "am", "isn’t", "aren’t", "isn't", "aren't", "be"):
        return Way.FUTURE
    return so_far


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
