"""Articles out of what was taken from a file whose own text is not kept to the character."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable

from rag.datatypes import Article, Format, Source, text_sha256
from rag.errors import SourceError
from rag.sources.fields import outlet_and_url
from rag.sources.limits import ReadLimits, check_chars
from rag.sources.plaintext import find_headline

PARAGRAPH = "\n\n"
# What XML, HTML and PDF may bring and no article says.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Where a word may be broken, and no character of it.
INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff]")


def clean_block(text: str) -> str:
    """One paragraph: runs of white space as one blank, no control characters, nor any that only break words."""
    return " ".join(INVISIBLE.sub("", CONTROLS.sub("", text)).split())


def join_blocks(headline: str, blocks: Iterable[str]) -> str:
    """The text of an article: its headline, if it has one, and its paragraphs, a blank line between any two."""
    body = [block for block in blocks if block]
    if headline and (not body or body[0] != headline):
        body.insert(0, headline)
    return PARAGRAPH.join(body)


def parse_outlet(given: str) -> str:
    """The outlet to give to files, "" for what takes one back. Raises `SourceError` for an address."""
    name = clean_block(given)
    if outlet_and_url(name, "")[1]:
        raise SourceError(f"the outlet {given!r} is an address. Give its name.")
    return name


def build_article(
    text: str,
    data: bytes,
    path: str,
    kind: Format,
    limits: ReadLimits,
    *,
    headline: str = "",
    date: dt.date | None = None,
    row: int = 0,
    url: str = "",
    outlet: str = "",
    pages: tuple[int, ...] = (),
    file_sha256: str = "",
) -> Article:
    """An article with `text` out of the file `data` at `path`. Raises `SourceError` when it is empty or too long.

    Where `headline` is empty the first line is it. `file_sha256` need not be given, but for many articles of one file.
    """
    where = f"{path} line {row}" if row else path
    if not text.strip():
        raise SourceError(f"{where}: the article is empty. Remove it or give it a text.")
    check_chars(text, where, limits)
    digest = file_sha256 or hashlib.sha256(data).hexdigest()
    source = Source(path, 0, digest, date, kind, row, clean_block(url), clean_block(outlet), pages)
    return Article(headline or find_headline(text), text, text_sha256(text), date, (source,))
