"""The command line as a user meets it, with the real models and with none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rag import Library
from tests.cli import Ran, run_apart, run_here
from tests.conftest import SEEDS

QUESTION = "How much military assistance has the US given Ukraine?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, guarded_env: dict[str, str]) -> Path:
    """A folder whose `library` holds copies of the two seeds, made by the command line itself."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "articles").mkdir()
    for seed in SEEDS.iterdir():
        (folder / "articles" / seed.name).write_bytes(seed.read_bytes())
    assert run_apart(guarded_env, folder, "add", "articles").code == 0
    return folder


@pytest.fixture(scope="module")
def proof(home: Path, guarded_env: dict[str, str]) -> str:
    return run_apart(guarded_env, home, "ask", QUESTION, "--json").out


def verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path, proof: str) -> Ran:
    saved = home / "proof.json"
    saved.write_text(proof, encoding="utf-8")
    return run_here(capsys, monkeypatch, "verify", saved, "--library", home / "library")


def test_help_names_every_command_and_loads_no_model(guarded_env: dict[str, str], tmp_path: Path) -> None:
    ran = run_apart(guarded_env, tmp_path, "--help")
    assert ran.code == 0
    for command in ("add", "ask", "list", "show", "remove", "verify", "doctor", "serve", "eval"):
        assert f"  {command} " in ran.out
    code = "import sys, rag.cli; print(sorted({'torch', 'chromadb', 'transformers', 'gradio'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], env=guarded_env, capture_output=True, check=True)
    assert loaded.stdout.decode().strip() == "[]"


@pytest.mark.slow
def test_ask_prints_the_figure_and_cites_both_articles(home: Path, guarded_env: dict[str, str]) -> None:
    ran = run_apart(guarded_env, home, "ask", QUESTION)
    assert (ran.code, ran.err) == (0, "")
    first = ran.out.splitlines()[0]
    assert "64.1" in first
    assert "%" in first
    assert re.search(r"\[(?:more than )?\$64\.1bn\]", ran.out)
    assert "[$64.1 billion]" in ran.out
    for seed in SEEDS.iterdir():
        assert seed.name in ran.out
    assert "7 November 2024" in ran.out


@pytest.mark.slow
def test_a_saved_answer_holds_and_a_tampered_one_does_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path, proof: str
) -> None:
    whole = verify(capsys, monkeypatch, home, proof)
    assert (whole.code, whole.err) == (0, "")
    assert "FAILS" not in whole.out
    assert whole.out.count("(the answer)") == 1
    moved = json.loads(proof)
    moved["quotation"]["start"] += 1
    assert verify(capsys, monkeypatch, home, json.dumps(moved)).code == 1
    changed = json.loads(proof)
    changed["candidates"][0]["text"] = changed["candidates"][0]["text"][:-1] + "x"
    ran = verify(capsys, monkeypatch, home, json.dumps(changed))
    assert ran.code == 1
    assert ran.out.count("FAILS") == 1
    other = verify(capsys, monkeypatch, home, json.dumps(json.loads(proof) | {"question": "How old is Trump?"}))
    assert other.code == 1
    assert "FAILS  the question 'How old is Trump?': the proof was not saved so" in other.out
    assert other.out.count("FAILS") == 1
    older = json.loads(proof)
    del older["digest"]
    noted = verify(capsys, monkeypatch, home, json.dumps(older))
    assert noted.code == 0
    assert f"note   the question '{QUESTION}': the proof has no digest" in noted.out


@pytest.mark.slow
@pytest.mark.parametrize(
    "given", ["", "not json", "[]", '{"format": 1}', '{"format": 99, "quotation": null, "candidates": []}']
)
def test_verify_exits_2_on_what_is_no_saved_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path, given: str
) -> None:
    ran = verify(capsys, monkeypatch, home, given)
    assert ran.code == 2
    assert ran.err.startswith("ibid: ")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.slow
def test_verify_exits_2_on_a_missing_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    ran = run_here(capsys, monkeypatch, "verify", home / "nowhere.json", "--library", home / "library")
    assert ran.code == 2
    assert "No such file" in ran.err


@pytest.mark.slow
def test_dates_limit_what_is_asked(home: Path, guarded_env: dict[str, str]) -> None:
    ran = run_apart(guarded_env, home, "ask", QUESTION, "--since", "2024-11-08", "--json")
    answer = json.loads(ran.out)
    given = [one for one in (answer["quotation"], answer["nearest"], *answer["candidates"]) if one is not None]
    assert {quotation["date"] for quotation in given} == {"2024-11-08"}
    ran = run_apart(guarded_env, home, "ask", QUESTION, "--until", "2020-01-01")
    assert ran.code == 0
    assert ran.out.startswith("The articles don't say.\nNo article lies within these limits.")


@pytest.mark.slow
def test_a_time_in_the_question_is_told_and_can_be_passed_over(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    asked = ("ask", "Whom did Putin congratulate last week?", "--today", "2024-11-14", "--library", home / "library")
    out = run_here(capsys, monkeypatch, *asked).out
    assert "[Donald Trump]" in out
    assert "Only articles of 4 to 14 November 2024 (“last week”, with later reports of it)." in out
    assert "\nTo ask without that time, add --any-date.\n" in out
    assert "(“last week”)" not in run_here(capsys, monkeypatch, *asked, "--any-date").out
    before = json.loads(run_here(capsys, monkeypatch, *asked, "--as-of", "2024-11-07", "--json").out)
    assert before["time"]["as_of"] == "2024-11-07"
    assert {one["date"] for one in before["candidates"]} <= {"2024-11-07"}
    ran = run_here(capsys, monkeypatch, *asked, "--as-of", "yesterday")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "ibid: --as-of: 'yesterday' is not a calendar date. Write it as 2024-11-07.\n"


@pytest.mark.slow
def test_list_show_and_remove(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path, guarded_env: dict[str, str]
) -> None:
    library = ("--library", home / "library")
    listed = run_here(capsys, monkeypatch, "list", *library).out.splitlines()
    assert [line.split("\t")[1] for line in listed] == ["2024-11-08", "2024-11-07"]
    id_ = listed[1].split("\t")[0]
    as_json = json.loads(run_here(capsys, monkeypatch, "list", "--json", *library).out)
    assert as_json[1]["id"] == id_
    shown = run_here(capsys, monkeypatch, "show", id_[:6], *library)
    text = next(iter(sorted(SEEDS.iterdir()))).read_text(encoding="utf-8")[len(" date 2024-11-07 ") :]
    assert text.strip() in shown.out
    assert json.loads(run_here(capsys, monkeypatch, "show", id_, "--json", *library).out)["text"] == text
    removed = run_here(capsys, monkeypatch, "remove", id_, *library)
    assert removed.out == f"removed {id_}  {text.splitlines()[0]}\n"
    assert run_here(capsys, monkeypatch, "show", id_, *library).code == 1
    assert run_apart(guarded_env, home, "add", "articles").out.startswith("1 added, 0 updated, 1 unchanged")


@pytest.mark.slow
def test_doctor_calls_a_sound_library_healthy_and_mends_one_without_vectors(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    library = ("--library", home / "library")
    sound = run_here(capsys, monkeypatch, "doctor", *library)
    assert sound.code == 0
    assert "2 articles, 10 passages, healthy" in sound.out
    assert "chromadb" in sound.out
    with Library.open(home / "library") as opened:
        opened.stores.vectors.delete_articles([summary.id for summary in opened.articles()])
    ill = run_here(capsys, monkeypatch, "doctor", *library)
    assert ill.code == 1
    assert "passages have no vector" in ill.out
    mended = run_here(capsys, monkeypatch, "doctor", "--repair", *library)
    assert mended.code == 0
    assert "healthy" in mended.out


def test_a_path_that_is_not_there_leaves_no_library_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_here(capsys, monkeypatch, "add", "nowhere").code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_question_may_be_typed_without_quotes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran = run_here(capsys, monkeypatch, "ask", "x" * 600, "y" * 600, "--library", tmp_path / "none")
    assert "holds no library" in ran.err


@pytest.mark.slow
def test_a_follow_up_is_asked_after_its_question(home: Path, guarded_env: dict[str, str]) -> None:
    ran = run_apart(guarded_env, home, "ask", "And of Hungary?", "--after", "Who is the Prime Minister of Poland?")
    assert ran.code == 0
    assert "Read as: Who is the Prime Minister of Hungary?" in ran.out
