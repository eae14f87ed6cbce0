"""Plain text and Markdown, kept to the character.

The form: an optional space, `date 2024-11-07 `, the headline to the end of the line, a blank line, the
body. A file without that tag has its first line as headline, and no date. The text that offsets count
in is everything after the tag, line ends and all. Instead of the tag a Markdown file may have front matter in YAML
(`title`, `date`, `source`, `url`), which belongs to the text as little.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from rag.datatypes import Article, Format, Remark, Source, text_sha256
from rag.errors import SourceError
from rag.sources.decoding import UTF_8, decode_text
from rag.sources.frontmatter import FRONT_MATTER, read_front_matter
from rag.sources.limits import ReadLimits, check_chars
from rag.text.wording import parse_date

BOM = "\ufeff"
# A digit and a separator must follow, so that a headline such as "date night" is no tag.
DATE_TAG = re.compile(r" ?date ([0-9]+[-/.]\S*)(?: |(?=[\r\n]|\Z))")
MAX_HEADLINE_CHARS = 200
MARKDOWN_HEADING = re.compile(r"\A#{1,6}\s+")


def parse_plaintext(data: bytes, path: str, limits: ReadLimits) -> Iterator[Article | Remark]:
    """The article in the bytes of a text file, and a remark where it is not in UTF-8.

    Raises `SourceError` for binary bytes, an empty or too long article, and a tag without a real date.
    """
    raw, encoding = decode_text(data, path)
    text_start = 1 if raw.startswith(BOM) else 0
    date, headline, outlet, url = None, "", "", ""
    if tag := DATE_TAG.match(raw, text_start):
        try:
            date = parse_date(tag[1])
        except ValueError as error:
            raise SourceError(f"{path}: the date {error}") from None
        text_start = tag.end()
    elif matter := FRONT_MATTER.match(raw, text_start):
        fields, trouble = read_front_matter(matter[1], path)
        if fields is not None:
            headline, date, outlet, url = fields.headline, fields.date, fields.outlet, fields.url
            text_start = matter.end()
        if trouble:
            yield Remark(path, trouble)
    text = raw[text_start:]
    if not text.strip():
        raise SourceError(f"{path}: the article is empty. Remove the file or give it a text.")
    check_chars(text, path, limits)
    digest = hashlib.sha256(data).hexdigest()
    source = Source(path, text_start, digest, date, Format.TEXT, url=url, outlet=outlet)
    yield Article(headline or find_headline(text), text, text_sha256(text), date, (source,))
    if encoding != UTF_8:
        yield Remark(path, f"{path}: not UTF-8; read as {encoding.replace('_', '-')}.")


def find_headline(text: str) -> str:
    """The first line that is not blank, without Markdown's heading marks. `text` must not be blank.

    A first line that is a whole paragraph is cut between words and ends in "…".
    """
    first = next(line for line in text.splitlines() if line.strip()).strip()
    headline = MARKDOWN_HEADING.sub("", first, count=1) or first
    if len(headline) <= MAX_HEADLINE_CHARS:
        return headline
    return headline[:MAX_HEADLINE_CHARS].rsplit(maxsplit=1)[0].rstrip() + "…"
