"""Who holds an office of a place that an article only mentions is not who holds it where the article is."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.odds import SURELY
from tests.test_doubts import doubted

WOLF = "Wolf seen in Osterfeld\nA wolf was seen in Osterfeld.\n\nA farmer at Brunn lost sheep.\n\n"
BELLS = "Bells of Unterach\nThe bells of Unterach are sold.\n\n"
DEAL = "Gas deal\nKarsk signs. The premier of Karsk, Dana Vol, and Tavria's premier, Levan Gur, signed."


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Who is the mayor of Brunn?", f"{WOLF}The mayor, Katja Vesely, asked for calm.", "Katja Vesely"),
        ("Who is Brunn's mayor?", f"{WOLF}The mayor, Katja Vesely, asked for calm.", "Katja Vesely"),
        ("Who is the head of the school in Brunn?", f"{WOLF}The head of the school, Jo Moe, was glad.", "Jo Moe"),
        # Another's, right beside whom it names.
        ("Who is the premier of Tavria?", DEAL, "Dana Vol"),
        ("Who is the premier of Karsk?", DEAL, "Levan Gur"),
        (
            "Who was the captain of the Isla?",
            "Ferry sinks\nJo Moe, captain of the Zorya, did not see the Isla.",
            "Jo Moe",
        ),
    ],
)
def test_the_office_of_another_place_is_doubted(question: str, text: str, answer: str) -> None:
    assert doubted(question, text, answer) == SURELY


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Who is the mayor of Osterfeld?", f"{WOLF}The mayor, Katja Vesely, asked for calm.", "Katja Vesely"),
        (
            "Who is the mayor of Oberach?",
            f"{BELLS}In Oberach, a vote saved them.\n\nThe mayor, Bo Luthi, wept.",
            "Bo Luthi",
        ),
        ("Who is the mayor of Porto?", f"{BELLS}It rained in Porto. Its mayor, Bo Luthi, wept.", "Bo Luthi"),
        (
            "Who is the mayor of Brunn?",
            f"{WOLF}It had been seen there twice.\n\nThe town's mayor, Bo Luthi, said so.",
            "Bo Luthi",
        ),
        (  # a firm of the place
            "Who is the director of Strom?",
            f"{BELLS}Their buyer, Strom, is glad. It rained.\n\nThe director, Bo Luthi, wept.",
            "Bo Luthi",
        ),
        (  # a town of the land
            "Who is the mayor of Lund?",
            "Flood in Skane\nA flood hit Skane.\n\nLund was hit, near Lund a bridge fell.\n\nThe mayor, Jo Moe, wept.",
            "Jo Moe",
        ),
        (  # an article about a person
            "Who is the mayor of Lund?",
            "Jo Moe resigns\nJo Moe has resigned.\n\nShe won in Lund. It rained.\n\nThe mayor, Jo Moe, 40, wept.",
            "Jo Moe",
        ),
        ("Who is the premier of Karsk?", DEAL, "Dana Vol"),
        ("Who is the premier of Tavria?", DEAL, "Levan Gur"),
        ("Who was the leader of Italy?", "A coup\nMussolini, the Italian leader, wanted Malta.", "Mussolini"),
    ],
)
def test_the_office_that_is_asked_for_is_not_doubted(question: str, text: str, answer: str) -> None:
    assert doubted(question, text, answer) == 0
