"""Questions for several things, and the things that one sentence lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Library, answer_to_json
from rag.datatypes import Agreement
from rag.evidence.factuality.denied import is_denied_of
from rag.evidence.lists.members import members
from rag.question.several import asks_for_several, count_asked
from tests.fakes import PhraseReader


@pytest.mark.parametrize(
    "question",
    [
        "Which leaders congratulated Trump?",
        "Which places had no trains?",
        "Which other council members wanted to lower the rate?",
        "In which streets must water be boiled?",
        "Who else said so?",
        "Who were the candidates?",
        "What are the names of the ships?",
        "List the towns.",
        "What towns?",
        "which towns were flooded",
        "Who else attended?",
        "What reasons did the minister give?",
        "Which two ministers resigned?",
        "Which of the bridges closed?",
        "Which countries support Ukraine?",
        "Which companies make chips?",
        "Which states allow abortion?",
        "Which cities host matches?",
        "Which countries offer visas to refugees?",
        "Which voters trust the president?",
        "Which countries still recognise Taiwan?",
        "Which two big companies make steel for cars?",
        "Which European countries oppose it?",
        "Which NATO members want to join?",
        "Which planes land at Tolvay?",
        "Which Republicans voted against the bill?",
        "Which Democrats in the Senate resigned?",
        "Which Republicans support Karel?",
        "Which MPs were suspended?",
        "Name three firms that bid for the contract.",
        "Give me the names of the victims.",
        "What are Keir Starmer's five missions?",
        "What are her conditions?",
        "Who was among the dead?",
        "After the vote, which MPs resigned?",
        "Which are the largest islands?",
        "Which Formula One drivers crashed?",
        "Which species are at risk?",
        "List everyone arrested.",
        "Name the four people on trial.",
        "Give me a list of the closed roads.",
        "Who sits on the tender panel?",
        "Who is in Norvia's delegation?",
        "Who was placed on the blacklist?",
        "Who took part in the regatta?",
        "Who is running for sheriff?",
        "Who stood in the Lorsk by-election?",
        "Who attended the funeral?",
    ],
)
def test_a_question_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which leader congratulated Trump?",
        "Which ship sails to Tolvay?",
        "What was said?",
        "What news came from Pelsund?",
        "Who won?",
        "Which party has most seats?",
        "What causes floods?",
        "What was damaged?",
        "How many people died?",
        "Who is the mayor of Lorsk?",
        "Which process was used?",
        "What crisis did the bank cause?",
        "What does the Lords committee want?",
        "Which sports star retired?",
        "Which sports star from Spain won?",
        "Which arms firm was fined?",
        "Which arms firm makes the gun?",
        "Which markets regulator in London fined the bank?",
        "Which metals exchange in London was closed?",
        "Which metals exchange sets the price?",
        "Which students union represents Lorsk?",
        "Which company makes steel for cars?",
        "Which country's president from the south resigned?",
        "Which costs more to run?",
        "Which sells more cars?",
        "What makes steel rust in water?",
        "Which Guardians of the Galaxy film won?",
        "Which United States senator voted?",
        "Which Williams won?",
        "Which Texas was meant?",
        "Which Hills is the farm in?",
        "Which OS did Windows overtake?",
        "Which Metro comprises five lines?",
        "Which windows operation system does it use?",
        "What is the date by which Rovers must pay?",
        "What is the way in which macrophages try to kill?",
        "Who are the Proud Boys?",
        "Who are they?",
        "Which of the two candidates won?",
        "What were the terms of the ceasefire?",
        "What are the plans for the old mill?",
        "Name the umpire of the race.",
        "In whose name was the house bought?",
        "Which glass works was burgled?",
        "Which gas does it burn?",
        "Who stood down?",
        "Who is in charge of the inquiry?",
        "Who chairs the panel?",
        "Who runs the team?",
        "Who won in the final?",
        "Who is the youngest in the squad?",
        "Who is head of the council?",
        "",
    ],
)
def test_a_question_for_one(question: str) -> None:
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("Not to Grendholt, Dunmarrow and Ferrisk.", "Dunmarrow and Ferrisk", ["Grendholt", "Dunmarrow", "Ferrisk"]),
        ("No trains to Grendholt, Dunmarrow, or Ferrisk.", "Grendholt", ["Grendholt", "Dunmarrow", "Ferrisk"]),
        ("Ms Corvan and her brother Felix have sold.", "Felix", ["Ms Corvan", "her brother Felix"]),
        ("1. take in chairs\n2. fill bottles", "take in chairs\n2. fill bottles", ["take in chairs", "fill bottles"]),
        ("It took 1,350 eggs, milk and bread.", "1,350 eggs, milk and bread", ["1,350 eggs", "milk", "bread"]),
        ("Open between eight and nine.", "eight and nine", ["eight and nine"]),
        ("The mayor, Ilse Dorn, left.", "Ilse Dorn", ["Ilse Dorn"]),
        ("He met Tarrow, the premier.", "Tarrow", ["Tarrow"]),
        ("It was cold.", "cold", ["cold"]),
        ("To Bosnia and Herzegovina and Cuba.", "Bosnia and Herzegovina and Cuba", ["Bosnia and Herzegovina", "Cuba"]),
        ("Ann Lee, aged 46, and Tom Lee left.", "Ann Lee, aged 46, and Tom Lee", ["Ann Lee", "Tom Lee"]),
        ("Ann Lee, the nurse, and Bo Day, a guard.", "Ann Lee, the nurse, and Bo Day, a guard", ["Ann Lee", "Bo Day"]),
        ("To York, Pa., and Dover, Del., it is far.", "York, Pa., and Dover, Del.", ["York, Pa.", "Dover, Del."]),
        ("Acme, Inc. and Norvex won.", "Acme, Inc. and Norvex", ["Acme, Inc.", "Norvex"]),
        ("Both bread and milk rose.", "Both bread and milk", ["bread", "milk"]),
        ("Bread, milk and eggs, among others.", "Bread, milk and eggs, among others", ["Bread", "milk", "eggs"]),
        ("Portland, Oregon; Boise, Idaho.", "Portland, Oregon; Boise, Idaho", ["Portland, Oregon", "Boise, Idaho"]),
        ("On Monday, July 14, it rained.", "Monday, July 14", ["Monday, July 14"]),
        ("Lunden along with Verin won.", "Lunden along with Verin", ["Lunden", "Verin"]),
        ("They arrested Tom Lee, 24, and Ann Lee, 25.", "Tom Lee, 24, and Ann Lee, 25", ["Tom Lee", "Ann Lee"]),
        ("A man, 24, and his wife, 25, left.", "A man, 24, and his wife, 25", ["A man", "his wife"]),
        ("They arrested Tom Lee, 24.", "Tom Lee, 24", ["Tom Lee, 24"]),
        ("On lines 4, 6 and 12 it was late.", "lines 4, 6 and 12", ["lines 4", "6", "12"]),
        ("He had bread, 24 eggs and milk.", "bread, 24 eggs and milk", ["bread", "24 eggs", "milk"]),
        ("In Paris, Macron and Scholz signed it.", "Macron and Scholz", ["Macron", "Scholz"]),
        ("In Paris, Macron and Scholz signed it.", "Scholz", ["Macron", "Scholz"]),
        ("On Monday, Macron and Scholz signed it.", "Macron and Scholz", ["Macron", "Scholz"]),
        ("On Monday in Paris, Macron and Scholz met.", "Macron and Scholz", ["Macron", "Scholz"]),
        ("At the White House, Macron and Scholz met.", "Macron and Scholz", ["Macron", "Scholz"]),
        ("In Paris and Rome, Macron, Dorn and Scholz met.", "Scholz", ["Macron", "Dorn", "Scholz"]),
        ("In Paris and Rome it rained.", "Rome", ["Paris", "Rome"]),
        ("According to the BBC, Macron and Scholz met.", "Macron and Scholz", ["Macron", "Scholz"]),
        ("In Paris, Rome and Bonn, it rained.", "Rome", ["Paris", "Rome", "Bonn"]),
        ("Both Macron and Scholz met.", "Scholz", ["Macron", "Scholz"]),
        ("Trains to Paris, Rome and Bonn were late.", "Rome and Bonn", ["Paris", "Rome", "Bonn"]),
        ("It rained, according to Reuters, AFP and Tass.", "Tass", ["Reuters", "AFP", "Tass"]),
        ("Élisabeth Borne, Macron and Scholz met.", "Scholz", ["Élisabeth Borne", "Macron", "Scholz"]),
        ("Ursula von der Leyen, Macron and Dorn met.", "Dorn", ["Ursula von der Leyen", "Macron", "Dorn"]),
        ("“Salt” by Ann Lee, “Ox” by Bo Day and “Rue”.", "“Ox”", ["“Salt” by Ann Lee", "“Ox” by Bo Day", "“Rue”"]),
        ("Of ten. The last are Ardo, Belk and Corm.", "ten. The last are Ardo", ["Ardo", "Belk", "Corm"]),
        ("Three bid: Ardo; Belk; and Corm.", "Three bid: Ardo", ["Ardo", "Belk", "Corm"]),
        ("| Name | Age |\n|---|---|\n| Bo | 3 |\n| Cy | 5 |", "Bo | 3", ["Bo", "Cy"]),
        ("Town\tDead\nLorsk\t3\nTolvay\t5\n", "5", ["3", "5"]),
        ("Either a | b or c | d holds.", "a", ["a"]),
        ("Found in Mali, Chad and Niger, the Health Board said.", "Mali, Chad and Niger", ["Mali", "Chad", "Niger"]),
        ("Ann Lee (Left), Bo Day (Right) and Cy Fox left.", "Bo Day", ["Ann Lee (Left)", "Bo Day (Right)", "Cy Fox"]),
        ("Lee (10 m, 20 m), Day (80 m) and Orr.", "Day", ["Lee (10 m, 20 m)", "Day (80 m)", "Orr"]),
        ("Aid came from the U.S., Britain and France.", "Britain", ["the U.S.", "Britain", "France"]),
    ],
)  # fmt: skip
def test_what_a_sentence_lists(text: str, span: str, expected: list[str]) -> None:
    start = text.index(span)
    assert [text[first:last] for first, last in members(text, start, start + len(span))] == expected


@given(st.text("Ab ,;\n1.-and or", max_size=60), st.data())
@settings(max_examples=100)
def test_things_listed_are_stretches_of_the_text_in_order(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at = 0
    for first, last in members(text, start, end):
        assert at <= first <= last <= len(text)
        at = last


def test_who_did_not_do_what_is_asked_is_no_member(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    text = "Kasanga and Belwe signed the pact on Monday. Two countries, Tarema and Sundola, refused to sign it."
    (tmp_path / "a.txt").write_text(f"Pact\n\n{text}\n", encoding="utf-8")
    library.add([tmp_path])
    question, refused = "Which countries signed the pact?", "Which countries refused to sign the pact?"
    phrases = {"Kasanga and Belwe": 40.0, "Tarema and Sundola": 39.0, "Two countries": 41.0}
    reader.phrases = {question: phrases, refused: {"Tarema and Sundola": 40.0, "Two countries": 41.0}}
    assert [group.quotations[0].text for group in library.ask(question).groups] == ["Kasanga", "Belwe"]
    assert [group.quotations[0].text for group in library.ask(refused).groups] == ["Tarema", "Sundola"]


@pytest.mark.parametrize(
    ("after", "is_denied"),
    [
        (" refused to sign.", True),
        (", who did not sign it, left.", True),
        (" have not yet been signed up.", True),
        (" did not.", True),
        (" signed, but Imreth did not.", False),
        (" signed; Imreth refused to sign.", False),
        (" did not speak.", False),
    ],
)
def test_what_is_denied_of_a_name(after: str, is_denied: bool) -> None:
    assert is_denied_of("Who signed the pact?", after) == is_denied
    assert not is_denied_of("Who did not sign the pact?", after)


THREE = ["Ann Lee", "Bo Day", "Cy Fox"]


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("Two cooks and a nurse: Ann Lee, Bo Day and Cy Fox.", {"Two cooks and a nurse": 9.0, "Bo Day": 5.0}, THREE),
        ("Two nurses and a cook won.", {"Two nurses and a cook": 9.0}, ["Two nurses", "a cook"]),
        ("Danish and Thai cooks won: Ann Lee and Bo Day.", {"Danish and Thai": 9.0, "Ann Lee": 5.0}, THREE[:2]),
        ("- Ann Lee, a nurse\n- Bo Day\n- Cy Fox\n\nIt rained.", {"Ann Lee": 5.0}, THREE),
        ("Name | Trade\nAnn Lee | nurse\nBo Day | cook\n", {"Ann Lee | nurse": 5.0}, THREE[:2]),
    ],
)  # fmt: skip
def test_names_are_listed_rather_than_counted(
    library: Library, reader: PhraseReader, tmp_path: Path, text: str, phrases: dict[str, float], expected: list[str]
) -> None:
    (tmp_path / "a.txt").write_text(f"Honours\n\n{text}", encoding="utf-8")
    library.add([tmp_path])
    question = "Which people were honoured?"
    reader.phrases = {question: phrases}
    assert [group.quotations[0].text for group in library.ask(question, min_confidence=0).groups] == expected


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("1. get in\n2. lie down\n", "get in\n2. lie down", ["get in", "lie down"]),
        ("The prize was shared by Ann Lee and Bo Day.", "Ann Lee", THREE[:2]),
        ("The prize was given by Ann Lee and Bo Day.", "Ann Lee", THREE[:1]),
        ("- fires\n- hoses\n", "fires", ["fires"]),
    ],
)  # fmt: skip
def test_a_list_is_taken_apart_whatever_was_asked(
    library: Library, reader: PhraseReader, tmp_path: Path, text: str, phrase: str, expected: list[str]
) -> None:
    (tmp_path / "a.txt").write_text(f"Storm\n\n{text}", encoding="utf-8")
    library.add([tmp_path])
    reader.phrases = {"What now?": {phrase: 9.0}}
    assert [group.quotations[0].text for group in library.ask("What now?", min_confidence=0).groups] == expected


def test_lines_with_bullets_tell_what_is_done(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Storm\n\n- fires near woods\n- hoses\n\nIt rained.", encoding="utf-8")
    library.add([tmp_path])
    reader.phrases = {"What is forbidden?": {"fires near woods": 9.0}, "What is the danger?": {"hoses": 9.0}}
    shown = [[one.quotations[0].text for one in library.ask(question).groups] for question in reader.phrases]
    assert shown == [["fires near woods", "hoses"], ["hoses"]]


def test_a_list_of_as_many_as_are_asked_for_is_likelier(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Storm\n\nAnn Lee, Bo Day and Cy Fox won. Di Orr won.", encoding="utf-8")
    library.add([tmp_path])
    phrases = {"Ann Lee, Bo Day and Cy Fox": 4.5, "Di Orr": 5.0}
    reader.phrases = {"Name the three winners.": phrases, "Name the two winners.": phrases}
    three, two = (library.ask(question, min_confidence=0) for question in reader.phrases)
    assert three.groups[0].quotations[0].text == "Ann Lee"
    assert two.groups[0].quotations[0].text == "Di Orr"
    assert three.confidence > two.confidence


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Name the three finalists.", 3),
        ("Which two ministers quit?", 2),
        ("What are Dorn's five aims?", 5),
        ("Who are the ten best?", 10),
        ("Who were the runners-up?", None),
        ("Which minister quit after two days?", None),
    ],
)
def test_how_many_are_asked_for(question: str, count: int | None) -> None:
    assert count_asked(question) == count


def test_each_thing_listed_is_a_quotation_of_its_own(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    for name, text in (
        ("a", "There were no trains to Grendholt, Dunmarrow and Ferrisk on Monday."),
        ("b", "Buses went to Dunmarrow, where no train came."),
    ):
        (tmp_path / f"{name}.txt").write_text(f"Trains\n\n{text}\n", encoding="utf-8")
    library.add([tmp_path])
    question = "Which towns had no trains on Monday?"
    reader.phrases = {question: {"Grendholt, Dunmarrow and Ferrisk": 40.0, "Dunmarrow, where": -1.0}}
    answer = library.ask(question)
    assert answer.agreement is Agreement.SEVERAL
    assert [group.quotations[0].text for group in answer.groups] == ["Grendholt", "Dunmarrow", "Ferrisk"]
    assert all(check.holds for check in library.verify(json.dumps(answer_to_json(answer))))
    reader.phrases = {"What town had no trains?": {"Grendholt, Dunmarrow and Ferrisk": 40.0}}
    one = library.ask("What town had no trains?").quotation
    assert one is not None
    assert one.text == "Grendholt, Dunmarrow and Ferrisk"
