"""Where in an earlier question what is new in a fragment belongs: "in Gaza" of it for "And in Syria?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.followups.adjuncts import (
    BARE_TIMES,
    MAY_SAY_WHEN,
    bare_times,
    is_of_place,
    is_time,
    prepositional,
    year_for,
)
from rag.followups.phrases import counted, verb_after_subject
from rag.text.grammar import (
    AUXILIARIES,
    BODIES,
    DETERMINERS,
    FORMS_OF_BE,
    MAX_NOUN_PHRASE,
    PERSON_NOUNS,
    PREPOSITIONS,
    Sort,
    Word,
    is_content,
    is_plural,
    looks_past,
    name_runs,
    sort_of_noun,
    words_of,
)

SUPERLATIVE = re.compile(
    r"\b(?:most|least) [a-z]+\b|\b[a-z]{2,}est\b|\b(?:first|second|third|last|next|previous)\b", re.I
)
NO_SUPERLATIVE = frozenset(
    "west east northwest southwest interest protest request test rest guest forest arrest harvest contest honest invest"
    " suggest midwest budapest bucharest priest chest nest quest conquest inquest unrest manifest modest".split()
)
POSSESSIVE = re.compile(r"[’']s?\Z")
SOURCE = re.compile(r"\baccording to [^,;?!.]+", re.IGNORECASE)
# Nouns of groups that speak and act as a person does: "And the union?" after "What does the minister say about it?".
SPEAKERS = BODIES | frozenset("government opposition parliament army defence defense prosecution coalition".split())
WANTING = frozenset(
    "want demand offer ask say think claim plan hope expect propose suggest believe promise threaten fear".split()
)
OPPOSITES = {"for": "against", "against": "for", "with": "without", "without": "with"}
Slot = tuple[int, int, str]
"""Start and end of a stretch of a question, and what to put there."""


def slots(new: Sequence[Word], text: str, question: str) -> Iterator[Slot]:
    """The stretches of `question` that what is `new`, the words of `text`, may take, likeliest first."""
    words = words_of(question)
    preposition = new[0].lower if new[0].lower in PREPOSITIONS else ""
    own = new[1:] if preposition else new
    if not own or not words:
        yield from _opposite_slots(preposition, words)
        return
    said = text[own[0].start :]
    if own[0].lower in DETERMINERS:
        said = said[:1].lower() + said[1:]
    of_time = _is_of_time(own)
    if len(own) <= 3 and next(_superlatives_in(said), None) is not None:
        yield from _superlatives(said, question, needs_noun=of_time)
        if not of_time:
            return
    if preposition or of_time:
        yield from _adjunct_slots(preposition, own, f"{preposition} {said}".strip(), words)
    elif own[0].lower in DETERMINERS:
        described = _described_slots(own, said, words)
        if name_runs(own) == [(1, len(own))] and name_runs(words):  # "the Fed", and not "the Labour leader"
            named = _name_slots(own, said, words)
            yield from (*described, *named) if own[-1].bare in PERSON_NOUNS else (*named, *described)
        else:
            yield from _before_source(described, own, said, question)
            yield from _who_wants(said, words)
    else:
        end, noun = counted(question)
        if noun and own[-1].text.islower() and is_plural(own[-1].bare):  # "And assists?" of "How many goals …?"
            yield words[2].start, words[end - 1].end, said
        if len(own) == 1 and looks_past(own[0]) and own[0].text.islower():
            yield from _participle_slots(said, words)
        if _is_owned_person(own):
            yield from _held_offices(said, words)
        yield from _name_slots(own, said, words)


def _is_of_time(own: Sequence[Word]) -> bool:
    """Whether what is new is a time, and not only said to be of one: "the miners trapped in May"."""
    inner = (at for at, word in enumerate(own) if at and word.lower in PREPOSITIONS - {"of", "to"})
    return is_time(own[: next(inner, len(own))])


def _participle_slots(said: str, words: Sequence[Word]) -> Iterator[Slot]:
    """The participle of a question, for another one: "And injured?" after "How many people were killed?"."""
    for at, word in enumerate(words[1:], start=1):
        if looks_past(word) and any(one.lower in AUXILIARIES for one in words[:at]):
            yield word.start, word.end, said
    if [word.lower for word in words[:2]] == ["how", "many"] and len(words) > 2 and looks_past(words[-1]):
        yield words[-1].start, words[-1].end, f"were {said}"  # "And injured?" after "How many died?"


def _is_owned_person(own: Sequence[Word]) -> bool:
    is_owned = any(POSSESSIVE.search(word.text) for word in own[:-1])
    return is_owned and own[-1].text.islower() and sort_of_noun(own[-1].bare) is Sort.PERSON


def _held_offices(said: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Whoever is something "of" a name: "the owner of the Post" for "the Post's editor"."""
    for first, last in name_runs(words):
        start = first - (words[first - 1].lower == "the")
        opened = max((at for at in range(start) if words[at].lower == "the"), default=start)
        if words[start - 1].lower == "of" and 0 < start - 1 - opened <= MAX_NOUN_PHRASE:
            yield words[opened].start, words[last - 1].end, said


def _opposite_slots(preposition: str, words: Sequence[Word]) -> Iterator[Slot]:
    """The "for" that a bare "against" takes the place of: "And against?" after "How many voted for the bill?"."""
    for word in words:
        if preposition and word.lower == OPPOSITES.get(preposition):
            yield word.start, word.end, preposition


def _before_source(described: Iterator[Slot], own: Sequence[Word], said: str, question: str) -> Iterator[Slot]:
    """The slots `described`, and whoever `question` is answered according to if `own` may say something, too.

    A body goes there first: "And the union?" after "How old is the captain according to the police?".
    """
    source = SOURCE.search(question)
    if source is None or not _speaks(own[-1].bare):
        yield from described
        return
    slot = (source.start(), source.end(), f"{source[0][: len('according to')]} {said}")
    if sort_of_noun(own[-1].bare) is not Sort.PERSON:
        yield slot
    yield from (one for one in described if one[0] < source.start() or one[0] >= source.end())
    yield slot


def _superlatives_in(text: str) -> Iterator[re.Match[str]]:
    for found in SUPERLATIVE.finditer(text):
        if found[0].lower() not in NO_SUPERLATIVE and found[0][0].islower():
            yield found


def _superlatives(said: str, question: str, *, needs_noun: bool) -> Iterator[Slot]:
    """The place of "biggest" for "the smallest", and of "biggest gift" for "the smallest gift".

    With `needs_noun` only the latter: "last year" says when, whatever else was the last.
    """
    put = re.sub(r"\Athe\s+", "", said)
    noun = said[next(_superlatives_in(said)).end() :].strip()
    for found in _superlatives_in(question):
        same = re.match(rf"\s+{re.escape(noun)}\b", question[found.end() :], re.IGNORECASE) if noun else None
        if same is not None or not needs_noun:
            yield found.start(), found.end() + (same.end() if same is not None else 0), put


def _adjunct_slots(preposition: str, own: Sequence[Word], put: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Phrases with the same preposition, or that say when as the new one does; failing them, the end."""
    of_time = _is_of_time(own)
    found = False
    needs_preposition = of_time and not preposition and own[0].lower not in BARE_TIMES
    usual = "on" if own[-1].lower.endswith("day") else "in"
    for first, last in sorted((*prepositional(words), *bare_times(words)), key=lambda one: -one[0]):
        says_when = is_time(words[first:last])
        if says_when == of_time and (of_time or words[first].lower == preposition):
            found = True
            said_before = words[first].text if words[first].lower in PREPOSITIONS else usual
            whole = f"{said_before} {put}" if needs_preposition else put
            yield words[first].start, words[last - 1].end, whole + year_for(own, words[first:last])
    if found:
        return
    put = f"{usual} {put}" if needs_preposition else put
    trailing = [
        first
        for first, last in prepositional(words)
        if last == len(words) and words[first].lower in MAY_SAY_WHEN and not any(map(is_of_place, words[first:last]))
    ]
    if of_time and trailing:  # "at the height of the storm" says when, too
        yield words[trailing[0]].start, words[-1].end, put
    yield words[-1].end, words[-1].end, put


def _who_wants(said: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Whoever wants or says something, for anybody: "and the studios?" after "What do the actors want?"."""
    verb = verb_after_subject(words, name_runs(words))
    helper = next((at for at, word in enumerate(words) if word.lower in ("do", "does", "did")), len(words))
    if helper + 1 < verb and words[verb].lower in WANTING:
        yield words[helper + 1].start, words[verb - 1].end, said


def _speaks(noun: str) -> bool:
    """Whether a noun is that of somebody or of a body that says and wants things."""
    return noun in SPEAKERS or noun.removesuffix("s") in SPEAKERS or sort_of_noun(noun) is Sort.PERSON


def _described_slots(own: Sequence[Word], said: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Phrases with a determiner whose noun names the same kind of thing."""
    kind = _kind(own[-1].bare)
    is_owner = POSSESSIVE.search(own[-1].text) is not None
    verb = verb_after_subject(words, name_runs(words))
    for first, word in enumerate(words):
        if word.lower not in DETERMINERS or (word.lower == "that" and words[first - 1].lower == "it"):
            continue  # "was it that"
        for last in range(first + 1, min(first + 1 + MAX_NOUN_PHRASE, len(words))):
            if not is_content(words[last]) or last == verb or (last > first + 1 and looks_past(words[last])):
                break
            following = words[last + 1 : last + 2]
            follows = last + 1 != verb and any(is_content(one) and not looks_past(one) for one in following)
            ending = POSSESSIVE.search(words[last].text)
            if is_owner and ending is None:
                continue  # "the men's" is no race, but takes the place of "the women's"
            fits = kind in (_kind(words[last].bare), sort_of_noun(words[last].bare))
            if fits and (kind is not Sort.THING or not follows or ending is not None):
                yield word.start, words[last].end, said + (ending[0] if ending is not None and not is_owner else "")
                break


def _kind(noun: str) -> Sort:
    """The sort of a noun, a body that speaks being as good as a person."""
    return Sort.PERSON if _speaks(noun) else sort_of_noun(noun)


def _name_slots(own: Sequence[Word], said: str, words: Sequence[Word]) -> Iterator[Slot]:
    """Names, the subject's first; in a question in lower case, what a preposition or an auxiliary stands before."""
    runs = name_runs(words)
    for first, last in sorted(runs, key=lambda run: (not _is_subject(words, run[0]), -run[0])):
        ending = POSSESSIVE.search(words[last - 1].text)
        if own[-1].text.islower() and _is_modifier(words, first, last):
            continue  # "and her husband?" is not "the husband brewery"
        start = words[first - 1] if first and words[first - 1].lower == "the" else words[first]
        is_body = start is not words[first] and last < len(words) and words[last].bare in BODIES
        end = words[last if is_body and own[0].lower == "the" else last - 1].end  # "the SNP" is a party by itself
        yield start.start, end, said + (ending[0] if ending and not POSSESSIVE.search(said) else "")
    if runs:
        return
    for first, last in prepositional(words):
        if not is_time(words[first + 1 : last]):
            yield words[first + 1].start, words[last - 1].end, said
    for at, word in enumerate(words[:-1]):
        if word.lower in AUXILIARIES and is_content(words[at + 1]):
            end = at + 1
            while word.lower in FORMS_OF_BE and end + 1 < len(words) and is_content(words[end + 1]):
                if looks_past(words[end + 1]):
                    break
                end += 1  # "how old is carla diaz"
            yield words[at + 1].start, words[end].end, said


def _is_modifier(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a name only says more of the noun behind it: "the Halden brewery"."""
    has_the = first > 0 and words[first - 1].lower == "the"
    follows = words[last : last + 1]
    return has_the and any(is_content(word) and not looks_past(word) and word.bare not in BODIES for word in follows)


def _is_subject(words: Sequence[Word], first: int) -> bool:
    """Whether an auxiliary stands before the name at `first` and its "the"."""
    before = words[first - 2 : first] if first > 1 and words[first - 1].lower == "the" else words[first - 1 : first]
    return bool(before) and before[0].lower in AUXILIARIES
