"""PDF with a text layer: its lines as paragraphs, and where in the text each page begins."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from statistics import median
from typing import Any

from rag.datatypes import Article, Format
from rag.errors import SourceError
from rag.sources.build import PARAGRAPH, build_article, clean_block
from rag.sources.heads import head_date
from rag.sources.limits import ReadLimits, check_chars

SHORT_LINE = 0.75  # of the usual length: one that ends a sentence ends a paragraph too
HEADING_LINE = 0.6  # and one before a capital does in any case
SENTENCE_END = re.compile(r"[.!?:…][”’\"')\]]*\Z")
# What a browser prints above and below a page.
PRINTED_ABOVE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?: [AP]M)?\s+\S")
PRINTED_BELOW = re.compile(r"(https?://[^\s…]+)\s+\d+/\d+\s*\Z")
MARGIN_LINES = 2  # so many at the top and at the bottom of a page may be no part of the text
SAME_SIZE = 0.15  # letters differ in size by more than this share
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
    url = next((match[1] for page in pages for line in page.splitlines() if (match := PRINTED_BELOW.match(line))), "")
    pages = _without_margins(pages)
    text, starts = "", []
    known = {word.lower() for page in pages for word in HYPHENATED.findall(page)}
    for page in pages:
        blocks = paragraphs([clean_block(line) for line in page.splitlines()], known)
        starts.append(len(text) + (len(PARAGRAPH) if text and blocks else 0))
        text = PARAGRAPH.join(filter(None, [text, *blocks]))
        check_chars(text, path, limits)
    date = head_date(text.splitlines())
    yield build_article(text, data, path, Format.PDF, limits, date=date, url=url, pages=tuple(starts))


def _without_margins(pages: Sequence[str]) -> list[str]:
    """The pages without what a browser prints around them, and the lines that most of them have at an edge.

    Those are the same but for numbers. On the first page one without a number stays: it may be the headline.
    """
    edges = [_edges(page) for page in pages]
    counts = Counter(form for edge in edges for form in set(edge.values()))
    least = max(2, sum(map(bool, edges)) / 2)
    kept = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        lines = page.split("\n")
        for at, form in edge.items():
            printed = PRINTED_ABOVE.match(lines[at].strip()) or PRINTED_BELOW.match(lines[at].strip())
            if printed or (counts[form] >= least and (number or "0" in form)):
                lines[at] = ""
        kept.append("\n".join(lines))
    return kept


def _edges(page: str) -> dict[int, str]:
    """The first and last lines of a page by their place, every number in them as 0."""
    lines = page.split("\n")
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return {at: re.sub(r"\d+", "0", clean_block(lines[at])) for at in (*filled[:MARGIN_LINES], *filled[-MARGIN_LINES:])}


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

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw that it gets over
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{path}: the PDF is encrypted. Save it without a password.")
        if len(reader.pages) > limits.max_pages:
            raise SourceError(
                f"{path}: {len(reader.pages):,} pages, and the limit is {limits.max_pages:,}. Raise IBID_MAX_PAGES."
            )
        return [_page_text(page) for page in reader.pages]
    except SourceError:
        raise
    except Exception as error:  # a broken PDF fails in as many ways as there are PDFs
        raise SourceError(f"{path}: the PDF cannot be read ({error}). Save it anew, or as text.") from error


def _page_text(page: Any) -> str:
    """The text of a page, with a blank line where lines of another size of letters begin: a headline is no sentence."""
    lines: list[dict[float, int]] = [{}]  # of each line how many characters have which size

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> None:
        height = abs(size * (tm[3] or 1) * (cm[3] or 1))
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append({})
            if count := len(piece.strip()):
                lines[-1][height] = lines[-1].get(height, 0) + count

    written = page.extract_text(visitor_text=visit).split("\n")
    if len(written) != len(lines):
        return "\n".join(written)
    spaced: list[str] = []
    before = 0.0
    for line, sizes in zip(written, lines, strict=True):
        size = max(sizes, key=lambda one: sizes[one]) if sizes else before
        if before and abs(size - before) > SAME_SIZE * before:
            spaced.append("")
        spaced.append(line)
        before = size
    return "\n".join(spaced)
