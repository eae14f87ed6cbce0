"""An age is that of the name beside it, and of nobody else."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.ages import (
    asks_age,
    is_age_as_asked,
    is_age_of_another,
    is_age_of_then,
    is_age_of_unnamed,
    owner_of,
)
from rag.evidence.doubts.odds import SURELY, doubt
from rag.evidence.fit import built_as_asked
from tests.test_former import quoted


@pytest.mark.parametrize(
    ("sentence", "age", "owner"),
    [
        ("Ann Lee, 46, a nurse, left.", "46", ("ann", "lee")),
        ("The mayor, Ann Lee (46), left.", "46", ("ann", "lee")),
        ("Lee, a former pilot, is 46.", "46", ("lee",)),
        ("Ann Lee, who is 46, left.", "46", ("ann", "lee")),
        ("Ann Lee turned 46 on Monday.", "46", ("ann", "lee")),
        ("Lee, who is 46 now, left.", "46", ("lee",)),
        ("Ann Lee is 46 years old.", "46 years old", ("ann", "lee")),
        ("The 46-year-old pilot Ann Lee left.", "46", ("ann", "lee")),
        ("The 46-year-old pilot Ann Lee left.", "46-year-old", ("ann", "lee")),
        ("Tom Moe, 50, and Ann Lee, 46, left.", "46", ("ann", "lee")),
        ("The death of Ann Lee, 46, was a blow.", "46", ("ann", "lee")),
        ("Nurse Ann Lee, who is 46, left.", "46", ("ann", "lee")),
        ("Rescuer Lee, 46, left.", "46", ("lee",)),
        ("The Duke of Lund, 46, left.", "46", None),
        ("In Lund, 46 people met Ann Lee.", "46", None),
        ("In Lund, 46, the most ever, met.", "46", None),
        ("Ann Lee has 46 boats.", "46", None),
        ("Ann Lee saw a girl of six.", "six", None),
        ("The 46-year-old left with Ann Lee.", "46", None),
        ("The 46-year-old met Ann Lee.", "46", None),
    ],
)
def test_whose_an_age_is(sentence: str, age: str, owner: tuple[str, ...] | None) -> None:
    assert owner_of(quoted(sentence, age)) == owner


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How old is Ann Lee?", "Lee, 46, left.", "hers"),
        ("How old was Ann Lee when she died?", "Ann Lee, 46, left.", "hers"),
        ("what's the age of Joe Lee?", "Joseph Lee, 46, left.", "hers"),
        ("How old is Lee?", "Ann Lee, 46, left.", "hers"),
        ("How old is Ann Lee?", "Midfielder Ann Lee, who is 46, left.", "hers"),
        ("How old is Ann Lee?", "Ann Maria Lee, 46, left.", "hers"),
        ("How old is Ann Lee?", "Moe, 46, met Ann Lee.", "another's"),
        ("How old is Ann Lee?", "Ann Lee met Tom Lee, 46, in May.", "another's"),
        ("How old is Ann Lee's son?", "Ann Lee, 46, left.", "unknown"),
        ("How old is the Lund pilot?", "Ann Lee, 46, left.", "unknown"),
        ("How old is the pilot?", "Ann Lee, 46, left.", "unknown"),
        ("Who is Ann Lee?", "Ann Lee, 46, left.", "unknown"),
    ],
)
def test_an_age_is_asked_of_a_name(question: str, sentence: str, expected: str) -> None:
    one = quoted(sentence, "46")
    told = {(True, False): "hers", (False, True): "another's", (False, False): "unknown"}
    assert told[is_age_as_asked(question, one), is_age_of_another(question, one)] == expected
    assert asks_age(question) is (expected != "unknown")


def test_the_age_of_whom_is_asked_is_likelier() -> None:
    lee, moe = quoted("Lee, a former pilot, is 46.", "46"), quoted("Tom Moe, 50, met Ann Lee.", "50")
    raised = built_as_asked("How old is Ann Lee?", {moe: 0.2, lee: 0.2}, lambda _: "")
    assert [one.text for one in raised] == ["46", "50"]
    assert max(raised.values()) > 0.4
    assert min(raised.values()) == 0.2


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How old is Ann Lee?", "She met Ann Lee, then 9, in 2019.", True),
        ("What is the age of Ann Lee?", "She met Ann Lee (then only 9) in 2019.", True),
        ("How old is Ann Lee?", "Ann Lee was 9 at the time.", True),
        ("How old is Ann Lee?", "Ann Lee, aged 9 years old at the time, left.", True),
        ("How old is Ann Lee?", "Ann Lee is 9.", False),
        ("How old is Ann Lee?", "It was then that Ann Lee, 9, left.", False),
        ("How old was Ann Lee when she left?", "She met Ann Lee, then 9, in 2019.", False),
        ("How many boats has Ann Lee?", "Ann Lee had then 9 boats.", False),
    ],
)
def test_what_somebody_was_then_is_no_age_of_now(question: str, sentence: str, expected: bool) -> None:
    assert is_age_of_then(question, quoted(sentence, "9")) is expected


def test_an_age_of_then_is_doubted() -> None:
    one = quoted("She met Ann Lee, then 9, in 2019.", "9")
    assert doubt("How old is Ann Lee?", one, one.sentence) == SURELY
    assert doubt("How old was Ann Lee in 2019?", one, one.sentence) == 0


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How old is Ann Lee?", "Police seek a 67-year-old man.", True),
        ("How old is he? (Who left? Tom Moe)", "Police seek a 67-year-old man.", True),
        ("How old is Ann Lee?", "Police seek a 67-year-old man. Neighbours call him Lee.", False),
        ("How old is Ann Lee?", "The 67-year-old man left.", False),
        ("How old is the man?", "Police seek a 67-year-old man.", False),
        ("How old is he? (Who left?)", "Police seek a 67-year-old man.", False),
        ("Who is Ann Lee?", "Police seek a 67-year-old man.", False),
    ],
)
def test_an_unnamed_man_is_nobody_who_was_named(question: str, sentence: str, expected: bool) -> None:
    assert is_age_of_unnamed(question, quoted(sentence, "67-year-old"), sentence) is expected
