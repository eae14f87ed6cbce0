"""The reader given the right paragraph: what is counted, and how."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.given import measure
from eval.squad import load_task
from rag import ModelReader
from tests.tiny_models import CORPUS, save_bert


def write_squad(path: Path) -> Path:
    answers = [{"text": "a new bridge", "answer_start": CORPUS[0].index("a new bridge")}]
    qas = [
        {"id": "1", "question": "What did the mayor open?", "answers": answers, "is_impossible": False},
        {"id": "2", "question": "Who closed the tunnel?", "answers": [], "is_impossible": True},
    ]
    data = {"data": [{"paragraphs": [{"context": CORPUS[0], "qas": qas}]}]}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_answerable_and_unanswerable_questions_are_counted_apart(tmp_path: Path) -> None:
    task = load_task(write_squad(tmp_path / "own.json"), articles=None, paragraphs=tmp_path / "paragraphs")
    figures = measure("own", task, ModelReader(str(save_bert(tmp_path / "bert"))))
    assert (figures.answerable, figures.unanswerable) == (1, 1)
    assert figures.f1 is not None
    assert 0.0 <= figures.f1 <= 1.0
    assert figures.silent in (0.0, 1.0)


def test_a_set_without_unanswerable_questions_has_no_rate_of_silence(tmp_path: Path) -> None:
    path = write_squad(tmp_path / "own.json")
    data = json.loads(path.read_text())
    del data["data"][0]["paragraphs"][0]["qas"][1]
    path.write_text(json.dumps(data))
    task = load_task(path, articles=None, paragraphs=tmp_path / "paragraphs")
    assert measure("own", task, ModelReader(str(save_bert(tmp_path / "bert")))).silent is None


@pytest.mark.slow
def test_shipped_reader_as_a_command(tmp_path: Path, guarded_env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "eval.given", str(write_squad(tmp_path / "own.json"))]
    done = subprocess.run(command, env=guarded_env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    heading, line = (row.split() for row in done.stdout.splitlines())
    assert heading == ["given", "the", "paragraph", "questions", "F1", "EM", "unanswerable", "silent"]
    assert line[:4] == ["own.json", "1", "100.0", "100.0"]


def test_a_file_that_is_no_squad_is_one_line(tmp_path: Path, guarded_env: dict[str, str]) -> None:
    (tmp_path / "x.json").write_text("{")
    command = [sys.executable, "-m", "eval.given", str(tmp_path / "x.json")]
    done = subprocess.run(command, env=guarded_env, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("given: ")
