"""The one place of the HTML report that escapes: whatever goes in as text comes out as that text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.markup import Markup, escape, join, tag

HOSTILE = "<script>alert(1)</script> \"'&amp; --> ]]> </td></table> \u202e\r\n\r x=1 onload=x <!--"
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'\r\n\t"))


class Read(HTMLParser):
    """What a browser makes of HTML: text, tags, and the values of attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.values: list[str | None] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [value for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(texts, texts)
@example(HOSTILE, HOSTILE)
def test_text_stays_text_in_content_and_in_attributes(content: str, value: str) -> None:
    read = Read(tag("p", content, tag("b", content), title=value))
    assert read.text == content + content
    assert (read.tags, read.values) == (["p", "b"], [value])


@given(texts)
@example(HOSTILE)
def test_nothing_that_could_open_or_close_markup_is_left(text: str) -> None:
    assert not set(escape(text)) & set("<>\"'\r")
    assert Read(escape(text)).text == text


def test_what_html_cannot_hold_is_replaced() -> None:
    assert escape("a\0b\x1b[31m\x7f\ud800") == "a\ufffdb\ufffd[31m\ufffd?"


def test_markup_is_not_escaped_twice_and_text_beside_it_is() -> None:
    assert join("<", tag("i", "&"), ">") == "&lt;<i>&amp;</i>&gt;"
    assert isinstance(join(), Markup)


def test_attributes_are_written_as_html_and_svg_want_them() -> None:
    assert tag("input", type="search", name="q") == '<input type="search" name="q"/>'
    assert tag("rect", x=1.0, y=2.346, class_="a", stroke_width=3, href=None) == (
        '<rect x="1" y="2.35" class="a" stroke-width="3"/>'
    )


def test_strings_made_of_markup_are_text_again() -> None:
    # Joining by hand loses the promise, so that it cannot be kept by mistake.
    assert tag("p", tag("i", "x") + "<b>") == "<p>&lt;i&gt;x&lt;/i&gt;&lt;b&gt;</p>"
    assert type(tag("i", "x").upper()) is str


@pytest.mark.parametrize("number", [0.0, 100.0, 0.005, -3.5])
def test_numbers_are_written_plainly(number: float) -> None:
    assert float(Read(tag("i", title=number)).values[0] or "") == pytest.approx(number, abs=0.005)
