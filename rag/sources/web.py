"""HTML saved from news sites: trafilatura finds the article in the page, its headline, date, outlet and address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from rag.datatypes import Article, Format
from rag.errors import SourceError
from rag.sources.build import build_article, clean_block, join_blocks
from rag.sources.dates import read_date
from rag.sources.limits import ReadLimits

BLOCKS = frozenset("p head item quote cell row list table div doc body lb code".split())
# An invented name of an entity that a DTD defines is text to an HTML parser: nothing is ever expanded or fetched.
LOGGERS = ("trafilatura", "htmldate", "courlan")
DATE_PARAMS = {"extensive_search": False, "original_date": True}


def parse_html(data: bytes, path: str, limits: ReadLimits) -> Iterator[Article]:
    """The article in a web page. Raises `SourceError` where none can be told from the rest of the page."""
    import trafilatura

    for name in LOGGERS:  # they tell of every flaw that they get over
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        page: Any = trafilatura.bare_extraction(
            data, with_metadata=True, include_comments=False, favor_recall=True, date_extraction_params=DATE_PARAMS
        )
    except Exception as error:  # lxml and trafilatura fail on broken pages in their own many ways
        raise SourceError(f"{path}: the page cannot be read ({error}). Save it anew, or as text.") from error
    blocks = [] if page is None or page.body is None else _blocks(page.body)
    if not blocks:
        raise SourceError(f"{path}: no article was found in the page. Save its text as a .txt file.")
    headline = clean_block(page.title or "")
    try:
        date = read_date(page.date) if page.date else None
    except ValueError:
        date = None
    yield build_article(
        join_blocks(headline, blocks),
        data,
        path,
        Format.HTML,
        limits,
        headline=headline,
        date=date,
        url=page.url or "",
        outlet=page.sitename or "",
    )


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
