"""What a follow-up brings finds its place in the question before, and what points back is written out."""

from __future__ import annotations

import pytest

from rag.datatypes import Turn
from rag.followups.understanding import understand

GAP = Turn("How large is the budget gap according to Ines Falk?", "12 million")
THEFT = Turn("How many paintings were stolen?", "two")


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        (GAP, "And the treasurer?", "How large is the budget gap according to the treasurer?"),
        (GAP, "what about the union", "How large is the budget gap according to the union?"),
        (
            Turn("How old is the captain according to the police?", "58"),
            "And the pilot?",
            "How old is the pilot according to the police?",
        ),
        (
            Turn("What did the minister say about the strike?", ""),
            "And the union?",
            "What did the union say about the strike?",
        ),
        (
            Turn("Who was mayor of Lunden in May 2026?", "Ann Orr"),
            "What about June?",
            "Who was mayor of Lunden in June 2026?",
        ),
        (Turn("How many died on 3 June 2025?", "4"), "And on 4 June?", "How many died on 4 June 2025?"),
        (Turn("How high was the river on Monday?", "4 metres"), "Tuesday?", "How high was the river on Tuesday?"),
        (Turn("Who was mayor of Lunden in 2020?", "Ann Orr"), "And now?", "Who is mayor of Lunden now?"),
        (Turn("When was the bridge built?", "1967"), "And the tunnel?", "When was the tunnel built?"),
        (Turn("What is the mayor's salary?", "9,000"), "And the treasurer?", "What is the treasurer's salary?"),
        (Turn("Who won the women's race?", "Ann Orr"), "And the men's?", "Who won the men's race?"),
        (Turn("How many goals did Price score?", "2"), "And assists?", "How many assists did Price score?"),
        (Turn("How many voted for the law?", "61"), "And against?", "How many voted against the law?"),
        (Turn("How many people were killed?", "4"), "how many injured", "How many people were injured?"),
        (Turn("Who is mayor of Lunden?", "Ann Orr"), "And before that?", "Who was mayor of Lunden before Ann Orr?"),
        (Turn("Where did Ann Orr live in 2010?", "Lunden"), "And before that?", "Where did Ann Orr live before 2010?"),
        (THEFT, "Which ones?", "Which paintings were stolen?"),
        (THEFT, "How many of those were insured?", "How many of the paintings were insured?"),
    ],
)
def test_what_is_new_finds_its_place(turn: Turn, question: str, understood: str) -> None:
    assert understand(question, [turn])[0].text == understood


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        (Turn("Did Sundrel leave the treaty?", "yes"), "When was that?", "When did Sundrel leave the treaty?"),
        (
            Turn("Who started the fire?", "Ann Orr"),
            "who told the police that",
            "Who told the police that Ann Orr started the fire?",
        ),
        (Turn("How many people marched?", "4,000"), "Who says so?", "Who says that 4,000 people marched?"),
        (
            Turn("What did the mayor say?", "It was safe"),
            "When did she say that?",
            "When did the mayor say that it was safe?",
        ),
        (
            Turn("When did Ann Orr resign?", "in 2021"),
            "Who has led Calder Bank since then?",
            "Who has led Calder Bank since 2021?",
        ),
        (
            Turn("Who died in the mine explosion?", "a nurse"),
            "When did it happen?",
            "When did the mine explosion happen?",
        ),
        (Turn("Where did the fire start?", "in a factory"), "Who works there?", "Who works in the factory?"),
        (Turn("Where was the treaty signed?", "Lunden"), "Who signed it?", "Who signed the treaty?"),
        (Turn("Did parliament pass the press law?", "yes"), "who wrote that law", "Who wrote the press law?"),
        (
            Turn("Who bought Halden Energy?", "Calder Bank"),
            "How much did the bank pay?",
            "How much did Calder Bank pay?",
        ),
        (Turn("Which bridge fell?", "the Iron Bridge"), "who designed this bridge", "Who designed the Iron Bridge?"),
        (Turn("What sank?", "a Greek tanker"), "How old was this tanker?", "How old was the Greek tanker?"),
        (Turn("Who owns the arena?", "Calder Bank"), "Did the bank build it?", "Did Calder Bank build the arena?"),
        (Turn("Which company will move?", "Norvik Steel"), "Who owns the company?", "Who owns Norvik Steel?"),
    ],
)
def test_what_points_back_is_written_out(turn: Turn, question: str, understood: str) -> None:
    assert understand(question, [turn])[0].text == understood


def test_an_article_tells_what_a_name_is() -> None:
    def find(query: str) -> list[str]:
        return ["Norvik Steel will close its plant in Velmor. The company is based in Harwen."]

    turn = Turn("What did Norvik Steel announce?", "the closure of its plant")
    assert understand("Who leads the company?", [turn], find)[0].text == "Who leads Norvik Steel?"
    assert understand("Who leads the party?", [turn], find)[0].text == "Who leads the party?"
    seats = Turn("How many seats did Labour lose in Lunden?", "9")
    assert understand("what about Velmor", [seats], find)[0].text == "How many seats did Labour lose in Velmor?"
