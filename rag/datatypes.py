"""The values that pass from one step to the next. All are frozen; none knows how it was made.

Offsets are half-open, counted in Unicode code points of `Article.text`, so that
`article.text[start:end]` is always the text they name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from dataclasses import astuple, dataclass, field
from enum import StrEnum

ID_CHARS = 16
NO_DAY = 0  # before every day
LEAST_WORTH_SHOWING = 0.1


def text_sha256(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of `text`, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def day_number(date: dt.date | None) -> int:
    """The date as yyyymmdd, for indexes that compare numbers only; `NO_DAY` for none."""
    return NO_DAY if date is None else date.year * 10_000 + date.month * 100 + date.day


class Format(StrEnum):
    """What kind of file an article came from."""

    TEXT = "text"  # plain text and Markdown, kept to the character
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a row of one, that holds an article's text.

    `text_start` is the code-point offset in the decoded file at which the article's text begins, so that
    `file_text[text_start + start : text_start + end]` is a quotation as a file of `Format.TEXT` has it; in other
    formats it is 0, and the text is what the file's own program shows. `row` is the line, counted from 1, on which the
    article begins in a table, 0 in other files. `pages` are the offsets in the text at which the pages of a PDF begin.
    """

    path: str
    text_start: int
    file_sha256: str
    date: dt.date | None = None
    kind: Format = Format.TEXT
    row: int = 0
    url: str = ""
    outlet: str = ""
    pages: tuple[int, ...] = ()

    def page(self, start: int) -> int | None:
        """The page, from 1, on which the character at `start` of the text stands; None where there are no pages."""
        return bisect_right(self.pages, start) if self.pages else None


@dataclass(frozen=True, slots=True)
class Article:
    """One text, wherever it came from. The same text in two files is one article with two sources."""

    headline: str
    text: str
    sha256: str
    date: dt.date | None
    sources: tuple[Source, ...]

    @property
    def id(self) -> str:
        """The first 16 hex digits of the SHA-256 of the text."""
        return self.sha256[:ID_CHARS]


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, for listings.

    `chars` is the length of the text, `copies` counts its `Copy`s, `outlet` is the first that it came from, if any.
    """

    id: str
    headline: str
    date: dt.date | None
    chars: int
    passages: int
    sources: tuple[str, ...]
    copies: int
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A file that an article came from until `day`; `now` are the ids of the articles that come from it today."""

    path: str
    day: dt.date
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that runs the same text, whole or in part, as wire stories do.

    `share`, from 0 to 1, is the share of its words that the article which shares more of them has in common with the
    other: 1 where one stands whole in the other. Headlines do not count.
    """

    id: str
    headline: str
    date: dt.date | None
    share: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A window of whole sentences of one article: what is embedded, searched and read."""

    article_id: str
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Derived from place, so that adding the same article twice writes the same ids."""
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was retrieved, with the evidence that put it there.

    `rank` counts from 1. `score` is the reciprocal-rank-fusion score (> 0, higher is better). `cosine`
    is in [-1, 1], None where dense search did not return the passage; `bm25` is > 0 with higher better,
    None where lexical search did not.
    """

    passage: Passage
    headline: str
    date: dt.date | None
    rank: int
    score: float
    cosine: float | None = None
    bm25: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article that the reader proposes as an answer, in article coordinates.

    `score` is the start logit plus the end logit; `null_score` is the same sum at the null position of
    the window that it was read in. `score - null_score` > 0 means that the reader prefers the span to
    "no answer here".
    """

    article_id: str
    start: int
    end: int
    score: float
    null_score: float
    hit: Hit

    @property
    def margin(self) -> float:
        """How far the span stands above "no answer here", in logits."""
        return self.score - self.null_score


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
    who says it, where the sentence tells. `row`, `page`, `url` and `outlet` are of its source; see `Source`.
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
    copies of one wire story are one.
    """

    quotations: tuple[Quotation, ...]
    confidence: float
    independent: int

    @property
    def newest(self) -> dt.date | None:
        """The latest date of the articles quoted, None where none is dated."""
        return max((one.date for one in self.quotations if one.date is not None), default=None)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question asked before, and the answer it got: "" for silence."""

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


class Silence(StrEnum):
    """Why there is no answer."""

    NOTHING_RELEVANT = "nothing_relevant"
    NOT_ANSWERED = "not_answered"
    DECLINED = "declined"  # no quotation can answer such a question


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds that each step of a question took."""

    embed: float = 0.0
    retrieve: float = 0.0
    read: float = 0.0
    answer: float = 0.0

    @property
    def total(self) -> float:
        """The sum of the steps."""
        return self.embed + self.retrieve + self.read + self.answer

    def __add__(self, other: Timings) -> Timings:
        """The times of two questions, or of two attempts at one, together."""
        return Timings(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was retrieved and read for a question, not yet judged.

    `understood` is the question as it was read, with what a follow-up leans on. `read` are the ranks
    of the `hits` that were read, in the order of reading.
    """

    question: str
    understood: str
    hits: tuple[Hit, ...]
    spans: tuple[Span, ...]
    timings: Timings
    read: tuple[int, ...]


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
    with `widened` none of these answers, and the others were searched after all. With `newest` the newest of several
    likely answers is the answer. `sought` is the question as it was searched and read, without words that stand for
    limits.
    """

    sought: str
    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    words: str = ""
    named_since: dt.date | None = None
    named_until: dt.date | None = None
    newest: bool = False
    widened: bool = False
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gets: the best quotation, or the reason for silence.

    `quotation` is None exactly when `silence` is set. `candidates` are the other quotations in falling
    order of confidence; of an answer with a silence they are what was considered and not shown as an
    answer. `nearest` is the passage nearest to the question, set only with a silence and not an answer.
    `confidence` in [0, 1] is that of the best candidate, whether or not it was good enough to show.
    `understood` is the question as it was read: `question` itself, or a follow-up with what it leans on.
    `groups` are the answers, each with the quotations that say it: one, or all of several where `agreement` is DIFFER
    (the newest first) or SEVERAL; none with a silence. Their quotations are `quotation` and some of `candidates`.
    `read` are the ranks of the `hits` that were read; the rest could hardly have changed the answer.
    `withheld` counts quotations that failed the check against the stored article. `note` says, where the kind of
    question that was `asked` calls for it, what the quotation is, or how to ask instead.
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
    groups: tuple[Group, ...] = ()
    agreement: Agreement = Agreement.ALONE
    hits: tuple[Hit, ...] = ()
    read: tuple[int, ...] = ()
    withheld: int = 0
    time: AppliedTime | None = None
    outlets: tuple[str, ...] = ()
    timings: Timings = field(default_factory=Timings)

    @property
    def others(self) -> tuple[Quotation, ...]:
        """The candidates worth showing that no group holds."""
        held = {quotation for group in self.groups for quotation in group.quotations}
        return tuple(candidate for candidate in self.worth_showing if candidate not in held)

    @property
    def worth_showing(self) -> tuple[Quotation, ...]:
        """The candidates that are not almost certainly wrong."""
        return tuple(candidate for candidate in self.candidates if candidate.confidence >= LEAST_WORTH_SHOWING)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be added, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a file that was added which its user should know."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What `add` or `sync` did, in counts of files, or of the rows of tables; `failures` names what could not be read.

    `added` is a text the library did not have; `updated` a file whose content changed since it was
    last added; `unchanged` a file seen before; `duplicates` a file whose text another file had brought.
    Only `sync` counts as `moved` a file that is at another path now, and as `removed` one that is gone.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failures: tuple[Failure, ...] = ()
    remarks: tuple[Remark, ...] = ()
    moved: int = 0
    removed: int = 0
