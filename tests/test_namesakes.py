"""An article that has only others of the name, or the name only aside, does not answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.datatypes import Quotation
from rag.evidence.doubts.namesakes import LONGEST, full_names, is_beside_aside, is_of_another_one, is_of_namesake
from tests.test_citing import QUOTATION

HEADLINE = "Rovers sign striker"


def quoted(text: str, answer: str) -> Quotation:
    """`answer` in its line of `text`."""
    start = text.index(answer)
    first = text.rfind("\n", 0, start) + 1
    last = (text + "\n").index("\n", start)
    return replace(
        QUOTATION,
        headline=HEADLINE,
        text=answer,
        start=start,
        end=start + len(answer),
        sentence=text[first:last],
        sentence_start=first,
        sentence_end=last,
    )


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("How old is Andres Ruiz?", "Rovers have signed Mateo Ruiz.\n\nThe 24-year-old is happy.", "24-year-old", True),
        ("How old is Mateo Ruiz?", "Rovers have signed Mateo Ruiz.\n\nThe 24-year-old is happy.", "24-year-old", False),
        # A surname is that of whoever had it last, and Andres comes after.
        (
            "How old is Andres Ruiz?",
            "They want Mateo Ruiz.\n\nRuiz, 24, is happy.\n\nHis brother, Andrés Ruiz, is too.",
            "24",
            True,
        ),
        (
            "How old is Andres Ruiz?",
            "They want Mateo Ruiz.\n\nHis brother, Andrés Ruiz, came.\n\nRuiz, 27, is happy.",
            "27",
            False,
        ),
        ("How old is Joe Hale?", "It was said by Joseph Hale.\n\nHale, 60, left.", "60", False),
        ("How old is Tom Hale?", "It was said by Thomas Hale.\n\nHale, 60, left.", "60", False),
        ("How old is Liz Hale?", "It was said by Elizabeth Hale.\n\nHale, 60, left.", "60", False),
        ("How old is Mohamed Hale?", "It was said by Muhammad Hale.\n\nHale, 60, left.", "60", False),
        ("How old is Ann Hale?", "It was said by President Hale.\n\nHale, 60, left.", "60", False),  # no first name
        ("How old is President Hale?", "It was said by Joseph Hale.\n\nHale, 60, left.", "60", False),
        ("How old is Ann Hale?", "Yesterday Hale, 60, left.", "60", False),
        ("Who leads South Korea?", "It was said in North Korea.\n\nKim Sol leads it.", "Kim Sol", True),
        ("Who leads the United States?", "It leads the Gulf States.\n\nAnn Lee leads the US.", "Ann Lee", False),
        ("Who leads the Democratic Party?", "He left the Labour Party.\n\nAnn Lee leads Democrats.", "Ann Lee", False),
    ],
)
def test_whom_the_article_has_only_namesakes_of(question: str, text: str, answer: str, expected: bool) -> None:
    assert is_of_namesake(question, quoted(text, answer), text) is expected


def test_a_name_is_the_end_of_a_run_of_capitals() -> None:
    assert full_names("Did Castle Rovers' Mateo Ruiz's move cost Ann Lee?") == (
        ("Castle", "Rovers"),
        ("Mateo", "Ruiz"),
        ("Ann", "Lee"),
    )
    assert full_names("Who is Mr Falk? And Governor Lee? When did Prime Minister Kim go?") == ()


STORY = "Ardent has a new drug, said its head, Ann Lee.\n\n{} It failed, said Bo Ek.\n\nIts shares rose by 41 percent."


@pytest.mark.parametrize(
    ("aside", "answer", "expected"),
    [
        ("A rival drug is made by Halcyon.", "Ann Lee", True),
        ("A rival drug is made by Halcyon.", "41 percent", True),
        ("A rival drug is made by Halcyon.", "Bo Ek", False),  # the same paragraph goes on about it
        ("In a separate case in Halcyon, two died.", "Ann Lee", True),
        ("The neighbouring firm of Halcyon has closed.", "Ann Lee", True),
        ("It bought it from a supplier, Halcyon.", "Ann Lee", True),
        ("It bought it from a supplier, Halcyon.", "41 percent", False),  # "its" may be the supplier's
        ("It bought it from the supplier, Halcyon.", "Ann Lee", False),
        ("The drug is made by Halcyon.", "Ann Lee", False),
        ("Halcyon has another drug.", "Ann Lee", False),
        ("A rival drug is made by Barrow.", "Ann Lee", False),
    ],
)
def test_what_an_article_turns_aside_to_is_not_what_the_rest_is_about(aside: str, answer: str, expected: bool) -> None:
    text = STORY.format(aside)
    assert is_beside_aside("Who is the head of Halcyon?", quoted(text, answer), text) is expected


def test_what_the_headline_names_is_no_aside() -> None:
    text = STORY.format("A rival drug is made by Halcyon.")
    one = replace(quoted(text, "Ann Lee"), headline="Ardent beats Halcyon")
    assert not is_beside_aside("Who is the head of Halcyon?", one, text)


def test_who_comes_in_aside_and_speaks_is_there_by_the_surname_too() -> None:
    text = "Ann Lee is in the lead.\n\nAnother candidate is Tom Hale.\n\nHale, 60, said no."
    assert not is_beside_aside("How old is Tom Hale?", quoted(text, "60"), text)


def test_what_is_longer_than_an_article_may_tell_of_anybody() -> None:
    text = "Rovers have signed Mateo Ruiz.\n\nThe 24-year-old is happy."
    for whole, expected in ((text, True), (text + " x" * LONGEST, False)):
        assert is_of_another_one("How old is Andres Ruiz?", quoted(whole, "24-year-old"), whole) is expected
