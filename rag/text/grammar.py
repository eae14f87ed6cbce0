"""The little English that questions are taken apart with: closed word classes, words with their places, names.

Closed classes are lists; of the open ones only what the cheap cues of news English give is decided here: whether a
noun is a person's or a place's, whether a word looks like a verb in the past.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_NOUN_PHRASE = 4  # words
AUXILIARIES = frozenset(
    "is are was were am do does did has have had will would can could shall should may might must isn't aren't wasn't"
    " weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't isnt arent wasnt"
    " werent dont doesnt didnt hasnt havent hadnt wont wouldnt cant couldnt shouldnt".split()
)
FORMS_OF_BE = frozenset("is are was were am be been being isn't aren't wasn't weren't isnt arent wasnt werent".split())
WH_WORDS = frozenset("who whom whose what which when where why how".split())
PREPOSITIONS = frozenset(
    "in on at to from of for by with without about against after before since until till during under over between"
    " among through into onto near inside outside towards toward across behind beyond per despite within throughout"
    " via around above below upon off like as".split()
)
PLACE_PREPOSITIONS = frozenset("in at to from near into inside outside across around towards toward within".split())
DETERMINERS = frozenset("the a an this that these those my your his her its their our some any every each no".split())
CONJUNCTIONS = frozenset(
    "and or but that if whether because while although though than so when where who which".split()
)
CLAUSE_OPENERS = frozenset(
    "that when if whether because after before while although who which where how why what and but until since".split()
)
OPENERS = frozenset("and but so or then ok okay well also now yes no".split())
ANSWERING = frozenset("no yes well".split())  # openers only before a comma
ADVERBS = frozenset(
    "not never also ever still just only even too already again now then there here yet really actually exactly"
    " currently recently finally ago else so".split()
)
OTHER_PRONOUNS = frozenset(
    "i you we me us he she they him them it her his its their yours ours hers theirs himself herself itself"
    " themselves myself one anyone"
    " someone everyone anybody somebody everybody nobody something anything nothing".split()
)
PLACE_NOUNS = frozenset(
    "city town village country state region province county island port place capital continent street district"
    " resort location area site venue nation".split()
)
TIME_NOUNS = frozenset(
    "year month day week date time hour morning evening night afternoon decade century summer winter spring autumn"
    " weekend minute moment noon midnight dawn today yesterday tomorrow tonight season quarter".split()
)
CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
EVENT_NOUNS = frozenset(
    "attack attempt election vote summit strike storm crash accident disaster fire flood sinking war meeting talks"
    " deal trial verdict referendum protest rally match game concert earthquake explosion shooting assassination"
    " murder killing resignation launch ceremony wedding funeral birth death announcement collision raid invasion"
    " merger takeover robbery theft incident conference debate battle race final festival walkout ballot hearing"
    " arrest".split()
)
PERSON_NOUNS = frozenset(
    "person man men woman women boy girl child people president premier king queen prince princess chief head chair"
    " captain pilot judge lawyer witness suspect victim survivor mayor secretary spokesman spokeswoman spokesperson"
    " boss guard nurse police student teacher mother father son daughter brother sister wife husband cousin uncle aunt"
    " nephew niece friend colleague rival critic candidate politician official general colonel sergeant deputy"
    " chancellor prosecutor scientist expert analyst economist journalist reporter editor author writer poet artist"
    " musician coach striker goalkeeper athlete champion refugee migrant citizen resident tenant fisherman fishermen"
    " farmer doctor patient ambassador envoy diplomat minister governor senator monarch pope bishop priest widow"
    " neighbour neighbor member chairman chairwoman skipper caretaker keeper host owner founder successor predecessor"
    " heir aide adviser advisor soldier officer hostage prisoner inmate defendant convener mediator negotiator"
    " pathologist astronomer leader voter player driver worker singer actor director inventor discoverer killer winner"
    " loser".split()
)
# Words in -er, -or and the like that are no people; without them the ending decides.
NO_PERSON = frozenset(
    "river summer winter weather tower power paper order number letter water matter offer border corner disaster"
    " chapter quarter center computer helicopter tanker trawler liner cutter steamer bomber error terror motor reactor"
    " tractor sector factor harbor labor color honor tumor rumor floor door newspaper gear fever silver copper rubber"
    " shelter answer cover cancer dinner danger finger layer meter oyster poster register slaughter theater thunder"
    " timber transfer trigger upper lower other another former latter after over under never either whether cheaper"
    " bigger larger smaller higher longer older newer better mirror horror minor major interior exterior"
    " anchor corridor vapor container cruiser freighter fighter".split()
)
PERSON_ENDING = re.compile(r"(?:[^e]er|or|ist|ian|man|men|woman|women|eer)s?\Z")
IRREGULAR_PASTS = frozenset(
    "said told won lost took gave got made went came saw knew thought found left felt brought bought caught taught"
    " sought fought held kept led met paid sent sold spent stood understood wrote spoke broke chose drove rose fell"
    " flew grew threw drew blew began sang sank rang ran swam drank hit put cut set let shut spread cost hurt beat"
    " became forgot froze hid rode shook shot slept stole struck swore tore wore built bent lent burned burnt dealt"
    " dreamt learnt laid lay read sat shone slid swept swung wound withdrew overtook undertook lied hidden written"
    " spoken broken chosen driven taken given seen known shown grown thrown drawn eaten fallen stolen done gone sworn"
    " worn torn beaten frozen forgotten ridden risen shaken died fled used sued owed tied bred sped quit".split()
)
BODIES = frozenset(
    "union party bank office department ministry agency council committee association group company service services"
    " authority institute bureau fund court commission board federation society trust".split()
)
WORD = re.compile(r"[$€£]?\w+(?:[’'.,:/&-]+\w+)*%?")
SAME_LETTERS = str.maketrans({"’": "'"})


class Sort(StrEnum):
    """What kind of thing a phrase names. `ANY` is a name of which no cue says more."""

    PERSON = "person"
    PLACE = "place"
    THING = "thing"
    TIME = "time"
    NUMBER = "number"
    CLAUSE = "clause"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and its place there, half-open."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """In lower case, with straight apostrophes."""
        return self.text.lower().translate(SAME_LETTERS)

    @property
    def bare(self) -> str:
        """`lower` without a possessive ending."""
        return re.sub(r"'s?\Z", "", self.lower)

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital, "I" left aside."""
        return self.text[:1].isupper() and self.text not in ("I", "I'm", "I’m")


def words_of(text: str) -> list[Word]:
    """The words of `text`, in order."""
    return [Word(found[0], found.start(), found.end()) for found in WORD.finditer(text)]


def sort_of_noun(noun: str) -> Sort:
    """What a common noun names, in singular or plural."""
    word = noun.lower()
    for form in (word, word.removesuffix("s"), re.sub(r"ies\Z", "y", word)):
        if form in TIME_NOUNS or form in CALENDAR:
            return Sort.TIME
        if form in PLACE_NOUNS:
            return Sort.PLACE
        if form in PERSON_NOUNS:
            return Sort.PERSON
        if form in NO_PERSON:
            return Sort.THING
    return Sort.PERSON if PERSON_ENDING.search(word) and len(word) > 4 else Sort.THING


def is_plural(noun: str) -> bool:
    """Whether a noun looks like a plural."""
    word = noun.lower()
    return word in {"people", "men", "women", "children", "police"} or bool(re.search(r"[^siu]s\Z", word))


def is_content(word: Word) -> bool:
    """Whether a word belongs to an open class: a noun, a verb, an adjective, a name or a number."""
    if word.text == "May" or (word.text.isupper() and len(word.text) > 1):
        return True  # the month, and "US"
    closed = (
        word.lower in AUXILIARIES
        or word.lower in WH_WORDS
        or word.lower in PREPOSITIONS
        or word.lower in DETERMINERS
        or word.lower in CONJUNCTIONS
        or word.lower in ADVERBS
        or word.lower in OTHER_PRONOUNS
    )
    return not closed


def looks_past(word: Word) -> bool:
    """Whether a word may be a verb in the past tense or a participle."""
    return word.lower in IRREGULAR_PASTS or (word.lower.endswith("ed") and len(word.text) > 4)


def name_runs(words: Sequence[Word], *, first_may_be_name: bool = False) -> list[tuple[int, int]]:
    """Index ranges of the names among the words of a text: capitalised words in a row, with "of" and the like within.

    The first word of a text is capitalised anyway, so it counts only with `first_may_be_name`, or before another.
    A calendar word is no name. A possessive ends its name.
    """
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        if not _is_name_word(words, at, first_may_be_name=first_may_be_name):
            at += 1
            continue
        end = at + 1
        while end < len(words) and not words[end - 1].lower.endswith(("'s", "s'")):
            if words[end].is_capital and words[end].bare not in CALENDAR and _adjoin(words[end - 1], words[end]):
                end += 1
            elif (
                words[end].lower in {"of", "de", "van", "von", "bin", "al"}
                and end + 1 < len(words)
                and words[end + 1].is_capital
                and words[end + 1].bare not in CALENDAR
            ):
                end += 2
            elif _joins_body(words, at, end):
                end += 1
            else:
                break
        runs.append((at, end))
        at = end
    return runs


def _joins_body(words: Sequence[Word], first: int, at: int) -> bool:
    """Whether the "and" at `at` is part of a body's name: "the Rail and Signal Union"."""
    if at + 2 >= len(words) or words[at].lower != "and" or not first or words[first - 1].lower != "the":
        return False
    last = at + 1
    while last + 1 < len(words) and words[last + 1].is_capital:
        last += 1
    return words[at + 1].is_capital and words[last].bare in BODIES


def _is_name_word(words: Sequence[Word], at: int, *, first_may_be_name: bool) -> bool:
    word = words[at]
    if not word.is_capital or word.bare in CALENDAR or word.lower in WH_WORDS or word.lower in AUXILIARIES:
        return False
    return at > 0 or first_may_be_name


def _adjoin(one: Word, other: Word) -> bool:
    return other.start - one.end == 1


def without_opener(question: str) -> str:
    """`question` without "And", "But" and the like before it, capitalised as it was."""
    words = words_of(question)
    at = 0
    while at < len(words) - 1 and words[at].lower in OPENERS:
        if words[at].lower in ANSWERING and question[words[at].end : words[at].end + 1] != ",":
            break  # "No survivors?"
        at += 1
    if at == 0:
        return question
    rest = question[words[at].start :]
    return rest[:1].upper() + rest[1:] if question[words[0].start].isupper() else rest
