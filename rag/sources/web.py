"""HTML saved from news sites: trafilatura finds the article in the page, and its headline."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from rag.datatypes import Article, Format
from rag.errors import SourceError
from rag.sources.build import build_article, clean_block, join_blocks
from rag.sources.decoding import decode_text
from rag.sources.heads import head_date
from rag.sources.limits import ReadLimits
from rag.sources.webmeta import SEPARATOR, page_date, page_outlet, saved_from

BLOCKS = frozenset("p head item quote cell row list table div doc body lb code".split())
# An invented name of an entity that a DTD defines is text to an HTML parser: nothing is ever expanded or fetched.
LOGGERS = ("trafilatura", "htmldate", "courlan")
DATE_PARAMS = {"extensive_search": False, "original_date": True}
CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
XML_LINE = re.compile(r"\A\s*<\?xml[^>]*>")
SNIFFED_BYTES = 4096
# What pages that say Latin-1 or ASCII are in: https://encoding.spec.whatwg.org/#names-and-labels
SAID_LATIN = frozenset(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"))
SAVED_WHOLE = re.compile(rb"\A[\s\S]{0,2000}?^Content-Type:\s*multipart/related", re.MULTILINE | re.IGNORECASE)


def parse_html(data: bytes, path: str, limits: ReadLimits) -> Iterator[Article]:
    """The article in a web page, saved alone or with its parts in one file (MHTML).

    Raises `SourceError` where none can be told from the rest of the page.
    """
    for name in LOGGERS:  # they tell of every flaw that they get over
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        markup, address = _unpack(data, path) if SAVED_WHOLE.match(data) else (_decode(data, path), "")
        found = _read_page(XML_LINE.sub("", markup), address)
    except SourceError:
        raise
    except Exception as error:  # lxml and trafilatura fail on broken pages in their own many ways
        raise SourceError(f"{path}: the page cannot be read ({error}). Save it anew, or as text.") from error
    if found is None:
        raise SourceError(f"{path}: no article was found in the page. Save its text as a .txt file.")
    yield build_article(
        found.text,
        data,
        path,
        Format.HTML,
        limits,
        headline=found.headline,
        date=found.date,
        url=found.url,
        outlet=found.outlet,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The article of a page."""

    text: str
    headline: str
    date: dt.date | None
    url: str
    outlet: str


def _read_page(markup: str, address: str) -> _Page | None:
    """The article in a page that was saved from `address`, if that is known; None where there is none."""
    import trafilatura

    tree: Any = trafilatura.load_html(markup)
    if tree is None:
        return None
    page: Any = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, favor_recall=True, date_extraction_params=DATE_PARAMS
    )
    blocks = [] if page is None or page.body is None else _blocks(page.body)
    if not blocks:
        return None
    headline = clean_block(page.title or "")
    url = page.url or address or saved_from(markup)
    outlet = page_outlet(tree, headline) or page.sitename or ""
    if outlet:
        headline = re.sub(rf"{SEPARATOR}{re.escape(outlet)}\Z", "", headline) or headline
    text = join_blocks(headline, blocks)
    return _Page(text, headline, page_date(tree, headline, url) or head_date(text.splitlines()), url, outlet)


def _decode(data: bytes, path: str) -> str:
    """The page's text: UTF-8, or the encoding that it says it is in, or that which browsers take for English."""
    said = CHARSET.search(data[:SNIFFED_BYTES])
    named = said[1].decode("ascii").lower() if said else ""
    named = "cp1252" if named in SAID_LATIN else named
    # A page whose bytes could be read to find the word is in none of the wide encodings.
    for encoding in ("utf-8-sig", *([named] if not named.startswith("utf") else []), "cp1252"):
        try:
            if b"\0" not in data:
                return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return decode_text(data, path)[0]


def _unpack(data: bytes, path: str) -> tuple[str, str]:
    """The page in an MHTML file, and its address."""
    message = message_from_bytes(data)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    content = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(content, bytes):
        raise SourceError(f"{path}: no page was found in the MHTML file. Save it anew, as HTML.")
    address = str(message["Snapshot-Content-Location"] or page["Content-Location"] or "")
    return _decode(content, path), address if address.startswith("http") else ""


def _blocks(body: Any) -> list[str]:
    """The paragraphs of trafilatura's body, in order: text up to where a block begins or ends."""
    found: list[str] = []
    pieces: list[str] = []

    def end_block() -> None:
        if block := clean_block("".join(pieces)):
            found.append(block)
        pieces.clear()

    def walk(element: Any) -> None:
        is_block = element.tag in BLOCKS
        if is_block:
            end_block()
        pieces.append(element.text or "")
        for child in element:
            walk(child)
            pieces.append(child.tail or "")
        if is_block:
            end_block()

    walk(body)
    end_block()
    return found
