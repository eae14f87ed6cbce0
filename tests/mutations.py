"""Valid documents of every format, and ways to spoil them that keep most of their structure."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from random import Random

from tests.documents import HEADLINE, PARAGRAPHS, make_docx, make_html, make_pdf

ROWS = [(HEADLINE, "2024-05-06", " ".join(PARAGRAPHS), "https://courier.example/1", "The Courier"),
        ("Second, with a \"quote\"", "7 November 2024", "A text\nof two lines.", "", "")]  # fmt: skip
COLUMNS = ("headline", "date", "text", "url", "source")


def _csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *ROWS])
    return out.getvalue().encode()


DOCUMENTS: dict[str, bytes] = {
    "a.html": make_html().encode(),
    "a.pdf": make_pdf([[HEADLINE, "", *PARAGRAPHS], ["The second page, which is a well-", "known one."]]),
    "a.docx": make_docx(),
    "a.csv": _csv(),
    "a.jsonl": "\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS).encode(),
    "a.md": f"---\ntitle: {HEADLINE}\ndate: 2024-05-06\nsource: [a, b]\n---\n\n# Aground\n\n{PARAGRAPHS[0]}\n".encode(),
    "a.txt": f" date 2024-05-06 {HEADLINE}\n\n{PARAGRAPHS[0]}\n".encode(),
}
# What parsers take for more than text, or should not.
TOKENS = [
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b'"',
    b"'",
    b"<",
    b">",
    b"</p>",
    b"<p>",
    b"<table><tr><td>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"&#0;",
    b"&#xD800;",
    b"&#x110000;",
    b"&lol;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"<?xml version='1.0' encoding='utf-7'?>",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    "\u2028\u0085\u202e".encode(),
    b"\\ud800",
    b"\\u0000",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[",
    b":",
    b"NaN",
    b"1e999",
    b"null",
    b"true",
    b"---\n",
    b"- ",
    b"&a *a",
    b"!!python/object",
    b"9999999999999999999999",
    b"-1",
    b"0",
    b"0000-00-00",
    b"2024-02-30",
    b"10000-01-01",
    b"date 2024-13-01 ",
    b"Mon, 99 Foo 2024 25:61:61 +9999",
    b"32 January 2024",
    b"endobj",
    b"stream\n",
    b"endstream",
    b"/Kids [2 0 R]",
    b"/Parent 3 0 R",
    b"/Length 99999999",
    b"/Filter /FlateDecode",
    b"/Encrypt 1 0 R",
    b"/Count 1000000",
    b"1 0 R",
    b"<<",
    b">>",
    b"xref\n",
    b"%%EOF",
    b"<w:p>",
    b"</w:p>",
    b"<w:tbl/>",
    b'<w:vMerge w:val="continue"/>',
    b'<w:gridSpan w:val="99999"/>',
    b"<w:tc/>",
    b'w:val=""',
    b'datePublished": {}',
    b'"@graph": [',
    b"<meta property='og:title' content=''>",
    b"<base href='//['>",
    b"<link rel=canonical href='http://['>",
]


def _place(data: bytes, dice: Random) -> tuple[int, int]:
    start = dice.randint(0, len(data))
    return start, min(len(data), start + dice.choice([1, 4, 20, 80]))


def _delete(data: bytes, dice: Random) -> bytes:
    start, end = _place(data, dice)
    return data[:start] + data[end:]


def _repeat(data: bytes, dice: Random) -> bytes:
    start, end = _place(data, dice)
    return data[:end] + data[start:end] * dice.choice([1, 2, 30, 3000]) + data[end:]


def _insert(data: bytes, dice: Random) -> bytes:
    start, end = _place(data, dice)
    return data[:start] + dice.choice(TOKENS) * dice.choice([1, 1, 1, 2, 3000]) + data[dice.choice([start, end]) :]


def _flip(data: bytes, dice: Random) -> bytes:
    start, _ = _place(data, dice)
    return data[:start] + bytes([dice.randrange(256)]) + data[start + 1 :]


def _move(data: bytes, dice: Random) -> bytes:
    start, end = _place(data, dice)
    rest, piece = data[:start] + data[end:], data[start:end]
    to, _ = _place(rest, dice)
    return rest[:to] + piece + rest[to:]


def _cut(data: bytes, dice: Random) -> bytes:
    return data[: _place(data, dice)[0]]


def _recode(data: bytes, dice: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(dice.choice(["utf-16", "utf-32", "cp1252", "utf-7"]), "replace")


SPOILERS: list[Callable[[bytes, Random], bytes]] = [
    _delete,
    _repeat,
    _insert,
    _insert,
    _insert,
    _flip,
    _move,
    _cut,
    _recode,
]


def spoil(data: bytes, dice: Random, times: int) -> bytes:
    """Change bytes here and there; of a ZIP archive sometimes those of its members, so that it remains one."""
    if data.startswith(b"PK") and dice.random() < 0.8:
        return _spoil_member(data, dice, times)
    for _ in range(times):
        data = dice.choice(SPOILERS)(data, dice)
    return data


def _spoil_member(data: bytes, dice: Random, times: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        spoiled = "word/document.xml" if dice.random() < 0.7 else dice.choice(names)
        for name in names:
            member = old.read(name)
            new.writestr(name, spoil(member, dice, times) if name == spoiled else member)
    return out.getvalue()
