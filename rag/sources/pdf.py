"""PDF with a text layer: its lines as paragraphs, and where in the text each page begins."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from statistics import median

from rag.datatypes import Article, Format
from rag.errors import SourceError
from rag.sources.build import PARAGRAPH, build_article, clean_block
from rag.sources.limits import ReadLimits, check_chars

SHORT_LINE = 0.75  # of the usual length: one that ends a sentence ends a paragraph too
HEADING_LINE = 0.6  # and one before a capital does in any case
SENTENCE_END = re.compile(r"[.!?:…][”’\"')\]]*\Z")
HYPHEN = re.compile(r"([^\W\d_]+)[-\u2010]\Z")
LONGEST_WORD = 100  # characters: a search from every one of thousands would take minutes
HYPHENATED = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:-[^\W\d_]+)+")


def parse_pdf(data: bytes, path: str, limits: ReadLimits) -> Iterator[Article]:
    """The article in a PDF.

    Raises `SourceError` when it cannot be read, is encrypted, has too many pages, or no text on any of them.
    """
    pages = _page_texts(data, path, limits)
    if not any(page.strip() for page in pages):
        count = f"{len(pages)} pages" if len(pages) != 1 else "1 page"
        raise SourceError(f"{path}: {count} without text: a scan. Make its text readable with an OCR program first.")
    text, starts = "", []
    known = {word.lower() for page in pages for word in HYPHENATED.findall(page)}
    for page in pages:
        blocks = paragraphs([clean_block(line) for line in page.splitlines()], known)
        starts.append(len(text) + (len(PARAGRAPH) if text and blocks else 0))
        text = PARAGRAPH.join(filter(None, [text, *blocks]))
        check_chars(text, path, limits)
    yield build_article(text, data, path, Format.PDF, limits, pages=tuple(starts))


def paragraphs(lines: Sequence[str], hyphenated: set[str]) -> list[str]:
    """The lines of a page as paragraphs: one ends at a blank line, and at a short one, of a heading or a last sentence.

    A hyphen at a line's end goes, unless the word is one of `hyphenated` (lower-case).
    """
    usual = median([len(line) for line in lines if line]) if any(lines) else 0
    found: list[str] = []
    held = ""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if line:
            held = _joined(held, line, hyphenated) if held else line
        short = len(line) < SHORT_LINE * usual and SENTENCE_END.search(line)
        heading = len(line) < HEADING_LINE * usual and not following[:1].islower()
        if held and (short or heading or not line):
            found.append(held)
            held = ""
    return [*found, held] if held else found


def _joined(before: str, line: str, hyphenated: set[str]) -> str:
    broken = HYPHEN.search(before[-LONGEST_WORD:])
    if broken is None or not line[:1].islower():
        return f"{before} {line}"
    following = re.match(r"[^\W\d_]+", line)
    word = f"{broken[1]}-{following[0] if following else ''}".lower()
    return f"{before}{line}" if word in hyphenated else f"{before[:-1]}{line}"


def _page_texts(data: bytes, path: str, limits: ReadLimits) -> list[str]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every flaw that it gets over
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{path}: the PDF is encrypted. Save it without a password.")
        if len(reader.pages) > limits.max_pages:
            raise SourceError(
                f"{path}: {len(reader.pages):,} pages, and the limit is {limits.max_pages:,}. Raise IBID_MAX_PAGES."
            )
        return [page.extract_text() for page in reader.pages]
    except SourceError:
        raise
    except Exception as error:  # a broken PDF fails in as many ways as there are PDFs
        raise SourceError(f"{path}: the PDF cannot be read ({error}). Save it anew, or as text.") from error
