"""What the terminal shows: article text as text, never as commands to the screen."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Agreement, Answer, Article, ArticleSummary, Group, Library, Source, answer_to_json
from rag.commands import terminal
from rag.commands.answer import print_answer
from tests.cli import run_here
from tests.fakes import PhraseReader
from tests.test_groups import quotation

HOSTILE = "\x1b[2J\x1b]0;owned\x07 [bold red]Headline[/] \u202eesrever"


def test_control_characters_and_direction_marks_are_written_out() -> None:
    assert terminal.printable("a\x1b[2Jb\u202ec\r\td\ne") == "a\\u001b[2Jb\\u202ec  d\ne"


@given(st.text())
def test_nothing_that_commands_a_screen_is_left(text: str) -> None:
    shown = terminal.printable(text)
    assert not any(ord(char) < 32 and char != "\n" for char in shown)
    assert "\x7f" not in shown
    assert "\x9b" not in shown


def test_a_hostile_article_is_shown_as_text(
    library: Library, reader: PhraseReader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hostile.txt").write_text(f"{HOSTILE}\n\nThe [link=x]answer\x1b[0m is here.", encoding="utf-8")
    library.add([tmp_path / "hostile.txt"])
    reader.phrases = {"what": {"[link=x]answer\x1b[0m": 40.0}}
    answer = library.ask("what", min_confidence=0)
    assert answer.quotation is not None
    print_answer(answer)
    terminal.print_articles(library.articles())
    (listed,) = library.articles()
    terminal.print_article(library.article(listed.id), library.copies(listed.id))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[link=x]answer\\u001b[0m" in shown
    assert "[bold red]Headline[/]" in shown


def test_silence_says_why_and_sets_the_nearest_passage_apart(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("A headline\n\nSome text.", encoding="utf-8")
    library.add([tmp_path / "a.txt"])
    print_answer(library.ask("what"))
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "The articles don't say."
    assert shown[1] == "1 passage was read; none answers this."
    assert shown[3] == "Nearest passage, not an answer"
    near_miss = replace(library.ask("what"), candidates=(quotation("12"),), confidence=0.24, threshold=0.28)
    print_answer(near_miss)
    said = "1 passage was read; none answers this surely enough: the likeliest answer has 24 %, and 28 are needed."
    assert f"{said} --min-confidence 0.23 shows it." in " ".join(capsys.readouterr().out.split())


def test_a_place_is_told_in_the_file_too_where_its_text_begins_later(capsys: pytest.CaptureFixture[str]) -> None:
    shifted = replace(quotation("12"), start=20, end=22, source_start=37)
    answer = Answer("what", shifted, (), 0.9, 0.3, groups=(Group((shifted,), 0.9, 1),))
    print_answer(answer)
    assert "characters 20–22 (37–39 of the file)" in capsys.readouterr().out
    same = replace(shifted, source_start=20)
    print_answer(replace(answer, quotation=same, groups=(Group((same,), 0.9, 1),)))
    assert "characters 20–22\n" in capsys.readouterr().out


def test_what_an_article_takes_back_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    now, before = quotation("14"), quotation("40", "b")
    groups = (Group((now,), 0.8, 1), Group((before,), 0.8, 1, taken_back=True))
    answer = Answer("How many?", now, (before,), 0.8, 0.3, groups=groups, agreement=Agreement.DIFFER)
    print_answer(answer)
    assert re.findall(r"^\d\d  .*", capsys.readouterr().out, re.MULTILINE) == [
        "14  likely right · 80 %",
        "40  an article takes it back",
    ]
    assert [one["taken_back"] for one in answer_to_json(answer)["groups"]] == [False, True]


def test_of_answers_that_differ_each_has_its_own_percentage(capsys: pytest.CaptureFixture[str]) -> None:
    newest, likeliest = quotation("14", confidence=0.4), quotation("40", "b", confidence=0.9)
    groups = (Group((newest,), 0.4, 1), Group((likeliest,), 0.9, 1))
    answer = Answer("How many?", newest, (likeliest,), 0.9, 0.3, groups=groups, agreement=Agreement.DIFFER)
    print_answer(answer)
    shown = re.findall(r"^(\d\d)  .* · (\d+) %$", capsys.readouterr().out, re.MULTILINE)
    assert shown == [("14", "40"), ("40", "90")]
    proof = answer_to_json(answer)
    assert (proof["confidence"], proof["quotation"]["confidence"]) == (0.9, 0.4)
    assert [one["confidence"] for one in proof["groups"]] == [0.4, 0.9]


def test_an_article_is_shown_with_its_outlets_each_once(capsys: pytest.CaptureFixture[str]) -> None:
    sources = tuple(
        Source(f"/news/{n}.txt", 0, "f" * 64, None, outlet=outlet) for n, outlet in enumerate(["Post", "Post", ""])
    )
    terminal.print_article(Article("The gate", "Text.", "a" * 64, dt.date(2024, 5, 2), sources), [])
    assert re.search(r"^2 May 2024 · Post · \w{16} · sha256 a{64}$", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize("given", ["50", "-0.1"])
def test_a_confidence_that_is_none_is_told_what_one_is(
    given: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = run_here(capsys, monkeypatch, "ask", "Who?", "--min-confidence", given)
    assert ran.code == 2
    assert "a share of 1: write 0.5 for 50 %" in " ".join(ran.err.replace("│", " ").split())


def test_withheld_quotations_are_owned_up_to(
    library: Library, reader: PhraseReader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dataclasses import replace

    (tmp_path / "a.txt").write_text("A headline\n\nSome text.", encoding="utf-8")
    library.add([tmp_path / "a.txt"])
    print_answer(replace(library.ask("what"), withheld=2))
    assert "2 quotations were withheld" in capsys.readouterr().out


def test_a_line_end_in_a_headline_or_a_file_name_makes_no_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    article = ArticleSummary("0" * 16, "Two\nlines", None, 9, 1, ("/news/of\ntwo\tlines.txt",), 0, "The\nPost")
    terminal.print_articles([article, article])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t") for line in lines] == 2 * [
        ["0" * 16, "no date", "9", "Two\\nlines", "of\\ntwo lines.txt", "0", "The\\nPost"]
    ]
    terminal.say("removed Two\nlines")
    assert capsys.readouterr().out == "removed Two\\nlines\n"
