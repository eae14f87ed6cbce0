"""Tables and lists of objects: an article a row, cited by its line, whatever its columns are called."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from rag import Article, Failure, SourceError
from rag.datatypes import Remark
from rag.sources import ReadLimits, read_article, read_articles
from tests.documents import HEADLINE, PARAGRAPHS, read, write

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


def test_columns_that_nothing_is_taken_from_are_named_where_something_lacks(tmp_path: Path) -> None:
    table = write(tmp_path / "a.csv", "Kop,Day,Body\nFerry runs aground,2024-05-06,Nobody was hurt at Marn.\n")
    remark, article = read(table)
    assert isinstance(article, Article)
    assert isinstance(remark, Remark)
    assert remark.text.endswith(
        "no column is called headline or date, and not used: Kop, Day. Say what is what: --column headline=Kop."
    )
    named = write(tmp_path / "b.csv", "Heading,Datum,Body,Paper\nFerry,2024-05-06,Nobody was hurt at Marn.,Courier\n")
    (article,) = read(named)
    assert isinstance(article, Article)
    assert (article.headline, str(article.date)) == ("Ferry", "2024-05-06")
    assert article.sources[0].outlet == "Courier"
