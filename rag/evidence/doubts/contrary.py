"""Whether a sentence tells of the contrary of what is asked: that prices fell, where it is how much they rose.

"How much did Strom sell the mill for?" is not answered by what "Strom bought the mill for", nor by what it is "worth".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.datatypes import Quotation
from rag.text.names import CAPITAL


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of two: the words that `tell` of it, and all that `may_stand` for it."""

    tell: frozenset[str]
    may_stand: frozenset[str]


def _side(tell: str, may_stand: str = "") -> _Side:
    return _Side(frozenset(tell.split()), frozenset(f"{tell} {may_stand}".split()))


Sides = tuple[_Side, _Side]
CONTRARY: tuple[Sides, ...] = (
    (
        _side("rise rises rose risen rising", "up increase increases increased grow grew climbed jumped more higher"),
        _side("fall falls fell fallen falling dropped declined", "down decrease decreased drop decline less lower"),
    ),
    (
        _side("raise raises raised", "up increase increased increases rise rises rose higher lift lifted put"),
        _side("cut cuts lowered reduced", "down lower reduce fall fell lowering drop dropped"),
    ),
    (
        _side("open opens opened", "reopen reopens reopened opening reopening inaugurated start started began"),
        _side("close closes closed shut", "closing closure shuts end ended"),
    ),
    (_side("born", "birth birthday"), _side("died dies", "die death dead killed")),
    (
        _side("approve approves approved", "pass passed back backed favour favor for agreed accepted"),
        _side("reject rejects rejected", "against opposed oppose voted refused turned"),
    ),
    (
        _side("accept accepts accepted", "accepting took agree agreed win won receive received"),
        _side("refuse refuses refused decline declines declined rejects rejected", "refusal refusing turn turned not"),
    ),
    (_side("import imports imported"), _side("export exports exported")),
)
# Of two who deal with each other each does one: only the same one's other deal is another.
DEALS: tuple[Sides, ...] = (
    (_side("buy buys bought", "purchase purchased acquire acquired"), _side("sell sells sold", "sale")),
    (_side("lend lends lent", "loan"), _side("borrow borrows borrowed", "loan")),
)
# What was paid for a thing is not what it is worth, nor what was bid; but a deal is worth what is paid.
PRICES: tuple[Sides, ...] = (
    (
        _side(
            "pay pays paid buy buys bought purchased",
            "paying price cost costs sell sells sold sale spent fee deal deals contract contracts takeover acquisition"
            " order orders agreement accepted agreed fetched purchase project",
        ),
        _side("worth valued estimated estimates insured offered bid", "value valuation offer will would could"),
    ),
)
WHO = re.compile(r"\A\W*(?:and )?who\b", re.IGNORECASE)
HOW_MUCH = re.compile(
    r"\A\W*(?:for )?(?:how much\b|what (?:price|sum|amount)\b|what (?:did|has|was) [^?]*\bp(?:ay|aid)\b)", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
NEAR = 60  # characters between what is told and what is quoted, in one clause
CLAUSE_ENDS = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[;:()–—“”\"]")
UNTIL = re.compile(r"\b(?:until|till)\b", re.IGNORECASE)  # what is open until June closes then
NEGATES = re.compile(r"\b(?:not|never)\b|n[’']t\b", re.IGNORECASE)


def is_of_contrary(question: str, quotation: Quotation) -> bool:
    """Whether the clause that leads to a quotation, or what a sentence says of whom it quotes, tells of the contrary of
    what `question` asks, and its sentence of nothing that may be what is asked.
    """  # fmt: skip
    start = quotation.start - quotation.sentence_start
    clause = CLAUSE_ENDS.split(quotation.sentence[max(0, start - NEAR) : start])[-1]
    if WHO.match(question) is not None:
        end = start + len(quotation.text)
        clause += CLAUSE_ENDS.split(quotation.sentence[end : end + NEAR])[0]
    if NEGATES.search(question) is not None or UNTIL.search(clause) is not None:
        return False
    asked, told, near = _words(question), _words(quotation.sentence), _words(clause)
    return any(
        not asked.isdisjoint(mine.tell)
        and asked.isdisjoint(other.may_stand)
        and not near.isdisjoint(other.tell)
        and told.isdisjoint(mine.may_stand)
        and (sides not in PRICES or HOW_MUCH.match(question) is not None)
        and (sides not in DEALS or _have_one_dealer(question, mine, quotation.sentence[:start], other))
        for sides in (*CONTRARY, *DEALS, *PRICES)
        for mine, other in (sides, sides[::-1])
    )


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def _have_one_dealer(question: str, asked: _Side, before: str, told: _Side) -> bool:
    """Whether the same name stands before what is asked for and before what is told."""
    mine, theirs = _dealers(question, asked), _dealers(before, told)
    return bool(mine) and mine == theirs


def _dealers(text: str, side: _Side) -> set[str]:
    verbs = "|".join(sorted(side.tell))
    return {found["name"] for found in re.finditer(rf"(?P<name>{CAPITAL}[\w’'-]+) (?:[a-z]+ )?(?:{verbs})\b", text)}
