"""Numbers that an article sets against a quoted one: "80 vessels; the organisers spoke of 120".

Where two parties count, a newspaper mostly gives both counts, one right after the other, and the second in short: a
bare number, or with "the figure", or with the noun of the first. Whatever a reader makes of them, they answer one
question.
What somebody wants, what was so at another time, and numbers of other things are no such counts.
"""  # fmt: skip

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.datatypes import Quotation, TextOf
from rag.text.amounts import amounts_in
from rag.text.content import content_words
from rag.text.figures import NOUN, Figure, alike, figures_in, may_have_figure, pattern
from rag.text.sentences import Range, passage_sentences
from rag.text.values import same, value_of

LIMIT = (
    r"(?:no (?:more|fewer|less) than|at (?:least|most)|up to|about|around|some|nearly|almost|only|just|barely|roughly"
    r"|more than|over|under|fewer than|less than|well over|as (?:many|much) as|an estimated)\s\Z"
)
LIMIT_AFTER = r"\s(?:at (?:most|least)|or (?:so|more|less|fewer)|in (?:all|total)|altogether|strong)\b"
CLAUSE = (
    r";\s|\s[–—-]\s|,?\s(?:but|while|whereas|although|though|however|yet|and)\s(?=(?:the|its|their|his|her|a|an|some"
    r"|other|(?-i:[A-Z]))\b|[a-z]+ (?:say|said|put|count|speak|spoke|estimate))"
)
SAYS = (
    r"\b(?:say|says|said|saying|speaks? of|spoke of|spoken of|talks? of|talked of|puts?(?=[^.;]{1,60} at )|putting"
    r"|estimat(?:es|ed|ing)|counts?|counted|reckon(?:s|ed)?|claim(?:s|ed)?|insist(?:s|ed)?|maintain(?:s|ed)?|thinks?"
    r"|thought|believe[sd]?|calculate[sd]?|report(?:s|ed)?|gives?|gave|according to|held to|holds to|expects?|saw"
    r"|ha[sd] it at|arriv\w+ at|came up with|argues?|argued|judges?|judged|found|finds"
    r"|by (?:its|their|her|his|the) [\w'’ -]{0,20}(?:count|reckoning|estimate)"
    r"|(?:own )?(?:estimate|figure|count|reckoning|tally|calculations?|sum)s? (?:is|was|are|were|of|comes?|came))\b"
)
SAYS_TOO = (
    r"\b(?:repeat(?:s|ed)|told|tells|announced|added|warn(?:s|ed)|promised|confirm(?:s|ed)|stated|suggest(?:s|ed)|wrote"
    r"|writes|sets? aside|admit(?:s|ted)|official|officially)\b"
)
SAYS_BEHIND = r"\b(?:according to|says?|said|estimat\w+|reckon\w*|claim\w*|count\w*)\b"
DIRECTLY = (
    r"\b(?:counts?|counted|speaks? of|spoke of|talks? of|talked of|says?|said|(?:puts?|putting) [^.;]{1,60} at"
    r"|estimates?|estimated|reckons?|reckoned|claims?|claimed|thinks?|saw|found)"
    r"(?: (?:that|it|there) (?:was|were|is|are|will be|would be))?\s\Z"
)
WANTS = (
    r"\b(?:wants?|wanted|ask(?:s|ed|ing)? for|demand\w*|offer(?:s|ed|ing)?(?! a different)|needs?|needed|seek\w*|sought"
    r"|targets?|targeted|hop(?:es|ed|ing)|plan(?:s|ned|ning)?|promis\w+|would like|request\w*|pledg\w+|propos\w+"
    r"|budget\w*|fined?|agreed|pays?|paid|reserves?|donat\w+|invest\w*|raise[ds]?)\b"
)
WANTED = r"\b(?:ask(?:s|ed|ing)? for|demand\w*|wants?|wanted|offer(?:s|ed|ing)?|sought|budget)\b"
ELSEWHEN = (
    r"\b(?:last (?:year|month|week|time)|the (?:previous|following|next) \w+|a (?:year|month|week|day)"
    r" (?:earlier|before|ago|later)|years? ago|compared with|by now|by then|in (?:19|20)\d\d|formerly|so far"
    r"|at first|first|initially|originally|another|further|additional|also|of whom)\b"
)
ONCE = r"\b(?:was|were) to have\b|\b(?:originally|initially|planned|at first|in the first)\b"
_FIGURE = r"(?P<any>figures?|numbers?|total|sum|count|amount|estimate|tally)"
_KIND = (
    r"(?P<kind>toll|costs?|crowd|share|rate|bill|damage|loss|losses|size|price|value|turnout|savings?|quantity|speed"
    r"|length)"
)
THE_FIGURE = (
    r"\ba (?:very )?(?:different|higher|lower|smaller|larger)? ?(?:figure|number|total|sum|count|amount|estimate"
    r"|tally)\b"
    r"|(?<!\bby )\b(?:the|that|their|its|this|his|her|own|true|real|actual|right)(?: [a-z'’]+){0,2}? "
    rf"(?:{_FIGURE}|{_KIND})\b"
    r"|\b(?:puts?|putting|ha[sd]|have) (?:it|that|them|this) at\b|\bit (?:would|will) come to\b"
    r"|\b(?:true|real|actual|right|correct) \w+\b"
)
DISPUTES = (
    r"\b(?:disput\w+|den(?:y|ies|ied)|rejects?|rejected|contest(?:s|ed)|disagree\w*|contradict\w*|tells? another"
    r"|different (?:count|figure|number|story)|too (?:high|low)|exaggerat\w+|plucked|nonsense|rubbish|doubt\w*"
    r"|challenge[sd]|in fact|true|nearer|closer|fiction|not so|otherwise|less sure|counter(?:s|ed)|admits|made up|wrong"
    r"|st(?:ands?|ood) by|sticks? to|stuck to)\b"
)
NOT_THE = r"\b(?:not|rather than|instead of|against) (?:the |just |only )*\Z"
THAT_THEY_SAY = (
    r"(?:\s[\w-]+){0,3}?,? (?:that|which|as) (?:[\w’'-]+ ){0,5}?(?:admits?|admitted|claims?|claimed|says?|said|insists?"
    r"|maintains?|spoke|speaks?|puts?|gives?|gave|reports?|reported|estimates?|estimated|announced|stated|believes?"
    r"|thinks?|counts?|counted)\b"
    r"|(?:\s[\w-]+){0,3}? (?:claimed|reported|given|announced|stated|put about|admitted|named) by\b"
)
COPULA = (
    r"(?P<noun>[\w-]+)(?: now)? (?:(?:is|are|was|were) put at|is|was|are|were|be|been|stands? at|stood at"
    r"|amount(?:s|ed) to|reached|totalled)\s\Z"
)
ENDS = (
    r"\s*[\"”’)]*(?:[.,;:!?)”\"](?!\d)|\Z|\s*(?:and|but|as|since|because|with|for|after|when|against|who|which|if|whereas"
    r"|while)\b|\s*[–—]\s)"
)
TOOK_PART = (
    r"\s(?:(?:had|have|were|was|has) )?(?:taken part|took part|turned (?:up|out)|attended|came|come|present|there"
    r"|on strike)\b"
)
PRONOUN = r"(?:he|she|it|they|we|i|you)\b"
STOP = r"[;,.:]|\s[–—-]\s|\s(?:and|but|while|whereas|although)\s"
PEOPLE = frozenset("people men women children persons staff police".split())
REMEMBERED = 64  # places: those of a question, asked for in each of its pairs
FAR = 260  # characters from one number to the other
SENTENCES_ON, SENTENCES_ON_IF_DISPUTED = 1, 2


@lru_cache(maxsize=REMEMBERED)
def set_against(question: str, text: str, start: int, end: int) -> tuple[Range, ...]:
    """The places of the numbers, or days, that `text` sets against the one it has from `start` to `end`."""
    sentences = passage_sentences(text)
    at = next((number for number, (first, last) in enumerate(sentences) if first <= start < last), None)
    if at is None:
        return ()
    near = sentences[max(0, at - SENTENCES_ON_IF_DISPUTED) : at + SENTENCES_ON_IF_DISPUTED + 1]
    found = figures_in(text, near[0][0], near[-1][1])
    mine = next((one for one in found if one.start < end and start < one.end), None)
    asked = content_words(question)
    places = []
    for one in found if mine is not None else ():
        early, late = sorted((mine, one), key=lambda figure: figure.start) if mine is not None else (one, one)
        if one is mine or late.start - early.end > FAR or not alike(early, late):
            continue
        between = [other for other in found if early.end <= other.start and other.end <= late.start]
        if any(alike(other, late) and _may_be_meant(other, (early, late), asked) for other in between):
            continue
        if _Pair(text, sentences, early, late, asked).is_set_against():
            places.append((one.start, one.end))
    return tuple(places)


def first_of_two(question: str, text: str, start: int, end: int) -> int:
    """Where the first of two numbers that `text` sets against each other from `start` to `end` is told; `end` without.
    """  # fmt: skip
    for one in figures_in(text, start, end):
        others = set_against(question, text, one.start, one.end)
        if any(one.end <= first and last <= end for first, last in others):
            stop = pattern(STOP).search(text, one.end, end)
            return stop.start() if stop is not None else one.end
    return end


def is_set_against(question: str, one: Quotation, other: Quotation, text_of: TextOf) -> bool:
    """Whether the article of either sets the number of the one against that of the other; symmetric."""
    if not (may_have_figure(one.text) and may_have_figure(other.text)) or same(
        value_of(one.text), value_of(other.text)
    ):
        return False
    return _sets_against(question, one, other, text_of) or _sets_against(question, other, one, text_of)


def _sets_against(question: str, giver: Quotation, other: Quotation, text_of: TextOf) -> bool:
    text, amount = text_of(giver.article_id), value_of(other.text).amount
    for first, last in set_against(question, text, giver.start, giver.end):
        if other.article_id == giver.article_id and other.start < last and first < other.end:
            return True
        if amount is not None and amount in amounts_in(text[first:last]):
            return True
    return False


def _may_be_meant(one: Figure, pair: tuple[Figure, Figure], asked: frozenset[str]) -> bool:
    """Whether a number between two others may be what the second is set against."""
    return not _counts_things(one.noun) or one.noun[:6] in asked or any(_is_one_noun(one, other) for other in pair)


def _counts_things(noun: str) -> bool:
    return noun.endswith("s") or noun in PEOPLE


def _is_one_noun(one: Figure, other: Figure) -> bool:
    return one.noun != "" and one.noun[:5] == other.noun[:5]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two numbers of `text`, of which the `late` one may be set against the `early` one."""

    text: str
    sentences: Sequence[Range]
    early: Figure
    late: Figure
    asked: frozenset[str]

    def is_set_against(self) -> bool:
        """Whether somebody else says the later one, of the same thing and the same time."""
        own, last = (next(one for one in self.sentences if one[0] <= figure.start < one[1]) for figure in self._both)
        first = max(last[0], self.early.end)
        begins = max(
            (found.end() for found in pattern(CLAUSE).finditer(self.text, first, self.late.start)), default=first
        )
        if own == last and begins == self.early.end:
            return False  # one clause
        stop = pattern(CLAUSE).search(self.text, self.late.end, last[1])
        ends = stop.start() if stop is not None else last[1]
        before, after = self.text[begins : self.late.start], self.text[self.late.end : ends]
        context = self.text[own[0] : begins if own == last else own[1]]
        if not self._is_of_one_time(own[0], self.text[begins:ends], before):
            return False
        if before.strip() and before.split() == self.text[own[0] : self.early.start].split():
            return False  # one party of one thing and another: "The town counted 3 boats. The town counted 5 …"
        if pattern(NOT_THE).search(before):
            return pattern(THAT_THEY_SAY).match(after) is not None
        disputed = pattern(DISPUTES).search(self.text, self.early.end, ends) is not None
        gap = sum(self.early.end <= start < self.late.start for start, _ in self.sentences)
        if gap > (SENTENCES_ON_IF_DISPUTED if disputed else SENTENCES_ON) or not pattern(SAYS).search(
            self.text, begins, ends
        ):
            return False
        return self._has_source(before, after, is_near=disputed or own == last) and self._is_short(
            before, after, context, disputed=disputed
        )

    @property
    def _both(self) -> tuple[Figure, Figure]:
        return self.early, self.late

    def _is_of_one_time(self, start: int, clause: str, before: str) -> bool:
        """Whether neither is what somebody wants, nor of another time."""
        led = self.text[start : self.early.start]
        around = self.text[max(start, self.early.start - 80) : self.early.end + 20]
        if pattern(WANTS).search(before) or pattern(WANTED).search(led) or pattern(ONCE).search(around):
            return False
        return pattern(ELSEWHEN).search(clause) is None

    def _has_source(self, before: str, after: str, *, is_near: bool) -> bool:
        """Whether it is somebody who says the later one, and not just the "he" who said the earlier."""
        source = re.sub(r"\W+", " ", pattern(LIMIT).sub("", before)).strip()
        if pattern(PRONOUN).match(source) and not is_near:
            return False
        return bool(source) or pattern(SAYS_BEHIND).search(after) is not None

    def _is_short(self, before: str, after: str, context: str, *, disputed: bool) -> bool:
        """Whether the later one is told in short, as a count of what the earlier one counts."""
        late, noun = self.late, self.late.noun
        led = pattern(LIMIT).sub("", before)
        figure, copula = pattern(THE_FIGURE).search(before), pattern(COPULA).search(led)
        about = self.asked | content_words(context)
        is_the_figure = figure is not None and (figure["kind"] is None or bool(content_words(figure["kind"]) & about))
        if copula is not None and not is_the_figure and not content_words(copula["noun"]) & about:
            return False
        if noun == "of" or (late.value.unit != self.early.value.unit and not pattern(ENDS).match(after)):
            return False
        is_told = any(pattern(words).search(context) for words in (SAYS, SAYS_TOO))
        if self._is_bare(after):
            return is_told or is_the_figure or disputed or pattern(DIRECTLY).search(led) is not None
        if _counts_things(noun):
            return False
        if (is_the_figure or bool(self.asked & content_words(after))) and (is_told or disputed):
            return True
        return disputed and pattern(DIRECTLY).search(led) is not None

    def _is_bare(self, after: str) -> bool:
        """Whether nothing follows the later one but its unit, or the noun of the earlier one or of the question."""
        noun = self.late.noun
        if _is_one_noun(self.early, self.late) or (noun and noun[:6] in self.asked and noun not in PEOPLE):
            return True
        limit, word = pattern(LIMIT_AFTER).match(after), pattern(NOUN).match(after)
        if limit is not None:
            after = after[limit.end() :]
        elif self.late.value.unit and word is not None and not self._has_sign():
            after = after[word.end() :]
        return any(pattern(words).match(after) for words in (ENDS, TOOK_PART))

    def _has_sign(self) -> bool:
        return re.search(r"[%$€£¥₹]|cent\Z", self.text[self.late.start : self.late.end]) is not None
