"""The words of a text that say what it is about: all but stop words, lightly stemmed; how many another has."""

from __future__ import annotations

import re

# "us" is not among them: in news it is a country more often than a pronoun.
STOP_WORDS = frozenset(
    "a an the and or but of to in on at by for from with as is are was were be been being am do does did done has have"
    " had having will would can could shall should may might must who whom whose what which when where why how much"
    " many it its this that these those there he him his she her they them their we our you your i me my not no if"
    " than then so such about into over after before between during under again also any all some one say says"
    " said".split()
)

SHORTEST_FORM = 4  # letters of a word that another form of it may begin with


def term_coverage(question: str, text: str) -> float:
    """Share of the content words of `question` that `text` holds, in [0, 1]; 1 when there are none."""
    words = content_words(question)
    held = content_words(text)
    return sum(word in held for word in words) / len(words) if words else 1.0


def content_words(text: str) -> frozenset[str]:
    """The lower-cased words of `text` that are no stop words, cut to their first six letters as a light stem."""
    return frozenset(content_in_order(text))


def content_in_order(text: str) -> list[str]:
    """The same words in the order of the text, each as often as it is there."""
    return [word[:6] for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS]


def form_coverage(question: str, text: str) -> float:
    """The same share, where a word is held in any form that begins alike: "trams" for "tram"."""
    words, held = content_words(question), content_words(text)
    return sum(_is_held(word, held) for word in words) / len(words) if words else 1.0


def _is_held(word: str, held: frozenset[str]) -> bool:
    if word in held:
        return True
    return len(word) >= SHORTEST_FORM and any(
        len(one) >= SHORTEST_FORM and (one.startswith(word) or word.startswith(one)) for one in held
    )
