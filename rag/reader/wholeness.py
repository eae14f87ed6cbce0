"""The span that a person would quote for the one a model gives: whole words, numbers and pairs of marks.

Models end spans at the pieces that they read words in: "64.1" of "$64.1bn", "Russian" of "pro-Russian", "“Ready".
"""

from __future__ import annotations

import re
import unicodedata

from rag.text.names import CAPITAL, MONTHS, WORD

CLOSER_OF = {"“": "”", "‘": "’", "«": "»", '"': '"', "(": ")", "[": "]"}
OPENER_OF = {closer: opener for opener, closer in CLOSER_OF.items()}
MARKS = frozenset({"Mn", "Mc", "Me"})  # Unicode categories of what stands on the letter before
JOINER = "\u200d"
LOOSE = ",;:–—-"  # at the end of a span these belong to nothing in it
CURRENCIES = "$£€¥₹₦"
APOSTROPHES = "'’"
HYPHENS = "-\u2010\u2011"
MOST_ADDED_CHARS = 60  # longer words are no words
ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}\Z|\b(?:Inc|Ltd|Corp|Co|Jr|Sr|Bros|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.\Z")
ACRONYM = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\Z")
# What makes another number of the one before: "64.1 billion", "4.5 per cent", "7:30 p.m.", "7 November".
SCALE = re.compile(
    rf"\s(?:million|billion|trillion|thousand|crore|lakh|per\scent|percent|%|°[CF]|[ap]m|[ap]\.m\.)(?!\w)"
    rf"|\s(?:{'|'.join(month.capitalize() for month in MONTHS)})\b"
)
# Years, each a thing of its own in "1914–1918".
FOUR_DIGITS = re.compile(r"\d{4}(?!\d)")
FOUR_DIGITS_BEFORE = re.compile(r"(?<!\d)\d{4}\Z")
# Before a hyphen no word of its own: "twenty-five", "mid-air".
SENSELESS_ALONE = re.compile(
    r"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|mid|pro|anti|non|ex|co|pre|post|semi|re|un|al|el)\Z",
    re.IGNORECASE,
)
# A title alone is half a name: "Dr" of "Dr. Miles Rennick".
TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame)\Z")
NAME_BEHIND = re.compile(rf"\.? {WORD}(?:(?: {CAPITAL}\.)? {WORD})*")
CLOSING_SINGLE = re.compile(r"’(?!\w)")
AND = re.compile(r"(?:and|or)\s+(?=\w)")
DANGLES = re.compile(r"\s+(?:the|an?|of|and|or)\Z")
BLANK_AND_WORD = re.compile(r"\s+\w")


def whole_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span from `start` to `end` of `text` without what is loose at its ends, and with the words that it cuts.

    Empty if nothing is left of it.
    """
    start, end = trim(text, start, whole_letters(text, end))
    if start >= end:
        return start, end
    start, end = _whole_words(text, start, end)
    start, end = _whole_pairs(text, start, end)
    return trim(text, start, end)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span from `start` to `end` of `text` without blanks, punctuation and lone marks of a pair at its ends.

    A model often takes one mark of a pair: “Ready. Both or none is what a person would quote.
    """
    while start < end:
        first, last = text[start], text[end - 1]
        if first.isspace() or _is_loose(text, start, start, end) or _is_lone(text, start, start, end):
            start += 1
        elif last.isspace() or _is_loose(text, end - 1, start, end) or _is_lone(text, end - 1, start, end):
            end -= 1
        elif (leads := AND.match(text, start, end)) is not None:
            start = leads.end()
        elif BLANK_AND_WORD.match(text, end) and (dangles := DANGLES.search(text, max(start, end - 10), end)):
            end = max(dangles.start(), start)
        else:
            break
    return start, end


def whole_letters(text: str, end: int) -> int:
    """`end`, or where the letter that it would cut ends: accents may be characters of their own, as in decomposed text.
    """  # fmt: skip
    while end < len(text) and (text[end] == JOINER or unicodedata.category(text[end]) in MARKS):
        end += 2 if text[end] == JOINER and end + 1 < len(text) else 1
    return end


def _is_loose(text: str, at: int, start: int, end: int) -> bool:
    """Whether the punctuation at `at`, an end of the span, is of no word in it: not so in "-5C" and "Acme Inc."."""
    character = text[at]
    if at == end - 1 and character == ".":
        return end - start == 1 or (text[at - 1] != "." and not ABBREVIATION.search(text, max(start, end - 20), end))
    if character not in LOOSE and character not in ".!?":
        return False
    if at == start:
        return at + 1 == end or not _is_within_word(text, at + 1)
    return character in LOOSE and not _is_within_word(text, at)


def _is_lone(text: str, at: int, start: int, end: int) -> bool:
    """Whether the mark at `at`, an end of the span, is one of a pair without the other."""
    character = text[at]
    if at == start and character in CLOSER_OF:
        return _count(CLOSER_OF[character], text[start + 1 : end]) == 0
    if at == end - 1 and character == "'":
        return "'" not in text[start : end - 1]
    return at == end - 1 and character in OPENER_OF and OPENER_OF[character] not in text[start : end - 1]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    least, most = max(0, start - MOST_ADDED_CHARS), min(len(text), end + MOST_ADDED_CHARS)
    first, last = start, end
    while first > least and _is_within_word(text, first):
        first -= 1
    while last < most and _is_within_word(text, last) and not _may_end_at(text, first, last):
        last += 1
    if last < len(text) and text[last] == "." and ACRONYM.search(text, max(first, last - 20), last):
        last += 1
    if TITLE.search(text, max(first, last - 5), last) and (name := NAME_BEHIND.match(text, last)) is not None:
        last = name.end() - (2 if name[0].endswith(("’s", "'s")) else 0)
    if text[last - 1].isdigit() and (scale := SCALE.match(text, last)) is not None:
        last = scale.end()
    return first if first > least else start, last if last < most else end


def _is_within_word(text: str, at: int) -> bool:
    """Whether the boundary of `text` before `at` lies within a word, a number, an amount or an address."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isspace() or after.isspace():
        return False
    left, right = text[at - 2 : at - 1], text[at + 1 : at + 2]
    if _is_letter(before) and _is_letter(after):
        return True
    return (_is_letter(before) and _joins(text, at, before, right)) or (
        (_is_letter(after) or after in CURRENCIES) and _joins(text, at - 1, left, after)
    )


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character) in MARKS if character else False


def _joins(text: str, at: int, left: str, right: str) -> bool:
    """Whether the mark at `at` makes one word of the characters around it."""
    mark = text[at]
    if mark in CURRENCIES:
        return right.isdigit() or (left.isdigit() and not right.isalnum())
    if mark in "%°":
        return left.isdigit()
    if mark in "@#":
        return _is_letter(right)
    if mark in HYPHENS + "–−+/":
        if left.isdigit() and right.isdigit():
            return not (FOUR_DIGITS_BEFORE.search(text, max(0, at - 5), at) and FOUR_DIGITS.match(text, at + 1))
        if _is_letter(left) and mark in HYPHENS:
            return _is_letter(right) or (right in CURRENCIES and right != "")
        return mark not in "–/" and _is_sign(left, right)
    if mark in ".,:":
        if left.isdigit() and right.isdigit():
            return True
        is_initial = left.isupper() and right.isupper() and not text[at - 2 : at - 1].isalpha()
        return mark == "." and (is_initial or (left.isalnum() and not left.isupper() and right.islower()))
    return (mark in APOSTROPHES or mark == "&") and left.isalpha() and right.isalpha()


def _is_sign(left: str, right: str) -> bool:
    return (right.isdigit() or right in CURRENCIES) and right != "" and (left == "" or left.isspace() or left == "(")


def _may_end_at(text: str, start: int, end: int) -> bool:
    """Whether a span may end within the word: before "’s", and before the rest of "state-owned" or "72-year-old"."""
    following = text[end + 1 : end + 2]
    if text[end] in APOSTROPHES:
        return following == "s" and not text[end + 2 : end + 3].isalpha()
    if text[end] not in HYPHENS or not following.islower():
        return False
    return SENSELESS_ALONE.search(text, max(start, end - 10), end) is None


def _whole_pairs(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the mark beside it whose partner it has within: "the “Iron Lady" and ”."""
    for opener, closer in CLOSER_OF.items():
        within = text[start:end]
        if opener == closer:
            if within.count(opener) % 2:
                is_open = (found := within.rfind(opener)) == 0 or not within[found - 1].isalnum()
                if is_open and text[end : end + 1] == closer:
                    end += 1
                elif not is_open and text[start - 1 : start] == opener:
                    start -= 1
        elif within.count(opener) > _count(closer, within) and text[end : end + 1] == closer:
            end += 1
        elif within.count(opener) < _count(closer, within) and start and text[start - 1] == opener:
            start -= 1
    return start, end


def _count(closer: str, text: str) -> int:
    """How often a closing mark stands in a text: not so the ’ of "we’ll"."""
    return len(CLOSING_SINGLE.findall(text)) if closer == "’" else text.count(closer)
