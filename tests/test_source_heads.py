"""What stands above a text: a date in a line, front matter in its writings, heads of exports; and what is none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import Article, Remark
from rag.errors import SourceError
from rag.sources import ReadLimits, read_articles
from rag.sources.dates import read_date
from rag.sources.plaintext import parse_plaintext

DAY = dt.date(2024, 11, 7)
BODY = (
    "The council in Wexmoor voted on Thursday to close the town’s last swimming pool, ending months of argument.\n\n"
    "Councillors backed the closure by 21 votes to 17 after a debate that ran for more than four hours.\n"
)


def parse(raw: str, path: str = "/news/a.md") -> list[Article]:
    found = parse_plaintext(raw.encode("utf-8"), path, ReadLimits(10**6))
    return [one for one in found if isinstance(one, Article)]


def parse_one(raw: str, path: str = "/news/a.md") -> Article:
    (article,) = parse(raw, path)
    start = article.sources[0].text_start
    assert raw[start : start + len(article.text)] == article.text
    return article


@pytest.mark.parametrize(
    "line",
    [
        "Published: 7 November 2024",
        "November 7, 2024",
        "Thu 7 Nov 2024 18.05 GMT",
        "By Jo Latham\nNov. 7, 2024, 6:05 p.m. ET",
        "By Jo Latham | November 7, 2024",
        "By Jo Latham, 7 November 2024",
        "Posted by jo on November 7, 2024",
        "Port Dale, 7th November 2024",
        "2024-11-07",
        "*7. November 2024*",
        "**Published:** 7 November 2024",
        "Updated 9 November 2024 08:15\nPublished 7 November 2024 18:05",
        "Published: 18:05 GMT, 7 November 2024 | Updated: 08:15 GMT, 9 November 2024",
        "7 November 2024, updated 9 November 2024",
        "Vote ends months of argument over a deficit.\nJo Latham\nThu 7 Nov 2024",
    ],
)
def test_a_line_under_the_headline_dates_the_article(line: str) -> None:
    article = parse_one(f"Pool to close\n{line}\n\n{BODY}")
    assert (article.headline, article.date) == ("Pool to close", DAY)


@pytest.mark.parametrize("first", ["2024-11-07", "Thursday, 7 November 2024", "----------"])
def test_a_date_or_a_rule_above_the_headline_is_not_it(first: str) -> None:
    article = parse_one(f"{first}\n\nPool to close\n\n{BODY}")
    assert (article.headline, article.date) == ("Pool to close", DAY if "2024" in first else None)


def test_a_dateline_with_its_year_dates_the_article() -> None:
    assert parse_one(f"Pool to close\n\nWEXMOOR, Nov. 7, 2024 /Wire/ -- {BODY}").date == DAY
    assert parse_one(f"Pool to close\n\nWEXMOOR, Nov 7 (Wire) - {BODY}").date is None


@pytest.mark.parametrize(
    "line",
    [
        "Published: 11/07/2024",
        "Published: 31 February 2024",
        "Last updated 9 November 2024",
        "Accessed: 2 January 2026",
        "Event: Saturday, 14 June 2025",
        "Deadline for entries, 1 March 2025",
        "Opening night – 3 May 2025",
        "When: 14 June 2025\nWhere: Guildhall",
        "3 May 1934 – 7 November 2024",
        "Born: 3 May 1934\nDied: 7 November 2024",
        "On 7 November 2024, the council voted.",
        "3 May 1974\n\nThe pool opens.\n\n7 November 2024\n\nThe council votes.",
    ],
)
def test_another_date_in_a_line_dates_nothing(line: str) -> None:
    article = parse_one(f"Pool to close\n{line}\n\n{BODY}")
    assert (article.headline, article.date) == ("Pool to close", None)


@pytest.mark.parametrize("headline", ["What we know about 11 September 2001", "Ashmere v Holloway - 3 May 2025"])
def test_a_date_in_a_headline_dates_nothing(headline: str) -> None:
    article = parse_one(f"{headline}\n\n{BODY}")
    assert (article.headline, article.date) == (headline, None)


def test_a_date_that_is_the_headline_dates_nothing() -> None:
    article = parse_one(f"11 September 2001\n\n{BODY.replace(chr(10), ' ')}")
    assert (article.headline, article.date) == ("11 September 2001", None)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2024-11-07-pool.md", DAY),
        ("2024-11-07 Pool.txt", DAY),
        ("2024-11-07_18-05-33.txt", None),
        ("2024-13-45-pool.md", None),
        ("pool-2024-11-07.md", None),
    ],
)
def test_a_date_before_the_words_of_a_name_counts_where_the_file_has_none(name: str, date: dt.date | None) -> None:
    assert parse_one(f"Pool to close\n\n{BODY}", f"/news/{name}").date == date
    assert parse_one(f"Pool to close\n9 May 2024\n\n{BODY}", f"/news/{name}").date == dt.date(2024, 5, 9)


@pytest.mark.parametrize(
    "matter",
    [
        "---\nTitle: Pool to close\nDate: 2024-11-07\nSource: Echo\n---\n",
        "---\ntitle: Pool to close\npublishDate: 2024-11-07T23:30:00-05:00\nsite: Echo\n---\n",
        "---\ntitle: Pool to close\npublished: true\ndate: Nov 7, 2024\nsource:\n  name: Echo\n...\n",
        "\n---\ntitle: Pool to close\ncreated: 2026-03-01\npublished: 2024-11-07\npublication: Echo\n---\n",
        '+++\ntitle = "Pool to close"\ndate = 2024-11-07T08:00:00Z\nsource = "Echo"\n+++\n',
        "Title: Pool to close\nAuthor: Jo Latham\nDate: November 7, 2024\nPublication: Echo\n\n",
    ],
)
def test_front_matter_as_it_is_written(matter: str) -> None:
    article = parse_one(matter + BODY)
    assert (article.headline, article.date, article.sources[0].outlet) == ("Pool to close", DAY, "Echo")
    assert article.text == BODY


def test_a_colon_in_a_headline_does_not_undo_front_matter() -> None:
    article = parse_one(f"---\ntitle: Pool to close: what we know\ndate: 2024-11-07\n---\n{BODY}")
    assert (article.headline, article.date, article.text) == ("Pool to close: what we know", DAY, BODY)


def test_a_source_that_is_an_address_is_no_outlet() -> None:
    (source,) = parse_one(f'---\ntitle: Pool\nsource: "https://echo.example/pool"\n---\n{BODY}').sources
    assert (source.outlet, source.url) == ("", "https://echo.example/pool")


@pytest.mark.parametrize(
    "raw", ["Serves: 4\nPrep: 20 minutes\n\nText.", "Note: a column\nWarning: strong words\n\nText."]
)
def test_labels_without_a_headline_and_a_date_are_text(raw: str) -> None:
    assert parse_one(raw).text == raw


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("27/11/2024", dt.date(2024, 11, 27)),
        ("11/27/2024", dt.date(2024, 11, 27)),
        ("20241107", DAY),
        ("2024/11/07", DAY),
        ("28-Jan-2025", dt.date(2025, 1, 28)),
        ("2024-11-07T18:05:33.000Z", DAY),
        ("Thu, 07 Nov 2024 23:30:00 -0500", DAY),
        ("November 7, 2024 Thursday", DAY),
    ],
)
def test_a_date_in_its_writings(written: str, date: dt.date) -> None:
    assert read_date(written) == date


@pytest.mark.parametrize(
    "written", ["07/11/2024", "7.11.2024", "10 11 2024", "March 2024", "2024", "Nov 7", "true", "45603"]
)
def test_what_may_be_several_days_is_no_date(written: str) -> None:
    with pytest.raises(ValueError, match="is not a calendar date"):
        read_date(written)


SECOND = "A cargo ship ran aground off the coast of Tamsa early on Tuesday, the coastguard said.\n"
LEXIS = (
    "\n   {number} of 2 DOCUMENTS\n\n\n        {outlet}\n\n      {date} Thursday\n\n{headline}\n\nBYLINE: Jo Latham\n\n"
    "LENGTH: 412 words\n\n\n{text}\nLOAD-DATE: {date}\n\n        Copyright 2024 {outlet}\n"
)
NEXIS = (
    "{headline}\n{outlet}\n{date} Thursday\n\nCopyright 2024 {outlet}\n\nLength: 412 words\nBody\n\n{text}\n"
    "Load-Date: {date}\n\nEnd of Document\n\n\n"
)
FACTIVA = (
    "{headline}\n\nBy Jo Latham\n412 words\n{date}\n{outlet}\nECHO\nEnglish\n(c) 2024\n\n{text}\n"
    "Document ECHO000020241107ekb70000{number}\n\n\n"
)
PROQUEST = (
    "____________________\n\nDocument {number} of 2\n\n{headline}\n\nPublication info: {outlet} [Wexmoor]. {date}: 4."
    "\n\n"
    "Full text: {text}\nTitle: {headline}\n\nPublication title: {outlet}\n\nPublication date: {date}\n\n"
)


@pytest.mark.parametrize("form", [LEXIS, NEXIS, FACTIVA, PROQUEST], ids=["lexis", "nexis", "factiva", "proquest"])
def test_an_export_is_cut_into_its_articles(form: str) -> None:
    raw = form.format(number=1, headline="Pool to close", outlet="Echo", date="November 7, 2024", text=BODY)
    raw += form.format(number=2, headline="Ship aground", outlet="Port Gazette", date="January 28, 2025", text=SECOND)
    first, second = parse(raw)
    told = [(one.headline, one.date, one.sources[0].outlet) for one in (first, second)]
    assert told == [("Pool to close", DAY, "Echo"), ("Ship aground", dt.date(2025, 1, 28), "Port Gazette")]
    assert BODY.strip() in first.text
    assert SECOND.strip() in second.text
    assert SECOND.strip() not in first.text
    for one in (first, second):
        (source,) = one.sources
        assert raw[source.text_start : source.text_start + len(one.text)] == one.text
        assert one.text.startswith(raw.split("\n")[source.row - 1].strip())


def test_a_text_about_documents_is_no_export() -> None:
    raw = f"Leaks show bank knew\n\n1 of 25 documents says so.\n\n{BODY}\nEnd of Document\n\nMore of it.\n"
    assert parse_one(raw).text == raw


LINES = st.lists(
    st.sampled_from(
        ["Pool to close", "7 November 2024", "Published: 8 May 2024", "---", "+++", "title: Pool", "1 of 2 DOCUMENTS",
         "End of Document", "Document 1 of 2", "412 words", "Date: 2024-11-07", "", " ", "\ufeff", "Body of it.", "\r"]
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_whatever_stands_above_it_a_text_is_kept_to_the_character(lines: list[str]) -> None:
    raw = "\n".join(lines)
    try:
        found = parse(raw)
    except SourceError:
        return
    for article in found:
        start = article.sources[0].text_start
        assert raw[start : start + len(article.text)] == article.text


def test_a_date_of_front_matter_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: Pool\ndate: 07/11/2024\n---\n{BODY}", encoding="utf-8")
    remark, article = read_articles(path, ReadLimits(10**6))
    assert isinstance(remark, Remark)
    assert isinstance(article, Article)
    assert "'07/11/2024' is not a calendar date" in remark.text
    assert article.date is None
