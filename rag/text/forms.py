"""The words of an answer in one of the forms that newspapers write: "St." and "Saint", "U.S." and "United States"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rag.text.names import CAPITAL, MONTHS

ARTICLES = frozenset("a an the".split())
# One place or body, called differently.
CALLED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{names})(?!\w)"), one)
    for names, one in (
        ("United States(?: of America)?|U\\.S\\.(?:A\\.)?|USA", "US"),
        ("United Kingdom|U\\.K\\.|(?<!Great )(?<!New )Britain", "UK"),
        ("European Union|E\\.U\\.", "EU"),
        ("United Nations|U\\.N\\.", "UN"),
        ("United Arab Emirates|U\\.A\\.E\\.", "UAE"),
        ("Kiev", "Kyiv"),
        ("Türkiye", "Turkey"),
        ("Burma", "Myanmar"),
        ("Swaziland", "Eswatini"),
        ("Czech Republic", "Czechia"),
        ("Côte d[’']Ivoire", "Ivory Coast"),
        ("New Year[’']s Day", "January 1"),
        ("Christmas Day", "December 25"),
    )
)
MONTH = rf"(?P<month>{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
DAY_FIRST = re.compile(rf"\b(?:the )?{DAY}(?: of)? {MONTH}", re.IGNORECASE)  # "the 14th of July"
MONTH_FIRST = re.compile(rf"\b{MONTH} (?:the )?{DAY}\b(?![\d:.,]*\d)", re.IGNORECASE)  # "July 14th"
BY_NUMBERS = re.compile(
    r"\b(?:(?P<year>\d{4})-(?P<month>[01]\d)-(?P<day>[0-3]\d)"
    r"|(?P<day2>1[3-9]|2\d|3[01])(?P<sep>[./])(?P<month2>[01]?\d)(?P=sep)(?P<year2>\d{4}))(?!\d)"
)  # "2024-07-14", "14.07.2024"
CONTRACTED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"\bwon[’']t\b", "will not"),
        (r"\b(?:can[’']t|cannot)\b", "can not"),
        (r"n[’']t\b", " not"),
        (r"\bno[ -]one\b", "nobody"),
        (r"(?<=\w\w) & (?=\w\w)", " and "),
    )
)
INITIALS = re.compile(rf"\b((?:{CAPITAL}\. ?)+)(?={CAPITAL}[\w’'-]{{2}})")  # "J.R. Smith"
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?![^\W\d_])")  # "D.C."
# "Ministry of Defence", "the province of Lorsk"
OF_BODY = re.compile(r"\b(ministry|department|dept\.?|province|district) of (?:the )?([^\W\d_]+)", re.IGNORECASE)
SHORT = {
    **{short: full for full in MONTHS for short in {full[:3], full[:4] if full == "september" else full[:3]}},
    **dict(
        pair.split(":")
        for pair in (
            "mon:monday tue:tuesday tues:tuesday wed:wednesday thu:thursday thurs:thursday fri:friday"
            " mt:mount ft:fort rd:road ave:avenue blvd:boulevard capt:captain sgt:sergeant gen:general"
            " rev:reverend sen:senator gov:governor rep:representative prof:professor corp:corporation"
            " co:company dept:department univ:university utd:united jr:junior sr:senior email:e-mail"
            " licence:license defence:defense centre:center theatre:theater programme:program"
        ).split()
    ),
}
LEGAL = frozenset("ltd limited plc inc llc gmbh".split())  # "Acme Ltd"
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
ORDINAL = re.compile(r"(?P<ten>twenty|thirty)-(?P<one>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)")
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
DECADE = re.compile(rf"\b({'|'.join(ten[:-1] for ten in TENS)})ies\b", re.IGNORECASE)  # "forties"
CENTURY = re.compile(r"(?:[’']|\b19)(?=\d0s\b)")  # "the 1990s" are the nineties
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
AMERICAN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w\w\w)our(?=s|ed|ing|ite|able|hood|\Z)"), "or"),  # "labour", and not "four"
    (re.compile(r"(?<=\w\w\w\w)is(?=e[ds]?\Z|ing\Z|ations?\Z)"), "iz"),
)


@dataclass(frozen=True, slots=True)
class Forms:
    """Words in one form; at which of them something follows that is theirs: 0 of "Falk's lawyer".

    `joined` are those that a hyphen joins to the word before.
    """

    words: tuple[str, ...]
    owners: frozenset[int]
    joined: frozenset[int]


def in_one_form(text: str) -> str:
    """`text` with names, dates and short forms in the form that they are compared in."""
    for pattern, instead in (*CALLED, *CONTRACTED):
        text = pattern.sub(instead, text)
    text = BY_NUMBERS.sub(_by_month, text)
    text = MONTH_FIRST.sub(_month_first, DAY_FIRST.sub(_month_first, text))
    text = INITIALS.sub(lambda match: " ".join(re.findall(CAPITAL, match[1])) + " ", text)
    text = DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    text = ORDINAL.sub(lambda match: _ordinal(TENS[match["ten"]] + ORDINALS.index(match["one"]) + 1), text)
    text = DECADE.sub(lambda match: f"{TENS[match[1].lower() + 'y']}s", text)
    return OF_BODY.sub(r"\2 \1", CENTURY.sub("", text))


def forms_of(text: str) -> Forms:
    """The words of a text, compared with others without regard to how a newspaper writes them."""
    words: list[str] = []
    owners, joined = set(), set()
    tokens = re.findall(r"[\w$€£%]+(?:[.,’'-][\w%]+)*", in_one_form(text))
    for at, token in enumerate(tokens):
        if token in ARTICLES or (not words and token.lower() in ARTICLES):
            continue
        stem = re.sub(r"[’']s$", "", token)
        if not stem:
            continue
        pieces = [stem] if re.search(r"\d", stem) else stem.split("-")
        for place, piece in enumerate(piece for piece in pieces if piece and piece not in ("al", "Al")):
            if place:
                joined.add(len(words))
            words.append(plain(piece, is_last=at == len(tokens) - 1))
        if stem != token:
            owners.add(len(words) - 1)
    while len(words) > 1 and words[-1] in LEGAL:
        words.pop()
    return Forms(tuple(words), frozenset(owners), frozenset(joined))


def plain(word: str, *, is_last: bool = False) -> str:
    """A word in lower case, without accents, spelled in full and as in America."""
    folded = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    folded = "".join(char for char in folded if not unicodedata.combining(char)).replace("’", "'")
    if folded == "st":
        return "street" if is_last else "saint"
    folded = SHORT.get(folded, folded)
    if folded in ORDINALS:
        return _ordinal(ORDINALS.index(folded) + 1)
    for pattern, instead in AMERICAN:
        folded = pattern.sub(instead, folded)
    return folded


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _month_first(match: re.Match[str]) -> str:
    month = SHORT.get(match["month"].lower(), match["month"].lower())
    if match["month"] in ("may", "march", "mar", "dec"):
        return match[0]  # "12 may be"
    return f"{month.capitalize()} {int(match['day'])}"


def _by_month(match: re.Match[str]) -> str:
    day, month, year = (match[name] or match[f"{name}2"] or "" for name in ("day", "month", "year"))
    if not 1 <= int(month) <= 12:
        return match[0]
    return f"{MONTHS[int(month) - 1].capitalize()} {int(day)} {year}".strip()
