"""What a page says of its article beside the text: the day of publication, the outlet, its own address."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from rag.sources.build import clean_block
from rag.sources.dates import read_date
from rag.sources.fields import CALLED, key
from rag.sources.heads import SENTENCE, UPDATED, head_date, line_date

PUBLISHED = frozenset(
    (*CALLED["date"], "articlepublishedtime", "ogpublishedtime", "ogarticlepublishedtime", "dcdate", "dcdateissued",
     "dctermsissued", "dctermsdate", "parselypubdate", "sailthrudate", "originalpublicationdate",
     "cxenseparsepublishtime", "citationpublicationdate")
)  # fmt: skip
WRITINGS = re.compile(r"article|posting|report|page", re.IGNORECASE)
OTHERS = frozenset(("itemListElement", "hasPart", "relatedLink", "mentions", "isPartOf", "liveBlogUpdate", "comment"))
IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|\Z)")
# What stands around an article, by its element or by what it is called.
BESIDE = frozenset(("aside", "nav", "footer", "figure", "form", "select", "a"))
CALLED_BESIDE = re.compile(
    r"related|recommend|most-?(?:read|viewed|popular)|sidebar|comment|promo|teaser|trending|newsletter|recirc|copyright"
    r"|(?:more|links)-(?:on|from|block)|read-more",
    re.IGNORECASE,
)
DATED = re.compile(r"date|publish|posted|time|stamp|byline|meta", re.IGNORECASE)
BLOCKS = frozenset("p div h2 h3 h4 li dd td header section span time details summary small em i b strong font".split())
MARKED = ("time", "span", "div", "p", "meta", "abbr", "td")
PARAGRAPH_CHARS = 80
# What a browser or an extension writes into a page that it saves.
SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)|Page saved with SingleFile\s+url:\s*(https?://\S+)")
SAVED_CHARS = 4000
SEPARATOR = r"\s+[|·•«»–—-]\s+"


def page_date(tree: Any, headline: str, url: str) -> dt.date | None:
    """The day of publication that the page `tree` gives, or None: in its metadata, its address, or by its headline."""
    around = _without_beside(tree)
    head = list(_head(around, headline))
    return (
        _first_date(one.get("datePublished") for one in _writings_of(tree, headline))
        or _first_date(meta.get("content") for meta in around.iter("meta") if _names(meta) & PUBLISHED)
        or next(filter(None, (_element_date(one) for one in around.iter(*MARKED) if _is_marked(one))), None)
        or next(filter(None, (_element_date(one) for one in head if one.tag == "time" and not _is_of_other(one))), None)
        or _in_address(url)
        or next(filter(None, (line_date(_text(one))[1] for one in head if DATED.search(_called(one)))), None)
        or head_date([headline, *(_text(one) for one in head if not any(inner.tag in BLOCKS for inner in one))])
    )


def page_outlet(tree: Any, headline: str) -> str:
    """The outlet that the page names, or that stands behind the headline in its title; empty where there is none."""
    publishers = [one.get("publisher") for one in _writings_of(tree, headline)]
    named = [
        *(meta.get("content") for meta in tree.iter("meta") if _names(meta) & {"ogsitename"}),
        *(one.get("name") if isinstance(one, dict) else one for one in publishers),
        *(one.get("content") or _text(one) for one in tree.xpath("//*[@itemprop='publisher']//*[@itemprop='name']")),
        *(meta.get("content") for meta in tree.iter("meta") if _names(meta) & {"dcpublisher", "applicationname"}),
    ]
    found = next((clean_block(one) for one in named if isinstance(one, str) and one.strip()), "")
    title = clean_block(next((_text(one) for one in tree.iter("title")), ""))
    if not found and headline and title.startswith(headline) and re.match(SEPARATOR, title[len(headline) :]):
        found = re.split(SEPARATOR, title)[-1]
    return found


def saved_from(markup: str) -> str:
    """The address that whatever saved the page noted in its first lines; empty where none is."""
    match = SAVED_FROM.search(markup, 0, SAVED_CHARS)
    return (match[1] or match[2]) if match else ""


def _writings_of(tree: Any, headline: str) -> list[dict[str, Any]]:
    """The articles in the page's JSON-LD, and then the pages; of several with headlines only those with its own."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                found += _writings(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue
    titled = {clean_block(str(one["headline"])) for one in found if one.get("headline")}
    own = [one for one in found if len(titled) < 2 or clean_block(str(one.get("headline") or headline)) == headline]
    return sorted(own, key=lambda one: "page" in _type(one))


def _writings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _writings(one)
    elif isinstance(value, dict):
        if WRITINGS.search(_type(value)):
            yield value
        for name, one in value.items():
            if name not in OTHERS:
                yield from _writings(one)


def _type(value: dict[str, Any]) -> str:
    return str(value.get("@type", "")).lower()


def _is_marked(element: Any) -> bool:
    """Whether an element is marked as the date of publication."""
    is_time = element.tag == "time" and ("publish" in _called(element) or element.get("pubdate") is not None)
    return is_time or "datepublished" in (element.get("itemprop") or "").lower()


def _element_date(element: Any) -> dt.date | None:
    given = (element.get(name) for name in ("datetime", "content", "title"))
    return _first_date(given) or line_date(_text(element))[1]


def _is_of_other(time: Any) -> bool:
    """Whether a time is one of an update, or stands in a sentence."""
    block = next(time.iterancestors("p", "li", "td", "dd"), None)
    in_sentence = block is not None and SENTENCE.search(_text(block)) is not None
    return in_sentence or UPDATED.search(f"{_called(time)} {_before(time)} {_text(time)}") is not None


def _head(around: Any, headline: str) -> Iterator[Any]:
    """The elements about the headline, up to the second paragraph of the text."""
    heading = next((one for one in around.iter("h1", "h2", "h3") if clean_block(_text(one)) == headline), None)
    if heading is None:
        heading = next(around.iter("h1"), None)
    elements = around.iter()
    if heading is not None:
        home = next(heading.iterancestors("article", "main"), None)
        if home is None:
            home = next((one for one in (heading.getparent(), heading) if one.tag not in ("body", "html")), heading)
        elements = chain(home.iter(), home.xpath("following::*") if home.tag != "article" else ())
    paragraphs = 0
    for element in elements:
        if isinstance(element.tag, str):
            yield element
            paragraphs += _prose_chars(element) >= PARAGRAPH_CHARS
            if paragraphs == 2:
                return


def _prose_chars(element: Any) -> int:
    """How many characters of text an element has: of a paragraph all, of another those outside of its elements."""
    if element.tag == "p":
        return len(_text(element))
    if element.tag in ("script", "style", "title"):
        return 0
    return sum(len((piece or "").strip()) for piece in (element.text, *(child.tail for child in element)))


def _in_address(url: str) -> dt.date | None:
    match = IN_ADDRESS.search(url)
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _without_beside(tree: Any) -> Any:
    """A copy of the page without what stands around the article, unless that holds the headline or most of the text."""
    around = copy.deepcopy(tree)
    kept = {around, *(one for headline in around.iter("h1") for one in headline.iterancestors())}
    length = len(_text(around))
    for element in [one for one in around.iter() if isinstance(one.tag, str)]:
        if element in kept or not (element.tag in BESIDE or CALLED_BESIDE.search(_called(element))):
            continue
        if element.getparent() is not None and element.tag not in ("body", "main") and len(_text(element)) < length / 2:
            element.drop_tree()
    return around


def _names(meta: Any) -> set[str]:
    return {key(meta.get(name) or "") for name in ("property", "name", "itemprop")}


def _called(element: Any) -> str:
    return " ".join(element.get(name) or "" for name in ("class", "id", "data-component")).lower()


def _before(element: Any) -> str:
    """The words right before an element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or ""
    return (parent.text or "") if parent is not None else ""


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _first_date(given: Any) -> dt.date | None:
    """The first that is one."""
    for one in given:
        try:
            if isinstance(one, str) and one.strip():
                return read_date(one)
        except ValueError:
            continue
    return None
