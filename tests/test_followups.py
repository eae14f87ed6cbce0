"""A question that leans on the conversation is written out whole."""

from __future__ import annotations

import pytest

from rag.datatypes import Turn
from rag.followups.understanding import TURN_CHARS, leans, understand

RUSSIA = Turn("Who leads Russia?", "Vladimir Putin")
CRACK = Turn("How long is the crack according to the union?", "31 metres")
FERRY = Turn("Who owns the ferry?", "Conrad Vale")
CAPTAIN = Turn("Who is the captain of the Maren Linde?", "Ines Hask")
TEXTS = ("Mr Vale bought the ferry in 1998. He said that he was sorry.", "Ines Hask said she had asked for repairs.")


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        (RUSSIA, "How old is he?", "How old is Vladimir Putin?"),
        (RUSSIA, "and how old is he", "How old is Vladimir Putin?"),
        (RUSSIA, "What is his salary?", "What is Vladimir Putin's salary?"),
        (RUSSIA, "And Hungary?", "Who leads Hungary?"),
        (RUSSIA, "What about Hungary?", "Who leads Hungary?"),
        (CRACK, "And according to the water board?", "How long is the crack according to the water board?"),
        (CRACK, "According to the mayor?", "How long is the crack according to the mayor?"),
        (RUSSIA, "And according to Peskov?", "Who leads Russia according to Peskov?"),
        (RUSSIA, "Since when?", "Since when was it that Vladimir Putin leads Russia?"),
        (Turn("Who congratulated Trump?", "Orban"), "Who else?", "Who else congratulated Trump?"),
        (
            Turn("What was inflation in Sundrel in September?", "3.5%"),
            "And in Velmor?",
            "What was inflation in Velmor in September?",
        ),
        (
            Turn("What was inflation in Sundrel in September?", "3.5%"),
            "And in October?",
            "What was inflation in Sundrel in October?",
        ),
        (Turn("What was the biggest gift?", "50,000 crowns"), "And the smallest?", "What was the smallest gift?"),
        (Turn("When did the first ship arrive?", "Monday"), "And the second?", "When did the second ship arrive?"),
        (
            Turn("What did Trump live through in July?", "an assassination attempt"),
            "Where did it happen?",
            "Where did the assassination attempt happen?",
        ),
        (
            Turn("Who wrote that US leadership is vital?", "Zelenskyy"),
            "On what day did he write it?",
            "On what day did Zelenskyy write that US leadership is vital?",
        ),
        (Turn("When did the ferry sink?", "4 May"), "What else happened then?", "What else happened on 4 May?"),
        (Turn("Which country would receive it?", "Ukraine"), "Before when?", "Before when would Ukraine receive it?"),
    ],
)
def test_a_follow_up_is_written_out(turn: Turn, question: str, understood: str) -> None:
    assert understand(question, [turn])[0].text == understood


@pytest.mark.parametrize(
    ("asked", "question", "understood"),
    [
        ("When did the ferry sink?", "Who owned it?", "Who owned the ferry?"),
        ("When did the ferry sink last year?", "Who owned it?", "Who owned the ferry?"),
        ("How many people did the storm kill in Harwen?", "When did it hit?", "When did the storm hit?"),
        ("When will the trial be held?", "Where will it be held?", "Where will the trial be held?"),
        ("When did the storm take place?", "How strong was it?", "How strong was the storm?"),
        ("When did the company buy Twitter?", "How much did it pay?", "How much did the company pay?"),
        ("When did the Velmoran army invade Sundrel?", "How big is it?", "How big is the Velmoran army?"),
        ("Will the central bank cut rates?", "When does it meet?", "When does the central bank meet?"),
        ("When will the wind farm produce electricity?", "Who is against it?", "Who is against the wind farm?"),
        ("When did the port authority suspend trade?", "Who runs it?", "Who runs the port authority?"),
        ("Where did the farm deliver produce?", "How big is it?", "How big is the farm?"),
        ("What did the leader of the party say?", "Is he married?", "Is the leader of the party married?"),
        ("Where did the Titanic sink?", "Who built it?", "Who built the Titanic?"),
        ("When did Iran respond?", "What did it say?", "What did Iran say?"),
        ("Did the talks break down?", "Where were they held?", "Where were the talks held?"),
        # Nouns that might be verbs, but are none here.
        ("When did the oil price fall?", "Why did it fall?", "Why did the oil price fall?"),
        ("What did the prime minister say?", "Is he married?", "Is the prime minister married?"),
        ("Did the peace deal in Harwen fail?", "Who signed it?", "Who signed the peace deal?"),
        ("How long did the 2016 ceasefire in Harwen last?", "Who broke it?", "Who broke the 2016 ceasefire?"),
        ("Why was the plane crash hushed up?", "Who saw it?", "Who saw the plane crash?"),
    ],
)
def test_the_verb_of_an_earlier_question_is_no_part_of_its_subject(asked: str, question: str, understood: str) -> None:
    assert understand(question, [Turn(asked, "")])[0].text == understood


@pytest.mark.parametrize(
    ("asked", "question", "understood"),
    [
        ("How many people died in Gaza?", "And in 2023?", "How many people died in Gaza in 2023?"),
        ("How many people died in Gaza last year?", "And in 2023?", "How many people died in Gaza in 2023?"),
        ("How many people died in Gaza last year?", "And in Israel?", "How many people died in Israel last year?"),
        ("What was inflation in the region?", "And in May?", "What was inflation in the region in May?"),
        ("What was inflation in Britain in May?", "And in June?", "What was inflation in Britain in June?"),
        ("What was inflation in Britain in May?", "And June?", "What was inflation in Britain in June?"),
        ("What was inflation in Britain in June?", "and in may?", "What was inflation in Britain in may?"),
        ("Who voted for the bill?", "And in 2019?", "Who voted for the bill in 2019?"),
        ("What happened at the height of the storm?", "And in June?", "What happened in June?"),
        ("What was inflation in Britain?", "And last year?", "What was inflation in Britain last year?"),
        ("Who died in Gaza?", "And in the previous month?", "Who died in Gaza in the previous month?"),
        (
            "What did it earn in the first quarter?",
            "And in the third quarter?",
            "What did it earn in the third quarter?",
        ),
        ("What did it cost the first time?", "And the second time?", "What did it cost the second time?"),
        ("What was the biggest gift?", "And the smallest gift?", "What was the smallest gift?"),
        (
            "Which is the biggest city in the Midwest?",
            "And the smallest?",
            "Which is the smallest city in the Midwest?",
        ),
        ("How many people live in Paris?", "And Budapest?", "How many people live in Budapest?"),
        ("How many people live in Paris?", "And the Midwest?", "How many people live in the Midwest?"),
    ],
)
def test_a_new_time_takes_the_place_of_a_time_only(asked: str, question: str, understood: str) -> None:
    assert understand(question, [Turn(asked, "")])[0].text == understood


@pytest.mark.parametrize(
    ("asked", "question", "understood"),
    [
        ("How many seats did Labour win?", "And the Tories?", "How many seats did the Tories win?"),
        ("How many seats did the Democrats win?", "And the Republicans?", "How many seats did the Republicans win?"),
        (
            "How many seats did the Democrats win in Texas?",
            "And the Republicans?",
            "How many seats did the Republicans win in Texas?",
        ),
        ("How many people live in China?", "And the US?", "How many people live in the US?"),
        ("Who leads the Bank of England?", "And the Fed?", "Who leads the Fed?"),
        ("Who leads the Labour party?", "And the SNP?", "Who leads the SNP?"),
        ("When was Trump elected?", "And the Pope?", "When was the Pope elected?"),
        ("What did the government say about it?", "And the Tories?", "What did the Tories say about it?"),
        ("Who is the president of France?", "And the prime minister?", "Who is the prime minister of France?"),
        ("Who is the Conservative leader?", "And the Labour leader?", "Who is the Labour leader?"),
    ],
)
def test_a_name_with_its_article_takes_the_place_of_a_name(asked: str, question: str, understood: str) -> None:
    assert understand(question, [Turn(asked, "")])[0].text == understood


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        (
            Turn("How many hostages does Hamas hold?", "50"),
            "How many of them are alive?",
            "How many of the hostages are alive?",
        ),
        (Turn("How many hostages does Hamas hold?", "50"), "Where are they?", "Where are the hostages?"),
        (Turn("How many men robbed the bank?", "3"), "Were they caught?", "Were the men caught?"),
        (Turn("How many seats did Ida Marsh win?", "3"), "How many did they lose?", "How many did Ida Marsh lose?"),
        (Turn("Who killed the king?", "Luigi Orlo"), "Why did he do it?", "Why did Luigi Orlo do it?"),
        (FERRY, "What will he do with it?", "What will Conrad Vale do with the ferry?"),
        (
            Turn("When did he win?", "on 7 July"),
            "Who has been premier since then?",
            "Who has been premier since 7 July?",
        ),
        (Turn("When did he win?", "7 July"), "Who led before then?", "Who led before 7 July?"),
        (Turn("Where does Ida live?", "in Harwen"), "Who else fled from there?", "Who else fled from Harwen?"),
        (Turn("Where does Ida live?", "Harwen"), "Who else lives there?", "Who else lives in Harwen?"),
        (
            Turn("How many soldiers has Russia lost?", "600,000"),
            "How many tanks?",
            "How many tanks has Russia lost?",
        ),
        (Turn("How many people were killed?", "9"), "How many children?", "How many children were killed?"),
        (
            Turn("How many soldiers has Russia lost?", "600,000"),
            "In which year?",
            "In which year has Russia lost 600,000 soldiers?",
        ),
    ],
)
def test_what_was_counted_done_or_said_to_be_when_is_worded_as_it_must_be(
    turn: Turn, question: str, understood: str
) -> None:
    assert understand(question, [turn])[0].text == understood


@pytest.mark.parametrize(
    "question",
    [
        "How hot is it in Delhi?",
        "How hot does it get in Dubai?",
        "How far is it to Moscow?",
        "May Trump run again?",
        "How long has it been since Trump won?",
        "How hard is it to impeach a president?",
        "How hard is it for a president to be impeached?",
        "How likely is it that Labour wins?",
        "How important is it to vote in France?",
        "Why was it so hard to put out the fire in Maui?",
        "Does it matter who wins in Georgia?",
        "Is it the first time a woman leads Mexico?",
        "When did it last rain in Jakarta?",
        "Why is it called Brexit?",
        "How safe is it in Israel?",
        "Is it time to leave NATO?",
        "Despite his conviction, can Trump run?",
        "After his arrest, was Navalny poisoned?",
        "When he left office, did Trump run again?",
    ],
)
def test_it_that_stands_for_nothing_and_a_pronoun_before_its_name_are_left_alone(question: str) -> None:
    assert not leans(question, [RUSSIA])


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("How big is it in area?", "How big is Russia in area?"),
        ("How close is it to Moscow?", "How close is Russia to Moscow?"),
        ("How important is it to Hungary?", "How important is Russia to Hungary?"),
        ("How dangerous is it to children?", "How dangerous is Russia to children?"),
        ("How likely is it to win?", "How likely is Russia to win?"),
        ("When was it sold to Musk?", "When was Russia sold to Musk?"),
        ("Is it ready to open?", "Is Russia ready to open?"),
        ("Why was it called off?", "Why was Russia called off?"),
        ("What is it called?", "What is Russia called?"),
        ("When did he meet Trump?", "When did Vladimir Putin meet Trump?"),
        ("Before his arrest, did he speak?", "Before Vladimir Putin's arrest, did he speak?"),
    ],
)
def test_a_pronoun_near_those_is_written_out(question: str, understood: str) -> None:
    assert understand(question, [RUSSIA])[0].text == understood


def test_he_and_she_are_told_apart_by_what_the_articles_say() -> None:
    assert understand("How old is she?", [CAPTAIN, FERRY], lambda query: TEXTS)[0].text == "How old is Ines Hask?"
    assert understand("How old is he?", [FERRY, CAPTAIN], lambda query: TEXTS)[0].text == "How old is Conrad Vale?"


def test_a_conversation_is_followed_through_its_own_follow_ups() -> None:
    turns = [FERRY, Turn("How old is he?", "71"), Turn("And where does he live?", "Pelsund")]
    assert understand("Who took over from him?", turns)[0].text == "Who took over from Conrad Vale?"


def test_what_cannot_be_written_out_is_read_beside_the_turn_before() -> None:
    said = understand("What happened then?", [Turn("Who resigned?", "")])[-1].text
    assert said == "What happened then? (Who resigned?)"


def test_who_only_names_somebody_else_is_not_answered_with_what_was_told_of_the_first() -> None:
    turns = [Turn("How old is Conrad Vale?", "71")]
    for named in ("And Ilse Dorn?", "What about Dorn?"):
        assert [one.text.startswith("How old is ") for one in understand(named, turns)] == [True]
    assert len(understand("And in Pelsund?", [Turn("How old is the bridge in Castrey?", "71")])) == 2


def test_who_else_does_not_get_the_same_answer_again() -> None:
    turns = [Turn("Who congratulated Trump?", "Orban"), Turn("Who else?", "Meloni")]
    assert understand("Who else?", turns)[0].known == ("Orban", "Meloni")


def test_a_long_conversation_does_not_crowd_out_the_question() -> None:
    turns = [Turn("Who? " * 1000, "Somebody " * 1000)] * 50
    for version in understand("How old is he?", turns):
        assert version.text.startswith("How old is")
        assert len(version.text) < 4 * TURN_CHARS
