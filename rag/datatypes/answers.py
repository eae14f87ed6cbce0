"""Answers, and what they are made of: quotations, dates, speakers, groups, reasons for silence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from rag.datatypes.reading import Hit, Timings

LEAST_WORTH_SHOWING = 0.1


class Precision(StrEnum):
    """How exactly an expression says when: to the day, the calendar week, month or year, or any other run of days."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """What an expression such as "on Thursday" means in an article of a known date: an annotation, not a quotation.

    `text` stands verbatim in the article from `start` to `end`, and means the days from `first` to `last`, inclusive.
    """

    start: int
    end: int
    text: str
    first: dt.date
    last: dt.date
    precision: Precision


@dataclass(frozen=True, slots=True)
class Speaker:
    """The name of whoever says what is quoted: `text` stands verbatim in the article from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verbatim stretch of a stored article, with everything needed to check it again.

    `article_sha256` is that of the whole text. `source_start` is the offset of the quotation in the
    decoded source file. `sentence` is the text around the quotation from `sentence_start` to
    `sentence_end`. `confidence` is the probability in [0, 1] that this is a right answer. `dates` are what
    the relative dates of the sentence mean, in the order of the text; none where the article has no date. `speaker` is
    who says it, where its sentence or speech tells. `row`, `page`, `url` and `outlet` are of its source; see `Source`.
    """

    article_id: str
    headline: str
    date: dt.date | None
    source: str
    source_start: int
    article_sha256: str
    start: int
    end: int
    text: str
    sentence: str
    sentence_start: int
    sentence_end: int
    confidence: float
    dates: tuple[ResolvedDate, ...] = ()
    speaker: Speaker | None = None
    row: int = 0
    page: int | None = None
    url: str = ""
    outlet: str = ""


class Agreement(StrEnum):
    """How the articles that answer stand to each other."""

    ALONE = "alone"  # one independent article answers
    AGREE = "agree"  # several independent ones say the same
    DIFFER = "differ"  # articles give different answers to one question
    SEVERAL = "several"  # the question has several right answers


@dataclass(frozen=True, slots=True)
class Group:
    """Quotations that say the same, the most probable first.

    `confidence` in [0, 1] is that what they say is a right answer. `independent` counts the stories they come from:
    copies of one wire story are one. `taken_back`: an article that gives another answer says that it replaces this.
    """

    quotations: tuple[Quotation, ...]
    confidence: float
    independent: int
    taken_back: bool = False

    @property
    def newest(self) -> dt.date | None:
        """The latest date of the articles quoted, None where none is dated."""
        return max((one.date for one in self.quotations if one.date is not None), default=None)

    @property
    def by_article(self) -> tuple[Quotation, ...]:
        """The first quotation of each article: a headline and the sentence under it are no two that say so."""
        firsts: dict[str, Quotation] = {}
        for one in self.quotations:
            firsts.setdefault(one.article_id, one)
        return tuple(firsts.values())


@dataclass(frozen=True, slots=True)
class Turn:
    """A question asked before, and the answer it got: "" for silence, "; " between several."""

    question: str
    answer: str


class Asked(StrEnum):
    """The kind of a question, as far as it decides what becomes of it."""

    FACT = "fact"
    YES_NO = "yes_no"
    WHY = "why"
    ARITHMETIC = "arithmetic"
    OPINION = "opinion"
    SUMMARY = "summary"
    COMMAND = "command"
    SMALL_TALK = "small_talk"
    NOT_ENGLISH = "not_english"


class Silence(StrEnum):
    """Why there is no answer."""

    NOTHING_RELEVANT = "nothing_relevant"
    NOT_ANSWERED = "not_answered"
    DECLINED = "declined"  # no quotation can answer such a question


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of the oldest and the newest article, None where no article has one, and how many have none."""

    oldest: dt.date | None = None
    newest: dt.date | None = None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class AppliedTime:
    """How the time asked for, in words or as limits, bore on an answer.

    Only articles dated from `since` to `until`, inclusive and None where open, were searched; `undated` counts the
    articles that this left out for having no date. `as_of` is the day whose archive was asked. `words` are those of the
    question that say when ("last week"), empty if none do, and mean articles dated from `named_since` to `named_until`;
    with `widened` none of these answers, and the others were searched after all. With `later` they reach some days
    beyond what the words mean, for what was reported of it then. With `newest` the newest of several
    likely answers is the answer, with `oldest` the oldest. `sought` is the question as it was
    searched and read, without words that stand for limits.
    """

    sought: str
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    words: str = ""
    named_since: dt.date | None = None
    named_until: dt.date | None = None
    newest: bool = False
    oldest: bool = False
    widened: bool = False
    later: bool = False
    undated: int = 0


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in a question that no article has: as it is written there, and a name of theirs that is spelled nearly so,
    "" where none is.
    """

    name: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gets: the best quotation, or the reason for silence.

    `quotation` is None exactly when `silence` is set. `candidates` are the other quotations, those of `groups` first,
    each part in falling order of confidence; of an answer with a silence they are what was considered and not shown as
    an answer. `nearest` is the passage nearest to the question, set only with a silence and not an answer.
    `confidence` in [0, 1] is that of the best candidate, whether or not it was good enough to show; of several
    `groups`, each of which has its own, it is that of the likeliest, which need not be the one that is shown first.
    `understood` is the question as it was read: `question` itself, or a follow-up with what it leans on.
    `groups` are the answers, each with the quotations that say it: one, or all of several where `agreement` is DIFFER
    (the newest first) or SEVERAL; none with a silence. Their quotations are `quotation` and some of `candidates`.
    `read` are the ranks of the `hits` that were read; the rest could hardly have changed the answer.
    `withheld` counts quotations that failed the check against the stored article. `note` says, where the kind of
    question that was `asked` calls for it, what the quotation is, or how to ask instead.
    `unknown` are the names in the question, as understood, that stand in no article of the library.
    `time` says which articles the time asked for led to, None where none was asked for. `outlets` are those that were
    asked, none standing for all.
    """

    question: str
    quotation: Quotation | None
    candidates: tuple[Quotation, ...]
    confidence: float
    threshold: float
    silence: Silence | None = None
    nearest: Quotation | None = None
    understood: str = ""
    asked: Asked = Asked.FACT
    note: str = ""
    unknown: tuple[UnknownName, ...] = ()
    groups: tuple[Group, ...] = ()
    agreement: Agreement = Agreement.ALONE
    hits: tuple[Hit, ...] = ()
    read: tuple[int, ...] = ()
    withheld: int = 0
    time: AppliedTime | None = None
    outlets: tuple[str, ...] = ()
    timings: Timings = field(default_factory=Timings)

    @property
    def told(self) -> str:
        """What a conversation goes on from: the quotation, several with "; " between, or "" for silence."""
        if self.agreement is Agreement.SEVERAL:
            return "; ".join(group.quotations[0].text for group in self.groups)
        return self.quotation.text if self.quotation is not None else ""

    @property
    def others(self) -> tuple[Quotation, ...]:
        """The candidates worth showing that no group holds."""
        held = {quotation for group in self.groups for quotation in group.quotations}
        return tuple(candidate for candidate in self.worth_showing if candidate not in held)

    @property
    def worth_showing(self) -> tuple[Quotation, ...]:
        """The candidates that are not almost certainly wrong."""
        return tuple(candidate for candidate in self.candidates if candidate.confidence >= LEAST_WORTH_SHOWING)
