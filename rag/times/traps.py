"""What looks like a date and is none: names ("Sunday Times", "Theresa May"), habits, titles, named events."""

from __future__ import annotations

import re

HABIT_BEFORE = frozenset("every each any some most another one".split())
NAMED_BEFORE = frozenset(
    "Black Good Ash Super Bloody Holy Palm Cyber Giving Maundy Shrove Whit Sheffield Red Blue Ruby Fat Easter Man"
    " Girl Freaky Casual Spy Manic Throwback".split()
)
NAMED_AFTER = frozenset(
    "Times Telegraph Mirror Express Mail Post Herald World Independent Sun Star Tribune Mercury Review School Club"
    " Market People Game Addams Child Group Island".split()
)
SHOWS = re.compile(r"\s+(?:Night\s+(?:Live|Football|Fever|Lights)|Night\s+at|the\s+13th|13th)\b")
# After these, one of the months that are also names or verbs is a month.
MONTH_BEFORE = frozenset(
    "in since until till before during early mid late last next this between by from after than of the a an".split()
)
WEAK_MONTH_BEFORE = frozenset("of after before by from than the a an".split())
MONTHS_JOINED = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s*"
    r"(?:and|or|to|through|until|–|-|,)\s*\Z"
)
NAMES_TOO = frozenset("march may april june august".split())
MR = frozenset("Mr Mrs Ms Miss Dr Sir Lord Lady Theresa Brian James Minister President Prime Secretary".split())
OF_THE_TIME = re.compile(
    r"[’']s\s+(?:world|society|youth|young|generation|standards|children|kids|teenagers|readers|leaders|technology"
    r"|cities|workers|voters|world's|Russia|China|America|Europe|Britain|music|films?)\b",
)
EVENT_AFTER = re.compile(
    r",?\s+(?:[Aa]ttacks?|[Mm]assacre|[Rr]iots?|[Ii]nsurrection|[Aa]ssault|[Hh]ijackings?|[Cc]ommission|[Cc]ommittee|[Mm]ovement"
    r"|[Cc]apitol|Revolution|Coup|Agreement|Accords?|Square|Brigade|Park|Stadium|Street)\b"
)
OPENING_HOURS = re.compile(r"\b(?:open|opens|closed|closes|hours|daily|weekdays|available|operates|runs)\b[^.]*\Z")
THE_WHOLE = frozenset(
    "the his her its their my our your one every each final very a an first second third another no".split()
)
AS_OF = re.compile(r"\bas\s+of\s+\Z", re.IGNORECASE)
ROUGHLY = re.compile(
    r"\b(?:more\s+than|less\s+than|fewer\s+than|over|under|about|around|nearly|almost|some|at\s+least|up\s+to|roughly|barely"
    r"|or|to|and|than|within|approximately|half)\s+\Z",
    re.IGNORECASE,
)
# "Said in a statement Wednesday", "told a crowd Saturday" name a day; "on a cold Sunday" names none.
PLACING = frozenset("in at during after told with by".split())
OF_DAYS = frozenset(
    "a an cold quiet busy typical rainy wet sunny hot normal recent later given certain single warm bright"
    " grey dark long bad good hectic wild frantic dramatic tense chilly snowy windy foggy crisp".split()
)
EARLIER_THAN = re.compile(r"\s+than\b")  # "a year earlier than planned" counts from no day
WORD_BEFORE = re.compile(r"([\w’'-]+)([^\w’'-]*)\Z")
TITLE = re.compile(r"[“‘\"'«]([^“”‘\"«»\n]{1,80})[”’\"'»]")


def is_trap(kind: str, text: str, start: int, end: int) -> bool:
    """Whether the expression of this kind, `text` from `start` to `end`, names no day after all."""
    found = WORD_BEFORE.search(text, max(0, start - 40), start)
    before = found[1] if found else ""
    joined = bool(found) and found is not None and not found[2].strip(" \t\r\n(“‘\"'—–-,")
    after = text[end : end + 40]
    if kind in ("weekday", "month", "dated") and _in_title(text, start, end):
        return True
    if kind == "weekday":
        return _is_weekday_trap(text, start, before if joined else "", after, text[start:end])
    if kind == "month":
        return not MONTHS_JOINED.search(text, max(0, start - 30), start) and _is_month_trap(
            text[start:end], before if joined else "", after
        )
    if kind == "dated":
        return bool(EVENT_AFTER.match(after))
    if kind == "near":
        of_it = before.lower() == "of" and not AS_OF.search(text, max(0, start - 40), start)
        return of_it or bool(OF_THE_TIME.match(after)) or text[max(0, start - 6) : start] == "until "
    if kind == "calendar":
        return _is_calendar_trap(text[start:end], before, after)
    if kind == "counted":
        return bool(ROUGHLY.search(text, max(0, start - 20), start))
    return kind == "anchored" and (
        before.lower() in ("than", "some", "several") or EARLIER_THAN.match(after) is not None
    )


def _is_weekday_trap(text: str, start: int, before: str, after: str, found: str) -> bool:
    next_word = re.match(r"\s+([\w’'-]+)", after)
    following = next_word[1] if next_word else ""
    if before in NAMED_BEFORE or following in NAMED_AFTER or SHOWS.match(after):
        return True
    if re.match(r"[’']s\s+(?:Child|World|Children)\b", after):
        return True
    words = re.findall(r"[ap]\.m\.|[\w’'-]+", text[max(0, start - 40) : start])[-3:]  # "a.m." is no article
    lowered = [word.lower() for word in words[-2:]]
    if HABIT_BEFORE & set(lowered[-1:]):
        return True
    is_placed = len(words) == 3 and words[0].lower() in PLACING and lowered[-1] not in OF_DAYS
    if {"a", "an"} & set(lowered) and not is_placed and not _is_noun(following):
        return True
    if re.match(r"\s*(?:to|through|–|-|until|and)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", after) or re.search(
        r"day\s*(?:to|through|–|-|until|and)\s*\Z", text[max(0, start - 20) : start]
    ):
        return bool(OPENING_HOURS.search(text, max(0, start - 60), start)) and " will " not in text[:start][-60:]
    return False


def _is_noun(word: str) -> bool:
    prepositions = "in on at of and or but when that which with for to by from as was is were after before"
    return word.islower() and word not in prepositions.split()


def _is_month_trap(found: str, before: str, after: str) -> bool:
    if re.match(r"\s+Day\b|[’']s\s+[A-Z]|\s+(?:before|after)\s*(?:[.,;]|\Z)", after) or before.lower() in (
        "each",
        "every",
    ):
        return True
    if "week" in found:
        return False
    name = re.findall(r"[A-Za-z]+", found)
    if len(name) > 1 or name[0].lower() not in NAMES_TOO:
        return before in MR and name[0].lower() in NAMES_TOO
    if before.lower() not in MONTH_BEFORE:
        return True
    capital_follows = bool(re.match(r"\s+[A-Z]", after))
    if before.lower() in WEAK_MONTH_BEFORE and capital_follows:
        return True
    if name[0] == "May" and before.lower() in WEAK_MONTH_BEFORE and after[:1] in ("’", "'"):
        return True
    return (
        name[0] == "March" and before.lower() in ("the", "a") and bool(re.match(r"\s+(?:on|through|to|for)\b", after))
    )


def _is_calendar_trap(found: str, before: str, after: str) -> bool:
    bare = re.match(r"(?:last|next)\s", found, re.IGNORECASE) is not None
    if bare and (before.lower() in THE_WHOLE or before.endswith(("’s", "'s"))):
        return True
    return bool(re.match(r"\s+of\b", after))


def _in_title(text: str, start: int, end: int) -> bool:
    """Whether the expression stands in quotation marks with nothing but words that a title writes large."""
    for title in TITLE.finditer(text, max(0, start - 80), min(len(text), end + 80)):
        if title.start(1) <= start and end <= title.end(1):
            words = re.findall(r"[\w’'-]+", title[1])
            large = [word for word in words if word[:1].isupper() or word[:1].isdigit()]
            small = [word for word in words if word not in large]
            return len(words) > 1 and all(word in TITLE_SMALL for word in small)
    return False


TITLE_SMALL = frozenset("a an the and or of in on at to for with by from".split())
