"""Who is speaking, where the sentence around a quotation says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.datatypes import Speaker
from rag.text import saying
from rag.text.sentences import sentence_around, sentence_ranges

QUOTED = re.compile(r"“[^”]*(?:”|\Z)|\"[^\"]*(?:\"|\Z)|(?<!\w)‘.*?(?:’(?!\w)|\Z)", re.DOTALL)
ENDS_CLAUSE = re.compile(r"[,.?!;:”\"’']\s*\Z")
PARAGRAPH = re.compile(r"(?:\r?\n){2,}")
SPEECH_CHARS = 2000  # more than one speech has within a paragraph
COMMA = re.compile(r",(?!\d)")
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Attribution:
    """A stretch of a sentence, from `first` to `last`, that says who speaks: the name at `who`.

    What is said stands behind it as far as `until` or, if `before`, in front of it.
    """

    first: int
    last: int
    who: Range
    before: bool
    until: int


def speaker_of(text: str, sentence: Range, start: int, end: int) -> Speaker | None:
    """Who says what `text` has from `start` to `end`, within the `sentence` at that place; None if it does not tell.

    Of direct speech of several sentences, any of them may tell, or the one that the speech goes on from:
    "“It sank,” said Karel. “It was late.”"
    """
    first, last = _speech_around(text, sentence, start, end)
    found = find_speaker(text[first:last], start - first, end - first)
    if found is None and QUOTED.fullmatch(text, first, last):
        found = _speaker_before(text, first)
        first = 0
    if found is None:
        return None
    return Speaker(first + found[0], first + found[1], text[first + found[0] : first + found[1]])


def _paragraph(text: str, start: int, end: int) -> Range:
    """The paragraph around a place, or what of it is near enough to be one speech."""
    first, limit = max(0, start - SPEECH_CHARS), min(len(text), end + SPEECH_CHARS)
    first = max((found.end() for found in PARAGRAPH.finditer(text, first, start)), default=first)
    last = PARAGRAPH.search(text, end, limit)
    return first, last.start() if last is not None else limit


def _speech_around(text: str, sentence: Range, start: int, end: int) -> Range:
    """The `sentence`, or the sentences of the direct speech that a place in it is part of."""
    first, last = _paragraph(text, start, end)
    for found in QUOTED.finditer(text, first, last):
        opens, closes = found.span()
        is_closed = text[closes - 1] in '”’"' and closes > opens + 1
        if is_closed and opens <= start and end <= closes and not (sentence[0] <= opens and closes <= sentence[1]):
            ranges = sentence_ranges(text[first:last])
            around = sentence_around(ranges, opens - first, closes - first)
            return min(first + around[0], sentence[0]), max(first + around[1], sentence[1])
    return sentence


def _speaker_before(text: str, start: int) -> Range | None:
    """Who speaks the direct speech that a sentence before `start` ends with naming the speaker of."""
    first, _ = _paragraph(text, start, start)
    before = [(first + one, first + other) for one, other in sentence_ranges(text[first:start])]
    if not before:
        return None
    opens, closes = before[-1]
    quoted = list(QUOTED.finditer(text, opens, closes))
    if not quoted or quoted[-1].end() == closes:
        return None
    said = quoted[-1].start() - opens, quoted[-1].end() - opens
    found = find_speaker(text[opens:closes], *said)
    return (opens + found[0], opens + found[1]) if found is not None and found[0] >= said[1] else None


def find_speaker(sentence: str, start: int, end: int) -> Range | None:
    """The place in `sentence` of the name of whoever says what stands there from `start` to `end`; None if untold.

    Of several who speak, the one that is named nearest to it. A pronoun names nobody.
    """
    quoted = [found.span() for found in QUOTED.finditer(sentence)]
    is_quoted = any(first <= start and end <= last for first, last in quoted)
    near = [
        (max(one.first - end, start - one.last), one.who)
        for one in _attributions(sentence, quoted, is_quoted=is_quoted)
        if (one.last <= start < one.until and not _turns(sentence, quoted, one.last, start))
        or (one.before and end <= one.first and ";" not in sentence[end : one.first])
    ]
    if not near:
        return None
    _, (first, last) = min(near)
    name = sentence[first:last].lower()
    is_nobody = re.split("[’']", name)[0] in saying.NOBODY or name.split()[0] in saying.NONE_OF_THEM
    is_nobody = is_nobody or saying.ONLY_A_DAY.fullmatch(name) is not None
    return None if is_nobody or name.endswith(("’s", "'s")) else (first, last)


def _turns(sentence: str, quoted: list[Range], first: int, last: int) -> bool:
    """Whether a sentence turns to somebody else between two places: "…, the union said; the company spoke of 280"."""
    return any(not _is_within(found.start(), quoted) for found in saying.TURNS.finditer(sentence, first, last))


def _is_within(at: int, quoted: list[Range]) -> bool:
    return any(first <= at < last for first, last in quoted)


def _attributions(sentence: str, quoted: list[Range], *, is_quoted: bool) -> Iterator[_Attribution]:
    """What outside quotation marks says who speaks, and which part of the rest; `is_quoted` if that stands in marks."""
    if saying.MAY_SPEAK.search(sentence) is None:
        return
    subjects = set()
    for found in saying.speaks().finditer(sentence):
        before, apposed = sentence[: found.start()], found["apposed"]
        if apposed and before and not ENDS_CLAUSE.search(before) and not saying.IS_APPOSITION.match(apposed):
            continue  # "It found nine bolts, all of them loose, said its spokeswoman": bolts do not speak
        subjects.add(found.start("verb"))
        if not _is_within(found.start(), quoted) and (one := _speaking(sentence, quoted, found, is_quoted=is_quoted)):
            yield one
    for found in saying.spoken_by(sentence):
        if found.start() in subjects or _is_within(found.start(), quoted):
            continue  # a verb with a subject before it has none behind it
        if one := _spoken_by(sentence, found, is_quoted=is_quoted):
            yield one


def _speaking(sentence: str, quoted: list[Range], found: re.Match[str], *, is_quoted: bool) -> _Attribution | None:
    """ "Karel said", with what is said before it, if anything is, and as far as it goes behind it."""
    before = sentence[: found.start()]
    who = _named(sentence, *found.span("name" if found["name"] is not None else "who"))
    if who is None or any(pattern.search(before) for pattern in saying.SPEAKS_NOT_BEHIND):
        return None
    if saying.OF_THE_MAN.match(sentence, *who) and not found["verb"].endswith("said"):
        return None
    ends, until = found.end(), len(sentence)
    if saying.SUBORDINATE.search(before):
        until = _ends_at(COMMA, sentence, ends, quoted)
    elif saying.RESTRICTIVE.search(before):
        until = min(_ends_at(COMMA, sentence, ends, quoted), _ends_at(saying.MAIN_VERB, sentence, ends + 1, quoted))
    also = saying.ALSO_SAID_LAST.search(found["verb"])
    of_document = saying.DOCUMENT.search(found["who"] or "") and saying.FOUND.search(found["verb"])
    # After what is said there is a comma, and no more is said behind: "It sank, Karel said on Monday."
    ends_clause, says_no_more = ENDS_CLAUSE.search(before), saying.SPEAKS_NO_MORE.match(sentence, ends)
    if also and not of_document and not saying.CLAUSE.match(sentence, ends) and not (ends_clause and says_no_more):
        until = ends
    # "“It sank,” Karel said, pointing at the quay": beside the quotation that is only told of him.
    if not is_quoted and ends_clause and says_no_more and before.rstrip()[-1] in "”’\"'":
        goes_on = saying.GOES_ON.search(sentence, ends)
        ends, until = (goes_on.end(), until) if goes_on else (ends, ends)
    who = _with_name(sentence, who) if found.start("apposed") == who[1] else who
    return _Attribution(found.start(), ends, who, bool(ends_clause and (is_quoted or says_no_more)), until)


def _ends_at(mark: re.Pattern[str], sentence: str, start: int, quoted: list[Range]) -> int:
    """Where the next `mark` outside quotation marks is."""
    ends = (found.start() for found in mark.finditer(sentence, start))
    return next((at for at in ends if not _is_within(at, quoted)), len(sentence))


def _spoken_by(sentence: str, found: re.Match[str], *, is_quoted: bool) -> _Attribution | None:
    """ "said Karel", "according to Karel", "quoted Karel as saying", "told by Karel that"."""
    if found["heard"] is not None:
        return _Attribution(found.start(), found.end(), found.span("teller"), False, len(sentence))
    if found["quoted"] is not None:
        return _Attribution(found.start(), found.end(), found.span("whom"), True, len(sentence))
    is_source = found["source"] is not None
    who = _in_full(sentence, *found.span("whose" if is_source else "who"), is_source=is_source)
    if sentence[: found.start()].endswith(", "):
        goes_on = not saying.SAYS_NO_MORE_BY.match(sentence, who[1])
    else:
        goes_on = saying.IS_SUBJECT.match(sentence, who[1]) is not None
    if goes_on and not is_source:
        return None
    # Behind "according to" a name may begin what is said: "according to the mayor, Tom Dray, a baker, was asleep".
    named = _with_name(sentence, who)
    who = named if not is_source or not sentence[named[1] :].startswith(",") else who
    last = max(found.end(), who[1])
    # "“It sank,” said Karel, “at once.”"; without marks, "said Karel" speaks only what stands before.
    return _Attribution(found.start(), last, who, True, len(sentence) if is_source or is_quoted else last)


def _in_full(sentence: str, first: int, last: int, *, is_source: bool) -> Range:
    """The place of a name that may break off within "for the ministry", as far as it goes or without what is broken."""
    if not is_source and (day := saying.ENDS_WITH_DAY.search(sentence, first, last)) is not None:
        return first, day.start()
    is_broken = saying.BREAKS_OFF.search(sentence, first, last)
    preposition = saying.FROM_PREPOSITION.search(sentence, first, last)
    may_go_on = is_broken is not None or (not is_source and sentence[first:last].rpartition(" ")[2].islower())
    if preposition is None or not may_go_on:
        return first, last
    rest = saying.AS_SOURCE.match(sentence, preposition.start()) if is_source else None
    rest = rest or saying.IN_FULL.match(sentence, preposition.start())
    if rest is not None:
        return first, max(last, rest.end())
    return (first, is_broken.start()) if is_broken is not None else (first, last)


def _with_name(sentence: str, who: Range) -> Range:
    """The place of what somebody is, with the name behind it: "the company’s chairman, Piet van Raalte"."""
    behind = saying.NAME_BEHIND.match(sentence, who[1])
    return (who[0], behind.end()) if behind and saying.IS_ROLE.search(sentence, *who) else who


def _named(sentence: str, first: int, last: int) -> Range | None:
    """The place without what only opens the clause; None where the clause does not tell who speaks."""
    for pattern in (saying.OPENS, saying.OPENS_WITH_DAY):
        if found := pattern.match(sentence, first, last):
            first = found.end()
    return None if saying.UNSAID.match(sentence, first, last) else (first, last)
