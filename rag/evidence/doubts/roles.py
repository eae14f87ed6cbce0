"""Whether a sentence gives to whom it quotes the other semantic role in what is asked: "Lund beat Arden" says who was
beaten by Lund, and not whom Arden beat.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from rag.datatypes import Quotation
from rag.text.bases import bases_of, may_be_participle
from rag.text.grammar import AUXILIARIES, DETERMINERS, OTHER_PRONOUNS, PREPOSITIONS
from rag.text.names import CAPITAL


class Role(Enum):
    """Who does what is told, and whom it is done to."""

    AGENT = "agent"
    PATIENT = "patient"


# Who meets somebody is met; behind what is quoted stands "said Ann Moe"; and to be made, taken or set may be anything.
TWO_WAYS = frozenset(
    "make take put set let keep meet marry wed divorce fight face play join date match be have do get become"
    " resemble say claim argue warn add explain announce ask reply insist admit write agree joke note call".split()
)
WAS = r"(?:is|are|was|were|be|been|being|get|gets|got|getting|['’]s|['’]re)"
SOFT = (
    r"(?:\w+ly|also|later|then|first|last|just|never|often|once|twice|since|still|already|again|soon|always|ever|even"
    r"|not|now)"
)
PASSIVE = re.compile(rf"(?:\b|(?=['’])){WAS} (?:{SOFT} ){{0,2}}\Z", re.IGNORECASE)
OBJECT = rf"(?:(?:the|an?|his|her|its|their|my|our|your|this|that|these|those|some|all|both|two|three)\b|{CAPITAL}|\d)"
OWN = r"(?:the|an?|its|their|his|her) (?:[\w’'-]+ ){0,6}[\w’'-]+, "
BY = re.compile(rf"(?: (?!by\b)\w[\w’'-]*){{0,5}} by (?P<lead>{OWN}|(?:[\w’'-]+ ){{0,6}})\Z")
BY_FOLLOWS = re.compile(rf"(?: {SOFT})?(?: (?:of|in|on|for|at|with|as) [\w’'-]+)? by\b")
LEAD = re.compile(r" (?P<lead>(?:[\w’'-]+ ){0,6})\Z")
NAMED_BEFORE = re.compile(rf"\b{CAPITAL}[\w’-]*[^\W’] \Z")
FOLLOWS = re.compile(rf" (?:(?={OBJECT})[\w’-]+|(?:him|her|them|it|us|me|back|out|down|off|over|up)\b)")
APPOSED = r"(?:, [^,;:.()]{1,60},| \([^()]{1,60}\),?|,)?"
TO_VERB = re.compile(rf"{APPOSED}(?:,? (?:who|which|that))?(?: (?:has|have|had))?(?: {SOFT}| partly| since){{0,2}} \Z")
TO_WAS = re.compile(
    rf"{APPOSED}(?:,? (?:who|which|that))?(?: (?:has|have|had|will|would|could|may|might|must))?(?: {SOFT}){{0,2}} \Z"
)
ALSO_WAS = re.compile(r"[^.;:()\"“”]{0,80} (?:and|but) (?:(?:has|have|had) )?\Z")
BEGINS = re.compile(
    r"(?:\A|[.!?;:]\s|[\"“”])\W*(?:(?:On|In|At|After)(?: [\w’'-]+){1,3},? )?"
    r"(?:(?:The|An?|Its|Their|His|Her|the|an?)\b)?(?: ?[\w’'-]+){0,5},? ?\Z"
)
WORD = re.compile(r"[^\W\d_][\w’-]*")
WHO_DID = re.compile(
    rf"\A\W*(?:and )?who (?:(?:has|have|had) )?(?:{SOFT} )?(?P<verb>(?-i:[a-z]+)) (?={OBJECT})", re.IGNORECASE
)
WHO_IS_DOING = re.compile(
    rf"\A\W*(?:and )?who (?:is|are|was|were) (?P<verb>(?-i:[a-z]+)ing) (?={OBJECT})", re.IGNORECASE
)
WHO_WAS = re.compile(
    rf"\A\W*(?:and )?who (?:is|are|was|were|has been|have been|had been|got) (?:{SOFT} )?(?P<verb>(?-i:[a-z]+))\b"
    r"(?! to\b)(?!.*\bby\W*\Z)",
    re.IGNORECASE,
)
WHOM_DID = re.compile(r"\A\W*(?:and )?whom? (?:did|does|do|will|would) (?P<rest>.+)", re.IGNORECASE | re.DOTALL)
BY_WHOM = re.compile(
    r"\A\W*(?:and )?(?:by whom (?:is|are|was|were) |who (?:is|are|was|were) )(?P<rest>.+)", re.IGNORECASE | re.DOTALL
)


def has_other_role(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks who did something, and the sentence says that it was done to whom it quotes; or the other
    way round. It is silent where the sentence has not the verb of the question, or not beside whom it quotes.
    """  # fmt: skip
    asked = _asked(question)
    if asked is None:
        return False
    role, verbs = asked
    told = {
        one
        for found in WORD.finditer(quotation.sentence)
        if not verbs.isdisjoint(bases_of(found[0].lower())) and (one := _role(found, quotation)) is not None
    }
    return bool(told) and role not in told


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[Role, frozenset[str]] | None:
    """Which role is asked for, and in what: the bases of its verb; None where it is not told."""
    whom, by = WHOM_DID.match(question), BY_WHOM.match(question)
    if whom is not None:
        return _of(Role.PATIENT, _bare_verbs(whom["rest"]))
    if by is not None and (
        question.lower().lstrip().startswith(("by ", "and by ")) or re.search(r"\bby\W*\Z", question)
    ):
        words = [found[0].lower() for found in WORD.finditer(by["rest"])]
        return _of(Role.AGENT, frozenset().union(*(bases_of(word) for word in words if may_be_participle(word))))
    doing = WHO_IS_DOING.match(question)
    if doing is not None:
        return _of(Role.AGENT, bases_of(doing["verb"].lower()))
    was = WHO_WAS.match(question)
    if was is not None:
        verb = was["verb"].lower()
        return _of(Role.PATIENT, bases_of(verb)) if may_be_participle(verb) else None
    did = WHO_DID.match(question)
    if did is None or did["verb"].lower() in AUXILIARIES | DETERMINERS | PREPOSITIONS:
        return None
    return _of(Role.AGENT, bases_of(did["verb"].lower()))


def _of(role: Role, verbs: frozenset[str]) -> tuple[Role, frozenset[str]] | None:
    return (role, verbs) if verbs and verbs.isdisjoint(TWO_WAYS) else None


def _bare_verbs(rest: str) -> frozenset[str]:
    """The words that may be the verb of what follows "did": in small letters, and behind no article or preposition."""
    found, before = set(), ""
    for one in WORD.finditer(rest):
        word = one[0]
        if (
            word.islower()
            and before
            and before.lower() not in DETERMINERS | PREPOSITIONS
            and word not in DETERMINERS | PREPOSITIONS | OTHER_PRONOUNS | AUXILIARIES
        ):
            found.add(word)
        before = word
    return frozenset(found)


def _role(verb: re.Match[str], quotation: Quotation) -> Role | None:
    """The role that a sentence gives to whom it quotes in what a word of it tells; None where it stands elsewhere."""
    sentence, start = quotation.sentence, quotation.start - quotation.sentence_start
    end = start + len(quotation.text)
    was = PASSIVE.search(sentence, 0, verb.start())
    is_passive = was is not None and may_be_participle(verb[0].lower())
    if verb.end() <= start:
        between = sentence[verb.end() : start]
        if (by := BY.match(between)) is not None:
            return Role.AGENT if may_be_participle(verb[0].lower()) and _leads(by["lead"]) else None
        if is_passive or not _is_verb(verb, sentence):
            return None
        lead = LEAD.match(between)
        return Role.PATIENT if lead is not None and _leads(lead["lead"]) else None
    if verb.start() < end:
        return None
    if is_passive and was is not None:
        between = sentence[end : was.start()]
        is_subject = TO_WAS.fullmatch(f"{between.rstrip()} ") is not None  # nothing stands before "’s"
        is_other = is_subject or (ALSO_WAS.fullmatch(between) is not None and begins(sentence, start))
        return Role.PATIENT if is_other else None
    if TO_VERB.fullmatch(sentence, end, verb.start()) is None:
        return None
    if BY_FOLLOWS.match(sentence, verb.end()) is not None:
        return Role.PATIENT
    follows = FOLLOWS.match(sentence, verb.end())
    is_object = follows is not None and follows[0].strip().lower() not in PREPOSITIONS
    return Role.AGENT if is_object else None


def _is_verb(word: re.Match[str], sentence: str) -> bool:
    """Whether a word is no noun or adjective before a name, as "head", "coaches" or "leading" may be."""
    form = word[0].lower()
    if form.endswith("ing"):
        return PASSIVE.search(sentence, 0, word.start()) is not None
    return may_be_participle(form) or (
        form.endswith("s") and NAMED_BEFORE.search(sentence, 0, word.start()) is not None
    )


def begins(sentence: str, start: int) -> bool:
    """Whether a name at `start` begins its sentence, but for what goes before a name: "The minister, "."""
    return BEGINS.search(sentence[:start]) is not None


def _leads(lead: str) -> bool:
    """Whether words are but what stands before a name: "the former champion ", no preposition and no other verb's."""
    words = lead.split()
    return not any(
        word.lower() in PREPOSITIONS | AUXILIARIES | {"and", "or", "that", "who"} or word.endswith("ing")
        for word in words
    )
