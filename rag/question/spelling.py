"""Names in a question that stand in no article, and how the articles may spell them."""

from __future__ import annotations

import difflib
import re

from rag.datatypes import UnknownName
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.text.content import STOP_WORDS
from rag.text.names import MONTHS, WEEKDAYS

WORD = re.compile(r"[^\W\d_][\w'’-]*")
POSSESSIVE = re.compile(r"['’]s?\Z")
WITHIN = re.compile(r"(?:[^\W\d_],?|\b[A-Z][a-z]{0,2}\.) \Z")  # what is before a word that begins no sentence
NO_NAMES = STOP_WORDS | {*MONTHS, *WEEKDAYS}  # a date is the article's, whatever its text says
LIKE = 0.8  # similarity (Ratcliff & Obershelp, 1988) from which another spelling is worth proposing
LEAST_LETTERS = 4  # of a name with another spelling: "MPs" is like too much


def unknown_names(question: str, lexical: Lexical, catalogue: Catalogue) -> tuple[UnknownName, ...]:
    """The names in `question` that no article of the library has in any form of the word, in its order.

    A name is capitalised, after the first word. Where all words are, or none is, one is taken for a name only if the
    articles have one that is spelled nearly so, within a sentence and never as another word: a "truck" is not "Track".
    Raises what `Lexical` does.
    """
    words = [POSSESSIVE.sub("", found.group()) for found in WORD.finditer(question)]
    capitalised = [word for word in words[1:] if word[0].isupper()]
    sure = 0 < len(capitalised) < len(words) - 1
    found = []
    for word in dict.fromkeys(capitalised if sure else words):
        if word.lower() in NO_NAMES or lexical.has(word):
            continue
        near = _near(word, lexical, catalogue, surely_name=sure)
        if near or sure:
            found.append(UnknownName(word, near))
    return tuple(found)


def _near(word: str, lexical: Lexical, catalogue: Catalogue, *, surely_name: bool) -> str:
    """The name in the articles whose spelling is nearest to `word`, "" if none is near."""
    if len(word) < LEAST_LETTERS:
        return ""
    spelled: dict[str, str] = {}
    words = set()
    for article_id, start, end in lexical.spelled_like(word):
        article = catalogue.article(article_id)
        text = f"{article.headline}\n{article.text[start:end]}" if article is not None else ""
        for found in WORD.finditer(text):
            name = POSSESSIVE.sub("", found.group())
            if name[0].islower():
                words.add(name.lower())
            elif name.lower() not in STOP_WORDS and (surely_name or WITHIN.search(text, 0, found.start())):
                spelled.setdefault(name.lower(), name)
    names = [name for name in spelled if surely_name or name not in words]
    nearest = difflib.get_close_matches(word.lower(), names, n=1, cutoff=LIKE)
    return spelled[nearest[0]] if nearest else ""
