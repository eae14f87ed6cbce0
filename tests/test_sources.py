"""Files into articles: the form of the seeds, everything that can be wrong with a file, and exact offsets."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rag.datatypes import Article, Remark, text_sha256
from rag.errors import SourceError
from rag.sources import ReadLimits, read_article
from rag.sources.decoding import decode_text
from rag.sources.plaintext import parse_plaintext
from tests.conftest import SEEDS

MAX_BYTES = 1_000_000
SEED_FILES = sorted(SEEDS.glob("*.txt"))

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200)


def parse(raw: str | bytes) -> Article:
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8")
    (article,) = [
        one for one in parse_plaintext(data, "/news/a.txt", ReadLimits(MAX_BYTES)) if isinstance(one, Article)
    ]
    return article


def read(path: Path) -> Article:
    return read_article(path, max_bytes=MAX_BYTES)


# The form of the seeds


@pytest.mark.parametrize("path", SEED_FILES, ids=lambda path: path.stem)
def test_text_of_a_seed_is_exactly_what_follows_its_tag(path: Path) -> None:
    raw = path.read_bytes().decode("utf-8")
    article = read(path)
    assert article.text == raw.removeprefix(f" date {article.date} ")
    assert raw[article.sources[0].text_start :] == article.text


@pytest.mark.parametrize(
    ("path", "date", "headline"),
    [
        (SEED_FILES[0], dt.date(2024, 11, 7), "The Russian leader congratulates Trump on winning the US election"),
        (SEED_FILES[1], dt.date(2024, 11, 8), "Putin Extends Olive Branch: Praises Trump’s ‘Courage’ and Signals"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_headline_and_date_of_a_seed(path: Path, date: dt.date, headline: str) -> None:
    article = read(path)
    assert article.date == article.sources[0].date == date
    assert article.headline.startswith(headline)
    assert article.text.startswith(article.headline + "\n\n")


def test_checksums_are_those_of_the_text_and_of_the_file() -> None:
    data = b" date 2024-11-07 Headline\n\nBody.\n"
    article = parse(data)
    assert article.sha256 == text_sha256("Headline\n\nBody.\n")
    assert article.sources[0].file_sha256 == hashlib.sha256(data).hexdigest()
    assert article.sources[0].path == "/news/a.txt"


# Tags and headlines


def test_without_a_tag_the_first_line_is_the_headline_and_there_is_no_date() -> None:
    article = parse("\n  Bridge opens  \n\nIt was Tuesday.")
    assert article.headline == "Bridge opens"
    assert article.date is None
    assert article.text == "\n  Bridge opens  \n\nIt was Tuesday."
    assert article.sources[0].text_start == 0


def test_tag_needs_no_space_before_it() -> None:
    assert parse("date 2024-11-07 Bridge opens").date == dt.date(2024, 11, 7)


@pytest.mark.parametrize("raw", ["date 2024-11-07\n\nBridge opens\n\nBody", " date 2024-11-07 \r\n\r\nBridge opens"])
def test_blank_line_after_the_tag_leaves_the_next_line_as_headline(raw: str) -> None:
    article = parse(raw)
    assert article.headline == "Bridge opens"
    assert raw[article.sources[0].text_start :] == article.text


@pytest.mark.parametrize(
    "raw", ["date night is back\n\nBody", "date 2024 was a good year", "  date 2024-11-07 Two spaces"]
)
def test_words_that_only_begin_like_a_tag_are_text(raw: str) -> None:
    article = parse(raw)
    assert article.text == raw
    assert article.date is None


@pytest.mark.parametrize(
    "written", ["2024-13-45", "2024-1-5", "07/11/2024", "2024-02-30", "2024-11-07T10:00", "7.11.2024"]
)
def test_malformed_date_is_named(written: str) -> None:
    with pytest.raises(SourceError, match=f"{written!r} is not a calendar date"):
        parse(f" date {written} Bridge opens\n\nBody")


def test_leap_day_is_a_date() -> None:
    assert parse("date 2024-02-29 Leap").date == dt.date(2024, 2, 29)


def test_markdown_heading_marks_are_not_in_the_headline_but_in_the_text() -> None:
    article = parse("## Bridge opens\n\nBody")
    assert article.headline == "Bridge opens"
    assert article.text == "## Bridge opens\n\nBody"


@pytest.mark.parametrize("headline", ["Ghent is # 1 again", "C# 9 is out"])
def test_hash_inside_a_headline_stays(headline: str) -> None:
    assert parse(f"{headline}\n\nBody").headline == headline


# Bytes into characters


def test_byte_order_mark_is_before_the_text() -> None:
    article = parse("\ufeffBridge opens")
    assert article.text == "Bridge opens"
    assert article.sources[0].text_start == 1


def test_byte_order_mark_does_not_hide_the_tag() -> None:
    article = parse("\ufeff date 2024-11-07 Bridge opens")
    assert article.date == dt.date(2024, 11, 7)
    assert article.sources[0].text_start == len("\ufeff date 2024-11-07 ")


def test_windows_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"date 2024-11-07 Bridge\r\n\r\nIt opened.\r\n")
    assert read(path).text == "Bridge\r\n\r\nIt opened.\r\n"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b" date 2024-11-07 ", b"date 2024-11-07\n \n"])
def test_article_without_a_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="empty"):
        parse(data)


def test_binary_file_is_refused() -> None:
    with pytest.raises(SourceError, match="binary"):
        parse("PK\0\3")


def test_byte_that_is_not_utf8_is_named_with_its_offset() -> None:
    with pytest.raises(SourceError, match="byte 0xe9 at offset 3"):
        parse("café au lait".encode("latin-1"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32"])
def test_wide_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(SourceError, match=r"UTF-8|binary"):
        parse("Bridge opens".encode(encoding))


OTHER = "The mayor’s café opened late – “a naïve plan”, said Müller, who had paid three million for it."


@pytest.mark.parametrize(("encoding", "named"), [("cp1252", "cp1252"), ("utf-16", "utf-16")])
def test_another_encoding_is_told_and_named(encoding: str, named: str) -> None:
    article, remark = parse_plaintext(OTHER.encode(encoding), "/news/a.txt", ReadLimits(MAX_BYTES))
    assert isinstance(article, Article)
    assert article.text == OTHER
    assert isinstance(remark, Remark)
    assert remark.text == f"/news/a.txt: not UTF-8; read as {named}."


def test_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 10)
    assert read_article(path, max_bytes=10).text == "a" * 10
    with pytest.raises(SourceError, match="limit of 9 bytes"):
        read_article(path, max_bytes=9)


# What must hold for any text


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, tag=st.sampled_from([" date 2024-11-07 ", "date 1999-01-31 ", "\ufeff date 2024-11-07 "]))
def test_text_behind_a_tag_is_kept_to_the_character(text: str, tag: str) -> None:
    assume(text.strip())
    raw = tag + text
    article = parse(raw)
    assert article.text == text
    assert raw[article.sources[0].text_start :] == text
    assert article.headline
    assert article.headline in text


@settings(max_examples=200, deadline=None)
@given(raw=TEXTS)
def test_any_text_is_an_article_whose_offsets_map_to_the_file_or_a_source_error(raw: str) -> None:
    try:
        article = parse(raw)
    except SourceError:
        return
    assert raw[article.sources[0].text_start :] == article.text
    assert article.text.strip()


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=100))
def test_any_bytes_are_an_article_or_a_source_error(data: bytes) -> None:
    try:
        article = parse(data)
    except SourceError:
        return
    assert decode_text(data, "")[0].endswith(article.text)
