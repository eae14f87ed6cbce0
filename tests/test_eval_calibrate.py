"""`python -m eval.calibrate`: the shipped reader's confidences, fitted on SQuAD and on news."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from eval import calibrate
from rag.evidence.confidence import load_calibration
from tests.fakes import write_articles
from tests.test_library_calibration import TOWNS, write_questions


def write_squad(path: Path) -> Path:
    """Twenty questions with answers, on two paragraphs."""
    paragraphs = []
    for street in range(2):
        context = " ".join(f"House {number} in Street{street} has {number * 3 + 50} windows." for number in range(10))
        questions = [
            {
                "id": f"s{street}-{number}",
                "question": f"How many windows does house {number} in Street{street} have?",
                "answers": [{"text": (said := str(number * 3 + 50)), "answer_start": context.index(f" {said} ") + 1}],
            }
            for number in range(10)
        ]
        paragraphs.append({"context": context, "qas": questions})
    path.write_text(json.dumps({"version": "1.1", "data": [{"title": "Streets", "paragraphs": paragraphs}]}))
    return path


@pytest.mark.slow
def test_news_are_fitted_on_beside_squad_and_their_test_half_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    squad = write_squad(tmp_path / "squad.json")
    articles = tmp_path / "articles"
    write_articles(articles, TOWNS)
    lines = write_questions(tmp_path / "all.jsonl", 22, 6).read_text().splitlines()
    halves = [json.loads(line) | {"split": "test" if number < 2 else "dev"} for number, line in enumerate(lines)]
    news = tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps(line) + "\n" for line in halves))
    out = tmp_path / "calibration.json"
    stories = write_squad(tmp_path / "stories.json")
    given = [squad, "--stories", stories, squad, "--news", news, articles, "--out", out]
    monkeypatch.setattr(sys, "argv", ["calibrate", *map(str, given)])
    calibrate.main()
    written = json.loads(out.read_text())
    assert written["fitted_on"] == {
        "files": ["stories.json", "squad.json", "news.jsonl"],
        "questions": {"stories.json": 20, "news.jsonl": 26},
    }
    assert set(written["held_out_half"]) == {"open", "stories", "news.jsonl"}
    assert 0 < load_calibration(out).threshold < 1
    assert json.loads(capsys.readouterr().out) == written


def test_questions_on_news_need_their_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["calibrate", "squad.json", "--news", "news.jsonl", "--out", str(tmp_path / "c")])
    with pytest.raises(SystemExit):
        calibrate.main()
    assert "--news: expected 2 arguments" in capsys.readouterr().err
