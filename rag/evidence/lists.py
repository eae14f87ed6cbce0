"""Questions that ask for more than one thing, and the things that one stretch of an article lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from rag.evidence.pieces import ONE_NAME, tidied
from rag.text.grammar import (
    ADVERBS,
    AUXILIARIES,
    BODIES,
    DETERMINERS,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    Sort,
    Word,
    is_content,
    is_plural,
    looks_past,
    sort_of_noun,
    words_of,
)
from rag.text.names import CAPITAL, NAME

NO_PLURALS = frozenset(
    "this was is has does its his us always perhaps news series species means crisis basis status process business"
    " police headquarters politics economics".split()
)
NAMES_IN_S = frozenset(
    "james charles thomas nicholas lucas jones davis williams harris evans wales texas athens brussels naples reuters"
    " olympics paralympics".split()
)
# Plurals that stand before another noun: "Which sports star ...", "Which arms firm ...".
BEFORE_NOUN = frozenset(
    "sports arms goods savings sales customs drugs weapons rights systems games awards jobs parts operations"
    " communications securities futures benefits earnings explosives veterans women parents students".split()
)
# What may stand between "which" and its plural: "Which two big companies make chips?", "Which European countries ...".
BETWEEN_WHICH = frozenset(
    "other two three four five big large major small rich poor new western eastern southern northern foreign local top"
    " leading former".split()
)
# Words of which the lists of nouns know only the noun: "Which cities host matches?", "Which countries offer visas?"
ALSO_VERBS = frozenset(
    "head chair judge guard nurse coach host pilot captain author witness police people place state trust fund bank"
    " board court border offer consider suffer deliver cover enter order prefer remember favour favor honor harbor"
    " monitor sponsor differ transfer answer register recover discover administer deter lower confer defer foster"
    " alter surrender shelter gather bolster hinder encounter exist assist insist resist persist enlist steer".split()
)
COMPARED = frozenset("more most less least fewer better best worse worst first last".split())
ENDS_ADJECTIVE = re.compile(r"(?:an|ese|ish|ch|ern)\Z|\A(?:us|uk|eu|nato|g7|g20)\Z")
ASKS_BEFORE = frozenset("me us know say tell list name explain and but so".split())
# After a capital these go with one thing: "Which Hills is the farm in?", "Which Guardians of the Galaxy film?"
ONE_DOES = frozenset("is was has does isn't wasn't hasn't doesn't of".split())
FOR_OR_AGAINST = frozenset("support back oppose want favour favor reject endorse".split())
MAX_WORDS_BEFORE = 3  # of a plural noun: "which other council members"
AFTER_PLURAL = AUXILIARIES | PREPOSITIONS | frozenset("that who which".split())
# "Who were the candidates?", "What else was damaged?", "List the towns.", "Who all came?"
SEVERAL = re.compile(
    r"\bwho\s+(?:were|are)\b|\b(?:who|what|where|which)\s+else\b|\b(?:list|name)\s+(?:all|the|every|some)\b"
    r"|\bwhich\s+(?:ones|of)\b|\bwho all\b|\bwhat\s+(?:were|are)\s+(?:all\s+)?the\b(?:\s+\w+)?\s+[a-z-]+s\b",
    re.IGNORECASE,
)
COMMA = r"\s*(?:;|,(?!\d)|\n+)\s*"
AS_WELL_AS = r"as well as|along with|together with"
BETWEEN = re.compile(rf"{COMMA}(?:(?:and|or|{AS_WELL_AS})\s+)?|\s+(?:and|or|{AS_WELL_AS})\s+")
SEMICOLON = re.compile(r"\s*;\s*(?:(?:and|or)\s+)?")  # "Portland, Oregon; Boise, Idaho"
MARKER = re.compile(r"(?:\d+[.)]|[-*•])\s+")
BEFORE_NAME = r"(?:(?:the|his|her|its|their) (?:[a-z]+ ){0,2})?"
ITEM = rf"{BEFORE_NAME}{NAME}"
LINK = r"(?:, (?:and |or )?| and | or )"
MORE_AFTER = re.compile(rf"{LINK}{ITEM}(?:{LINK}{ITEM})*")
MORE_BEFORE = re.compile(rf"(?<![\w’'-])(?:{ITEM}{LINK})+{BEFORE_NAME}\Z")
# What opens the sentence before a list is no part of it: "In Paris, Macron and Scholz", "Both Macron and Scholz".
APART = r"(?:According to|In|On|At|By|From|After|Before|Since|During|Until|Near|Outside|Under|Unlike|Despite) "
IS_APART = re.compile(APART)
COMES_APART = re.compile(rf"(?<!\w){APART}(?:{CAPITAL}\w+ (?:in|at|on|near) )?\Z")  # "On Monday in Paris, Macron"
OPENER = re.compile(r"(?:Both|Either|Neither|And|But|Yet|So|Then|When|If|While|As|Although|Because|Meanwhile|Today) ")
AFTER_COMMA = re.compile(r", (?:and |or )?")
MAX_ITEM_WORDS = 8
PAIR = re.compile(r"\b(?:between|from)\b", re.IGNORECASE)  # "between eight and seven" is one thing


def asks_for_several(question: str) -> bool:
    """Whether the words of a question ask for more than one thing: "Which leaders signed?", "Who else?"."""
    if SEVERAL.search(question):
        return True
    words = words_of(question)
    for at, word in enumerate(words):
        # "the date by which Rovers must pay" asks for a date.
        asks = at == 0 or words[at - 1].lower in ASKS_BEFORE or (at == 1 and words[0].lower in PREPOSITIONS)
        is_which = word.lower == "which" and asks
        if word.lower in ("which", "what") and _goes_on_with_plural(words[at:], is_which=is_which):
            return True
    return False


def _goes_on_with_plural(words: Sequence[Word], *, is_which: bool) -> bool:
    """Whether the first of the words, "which" or "what", asks for what a plural names: "which other towns were"."""
    for at in range(1, min(2 + MAX_WORDS_BEFORE, len(words))):
        noun = words[at].lower
        if not (is_content(words[at]) or noun == "other") or looks_past(words[at]):
            return False
        if not is_plural(noun) or noun in NO_PLURALS:
            continue
        after = list(dropwhile(lambda word: word.lower in ADVERBS, words[at + 1 :]))
        if words[at].is_capital:
            if (
                is_which
                and noun not in NAMES_IN_S
                and "'" not in noun
                and len(noun) > 2
                and after
                and _follows_names(after[0])
            ):
                return True
            continue
        if at > 1 and after and after[0].lower in ("to", "from", "into", "by", "at"):
            return False  # "Which ship sails to Tolvay?"
        # "What causes floods?" asks for one.
        return (
            not after
            or after[0].lower in AFTER_PLURAL
            or looks_past(after[0])
            or (is_which and _do_something(words[1 : at + 1], after))
        )
    return False


def _follows_names(word: Word) -> bool:
    """Whether a word after a plural with a capital shows that it names several: "Republicans were", "MPs voted"."""
    follows = word.lower in AFTER_PLURAL or word.lower in FOR_OR_AGAINST or looks_past(word)
    return follows and word.lower not in ONE_DOES


def _do_something(plural: Sequence[Word], after: Sequence[Word]) -> bool:
    """Whether a verb in the present comes after a plural: "countries support Ukraine", not "sports star retired"."""
    *before, noun = plural
    if not all(word.lower in BETWEEN_WHICH or word.text.isdigit() or _is_adjective(word) for word in before):
        return False  # "Which company makes steel for cars?"
    if noun.lower in BEFORE_NOUN or "'" in noun.lower or len(after) < 2:
        return False
    verb, then, *rest = after
    if verb.is_capital or not is_content(verb) or is_plural(verb.lower) or verb.lower in COMPARED | NO_PLURALS:
        return False
    if verb.lower not in ALSO_VERBS and (verb.lower in BODIES or sort_of_noun(verb.lower) is not Sort.THING):
        return False  # "Which markets regulator ..."
    if then.lower in PREPOSITIONS:
        return not any(word.lower in AUXILIARIES for word in rest)  # "Which metals exchange in London was closed?"
    if is_plural(then.lower) and not then.is_capital and rest and (rest[0].is_capital or rest[0].lower in DETERMINERS):
        return False  # "Which metals exchange sets the price?"
    if then.is_capital or then.lower in DETERMINERS | OTHER_PRONOUNS:
        return True
    is_noun_of_verb = rest and (rest[0].lower in AUXILIARIES or looks_past(rest[0]))  # "Which metals trading firm was"
    return is_content(then) and not looks_past(then) and not is_noun_of_verb


def _is_adjective(word: Word) -> bool:
    return word.is_capital and ENDS_ADJECTIVE.search(word.lower) is not None


def members(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of the things that `text` lists from `start` to `end`, names that go on with the list included.

    [(start, end)] itself where that is no list.
    """
    if PAIR.search(text[max(0, start - 8) : end]):
        return [(start, end)]
    first, last = _grown(text, start, end)
    places, at = [], first
    between = SEMICOLON if SEMICOLON.search(text, first, last) else BETWEEN
    whole = [one.span() for one in ONE_NAME.finditer(text, first, last)]
    marks = [one for one in between.finditer(text, first, last) if not any(a < one.start() < b for a, b in whole)]
    for found in [*marks, None]:
        piece_end = found.start() if found is not None else last
        marker = MARKER.match(text, at, piece_end)
        piece_start = marker.end() if marker is not None else at
        if text[piece_start:piece_end].strip():
            places.append((piece_start, piece_end))
        at = found.end() if found is not None else last
    places = tidied(text, places)
    if len(places) < 2 or any(len(text[one:other].split()) > MAX_ITEM_WORDS for one, other in places):
        return [(start, end)]
    return places


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of the whole list of names that the names from `start` to `end` are part of."""
    if not re.fullmatch(rf"{ITEM}(?:{LINK}{ITEM})*", text[start:end]):
        return start, end
    after = MORE_AFTER.match(text, end)
    before = MORE_BEFORE.search(text, 0, start)
    last = after.end() if after is not None else end
    first = start
    if before is not None:
        first = _where_list_begins(text, before.start(), start, all_open=text[last : last + 1] == ",")
    # Two names with a comma between are as often an apposition as a list.
    return (first, last) if re.search(r" (?:and|or) ", text[first:last]) else (start, end)


def _where_list_begins(text: str, first: int, last: int, *, all_open: bool) -> int:
    """The place from `first` to `last` where names begin that are part of a list.

    With `all_open` they open the sentence together: "In Paris, Rome and Bonn, it rained".
    """
    if (opener := OPENER.match(text, first, last)) is not None:
        first = opener.end()
    opens = IS_APART.match(text, first, last)
    if opens is None and COMES_APART.search(text, 0, first) is None:
        return first
    comma = AFTER_COMMA.search(text, first, last)
    if comma is not None and not all_open:
        return comma.end()
    return opens.end() if opens is not None else first  # "In Paris and London"
