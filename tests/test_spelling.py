"""Names that no article has are told, with the nearest that one has; all others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library, UnknownName, answer_to_json
from rag.commands.answer import print_answer
from rag.question.spelling import unknown_names
from rag.text.wording import plain_unknown
from tests.fakes import PhraseReader
from ui.answer import render_answer
from ui.query import Query, parse_query

TEXTS = (
    "Minister meets Verholt\n\nAda Verholt and Dr. Halvor Dray spoke in Port-Saint-Anne on Tuesday.",
    "Track closed\n\nTrack and station are closed. The track of the Board is a purse, the board says.",
    "Storm passes\n\nThe storm has exaggerated nothing, said José Tarrow of the EU's office.",
)


@pytest.fixture
def spoken(library: Library, tmp_path: Path) -> Library:
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    library.add([tmp_path / f"{number}.txt" for number in range(len(TEXTS))])
    return library


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What did Ada Verholt say?", []),
        ("What did Werholt's office say?", [("Werholt", "Verholt")]),
        ("What did Jose Tarrow and Halvord Dray say?", [("Halvord", "Halvor")]),
        ("How many people died in Valencia in November?", [("Valencia", "")]),
        ("Who is the mayor of Port-Saint-Anne?", []),
        ("Who is Anna of Port-Saint-Ann?", [("Anna", "")]),
        ("what did werholt exagerate", [("werholt", "Verholt")]),
        ("What Did Werholt Invent?", [("Werholt", "Verholt")]),
        ("What was decided by the EEC?", [("EEC", "")]),
        ("Verhold says what about it?", [("Verhold", "Verholt")]),
        ("which truck was aboard", []),
        ("For what purpose?", []),
        ("Which Truck was it?", [("Truck", "Track")]),
        ("Who won the World Cup in Valencia?", [("World Cup", ""), ("Valencia", "")]),
        ("What did President Ada Lopez say to Halvord Dray?", [("President Ada Lopez", ""), ("Halvord", "Halvor")]),
        ("Did Valencia's Ada Verholt speak?", [("Valencia", "")]),
        ("When Did Verholt Speak in the Old Hall?", []),
        ("Two sank. Apparently Verholt spoke. What did Dr. Lopez say?", [("Lopez", "")]),
        ("Why?", []),
        ("?!", []),
        ("", []),
    ],
)
def test_names_that_no_article_has_are_told(spoken: Library, question: str, unknown: list[tuple[str, str]]) -> None:
    desk = spoken._desk
    assert [(one.name, one.near) for one in unknown_names(question, desk.lexical, desk.catalogue)] == unknown


def test_an_answer_says_which_names_are_unknown_everywhere_it_is_shown(
    spoken: Library, reader: PhraseReader, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "Where did Werholt speak?"
    reader.phrases = {question: {"Port-Saint-Anne": 40.0}}
    answer = spoken.ask(question)
    assert answer.quotation is not None
    assert answer.unknown == (UnknownName("Werholt", "Verholt"),)
    assert answer_to_json(answer)["unknown"] == [{"name": "Werholt", "near": "Verholt"}]
    print_answer(answer)
    said = plain_unknown(answer.unknown[0])
    assert said == "No article has “Werholt”; did you mean “Verholt”?"
    assert said in capsys.readouterr().out
    html = render_answer(answer, 1, Query(question))
    assert "No article has “Werholt”." in html
    link = html.split('<a class="ask" href="')[1].split('"')[0]
    assert parse_query(link).question == "Where did Verholt speak?"


def test_a_silence_says_that_no_article_has_the_name(spoken: Library, capsys: pytest.CaptureFixture[str]) -> None:
    answer = spoken.ask("How many people died in Valencia?")
    assert answer.quotation is None
    print_answer(answer)
    out = capsys.readouterr().out
    assert "The articles don't say." in out
    assert "No article has “Valencia”." in out


def test_a_greeting_has_no_unknown_names(spoken: Library) -> None:
    assert spoken.ask("Hello there").unknown == ()
