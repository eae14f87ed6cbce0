"""Questions to begin with: made from the words of the newest articles, and kept only if the library answers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rag.datatypes import Answer, Article, Asked
from rag.text.content import STOP_WORDS

LEAST_CONFIDENCE = 0.3
TRIES = 24  # questions asked to find the few to show
PER_ARTICLE = 6
PER_PATTERN = 2
NAME = r"[A-Z][a-zà-ÿ]+(?:[ -][A-Z][a-zà-ÿ]+){1,2}"
SURNAME = r"[A-Z][a-zà-ÿ]{2,}"
TITLE = (
    r"(?:[Pp]resident|[Mm]inister|[Cc]hancellor|[Ss]pokes(?:person|man|woman)|[Ll]eader|[Dd]irector|[Gg]overnor|[Mm]ayor"
    r"|[Jj]udge|[Cc]hair(?:man|woman)?|[Ss]ecretary|[Aa]mbassador|[Pp]rofessor|[Cc]aptain|[Cc]oach)"
)
PATTERNS = (  # what stands in a text, and what it answers
    (re.compile(rf"\b({NAME}), [1-9][0-9],"), "How old is {}?"),
    (re.compile(rf"\b({NAME}), (?:the|a|an|who|whose|head|chief|leader|director) "), "Who is {}?"),
    (re.compile(rf"\b{TITLE} ({NAME})\b"), "Who is {}?"),
    (
        re.compile(rf"[”\"’] (?:said|says) ({NAME}|{SURNAME})\b|\b({NAME}|{SURNAME}) (?:said|called) "),
        "What did {} say?",
    ),
)
NO_NAMES = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())


def draw_examples(articles: Iterable[Article], ask: Callable[[str], Answer], *, count: int) -> list[str]:
    """At most `count` questions that one of `articles` answers, of as many kinds and articles as there are.

    `articles` are looked at in their order until `TRIES` questions were asked, and `ask` answers one. The same articles
    give the same questions.
    """
    found: list[tuple[float, str, str, str]] = []  # confidence, question, kind, article
    tries = 0
    for article in articles:
        for question, kind in list(_candidates(article.text))[:PER_ARTICLE]:
            if tries == TRIES:
                break
            if any(question == other for _, other, _, _ in found):
                continue
            tries += 1
            answer = ask(question)
            said = answer.quotation
            sure = answer.asked is Asked.FACT and answer.confidence >= LEAST_CONFIDENCE
            if sure and said is not None and said.article_id == article.id:
                found.append((answer.confidence, question, kind, article.id))
        if tries == TRIES:
            break
    return _varied(found, count)


def _varied(found: list[tuple[float, str, str, str]], count: int) -> list[str]:
    """The surest, but first one of each kind and of each article."""
    chosen: list[tuple[float, str, str, str]] = []
    rest = sorted(found, key=lambda one: -one[0])
    while rest and len(chosen) < count:
        kinds, articles = [one[2] for one in chosen], [one[3] for one in chosen]
        best = min(rest, key=lambda one: (kinds.count(one[2]), articles.count(one[3]), -one[0]))
        chosen.append(best)
        rest.remove(best)
    return [question for _, question, _, _ in chosen]


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    """Questions about `text`, those of the first pattern first, and their templates."""
    for pattern, template in PATTERNS:
        names = dict.fromkeys(next(filter(None, match.groups())) for match in pattern.finditer(text))
        for name in list(filter(_is_name, names))[:PER_PATTERN]:
            yield template.format(name), template


def _is_name(words: str) -> bool:
    parts = set(words.split())
    return not parts & NO_NAMES and not {word.lower() for word in parts} & STOP_WORDS
