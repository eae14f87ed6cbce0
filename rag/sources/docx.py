"""Word documents (.docx): headings, paragraphs and the cells of tables, in the order of the document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from rag.datatypes import Article, Format
from rag.errors import SourceError
from rag.sources.build import build_article, clean_block, join_blocks
from rag.sources.heads import head_date
from rag.sources.limits import ReadLimits

DAMAGED = (
    "a damaged Word document, perhaps downloaded or copied only in part. Get it once more from where it came from, or "
    "open it in Word or LibreOffice and save it anew."
)
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
        raise SourceError(f"{path}: {DAMAGED}") from error
    headline = next((text for text, style in blocks if style in HEADING_STYLES), "")
    text = join_blocks(headline, [block for block, _ in blocks])
    date = head_date(text.splitlines())
    yield build_article(text, data, path, Format.DOCX, limits, headline=headline, date=date)


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """(text, style name) of each paragraph, and of each cell of a table once, with the style ""."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    body = document.element.body
    for element in body.iter(qn("w:p"), qn("w:tc")):
        within = {one.tag for one in element.iterancestors()}
        if qn("w:tc") in within or qn("w:txbxContent") in within:
            continue
        if not (text := clean_block(_text(element))):
            continue
        style = Paragraph(element, document).style if element.tag == qn("w:p") else None
        yield text, style.name if style is not None else ""


def _text(element: Any) -> str:
    """What is shown of a paragraph or a cell once all tracked changes are accepted."""
    from docx.oxml.ns import qn

    shown = {
        qn("w:t"): "",
        qn("w:p"): " ",
        qn("w:tab"): " ",
        qn("w:br"): " ",
        qn("w:cr"): " ",
        qn("w:noBreakHyphen"): "-",
    }
    left_out = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:pPr")}
    pieces = []
    for one in element.iter(*shown):
        if not any(above.tag in left_out for above in one.iterancestors()):
            pieces.append(shown[one.tag] or one.text or "")
    return "".join(pieces)
