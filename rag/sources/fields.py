"""What other programs call the headline, the date, the text, the address and the outlet of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Without case, blanks and signs: `key` makes one of "Publication Date", "publication_date" and "publicationDate".
CALLED = {
    "headline": ("headline", "title", "webtitle", "articletitle", "articleheadline", "heading", "titel"),
    "date": (
        "date", "published", "publishedat", "pubdate", "publicationdate", "publisheddate", "publishdate",
        "datepublished", "datepublish", "webpublicationdate", "publishedtime", "publishedon", "articledate",
        "dateofpublication", "datum",
    ),
    "text": ("text", "body", "content", "article", "fulltext", "bodytext", "articletext", "articlebody", "maintext",
             "paragraphs"),
    "url": ("url", "link", "canonicalurl", "canonical", "weburl", "articleurl", "permalink"),
    "source": ("source", "outlet", "publisher", "site", "publication", "publicationtitle", "newspaper", "sourcename",
               "sitename", "medianame", "paper"),
}  # fmt: skip
ADDRESS = re.compile(r"https?://\S+\Z")


def key(name: str) -> str:
    """A name without case, blanks and signs."""
    return re.sub(r"[\W_]+", "", name).lower()


def first_called(what: str, names: Mapping[str, str]) -> list[str]:
    """Those of `names` that call something `what`, the most usual first; `names` are by their `key`."""
    return [names[known] for known in CALLED[what] if known in names]


def outlet_and_url(outlet: str, url: str) -> tuple[str, str]:
    """Both; where the outlet is an address it is no outlet, and the article's address if there is no other."""
    return ("", url or outlet) if ADDRESS.match(outlet) else (outlet, url)
