"""Plain text and Markdown, kept to the character.

The form: an optional space, `date 2024-11-07 `, the headline to the end of the line, a blank line, the
body. A file without that tag has its first line as headline, and the date that a line of its head says, or with which
its name begins (`2024-11-07-bridge.md`), if any. The text that offsets count in is everything after the tag, line ends
and all. Instead of the tag a file may have front matter (`title`, `date`, `source`, `url`), which belongs to the text
as little. What a press database exports is cut into its articles.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator

from rag.datatypes import Article, Format, Remark, Source, text_sha256
from rag.errors import SourceError
from rag.sources.dates import name_date
from rag.sources.decoding import UTF_8, decode_text
from rag.sources.exports import split_export
from rag.sources.frontmatter import FRONT_MATTER, FrontMatter, read_front_matter
from rag.sources.heads import head_date, headline_at
from rag.sources.limits import ReadLimits, check_chars
from rag.text.wording import parse_date

BOM = "\ufeff"
# A digit and a separator must follow, so that a headline such as "date night" is no tag.
DATE_TAG = re.compile(r" ?date ([0-9]+[-/.]\S*)(?: |(?=[\r\n]|\Z))")
MAX_HEADLINE_CHARS = 200
MARKDOWN_HEADING = re.compile(r"\A#{1,6}\s+")
MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
MARKDOWN_STRONG = re.compile(r"\A(\*\*|__)(.*[^*_])\1\Z")


def parse_plaintext(data: bytes, path: str, limits: ReadLimits) -> Iterator[Article | Remark]:
    """The article in the bytes of a text file, or the articles of an export, and a remark where it is not in UTF-8.

    Raises `SourceError` for binary bytes, an empty or too long article, and a tag without a real date.
    """
    raw, encoding = decode_text(data, path)
    digest = hashlib.sha256(data).hexdigest()
    if pieces := split_export(raw):
        for piece in pieces:
            held = FrontMatter(piece.headline, piece.date, piece.outlet)
            row = raw.count("\n", 0, piece.start) + 1
            yield _article(raw, piece.start, piece.end, held, path, digest, limits, row=row)
    else:
        start, held, trouble = _begin(raw, path)
        if trouble:
            yield Remark(path, trouble)
        yield _article(raw, start, len(raw), held, path, digest, limits)
    if encoding != UTF_8:
        yield Remark(path, f"{path}: not UTF-8; read as {encoding.replace('_', '-')}.")


def _begin(raw: str, path: str) -> tuple[int, FrontMatter, str]:
    """Where the text begins, what stands before it, and what is wrong with that."""
    start = 1 if raw.startswith(BOM) else 0
    if tag := DATE_TAG.match(raw, start):
        try:
            return tag.end(), FrontMatter(date=parse_date(tag[1])), ""
        except ValueError as error:
            raise SourceError(f"{path}: the date {error}") from None
    if matter := FRONT_MATTER.match(raw, start):
        fields, trouble = read_front_matter(matter, path)
        if fields is not None:
            return matter.end(), fields, trouble
    return start, FrontMatter(), ""


def _article(
    raw: str, start: int, end: int, held: FrontMatter, path: str, digest: str, limits: ReadLimits, *, row: int = 0
) -> Article:
    text = raw[start:end]
    if not text.strip():
        raise SourceError(f"{path}: the article is empty. Remove the file or give it a text.")
    check_chars(text, path, limits)
    date: dt.date | None = held.date or head_date(text.splitlines()) or (None if row else name_date(path))
    source = Source(path, start, digest, date, Format.TEXT, row, held.url, held.outlet)
    return Article(held.headline or find_headline(text), text, text_sha256(text), date, (source,))


def find_headline(text: str) -> str:
    """The first line that says something, without Markdown's marks. `text` must not be blank.

    A first line that is a whole paragraph is cut between words and ends in "…".
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[headline_at(lines)]
    headline = MARKDOWN_HEADING.sub("", first, count=1) or first
    headline = MARKDOWN_STRONG.sub(r"\2", MARKDOWN_LINK.sub(r"\1", headline))
    if len(headline) <= MAX_HEADLINE_CHARS:
        return headline
    return headline[:MAX_HEADLINE_CHARS].rsplit(maxsplit=1)[0].rstrip() + "…"
