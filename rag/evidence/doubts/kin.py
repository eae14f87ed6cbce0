"""Whether an article tells of another thing of the sort that is asked about: of another lake, ship or bridge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.evidence.doubts.subjects import BEHIND, Name, Place, distinct_words, is_name, others
from rag.text.content import STOP_WORDS
from rag.text.grammar import BODIES, Sort, sort_of_noun
from rag.text.naming import TITLES
from rag.text.runs import Run, are_akin, folded, places_of, runs_in, small_words
from rag.text.sentences import passage_sentences

NO_SORT = re.compile(r"(?:ed|ing|ly)\Z")
POINTS_BACK = re.compile(r"(?:The|It|Its|They|Their|This|That|He|She|His|Her)\b")
OPENS = re.compile(r"(?:(?:the|at|in|on) )?", re.IGNORECASE)
PLACED = re.compile(r"(?P<sort>\w*) (?:in|at|near|from|to|on|outside|around) (?:the )?\Z")
BESIDE = re.compile(r"\b(?P<sort>[a-z][\w-]+) \Z")
OPENS_UNNAMED = re.compile(r"\W*(?:An?|Two|Three|Several|Some)\b")
UNNAMED = re.compile(r"\b[Aa]n? [a-z][\w-]*(?: [a-z][\w-]*)?")


def _sorts(name: Name, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What sort of thing a name is of, in a small word of `text`, and the words of the name without it: "lake" of "Lake
    Wenger", "dam" of "the Orrin dam" and of "the dam at Loch Tarsk".
    """  # fmt: skip
    small, words = small_words(text), name.run.words
    ends = (words[0], words[-1]) if len(words) > 1 else ()
    for sort in dict.fromkeys((*name.beside, *ends)):
        if sort in small and sort not in STOP_WORDS and NO_SORT.search(sort) is None:
            yield sort, tuple(word for word in words if word != sort)


def _of_sort(sort: str, rest: Sequence[str], text: str) -> Iterator[tuple[int, int, bool]]:
    """From where to where `text` has others of a sort, and whether by a place: "Lake Ammer", "the dam at Tarsk"."""
    at_name = re.compile(rf"\b(?:[Tt]he|[Aa]n?) (?:[a-z]+ )?{re.escape(sort)} (?:at|of|in|on|near) (?:the )?\Z")
    for run in runs_in(text):
        if are_akin(run.words, rest) or (len(run.words) == 1 and text.count(text[run.start : run.end]) == 1):
            continue  # "Core inflation" is no name
        before = at_name.search(text, max(0, run.start - 60), run.start)
        if before is not None:
            yield before.start(), run.end, True
        elif (len(run.words) > 1 and sort in (run.words[0], run.words[-1])) or (
            text.startswith(f" {sort}", run.end) and not text[run.end + len(sort) + 1 :][:1].isalpha()
        ):
            yield run.start, run.end, False


def is_of_kin(names: Sequence[Name], place: Place) -> bool:
    """Whether the sentence begins with another of the sort of a name, or points back to one that the sentence before
    begins with: "Lake Ammer will open again. The lake is 46 metres deep."
    """  # fmt: skip
    before = sentence_before(place) if POINTS_BACK.match(place.sentence) else None
    for name in names:
        words = distinct_words(name.run.words, place.text)
        for sort, rest in _sorts(name, place.text):
            is_headed = bool(places_of(words, place.headline))
            for start, end, is_place in _of_sort(sort, rest, place.text):
                if is_place and is_headed:
                    continue
                if opens_sentence(place.first, start, place) and start < end <= place.start:
                    return True
                if before is not None and opens_sentence(before[0], start, place):
                    return not places_of(words, place.text[slice(*before)])
    return False


def opens_sentence(first: int, start: int, place: Place) -> bool:
    """Whether the sentence from `first` on begins with what stands at `start`, but for "the" or "in the"."""
    return first <= start <= first + 4 and OPENS.fullmatch(place.text, first, start) is not None


def sentence_before(place: Place) -> tuple[int, int] | None:
    """Where the sentence before that of a quotation stands."""
    return next((one for one in reversed(passage_sentences(place.text)) if one[1] <= place.first), None)


def comes_first(names: Sequence[Name], place: Place, *, is_owned: bool = False) -> bool:
    """Whether the article names others until the sentence ends, and what is asked about only after it.

    A name may come late to what it belongs to: "A trawler sank on Monday. … The Gannet Wing was built in 1987." So
    none counts that the article may have spoken of without its name: of a person, or of a thing like "a trawler"; or a
    place, where all may have been, but if what is asked for `is_owned` by something named before: "its chief nurse".
    """
    if place.first < len(place.headline) and place.text.startswith(place.headline):
        return False
    late = []
    for name in names:
        words = distinct_words(name.run.words, place.text)
        found = places_of(words, place.text)
        if places_of(words, place.headline) or (found and found[0] < place.last):
            return False
        if found:
            late.append((name, found[0]))
    if not late or any(_is_person(name, place.text) or _is_told_of(name, at, place, is_owned) for name, at in late):
        return False
    before = [run for run in runs_in(place.text) if run.end <= place.last and is_name(run, place.text)]
    quoted = runs_in(place.text[place.start : place.end])
    rivals = others(names, before, place.text)
    return any(not any(are_akin(run.words, one.words) for one in quoted) for run in rivals)


def _is_person(name: Name, text: str) -> bool:
    last = re.escape(name.run.words[-1])
    titles = "|".join(TITLES)
    pattern = rf"\b(?:{titles})\.? (?:[a-z]+ )?{last}\b|\b{last},? (?:aged )?\d\d\b(?! )|\b{last}, \d\d,"
    return re.search(pattern, folded(text)) is not None


def _is_told_of(name: Name, at: int, place: Place, is_owned: bool) -> bool:
    """Whether an article may have spoken of what it names at `at` before: of "a trawler", or of something unnamed; or
    names a place there, where what it tells may have been all along.
    """  # fmt: skip
    text = place.text
    run = next((one for one in runs_in(text) if one.start <= at < one.end), Run(at, at, name.run.words))
    placed = PLACED.search(text, 0, run.start)
    if (
        placed is not None
        and not is_owned
        and placed["sort"] not in name.beside
        and not text.startswith("the ", run.start - 4)
    ):
        return True
    behind, before = BEHIND.match(text, run.end), BESIDE.search(text, 0, run.start)
    sorts = {found["sort"] for found in (placed, behind, before) if found is not None} - STOP_WORDS
    if len(run.words) > 1:
        sorts |= {run.words[0], run.words[-1]} & small_words(text)
    if any(_is_bare(sort, place.headline) for sort in sorts):
        return True
    if not sorts:
        body = text.removeprefix(place.headline)
        found = UNNAMED.finditer(text, 0, place.last)
        return OPENS_UNNAMED.match(body) is not None or any(
            _may_be(noun, run.words) for one in found for noun in one[0].split()[1:]
        )
    told = rf"\b[Aa]n? (?:[\w-]+ ){{0,3}}(?:{'|'.join(map(re.escape, sorts))})\b"
    return re.search(told, text[: place.last]) is not None


def _may_be(noun: str, name: Sequence[str]) -> bool:
    """Whether "a company", or "a walker" if there are two words to the name, may be who is named later on."""
    return noun in BODIES or (len(name) > 1 and sort_of_noun(noun) is Sort.PERSON)


def _is_bare(sort: str, headline: str) -> bool:
    """Whether a headline, which leaves out its articles, has a thing without its name: "Thieves rob museum"."""
    found = re.search(rf"\b{re.escape(sort)}\b", headline)
    return found is not None and not any(
        run.end + 1 == found.start() or found.end() + 1 == run.start for run in runs_in(headline)
    )
