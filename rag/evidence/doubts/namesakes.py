"""Whether an article tells of another than the question names: of a namesake, or of what it only mentions aside.

"How old is Andres Ruiz?" is not answered by an article that has no Ruiz but Mateo, nor "Who runs Halcyon?" by one about
Ardent that ends on "a rival drug, Halcyon's torbenemab".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.datatypes import Quotation
from rag.text.content import STOP_WORDS
from rag.text.forms import in_one_form
from rag.text.names import CAPITAL
from rag.text.runs import NO_FIRST_NAMES, POSSESSIVE, RUN, SHORT_NAME, folded
from rag.text.sentences import passage_sentences

ASIDE = re.compile(
    r"\b(?:another|(?:an?|the|its|his|her|their) (?:\w+ )?(?:rival|predecessor)|separate(?:ly)?|(?:a|in|to) similar\b"
    r"|elsewhere|nearby|neighbou?ring|unlike)\b",
    re.IGNORECASE,
)
INTRODUCED = re.compile(r"\b[Aa]n? (?:[\w’'-]+ ){0,3}?[a-z’'-]+, (?:the )?\Z")
BLANK_LINE = re.compile(r"\n\s*\n")
LONGEST = 40_000  # characters; what is longer is no article of a newspaper, and may tell of anybody
STEM = 6  # letters: "Democratic", "Democrats"

Pair = tuple[str, str]


def is_of_another_one(question: str, quotation: Quotation, text: str) -> bool:
    """Whether by its article, `text`, a quotation tells of another than `question` names."""
    return len(text) <= LONGEST and (
        is_of_namesake(question, quotation, text) or is_beside_aside(question, quotation, text)
    )


def is_of_namesake(question: str, quotation: Quotation, text: str) -> bool:
    """Whether a quotation tells of others of the surname of somebody in `question`: so says its article, `text`, if it
    has none but them, or its sentence, if that has the surname and the article had none but them so far.
    """  # fmt: skip
    for first, last in full_names(question):
        told = text[: quotation.sentence_end] if _place(folded(last), quotation.sentence) >= 0 else text
        if _has_others_alone(first, last, quotation.headline, told):
            return True
    return False


def is_beside_aside(question: str, quotation: Quotation, text: str) -> bool:
    """Whether the article of `quotation` has a name of `question` only where it turns aside to it: in sentences with
    "another", "a rival", "in a separate case" before the name, of which the quotation is none and follows none; or it
    comes before the first, which has "a supplier, Medilink".
    """  # fmt: skip
    for name in _names(question):
        if any(_place(word, quotation.headline) >= 0 for word in _words(name)):
            continue
        said = [
            one for one in passage_sentences(text) if any(_place(word, text[slice(*one)]) >= 0 for word in _words(name))
        ]
        if said and quotation.sentence_end <= said[0][0] and _is_introduced(name, text[slice(*said[0])]):
            return True
        if said and all(_is_aside(name, text[slice(*one)]) for one in said):
            return not any(_goes_on(text, one, quotation) for one in said)
    return False


@lru_cache(maxsize=256)
def full_names(question: str) -> tuple[Pair, ...]:
    """The last two words of each run of capitalised ones: "Mateo", "Ruiz" of "Did Castle Rovers' Mateo Ruiz sign?"."""
    found = []
    for run in RUN.finditer(in_one_form(question)):
        words = [POSSESSIVE.sub("", word) for word in run[0].split(" ")]
        if len(words) > 1 and not _is_title(words[-2]) and not _is_title(words[-1]):
            found.append((words[-2], words[-1]))
    return tuple(found)


@lru_cache(maxsize=256)
def _names(question: str) -> tuple[str, ...]:
    """The names in a question, without its first word, titles, and what is owned by them."""
    runs = [POSSESSIVE.sub("", run[0]) for run in RUN.finditer(question, len(question.split(" ", 1)[0]))]
    return tuple(folded(run) for run in runs if run.lower() not in NO_FIRST_NAMES)


def _has_others_alone(first: str, last: str, headline: str, text: str) -> bool:
    if re.search(rf"\b{re.escape(folded(first)[:STEM])}", folded(f"{headline} {text}")):
        return False
    firsts = _firsts_before(last, text.removeprefix(headline))  # a headline may have capitals everywhere
    return bool(firsts) and not any(may_be_one_first_name(first, other) for other in firsts)


def _firsts_before(last: str, text: str) -> list[str]:
    """What stands as a first name before a surname in `text`, not where a sentence begins."""
    before = re.compile(rf"(?<=[^\W\d_] |[,;:–—] )(?P<first>{CAPITAL}[^\W\d_]+(?:-\w+)?) {re.escape(last)}(?![\w-])")
    return [found["first"] for found in before.finditer(text) if not _is_title(found["first"])]


def may_be_one_first_name(one: str, other: str) -> bool:
    """Whether two first names may be one person's: "Joe", "Joseph"; "Tom", "Thomas"; "Liz", "Elizabeth"; "Mohamed",
    "Muhammad".
    """  # fmt: skip
    shorter, longer = sorted((folded(one), folded(other)), key=len)
    if shorter[0] == longer[0] and (shorter[:2] == longer[:2] or len(shorter) <= SHORT_NAME):
        return True
    return _skeleton(shorter) == _skeleton(longer) or (len(shorter) < len(longer) and shorter[1:] in longer)


def _skeleton(name: str) -> str:
    """A name's consonants, none twice in a row."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy]", "", name))


def _is_title(word: str) -> bool:
    return word.lower() in NO_FIRST_NAMES


def _words(name: str) -> list[str]:
    """The words of a name by which it may be called too: "hale" of "tom hale"."""
    return [word for word in name.split() if len(word) >= SHORT_NAME and word not in STOP_WORDS] or [name]


def _is_aside(name: str, sentence: str) -> bool:
    at = _place(name, sentence)
    return at >= 0 and ASIDE.search(sentence[:at]) is not None


def _is_introduced(name: str, sentence: str) -> bool:
    at = _place(name, sentence)
    return at >= 0 and INTRODUCED.search(sentence[:at]) is not None


def _place(name: str, sentence: str) -> int:
    found = re.search(rf"\b{re.escape(name)}\b", folded(sentence))
    return found.start() if found is not None else -1


def _goes_on(text: str, aside: Sequence[int], quotation: Quotation) -> bool:
    """Whether a quotation is in a sentence aside, or after it in its paragraph."""
    start, end = aside
    if quotation.sentence_start < start:
        return quotation.sentence_end > start
    return BLANK_LINE.search(text, min(end, quotation.sentence_start), quotation.sentence_start) is None
