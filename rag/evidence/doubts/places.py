"""Whether who holds an office is that of the place which an article is about, and not of the one that is asked for.

"Who is the mayor of Brunn?" is not answered by "The mayor, Katja Vesely," in an article about Osterfeld that has a
farmer at Brunn.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.datatypes import Quotation
from rag.evidence.doubts.namesakes import LONGEST
from rag.evidence.doubts.offices import WHO
from rag.evidence.doubts.owners import owns
from rag.evidence.doubts.subjects import Name, Place, distinct_words, is_name, others
from rag.text.grammar import Sort, sort_of_noun
from rag.text.runs import Run, are_akin, places_of, runs_in
from rag.text.sentences import passage_sentences

OFFICE = r"(?P<office>[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,4}?)"
ASKS_FOR_HOLDER = re.compile(
    rf"\A\W*(?i:and )?(?i:who(?:['’]s| is| was| are| were)) "
    rf"(?:(?P<owner>.+?)['’]s? {OFFICE}\W*\Z|(?:(?:the|an?) )?{OFFICE.replace('office', 'office_of')} "
    r"(?:of|at|in|for|on) (?P<of>.+))",
    re.DOTALL,
)
LONGEST_LEAD = 60  # characters before a name
AT_PLACE = re.compile(r"\b(?:in|at|near|from|on|outside|around) (?:the )?(?:[a-z][\w-]* (?:of )?){0,3}\Z")
OF_PLACE = re.compile(AT_PLACE.pattern.replace("(?:in|", "(?:of|in|"))
LEADS_ON = re.compile(
    r"\W*(?:(?:In|At|On|Near|From|Across) (?:the )?(?:[a-z]\w* ){0,3}|The (?:[a-z]+ ){1,3}(?:in|at|of) )?\Z"
)
BESIDE = re.compile(r",? ?(?:now )?\Z")
BEHIND = re.compile(
    r",? (?:who (?:is|was) )?(?:(?:the|an?) )?"
    r"(?:(?!(?:and|or|but|while|as|with|said|told|for|by)\b)[a-z][\w-]* ){0,3}\Z"
)


def is_held_elsewhere(question: str, quotation: Quotation, text: str) -> bool:
    """Whether `question` asks who holds an office of a place, and its article, `text`, is about another place and comes
    to that one later on only, neither in the sentence of the office nor leading to it.
    """  # fmt: skip
    asked = _asked(question)
    if asked is None or len(text) > LONGEST:
        return False
    office = re.escape(asked[0])
    if not re.search(rf"\b{office}", quotation.sentence, re.IGNORECASE) or re.search(
        rf"(?:\b(?:its|their|whose|local)|['’]s?) (?:[\w-]+ )?{office}\b|\b{office} there\b",
        quotation.sentence,
        re.IGNORECASE,
    ):
        return False  # "the town's mayor" may be that of any town before
    start = quotation.sentence_start
    headline = len(quotation.headline) if text.startswith(quotation.headline) else 0
    sentences = passage_sentences(text)
    lead = text[: next((end for _, end in sentences if end > headline + 1), 0)]
    before = [one for one in sentences if one[1] <= start]
    for run in asked[1]:
        words = distinct_words(run.words, text)
        found = places_of(words, text)
        if not found or found[0] < len(lead) or places_of(words, f"{quotation.headline}\n{quotation.sentence}"):
            return False
        if not any(AT_PLACE.search(text, max(0, at - LONGEST_LEAD), at) for at in found):
            return False  # perhaps a firm of the place
        if any(_leads_to(words, text[slice(*one)]) for one in before) or (
            before and places_of(words, text[slice(*before[-1])]) and "\n\n" not in text[before[-1][1] : start]
        ):
            return False
    known = (*asked[1], *runs_in(quotation.text))
    return any(
        OF_PLACE.search(lead[: run.start]) or lead[run.end - 2 : run.end] in ("'s", "’s")
        for run in runs_in(lead)
        if not any(are_akin(run.words, one.words) for one in known)
    )


def is_held_of_another(question: str, names: tuple[Name, ...], place: Place) -> bool:
    """Whether right beside whom it quotes a sentence says what office of another they hold: "the premier of Karsk, Dana
    Voloshin, and Tavria's minister" where the premier of Tavria is asked for.
    """  # fmt: skip
    if WHO.search(question) is None:
        return False
    sentence = place.sentence
    start, end = place.start - place.first, place.end - place.first
    rivals = [
        run
        for run in others(names, runs_in(sentence), place.text)
        if not (run.start < end and start < run.end)
        and is_name(Run(place.first + run.start, place.first + run.end, run.words), place.text)
    ]
    for name in names:
        if question[name.run.start : name.run.end].isupper():
            continue  # "TUMAS" may be written in full
        for role in name.told[-1:]:
            if sort_of_noun(role) is not Sort.PERSON:
                continue
            for found in re.finditer(rf"\b{re.escape(role)}\b", sentence, re.IGNORECASE):
                for run in rivals:
                    first, last = min(run.start, found.start()), max(run.end, found.end())
                    is_beside = BESIDE.fullmatch(sentence, last, start) or BEHIND.fullmatch(sentence, end, first)
                    if is_beside and owns(run, found, sentence, name.by):
                        return True
    return False


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[str, tuple[Run, ...]] | None:
    """The last word of the office that is asked for, and the names of what it is of; None where it is not of a name."""
    found = ASKS_FOR_HOLDER.match(question)
    if found is None:
        return None
    runs = runs_in(found["owner"] or found["of"])
    office = (found["office"] or found["office_of"]).split()[-1].lower()
    return (office, runs) if runs and sort_of_noun(office) is Sort.PERSON else None


def _leads_to(words: list[str], sentence: str) -> bool:
    """Whether a sentence begins with a place, and so turns to it: "In Oberach the bells …"."""
    found = places_of(words, sentence)
    return bool(found) and LEADS_ON.fullmatch(sentence[: found[0]]) is not None
