"""Where sentences begin and end, by rules that suit news text.

Rules rather than a model: an error costs a clumsy excerpt, never a wrong offset, and the rules need no
download. A blank line always ends a sentence. Otherwise a full stop, question or exclamation mark does,
with the quotation marks, brackets and footnote marks that close after it, unless what follows begins in lower
case or says who spoke ("“Ready?” he asked", "“Ready?” Smith asked") or the stop belongs to an abbreviation
("Sen. Smith", "J. K. Rowling"). Scraped text may lack the space behind the stop ("it opened.The mayor").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from rag.text.lines import line_ends_sentence
from rag.text.names import CAPITAL, MONTHS, WEEKDAYS

Range = tuple[int, int]

CLOSERS = "\"'”’»)\\]"
NOTES = r"(?:\[\w{1,3}\]|[¹²³⁰⁴-⁹*†‡]|[^\S\r\n]?[\U0001F300-\U0001FAFF]\uFE0F?)*+"  # of feet, and emojis
# Whitespace must follow western marks, or a capitalised word; East Asian marks and the danda need none.
CANDIDATE = re.compile(
    r"(?=[.!?…؟。！？｡।\s])(?:"  # fails at once at every other character
    rf"(?<![.!?…؟])(?P<mark>[.!?…؟]++)(?P<closers>(?:[{CLOSERS}]|[^\S\r\n][”’](?=[\s”’]))*+){NOTES}"
    r"(?=\s|(?P<glued>[“‘\"(]?[A-Z][a-z’']*+[,:]?\s))"
    rf"|[。！？｡।]++[{CLOSERS}」』）]*+"
    r"|(?P<line>(?<=\S)[^\S\r\n]*+(?:\r\n|\r|\n))"
    ")"
)
LAST_WORD = re.compile(r"[^\s(\[\"'“‘«—–/]*\Z")
NEVER_END = frozenset("e.g i.e cf vs v viz".split())
# Written with a capital letter, before a name.
TITLES = frozenset(
    "mr mrs ms mx messrs mme mlle dr prof sen rep gov gen lt col sgt capt cpl maj brig adm cmdr comdr rev fr hon rt"
    " pres sra supt insp det pte pvt asst assoc atty amb ald engr cllr msgr adv ven".split()
)
MAY_END = frozenset("inc ltd pty pvt co corp jr sr plc llc bros dept univ st mt ft al".split())
BEFORE_NUMBER = frozenset(
    "no nos p pp vol vols ch para paras art sec fig figs approx ca c est b d rs hr hrs min mins lb lbs"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
VOWELLESS = re.compile(r"[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{2,4}\Z")  # an abbreviation: "Cpt", "Smt"
STARTERS = frozenset(
    "the a an in on at he she it they we i you but and this that these those there his her its their our as after"
    " before when while since if for from with by however meanwhile according what who no yes not so then"
    " nobody nothing none neither everyone both some many most several all each such".split()
)
STARTER = re.compile(r"(\w+)(?=[\s,’'])")
ACRONYM = re.compile(r"(?:(?:[^\W\d_]\.)+[^\W\d_]|[A-Z]{1,2}[a-z]?\.[A-Z][a-z]{0,3})\Z")  # "U.S", "Ph.D"
NUMERAL = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})\.\Z")
AFTER_TIME = re.compile(
    rf"(?:{'|'.join((*WEEKDAYS, *MONTHS))})\b|(?-i:[A-Z]{{2,4}})\b|(?:eastern|central|mountain|pacific|greenwich)\b",
    re.IGNORECASE,
)
FRONTED_TIME = re.compile(r"\s*(?:At|By|Around|About|Before|After|Until|From)\b[^,.]*[ap]\.m\Z")
DATELINE = re.compile(r"\s*[A-Z][A-Z .'’-]+, [\w. ]{2,20}\Z")
AFTER_PLACE = re.compile(r"\s*(?:\([^)\n]{2,30}\)\s*)?[—–-]{1,2}\s")
ASIDE = re.compile(r"[^\S\r\n]*[—–]{1,2}\s")
# Names that begin in lower case: "iPhone", "de Gaulle", "al-Shabaab", "k.d. lang".
LOWER_NAME = re.compile(
    r"[a-z]{1,2}[A-Z]|(?:de|du|di|da|van|von|bin|ter)\s(?:de[nr]? |la )?[A-Z]|(?:al|el)-[A-Z]|(?:[a-z]\.){2}\s"
)
SPEAKS = re.compile(
    rf"(?:{CAPITAL}[\w.’'-]*\s(?:(?:de|van|von|der|bin|of)\s)?){{0,4}}?{CAPITAL}[\w.’'-]*(?:,[^.?!“\"\n]{{1,70}},)?\s"
    r"(?:(?:later|then|also|once|had|has)\s)?(?:said|says|asked|asks|wrote|writes|added|replied|shouted|told|tweeted"
    r"|posted|cried|joked|quipped|wondered|demanded|exclaimed|responded|answered|yelled|warned|called)\b"
)
AMOUNT = re.compile(r"\W?\d[\d.,]*\w{0,2}%?")
LOOKAHEAD_CHARS = 120
LOOKBEHIND_CHARS = 40
REMEMBERED = 64  # passages: those of a few questions


def sentence_ranges(text: str) -> list[Range]:
    """Half-open offsets of the sentences of `text`, in order, without the white space between them.

    Every character that is not white space lies in exactly one sentence.
    """
    ranges: list[Range] = []
    start = 0
    for candidate in CANDIDATE.finditer(text):
        end = candidate.end()
        if end <= start or not _ends_sentence(text, start, candidate):
            continue
        _append_stripped(ranges, text, start, end)
        start = end
    _append_stripped(ranges, text, start, len(text))
    return ranges


@lru_cache(maxsize=REMEMBERED)
def passage_sentences(text: str) -> tuple[Range, ...]:
    """`sentence_ranges` of a passage, remembered, since each of its spans needs them."""
    return tuple(sentence_ranges(text))


def sentence_around(ranges: Sequence[Range], start: int, end: int) -> Range:
    """Offsets of the sentence or sentences of `ranges` that hold the span from `start` to `end`.

    The result always contains the span. `ranges` are those of `sentence_ranges`.
    """
    starts = [sentence[0] for sentence in ranges]
    first = max(bisect_right(starts, start) - 1, 0)
    last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
    return min(ranges[first][0], start), max(ranges[last][1], end)


def sentence_with_before(text: str, at: int, sentences_before: int) -> str:
    """The sentence of `text` that `at` stands in, with up to so many before it; nothing where it stands in none."""
    ranges = passage_sentences(text)
    number = next((number for number, (first, last) in enumerate(ranges) if first <= at < last), None)
    return "" if number is None else text[ranges[max(0, number - sentences_before)][0] : ranges[number][1]]


def _append_stripped(ranges: list[Range], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    body = piece.strip()
    if body:
        begin = start + piece.index(body[0])
        ranges.append((begin, begin + len(body)))


def _ends_sentence(text: str, begins: int, candidate: re.Match[str]) -> bool:
    """Whether the sentence that begins at `begins` ends with `candidate`."""
    if candidate["line"] is not None:
        return line_ends_sentence(text, candidate.start(), candidate.end())
    mark, stop = candidate["mark"], candidate.start()
    if mark is None:
        return True
    opening = text[candidate.end() : candidate.end() + LOOKAHEAD_CHARS].lstrip().lstrip("\"'“‘«([—–- ")
    if opening[:1] in tuple(".,;:") and not opening[1:2].isdigit():
        return False  # ". . ."
    if candidate["closers"] and ASIDE.match(text, candidate.end()):
        return False  # "“Never again!” — Lee’s words — was the slogan"
    if opening[:1].islower() and not (mark == "." and LOWER_NAME.match(opening)):
        return False
    if candidate["glued"] is not None and len(mark) > 1 and not _begins_sentence(opening):
        return False
    if mark != ".":
        return not (candidate["closers"] and SPEAKS.match(opening) and not _begins_sentence(opening))
    found = LAST_WORD.search(text, max(begins, stop - LOOKBEHIND_CHARS), stop)
    word = found[0] if found is not None else ""
    if candidate["glued"] is not None and not (candidate["closers"] or _may_lack_space(word, opening)):
        return False
    if stop - begins < LOOKBEHIND_CHARS and _only_opens(text, begins, candidate, opening):
        return False
    return _stop_ends_sentence(word, opening)


def _may_lack_space(word: str, opening: str) -> bool:
    """Whether the stop between `word` and `opening` ends a sentence though no space follows: not in "Node.Js"."""
    if not word.isalpha():
        return AMOUNT.fullmatch(word) is not None
    return (word.islower() and len(word) > 1) or _begins_sentence(opening)


def _begins_sentence(opening: str) -> bool:
    """Whether the first word is one that begins sentences and no name."""
    found = STARTER.match(opening)
    return found is not None and found[1].lower() in STARTERS


def _only_opens(text: str, begins: int, candidate: re.Match[str], opening: str) -> bool:
    """Whether what stands before the stop is no sentence: "2.", "OSLO, Norway." before a dash, "By 5 p.m."."""
    stop = candidate.start()
    if NUMERAL.match(text, begins, stop + 1):
        return True
    if FRONTED_TIME.match(text, begins, stop):
        return opening != "" and not _begins_sentence(opening)
    return AFTER_PLACE.match(text, candidate.end()) is not None and DATELINE.match(text, begins, stop) is not None


def _stop_ends_sentence(word: str, opening: str) -> bool:
    """Whether the full stop behind `word` ends a sentence, given that no lower-case letter follows it."""
    lowered = word.lower()
    if lowered in NEVER_END or (lowered in TITLES and word[:1].isupper()):
        return False
    if lowered in BEFORE_NUMBER and opening[:1].isdigit():
        return False
    if lowered in ("a.m", "p.m"):
        return AFTER_TIME.match(opening) is None
    is_initial = len(word) == 1 and word.isupper()
    if is_initial or lowered in MAY_END or ACRONYM.match(word) or VOWELLESS.match(word):
        return not opening or _begins_sentence(opening)
    return True
