"""Names in a question that stand in no article, and how the articles may spell them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from rag.datatypes import UnknownName
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.text.content import STOP_WORDS
from rag.text.names import MONTHS, WEEKDAYS

WORD = re.compile(r"[^\W\d_][\w'’-]*")
POSSESSIVE = re.compile(r"['’]s?\Z")
WITHIN = re.compile(r"(?:[^\W\d_],?|\b[A-Z][a-z]{0,2}\.) \Z")  # what is before a word that begins no sentence
AFTER_END = re.compile(r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.?!:]\W*\s\W*\Z")  # "Dr. Dray" goes on
NO_NAMES = STOP_WORDS | {*MONTHS, *WEEKDAYS}  # a date is the article's, whatever its text says
LIKE = 0.8  # similarity (Ratcliff & Obershelp, 1988) from which another spelling is worth proposing
LEAST_LETTERS = 4  # of a name with another spelling: "MPs" is like too much


def unknown_names(question: str, lexical: Lexical, catalogue: Catalogue) -> tuple[UnknownName, ...]:
    """The names in `question` that no article of the library has in any form of the word, in its order.

    A name is capitalised within a sentence. Where all words are, or even "In" and "Was", or none is, one is taken for a
    name only if the articles have one that is spelled nearly so, within a sentence and never as another word: a "truck"
    is not "Track". A name of several words is told whole: "World Cup", where only "Cup" is unknown.
    Raises what `Lexical` does.
    """
    found = list(WORD.finditer(question))
    capitalised = [one for one in found[1:] if one.group()[0].isupper() and not _opens(question, one.start())]
    sure = 0 < len(capitalised) < len(found) - 1 and not any(_is_heading(one.group()) for one in capitalised)
    unknown: dict[UnknownName, None] = {}
    for one in capitalised if sure else found:
        word = POSSESSIVE.sub("", one.group())
        if word.lower() in NO_NAMES or lexical.has(word):
            continue
        near = _near(word, lexical, catalogue, surely_name=sure)
        if near or sure:
            unknown[UnknownName(word if near else _whole(question, capitalised, one), near)] = None
    return tuple(unknown)


def _opens(question: str, at: int) -> bool:
    """Whether a sentence begins there."""
    return AFTER_END.search(question, 0, at) is not None


def _is_heading(word: str) -> bool:
    """Whether a capital means nothing here: "When Was the Cup Won?"."""
    return word.istitle() and word.lower() in STOP_WORDS - {"the", "i", "will", "may"}


def _whole(question: str, capitalised: Iterable[re.Match[str]], one: re.Match[str]) -> str:
    """The name of several words that `one` is part of: what is capitalised beside it, with a blank between."""
    run: list[re.Match[str]] = []
    for word in capitalised:
        goes_on = run and question[run[-1].end() : word.start()] == " " and not POSSESSIVE.search(run[-1].group())
        if not goes_on and one in run:
            break
        run = [*run, word] if goes_on else [word]
    named = [word for word in run if word.group().lower() not in NO_NAMES]
    return POSSESSIVE.sub("", question[named[0].start() : named[-1].end()])


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
