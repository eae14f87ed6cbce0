"""Whether what a question asks of one name is another's by the sentence: "Priory's captain", not Thornbury's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.datatypes import Quotation
from rag.evidence.doubts.kin import opens_sentence, sentence_before
from rag.evidence.doubts.subjects import OWNED, Name, Place, is_name, others, own_words
from rag.text.content import STOP_WORDS
from rag.text.grammar import BODIES
from rag.text.runs import Run, places_of, runs_in, small_words, telling

OF_NAME = re.compile(rf" {OWNED}\Z")
TO_ROLE = re.compile(r" (?:[a-z][\w-]* ){0,3}\Z")
BESIDE_ROLE = re.compile(r" (?:[a-z][\w-]* )?\Z")


def owned_before(names: Sequence[Name], quotation: Quotation) -> int:
    """Where what may name the owner of a role ends: with its sentence, or, of "its chief nurse, Ada Moe", with that."""
    roles = "|".join(re.escape(role) for name in names for role in name.told)
    if roles == "":
        return quotation.sentence_end
    found = re.search(rf"\b(?:its|his|her|their) (?:[a-z][\w-]* )?(?:{roles})\b", quotation.sentence, re.IGNORECASE)
    if found is None:
        return quotation.sentence_end
    return max(quotation.end, quotation.sentence_start + found.end())


def is_owned_by_another(names: Sequence[Name], place: Place) -> bool:
    """Whether the sentence gives the role or thing that is asked for to another: "Priory's captain"."""
    sentence, offset = place.sentence, place.first
    rivals = [
        run
        for run in others(names, runs_in(sentence), place.text)
        if not (offset + run.start < place.end and place.start < offset + run.end)
        and is_name(Run(offset + run.start, offset + run.end, run.words), place.text)
    ]
    for name in names:
        for role in name.told:
            for found in re.finditer(rf"\b{re.escape(role)}\b", sentence, re.IGNORECASE):
                if any(owns(run, found, sentence, name.by) for run in rivals):
                    return True
    return False


def owns(run: Run, role: re.Match[str], sentence: str, by: str) -> bool:
    """Whether a sentence has a role as that `by` ("of", "at") which it is joined to a name: "Priory's captain"."""
    if run.start > role.end():
        between = OF_NAME.fullmatch(sentence, role.end(), run.start)
        return between is not None and ("of" if between["of"] == "aboard" else between["of"]) == by
    if run.end > role.start() or by not in ("of", "at"):
        return False
    between_text = sentence[run.end : role.start()]
    if sentence[run.end - 2 : run.end] in ("'s", "’s") or between_text[:1] in ("'", "’"):
        return TO_ROLE.fullmatch(between_text.lstrip("'’")) is not None
    return BESIDE_ROLE.fullmatch(between_text) is not None


def is_of_subject_before(names: Sequence[Name], place: Place) -> bool:
    """Whether the sentence begins with "Its founder", and the one before with another thing than a founder of is asked.

    "Sonaris said it had known nothing. Its founder, Bill Yates, …" is of Sonaris, also if it names Quillon further on.
    Where a person may stand before, what is "its" is told by nothing.
    """
    roles = "|".join(re.escape(role) for name in names for role in name.told)
    before = sentence_before(place)
    if (
        not roles
        or before is None
        or not re.match(rf"\W*(?:Its|Their) (?:[a-z-]+ ){{0,2}}(?:{roles})\b", place.sentence)
    ):
        return False
    first, text = before[0], place.text
    told = text[first : before[1]]
    is_headline = first < len(place.headline) and text.startswith(place.headline)
    if is_headline or any(places_of(name.run.words, told) for name in names):
        return False
    return any(
        opens_sentence(first, first + run.start, place) and _is_thing(run, first, text)
        for run in others(names, runs_in(told), text)
    )


def _is_thing(run: Run, first: int, text: str) -> bool:
    """Whether a name is none of a person: of one word that ends no longer name and stands elsewhere too, or of several
    of which one may be written small.
    """  # fmt: skip
    if len(run.words) > 1:
        return any(word in BODIES or word in small_words(text) for word in run.words)
    runs = runs_in(text)
    is_surname = any(len(one.words) > 1 and one.words[-1] == run.words[0] for one in runs)
    return not is_surname and any(one.words == run.words and one.start != first + run.start for one in runs)


def is_of_none(names: Sequence[Name], place: Place) -> bool:
    """Whether something "of" a name is asked for, and the article has none of `names`.

    Not of "the Sarrow council": a paper of the town says "the council".
    """
    here = f"{place.headline} {place.text}"
    is_owner = any(name.by == "of" and not name.is_part for name in names)
    return is_owner and not any(_is_there(name.run.words, here) for name in names)


def _is_there(name: Sequence[str], text: str) -> bool:
    """Whether a text has one of the words of a name, or the name by its initials, or by the name that they are of."""
    if places_of(own_words(name, text), text):
        return True
    words = telling(name)
    initials = "".join(word[0] for word in words)
    for run in runs_in(text):
        if len(words) > 1 and run.words == (initials,):
            return True
        if len(words) == 1 and "".join(word[0] for word in run.words if word not in STOP_WORDS) == words[0]:
            return True
    return False
