"""Who is speaking, where the sentence around a quotation says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.datatypes import Speaker
from rag.text.names import CAPITAL, INITIALS, MONTHS, NAME, WEEKDAYS

SAID = (
    r"(?:said|says|told|added|adds|asked|explained|explains|wrote|writes|argued|argues|warned|warns|insisted|insists"
    r"|replied|answered|noted|announced|declared|recalled|joked|admitted|claimed|claims|stated|commented|tweeted|posted"
    r"|believes|thinks|remarked|maintained|maintains|suggested|suggests|testified|reckoned|reckons|estimated|estimates)"
)
# "The bomb claimed at least 12 lives", "the firm added some 5,000 jobs": nothing is said.
MANY = (
    r"(?:the|its|his|her|their|no|more|fewer|less|than|at|least|up|to|as|many|some|about|around|nearly|almost|over"
    r"|hundreds|thousands|dozens|hundred|thousand|million|dozen|of|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|another|further|first|full|sole|human|civilian|young|\d[\d,.]*)"
)
# "The company spoke of 280", "the firm put the figure at 35".
NUMERAL = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundreds|thousands|dozens|no)"
COUNTS = (
    r"(?:(?:spoke|speaks) of|(?:put|puts) (?:it|that|(?:the|its|their) [^\W\d_]+(?: of [^\W\d_]+)?) at"
    rf"|counted(?= (?:about |some |at least |nearly |only |just )?(?:\d|{NUMERAL}\b)))"
)
VERB = (
    rf"(?:{COUNTS}|{SAID}(?<!claimed)(?<!claims)(?<!added)(?<!adds)"
    rf"|claim(?:ed|s)(?! (?:{MANY} ){{0,6}}(?:lives?|victims?|responsibility)\b)"
    rf"|add(?:ed|s)(?! (?:a total of |approximately |roughly |{MANY} ){{0,6}}\d))"
)
LOWER = (
    rf"(?!(?:that|which|who|whom|when|where|and|but|as|to|by|was|were|is|are|had|has|{SAID})\b)"
    rf"(?!{CAPITAL})[^\W\d_][\w’'-]*"
)
DETERMINER = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne)"
# "Simona Karel", "the prosecutor Tamsin Oke", "the town", "police"; or a pronoun, which names nobody.
WHO = (
    rf"(?:(?:{DETERMINER} (?:{LOWER} ){{0,3}})?{NAME}|{DETERMINER} (?:{LOWER} ){{0,2}}{LOWER}"
    r"|he|she|they|it|I|we|police|officials|prosecutors|witnesses|experts|scientists|residents|organi[sz]ers|authorities"
    r"|doctors|rescuers|investigators|campaigners|activists|lawyers|analysts|economists|researchers|firefighters"
    r"|ministers|unions|employers|critics)"
)
UP_TO_MARK = rf"(?:{INITIALS}|(?<=\d)[,.](?=\d)|(?!{INITIALS})[^,.;:!?()“”\"]){{1,60}}(?<!\s)(?=\s*[,.;:!?()](?!\d)|\Z)"
OF_WHOM = rf" (?:by|of|from|in|at|for) {UP_TO_MARK}"  # "the data by the US Department of State"
SPEAKS = re.compile(
    rf"(?<![\w’'-])(?P<who>{WHO})(?:, [^,“”\"]{{1,60}},)? (?:(?:also|later|then|once|\w+ly) )?(?P<verb>{VERB})(?!\w)"
    r"(?! (?:whether|if)\b)"  # who asks whether it is so does not say so
)
SPOKEN_BY = re.compile(
    rf"(?<=[,”’\"'?!] )(?!told )(?P<verb>{VERB}) (?P<who>{WHO})(?![\w’'-])"
    rf"|(?P<source>[Aa]ccording to) (?P<whose>{WHO}(?:{OF_WHOM})?)(?![\w’'-])"
)
AUXILIARY = r"(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|may|might|must|should)"
# "Karel, 55, said the ferry had sunk": the ferry does not speak.
IS_SUBJECT = re.compile(rf" {AUXILIARY}(?![\w’'-])")
# A name told after its verb may break off: "said a spokesman for the" of "... for the ministry on Monday".
NOT_IN_PHRASE = (
    r"(?:in|on|at|to|from|of|for|by|with|without|about|against|after|before|since|until|during|under|over|between|among"
    r"|through|into|near|outside|inside|towards?|behind|per|despite|within|via|around|the|an?|this|these|those|his|her"
    r"|its|their|our|some|any|every|each|no|or|if|whether|because|while|although|though|than|so|how|why|what|not|also"
    r"|still|only|just|even|too|again|already|now|then|there|here|yet|else|late|early|earlier|later|last|next"
    r"|yesterday|today|tonight|tomorrow|afterwards|adding|speaking|referring|standing|holding|who|he|she|it|they|we|i"
    rf"|{AUXILIARY}|\w+ed)"
)
NOUN = rf"(?!{NOT_IN_PHRASE}(?![\w’'-]))(?!(?!famil|all|assembl|suppl|rall)\w+ly(?![\w’'-])){LOWER}"
DAY = rf"(?:{'|'.join(name.title() for name in (*WEEKDAYS, *MONTHS))})(?![\w’'-])"
OF = r" (?:for|of|from|with|at|about|against|behind|near|inside|outside|under)"
PHRASE = rf"(?:{DETERMINER} )?(?:{NOUN} ){{0,3}}(?:(?!{DAY}){NAME}|{NOUN})"
IN_FULL = re.compile(rf"{OF} {PHRASE}(?: (?:of|for) {PHRASE})?")
AS_SOURCE = re.compile(OF_WHOM)
PREPOSITION = rf"(?:{OF}| (?:in|on|over|after|before|since|during|until|without))"
FROM_PREPOSITION = re.compile(rf"{PREPOSITION}(?![\w’'-])")
BREAKS_OFF = re.compile(rf"{PREPOSITION}(?: {DETERMINER})?\Z")
ENDS_WITH_DAY = re.compile(rf" (?:in|on|since|until) {DAY}\Z")  # "said the captain on Monday"
QUOTED = re.compile(r"“[^”]*(?:”|\Z)|\"[^\"]*(?:\"|\Z)|(?<!\w)‘.*?(?:’(?!\w)|\Z)", re.DOTALL)
# "people with knowledge of the plan said", "the Rail and Signal Union said": not the whole of who speaks.
IS_PART = re.compile(r"\b(?:of|for|with|in|at|by|from|to|about|on|and|or|than|against|under|near) \Z")
ENDS_CLAUSE = re.compile(r"[,.?!;:”\"’']\s*\Z")
NOBODY = frozenset(
    "he she they it i we you who that this these those there one what which and but not nobody none few neither".split()
)
# Words that a clause begins with, which would pass for part of a name: "But Karel said", "On Monday Karel said".
OPENS = re.compile(
    r"(?:And|But|Yet|So|Then|Meanwhile|Still|Later|However|Yesterday|Today|Tonight|Earlier|As|Now|Afterwards|Instead) "
)
OPENS_WITH_DAY = re.compile(rf"(?:On|In|By|Until|Since) {DAY} ")
# What is said in such a clause, or by "neither Karel nor Dorn", is not what they say.
UNSAID = re.compile(r"(?:When|If|Before|After|While|Unless|Until|Although|In|On|At|From|By|Since|Because) ")
NEITHER = re.compile(r"\b(?:[Nn]either [^,.;]*|nor )\Z")
TURNS = re.compile(rf";|\b(?:{COUNTS}|reckons|reckoned|estimates|estimated)\b")
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
        if (last <= start and not _turns(sentence, last, start)) or (end <= first and ";" not in sentence[end:first])
    ]
    if not near:
        return None
    _, (first, last) = min(near)
    return None if re.split("[’']", sentence[first:last].lower())[0] in NOBODY else (first, last)


def _turns(sentence: str, first: int, last: int) -> bool:
    """Whether a sentence turns to somebody else between two places: "…, the union said; the company spoke of 280"."""
    quoted = [found.span() for found in QUOTED.finditer(sentence)]
    turns = TURNS.finditer(sentence, first, last)
    return any(not any(start <= found.start() < end for start, end in quoted) for found in turns)


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
            who = _in_full(sentence, *found.span(name), is_source=found["source"] is not None)
            if found["source"] is not None or IS_SUBJECT.match(sentence, who[1]) is None:
                yield found.start(), max(found.end(), who[1]), who


def _in_full(sentence: str, first: int, last: int, *, is_source: bool) -> Range:
    """The place of a name that may break off within "for the ministry", as far as it goes or without what is broken."""
    if not is_source and (day := ENDS_WITH_DAY.search(sentence, first, last)) is not None:
        return first, day.start()
    is_broken = BREAKS_OFF.search(sentence, first, last)
    preposition = FROM_PREPOSITION.search(sentence, first, last)
    may_go_on = is_broken is not None or (not is_source and sentence[first:last].rpartition(" ")[2].islower())
    if preposition is None or not may_go_on:
        return first, last
    rest = AS_SOURCE.match(sentence, preposition.start()) if is_source else None
    rest = rest or IN_FULL.match(sentence, preposition.start())
    if rest is not None:
        return first, max(last, rest.end())
    return (first, is_broken.start()) if is_broken is not None else (first, last)


def _named(sentence: str, first: int, last: int) -> Range | None:
    """The place without what only opens the clause; None where the clause does not tell who speaks."""
    for pattern in (OPENS, OPENS_WITH_DAY):
        if found := pattern.match(sentence, first, last):
            first = found.end()
    return None if UNSAID.match(sentence, first, last) else (first, last)
