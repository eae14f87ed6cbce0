"""What articles show of the names in a conversation: how they are written, and whether they are a he or a she."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.text.grammar import (
    OPENERS,
    PERSON_NOUNS,
    PLACE_PREPOSITIONS,
    WH_WORDS,
    Word,
    is_content,
    name_runs,
    words_of,
)

AFTER_NAME = 200  # characters behind a name in which a pronoun is likely to be that person's
SENTENCE_START = re.compile(r"(?:\A|[.!?:\n\"“‘'»)]|\w[.!?][”’\"'])\s*\Z")
TITLES = {
    "he": re.compile(r"\b(?:Mr|Sir|Lord|King|Prince)\.?\s(?:\w+\s)?\Z"),
    "she": re.compile(r"\b(?:Ms|Mrs|Miss|Lady|Queen|Princess)\.?\s(?:\w+\s)?\Z"),
}
TITLE_NAMES = frozenset("mr mrs ms miss sir lord lady dr professor prof saint st".split())
MASCULINE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
FEMININE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
# As an object, not as in "her house".
OBJECT = re.compile(
    r"him\b|her\b(?=\W*\Z|[.,;:!?]| (?:of|to|in|on|at|for|from|by|with|as|about|and|but|that|not|if|the|an?)\b)"
)
# Nouns before a name that say which of the two it is: "his sister, Carmela Liguori".
NOUNS = {
    "he": "man boy father son brother husband uncle nephew grandfather grandson widower king prince chairman spokesman"
    " businessman fireman policeman fisherman actor abbot priest monk",
    "she": "woman girl mother daughter sister wife aunt niece grandmother granddaughter widow queen princess"
    " chairwoman spokeswoman businesswoman policewoman actress nun",
}
CALLED_BY_NOUN = {
    stem: re.compile(rf"\b(?:{'|'.join(nouns.split())})(?:,| of \w+,)? (?:\w+ )?\Z") for stem, nouns in NOUNS.items()
}
TITLE_WORTH = 3
CLEARLY = 2


def restore_capitals(question: str, texts: Sequence[str]) -> str:
    """`question`, if it is all in lower case, with names written as `texts` write them; otherwise as it is.

    A word is a name when `texts` have it, and never in lower case; the first word of a sentence proves nothing.
    """
    if any(char.isupper() for char in question[1:]):
        return question
    pieces, last = [], 0
    for word in words_of(question):
        pieces.append(question[last : word.start])
        pieces.append(_as_written(word, texts) if _may_be_name(word) else word.text)
        last = word.end
    return "".join([*pieces, question[last:]])


def pronoun_for(name: str, texts: Sequence[str]) -> str:
    """ "he" or "she" when `texts` clearly speak of the person so, else ""; `name` counts by its last word."""
    words = words_of(name)
    if not words:
        return ""
    votes: Counter[str] = Counter()
    first, last = (words[-2].text if len(words) > 1 else ""), words[-1].text
    bearers = {text for each in texts for _, text in _given_names(last, each)} - {first}
    for text in texts:
        for found in re.finditer(rf"(?<!\w){re.escape(last)}(?!\w)", text):
            before = text[max(0, found.start() - 40) : found.start()]
            if len(bearers) > (not first) and _bearer(last, text, found.start()) != first:
                continue  # another's: a sister's
            for stem in ("he", "she"):
                votes[stem] += TITLE_WORTH * any(cue[stem].search(before) for cue in (TITLES, CALLED_BY_NOUN))
            after = text[found.end() : found.end() + AFTER_NAME].split("\n")[0]
            clause = re.split(r"[.;:]\s", after)[0]
            places = {}
            for stem, pattern in (("he", MASCULINE), ("she", FEMININE)):
                # "Palm accused her": the object is somebody else
                free = (
                    one
                    for one in pattern.finditer(after)
                    if one.end() > len(clause) or not OBJECT.match(after, one.start())
                )
                if (one := next(free, None)) is not None:
                    places[stem] = one.start()
            if places and not _speaks_of_another(after[: min(places.values())], text):
                votes[min(places, key=lambda stem: places[stem])] += 1
    he, she = votes["he"], votes["she"]
    if max(he, she) >= CLEARLY * min(he, she) and he != she:
        return "he" if he > she else "she"
    return ""


def _bearer(surname: str, text: str, at: int) -> str:
    """The given name of whoever `surname` at `at` is: the one that stood before it the last time that one did."""
    return next((name for place, name in reversed(list(_given_names(surname, text))) if place < at), "")


def _given_names(surname: str, text: str) -> Iterator[tuple[int, str]]:
    """The names that stand right before `surname` in a text, titles and offices left aside, with their places."""
    for found in re.finditer(rf"([A-Z][\w’'-]+) {re.escape(surname)}(?!\w)", text):
        word = words_of(found[1])[0]
        if is_content(word) and word.bare not in PERSON_NOUNS and word.bare not in TITLE_NAMES:
            yield found.start(), found[1]


def _speaks_of_another(between: str, text: str) -> bool:
    """Whether `between` a name and a pronoun stands another's name; a noun that opens a sentence of `text` is none."""
    words = words_of(between)
    for first, last in name_runs(words, first_may_be_name=True):
        named = [word for word in words[first:last] if is_content(word) and word.bare not in PERSON_NOUNS]
        if not named or (first and words[first - 1].lower in PLACE_PREPOSITIONS):
            continue
        if SENTENCE_START.search(between, 0, named[0].start) is None or len(named) > 1:
            return True
        if re.search(rf"[\w,] {re.escape(named[0].text)}(?!\w)", text):
            return True
    return False


def names_of(noun: str, texts: Sequence[str]) -> set[str]:
    """The names of whoever articles call so: "Miriam Seifert" of "the composer, Miriam Seifert"."""
    named = re.compile(rf"\b(?i:{re.escape(noun)}),? ([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+)")
    return {found[1] for text in texts for found in named.finditer(text)}


def has_office(name: str, texts: Sequence[str]) -> bool:
    """Whether an article puts what a person is before `name`: "Mayor Tone Hagen"."""
    before = re.compile(rf"(\w+),? {re.escape(name)}(?!\w)")
    return any(found[1].lower() in PERSON_NOUNS for text in texts for found in before.finditer(text))


def is_called(name: str, noun: str, texts: Sequence[str]) -> bool:
    """Whether an article calls `name` "the `noun`" soon after it, with no other name between."""
    called = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)(.{{0,{AFTER_NAME}}}?)\b[Tt]he {re.escape(noun)}\b(?! of\b)")
    return any(not _names_another(words_of(f"{name}{found[1]}")) for text in texts for found in called.finditer(text))


def _names_another(words: Sequence[Word]) -> bool:
    """Whether behind the name that `words` begin with there is one that says more than where."""
    runs = name_runs(words, first_may_be_name=True)
    return any(words[first - 1].lower not in PLACE_PREPOSITIONS for first, _ in runs[1:])


def is_place(name: str, texts: Sequence[str]) -> bool:
    """Whether articles have things happen in what is called `name`."""
    within = re.compile(rf"\b[Ii]n {re.escape(name)}(?!\w)(?! [A-Z])")
    return any(within.search(text) for text in texts)


def _may_be_name(word: Word) -> bool:
    return is_content(word) and word.lower not in OPENERS | WH_WORDS and word.text[0].isalpha()


def _as_written(word: Word, texts: Sequence[str]) -> str:
    stem = re.sub(r"[’']s?\Z", "", word.text)
    forms = Counter(_forms(stem, texts))
    if not forms or any(form[0].islower() for form in forms):
        return word.text
    return forms.most_common(1)[0][0] + word.text[len(stem) :]


def _forms(stem: str, texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for found in re.finditer(rf"(?<!\w){re.escape(stem)}(?!\w)", text, re.IGNORECASE):
            if found[0][0].islower() or not SENTENCE_START.search(text, max(0, found.start() - 5), found.start()):
                yield found[0]
