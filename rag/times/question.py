"""The time that a question names: "in November 2024", "last week", "as of 7 March", "the latest".

A date in a question says when something happened, not when it was written of. So only what is likely to be told at the
time is taken up: days and months with their year behind a preposition, and days, weeks and months counted from today.
No year is ("the 2016 election", "in 2016": such news is told for years), no month without one ("inflation in June"), no
date that names a thing ("the 7 October attack", "last week's vote"), and none in a question about what is to come.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rag.datatypes import Precision
from rag.text.content import STOP_WORDS
from rag.text.names import MONTHS, WEEKDAYS
from rag.times.expressions import NamedPeriod, find_periods
from rag.times.periods import Period

# News of what happened in a period appears in it and for a while after: so many days, by how exactly it is named. The
# figures of a month are published in the next, and corrected in the one after.
DAYS_AFTER = {Precision.DAY: 7, Precision.WEEK: 7, Precision.RANGE: 7, Precision.MONTH: 62}
LEAST_WORDS = 2  # of a question without its time, for it to be asked so
NEWEST = re.compile(
    r"\b(?:(?<!at\s)the\s+latest|the\s+newest|(?:the\s+)?most\s+recent(?:ly)?|right\s+now|as\s+of\s+(?:now|today))\b",
    re.IGNORECASE,
)
LATEST = re.compile(
    r"\bthe\s+(?:latest|newest|most\s+recent)(?=\s+(?!on\b|in\b|to\b|of\b|from\b|about\b)\w)", re.IGNORECASE
)
HAPPENED = re.compile(r"\b(?:did|was|were|happened)\b", re.IGNORECASE)
IS = re.compile(r"\b(?:is|are|has|have|even)\b", re.IGNORECASE)
TO_COME = re.compile(
    r"\b(?:will|shall|would|won[’']t|going\s+to|due|set\s+to|supposed\s+to|plan(?:s|ned)?|scheduled|expect(?:s|ed)?)\b",
    re.IGNORECASE,
)
SAYS_PAST = re.compile(r"\b(?:yesterday|last|ago)\b", re.IGNORECASE)
AS_OF = re.compile(r"\bas\s+(?:of|at)\s+(?:the\s+)?(?:end\s+of\s+)?\Z", re.IGNORECASE)
SINCE = re.compile(r"\b(?:since|after)\s+\Z", re.IGNORECASE)
# What follows a thing that has its date, for as long as it likes: "since the attack on", "jailed for the fire on".
SINCE_A_THING = re.compile(
    r"\b(?:(?:since|after)\s+(?:the|his|her|its|their|an?|last)"
    r"|(?:jailed|imprisoned|convicted|sentenced|prosecuted|charged|fined|punished|blamed|responsible|compensated)"
    r"\s+(?:for|over|with|of)\s+(?:the|his|her|its|their|an?))"
    r"\s[^,?]{1,60}\s(?:on|in|of)\s+\Z",
    re.IGNORECASE,
)
BEFORE = re.compile(r"\bbefore\s+\Z", re.IGNORECASE)
PREPOSITIONS = (
    r"\b(?:in|on|at|during|over|throughout|by|between|from|since|after|before|as\s+(?:of|at))\s+"
    r"(?:the\s+(?:end|start|beginning|middle|course)\s+of\s+|late\s+|early\s+|mid[\s-])?"
)
PREPOSITION = re.compile(rf"{PREPOSITIONS}\Z", re.IGNORECASE)
LEAD = re.compile(rf"\s*(?:{PREPOSITIONS})?\Z", re.IGNORECASE)
JOINED = re.compile(r"\s*(?:and|to|until|through|–|-)\s*", re.IGNORECASE)
NAMES_A_THING = re.compile(r"[’']s?\b|-\w")  # behind a date: "last week's vote"
LOWER_NAMES = re.compile(rf"\b(?:{'|'.join([*WEEKDAYS, *MONTHS])})\b")
NAMES_TOO = re.compile(r"(?:march|may|august)\b(?!,?\s+(?:[0-9]|last|this|next))")


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """What a question says about when, in its `words`; `rest` is the question without them, or all of it.

    Articles dated from `since` to `until`, both inclusive and either open, are meant. `as_of` says that nothing later
    may be used at all, `newest` that the newest of several answers is wanted. `bare` is set for words that articles may
    have or leave out: the question without them, which is `about` a period still. With `later` the articles of some
    days after what the words mean are meant too, since they report of it.
    """

    words: str
    rest: str
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: bool = False
    newest: bool = False
    bare: str | None = None
    about: Period | None = None
    later: bool = False


def time_of(question: str, today: dt.date, newest: dt.date) -> QuestionTime | None:
    """The time that `question`, asked on `today` of articles up to `newest`, names; None where it names none.

    Of several times only a pair ("between 2024-11-06 and 2024-11-08") is understood, else the first counts.
    """
    named = find_periods(_capitalised(question), today)
    first = next((one for one in named if _is_time(one, question, today, newest)), None)
    if first is None:
        if (match := NEWEST.search(question)) is None:
            return None
        return QuestionTime(match[0], LATEST.sub("the", question), newest=True)
    before, period, end = question[: first.start], first.period, first.end
    if AS_OF.search(before):
        words, rest = _cut(question, first.start, end)
        return QuestionTime(words, rest, until=period.last, as_of=True)
    if TO_COME.search(question) and not SAYS_PAST.search(question, first.start, end):
        return None
    from_today = first.kind in ("near", "weekday", "calendar", "counted")
    pair = next((one for one in named if JOINED.fullmatch(question, end, one.start)), None)
    if pair is not None and pair.period.last >= period.last:
        end, period = pair.end, pair.period
    words, bare = _cut(question, first.start, end)
    rest = bare if from_today else question  # a date with its year may stand in an article too
    if SINCE.search(before) or SINCE_A_THING.search(before):
        return QuestionTime(words, rest, since=period.first)
    if BEFORE.search(before):
        return QuestionTime(words, rest, until=_days_on(period.first, -1))
    if period.precision is Precision.MONTH and rest != question:  # "last month": articles name it
        rest = f"{rest.rstrip('?')} in {period.first:%B}?"
    # A pair may end in a year, "from November to early 2025", which is too long to be a time by itself.
    until = _days_on(period.last, DAYS_AFTER.get(period.precision, DAYS_AFTER[Precision.MONTH]))
    if from_today:
        later = min(until, today) > period.last
        return QuestionTime(words, rest, first.period.first, min(until, today), later=later)
    if bare == question:
        return QuestionTime(words, rest, first.period.first, until, later=True)
    about = Period(first.period.first, period.last, period.precision)
    return QuestionTime(words, rest, first.period.first, until, bare=bare, about=about, later=True)


def _is_time(one: NamedPeriod, question: str, today: dt.date, newest: dt.date) -> bool:
    """Whether a date in a question says when, of articles that there can be."""
    words = question[one.start : one.end].lower()
    if one.period.first > today or one.period.precision not in DAYS_AFTER or NAMES_A_THING.match(question, one.end):
        return False
    before = question[: one.start]
    if one.kind == "near" and one.period.first == today:
        is_as_of = AS_OF.search(before) is not None
        if today > newest or (is_as_of and words == "today") or not (is_as_of or _happened(question)):
            return False  # "What is it called today?"; as of today, the newest is wanted
    if one.kind in ("near", "calendar", "counted") or (
        one.kind == "weekday" and re.search(r"\b(?:last|this)\b", words)
    ):
        return True
    # "In June" may be told of for a year, and may be another June.
    places = (AS_OF, SINCE, BEFORE) if one.kind in ("month", "dated") else (PREPOSITION, SINCE_A_THING)
    return any(place.search(before) for place in places)


def _happened(question: str) -> bool:
    return HAPPENED.search(question) is not None and IS.search(question) is None


def _days_on(day: dt.date, number: int) -> dt.date:
    """`day` so many days on, or the calendar's end on that side."""
    return dt.date.fromordinal(min(max(day.toordinal() + number, 1), dt.date.max.toordinal()))


def _cut(question: str, start: int, end: int) -> tuple[str, str]:
    """The words from `start` to `end` with what leads to them; and the question without, or all if little remains."""
    lead = LEAD.search(question[:start])
    first = lead.start() if lead is not None else start
    rest = f"{question[:first].rstrip()} {question[end:].lstrip()}".strip(" ,;")
    rest = re.sub(r"\s+([?!.,;])", r"\1", rest)
    words = [word for word in re.findall(r"\w+", rest.lower()) if word not in STOP_WORDS]
    return question[first:end].strip(), rest[:1].upper() + rest[1:] if len(words) >= LEAST_WORDS else question


def _capitalised(question: str) -> str:
    """`question` with days and months that were typed small written as names, at the same places."""
    return LOWER_NAMES.sub(
        lambda match: match[0] if NAMES_TOO.match(question, match.start()) else match[0].title(), question
    )
