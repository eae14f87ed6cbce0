"""Words of a question that ask for the newest of several reports, or the first: "the latest", "now", "initially"."""

from __future__ import annotations

import re
from dataclasses import dataclass

LATEST = re.compile(
    r"\b(?:(?<!at\s)the\s+latest|the\s+newest|(?:the\s+)?most\s+(?:recent(?:ly)?|up-to-date)"
    r"|(?:recently|lately)(?=\W*\Z))\b",
    re.IGNORECASE,
)
# "The latest figure" is searched as "the figure"; "the latest on the ferry" has no other noun.
LATEST_OF = re.compile(
    r"(?:(?P<whose>[’']s?)|\bthe)\s+(?:latest|newest|most\s+(?:recent|up-to-date))(?=\s+(?!on\b|in\b|to\b|of\b|from\b|about\b)\w)",
    re.IGNORECASE,
)
# Small letters alone, for "Apocalypse Now"; "until now" and "by now" are no present.
NOW = re.compile(
    r"(?<!until\s)(?<!till\s)(?<!by\s)(?<!from\s)(?<!before\s)(?<!even\s)(?<!than\s)(?<![\w-])"
    r"(?:right\s+now|[Aa]s\s+of\s+(?:now|today|this\s+(?:week|month|year))|(?:at|up\s+to)\s+(?:present|the\s+moment)"
    r"|now(?!\s+(?:that|and\s+then)\b|[-’'])|[Cc]urrently|[Pp]resently|nowadays|these\s+days|to\s+date(?!\s+\w)"
    r"|so\s+far(?!\s+(?:as|away|from|apart|this|in|back|ahead|behind)\b))(?!\w)"
)
CURRENT = re.compile(
    r"(?<=\b[Tt]he\s)current\s+(?=[a-z])(?!(?:account|affairs?|events?|assets?|in|on|through|of|that|which|and|is|was)\b)"
    r"|(?<=[’']s\s)current\s+(?=[a-z])"
)
PAST = re.compile(r"\b(?:did|was|were|had|when)\b", re.IGNORECASE)
FIRST = re.compile(
    r"\b(?:at\s+first|at\s+the\s+outset|initially|originally|(?<=\bthe\s)initial(?!\s+public\b)"
    r"|(?<=\bthe\s)(?:first|original)(?=\s+(?:estimates?|figures?|tolls?|forecasts?|costs?|budgets?|deadlines?|reports?)\b)"
    r"|first(?=\s+(?:reported|thought|believed|feared|said|expected|estimated|forecast|planned|scheduled|put|given)\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """Which of several reports a question asks for by its `words`: the newest, or else the oldest.

    `rest` is the question as articles have its words, which don't say that they are the newest.
    """

    words: str
    rest: str
    newest: bool


def order_of(question: str) -> Order | None:
    """The order of reports that `question` asks for, None if for none.

    What is so now is asked for in the present tense alone: "whom did the current mayor beat?" asks for what was.
    """
    if (latest := LATEST.search(question)) is not None:
        return Order(latest[0], LATEST_OF.sub(lambda found: found["whose"] or "the", question), newest=True)
    now = NOW.search(question) or CURRENT.search(question)
    if now is not None and PAST.search(question) is None:
        return Order(now[0].strip(), without(question, *now.span()), newest=True)
    if (first := FIRST.search(question)) is not None:
        return Order(first[0], without(question, *first.span()), newest=False)
    return None


def without(question: str, start: int, end: int) -> str:
    """`question` without the words from `start` to `end`, as a sentence still."""
    rest = f"{question[:start].rstrip()} {question[end:].lstrip()}".strip(" ,;")
    rest = re.sub(r"\s+([?!.,;])", r"\1", rest)
    return rest[:1].upper() + rest[1:]
