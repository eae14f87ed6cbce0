"""The articles that a conversation speaks of, where a question that names nobody is read first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.datatypes import Article, Turn
from rag.text.content import content_words
from rag.text.grammar import name_runs, words_of

LEAST_SHARE = 0.5  # of a question's content words that its story has


def spoken_of(question: str, told: Sequence[Turn], articles: Iterable[Article]) -> frozenset[str]:
    """The ids of those of `articles` that have all names of the last turn that names something, and the last answer
    in one of them at least. None where they have not even half of what `question` speaks of: it is about another story.

    `told` are the turns with their questions written out, oldest first.
    """  # fmt: skip
    names: set[str] = set()
    answers: list[str] = []
    for turn in reversed(told):
        answers.append(turn.answer)
        if names := _names(turn.question):
            break
    last = next(filter(None, answers), "")
    story = [one for one in articles if names and names <= _words(one)]
    if not story or (last and not any(last in one.text for one in story)):
        return frozenset()
    asked = content_words(question)
    has = set().union(*(content_words(f"{one.headline} {one.text}") for one in story))
    return frozenset(one.id for one in story) if len(asked & has) >= LEAST_SHARE * len(asked) else frozenset()


def of_story(told: Sequence[Turn], texts: Sequence[str]) -> list[str]:
    """Those of `texts` that have all names of the last turn that names something."""
    names = next(filter(None, (_names(turn.question) for turn in reversed(told))), None)
    return [text for text in texts if names and names <= {word.bare for word in words_of(text)}]


def names_nobody(question: str) -> bool:
    """Whether a question has no name."""
    return not _names(question)


def query_of(told: Sequence[Turn]) -> str:
    """What finds the articles that the turns `told` speak of: the last question that has a name, with what follows."""
    kept: list[str] = []
    for turn in reversed(told):
        kept = [turn.question, turn.answer, *kept]
        if _names(turn.question):
            break
    return " ".join(filter(None, kept))


def _names(question: str) -> set[str]:
    words = words_of(question)
    runs = name_runs(words)
    return {words[at].bare for first, last in runs for at in range(first, last) if words[at].is_capital}


def _words(article: Article) -> set[str]:
    return {word.bare for word in words_of(f"{article.headline} {article.text}")}
