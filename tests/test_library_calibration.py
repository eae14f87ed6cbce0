"""A library's own confidences: kept for the reader they were fitted on, and fitted by `ibid calibrate`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Calibration, Library, ModelError, Settings, StorageError
from rag.evidence.confidence import CALIBRATION_FILE, FEATURES, calibration_of
from tests.cli import run_here
from tests.fakes import PhraseReader, WordEmbedder, write_articles

OWN = Calibration(0.5, dict.fromkeys(FEATURES, 0.25), 0.75)
TOWNS = 4


def test_a_library_without_one_is_judged_by_the_reader_s(library: Library) -> None:
    assert library.calibration() == calibration_of(None)


def test_a_library_is_judged_by_its_own(library: Library, reader: PhraseReader) -> None:
    library.calibrate(OWN, fitted_on={"questions": 30})
    assert library.calibration() == replace(OWN, reader=reader.fingerprint)
    assert json.loads((library.folder / CALIBRATION_FILE).read_text())["fitted_on"] == {"questions": 30}


def test_its_own_decides_confidence_and_silence(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    library.add(write_articles(tmp_path / "articles", 2))
    question = "How many visitors did Place1 count in week 2?"
    reader.phrases = {question: {"102": 2.0}}
    flat = dict.fromkeys(FEATURES, 0.0)
    library.calibrate(Calibration(0.0, {**flat, "margin": 1.0}, 0.5))
    answer = library.ask(question)
    assert answer.quotation is not None
    assert answer.confidence == pytest.approx(1 / (1 + 2.718281828**-2))
    library.calibrate(Calibration(0.0, {**flat, "margin": 1.0}, 0.9))
    assert library.ask(question).quotation is None
    assert library.ask(question).threshold == 0.9


def test_its_own_is_not_used_for_another_reader(library: Library, tmp_path: Path) -> None:
    library.calibrate(OWN)
    library.close()
    other = PhraseReader()
    other.fingerprint = "phrases-2"
    with Library.open(tmp_path / "library", Settings(), embedder=WordEmbedder(), reader=other) as again:
        assert again.calibration() == calibration_of(None)
    with Library.open(tmp_path / "library", Settings(), embedder=WordEmbedder(), reader=PhraseReader()) as again:
        assert again.calibration().threshold == OWN.threshold


@pytest.mark.parametrize("content", ["", "{", "[]", '{"reader": "phrases-1"}'])
def test_a_damaged_one_is_an_error_that_says_what_to_do(library: Library, tmp_path: Path, content: str) -> None:
    library.add(write_articles(tmp_path / "articles", 1))
    (library.folder / CALIBRATION_FILE).write_text(content)
    with pytest.raises(ModelError, match="Fit it anew or delete it"):
        library.ask("How many visitors came?")


def test_one_that_cannot_be_written_is_an_error(library: Library) -> None:
    (library.folder / CALIBRATION_FILE).mkdir()
    with pytest.raises(StorageError, match="cannot be written"):
        library.calibrate(OWN)


# The command


def write_questions(path: Path, answerable: int, unanswerable: int = 0) -> Path:
    """Questions about the articles of `write_articles`."""
    lines = []
    for number in range(answerable):
        town, week = number % TOWNS, number // TOWNS
        answer = str(town * 100 + week)
        text = f"Visitors come to Place{town}\n\n" + "\n\n".join(
            f"The town of Place{town} counted {town * 100 + line} visitors in week {line}." for line in range(6)
        )
        lines.append(
            {
                "id": f"q{number}",
                "kind": "answerable",
                "question": f"How many visitors did the town of Place{town} count in week {week}?",
                "answers": [answer],
                "article": f"{town:04}.txt",
                "start": text.index(f"counted {answer} ") + len("counted "),
                "also": [],
                "history": [],
            }
        )
    for number in range(unanswerable):
        lines.append(
            {"id": f"u{number}", "kind": "unanswerable", "question": f"Who won the race of {1950 + number}?"}
            | {"answers": [], "article": None, "start": None, "also": [], "history": []}
        )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_too_few_questions_are_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path / "library", Settings(), create=True) as library:
        folder = library.folder
    questions = write_questions(tmp_path / "few.jsonl", 0, 19)
    ran = run_here(capsys, monkeypatch, "calibrate", questions, "--library", folder)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "ibid: 19 questions are too few to fit confidences; give 20 or more.\n"
    assert not (folder / CALIBRATION_FILE).exists()


@pytest.mark.slow
def test_the_command_keeps_confidences_and_prints_what_they_are_worth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path / "library", Settings(), create=True) as library:
        library.add(write_articles(tmp_path / "articles", TOWNS))
        shipped = library.calibration()
    questions = write_questions(tmp_path / "own.jsonl", 18, 4)
    ran = run_here(capsys, monkeypatch, "calibrate", questions, "--library", tmp_path / "library")
    assert ran.code == 0, ran.err
    printed = json.loads(ran.out)
    assert set(printed) == {"threshold", "as it was", "fitted, on questions held out"}
    kept = json.loads((tmp_path / "library" / CALIBRATION_FILE).read_text())
    assert kept["threshold"] == printed["threshold"]
    assert kept["fitted_on"] == {"file": "own.jsonl", "questions": 22}
    with Library.open(tmp_path / "library", Settings()) as library:
        own = library.calibration()
        assert own.reader == library.reader_fingerprint
    assert own != shipped
    ratios = [own.weights[name] / weight for name, weight in shipped.weights.items() if weight]
    assert ratios == pytest.approx([ratios[0]] * len(ratios), rel=0.01)  # stretched, not fitted anew


@pytest.mark.slow
def test_questions_that_are_all_answered_wrongly_are_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path / "library", Settings(), create=True) as library:
        library.add(write_articles(tmp_path / "articles", 1))
    questions = write_questions(tmp_path / "own.jsonl", 0, 20)
    ran = run_here(capsys, monkeypatch, "calibrate", questions, "--library", tmp_path / "library")
    assert (ran.code, ran.out) == (1, "")
    assert "all right or all wrong; there is nothing to fit" in ran.err
    assert "Traceback" not in ran.err
