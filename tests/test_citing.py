"""Citations to paste elsewhere: each holds the quotation, and no text can break out of its form."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from rag import Quotation, cite_bibtex, cite_markdown, cite_plain

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text(
    "{}\\%&$#_^~*<>[]()|`\n -.a", max_size=20
)
SENTENCE = "He paid $64.1bn."
QUOTATION = Quotation(
    article_id="0123456789abcdef",
    headline="Aid to Ukraine",
    date=dt.date(2024, 11, 7),
    source="/news/aid.pdf",
    source_start=1008,
    article_sha256="0" * 64,
    start=1008,
    end=1015,
    text="$64.1bn",
    sentence=SENTENCE,
    sentence_start=1000,
    sentence_end=1000 + len(SENTENCE),
    confidence=0.9,
    page=3,
    url="https://news.example/aid",
    outlet="The Post",
)


def test_the_three_forms() -> None:
    assert cite_plain(QUOTATION) == (
        "“$64.1bn” (Aid to Ukraine, The Post, 7 November 2024, p. 3; "
        "characters 1,008–1,015 of article 0123456789abcdef)."
    )
    assert cite_markdown(QUOTATION) == (
        "> He paid **\\$64\\.1bn**\\.\n>\n> — [Aid to Ukraine](<https://news.example/aid>), The Post, 7 November 2024, "
        "p\\. 3; characters 1,008–1,015 of article 0123456789abcdef\n"
    )
    assert cite_bibtex(QUOTATION) == (
        "@article{ibid-0123456789abcdef-1008,\n"
        "  title = {Aid to Ukraine},\n"
        "  journal = {The Post},\n"
        "  date = {2024-11-07},\n"
        "  url = {https://news.example/aid},\n"
        "  pages = {3},\n"
        "  note = {“\\$64.1bn”, characters 1,008–1,015 of article 0123456789abcdef, file aid.pdf},\n"
        "}\n"
    )


@given(TEXTS, TEXTS, TEXTS, TEXTS)
@example("a}\n}@article{b", "{", "\\", "https://news.example/}")
def test_bibtex_stays_one_entry(headline: str, outlet: str, text: str, url: str) -> None:
    entry = cite_bibtex(replace(QUOTATION, headline=headline, outlet=outlet, text=text, url=url))
    first, *fields, last, end = entry.split("\n")
    assert (first, last, end) == ("@article{ibid-0123456789abcdef-1008,", "}", "")
    for field in fields:
        match = re.fullmatch(r"  [a-z]+ = \{(.*)\},", field)
        assert match is not None
        value = re.sub(r"\\text[a-z]+\{\}|\\[&%$#_]", "", match[1])  # what was escaped
        assert not set(value) & set("{}\\")
        assert field.startswith("  url") or not set(value) & set("%&$#_^~")


@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
@example("", "x\n\n# y", "", "a", "javascript:x")
def test_markdown_is_one_quotation_without_markup_of_the_article(
    before: str, text: str, after: str, headline: str, url: str
) -> None:
    sentence = before + text + after
    quotation = replace(
        QUOTATION,
        headline=headline,
        url=url,
        text=text,
        sentence=sentence,
        start=1000 + len(before),
        end=1000 + len(before + text),
        sentence_end=1000 + len(sentence),
    )
    cited = cite_markdown(quotation)
    assert all(line.startswith(">") for line in cited.rstrip("\n").split("\n"))
    assert cited.count("\n") == 3
    plain = re.sub(r"\\(.)", "", cited.removeprefix("> "))
    assert plain.split("\n")[0].count("**") == (2 if text.strip() else 0)
    assert not re.search(r"[`_#$\\]|javascript:", plain) or url.startswith("http")
