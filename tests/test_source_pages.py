"""Saved web pages: the day of publication, the outlet, the address and the letters, as pages give and hide them."""

from __future__ import annotations

import json
import quopri
from pathlib import Path

import pytest

from rag.datatypes import Article
from rag.sources import read_article
from tests.documents import HEADLINE, PARAGRAPHS

BODY = "".join(f"<p>{one.replace('&', '&amp;')}</p>" for one in PARAGRAPHS)
H1 = f"<h1>{HEADLINE}</h1>"


def page(head: str = "", body: str = f"<article>{H1}{BODY}</article>", title: str = HEADLINE) -> str:
    return f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>{body}"


def linked(*things: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(things)}</script>'


def news(headline: str = HEADLINE, **more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": headline, **more}


def read(tmp_path: Path, markup: str | bytes, name: str = "a.html") -> Article:
    path = tmp_path / name
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode("utf-8"))
    return read_article(path, max_bytes=10**6)


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


DATED = {
    "graph": page(
        linked({"@graph": [{"@type": "WebPage", "dateModified": "2024-06-09"}, news(datePublished="2024-05-06")]})
    ),
    "published and modified": page(
        meta("article:modified_time", "2024-06-09T09:00:00Z")
        + meta("article:published_time", "2024-05-06T23:30:00-05:00")
    ),
    "microdata": page(
        body=f'<div>{H1}<meta itemprop="dateModified" content="2024-06-09">'
        f'<meta itemprop="datePublished" content="2024-05-06">{BODY}</div>'
    ),
    "Dublin Core": page(meta("DC.date.issued", "2024-05-06")),
    "address": page('<link rel="canonical" href="https://courier.example/2024/05/06/ferry">'),
    "time": page(body=f"<article>{H1}<time datetime='2024-05-06'>2 hours ago</time>{BODY}</article>"),
    "two times": page(
        body=f"<article>{H1}<p>Updated <time>9 June 2024</time></p><p>Published <time>6 May 2024</time></p>{BODY}"
    ),
    "called a date": page(body=f"<div>{H1}<div class='stamp'>Posted May 6, 2024 at 6:00 am</div>{BODY}</div>"),
    "line": page(body=f"<div>{H1}<p><i>By Ilse Dorn, 6 May 2024</i></p>{BODY}</div>"),
    "its own of several": page(linked(news("Other", datePublished="2021-03-14"), news(datePublished="2024-05-06"))),
    "day in the site's header": page(
        body=f"<header><time>29 May 2026</time></header><article>{H1}<div class='date'>6 May 2024</div>{BODY}</article>"
    ),
    "classes of the whole page": page(
        body=f"<div class='has-sidebar comments-open'><article>{H1}<time>6 May 2024</time>{BODY}</article></div>"
    ),
}


@pytest.mark.parametrize("markup", DATED.values(), ids=DATED)
def test_a_page_gives_its_day_of_publication(tmp_path: Path, markup: str) -> None:
    assert str(read(tmp_path, markup).date) == "2024-05-06"


UNDATED = {
    "may be two days": page(body=f"<div>{H1}<div class='date'>06/05/2024</div>{BODY}</div>"),
    "metadata that may be two days": page(meta("date", "06/05/2024")),
    "no day": page(meta("article:published_time", "0000-00-00T00:00:00")),
    "updated": page(meta("og:updated_time", "2024-06-09"), f"<article>{H1}<p>Updated 9 June 2024</p>{BODY}</article>"),
    "headline": page(
        title="What we know of 11 September 2001", body=f"<article><h1>What we know of 11 September 2001</h1>{BODY}"
    ),
    "related": page(
        body=f"<article>{H1}{BODY}</article><aside><a href='/x'>Walks</a><time>14 March 2021</time></aside>"
    ),
    "teasers": page(body=f"<main>{H1}{BODY}<div class='card'><h3>Walks</h3><time>14 March 2021</time></div></main>"),
    "related in JSON": page(
        linked(news("Walks", datePublished="2021-03-14"), news("Straws", datePublished="2020-01-01"))
    ),
    "video": page(linked({"@type": "VideoObject", "datePublished": "2020-02-02"})),
    "comments": page(
        body=f"<article>{H1}{BODY}</article><div id='comments'><p><time>1 January 2025</time> Great.</p></div>"
    ),
    "event": page(
        body=f"<article>{H1}{BODY}<p>The fair is on <time datetime='2025-06-14'>14 June</time>.</p></article>"
    ),
    "today": page(
        body=f"<div class='top'><div class='date'>Friday, 29 May 2026</div></div><article>{H1}{BODY}</article>"
    ),
    "copyright": page(body=f"<article>{H1}{BODY}</article><footer><span class='date'>29 May 2026</span></footer>"),
}


@pytest.mark.parametrize("markup", UNDATED.values(), ids=UNDATED)
def test_another_day_on_a_page_is_not_taken_for_it(tmp_path: Path, markup: str) -> None:
    assert read(tmp_path, markup).date is None


@pytest.mark.parametrize(
    ("markup", "outlet"),
    [
        (page(title=f"{HEADLINE} | Courier"), "Courier"),
        (page(title=f"{HEADLINE} - Science - The Leth Courier"), "The Leth Courier"),
        (page(meta("og:site_name", "Courier"), title=f"{HEADLINE} - latest"), "Courier"),
        (
            page(linked(news(publisher={"@type": "Organization", "name": "Courier"})), title=f"{HEADLINE} | World"),
            "Courier",
        ),
        (page(meta("DC.publisher", "Courier")), "Courier"),
        (page(meta("og:title", f"{HEADLINE} - Courier") + meta("og:site_name", "Courier")), "Courier"),
        (page(), ""),
    ],
)
def test_a_page_names_its_outlet_which_is_no_part_of_the_headline(tmp_path: Path, markup: str, outlet: str) -> None:
    article = read(tmp_path, markup)
    assert (article.headline, article.sources[0].outlet) == (HEADLINE, outlet)


ADDRESS = "https://courier.example/ferry"


@pytest.mark.parametrize(
    "noted",
    [
        f"<!-- saved from url=(0029){ADDRESS} -->",
        f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: x -->",
    ],
)
def test_a_saved_page_has_the_address_that_was_noted_in_it(tmp_path: Path, noted: str) -> None:
    markup = page().replace("<!doctype html>", f"<!doctype html>\n{noted}\n")
    assert read(tmp_path, markup).sources[0].url == ADDRESS


def test_a_page_saved_with_its_parts_in_one_file(tmp_path: Path) -> None:
    body = quopri.encodestring(page(meta("article:published_time", "2024-05-06")).encode()).decode()
    whole = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {ADDRESS}\nDate: Fri, 29 May 2026 09:14:22 -0000\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="--x--"\n\n----x--\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: quoted-printable\n\n{body}\n----x--\nContent-Type: text/css\n\np {{}}\n----x----\n"
    )
    article = read(tmp_path, whole, "a.mhtml")
    assert (article.headline, str(article.date), article.sources[0].url) == (HEADLINE, "2024-05-06", ADDRESS)
    assert article.text == "\n\n".join([HEADLINE, *PARAGRAPHS])


SAID = "A café owner in Besançon has won an appeal against a fine of €4,500 – “a scandal”, said Zoë Müller, her lawyer."


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16", "cp1252"),
        ("hex", "cp1252"),
        ("", "cp1252"),
        ("", "utf-8"),
    ],
)
def test_letters_are_those_of_the_page_whatever_it_says_of_them(tmp_path: Path, charset: str, encoding: str) -> None:
    said = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    markup = f"<html><head>{said}<title>Café</title></head><body><h1>Café</h1><p>{SAID}</p><p>{SAID}</p></body></html>"
    assert SAID in read(tmp_path, markup.encode(encoding)).text


def test_what_only_breaks_words_is_no_letter(tmp_path: Path) -> None:
    body = "<p>Un&shy;employ&shy;ment fell to 4.2&nbsp;%,\u200b the office said.</p>"
    title = "Un&shy;employment falls"
    article = read(tmp_path, page(title=title, body=f"<article><h1>{title}</h1>{body}"))
    assert article.headline == "Unemployment falls"
    assert article.text == "Unemployment falls\n\nUnemployment fell to 4.2 %, the office said."


@pytest.mark.parametrize(
    "before", ["<!-- archived -->\n", '<?xml version="1.0" encoding="UTF-8"?>\n', "\n<!--a--><!--b-->"]
)
def test_a_page_is_one_whatever_stands_before_it(tmp_path: Path, before: str) -> None:
    assert read(tmp_path, before + page(), "a.txt").headline == HEADLINE
