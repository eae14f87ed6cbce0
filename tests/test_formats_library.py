"""Files of every format in a library: cited by page and line, and what becomes of rows that change or go."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from rag import Calibration, Library
from rag.verifying.checking import check_quotation
from tests.documents import MATTER, make_docx, make_html, make_pdf, write
from tests.fakes import PhraseReader, WordEmbedder

WORD = make_docx()


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "mixed"
    folder.mkdir()
    write(folder / "a.html", make_html("First"))
    write(folder / "b.pdf", make_pdf([["Second", ""], ["The pier has 77 lamps and stands in the harbour of Marn."]]))
    write(folder / "c.docx", make_docx("Third", ["The tower has 88 steps and stands at the end of the pier."]))
    write(folder / "d.md", MATTER + "The lighthouse has 99 windows, says its keeper, who counts them daily.")
    rows = [{"title": f"Row {number}", "body": f"Barrel {number} holds {number}11 litres of oil."} for number in (1, 2)]
    write(folder / "e.jsonl", "\n".join(map(json.dumps, rows)))
    return folder


def test_a_mixed_folder_is_cited_by_page_and_line_and_verified(
    mixed: Path, library: Library, reader: PhraseReader
) -> None:
    report = library.add([mixed])
    assert (report.added, report.failures) == (6, ())
    library.calibrate(Calibration(0.0, {"margin": 1.0, "lead": 0.0, "retrieval": 0.0, "coverage": 0.0}, 0.5))
    wanted = {
        "212 passengers": ("a.html", 0, None),
        "77 lamps": ("b.pdf", 0, 2),
        "88 steps": ("c.docx", 0, None),
        "99 windows": ("d.md", 0, None),
        "211 litres": ("e.jsonl", 2, None),
    }
    for said, (name, row, page) in wanted.items():
        question = f"How many {said.split()[1]} are there?"
        reader.phrases = {question: {said: 9.0}}
        quotation = library.ask(question).quotation
        assert quotation is not None
        assert (quotation.text, Path(quotation.source).name) == (said, name)
        assert (quotation.row, quotation.page) == (row, page)
        assert check_quotation(quotation, library.article).holds
        original = mixed / name
        original.write_bytes({"b.pdf": make_pdf([["Other"]]), "c.docx": WORD}.get(name, b"Other text"))
        problem = check_quotation(quotation, library.article).problem
        assert problem is not None
        assert "has changed" in problem or "can no longer be read" in problem


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_changed_table_is_checked_whatever_its_columns_are_called(
    tmp_path: Path, library: Library, reader: PhraseReader, name: str
) -> None:
    rows = [{"Kopf": "Ferry", "Inhalt": "It  held 211 litres.\nAll saw it."}, {"Kopf": "Other", "Inhalt": "Nothing."}]

    def save() -> Path:
        if name.endswith("jsonl"):
            return write(tmp_path / name, "\n".join(map(json.dumps, rows)))
        out = io.StringIO(newline="")
        table = csv.DictWriter(out, ["Kopf", "Inhalt"])
        table.writeheader()
        table.writerows(rows)
        return write(tmp_path / name, out.getvalue())

    library.add([save()], columns={"headline": "Kopf", "text": "Inhalt"})
    reader.phrases = {"How much?": {"211 litres": 40.0}}
    quotation = library.ask("How much?", min_confidence=0).quotation
    assert quotation is not None
    rows[1]["Inhalt"] = "Something else."
    save()
    assert check_quotation(quotation, library.article).holds
    rows[0]["Inhalt"] = "It held 212 litres."
    save()
    problem = check_quotation(quotation, library.article).problem
    assert problem is not None
    assert "has changed: it no longer holds this text at line" in problem


def test_rows_that_a_table_no_longer_has_are_removed(mixed: Path, library: Library) -> None:
    table = mixed / "e.jsonl"
    library.add([table])
    lines = table.read_text().splitlines()
    again = library.add([table])
    assert (again.unchanged, again.added, again.updated) == (2, 0, 0)
    write(table, lines[1])
    report = library.add([table])
    assert (report.added, report.updated, report.unchanged) == (0, 1, 0)
    (left,) = library.articles()
    assert left.headline == "Row 2"
    assert not library.examine()


def test_rows_that_move_down_are_not_embedded_again(
    tmp_path: Path, library: Library, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adding.ingest.FLUSH_PASSAGES", 8)
    rows = [json.dumps({"headline": f"Place{number}", "text": f"Place{number} opened."}) for number in range(60)]
    path = write(tmp_path / "a.jsonl", "\n".join(rows))
    library.add([path])
    embedder.embedded = 0
    fresh = [json.dumps({"headline": f"Port{number}", "text": f"Port{number} opened."}) for number in range(20)]
    report = library.add([write(path, "\n".join([*fresh, *rows]))])
    assert embedder.embedded == 20
    assert (report.added, report.updated) == (20, 60)
    assert len(library.articles()) == 80
    assert library.examine() == []


def test_a_row_that_cannot_be_read_for_now_is_kept(mixed: Path, library: Library) -> None:
    table = mixed / "e.jsonl"
    library.add([table])
    write(table, "{\n" + table.read_text().splitlines()[1])
    report = library.add([table])
    assert len(report.failures) == 1
    assert {summary.headline for summary in library.articles()} == {"Row 1", "Row 2"}
