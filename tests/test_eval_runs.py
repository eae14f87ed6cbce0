"""Whole runs of `ibid eval` with the real models."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.command import (
    SEED_ARTICLES,
    SHIPPED_QUESTIONS,
    WORLD_ARTICLES,
    WORLD_QUESTIONS,
    choose_task,
    run_eval,
)
from eval.extra import Split
from eval.keeping import FOLDER
from eval.publish import Wanted
from rag import Library, Settings, SourceError
from tests.lighthouse import CONTEXT, LINE, read_json, write_questions


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path)


@pytest.mark.slow
def test_own_questions_and_articles(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    out = tmp_path / "out" / "figures.json"
    out.parent.mkdir()
    settings = Settings(library=tmp_path / "none", min_confidence=0.0)
    assert run_eval(Wanted(questions, tmp_path / "articles", json_out=out, fail_under=0.5), settings) == 0
    figures = read_json(out)
    assert figures["answerable"] == {"n": 1, "exact_match": 1.0, "f1": 1.0, "f1_with_sets": 1.0, "answered": 1.0}
    assert figures["questions"][0]["prediction"] in LINE["answers"]
    assert figures["citations"]["valid"] == 1.0
    shown = capsys.readouterr()
    assert "answerable" in shown.out
    assert shown.err == ""
    assert list(scratch.glob("ibid-eval-*")) == []  # the library is gone
    assert list(out.parent.iterdir()) == [out]  # and nothing half-written is left
    assert not settings.library.exists()


@pytest.mark.slow
def test_one_half_of_the_questions_is_asked(questions: Path, tmp_path: Path) -> None:
    lines = [LINE | {"id": name, "split": name, "story": "lighthouse"} for name in ("dev", "test")]
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    out = tmp_path / "out.json"
    run_eval(Wanted(questions, tmp_path / "articles", split=Split.TEST, json_out=out), Settings())
    (asked,) = read_json(out)["questions"]
    assert (asked["id"], asked["split"], asked["story"]) == ("test", "test", "lighthouse")


@pytest.mark.slow
def test_own_library_and_a_missed_threshold(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(library=tmp_path / "library", min_confidence=1.0)  # always silent
    with Library.open(settings=settings, create=True) as library:
        library.add([tmp_path / "articles"])
    assert run_eval(Wanted(questions, fail_under=0.25), settings) == 1
    assert "ibid: F1 of answerable questions is 0.0000; --fail-under asks for 0.25" in capsys.readouterr().err
    run_eval(Wanted(questions, tmp_path / "articles"), settings)  # of other articles: the last run, too
    of_library, of_folder = map(read_json, sorted((settings.library / FOLDER).iterdir()))
    assert of_library["run"]["files"] == {"questions": str(questions), "about": "library"}
    assert of_folder["run"]["files"]["articles"] == str(tmp_path / "articles")
    assert of_library["run"]["at"] <= of_folder["run"]["at"]
    run_eval(Wanted(questions, keep=False), settings)
    assert len(list((settings.library / FOLDER).iterdir())) == 2


@pytest.mark.parametrize("name", ["seeds.jsonl", "seeds-reworded.jsonl"])
def test_shipped_questions_are_about_the_seeds(name: str, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "none")
    task = choose_task(SHIPPED_QUESTIONS / name, None, settings, tmp_path / "paragraphs")
    assert task.articles == SEED_ARTICLES


def test_the_world_brings_its_own_articles(tmp_path: Path) -> None:
    task = choose_task(WORLD_QUESTIONS, None, Settings(library=tmp_path / "none"), tmp_path / "paragraphs")
    assert task.articles == WORLD_ARTICLES
    given = choose_task(WORLD_QUESTIONS, tmp_path, Settings(library=tmp_path / "none"), tmp_path / "paragraphs")
    assert given.articles == tmp_path


@pytest.mark.slow
def test_compressed_squad(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    qas = [
        {"id": "a", "question": LINE["question"], "answers": [{"text": "1887", "answer_start": CONTEXT.index("1887")}]},
        {"id": "b", "question": "What is the boiling point of ethanol?", "answers": [], "is_impossible": True},
    ]
    paragraphs = [{"context": CONTEXT, "qas": qas}, {"context": "Barley is grown in Veldt.", "qas": []}]
    path = tmp_path / "squad.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"data": [{"paragraphs": paragraphs}]}).encode()))
    out = tmp_path / "figures.json"
    assert run_eval(Wanted(path, json_out=out), Settings(min_confidence=0.0)) == 0
    figures = read_json(out)
    assert figures["answerable"]["exact_match"] == 1.0
    assert figures["retrieval"]["recall@1"] == 1.0
    assert (figures["unanswerable"]["n"], figures["n"]) == (1, 2)
    assert "recall@1 100.0% [3–100]" in capsys.readouterr().out


@pytest.mark.slow
def test_a_table_to_a_report_resumed_and_the_same_again(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, run = tmp_path / "own.csv", tmp_path / "run.jsonl"
    table.write_text("question,answer\nWhen was the lighthouse built?,1887\nWho built the lighthouse?,ada brandt\n")
    outs = [tmp_path / "one.json", tmp_path / "two.json", tmp_path / "three.json"]
    page = tmp_path / "r.html"
    given = Wanted(table, tmp_path / "articles", jsonl=run, html=page, json_out=outs[0])
    assert run_eval(given, Settings(min_confidence=0.0)) == 0
    assert read_json(outs[0])["answerable"]["f1"] > 0.7
    assert "Evaluation on own.csv" in page.read_text(encoding="utf-8")
    lines = run.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3
    run.write_bytes(b"".join(lines[:2]) + lines[2][:40])  # killed while it wrote
    capsys.readouterr()
    assert run_eval(replace(given, json_out=outs[1]), Settings(min_confidence=0.0)) == 0
    assert f"{run}: 1 of 2 questions were asked before" in capsys.readouterr().err
    assert run_eval(replace(given, jsonl=None, json_out=outs[2]), Settings(min_confidence=0.0)) == 0
    figures = [read_json(out) for out in outs]
    for one in figures:
        del one["latency_ms"], one["run"]["at"]
        one["intervals"] = {name: value for name, value in one["intervals"].items() if "latency" not in name}
        for question in one["questions"]:
            del question["latency_ms"]
    assert figures[0] == figures[1] == figures[2]
    with pytest.raises(SourceError, match="another run, with other settings"):
        run_eval(given, Settings(min_confidence=0.0, top_k=3))


@pytest.mark.slow
def test_a_set_of_beir(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "set", tmp_path / "out.json"
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": "a", "title": "", "text": CONTEXT},
        {"_id": "b", "title": "", "text": "Barley is grown in Veldt."},
    ]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(one) + "\n" for one in documents))
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "Who built the lighthouse?"}) + "\n")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    assert run_eval(Wanted(folder, json_out=out), Settings()) == 0
    assert read_json(out)["retrieval"]["ndcg@10"] == 1.0
    shown = capsys.readouterr().out
    assert "1 question, 2 documents" in shown
    assert "ndcg@10      100.0% [100–100]" in shown
