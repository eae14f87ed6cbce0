"""Every format: what is taken from it, where it is cited, and that another program reads the same there."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx.oxml import parse_xml

from rag import Library, SourceError
from rag.datatypes import Format
from rag.sources import ReadLimits, read_article, read_articles
from tests.documents import HEADLINE, MATTER, PARAGRAPHS, make_docx, make_html, make_pdf, write

WORD = make_docx()
FIRST_PAGE = (
    HEADLINE,
    "",
    "The ferry Anna ran aground on the northern bank of the river Leth late on Sun-",
    "day with passengers on board and a well-known dog. Rescuers brought all of the",
    "212 passengers ashore within three hours.",
)
SECOND_PAGE = (
    "Nobody was hurt, said Ilse Dorn, who leads the harbour office. Her well-",
    "known dog was safe too.",
    "The ship was towed to the dry dock at Marn, where divers will look at it.",
)


def test_a_web_page_is_its_article_with_headline_date_outlet_and_address(tmp_path: Path) -> None:
    page = make_html()
    article = read_article(write(tmp_path / "a.html", page), max_bytes=10**6)
    (source,) = article.sources
    assert article.text == "\n\n".join([HEADLINE, *PARAGRAPHS])
    assert (article.headline, str(article.date)) == (HEADLINE, "2024-05-06")
    assert (source.kind, source.outlet, source.url) == (
        Format.HTML,
        "The Leth Courier",
        "https://courier.example/2024/ferry",
    )
    seen = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    assert all(paragraph in seen for paragraph in article.text.split("\n\n"))


def test_a_pdf_has_pages_whole_sentences_and_whole_words(tmp_path: Path) -> None:
    data = make_pdf([FIRST_PAGE, (), SECOND_PAGE])
    article = read_article(write(tmp_path / "a.pdf", data), max_bytes=10**6)
    (source,) = article.sources
    first, second = article.text.split("\n\n", 1)
    assert first == HEADLINE
    assert "late on Sunday with passengers" in second
    assert "a well-known dog. Rescuers brought all of the 212 passengers" in second
    assert "Her well-known dog was safe too." in second
    assert article.date is None
    shown = pypdfium2.PdfDocument(data)
    for said in ("212 passengers", "Ilse Dorn", "harbour office", "dry dock at Marn"):
        page = source.page(article.text.index(said))
        assert page is not None
        assert said in shown[page - 1].get_textpage().get_text_range()


def test_a_word_document_has_title_paragraphs_and_each_cell_once(tmp_path: Path) -> None:
    data = make_docx()
    article = read_article(write(tmp_path / "a.docx", data), max_bytes=10**6)
    assert article.headline == HEADLINE
    assert article.text == "\n\n".join([HEADLINE, *PARAGRAPHS, "Ship", "Anna", "Berta"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    shown = ["".join(text.text or "" for text in block.iter(f"{name}t")) for block in root.iter(f"{name}p")]
    assert set(article.text.split("\n\n")) <= set(shown)


WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CHANGED = (
    f"<w:ins {WORDS}><w:r><w:t>close</w:t></w:r></w:ins>",
    f"<w:del {WORDS}><w:r><w:delText>open</w:delText></w:r></w:del>",
)
CONTROL = f"<w:sdt {WORDS}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"


def test_a_word_document_is_read_with_its_changes_accepted_and_its_controls(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Pool", 0)
    document.add_paragraph("7 November 2024")
    changed = document.add_paragraph("They voted to ")
    for markup in CHANGED:
        changed._p.append(parse_xml(markup))
    changed.add_run(" it.")
    document.element.body.insert(3, parse_xml(CONTROL))
    out = io.BytesIO()
    document.save(out)
    article = read_article(write(tmp_path / "a.docx", out.getvalue()), max_bytes=10**6)
    assert article.text == "Pool\n\n7 November 2024\n\nThey voted to close it.\n\nIn a control."
    assert str(article.date) == "2024-11-07"


def test_a_headline_in_large_letters_ends_where_the_small_ones_begin(tmp_path: Path) -> None:
    lines = ["The council votes to close the last of the", "three swimming pools of the town", *FIRST_PAGE[2:]]
    data = make_pdf([lines]).replace(b"BT /F1 11 Tf", b"BT /F1 14 Tf", 1)
    small = data.replace(b"town) Tj T*", b"town) Tj T* /F1 10 Tf", 1)
    article = read_article(write(tmp_path / "a.pdf", small), max_bytes=10**6)
    assert article.headline == "The council votes to close the last of the three swimming pools of the town"


def test_what_stands_around_the_pages_of_a_pdf_is_no_text(tmp_path: Path) -> None:
    above = "07/11/2024, 18:22     Ferry runs aground - The Leth Courier"
    printed = make_pdf([[above, *FIRST_PAGE, "https://courier.example/ferry     1/1"]])
    article = read_article(write(tmp_path / "a.pdf", printed), max_bytes=10**6)
    assert (article.headline, article.sources[0].url) == (HEADLINE, "https://courier.example/ferry")
    assert article.text.endswith("within three hours.")
    assert article.date is None
    pages = [["The Courier, 7 May, p. 1", *FIRST_PAGE], ["The Courier, 7 May, p. 2", *SECOND_PAGE]]
    numbered = make_pdf([[*page, f"Page {number}"] for number, page in enumerate(pages, start=1)])
    article = read_article(write(tmp_path / "b.pdf", numbered), max_bytes=10**6)
    assert article.headline == HEADLINE
    assert "Courier" not in article.text
    assert "Page" not in article.text
    titled = make_pdf([[HEADLINE, *FIRST_PAGE[1:]], [HEADLINE, *SECOND_PAGE]])
    article = read_article(write(tmp_path / "c.pdf", titled), max_bytes=10**6)
    assert article.text.count(HEADLINE) == 1


def test_front_matter_may_have_any_letter_in_two_escapes(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('---\ntitle: "Good news \\ud83d\\ude00 \\ud83d"\n---\nText.\n', encoding="utf-8")
    assert read_article(path, max_bytes=1000).headline == "Good news 😀 \ufffd"


def test_front_matter_is_no_part_of_the_text_and_offsets_count_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", MATTER + PARAGRAPHS[0])
    article = read_article(path, max_bytes=1000)
    (source,) = article.sources
    assert (article.headline, str(article.date), article.text) == ("Ferry runs aground", "2024-05-06", PARAGRAPHS[0])
    assert (source.outlet, source.url) == ("Courier", "https://c.example/1")
    assert path.read_text(encoding="utf-8")[source.text_start :] == article.text


def test_a_headline_in_front_matter_may_have_a_colon(tmp_path: Path) -> None:
    raw = "---\ntitle: Brannick fire: 'three dead'\ndate: 2026-01-16\nsource: Radio\n---\nText."
    article = read_article(write(tmp_path / "a.md", raw), max_bytes=1000)
    assert (article.headline, str(article.date), article.text) == ("Brannick fire: 'three dead'", "2026-01-16", "Text.")


@pytest.mark.parametrize(
    "raw",
    [
        "---\nnot: [closed\n---\nText",
        "---\njust words\n---\nText",
        "---\nhe said: no: never\n---\nText",
        "--- a dash\nText",
        "---\n",
    ],
)
def test_what_is_no_front_matter_is_text(tmp_path: Path, raw: str) -> None:
    assert read_article(write(tmp_path / "a.md", raw), max_bytes=1000).text == raw


# What the content is, whatever the name


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (make_html().encode(), Format.HTML),
        (b"\xef\xbb\xbf\n<HTML><body><p>" + PARAGRAPHS[0].encode() * 3 + b"</p></body></HTML>", Format.HTML),
        (make_pdf([FIRST_PAGE]), Format.PDF),
        (make_docx(), Format.DOCX),
    ],
    ids=["html", "bare html", "pdf", "docx"],
)
def test_content_decides(tmp_path: Path, content: bytes, kind: Format) -> None:
    assert read_article(write(tmp_path / "a.txt", content), max_bytes=10**6).sources[0].kind is kind


# What is refused


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


REFUSED = [
    ("a.pdf", make_pdf([(), ()]), "2 pages without text: a scan"),
    ("a.pdf", make_pdf([["a"]] * 4), "4 pages, and the limit is 3. Raise IBID_MAX_PAGES"),
    ("a.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 8, "the PDF cannot be read"),
    ("a.docx", WORD[: len(WORD) // 2], "a damaged Word document, perhaps downloaded or copied only in part"),
    ("b.docx", zipped(word__document_xml=b"no xml"), "open it in Word or LibreOffice and save it anew"),
    ("a.docx", zipped(a__b=b"text"), "no text of Word is in it"),
    ("a.docx", b"", "an empty file. Get it once more"),
    ("a.docx", zipped(word__document_xml=b"0" * 2_000_000), "2,000,000 bytes unpacked, and the limit is 1,000,000"),
    ("a.html", b"<!doctype html><html><body></body></html>", "no article was found"),
    ("a.html", b"", "no article was found"),
    ("a.csv", b"", "no column is called text. It has none"),
    ("a.txt", b"x" * 1001, "1,001 characters, and the limit is 1,000"),
]


@pytest.mark.parametrize(("name", "content", "says"), REFUSED, ids=[says[:30] for _, _, says in REFUSED])
def test_what_cannot_be_read_is_a_source_error(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = write(tmp_path / name, content)
    with pytest.raises(SourceError, match=re.escape(says)) as caught:
        list(read_articles(path, ReadLimits(10**7, max_unpacked_bytes=10**6, max_pages=3, max_chars=1000)))
    assert str(caught.value).startswith(str(path))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    page = ENTITIES + make_html(paragraphs=[*PARAGRAPHS, "And &b; at the end of it all."]).encode()
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"].replace(b"?>", b"?>" + ENTITIES, 1).replace(b"Nobody was hurt", b"&b;", 1)
    assert body.count(b"&b;") == 1
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (members | {"word/document.xml": body}).items():
            archive.writestr(name, content)
    for path in (write(tmp_path / "a.html", page), write(tmp_path / "a.docx", out.getvalue())):
        try:
            text = read_article(path, max_bytes=10**6).text
        except SourceError:
            continue
        assert "haha" not in text


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, library: Library) -> None:
    secret = write(tmp_path / "secret.txt", "Nobody is to read this")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").symlink_to(secret)
    write(folder / "b.txt", "Anybody may")
    (folder / "c.txt").symlink_to(folder / "b.txt")
    report = library.add([folder])
    assert (report.added, report.duplicates) == (1, 1)
    assert [failure.reason for failure in report.failures] == [
        f"{folder / 'a.txt'}: a link that leads out of the folder. Name the file to add it."
    ]
