"""Follow-ups that need more of the conversation than its last pronoun: lists, corrections, years, whoever is meant."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.datatypes import Article, Turn
from rag.followups.evidence import pronoun_for
from rag.followups.story import of_story, spoken_of
from rag.followups.typed import plain
from rag.followups.understanding import understand


def read(question: str, *turns: tuple[str, str], texts: tuple[str, ...] = ()) -> str:
    return understand(question, [Turn(*turn) for turn in turns], lambda query: texts)[0].text


@pytest.mark.parametrize(
    ("question", "turn", "understood"),
    [
        (
            "When did it sell it?",
            ("Which orchestra owned a violin?", "the Orlen Orchestra"),
            "When did the Orlen Orchestra sell the violin?",
        ),
        ("And the year before?", ("How many hens died in Tarn in 2019?", "40"), "How many hens died in Tarn in 2018?"),
        (
            "and the year after that?",
            ("How many hens died in Tarn in 2019?", "40"),
            "How many hens died in Tarn in 2020?",
        ),
        (
            "And the season before?",
            ("How many games did Ann Lee win last season?", "9"),
            "How many games did Ann Lee win the season before last?",
        ),
        (
            "By whom?",
            ("How many stolen coins were found in Tarn?", "six"),
            "By whom were six stolen coins found in Tarn?",
        ),
        (
            "mostly to whom?",
            ("How much wheat did Orlen sell?", "9 tonnes"),
            "To whom mostly did Orlen sell 9 tonnes of wheat?",
        ),
        ("Why not?", ("Will the mine in Tarn reopen?", "It will not."), "Why won't the mine in Tarn reopen?"),
        ("How come?", ("When was the mine in Tarn closed?", "2019"), "Why was the mine in Tarn closed?"),
        ("How many rooms?", ("How old is the Hotel Orlen?", "90 years"), "How many rooms does the Hotel Orlen have?"),
        (
            "In which town was that?",
            ("Who found the stolen violin?", "Ann Lee"),
            "In which town was it that Ann Lee found the stolen violin?",
        ),
        ("When was that?", ("What did the Orlen miners win?", "a rise"), "When did the Orlen miners win a rise?"),
        ("And injured?", ("How many died?", "two"), "How many were injured?"),
        ("And the owners?", ("What does the crew demand?", "more pay"), "What does the owners demand?"),
        ("I mean in 2021", ("How many hens died in Tarn?", "40"), "How many hens died in Tarn in 2021?"),
        ("No, I meant Orlen", ("Who is the mayor of Tarn?", "Ann Lee"), "Who is the mayor of Orlen?"),
        ("thanks, and in Orlen?", ("How many hens died in Tarn?", "40"), "How many hens died in Orlen?"),
        ("what's its name?", ("Which ship sank?", "a Greek tanker"), "What is the Greek tanker's name?"),
        ("Who is the owner of the former?", ("Which clubs merged?", "Orlen and Tarn"), "Who is the owner of Orlen?"),
        ("How old is the second one?", ("Who ran for mayor?", "Ann Lee; Bo Falk; Cy Dorn"), "How old is Bo Falk?"),
        (
            "Which of them won?",
            ("Who ran for mayor?", "Ann Lee; Bo Falk; Cy Dorn"),
            "Which of Ann Lee, Bo Falk and Cy Dorn won?",
        ),
        ("Is that confirmed?", ("Who stole the violin?", "Ann Lee"), "Is it confirmed that Ann Lee stole the violin?"),
        ("What did it cost?", ("Where was The Long Night filmed?", "Orlen"), "What did The Long Night cost?"),
    ],
)
def test_what_is_left_out_is_put_in(question: str, turn: tuple[str, str], understood: str) -> None:
    assert read(question, turn) == understood


def test_the_other_one_is_whom_was_not_asked_about() -> None:
    turns = ("Who was sentenced?", "Ann Lee; Bo Falk"), ("How old is Bo Falk?", "40")
    assert read("And the other one?", *turns) == "How old is Ann Lee?"


def test_a_bare_pronoun_asks_the_same_of_somebody_else() -> None:
    text = "Ann Lee said she was glad. Bo Falk said he was not."
    turns = ("Who ran against Ann Lee?", "Bo Falk"), ("When was Ann Lee born?", "1970")
    assert read("And he?", *turns, texts=(text,)) == "When was Bo Falk born?"


def test_what_stands_before_a_question_takes_the_place_of_its_pronoun() -> None:
    assert plain("And the mayor, did she read it?") == "And did the mayor read it?"
    assert plain("In 2019, did she win?") == "In 2019, did she win?"


def test_then_alone_is_no_name() -> None:
    assert read("And then?", ("When did the mine in Tarn close?", "2019")).startswith("And then? (")


def test_an_action_that_was_named_is_no_thing() -> None:
    turns = ("When was the Orlen lock built?", "1901"), ("What is the Orlen lock for?", "to hold back the tide")
    assert read("Who built it?", *turns) == "Who built the Orlen lock?"


def test_a_company_is_it_and_a_person_is_not() -> None:
    said = ("Ann Lee said she would sell.",)
    assert read("How much did it pay?", ("Who bought Halden’s mine?", "Norvik")) == "How much did Norvik pay?"
    turn = ("Why did Ann Lee sell The Long Night?", "she was broke")
    assert read("How did she learn of it?", turn, texts=said) == "How did Ann Lee learn of The Long Night?"


def test_whoever_holds_an_office_is_named_if_the_story_has_one() -> None:
    texts = ("Mayor Ann Lee of Tarn said she was glad.", "Mayor Bo Falk of Orlen said he was not.")
    turns = ("Who flooded Tarn?", "the river"), ("What did the mayor say?", "she was glad")
    assert read("How old is she?", *turns, texts=texts) == "How old is Ann Lee?"
    assert of_story([Turn(*turn) for turn in turns], texts) == [texts[0]]


@pytest.mark.parametrize(
    ("name", "text", "stem"),
    [
        ("Ann Lee", "Ann Lee met the editor, Bo Falk, who said he was late.", ""),
        ("Bo Falk", "The negotiator, Bo Falk, accused her of lying.", ""),
        ("Ann Lee", "Bo Lee was arrested. His sister, Ann Lee, kept the books.", "she"),
        ("Bo Lee", "Bo Lee fled. He was found in Tarn. His sister, Ann Lee, kept the books.", "he"),
        ("Nora Camp", "The club's spokeswoman Nora Camp said there was no danger.", "she"),
    ],
)
def test_a_pronoun_counts_only_for_whom_it_can_stand_for(name: str, text: str, stem: str) -> None:
    assert pronoun_for(name, [text]) == stem


def article(text: str) -> Article:
    return Article("Headline", text, f"{len(text):064x}", dt.date(2025, 1, 1), ())


def test_a_story_is_what_has_the_names_and_the_answer() -> None:
    mine, other = article("The mine of Tarn closed. Nobody was hurt."), article("The mayor of Orlen won.")
    told = [Turn("When did the mine of Tarn close?", "closed")]
    assert spoken_of("Was anybody hurt?", told, [mine, other]) == {mine.id}
    assert spoken_of("Who won the regatta?", told, [mine, other]) == frozenset()  # about something else
    assert spoken_of("Was anybody hurt?", [Turn("When did the mine of Tarn close?", "1901")], [mine]) == frozenset()
    assert spoken_of("Was anybody hurt?", [Turn("When did the mine close?", "closed")], [mine]) == frozenset()


def test_a_question_that_names_nobody_knows_the_turns_before_it() -> None:
    turn = Turn("When did the mine of Tarn close?", "1901")
    assert understand("Was anybody hurt?", [turn])[0].told == (turn,)
    assert understand("Who is the mayor of Orlen?", [turn])[0].told == ()


@pytest.mark.parametrize(
    ("question", "turn", "understood"),
    [
        ("how old?", ("Who founded the Orlen brewery?", "Ann Lee"), "How old is Ann Lee?"),
        ("how big?", ("Who founded the Orlen brewery?", "Ann Lee"), "How big is the Orlen brewery?"),
        (
            "Where did this take place?",
            ("Who stole the violin?", "Ann Lee"),
            "Where was it that Ann Lee stole the violin?",
        ),
        ("what for?", ("When was the mine in Tarn closed?", "2019"), "Why was the mine in Tarn closed?"),
        ("Is it true?", ("Who stole the violin?", "Ann Lee"), "Is it true that Ann Lee stole the violin?"),
        ("Not Tarn, Orlen", ("Who is the mayor of Tarn?", "Ann Lee"), "Who is the mayor of Orlen?"),
    ],
)
def test_short_forms_are_written_out(question: str, turn: tuple[str, str], understood: str) -> None:
    assert read(question, turn) == understood


@pytest.mark.parametrize(
    "question", ["Did she?", "Whose?", "What about the others?", "And her husband?", "How many rooms?"]
)
def test_what_cannot_be_worded_is_read_beside_the_turn(question: str) -> None:
    assert read(question, ("Who founded the Orlen brewery?", "Ann Lee")).endswith(
        "(Who founded the Orlen brewery? Ann Lee)"
    )


def test_each_of_several_may_be_meant_by_name() -> None:
    texts = ("Ann Lee said she was glad. Bo Falk said he was not.",)
    assert read("What did she say?", ("Who ran for mayor?", "Ann Lee; Bo Falk"), texts=texts) == "What did Ann Lee say?"
    assert read("What does the second one want?", ("Who bid?", "Norvik; Calder")) == "What does Calder want?"
    assert read("Where is it mined?", ("Which metal is used?", "copper")) == "Where is copper mined?"
    assert read("Whose idea was it?", ("Who built the lock?", "Norvik")).endswith("(Who built the lock? Norvik)")
    assert read("And now?", ("Who runs the Orlen mine?", "Norvik")) == "Who runs the Orlen mine now?"
