"""Who is speaking, where the sentence around a quotation says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.datatypes import Speaker
from rag.times.patterns import MONTHS, WEEKDAYS

VERB = (
    r"(?:said|says|told|added|adds|asked|explained|explains|wrote|writes|argued|argues|warned|warns|insisted|insists"
    r"|replied|answered|noted|announced|declared|recalled|joked|admitted|claimed|claims|stated|commented|tweeted|posted"
    r"|believes|thinks|remarked|maintained|maintains|suggested|suggests|testified)"
)
NAME = r"[A-Z][\w’'-]*(?: (?:of |de |van |von |bin )?[A-Z][\w’'-]*)*"
LOWER = rf"(?!(?:that|which|who|whom|when|where|and|but|as|to|by|was|were|is|are|had|has|{VERB})\b)[a-z][\w’'-]*"
DETERMINER = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne)"
# "Simona Karel", "the prosecutor Tamsin Oke", "the town", "police"; or a pronoun, which names nobody.
WHO = (
    rf"(?:(?:{DETERMINER} (?:{LOWER} ){{0,3}})?{NAME}|{DETERMINER} (?:{LOWER} ){{0,2}}{LOWER}"
    r"|he|she|they|it|I|we|police|officials|prosecutors|witnesses|experts|scientists|residents)"
)
OF_WHOM = r" (?:by|of|from|in|at|for) [^,.;:!?“”\"]{1,60}(?=[,.;:!?]|\Z)"  # "the data by the US Department of State"
SPEAKS = re.compile(
    rf"(?<![\w’'-])(?P<who>{WHO})(?:, [^,“”\"]{{1,60}},)? (?:(?:also|later|then|once|\w+ly) )?(?P<verb>{VERB})(?!\w)"
    r"(?! (?:whether|if)\b)"  # who asks whether it is so does not say so
)
SPOKEN_BY = re.compile(
    rf"(?<=[,”’\"'?!] )(?P<verb>{VERB}) (?P<who>{WHO})(?![\w’'-])"
    rf"|(?P<source>[Aa]ccording to) (?P<whose>{WHO}(?:{OF_WHOM})?)(?![\w’'-])"
)
QUOTED = re.compile(r"“[^”]*(?:”|\Z)|\"[^\"]*(?:\"|\Z)|(?<!\w)‘.*?(?:’(?!\w)|\Z)", re.DOTALL)
# "people with knowledge of the plan said", "the Rail and Signal Union said": not the whole of who speaks.
IS_PART = re.compile(r"\b(?:of|for|with|in|at|by|from|to|about|on|and|or|than|against|under|near) \Z")
ENDS_CLAUSE = re.compile(r"[,.?!;:”\"’']\s*\Z")
NOBODY = frozenset(
    "he she they it i we you who that this these those there one what which and but not nobody none few neither".split()
)
# Words that a clause begins with, which would pass for part of a name: "But Karel said", "On Monday Karel said".
OPENS = re.compile(r"(?:And|But|Yet|So|Then|Meanwhile|Still|Later|However) ")
OPENS_WITH_DAY = re.compile(rf"(?:On|In|By|Until|Since) (?:{'|'.join(name.title() for name in (*WEEKDAYS, *MONTHS))}) ")
# What is said in such a clause, or by "neither Karel nor Dorn", is not what they say.
UNSAID = re.compile(r"(?:When|If|Before|After|While|Unless|Until|Although|In|On|At|From|By|Since|Because) ")
NEITHER = re.compile(r"\b(?:[Nn]either [^,.;]*|nor )\Z")
Range = tuple[int, int]


def speaker_of(text: str, sentence: Range, start: int, end: int) -> Speaker | None:
    """Who says what `text` has from `start` to `end`, within the `sentence` at that place; None if it does not tell."""
    first, last = sentence
    found = find_speaker(text[first:last], start - first, end - first)
    if found is None:
        return None
    return Speaker(first + found[0], first + found[1], text[first + found[0] : first + found[1]])


def find_speaker(sentence: str, start: int, end: int) -> Range | None:
    """The place in `sentence` of the name of whoever says what stands there from `start` to `end`; None if untold.

    Of several who speak, the one that is named nearest to it. A pronoun names nobody.
    """
    near = [
        (max(first - end, start - last), place)
        for first, last, place in _attributions(sentence, start, end)
        if last <= start or end <= first
    ]
    if not near:
        return None
    _, (first, last) = min(near)
    return None if sentence[first:last].lower() in NOBODY else (first, last)


def _attributions(sentence: str, start: int, end: int) -> Iterator[tuple[int, int, Range]]:
    """The stretches outside quotation marks that say who speaks the rest, each with the place of the name."""
    quoted = [found.span() for found in QUOTED.finditer(sentence)]

    def is_outside(at: int) -> bool:
        return not any(first <= at < last for first, last in quoted)

    for found in SPEAKS.finditer(sentence):
        who = _named(sentence, *found.span("who"))
        if who is None or IS_PART.search(sentence[: found.start()]) or NEITHER.search(sentence[: found.start()]):
            continue
        # After what is said there is a comma: "It sank, Karel said."
        if is_outside(found.start()) and (found.end() <= start or ENDS_CLAUSE.search(sentence[: found.start()])):
            yield *found.span(), who
    for found in SPOKEN_BY.finditer(sentence):
        name = "who" if found["who"] is not None else "whose"
        within = any(first <= start and end <= last for first, last in quoted)
        # "“It sank,” said Karel, “at once.”"; without marks, "said Karel" speaks only what stands before.
        if is_outside(found.start()) and (found["source"] is not None or end <= found.start() or within):
            yield *found.span(), found.span(name)


def _named(sentence: str, first: int, last: int) -> Range | None:
    """The place without what only opens the clause; None where the clause does not tell who speaks."""
    for pattern in (OPENS, OPENS_WITH_DAY):
        if found := pattern.match(sentence, first, last):
            first = found.end()
    return None if UNSAID.match(sentence, first, last) else (first, last)
