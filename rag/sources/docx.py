"""Word documents (.docx): headings, paragraphs and the cells of tables, in the order of the document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from rag.datatypes import Article, Format
from rag.errors import SourceError
from rag.sources.build import build_article, clean_block, join_blocks
from rag.sources.limits import ReadLimits

HEADING_STYLES = ("Title", "Heading 1")


def parse_docx(data: bytes, path: str, limits: ReadLimits) -> Iterator[Article]:
    """The article in a Word document; its headline is the first title or heading, or the first line.

    Raises `SourceError` when it is damaged, or larger than allowed once unpacked.
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > limits.max_unpacked_bytes:
            raise SourceError(
                f"{path}: {unpacked:,} bytes unpacked, and the limit is {limits.max_unpacked_bytes:,}. "
                "Raise IBID_MAX_UNPACKED_BYTES."
            )
        blocks = list(_blocks(docx.Document(io.BytesIO(data))))
    except SourceError:
        raise
    except Exception as error:  # a broken archive or its XML fails in many ways
        raise SourceError(f"{path}: the document cannot be read ({error}). Save it anew, or as text.") from error
    headline = next((text for text, style in blocks if style in HEADING_STYLES), "")
    text = join_blocks(headline, [block for block, _ in blocks])
    yield build_article(text, data, path, Format.DOCX, limits, headline=headline)


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """(text, style name) of each paragraph, and of each cell of a table once, with the style ""."""
    from docx.table import Table

    for item in document.iter_inner_content():
        if not isinstance(item, Table):
            if text := clean_block(item.text):
                yield text, item.style.name if item.style is not None else ""
            continue
        seen = set()
        for row in item.rows:
            for cell in row.cells:  # a merged one comes as often as it is wide
                if cell._tc not in seen and (text := clean_block(cell.text)):
                    yield text, ""
                seen.add(cell._tc)
