"""A question typed without capitals, with those that articles write: "the mayor of port lorne" is Port Lorne's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.text.content import STOP_WORDS

WORD = re.compile(r"[^\W\d_][\w’'-]*")
# Within a sentence: behind a small word or a comma, where a capital tells of a name.
WITHIN = re.compile(r"(?<=[a-z,;] )[A-Z][\w’-]*|(?<=[A-Z][\w’-] )[A-Z][\w’-]*|(?<=[a-z] )[A-Z][\w’-]*")
SMALL = re.compile(r"(?<![\w’-])[a-z][\w’-]*")


def as_written(question: str, texts: Iterable[str]) -> str:
    """`question` with a capital on each word that `texts` only have with one; as it is if it has any within it."""
    if any(letter.isupper() for letter in question[1:]):
        return question
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        capital.update(word.lower() for word in WITHIN.findall(text))
        small.update(SMALL.findall(text))
    names = {word.removesuffix("’s").removesuffix("'s") for word in capital - small - STOP_WORDS}

    def written(match: re.Match[str]) -> str:
        word = match[0]
        bare = re.sub(r"[’']s?\Z", "", word)
        return word[0].upper() + word[1:] if bare in names and len(bare) > 1 else word

    return WORD.sub(written, question)
