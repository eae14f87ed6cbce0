"""Whatever is given, the command says what is wrong in one line on stderr, exits 1, and the library is as it was."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rag import Library, LibraryLocked, LibraryMismatch, Settings, StorageError
from rag.store.locking import writer_lock
from rag.store.manifest import MANIFEST_FILE
from tests.cli import Ran, run_here
from tests.fakes import PhraseReader, WordEmbedder, write_articles

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Run a command in a folder of its own with an empty `library`. No model is loaded: nothing gets that far."""
    monkeypatch.chdir(tmp_path)
    with Library.open(tmp_path / "library", Settings(), create=True):
        pass

    def run(*args: object) -> Ran:
        return run_here(capsys, monkeypatch, *args)

    return run


def state(library: Path) -> tuple[list[tuple[object, ...]], ...]:
    """Everything the catalogue holds."""
    with sqlite3.connect(library / "catalogue.sqlite") as db:
        return tuple(
            sorted(db.execute(f"SELECT * FROM {table}").fetchall())
            for table in ("articles", "sources", "passages", "vectors_pending", "counters")
        )


def one_line(ran: Ran) -> str:
    assert ran.code == 1
    assert ran.err.startswith("ibid: ")
    assert len(ran.err.splitlines()) == 1, ran.err
    return ran.err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "an image. Make its text readable with an OCR program first."),
        ("a.txt", b"text with \x00 in it", "a binary file"),
        ("a.txt", "Café".encode("latin-1"), "not UTF-8 (byte 0xe9 at offset 3). Convert the file to UTF-8."),
        ("a.txt", b"", "the article is empty"),
        ("a.txt", b" \n\n\t", "the article is empty"),
        ("a.txt", b"date 2024-11-07 \n\n", "the article is empty"),
        ("a.txt", b"date 2024-13-45 Headline\n\nBody.", "the date '2024-13-45' is not a calendar date"),
        ("a.txt", b" date 07/11/2024 Headline\n\nBody.", "the date '07/11/2024' is not a calendar date"),
        ("a.pdf", b"%PDF-1.7", "the PDF cannot be read"),
        ("b.pdf", b"text", "its name ends in .pdf, and it is no such file"),
        ("a.odt", b"text", "Ibid does not read .odt"),
        ("noend", b"text", "Ibid does not read files without a suffix"),
    ],
)
def test_a_file_that_is_no_article(sh, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    before = state(tmp_path / "library")
    ran = sh("add", name)
    assert says in one_line(ran)
    assert name in ran.err
    assert ran.out == "0 added, 0 updated, 0 unchanged, 0 moved, 0 removed, 0 duplicates, 1 failed\n"
    assert state(tmp_path / "library") == before


def test_a_file_over_the_size_limit(sh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_MAX_FILE_BYTES", "10")
    (tmp_path / "long.txt").write_text("eleven long")
    assert "larger than the limit of 10 bytes. Split it, or raise IBID_MAX_FILE_BYTES" in one_line(
        sh("add", "long.txt")
    )


def test_a_missing_path(sh) -> None:
    assert "nowhere: no file or folder that can be read" in one_line(sh("add", "nowhere"))


@pytest.mark.skipif(ROOT_USER, reason="root may read every file")
def test_an_unreadable_file(sh, tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text("text")
    (tmp_path / "closed.txt").chmod(0)
    assert "cannot be read (Permission denied)" in one_line(sh("add", "closed.txt"))


def test_one_bad_file_does_not_stop_the_others(library: Library, tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", 3)
    (tmp_path / "articles" / "0001.txt").write_bytes(b"\xff\xfe")
    report = library.add([tmp_path / "articles"])
    assert (report.added, len(report.failures)) == (2, 1)
    assert report.failures[0].path.endswith("0001.txt")
    assert library.examine() == []


@pytest.mark.parametrize("option", ["--since", "--until"])
@pytest.mark.parametrize("date", ["2024-02-30", "yesterday", "7 November 2024", ""])
def test_a_malformed_date(sh, option: str, date: str) -> None:
    assert f"{option}: {date!r} is not a calendar date. Write it as 2024-11-07." in one_line(
        sh("ask", "Who?", option, date)
    )


def test_dates_the_wrong_way_round(sh) -> None:
    ran = sh("ask", "Who?", "--since", "2024-11-08", "--until", "2024-11-07")
    assert "the first day, 2024-11-08, is after the last, 2024-11-07. Swap them." in one_line(ran)


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question(sh, question: str) -> None:
    assert "the question is empty" in one_line(sh("ask", question))


def test_a_folder_without_articles_is_named(sh, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "logo.svg").write_text("<svg/>")
    ran = sh("add", "bare")
    assert ran.code == 0
    assert "note: bare holds no file that Ibid reads." in ran.err
    (tmp_path / "bare" / "wire.eml").write_text("Subject: Bridge")
    assert "note: Passed over: 1 .eml, which Ibid does not read." in sh("add", "bare").err
    assert ran.out.startswith("0 added")


def test_an_over_long_question(sh) -> None:
    assert "the question has 1,001 characters, the limit is 1,000" in one_line(sh("ask", "x" * 1001))


def test_a_question_with_half_a_character(sh) -> None:
    assert "not valid UTF-8" in one_line(sh("ask", "who is \udcff?"))


def test_an_empty_library(sh) -> None:
    assert "holds no articles yet. Add some with `ibid add PATH…`." in one_line(sh("ask", "Who?"))


def test_no_library(sh) -> None:
    for command in (("ask", "Who?"), ("list",), ("show", "ab"), ("remove", "ab"), ("doctor",), ("serve",)):
        ran = sh(*command, "--library", "nowhere")
        assert "nowhere holds no library. Make one with `ibid add PATH…`." in one_line(ran)
    assert not Path("nowhere").exists()


def test_a_folder_that_is_not_a_library_is_left_alone(sh, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "thesis.doc").write_text("years of work")
    write_articles(tmp_path / "articles", 1)
    ran = sh("add", "articles", "--library", "documents")
    assert "is not a library and not empty (it holds thesis.doc)" in one_line(ran)
    assert [path.name for path in (tmp_path / "documents").iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("id_", ["0123456789abcdef", "", "zz", "\u00e9"])
def test_an_unknown_id(sh, tmp_path: Path, id_: str) -> None:
    before = state(tmp_path / "library")
    assert f"no article {id_!r}" in one_line(sh("show", id_))
    assert f"no article {id_!r}" in one_line(sh("remove", id_))
    assert state(tmp_path / "library") == before


def test_an_ambiguous_id_removes_nothing(library: Library, tmp_path: Path) -> None:
    library.add(write_articles(tmp_path / "articles", 20))
    first = next(a.id[0] for a in library.articles() if sum(b.id[0] == a.id[0] for b in library.articles()) > 1)
    with pytest.raises(Exception, match=f"articles begin with '{first}'"):
        library.remove([first])
    assert len(library.articles()) == 20


def test_a_locked_library(sh, tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", 1)
    before = state(tmp_path / "library")
    with writer_lock(tmp_path / "library"):
        said = one_line(sh("add", "articles"))
    assert f"is being written by process {os.getpid()} " in said
    assert state(tmp_path / "library") == before


def test_the_lock_is_named_even_when_its_holder_left_no_note(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        (tmp_path / "writer.json").write_text("{")
        with pytest.raises(LibraryLocked, match="by another process"), writer_lock(tmp_path):
            pass


def test_a_library_of_a_newer_ibid(sh, tmp_path: Path) -> None:
    manifest = tmp_path / "library" / MANIFEST_FILE
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 2}))
    assert "has format 2, this Ibid knows up to 1. Update Ibid." in one_line(sh("list"))


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1}'])
def test_a_damaged_manifest(sh, tmp_path: Path, content: str) -> None:
    (tmp_path / "library" / MANIFEST_FILE).write_text(content)
    assert "library.json is not" in one_line(sh("list"))


def test_a_damaged_database(sh, tmp_path: Path) -> None:
    for path in (tmp_path / "library").glob("catalogue.sqlite*"):
        path.unlink()
    (tmp_path / "library" / "catalogue.sqlite").write_bytes(b"SQLite format 3\0" + b"\xee" * 8000)
    assert "catalogue.sqlite is damaged" in one_line(sh("list"))


def test_a_library_made_with_another_embedder(library: Library) -> None:
    other = WordEmbedder(fingerprint="words-2")
    with pytest.raises(
        LibraryMismatch, match=r"was made with the embedder words \(words-1\), now set is words \(words-2\)"
    ):
        Library.open(library.folder, Settings(), embedder=other, reader=PhraseReader())


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("IBID_TOP_K", "0", "setting top_k is '0'"),
        ("IBID_PORT", "http", "setting port is 'http'"),
        ("IBID_MIN_CONFIDENCE", "50", "setting min_confidence is '50': it is a share of 1: write 0.5 for 50 %."),
    ],
)
def test_a_setting_that_cannot_be_used(sh, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    said = one_line(sh("list"))
    assert says in said
    assert f"unset {name}." in said


def test_a_model_that_is_not_there(sh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBID_READER", "somebody/some-reader")
    assert "Model 'somebody/some-reader' is neither a folder nor in the model cache" in one_line(sh("list"))


def test_a_malformed_questions_file_is_named_by_line(sh, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "1"\n')
    assert "q.jsonl, line 1" in one_line(sh("eval", "q.jsonl", "--articles", "."))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from rag import Library, RagError, Settings
from tests.fakes import PhraseReader, WordEmbedder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Library.open(sys.argv[1], Settings(), embedder=WordEmbedder(), reader=PhraseReader()) as library:
    limit = (Path(sys.argv[1]) / "catalogue.sqlite").stat().st_size + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        library.add([sys.argv[2]])
    except RagError as error:
        print(type(error).__name__, error)
"""


def test_a_full_disk(library: Library, tmp_path: Path, guarded_env: dict[str, str]) -> None:
    write_articles(tmp_path / "few", 2)
    library.add([tmp_path / "few"])
    before = library.articles()
    write_articles(tmp_path / "many", 60, sentences=200)
    command = [sys.executable, "-c", FULL_DISK, str(library.folder), str(tmp_path / "many")]
    ran = subprocess.run(command, env=guarded_env, capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout.startswith(StorageError.__name__), ran.stdout + ran.stderr
    assert "Check free space" in ran.stdout
    with Library.open(library.folder, Settings(), embedder=WordEmbedder(), reader=PhraseReader()) as again:
        assert again.examine() == []
        assert [a.id for a in before if a not in again.articles()] == []
