"""Articles, where they come from, and the passages that they are cut into.

Offsets are half-open, counted in Unicode code points of `Article.text`, so that
`article.text[start:end]` is always the text they name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

ID_CHARS = 16
NO_DAY = 0  # before every day
StoryOf = Callable[[str], str]
"""The story that an article tells, by the article's id: copies of one wire story have one."""
TextOf = Callable[[str], str]
"""The text of an article, by its id; empty where it is not known."""


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
