"""What becomes of the time that a question names: which articles to search first, which then, and what to say of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.datatypes import AppliedTime, Dates, ResolvedDate
from rag.text.wording import plain_count, plain_date
from rag.times.periods import Period, days, plain_period
from rag.times.question import time_of

REPORTED = re.compile(
    r"\b(?:said|says|told|announced|reported|reports|published|released|showed|shows|revealed|confirmed)"
    r"(?:\s+(?:(?:in|at|to|by)\s+(?:an?|the|its|his|her)\s+)?[a-z]+(?:\s+[a-z]+)?)?\s+(?:on\s+)?\Z"
)


# Before a date: what begins or ends then is told of at another time.
BOUNDARY = re.compile(
    r"\b(?:from|until|till|by|before|after|since|starting|beginning|effective|not later than)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the caller says about time: limits, the day as of which and on which to ask, and whether to ask of any date.

    With `any_date` the time that the question names is passed over; the limits are not.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    today: dt.date | None = None
    any_date: bool = False

    @property
    def last(self) -> dt.date | None:
        """The last date that an article may have, None where there is none."""
        return _earlier(self.until, self.as_of)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A `question` to ask of the articles dated from `since` to `until`, and what to say about that if it answers.

    With `is_bare` the question has lost words, and is to be answered more surely. With `about` the answer has to be of
    that period; see `is_about`.
    """

    question: str
    since: dt.date | None
    until: dt.date | None
    time: AppliedTime | None
    is_bare: bool = False
    about: Period | None = None


def plan_attempts(question: str, limits: Limits, dates: Dates) -> tuple[Attempt, ...]:
    """The attempts at `question`, at least one; a later one is for when those before it find no answer.

    Without a day of asking that of the archive asked counts, else today. What the question names is kept to only where
    there are articles of that time; that it was passed over is said, since the year may stand in the text all the same.
    """
    given = AppliedTime(question, limits.since, limits.last, limits.as_of)
    newest = _earlier(dates.newest, limits.as_of)
    named = None
    if not limits.any_date and dates.oldest is not None and newest is not None:
        named = time_of(question, _day_of_asking(limits), newest)
    if named is None:
        return (_attempt(given, dates),)
    applied = replace(
        given,
        sought=named.rest,
        words=named.words,
        named_since=named.since,
        named_until=named.until,
        newest=named.newest,
        oldest=named.oldest,
        later=named.later and _earlier(limits.last, named.until) == named.until,
        since=_later(limits.since, named.since),
        until=_earlier(limits.last, named.until),
    )
    if named.as_of:
        applied = replace(applied, as_of=applied.until)
    is_limited = named.since is not None or named.until is not None
    others = replace(given, sought=question, words=named.words, widened=True)
    others = replace(others, named_since=named.since, named_until=named.until, later=applied.later)
    if not is_limited or _have_articles(applied, dates.oldest, newest):
        attempts = [replace(_attempt(applied, dates), about=named.about)]
        if named.bare is not None:
            bare = _attempt(replace(applied, sought=named.bare), dates)
            attempts.append(replace(bare, is_bare=True, about=named.about))
        if is_limited and not named.as_of:
            attempts.append(replace(_attempt(others, dates), about=named.about))
        return tuple(attempts)
    return (_attempt(given, dates),) if named.vague else (replace(_attempt(others, dates), about=named.about),)


def is_about(text: str, dates: Sequence[ResolvedDate], about: Period, *, as_said: bool = True) -> bool | None:
    """Whether what stands beside `dates` of `text` is of the period `about`: one of these is. None where there is none.

    The day on which something was said is not that of what was said: it speaks for the period, if `as_said`, never
    against it; nor does that from which something holds, or until which.
    """
    told = [one for one in dates if REPORTED.search(text, max(0, one.start - 60), one.start) is None]
    if any(one.first <= about.last and about.first <= one.last for one in (dates if as_said else told)):
        return True
    within = [one for one in told if BOUNDARY.search(text, max(0, one.start - 30), one.start) is None]
    return False if within else None


def _attempt(time: AppliedTime, dates: Dates) -> Attempt:
    asked_for_none = time == AppliedTime(time.sought)
    is_limited = time.since is not None or time.until is not None
    told = None if asked_for_none else replace(time, undated=dates.undated if is_limited else 0)
    return Attempt(time.sought, time.since, time.until, told)


def _day_of_asking(limits: Limits) -> dt.date:
    days_given = (day for day in (limits.today, limits.as_of) if day is not None)
    return next(days_given, dt.date.today())


def _have_articles(time: AppliedTime, oldest: dt.date | None, newest: dt.date | None) -> bool:
    since, until = _later(time.since, oldest), _earlier(time.until, newest)
    return since is None or until is None or since <= until


def plain_time(time: AppliedTime) -> tuple[str, ...]:
    """What became of the time asked for, in sentences without their stops."""
    said = []
    words = f" (“{time.words}”)" if time.words else ""
    as_of = words if time.as_of == time.named_until else ""  # the caller may have said as of when
    of_it = f" (“{time.words}”, with later reports of it)" if time.later else words
    scope = plain_span(time.since, time.until)
    if time.as_of is not None:
        said.append(f"As of {plain_date(time.as_of)}{as_of}: only articles {scope}")
    elif scope:
        said.append(f"Only articles {scope}{'' if time.widened else of_it}")
    if time.widened:
        said.append(
            f"No article {plain_span(time.named_since, time.named_until)}{of_it} answers; other dates were read"
        )
    if time.newest or time.oldest:
        said.append(f"The {'newest' if time.newest else 'oldest'} of the likely answers{words}")
    if time.undated:
        said.append(f"{plain_count(time.undated, 'article')} without a date left out")
    return tuple(said)


def plain_span(since: dt.date | None, until: dt.date | None) -> str:
    """The dates from `since` to `until`, inclusive and None where open, as words that stand behind "articles"."""
    if since is not None and until is not None:
        return f"of {plain_period(days(since, until))}"
    if since is not None:
        return f"from {plain_date(since)} on"
    return f"up to {plain_date(until)}" if until is not None else ""


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return max((day for day in (one, other) if day is not None), default=None)
