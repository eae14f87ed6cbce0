"""What articles show of the names in a conversation: how they are written, and whether they are a he or a she."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.text.grammar import OPENERS, PLACE_PREPOSITIONS, WH_WORDS, Word, is_content, name_runs, words_of

AFTER_NAME = 200  # characters behind a name in which a pronoun is likely to be that person's
SENTENCE_START = re.compile(r"(?:\A|[.!?:\n\"“‘'»)]|\w[.!?][”’\"'])\s*\Z")
TITLES = {
    "he": re.compile(r"\b(?:Mr|Sir|Lord|King|Prince)\.?\s(?:\w+\s)?\Z"),
    "she": re.compile(r"\b(?:Ms|Mrs|Miss|Lady|Queen|Princess)\.?\s(?:\w+\s)?\Z"),
}
MASCULINE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
FEMININE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
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
    surname = re.compile(rf"(?<!\w){re.escape(words[-1].text)}(?!\w)")
    for text in texts:
        for found in surname.finditer(text):
            before = text[max(0, found.start() - 40) : found.start()]
            for stem, title in TITLES.items():
                votes[stem] += TITLE_WORTH * bool(title.search(before))
            after = text[found.end() : found.end() + AFTER_NAME].split("\n")[0]
            firsts = {"he": MASCULINE.search(after), "she": FEMININE.search(after)}
            places = {stem: match.start() for stem, match in firsts.items() if match is not None}
            if places:
                votes[min(places, key=lambda stem: places[stem])] += 1
    he, she = votes["he"], votes["she"]
    if max(he, she) >= CLEARLY * min(he, she) and he != she:
        return "he" if he > she else "she"
    return ""


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
