"""Plain text and Markdown, kept to the character.

The form: an optional space, `date 2024-11-07 `, the headline to the end of the line, a blank line, the
body. A file without that tag has its first line as headline, and no date. The text that offsets count
in is everything after the tag, line ends and all.
"""

from __future__ import annotations

import hashlib
import re

from rag.datatypes import Article, Source, text_sha256
from rag.errors import SourceError
from rag.wording import parse_date

BOM = "\ufeff"
# A digit and a separator must follow, so that a headline such as "date night" is no tag.
DATE_TAG = re.compile(r" ?date ([0-9]+[-/.]\S*)(?: |(?=[\r\n]|\Z))")
MAX_HEADLINE_CHARS = 200
MARKDOWN_HEADING = re.compile(r"\A#{1,6}\s+")


def parse_plaintext(data: bytes, path: str) -> Article:
    """The article in the bytes of a text file.

    Raises `SourceError` for binary or non-UTF-8 bytes, an empty article, and a tag without a real date.
    """
    raw = _decode(data, path)
    text_start = 1 if raw.startswith(BOM) else 0
    date = None
    if tag := DATE_TAG.match(raw, text_start):
        try:
            date = parse_date(tag[1])
        except ValueError as error:
            raise SourceError(f"{path}: the date {error}") from None
        text_start = tag.end()
    text = raw[text_start:]
    if not text.strip():
        raise SourceError(f"{path}: the article is empty. Remove the file or give it a text.")
    source = Source(path, text_start, hashlib.sha256(data).hexdigest(), date)
    return Article(find_headline(text), text, text_sha256(text), date, (source,))


def find_headline(text: str) -> str:
    """The first line that is not blank, without Markdown's heading marks. `text` must not be blank.

    A first line that is a whole paragraph is cut between words and ends in "…".
    """
    first = next(line for line in text.splitlines() if line.strip()).strip()
    headline = MARKDOWN_HEADING.sub("", first, count=1) or first
    if len(headline) <= MAX_HEADLINE_CHARS:
        return headline
    return headline[:MAX_HEADLINE_CHARS].rsplit(maxsplit=1)[0].rstrip() + "…"


def _decode(data: bytes, path: str) -> str:
    try:
        raw = data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        raise SourceError(
            f"{path}: not UTF-8 (byte 0x{byte:02x} at offset {error.start}). Convert the file to UTF-8."
        ) from None
    if "\0" in raw:
        raise SourceError(f"{path}: a binary file (it holds a zero byte). Ibid reads text.")
    return raw
