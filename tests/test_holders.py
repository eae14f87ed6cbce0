"""Who held an office and holds it no more is not who holds it now."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.datatypes import Quotation
from rag.evidence.factuality.holders import asks_for_holder, holds_no_more, is_former_holder, without_former_holders
from tests.test_former import quoted

MAYOR = "Who is the mayor of Lunden?"


def on(day: str, sentence: str, text: str, confidence: float = 0.9) -> Quotation:
    return replace(quoted(sentence, text), date=dt.date.fromisoformat(day), confidence=confidence)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Less than former mayor Gregor Pallant had proposed.", "Gregor Pallant"),
        ("Lunden's mayor, Gregor Pallant, resigned on Tuesday.", "Gregor Pallant"),
        ("Mayor Gregor Pallant has resigned.", "Gregor Pallant"),
        ("The ex-mayor of Lunden, Gregor Pallant, is at home.", "Gregor Pallant"),
        ("The mayor, Ada Voss, who is 41, was voted out in May.", "Ada Voss"),
        ("Ada Voss resigned as mayor of Lunden on Friday.", "Ada Voss"),
        ("Ada Voss resigned on Monday as mayor of Lunden.", "Ada Voss"),
        ("Ada Voss, the former mayor of Lunden, said no.", "Ada Voss"),
        ("Lunden dismissed its mayor, Ada Voss, on Monday.", "Ada Voss"),
        ("The city has yet to choose a successor to Ada Voss as its mayor.", "Ada Voss"),
    ],
)
def test_who_is_called_former_or_gave_up_is_known(sentence: str, name: str) -> None:
    expected = "ex-mayor of" not in sentence  # what stands between is not looked through
    assert is_former_holder(MAYOR, quoted(sentence, name)) is expected


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Mayor Gregor Pallant said no.", "Gregor Pallant"),
        ("The former teacher Ines Falk leads the city.", "Ines Falk"),  # no former mayor
        ("The mayor, Ines Falk, said that Pallant resigned.", "Ines Falk"),
        ("Coach Ada Voss resigned on Tuesday.", "Ada Voss"),
        ("Ada Voss resigned as coach of Rovers on Friday.", "Ada Voss"),
    ],
)
def test_who_holds_it_or_left_something_else_is_kept(sentence: str, name: str) -> None:
    assert not is_former_holder(MAYOR, quoted(sentence, name))


def test_a_fire_chief_is_not_fired() -> None:
    question = "Who is the fire chief of Lunden?"
    for sentence in (
        "Fire chief Ada Voss said no.",
        "The fire chief, Ada Voss, said no.",
        "A fire, chief Ada Voss said.",
    ):
        assert not is_former_holder(question, quoted(sentence, "Ada Voss"))
    for sentence in ("Lunden fired its fire chief, Ada Voss.", "The city will fire its chief, Ada Voss, in May."):
        assert is_former_holder(question, quoted(sentence, "Ada Voss"))


def test_the_former_holder_is_passed_over_in_older_articles_too() -> None:
    older = on("2026-05-27", "Mayor Gregor Pallant proposed to raise the fee.", "Gregor Pallant")
    resigned = on("2026-06-09", "Lunden's mayor, Gregor Pallant, resigned on Tuesday.", "Gregor Pallant")
    acting = on("2026-06-25", "The acting mayor, Ines Falk, called it a budget.", "Ines Falk", 0.55)
    everything = {older: 0.9, resigned: 0.8, acting: 0.5}
    assert without_former_holders(MAYOR, everything) == {acting: 0.5}
    for question in ("Who was the mayor of Lunden?", "Who is the former mayor of Lunden?", "Which mayor resigned?"):
        assert without_former_holders(question, everything) == everything
    again = on("2026-09-14", "Mayor Gregor Pallant was back at his desk.", "Gregor Pallant")
    assert without_former_holders(MAYOR, {**everything, again: 0.9}) == {acting: 0.5, again: 0.9}


def test_a_verb_asks_for_who_is_called_after_it() -> None:
    manager = quoted("Rovers dismissed their manager, Gary Stott, on Monday.", "Gary Stott")
    assert is_former_holder("Who manages Rovers?", manager)
    assert is_former_holder(
        "who's chief exec of the trust", quoted("Ann Rudd resigned as chief executive.", "Ann Rudd")
    )
    for question in ("Who leads the council?", "who runs the council", "Who is the mayor?"):
        assert asks_for_holder(question)
    for question in ("Who led the council?", "Who is Ann Rudd?", "Who is the former mayor?", "Where is the mayor?"):
        assert not asks_for_holder(question)


def test_where_nobody_else_is_likely_the_former_holder_is_kept() -> None:
    resigned = on("2026-06-09", "Lunden's mayor, Gregor Pallant, resigned on Tuesday.", "Gregor Pallant")
    unlikely = on("2026-06-25", "Ines Falk called it a budget.", "Ines Falk", 0.1)
    number = on("2026-06-25", "The mayor has 29 votes.", "29 votes")
    for others in ({}, {unlikely: 0.1}, {number: 0.9}):
        assert without_former_holders(MAYOR, {resigned: 0.8, **others}) == {resigned: 0.8, **others}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A new mayor, Ines Falk, took over from Mr Pallant last week.", True),
        ("Mayor Ines Falk, who succeeded Gregor Pallant in May, agreed.", True),
        ("The new mayor, Ines Falk, has replaced Pallant.", True),
        ("A new mayor, Ines Falk, took over last week.", True),
        ("Ines Falk of the Green List was elected mayor on Monday.", True),
        ("Ines Falk is the new mayor of Lunden.", True),
        ("The new mayor of Elmstad, Ines Falk, came too.", False),
        ("Elmstad’s new mayor, Ines Falk, came too.", False),
        ("Ines Falk was elected to the board, the mayor said.", False),
        ("The new museum pleased Ines Falk.", False),
        ("A new coach, Ines Falk, took over from Mr Pallant.", False),
        ("The mayor, Ines Falk, replaced the old hall.", False),
    ],
)
def test_whom_somebody_took_over_from_holds_it_no_more(sentence: str, expected: bool) -> None:
    older = on("2026-05-27", "Mayor Gregor Pallant proposed to raise the fee.", "Gregor Pallant")
    newer = on("2026-06-09", sentence, "Ines Falk")
    kept = without_former_holders(MAYOR, {older: 0.9, newer: 0.8})
    assert kept == ({newer: 0.8} if expected else {older: 0.9, newer: 0.8})
    later = on("2026-09-14", "Mayor Gregor Pallant was back at his desk.", "Gregor Pallant")
    assert later in without_former_holders(MAYOR, {later: 0.9, newer: 0.8})


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The city, now led by Ines Falk, said no.", True),
        ("Deputy mayor Ines Falk takes over for now.", True),
        ("Ines Falk called it a budget.", False),
    ],
)
def test_who_is_said_to_lead_now_need_not_be_as_likely(sentence: str, expected: bool) -> None:
    resigned = on("2026-06-09", "Lunden's mayor, Gregor Pallant, resigned on Tuesday.", "Gregor Pallant")
    now = on("2026-06-25", sentence, "Ines Falk", 0.15)
    assert (resigned not in without_former_holders(MAYOR, {resigned: 0.8, now: 0.15})) is expected


def test_an_answer_that_holds_no_more_is_known() -> None:
    left = quoted("Petra Lindqvist, the council's chief engineer, resigned on Friday.", "Petra Lindqvist")
    before = replace(quoted("The chief engineer, Petra Lindqvist, spoke.", "Petra Lindqvist"), date=dt.date(2020, 1, 1))
    left = replace(left, date=dt.date(2020, 2, 1), article_id="b")
    assert holds_no_more("Who is the chief engineer?", left, [before])
    assert holds_no_more("Who is the chief engineer?", before, [left])
    assert not holds_no_more("Who was the chief engineer?", left, [before])
    assert not holds_no_more("Who is the chief engineer?", before, [])
