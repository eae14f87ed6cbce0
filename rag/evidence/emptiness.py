"""Whether an answer says nothing: "on", "them" or "more", or "Hungary" to "In which Hungarian city did they meet?".

Or too much: one thing is asked, and the answer runs on into the next sentence.
"""

from __future__ import annotations

import re

from rag.text.content import STOP_WORDS, content_in_order
from rag.text.names import CAPITAL, WEEKDAYS
from rag.text.sentences import sentence_ranges
from rag.text.values import value_of

ECHOED_WORDS = 3  # content words; who says more says something
MAY_REPEAT = re.compile(
    r"\b(?:or|either|versus|vs?|against|between|among|than|which of)\b"
    r"|\A\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|must|may|might)\b",
    re.IGNORECASE,
)
# What says nothing by itself.
VAGUE = frozenset(
    word[:6]
    for word in (
        "more less fewer least than nearly almost around roughly approximately because here someone somebody something"
    ).split()
)
# Among the words that seldom do; and what is neither a word nor punctuation.
SAYS_SOMETHING = re.compile(r"\b(?:[Nn]ot?|May|US|WHO|IT)\b|[^\w\s.,;:!?'\"“”‘’()\[\]–—…-]")
ASKS_FOR_ONE = re.compile(
    r"\A\W*(?:(?:and|but|so|by|for|since|until|at|in|on|with|from|to) )?"
    r"(?:how (?:many|much|old|long|far|big|tall|high|deep|fast|often)|who|whom|when|where)\b",
    re.IGNORECASE,
)
ALL = re.compile(r"\W*(?:all|both|none|neither|every)\b", re.IGNORECASE)
# How many there are, to a question that asks which: "Three", "14 persons", "several of them", "three other chains".
COUNT = re.compile(
    r"\W*(?:(?:at least|more than|about|around|some|nearly|almost|up to|only|all|the|an?|a total of|these|those) ){0,2}"
    r"(?:(?P<word>another|further|first|second|third|fourth|fifth|sixth|seventh|next|last|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve|several|many|most|some|dozens|hundreds|thousands|dozen|few|number|handful)"
    r"|\d[\d,]*)(?P<counted>(?: [a-z-]+){0,4})\W*",
    re.IGNORECASE,
)
NUMBER_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|a hundred|dozens?)"
)
# "four of the county's eleven libraries" are four libraries
OF_MANY = re.compile(
    rf" of (?:(?:the|its|their|all) |(?:[^\W\d][\w’'-]* ){{0,2}}[^\W\d][\w’-]*['’]s? )(?:{NUMBER_WORDS}|\d[\d,]*)\b",
    re.IGNORECASE,
)
BARE_NUMBERS = re.compile(rf"\W*{NUMBER_WORDS}(?: (?:to|of|out of|and|or|from) {NUMBER_WORDS})*\W*", re.IGNORECASE)
# "two generals and a bank", "14 persons on a list": how many of what, without a name.
KINDS = re.compile(rf"(?:(?i:{NUMBER_WORDS}|an?|several|some|many)|\d+) (?!.*{CAPITAL})[^\n]*")
ASKS_FOR_NAMES = re.compile(r"\b(?:who|whom|which)\b|\A\W*(?:please )?(?:list|name)\b", re.IGNORECASE)
ORIGIN = rf"{CAPITAL}[a-z]+(?:an|ish|ese|[^s]ch|ian|i)"
ORIGINS = re.compile(rf"{ORIGIN}(?:, {ORIGIN})*,? and {ORIGIN}")
ASKS_FOR_ORIGIN = re.compile(r"\b(?:nationalit|languages?|origins?|nations|countries)", re.IGNORECASE)
COUNTED = frozenset(
    word[:6]
    for word in (
        "other others more further people persons them those members individuals nations countries states towns cities"
        " villages firms companies parties groups bodies"
    ).split()
)


# What is told in numbers; "slows" does not say what it was.
ASKS_FOR_MEASURE = re.compile(
    r"\A\W*what(?:['’]s|\s+(?:is|was|are|were))\s+(?:[\w'’-]+\s+){0,4}?(?:inflation|unemployment|turnout|temperature"
    r"|population|growth|attendance|(?:interest|base|key|inflation|exchange|growth|death|birth|unemployment|tax) rate"
    r"|price|cost|toll|budget|salary|wage|speed|height|length|weight)\b",
    re.IGNORECASE,
)
ASKS_FOR_KIND = re.compile(r"\A\W*what (?:kind|sort|type)s? of\b", re.IGNORECASE)  # and not how many
ASKS_FOR_WEEKDAY = re.compile(r"\b(?:which|what) (?:day of the week|weekday)\b", re.IGNORECASE)
A_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)}|weekends?)", re.IGNORECASE)
COURTESY = re.compile(r"\A\W*(?:Mr|Mrs|Ms|Miss|Dr)\b\.?(?= )")  # "Dr. Ann Lee" does not say who Ann Lee is
HAS = re.compile(r"\A\W*(?:(?:has|have|had|was|were|is|are|been) )+", re.IGNORECASE)
ONE_SMALL_WORD = re.compile(r"\W*[a-z]+\W*")


def is_count(question: str, answer: str) -> bool:
    """Whether `answer` says how many there are of what `question` asks for, and names none of them."""
    answer = OF_MANY.sub("", answer)
    if BARE_NUMBERS.fullmatch(answer):
        return True
    found = COUNT.fullmatch(answer)
    if found is None:
        return False
    counted = set(content_in_order(found["counted"]))
    return found["word"] is not None if not counted else counted <= COUNTED | set(content_in_order(question))


def names_kinds_only(question: str, answer: str) -> bool:
    """Whether who or which is asked, and `answer` counts and names none: "two generals and a bank"."""
    return ASKS_FOR_NAMES.search(question) is not None and KINDS.fullmatch(answer) is not None


def only_describes(question: str, answer: str, after: str) -> bool:
    """Whether `answer` says where what stands `after` it comes from: "Danish and Thai" of "Danish and Thai firms"."""
    is_origin = ORIGINS.fullmatch(answer) is not None and re.match(r" [a-z]", after) is not None
    return is_origin and not ASKS_FOR_ORIGIN.search(question)


def says_nothing(question: str, answer: str) -> bool:
    """Whether the content words of `answer`, few, stand in `question` one after another, or there is none.

    Who asks for one of several names them ("Was it a man or a woman?"), and who asks whether something is so may be
    answered in the same words: those echo nothing. Nor does one word that is no number say what a price or a rate was,
    or a number what kind of thing, or a date on which day of the week.
    """
    if ONE_SMALL_WORD.fullmatch(answer) and ASKS_FOR_MEASURE.match(question) and value_of(answer).amount is None:
        return True
    if ASKS_FOR_KIND.match(question) and value_of(answer).amount is not None:
        return True
    if ASKS_FOR_WEEKDAY.search(question) and not A_WEEKDAY.search(answer):
        return True
    if MAY_REPEAT.search(question) or ALL.match(answer):
        return False
    if ONE_SMALL_WORD.fullmatch(done := HAS.sub("", answer)) and _is_form_of_asked(question, done.strip().lower()):
        return True
    said, asked = content_in_order(COURTESY.sub("", answer)), content_in_order(question)
    if VAGUE.issuperset(said):
        return SAYS_SOMETHING.search(answer) is None
    starts = range(len(asked) - len(said) + 1)
    return len(said) <= ECHOED_WORDS and any(asked[at : at + len(said)] == said for at in starts)


def _is_form_of_asked(question: str, word: str) -> bool:
    """Whether `word` is the past of a verb that `question` has: "died" to how somebody did die."""
    return any(
        word in (f"{verb}d", f"{verb}ed", f"{verb[:-1]}ied") and verb not in STOP_WORDS
        for verb in re.findall(r"[a-z]{3,}", question.lower())
    )


def runs_on(question: str, answer: str) -> bool:
    """Whether `question` asks who, when, where or how many, and `answer` goes on beyond the end of a sentence."""
    return ASKS_FOR_ONE.match(question) is not None and len(sentence_ranges(answer)) > 1
