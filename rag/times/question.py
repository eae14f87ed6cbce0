"""The time that a question names: "in November 2024", "last week", "as of 7 March", "the latest".

A date in a question says when something happened, not when it was written of. So what is likely to be told at the time
is taken up: days, weeks, months and years behind a preposition or counted from today. A year, and a day or month
without one, may be another's too, and count for less. No date does that names a thing ("the 7 October attack", "last
week's vote", "the 2016 election"), and none in a question about what is to come.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from rag.datatypes import Precision
from rag.text.content import STOP_WORDS
from rag.text.names import MONTHS, WEEKDAYS
from rag.times.expressions import NamedPeriod, find_periods
from rag.times.order import order_of, without
from rag.times.periods import Period, shift
from rag.times.stretches import find_stretches

# News of what happened in a period appears in it and for a while after: so many days, by how exactly it is named. The
# figures of a month are published in the next, and corrected in the one after; those of a year well into the next.
DAYS_AFTER = {Precision.DAY: 7, Precision.WEEK: 7, Precision.RANGE: 7, Precision.MONTH: 62, Precision.YEAR: 180}
LEAST_WORDS = 2  # of a question without its time, for it to be asked so
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
BY = re.compile(r"\b(?:by|until|till|up\s+to)\s+(?:the\s+end\s+of\s+)?\Z", re.IGNORECASE)
PREPOSITIONS = (
    r"\b(?:in|on|at|during|over|throughout|by|until|till|up\s+to|between|from|since|after|before|as\s+(?:of|at))\s+"
    r"(?:the\s+(?:end|start|beginning|middle|course)\s+of\s+|late\s+|early\s+|mid[\s-])?"
)
PREPOSITION = re.compile(rf"{PREPOSITIONS}\Z", re.IGNORECASE)
LEAD = re.compile(rf"\s*(?:{PREPOSITIONS})?\Z", re.IGNORECASE)
# Behind these a year, or a day or month without one, is when something happened.
WITHIN = re.compile(
    r"(?:\A|\b(?:in|on|during|throughout)\s+)(?:the\s+(?:end|start|beginning|middle|course)\s+of\s+)?\Z", re.IGNORECASE
)
IN = re.compile(r"\bin\s+\Z", re.IGNORECASE)
PART_OF = re.compile(
    r"\b(?:end|start|beginning|middle|course|rest|half|quarter|spring|summer|autumn|fall|winter)\s+\Z", re.IGNORECASE
)
IN_YEAR = re.compile(r"(?:in|during)\b", re.IGNORECASE)
JOINED = re.compile(r"\s*(?:and|to|until|through|–|-)\s*", re.IGNORECASE)
NAMES_A_THING = re.compile(r"[’']s?\b|-\w")  # behind a date: "last week's vote"
LOWER_NAMES = re.compile(rf"\b(?:{'|'.join([*WEEKDAYS, *MONTHS])})\b")
NAMES_TOO = re.compile(r"(?:march|may|august)\b(?!,?\s+(?:[0-9]|last|this|next))")


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """What a question says about when, in its `words`; `rest` is the question without them, or all of it.

    Articles dated from `since` to `until`, both inclusive and either open, are meant. `as_of` says that nothing later
    may be used at all, `newest` and `oldest` that of several answers that is wanted. `about` is
    the period that an answer has to be of, and `bare` the question without words that articles may leave out. With
    `later` the articles of some days after what the words mean are meant too, since they report of it. With `vague` the
    words may mean another time too, which need not be told where no article is of this one.
    """

    words: str
    rest: str
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: bool = False
    newest: bool = False
    oldest: bool = False
    bare: str | None = None
    about: Period | None = None
    later: bool = False
    vague: bool = False


def time_of(question: str, today: dt.date, newest: dt.date) -> QuestionTime | None:
    """The time that `question`, asked on `today` of articles up to `newest`, names; None where it names none.

    Of several times only a pair ("between 2024-11-06 and 2024-11-08") is understood, else the first counts.
    """
    named = _named(question, today, newest)
    first = next((one for one in named if _is_time(one, question, today, newest)), None)
    if first is None:
        order = order_of(question)
        if order is None or (not order.newest and TO_COME.search(question) and not HAPPENED.search(question)):
            return None
        bare = None if order.newest or order.rest == question else order.rest
        rest = order.rest if order.newest else question
        return QuestionTime(order.words, rest, newest=order.newest, oldest=not order.newest, bare=bare)
    before, period, end = question[: first.start], first.period, first.end
    if AS_OF.search(before):
        words, rest = _cut(question, first.start, end)
        return QuestionTime(words, rest, until=period.last, as_of=True, newest=True)
    if TO_COME.search(question) and not SAYS_PAST.search(question, first.start, end):
        return None
    pair = next((one for one in named if JOINED.fullmatch(question, end, one.start)), None)
    if pair is not None and pair.period.last >= period.last:
        end, period = pair.end, pair.period
    words, bare = _cut(question, first.start, end)
    from_today = _is_from_today(first)
    if SINCE.search(before) or SINCE_A_THING.search(before):
        return QuestionTime(words, bare if from_today else question, since=period.first)
    if BEFORE.search(before) or BY.search(before):
        until = days_on(period.first, -1) if BEFORE.search(before) else min(period.last, today)
        about = Period(dt.date.min, until, Precision.RANGE)
        rest = bare if from_today else question
        return _asked_bare(QuestionTime(words, rest, until=until, newest=True), bare, about)
    # A pair may end in a year, "from November to early 2025", which is too long to be a time by itself.
    until = days_on(period.last, DAYS_AFTER.get(period.precision, DAYS_AFTER[Precision.MONTH]))
    about = Period(first.period.first, period.last, period.precision)
    found = QuestionTime(words, question, about.first, until, later=True)
    found = replace(found, vague=first.kind in ("month", "dated", "part") or period.precision is Precision.YEAR)
    if not from_today:  # a date with its year may stand in an article too
        return _asked_bare(found, bare, about)
    until = min(until, today)
    found = replace(found, until=until, later=until > period.last, vague=_is_any_weekday(first, words))
    if period.precision is Precision.YEAR:  # so annual figures are told, of whichever year that was
        return found
    if period.precision is Precision.MONTH and bare != question:  # "last month": articles name it
        return _asked_bare(replace(found, rest=f"{bare.rstrip('?')} in {period.first:%B}?"), bare, about)
    return _asked_bare(replace(found, rest=bare), bare, about)


def _asked_bare(found: QuestionTime, bare: str, about: Period) -> QuestionTime:
    """`found`, which is `about` a period, to be asked as `bare` too, if that is another question."""
    return replace(found, bare=None if bare == found.rest else bare, about=about)


def _named(question: str, today: dt.date, newest: dt.date) -> list[NamedPeriod]:
    """The dates in a question, in order."""
    stretches = find_stretches(question, today)
    written = _capitalised(question)
    # A day or month without a year is the last one that there can be articles of.
    latest = {one.start: one for one in find_periods(written, min(today, newest)) if _has_no_year(one, written)}
    named = [latest.get(one.start, one) for one in find_periods(written, today)]
    named = [one for one in named if not any(one.start < other.end and other.start < one.end for other in stretches)]
    if HAPPENED.search(question):
        named = [
            _a_year_before(one) if _has_no_year(one, written) and one.period.first > today else one for one in named
        ]
    return sorted([*named, *stretches], key=lambda one: one.start)


def _has_no_year(one: NamedPeriod, question: str) -> bool:
    return one.kind in ("month", "dated") and "year" not in question[one.start : one.end]


def _a_year_before(one: NamedPeriod) -> NamedPeriod:
    first, last = (shift(day, years=-1) for day in (one.period.first, one.period.last))
    return replace(one, period=replace(one.period, first=first, last=last))


def _is_from_today(one: NamedPeriod) -> bool:
    return one.kind in ("near", "weekday", "calendar", "counted")


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
    if one.kind == "absolute" and one.period.precision is Precision.YEAR:
        of_a_thing = SINCE_A_THING.search(f"{before}in ") is not None
        return (IN_YEAR.match(words) is not None and not of_a_thing) or PART_OF.search(before) is not None
    if one.kind in ("near", "calendar", "counted", "part") or (
        one.kind == "weekday" and re.search(r"\b(?:last|this)\b", words)
    ):
        return True
    if one.kind in ("month", "dated"):
        limits = (AS_OF, SINCE, BEFORE, BY)
        is_name = one.kind == "dated" and IN.search(before) is not None  # "in the 7 October attacks"
        return any(place.search(before) for place in limits) or (
            WITHIN.search(before) is not None and not is_name and SINCE_A_THING.search(before) is None
        )
    return any(place.search(before) for place in (PREPOSITION, SINCE_A_THING))


def _is_any_weekday(named: NamedPeriod, words: str) -> bool:
    """Whether "on Wednesday" alone is said, which of an archive that ended before is one of its own."""
    return named.kind == "weekday" and not re.search(r"\b(?:last|this|past)\b", words, re.IGNORECASE)


def _happened(question: str) -> bool:
    return HAPPENED.search(question) is not None and IS.search(question) is None


def days_on(day: dt.date, number: int) -> dt.date:
    """`day` so many days on, or the calendar's end on that side."""
    return dt.date.fromordinal(min(max(day.toordinal() + number, 1), dt.date.max.toordinal()))


def _cut(question: str, start: int, end: int) -> tuple[str, str]:
    """The words from `start` to `end` with what leads to them; and the question without, or all if little remains."""
    lead = LEAD.search(question[:start])
    first = lead.start() if lead is not None else start
    rest = without(question, first, end)
    words = [word for word in re.findall(r"\w+", rest.lower()) if word not in STOP_WORDS]
    return question[first:end].strip(), rest if len(words) >= LEAST_WORDS else question


def _capitalised(question: str) -> str:
    """`question` with days and months that were typed small written as names, at the same places."""
    return LOWER_NAMES.sub(
        lambda match: match[0] if NAMES_TOO.match(question, match.start()) else match[0].title(), question
    )
