"""Small real documents, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from rag import Article, Failure
from rag.datatypes import Remark
from rag.sources import ReadLimits, read_articles

LIMITS = ReadLimits(10_000_000)
MATTER = "---\ntitle: Ferry runs aground\ndate: 2024-05-06 08:00\nsource: Courier\nurl: https://c.example/1\n---\n\n"
HEADLINE = "Ferry runs aground at Marn"
PARAGRAPHS = (
    "The ferry Anna ran aground on the northern bank of the river Leth late on Sunday with passengers & a dog aboard.",
    "Rescuers brought all 212 passengers ashore within three hours, said Ilse Dorn, who leads the harbour office.",
    "Nobody was hurt, and the ship was towed to the dry dock at Marn, where divers will look at its hull on Tuesday.",
)


def read(path: Path) -> list[Article | Failure | Remark]:
    """All that is read of a file."""
    return list(read_articles(path, LIMITS))


def write(path: Path, content: bytes | str) -> Path:
    """`path`, with that content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def make_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines of ASCII on its pages; one without lines has no text, as a scan."""
    bodies = [b"", b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td\n{drawn}ET".encode("ascii")
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(bodies) - 1
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        kids.append(b"%d 0 R" % (len(bodies) - 1))
    bodies[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(bodies[1:], start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % len(bodies))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies), table))
    return out.getvalue()


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def make_docx(headline: str = HEADLINE, paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    """A Word document with a title, paragraphs, and a table of two by two, of which a cell is two rows high."""
    import docx

    document = docx.Document()
    document.add_heading(headline, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(2, 2)
    for place, text in (((0, 0), "Ship"), ((0, 1), "Anna"), ((1, 1), "Berta")):
        table.cell(*place).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_html(headline: str = HEADLINE, paragraphs: Sequence[str] = PARAGRAPHS, *, date: str = "2024-05-06") -> str:
    """A page as a news site has it, with navigation, metadata and a footer around the article."""
    body = "\n".join(f"<p>{paragraph.replace('&', '&amp;')}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="en"><head><title>{headline} - The Leth Courier</title>
<link rel="canonical" href="https://courier.example/2024/ferry">
<meta property="og:site_name" content="The Leth Courier">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{headline}", "datePublished": "{date}T08:00:00+02:00"}}</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>{headline}</h1>{body}</article>
<footer>We use cookies. <a href="/subscribe">Subscribe to our newsletter</a></footer></body></html>"""
