"""Plain text and Markdown, kept to the character.

The form: an optional space, `date 2024-11-07 `, the headline to the end of the line, a blank line, the
body. A file without that tag has its first line as headline, and no date. The text that offsets count
in is everything after the tag, line ends and all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from rag.datatypes import Article, Source, text_sha256
from rag.errors import SourceError

BOM = "\ufeff"
# A digit and a separator must follow, so that a headline such as "date night" is no tag.
DATE_TAG = re.compile(r" ?date ([0-9]+[-/.]\S*)(?: |(?=[\r\n]|\Z))")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")


def parse_plaintext(data: bytes, path: str) -> Article:
    """The article in the bytes of a text file.

    Raises `SourceError` for binary or non-UTF-8 bytes, an empty article, and a tag without a real date.
    """
    raw = _decode(data, path)
    text_start = 1 if raw.startswith(BOM) else 0
    date = None
    if tag := DATE_TAG.match(raw, text_start):
        date = _parse_date(tag[1], path)
        text_start = tag.end()
    text = raw[text_start:]
    if not text.strip():
        raise SourceError(f"{path}: the article is empty. Remove the file or give it a text.")
    source = Source(path, text_start, hashlib.sha256(data).hexdigest(), date)
    return Article(find_headline(text), text, text_sha256(text), date, (source,))


def find_headline(text: str) -> str:
    """The first line that is not blank, without Markdown's heading marks. `text` must not be blank."""
    first = next(line for line in text.splitlines() if line.strip()).strip()
    return MARKDOWN_HEADING.sub("", first, count=1) or first


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


def _parse_date(written: str, path: str) -> dt.date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
            return dt.date.fromisoformat(written)
    except ValueError:
        pass
    raise SourceError(f"{path}: the date {written!r} is not a calendar date. Write it as 2024-11-07.")
