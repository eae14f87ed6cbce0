"""How many of all were in one place is not how many there were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.datatypes import Quotation
from rag.evidence.parts import with_parts
from tests.test_former import quoted

STORM = "Storm Una flooded 412 homes, 298 of them in Torrow, 71 at Sallow Point and 43 in Millbeck, the county said."
LATER = "The number of homes that were flooded has risen to 437."
WOLVES = "There are 118 wolves in the country, 46 of them in the county of Lund, 31 in Aske and the rest in the north."
SHOT = "The ministry will allow 12 wolves to be shot, none of them in Lund."


def best(question: str, *said: tuple[str, str, float]) -> list[str]:
    """The texts of quotations of sentences, each with its probability, in the order that they get."""
    told: dict[Quotation, float] = {}
    for sentence, text, probability in said:
        told[replace(quoted(sentence, text), confidence=probability, headline="")] = probability
    return [f"{one.text} {probability:.2f}" for one, probability in with_parts(question, told).items()]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("in Torrow", ["298 0.80", "437 0.07", "412 0.03"]),
        ("at Sallow Point", ["437 0.80", "412 0.03", "298 0.00"]),  # whose 71 nobody quotes
        ("in Hexley", ["437 0.80", "412 0.60", "298 0.20"]),
        ("in one night", ["437 0.80", "412 0.60", "298 0.20"]),
    ],
)
def test_a_part_answers_who_asks_for_its_place(place: str, expected: list[str]) -> None:
    said = ((LATER, "437", 0.8), (STORM, "412", 0.6), (STORM, "298", 0.2))
    assert best(f"How many homes were flooded {place}?", *said) == expected


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("How many wolves are there in Lund?", ((WOLVES, "118", 0.9), (WOLVES, "46", 0.7)), ["46 0.90", "118 0.14"]),
        ("How many wolves are there in Aske?", ((WOLVES, "118", 0.9), (WOLVES, "31", 0.7)), ["31 0.90", "118 0.14"]),
        ("How many wolves are there?", ((WOLVES, "118", 0.9), (WOLVES, "46", 0.7)), ["118 0.90", "46 0.70"]),
        ("How many wolves may be shot in Lund?", ((SHOT, "12", 0.9),), ["12 0.14"]),
        # Another number has the place in its own sentence, is of something else, or is less.
        (
            "How many wolves are there in Lund?",
            ((WOLVES, "46", 0.5), ("Lund has 52 wolves.", "52", 0.4), ("There were 40 wolves.", "40", 0.3)),
            ["46 0.50", "52 0.40", "40 0.30"],
        ),
        (
            "How many boats were lost in Torrow?",
            (("The storm sank 500 boats.", "500", 0.8), (STORM, "298", 0.1)),
            ["500 0.80", "298 0.10"],
        ),
        ("What is there in Lund?", ((WOLVES, "118", 0.9), (WOLVES, "46", 0.7)), ["118 0.90", "46 0.70"]),
    ],
)
def test_all_are_doubted_where_a_part_is_asked_for(
    question: str, said: tuple[tuple[str, str, float], ...], expected: list[str]
) -> None:
    assert best(question, *said) == expected
