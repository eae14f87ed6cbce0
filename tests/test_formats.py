"""Every format: what is taken from it, where it is cited, and that another program reads the same there."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx.oxml import parse_xml

from rag import Article, Calibration, Failure, Library, SourceError
from rag.datatypes import Format, Remark
from rag.sources import ReadLimits, read_article, read_articles
from rag.verifying.checking import check_quotation
from tests.documents import HEADLINE, PARAGRAPHS, make_docx, make_html, make_pdf
from tests.fakes import PhraseReader, WordEmbedder

LIMITS = ReadLimits(10_000_000)
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


def read(path: Path) -> list[Article | Failure | Remark]:
    return list(read_articles(path, LIMITS))


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


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


ROWS = [
    {
        "Headline": HEADLINE,
        "date": "7 November 2024",
        "text": f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}",
        "source": "Courier",
    },
    {"Headline": "Bridge, reopened", "date": "07/11/2024", "text": PARAGRAPHS[2], "source": "The “Post”"},
    {"Headline": "", "date": "", "text": "  ", "source": ""},
]


def check_rows(found: list[Article | Failure | Remark], lines: list[int], path: Path) -> None:
    first, second, remark, failure = found
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.text == f"{HEADLINE}\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}"
    assert (str(first.date), second.date) == ("2024-11-07", None)
    assert [one.sources[0].row for one in (first, second)] == lines[:2]
    assert second.sources[0].outlet == "The “Post”"
    assert isinstance(remark, Remark)
    assert remark.text.startswith(f"{path} line {lines[1]}: the date '07/11/2024' is not a calendar date.")
    assert failure == Failure(str(path), f"{path} line {lines[2]}: the text is empty.")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_has_an_article_a_row_each_at_its_line(tmp_path: Path, delimiter: str) -> None:
    out = io.StringIO()
    table = csv.DictWriter(
        out, ["Headline", "date", "text", "source", "note"], delimiter=delimiter, lineterminator="\r\n"
    )
    table.writeheader()
    table.writerows({**row, "note": "x"} for row in ROWS)
    path = write(tmp_path / "a.csv", "\ufeff" + out.getvalue())
    check_rows(read(path), [2, 5, 6], path)
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert HEADLINE in lines[2 - 1]
    assert "Bridge, reopened" in lines[5 - 1]


def test_json_lines_have_an_article_a_line(tmp_path: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=number == 0) for number, row in enumerate(ROWS)]
    path = write(tmp_path / "a.jsonl", "\n".join([lines[0], "", *lines[1:]]) + "\n")
    check_rows(read(path), [1, 3, 4], path)


def test_what_columns_are_called_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Kopf,Inhalt\nA,The first text\n")
    with pytest.raises(SourceError, match=r"no column is called text\. It has 'Kopf', 'Inhalt'"):
        read(path)
    columns = {"headline": "kopf", "text": "Inhalt"}
    (article,) = read_articles(path, ReadLimits(1000, columns=columns))
    assert isinstance(article, Article)
    assert (article.headline, article.text) == ("A", "A\n\nThe first text")
    with pytest.raises(SourceError, match="there is no column 'Body'"):
        list(read_articles(path, ReadLimits(1000, columns={"text": "Body"})))


@pytest.mark.parametrize(
    "line", ['{"text": ', "[1]", '"text"', '{"headline": "A"}', '{"text": "\\ud800"}', "[" * 100_000]
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.jsonl", f'{line}\n{{"text": "The second line is good."}}\n')
    failure, article = read(path)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith(f"{path} line 1: ")
    assert isinstance(article, Article)
    assert article.sources[0].row == 2


def test_values_of_json_that_are_no_text_are_read_as_what_they_say(tmp_path: Path) -> None:
    row = {"title": 7, "text": ["Para one.", None, "Para two."], "source": {"id": None, "name": "BBC"}, "url": {"x": 1}}
    path = write(tmp_path / "a.jsonl", json.dumps({"headline": row.pop("title"), **row}) + "\n")
    article = read_article(path, max_bytes=1000)
    assert (article.headline, article.text) == ("7", "7\n\nPara one.\n\nPara two.")
    assert (article.sources[0].outlet, article.sources[0].url) == ("BBC", "")


KEYS = [
    {"title": "Ferry", "publishedAt": "2024-05-06T08:00:00Z", "content": PARAGRAPHS[0], "source": {"name": "Courier"}},
    {"headline": {"main": "Ferry"}, "pub_date": "2024-05-06T08:00:00+0000", "body": PARAGRAPHS[0], "source": "Courier"},
    {"webTitle": "Ferry", "webPublicationDate": "2024-05-06", "fields": {"bodyText": PARAGRAPHS[0]}, "site": "Courier"},
    {"title": {"rendered": "Ferry"}, "date": "2024-05-06", "content": {"rendered": f"<p>{PARAGRAPHS[0]}</p>"},
     "outlet": "Courier"},
    {"Article Title": "Ferry", "Publication Date": "6 May 2024", "Full Text": PARAGRAPHS[0], "Media name": "Courier"},
    {"title": "Ferry", "date_publish": "2024-05-06 08:00:00", "maintext": PARAGRAPHS[0], "publisher": "Courier",
     "image": {"url": "https://img.example/1.jpg", "title": "A photo"}},
]  # fmt: skip


@pytest.mark.parametrize("row", KEYS, ids=lambda row: next(iter(row)))
def test_keys_of_other_programs_are_known(tmp_path: Path, row: dict[str, object]) -> None:
    article = read_article(write(tmp_path / "a.jsonl", json.dumps(row) + "\n"), max_bytes=10_000)
    (source,) = article.sources
    assert (article.headline, str(article.date), source.outlet, source.url) == ("Ferry", "2024-05-06", "Courier", "")
    assert article.text == f"Ferry\n\n{PARAGRAPHS[0]}"


@pytest.mark.parametrize("indent", [None, 1])
def test_a_list_of_objects_is_cited_by_the_lines_on_which_they_begin(tmp_path: Path, indent: int | None) -> None:
    rows = [{"headline": name, "text": f"Text of {name}."} for name in ("A", "B")]
    written = json.dumps(rows, indent=indent)
    if indent is None:
        with pytest.raises(SourceError, match=r"several articles in line 1\. Put each on a line of its own: jq"):
            read(write(tmp_path / "a.json", written))
        return
    found = [one for one in read(write(tmp_path / "a.json", written)) if isinstance(one, Article)]
    assert [(one.headline, one.sources[0].row) for one in found] == [("A", 2), ("B", 6)]
    (alone,) = read(write(tmp_path / "b.json", json.dumps(rows[0], indent=1)))
    assert isinstance(alone, Article)
    assert alone.sources[0].row == 1


def test_broken_json_of_many_lines_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not JSON"):
        read(write(tmp_path / "a.json", '{\n "headline": "A",\n "text": "abc'))


def test_markup_in_a_cell_is_read_as_it_is_shown(tmp_path: Path) -> None:
    cell = "<p>One &amp; <b>two</b>.<!-- x --></p>\n<script>no()</script><p>Three<br>four.</p>"
    path = write(tmp_path / "a.jsonl", json.dumps({"title": "A", "text": cell}) + "\n")
    assert read_article(path, max_bytes=1000).text == "A\n\nOne & two.\n\nThree\n\nfour."
    for kept in ("5 < 6 and 7 > 6", "<![foo]><p>a</p>"):
        path = write(tmp_path / "a.jsonl", json.dumps({"text": kept}) + "\n")
        assert read_article(path, max_bytes=1000).text == kept


def test_a_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "\ufeffsep=;\r\nheadline;text\r\nA;The first, and only\r\n")
    (article,) = read(path)
    assert isinstance(article, Article)
    assert (article.text, article.sources[0].row) == ("A\n\nThe first, and only", 3)


@pytest.mark.parametrize("nothing", ["nan", "NaN", "None", "null"])
def test_a_cell_of_nothing_is_empty(tmp_path: Path, nothing: str) -> None:
    path = write(tmp_path / "a.csv", f"title,date,source,text\nA,{nothing},{nothing},The text\nB,,,{nothing}\n")
    article, failure = read(path)
    assert isinstance(article, Article)
    assert (article.date, article.sources[0].outlet) == (None, "")
    assert failure == Failure(str(path), f"{path} line 3: the text is empty.")


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


MATTER = "---\ntitle: Ferry runs aground\ndate: 2024-05-06 08:00\nsource: Courier\nurl: https://c.example/1\n---\n\n"


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
    ("a.docx", b"PK\x03\x04broken", "a ZIP archive that is no Word document"),
    ("a.docx", zipped(word__document_xml=b"no xml"), "the document cannot be read"),
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


# In a library


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "mixed"
    folder.mkdir()
    write(folder / "a.html", make_html("First"))
    write(folder / "b.pdf", make_pdf([["Second", ""], ["The pier has 77 lamps and stands in the harbour of Marn."]]))
    write(folder / "c.docx", make_docx("Third", ["The tower has 88 steps and stands at the end of the pier."]))
    write(folder / "d.md", MATTER + "The lighthouse has 99 windows, says its keeper, who counts them daily.")
    rows = [{"title": f"Row {number}", "body": f"Barrel {number} holds {number}11 litres of oil."} for number in (1, 2)]
    write(folder / "e.jsonl", "\n".join(map(json.dumps, rows)))
    return folder


def test_a_mixed_folder_is_cited_by_page_and_line_and_verified(
    mixed: Path, library: Library, reader: PhraseReader
) -> None:
    report = library.add([mixed])
    assert (report.added, report.failures) == (6, ())
    library.calibrate(Calibration(0.0, {"margin": 1.0, "lead": 0.0, "retrieval": 0.0, "coverage": 0.0}, 0.5))
    wanted = {
        "212 passengers": ("a.html", 0, None),
        "77 lamps": ("b.pdf", 0, 2),
        "88 steps": ("c.docx", 0, None),
        "99 windows": ("d.md", 0, None),
        "211 litres": ("e.jsonl", 2, None),
    }
    for said, (name, row, page) in wanted.items():
        question = f"How many {said.split()[1]} are there?"
        reader.phrases = {question: {said: 9.0}}
        quotation = library.ask(question).quotation
        assert quotation is not None
        assert (quotation.text, Path(quotation.source).name) == (said, name)
        assert (quotation.row, quotation.page) == (row, page)
        assert check_quotation(quotation, library.article).holds
        original = mixed / name
        original.write_bytes({"b.pdf": make_pdf([["Other"]]), "c.docx": WORD}.get(name, b"Other text"))
        problem = check_quotation(quotation, library.article).problem
        assert problem is not None
        assert "has changed" in problem or "can no longer be read" in problem


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_changed_table_is_checked_whatever_its_columns_are_called(
    tmp_path: Path, library: Library, reader: PhraseReader, name: str
) -> None:
    rows = [{"Kopf": "Ferry", "Inhalt": "It  held 211 litres.\nAll saw it."}, {"Kopf": "Other", "Inhalt": "Nothing."}]

    def save() -> Path:
        if name.endswith("jsonl"):
            return write(tmp_path / name, "\n".join(map(json.dumps, rows)))
        out = io.StringIO(newline="")
        table = csv.DictWriter(out, ["Kopf", "Inhalt"])
        table.writeheader()
        table.writerows(rows)
        return write(tmp_path / name, out.getvalue())

    library.add([save()], columns={"headline": "Kopf", "text": "Inhalt"})
    reader.phrases = {"How much?": {"211 litres": 40.0}}
    quotation = library.ask("How much?", min_confidence=0).quotation
    assert quotation is not None
    rows[1]["Inhalt"] = "Something else."
    save()
    assert check_quotation(quotation, library.article).holds
    rows[0]["Inhalt"] = "It held 212 litres."
    save()
    problem = check_quotation(quotation, library.article).problem
    assert problem is not None
    assert "has changed: it no longer holds this text at line" in problem


def test_rows_that_a_table_no_longer_has_are_removed(mixed: Path, library: Library) -> None:
    table = mixed / "e.jsonl"
    library.add([table])
    lines = table.read_text().splitlines()
    again = library.add([table])
    assert (again.unchanged, again.added, again.updated) == (2, 0, 0)
    write(table, lines[1])
    report = library.add([table])
    assert (report.added, report.updated, report.unchanged) == (0, 1, 0)
    (left,) = library.articles()
    assert left.headline == "Row 2"
    assert not library.examine()


def test_rows_that_move_down_are_not_embedded_again(
    tmp_path: Path, library: Library, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adding.ingest.FLUSH_PASSAGES", 8)
    rows = [json.dumps({"headline": f"Place{number}", "text": f"Place{number} opened."}) for number in range(60)]
    path = write(tmp_path / "a.jsonl", "\n".join(rows))
    library.add([path])
    embedder.embedded = 0
    fresh = [json.dumps({"headline": f"Port{number}", "text": f"Port{number} opened."}) for number in range(20)]
    report = library.add([write(path, "\n".join([*fresh, *rows]))])
    assert embedder.embedded == 20
    assert (report.added, report.updated) == (20, 60)
    assert len(library.articles()) == 80
    assert library.examine() == []


def test_a_row_that_cannot_be_read_for_now_is_kept(mixed: Path, library: Library) -> None:
    table = mixed / "e.jsonl"
    library.add([table])
    write(table, "{\n" + table.read_text().splitlines()[1])
    report = library.add([table])
    assert len(report.failures) == 1
    assert {summary.headline for summary in library.articles()} == {"Row 1", "Row 2"}
