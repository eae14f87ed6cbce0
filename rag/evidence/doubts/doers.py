"""Whether a sentence tells of another what is asked about somebody: "Lyle was knighted and died in 1951" does not say
when Aune died.
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation
from rag.evidence.doubts.namesakes import LONGEST
from rag.evidence.doubts.roles import PASSIVE, SOFT, TO_VERB, WORD
from rag.evidence.doubts.subjects import is_name, names_asked, others
from rag.text.bases import bases_of
from rag.text.runs import Run, places_of, runs_in

ASKS = re.compile(
    r"\A\W*(?:and )?(?:when|where|who|whom|why|how(?: [^?]*?)?|what(?: [^?]*?)?|which [^?]*?) "
    r"(?P<aux>did|does|do|was|were|is|are|has|had|will) (?:the )?",
    re.IGNORECASE,
)
VERB = re.compile(rf" (?:{SOFT} )?(?P<verb>[a-z]+)\b")
# "The Norwegian" may be who is asked about.
NO_SUBJECT = re.compile(r"\b(?:the|an?|of|in|at|from|for|by|with) \Z", re.IGNORECASE)
BEGINS = re.compile(
    r"\W*(?:(?:On|In|At|After) [\w’' -]{1,30}?,? )?(?:(?:The|An?|His|Her|Its|Their) )?(?:[a-z-]+ ){0,4}\Z"
)
BE = frozenset("was were is are".split())
# "Lyle was knighted in 1925 and died": nobody else may be who died.
ALSO = re.compile(r" (?:(?!(?:he|she|they|it|who|which|that|his|her)\b)[a-z0-9][\w-]* ?){1,10} (?:and|but) \Z")


def is_done_by_another(question: str, quotation: Quotation, text: str) -> bool:
    """Whether of whom `question` names right before its verb a sentence has nothing, and another name before the verb.

    It is silent where the sentence has another verb, or the verb elsewhere too; `text` is that of its article.
    """
    asked = ASKS.match(question)
    run = next((one for one in runs_in(question) if asked is not None and one.start == asked.end()), None)
    verb = VERB.match(question, run.end) if run is not None else None
    sentence = quotation.sentence
    if asked is None or run is None or verb is None or places_of(run.words, sentence):
        return False
    if len(text) > LONGEST or not places_of(run.words, text):
        return False  # no article, or one that calls it otherwise
    is_passive, bases = asked["aux"].lower() in BE, bases_of(verb["verb"])
    told = []
    start = quotation.start - quotation.sentence_start
    for found in WORD.finditer(sentence):
        if start <= found.start() < start + len(quotation.text) or bases.isdisjoint(bases_of(found[0].lower())):
            continue
        was = PASSIVE.search(sentence, 0, found.start())
        at = was.start() if was is not None else found.start()
        is_form = (was is not None) == is_passive and not (was is None and found[0].endswith("ing"))
        told.append(is_form and _has_rival(at, question, quotation, text))
    return bool(told) and all(told)


def _has_rival(at: int, question: str, quotation: Quotation, text: str) -> bool:
    """Whether the verb at `at` has a name before it as who does it, that is none of the question's."""
    sentence, offset = quotation.sentence, quotation.sentence_start
    for run in others(names_asked(question), runs_in(sentence), text):
        if run.end > at or NO_SUBJECT.search(sentence, 0, run.start) is not None:
            continue
        is_surname = any(run.words[-1] in one.words and len(one.words) > 1 for one in runs_in(text))
        if not is_surname and not is_name(Run(offset + run.start, offset + run.end, run.words), text):
            continue
        between = sentence[run.end : at].rstrip() + " "
        is_next = TO_VERB.fullmatch(between) is not None
        # "The firm, founded by Ann Moe, sold": what a comma closes need not be who did it.
        is_near = is_next and not between.startswith(",")
        if is_near or ((is_next or ALSO.fullmatch(between)) and BEGINS.fullmatch(sentence[: run.start])):
            return True
    return False
