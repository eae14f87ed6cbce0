"""`ibid eval`: which articles it takes, and what it refuses before any work."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.command import (
    SEED_ARTICLES,
    SEED_QUESTIONS,
    run_eval,
)
from eval.extra import Extra, Split
from eval.figures import summarize
from eval.publish import Wanted
from eval.report import report_to_json
from eval.verdict import Report
from rag import Settings, SettingsError, SourceError, StorageError
from tests.lighthouse import LINE, read_json, write_questions
from tests.verdicts import MIXED, SILENT, WRONG, verdict


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path)


def test_the_defaults_are_there() -> None:
    assert SEED_QUESTIONS.is_file()
    assert len(list(SEED_ARTICLES.glob("*.txt"))) == 2


@pytest.mark.parametrize("fail_under", [-0.1, 1.01, 80.0, float("nan")])
def test_a_threshold_that_is_no_rate_is_refused(fail_under: float) -> None:
    with pytest.raises(SettingsError, match=f"--fail-under is {fail_under}; F1 goes from 0 to 1"):
        run_eval(Wanted(fail_under=fail_under), Settings())


@pytest.mark.parametrize("kind", ["json_out", "jsonl", "html"])
@pytest.mark.parametrize("name", ["", "gone/out.json"])
def test_an_unwritable_result_is_refused_before_the_work(tmp_path: Path, name: str, kind: str) -> None:
    with pytest.raises(StorageError, match="no file can be written there"):
        run_eval(Wanted(**{kind: tmp_path / name}), Settings())


def test_own_questions_need_articles(questions: Path, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "none")
    with pytest.raises(SourceError, match="which articles are these questions about") as caught:
        run_eval(Wanted(questions), settings)
    assert "--articles" in str(caught.value)
    assert not settings.library.exists()


def test_a_bad_question_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(LINE) + "\n{\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"own\.jsonl, line 2: not JSON"):
        run_eval(Wanted(path), Settings())


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, eval.command, eval.bench; "
        "print(sorted({'torch', 'chromadb', 'sklearn', 'transformers', 'sentence_transformers'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def saved(path: Path, report: Report = MIXED) -> Path:
    path.write_text(json.dumps(report_to_json(report, summarize(report, resamples=2))), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"saved": "r.json", "questions": "q.csv"}, "--from takes answers that are there already; questions is for"),
        ({"saved": "r.json", "jsonl": "q.jsonl"}, "--jsonl is for asking"),
        ({"saved": "r.json", "distractors": ("q.json",)}, "--distractors is for asking"),
        ({"compare": "r.json", "fail_if_worse": "s.json"}, "--compare and --fail-if-worse name two reports"),
        ({"blame": "weather"}, "--blame is 'weather'. Give one of retriever, reader, abstention, not_retrieved,"),
    ],
)
def test_what_contradicts_itself_is_refused(wanted: dict[str, Any], message: str) -> None:
    paths = {
        name: Path(value) if name != "blame" and isinstance(value, str) else value for name, value in wanted.items()
    }
    with pytest.raises(SettingsError) as caught:
        run_eval(Wanted(**paths), Settings())
    assert message in str(caught.value)


def test_a_report_to_compare_with_is_looked_at_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.json: cannot be read"):
        run_eval(Wanted(compare=tmp_path / "gone.json"), Settings())


def test_a_saved_report_is_printed_and_made_a_page_without_asking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, again = tmp_path / "r.html", tmp_path / "again.json"
    report = saved(tmp_path / "r.json")
    assert run_eval(Wanted(saved=report, html=page, json_out=again), Settings(library=tmp_path / "none")) == 0
    shown = capsys.readouterr()
    assert "2 wrong:" in shown.out
    assert shown.err == ""
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert read_json(again)["questions"] == read_json(report)["questions"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.json", "r.html", "r.json"]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({"blame": "outranked"}, ["wrong"]),
        ({"blame": "Reader"}, ["wrong"]),
        ({"blame": "abstention"}, ["silent"]),
        ({"blame": "not-retrieved"}, []),
        ({"show": "next"}, ["next"]),
        ({"show": "next", "blame": "silenced"}, ["silent", "next"]),
    ],
)
def test_evidence_is_printed_for_whom_it_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wanted: dict[str, str], ids: list[str]
) -> None:
    run_eval(Wanted(saved=saved(tmp_path / "r.json"), **wanted), Settings())  # type: ignore[arg-type]
    shown = capsys.readouterr().out
    assert [line.split()[0] for line in shown.splitlines() if line.endswith(" asks?")] == ids
    assert "2 wrong:" not in shown


def test_the_evidence_of_an_unknown_question_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no question has the id 'gone'"):
        run_eval(Wanted(saved=saved(tmp_path / "r.json"), show="gone"), Settings())


def test_one_half_of_a_saved_report_is_a_report(tmp_path: Path) -> None:
    known = [replace(one.question, extra=Extra(split=Split.TEST)) for one in MIXED.verdicts[:2]]
    halves = (replace(MIXED.verdicts[0], question=known[0]), replace(MIXED.verdicts[1], question=known[1]))
    report, out = saved(tmp_path / "r.json", Report(halves + MIXED.verdicts[2:])), tmp_path / "out.json"
    run_eval(Wanted(saved=report, split=Split.TEST, json_out=out), Settings())
    assert [question["id"] for question in read_json(out)["questions"]] == ["right", "wrong"]
    with pytest.raises(SourceError, match=r"r\.json: no question has the split dev"):
        run_eval(Wanted(saved=report, split=Split.DEV), Settings())


def test_a_run_is_compared_and_gated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = saved(tmp_path / "good.json", Report(tuple(verdict(str(n)) for n in range(40))))
    bad = saved(tmp_path / "bad.json", Report(tuple(verdict(str(n), **(SILENT if n < 20 else {})) for n in range(40))))
    slip = saved(tmp_path / "slip.json", Report(tuple(verdict(str(n), **(WRONG if n < 1 else {})) for n in range(40))))
    out = tmp_path / "out.json"
    assert run_eval(Wanted(saved=bad, compare=good, json_out=out), Settings()) == 0
    assert "0 better, 20 worse" in capsys.readouterr().out
    assert len(read_json(out)["comparison"]["changes"]) == 20
    assert run_eval(Wanted(saved=bad, fail_if_worse=good), Settings()) == 1
    assert "F1 fell from 1.0000 to 0.5000 on 40 questions (p < 0.001)" in capsys.readouterr().err
    assert run_eval(Wanted(saved=slip, fail_if_worse=good), Settings()) == 0  # no more than chance explains
    assert run_eval(Wanted(saved=good, fail_if_worse=bad, fail_under=0.99), Settings()) == 0
    assert run_eval(Wanted(saved=bad, fail_under=0.6), Settings()) == 1


def test_a_folder_that_is_no_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"holds corpus\.jsonl and queries\.jsonl"):
        run_eval(Wanted(tmp_path), Settings())


def test_retrieval_alone_has_no_answers_to_show(tmp_path: Path) -> None:
    for name in ("corpus.jsonl", "queries.jsonl"):
        (tmp_path / name).touch()
    with pytest.raises(SettingsError, match="--split needs answers"):
        run_eval(Wanted(tmp_path, split=Split.DEV), Settings())
    with pytest.raises(SettingsError, match=r"--html needs answers; .* measures retrieval alone"):
        run_eval(Wanted(tmp_path, html=tmp_path / "r.html"), Settings())
