"""Questions that ask for more than one thing: "Which leaders signed?", "Who else?", "List the towns."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

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

NO_PLURALS = frozenset(
    "this was is has does its his us always perhaps news series species means crisis basis status process business gas"
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
ARE = frozenset("are were have aren't weren't haven't".split())  # "Which species are at risk?"
FOR_OR_AGAINST = frozenset("support back oppose want favour favor reject endorse".split())
MAX_WORDS_BEFORE = 3  # of a plural noun: "which other council members"
AFTER_PLURAL = AUXILIARIES | PREPOSITIONS | frozenset("that who which".split())
COUNTS = "two three four five six seven eight nine ten".split()
COUNT = rf"(?:{'|'.join(COUNTS)}|\d+)"
COUNTED = re.compile(
    rf"\b(?:the|which|what|name|list|all|are|were|[A-Z][\w’'-]*['’]s?) (?P<count>{'|'.join(COUNTS)}) (?!of\b)",
    re.IGNORECASE,
)
# "Who were the candidates?", "What else was damaged?", "List the towns.", "Who all came?", "Name three firms."
SEVERAL = re.compile(
    r"\bwho (?:were|are)\b|\bwho (?:was|is) among\b|\b(?:who|what|where|which) else\b|\b(?:who|what) all\b"
    rf"|(?:\A\W*|\b(?:please|you|and|to) )(?:list|name) (?:all|every\w*|some|both|(?:the |any )?{COUNT}"
    r"|(?:the )?(?:[a-z-]+ ){0,2}?(?:[a-z-]*[^\Ws]s|people|men|women|children))\b|\bnames of\b"
    r"|\A\W*(?:please )?(?:(?:give|show|tell|send) (?:me|us) )?(?:an? |the )?(?:full |complete )?list of\b"
    r"|\bwhich ones\b|\A\W*which (?:are|were)\b|\bwhich of\b(?! (?:the )?two\b)",
    re.IGNORECASE,
)
# "Who sits on the jury?", "Who took part?", "Who is running for mayor?": nobody does so alone.
HAS_BEEN = r"(?:['’]s|(?: \w+ly)?(?: (?:is|was|has|had|have|will|would|did|does)(?: (?:be|been|also))?)?)"
OWNER = r"(?:the|an?|its|his|her|their|[A-Z][\w’'-]*['’]s?)"
TOGETHER = re.compile(
    rf"\bwho{HAS_BEEN}"
    r"(?: (?:sits?|sat|sitting|serv(?:es?|ed|ing)|play(?:s|ed|ing)?|named|chosen|included|picked|put|placed))?"
    rf" (?:(?:on|in|to|of|part of|a member of|aboard) {OWNER} (?:[\w’'-]+ ){{0,3}}?"
    r"(?:jury|panel|team|squad|crew|cabinet|coalition|delegation|committee|board|council|commission|list|blacklist"
    r"|shortlist|longlist|short list|line-?up|ballot|running|race|final|semi-?finals?)\b(?! of\b)"
    r"|(?:takes?|took|taken|taking) part\b|(?:participat|compet)(?:es?|ed|ing)\b|attend(?:s|ed|ing)?\b"
    r"|(?:stands?|stood|standing|runs?|ran|running)"
    r" (?:for (?!re-election)|in the (?:[\w’'-]+ ){0,3}(?:election|by-election|contest|race)\b)"
    r"|(?:shortlisted|nominated) for\b|belongs? to\b|makes? up\b|met (?:in|at|to)\b)",
    re.IGNORECASE,
)
WHAT = re.compile(
    r"\W*what (?:else )?(?:(?:is|was|are|were|has|have) (?:been )?(?!the\b|an?\b)[a-z]+(?:ed|en|own|ought|ung)\b"
    r"|(?:must|should|may|can|could|do|does|did|will|would)\b)",
    re.IGNORECASE,
)
# "What are the symptoms?", "What are Keir Starmer's five missions?"
WHAT_ARE = re.compile(
    r"\b[Ww]hat (?:are|were) (?:all )?"
    r"(?:(?:the|his|her|its|their|your)|(?:[A-Z][\w’'-]* )*[A-Z][\w’'-]*?(?:['’]s|s['’])) "
    r"(?:[\w-]+ ){0,2}?(?P<noun>[a-z-]+s)\b"
)
# Plurals that are asked for as one thing: "What are the odds?", "What were the terms of the deal?"
AS_ONE = frozenset(
    "results terms odds chances prospects details circumstances plans origins remains thoughts views".split()
)
# "Who are the Lakers?" and "Who are they?" ask what the named are.
CAPITALS = r"[A-Z][\w’'-]*(?: (?:(?:and|of|the) )*[A-Z][\w’'-]*)*"
WHO_THEY_ARE = re.compile(rf"[Ww]ho (?:are|were) (?:they|these|those|(?:the )?{CAPITALS})\W*")


def count_asked(question: str) -> int | None:
    """How many a question asks for, two to ten: "Name the three finalists", "Which two ministers resigned?"."""
    found = COUNTED.search(question)
    return 2 + COUNTS.index(found["count"].lower()) if found is not None else None


def asks_what(question: str) -> bool:
    """Whether a question asks what, and of nothing how many that may be: "What is forbidden?", "What must I bring?"."""
    return WHAT.match(question) is not None


def asks_for_several(question: str) -> bool:
    """Whether the words of a question ask for more than one thing: "Which leaders signed?", "Who else?"."""
    text = " ".join(question.split())
    what_are = WHAT_ARE.search(text)
    if WHO_THEY_ARE.fullmatch(text) or (what_are is not None and what_are["noun"] in AS_ONE):
        return False
    if SEVERAL.search(text) or what_are is not None or TOGETHER.search(text):
        return True
    words = words_of(question)
    for at, word in enumerate(words):
        # "the date by which Rovers must pay" asks for a date.
        fronted = words[0].lower in PREPOSITIONS and (at == 1 or question[: word.start].endswith(", "))
        asks = at == 0 or words[at - 1].lower in ASKS_BEFORE or fronted
        is_which = word.lower == "which" and asks
        if word.lower in ("which", "what") and _goes_on_with_plural(words[at:], is_which=is_which):
            return True
    return False


def _goes_on_with_plural(words: Sequence[Word], *, is_which: bool) -> bool:
    """Whether the first of the words, "which" or "what", asks for what a plural names: "which other towns were"."""
    for at in range(1, min(2 + MAX_WORDS_BEFORE, len(words))):
        noun = words[at].lower
        if not (is_content(words[at]) or noun == "other" or words[at].is_capital) or looks_past(words[at]):
            return False
        is_several = at + 1 < len(words) and words[at + 1].lower in ARE
        if not (is_plural(noun) or (is_several and noun.endswith("s"))) or (noun in NO_PLURALS and not is_several):
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
        if len(after) > 1 and after[0].lower in ONE_DOES and looks_past(after[1]):
            return False  # "Which glass works was burgled?"
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
