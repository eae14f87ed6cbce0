"""`ibid eval`: which articles it takes, what it refuses before any work, and whole runs with the real models."""

from __future__ import annotations

import gzip
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
    SHIPPED_QUESTIONS,
    WORLD_ARTICLES,
    WORLD_QUESTIONS,
    choose_task,
    run_check,
    run_eval,
)
from eval.extra import Extra, Split
from eval.figures import summarize
from eval.keeping import FOLDER
from eval.publish import Wanted
from eval.report import report_to_json
from eval.verdict import Report
from rag import Library, Settings, SettingsError, SourceError, StorageError
from tests.verdicts import MIXED, SILENT, WRONG, verdict

CONTEXT = "The lighthouse at Olm was built in 1887 by the engineer Ada Brandt."
ARTICLE = f" date 2024-11-07 A lighthouse\n\n{CONTEXT}\n"
LINE = {
    "id": "built",
    "kind": "answerable",
    "question": "When was the lighthouse built?",
    "answers": ["1887", "in 1887"],
    "article": "olm.txt",
    "start": f"A lighthouse\n\n{CONTEXT}".index("1887"),
    "also": [],
    "history": [],
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "olm.txt").write_text(ARTICLE, encoding="utf-8")
    return path


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


# ------------------------------------------------------------------------------------------ check


def test_the_shipped_questions_have_nothing_wrong_but_words_that_stand_several_times(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run_check(Wanted(), Settings(library=tmp_path / "none"))
    headings = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  ")]
    assert [heading.split(" (")[0] for heading in headings[:-1]] == ["answer stands several times"]


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


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


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


@pytest.mark.parametrize(
    "more", [{"html": Path("x.html")}, {"fail_under": 0.5}, {"show": "a"}, {"distractors": (Path("x"),)}]
)
def test_a_check_takes_nothing_that_is_for_asking(more: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="--check asks nothing"):
        run_check(Wanted(**more), Settings())
