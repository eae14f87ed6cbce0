"""What a sentence or an article gives to another name, office, measure or event is doubted as an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.datatypes import Quotation
from rag.evidence.doubts.odds import PERHAPS, SURELY, doubt
from rag.text.sentences import passage_sentences, sentence_around
from tests.test_citing import QUOTATION


def quoted(text: str, answer: str) -> Quotation:
    """`answer` in its sentence of `text`, whose first line is the headline."""
    start = text.index(answer, text.index("\n"))
    end = start + len(answer)
    first, last = sentence_around(passage_sentences(text), start, end)
    return replace(
        QUOTATION,
        headline=text.partition("\n")[0],
        text=answer,
        start=start,
        end=end,
        sentence=text[first:last],
        sentence_start=first,
        sentence_end=last,
    )


def doubted(question: str, text: str, answer: str) -> float:
    return doubt(question, quoted(text, answer), text)


ORCHESTRA = "Lund hires a conductor\n\nThe conductor of the Lund Philharmonic, Ada Moe, starts in May."
RIVER = "Fish die in two rivers\n\nRiver Alm was dyed red on Friday.\n\nThe river is 90 km long. River Besk is clean."
COURT = (
    "Vardo council loses in court\n\nIts lawyer, Ann Lee, flew back to Vardo. Norheim, which had lost before, was glad."
)


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("Who is the conductor of the Turku Philharmonic?", ORCHESTRA, "Ada Moe", SURELY),
        ("Who is the conductor of the Lund Philharmonic?", ORCHESTRA, "Ada Moe", 0),
        ("Who is Turku's conductor?", "A prize\n\nLund's conductor, Ada Moe, won it.", "Ada Moe", SURELY),
        ("Who is the conductor of Turku?", "A prize\n\nThe Lund conductor, Ada Moe, won it.", "Ada Moe", SURELY),
        ("Who is the conductor of Turku?", "A prize\n\nLocal conductor Ada Moe won it in Turku.", "Ada Moe", 0),
        # "Its" stands for what came before.
        ("Who is Turku's nurse?", "Ward of Lund\n\nLund shuts. Its nurse, Ada Moe, left for Turku.", "Ada Moe", SURELY),
        ("Who is Lund's nurse?", "Ward of Lund\n\nLund shuts. Its nurse, Ada Moe, left for Turku.", "Ada Moe", 0),
        # One country is called by two words, and a club by its other name.
        ("Who is the president of Poland?", "A visit\n\nThe Polish president, Ada Moe, came.", "Ada Moe", 0),
        ("Who is the coach of Lund?", "Lund City win\n\nCity's coach, Ada Moe, sang.", "Ada Moe", 0),
    ],
)
def test_what_the_sentence_gives_to_another_is_doubted(question: str, text: str, answer: str, expected: float) -> None:
    assert doubted(question, text, answer) == expected


@pytest.mark.parametrize(
    ("question", "before", "told", "expected"),
    [
        ("Who is the founder of Quillon?", "Sonaris said it knew.", "Its founder, Ada Moe, left Quillon.", SURELY),
        ("Who is Quillon's chief lawyer?", "Sonaris said it knew.", "Its chief lawyer, Ada Moe, left Quillon.", SURELY),
        ("Who is the head of Quillon?", "The Sonaris company is small.", "Its head, Ada Moe, left Quillon.", SURELY),
        ("Who is the head of Quillon?", "In Sonaris nobody knew.", "Their head, Ada Moe, left Quillon.", SURELY),
        ("Who is the founder of Sonaris?", "Sonaris said it knew.", "Its founder, Ada Moe, left Quillon.", 0),
        ("Who is the founder of Quillon?", "Quillon sued Sonaris.", "Its founder, Ada Moe, left.", 0),
        ("Who is the founder of Quillon?", "Sonaris beat Quillon.", "Its founder, Ada Moe, left.", 0),
        ("Who is the founder of Quillon?", "The firm sued Sonaris.", "Its founder, Ada Moe, left Quillon.", 0),
        ("Who is the founder of Quillon?", "Lind praised the firm.", "Its founder, Ada Moe, left Quillon.", 0),
        ("Who is the founder of Quillon?", "Lou Lind praised the firm.", "Its founder, Ada Moe, left Quillon.", 0),
        ("Who is the founder of Quillon?", "Sonaris said it knew.", "The founder, Ada Moe, left Quillon.", 0),
    ],
)
def test_its_founder_is_that_of_what_the_sentence_before_begins_with(
    question: str, before: str, told: str, expected: float
) -> None:
    text = f"A suit\n\nQuillon sued Sonaris, a company, on Monday, with Lou Lind. {before} {told}"
    assert doubted(question, text, "Ada Moe") == expected


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("How long is the River Besk?", RIVER, "90 km", SURELY),
        ("How long is the River Alm?", RIVER, "90 km", 0),
        ("When was the River Besk dyed?", RIVER, "on Friday", SURELY),
        ("When was the River Alm dyed?", RIVER, "on Friday", 0),
        ("Which river was dyed, like the River Besk?", RIVER, "River Alm", 0),  # the answer may well be another
    ],
)
def test_what_is_told_of_another_of_the_sort_is_doubted(question: str, text: str, answer: str, expected: float) -> None:
    assert doubted(question, text, answer) == expected


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("Who is the lawyer of Norheim?", COURT, "Ann Lee", SURELY),
        ("Who is the lawyer of Vardo?", COURT, "Ann Lee", 0),
        # What an article spoke of before without its name.
        (
            "When did the Selje sink?",
            "Vardo mourns\n\nA trawler sank on Friday. The trawler Selje was old.",
            "Friday",
            0,
        ),
        ("How much was Aqua fined?", "Vardo river\n\nA firm was fined £2m. Aqua said it was sorry.", "£2m", 0),
        (
            "When was Carl Webb hurt?",
            "Vardo fire\n\nPolice say a man was hurt on Friday. Carl Webb has left.",
            "Friday",
            0,
        ),
        ("When was Carl Webb hurt?", "Vardo fire\n\nIt hurt many on Friday. Carl Webb, 30, has left.", "Friday", 0),
        (
            "What was stolen from the Vardo museum?",
            "Thieves rob museum\n\nThey took a cup to Rome. Vardo museum shut.",
            "cup",
            0,
        ),
        (
            "When was the blast in Norheim?",
            "Vardo feels blast\n\nIt came on Friday. It was felt in Norheim.",
            "Friday",
            0,
        ),
        # Without a headline nobody knows what it is about.
        ("Who is the lawyer of Norheim?", f"Vardo council…{COURT[COURT.index(chr(10)) :]}", "Ann Lee", 0),
    ],
)
def test_an_article_that_comes_to_the_name_later_is_doubted(
    question: str, text: str, answer: str, expected: float
) -> None:
    assert doubted(question, text, answer) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Who is the captain of the Selje?", "Ferry late\n\nThe captain, Ada Moe, said so in Vardo.", PERHAPS),
        ("Who is the head of the World Food Fund?", "Aid late\n\nThe head, Ada Moe, of the WFF said so.", 0),
        ("Who is the head of the Selje council?", "Tax up\n\nThe head, Ada Moe, said so.", 0),  # it need not say where
        ("Who is Ada's captain?", "Ferry late\n\nThe captain, Ada Moe, said so in Vardo.", 0),
    ],
)
def test_an_article_without_the_name_is_doubted_a_little(question: str, text: str, expected: float) -> None:
    assert doubted(question, text, "Ada Moe") == expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Who is the mayor?", "Deputy mayor Ada Moe spoke.", SURELY),
        ("Who is the deputy mayor?", "The mayor, Ada Moe, spoke.", SURELY),
        ("Who is the deputy mayor?", "Deputy mayor Ada Moe spoke.", 0),
        ("Who is the mayor?", "The mayor and the deputy mayor, Ada Moe, spoke.", 0),
        ("Who is the chief executive?", "The chairman, Ada Moe, spoke.", SURELY),
        ("Who is the chief executive?", "Ada Moe, its chairman, spoke.", SURELY),
        ("Who is the chief executive?", "Ada Moe, the chairman, spoke. The chief executive did not.", 0),
        ("Who is the chairwoman?", "The chairman, Ada Moe, spoke.", 0),
        ("Who is the skipper?", "The captain, Ada Moe, spoke.", 0),
        ("Who spoke to the chief executive?", "Ada Moe of the board spoke.", 0),
        ("What did the chief executive call it?", "The chairman, Ada Moe, spoke.", 0),
    ],
)
def test_another_office_is_doubted(question: str, sentence: str, expected: float) -> None:
    assert doubted(question, f"At the meeting\n\n{sentence}", "Ada Moe") == expected


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("How high is the tower?", "It is 40 metres long and 9 wide.", "40 metres", SURELY),
        ("How tall is the tower?", "It is 40 metres high.", "40 metres", 0),
        ("What is the height of the tower?", "It is 40 metres deep.", "40 metres deep", SURELY),
        ("How long is the tower?", "It was closed for two days, a long wait.", "two days", 0),
        ("How long is the tower?", "It is 40 metres, it says.", "40 metres", 0),
        ("How long is the glider?", "The glider has a span of 15 metres.", "15 metres", SURELY),
        ("How deep is the lake?", "The lake has a length of about 15 km.", "15 km", SURELY),
        ("How high is the tower?", "At a height of 15 metres it stops.", "15 metres", 0),
        ("How wide is the crater?", "It has a diameter of 15 metres.", "15 metres", 0),
        ("How long is the bridge?", "It has a span of 15 metres.", "15 metres", 0),
    ],
)
def test_another_dimension_is_doubted(question: str, sentence: str, answer: str, expected: float) -> None:
    assert doubted(question, f"At the tower\n\n{sentence}", answer) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long is the Queen Maud?", SURELY),
        ("How long is the schooner?", SURELY),
        ("How long is the schooner trip?", 0),
        ("How long is the Hegg Race?", 0),
        ("How long was the schooner away?", 0),
    ],
)
def test_a_time_is_not_how_long_a_ship_is(question: str, expected: float) -> None:
    text = "A trip\n\nFor the schooner Queen Maud the way to Hegg, in the Hegg Race, took five hours."
    assert doubted(question, text, "five hours") == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many days after the vote did Ada Moe resign?", SURELY),
        ("How many days after the letter was found did Ada Moe leave?", 0),
        ("How long did Ada Moe stay after the flood?", SURELY),
        ("How long was Ada Moe away?", 0),
    ],
)
def test_how_long_after_something_else_is_doubted(question: str, expected: float) -> None:
    text = "A late farewell\n\nSix days after the letter was found Ada Moe left."
    assert doubted(question, text, "Six days") == expected


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("How old is Tom Moe?", "46", SURELY),
        ("How old is Ann Lee?", "46", 0),
        ("How long is the Alm bridge in metres?", "9m crowns", SURELY),
        ("How much did the Alm bridge cost?", "9m crowns", 0),
        ("Who paid for the bridge in 2023?", "Ann Lee", SURELY),
        ("Who paid for the bridge in 2021?", "Ann Lee", 0),
    ],
)
def test_the_age_of_another_another_unit_and_another_year_are_doubted(
    question: str, answer: str, expected: float
) -> None:
    text = "Alm bridge opens\n\nIn 2021 Ann Lee paid for the bridge. Tom Moe met Lee, 46, and 9m crowns are paid."
    text = text if "2021" in question else text.replace("2021", "2022")
    assert doubted(question, text, answer) == expected


def test_what_was_in_a_past_year_is_doubted_where_is_asked_what_will_be() -> None:
    text = "The tram\nIn 2017 the price of the tram was 5m."
    one = quoted(text, "5m")
    assert doubt("How much will the tram cost?", one, text) == PERHAPS
    assert doubt("How much did the tram cost?", one, text) == 0


LIBRARIES = (
    "Closures\n\nThe council wants to close four libraries. It has taken one off the list, leaving three under threat."
    " Labour has 27 of the 50 seats. Nine posts would go, two of them in Lund."
)
FARES = (
    "New ferry late\n\nThe ferry will not sail before June since its batteries failed a test. Nobody was hurt.\n\n"
    "The fares have been changed, too. A car will pay £12. The company gave the price of electricity as the reason."
)


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("How many jobs are at risk?", LIBRARIES, "three", PERHAPS),
        ("How many jobs would go?", LIBRARIES, "Nine", 0),  # a noun follows: it may be another word for them
        ("How many libraries may close?", LIBRARIES, "three", 0),
        ("How many people are under threat?", LIBRARIES, "three", 0),
        ("By how many votes was it defeated?", LIBRARIES, "27", SURELY),
        ("How many seats does Labour have?", LIBRARIES, "27", 0),
        ("How many councillors does Labour have?", LIBRARIES, "27", 0),  # who has a seat is one
        ("Why is the ferry late?", FARES, "the price of electricity", SURELY),
        ("Why have the fares been changed?", FARES, "the price of electricity", 0),
        ("Why is the ferry late?", FARES, "its batteries failed a test", 0),
        ("What is the reason of the company?", FARES, "the price of electricity", 0),
    ],
)
def test_what_counts_or_explains_something_else_is_doubted(
    question: str, text: str, answer: str, expected: float
) -> None:
    assert doubted(question, text, answer) == expected
