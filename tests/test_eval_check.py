"""`ibid eval --check`: all that is wrong with questions, without asking them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.command import (
    run_check,
    run_eval,
)
from eval.publish import Wanted
from rag import Library, Settings, SettingsError, SourceError
from tests.lighthouse import CONTEXT, LINE, write_questions


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path)


def test_the_shipped_questions_have_nothing_wrong_but_words_that_stand_several_times(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run_check(Wanted(), Settings(library=tmp_path / "none"))
    headings = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  ")]
    assert [heading.split(" (")[0] for heading in headings[:-1]] == ["answer stands where it does not count"]


def test_a_check_lists_all_that_is_wrong_and_asks_nothing(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run_check(Wanted(questions=questions, articles=tmp_path / "articles"), Settings(library=tmp_path / "none")) == 0
    )
    assert capsys.readouterr().out == "1 question, nothing to mend\n"
    broken = [
        LINE | {"id": "offset", "start": 1},
        LINE | {"id": "words", "answers": ["1889"], "question": "Which year?"},
    ]
    text = questions.read_text() + "{\n" + "".join(json.dumps(line) + "\n" for line in broken)
    questions.write_text(text)
    assert (
        run_check(Wanted(questions=questions, articles=tmp_path / "articles"), Settings(library=tmp_path / "none")) == 1
    )
    start = LINE["start"]
    assert capsys.readouterr().out.splitlines() == [
        "cannot be used (1)",
        f"  {questions}, line 2: not JSON (Expecting property name enclosed in double quotes: line 1 column 2 "
        "(char 1)). Write one object a line.",
        "answer not in the article (1)",
        "  words: '1889' does not stand in olm.txt",
        "wrong offset (1)",
        f"  offset: '1887' stands in olm.txt at {start}, not at 1",
        "duplicate (1): leave one out",
        "  offset: asks what built asks: 'When was the lighthouse built?'",
        "3 questions, 4 problems",
    ]


def test_a_misspelt_field_is_a_problem_and_a_note_of_ones_own_is_none(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted, settings = Wanted(questions=questions, articles=tmp_path / "articles"), Settings(library=tmp_path / "none")
    questions.write_text(json.dumps(LINE | {"note\nof mine": "seen"}) + "\n")
    assert run_check(wanted, settings) == 0
    assert capsys.readouterr().out.splitlines() == [
        "`note of mine` of 1 question is not known, and is passed over",
        "1 question, nothing to mend",
    ]
    questions.write_text(json.dumps(LINE | {"asof": "2024-11-07"}) + "\n")
    assert run_check(wanted, settings) == 1
    assert capsys.readouterr().out.splitlines() == [
        "field that is not known (1): it is passed over when the questions are asked",
        "  built: `asof` of 1 question is not known; did you mean `as_of`?",
        "1 question, 1 problem",
    ]


@pytest.mark.slow
def test_a_misspelt_field_is_told_when_the_questions_are_asked(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions.write_text(json.dumps(LINE | {"asof": "2024-11-07", "note": "seen"}) + "\n")
    assert run_eval(Wanted(questions, tmp_path / "articles"), Settings(library=tmp_path / "none")) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "`asof` of 1 question is not known; did you mean `as_of`? It is passed over." in told
    assert "note" not in told


def test_a_set_of_beir_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"_id": "a", "text": CONTEXT}) + "\n")
    (tmp_path / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "Who?"}) + "\n")
    qrels = tmp_path / "qrels" / "test.tsv"
    qrels.write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    assert run_check(Wanted(questions=tmp_path), Settings()) == 0
    assert capsys.readouterr().out == "1 question, 1 document, 0 problems\n"
    qrels.write_text(qrels.read_text() + "q\tgone\t1\n")
    assert run_check(Wanted(questions=tmp_path), Settings()) == 1
    assert capsys.readouterr().out.splitlines()[0] == "  gone: relevant, but blank or not in corpus.jsonl"


@pytest.mark.slow
def test_a_check_can_be_about_the_library(questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(library=tmp_path / "library")
    with Library.open(settings=settings, create=True) as library:
        library.add([tmp_path / "articles"])
    assert run_check(Wanted(questions=questions), settings) == 0
    assert capsys.readouterr().out == "1 question, nothing to mend\n"


def test_squad_is_checked_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    qas = [
        {"id": "a", "question": "When?", "answers": [{"text": "1887", "answer_start": CONTEXT.index("1887")}]},
        {"id": "b", "question": "Where?", "answers": [{"text": "1887", "answer_start": 3}]},
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": CONTEXT, "qas": qas}]}]}))
    assert run_check(Wanted(questions=path), Settings()) == 1
    assert "question 'b': its paragraph does not read '1887' at 3" in capsys.readouterr().out


def test_a_table_whose_answers_are_not_found_says_how_to_see_all(questions: Path, tmp_path: Path) -> None:
    table = tmp_path / "own questions.csv"
    table.write_text("question,answer\nWhen was it built?,1887\nBy whom?,Bo\nWhere?,Ede\n")
    with pytest.raises(SourceError) as caught:
        run_eval(Wanted(table, tmp_path / "articles"), Settings())
    assert str(caught.value).startswith(
        f"{table}: 2 of 3 questions have an answer that is not found. The first, row-3: "
    )
    assert f"`ibid eval --check '{table}' --articles {tmp_path / 'articles'}`" in str(caught.value)


@pytest.mark.parametrize(
    "more", [{"html": Path("x.html")}, {"fail_under": 0.5}, {"show": "a"}, {"distractors": (Path("x"),)}]
)
def test_a_check_takes_nothing_that_is_for_asking(more: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="--check asks nothing"):
        run_check(Wanted(**more), Settings())
