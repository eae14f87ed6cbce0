"""A library that may not be written: what reads it works, nothing of it changes, and what would change it says so."""

from __future__ import annotations

import json
import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.calibrate import run_calibrate
from rag import Answer, Library, LibraryError, Settings, StorageError, answer_to_json
from rag.store.catalogue import Catalogue
from rag.store.database import Database
from rag.store.manifest import CATALOGUE_FILE
from rag.store.readonly import find_unwritable
from rag.store.schema import MIGRATIONS
from tests.cli import run_apart, run_here
from tests.conftest import SEEDS
from tests.fakes import PhraseReader, WordEmbedder, write_articles
from tests.reading import AS_ROOT, may_mount, only_reading
from ui.server import serving

QUESTION = "How many visitors did the town of Place1 count in week 2?"
PHRASES = {QUESTION: {"102": 40.0}, "And Place3?": {"302": 40.0}}
REFUSED = r"library cannot be written: .* The library can be asked as it is"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of three articles."""
    with open_library(tmp_path / "library", create=True) as library:
        library.add(write_articles(tmp_path / "articles", 3))
    return tmp_path / "library"


@pytest.fixture(autouse=True)
def no_copy_is_left(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is written in order to read is deleted."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    yield
    assert not list(Path(tempfile.gettempdir()).glob("ibid-*"))


def open_library(folder: Path, *, create: bool = False) -> Library:
    return Library.open(folder, Settings(), create=create, embedder=WordEmbedder(), reader=PhraseReader(PHRASES))


def contents(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def text_of(answer: Answer) -> str:
    assert answer.quotation is not None
    return answer.quotation.text


def test_what_reads_a_library_needs_no_leave_to_write(folder: Path) -> None:
    before = contents(folder)
    with only_reading(folder), open_library(folder) as library:
        answer = library.ask(QUESTION)
        assert text_of(answer) == "102"
        assert all(check.holds for check in library.verify(json.dumps(answer_to_json(answer))))
        ids = [article.id for article in library.articles()]
        assert len(ids) == 3
        assert [library.article(id_).headline for id_ in ids] == [f"Visitors come to Place{n}" for n in (2, 1, 0)]
        assert [len(library.copies(id_)) for id_ in ids] == [1, 0, 1]
        assert library.examine() == []
    assert contents(folder) == before


def test_what_would_change_it_says_that_it_cannot_be_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.open_embedder", lambda name: WordEmbedder())
    more, before = write_articles(tmp_path / "more", 4), contents(folder)
    questions = tmp_path / "questions.csv"
    questions.write_text(f"question,answer\n{QUESTION},102\n")
    with only_reading(folder), open_library(folder) as library:
        plan = library.plan_sync(tmp_path / "more")
        for change in (
            lambda: library.add(more),
            lambda: library.add_upload("a.txt", b"Headline\n\nText."),
            lambda: library.sync(plan),
            lambda: library.remove([library.articles()[0].id]),
            library.repair,
            library.reclaim,
            library.check_may_write,
            lambda: run_calibrate(questions, Settings(library=folder)),
        ):
            with pytest.raises(StorageError, match=REFUSED):
                change()
        assert text_of(library.ask(QUESTION)) == "102"
    assert contents(folder) == before


@pytest.mark.parametrize("name", [CATALOGUE_FILE, "vectors/chroma.sqlite3", "lexical/meta.json", "writer.lock"])
def test_one_file_that_may_not_be_written_is_named_and_stops_no_question(folder: Path, name: str) -> None:
    with only_reading(folder / name), open_library(folder) as library:
        assert text_of(library.ask(QUESTION)) == "102"
        with pytest.raises(StorageError, match=str(folder / name)):
            library.remove([library.articles()[0].id])


@pytest.mark.parametrize("left", [("-wal", "-shm"), ("-wal",)])
def test_articles_that_are_in_the_log_alone_are_there(folder: Path, tmp_path: Path, left: tuple[str, ...]) -> None:
    copy = tmp_path / "copy"
    with open_library(folder) as library:
        library.add(write_articles(tmp_path / "articles", 4))
        shutil.copytree(folder, copy)  # as a machine that dies leaves it
    assert (copy / f"{CATALOGUE_FILE}-wal").stat().st_size
    for end in {"-wal", "-shm"}.difference(left):
        (copy / f"{CATALOGUE_FILE}{end}").unlink()
    before = contents(copy)
    with only_reading(copy), open_library(copy) as library:
        assert library.counts()[0] == 4
        assert text_of(library.ask("And Place3?")) == "302"
    assert contents(copy) == before


def test_what_an_older_ibid_made_is_read_in_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old" / CATALOGUE_FILE
    path.parent.mkdir()
    monkeypatch.setattr("rag.store.database.MIGRATIONS", MIGRATIONS[:-1])
    Database(path).close()
    monkeypatch.setattr("rag.store.database.MIGRATIONS", MIGRATIONS)
    before = contents(path.parent)
    with only_reading(path.parent):
        catalogue = Catalogue(path)
        assert catalogue.files.given_outlet("a.txt") == ""  # of a table that the older one did not have
        with pytest.raises(StorageError, match="readonly"):
            catalogue.settle([])
        catalogue.close()
    assert contents(path.parent) == before


def test_what_somebody_else_writes_meanwhile_is_seen(folder: Path, tmp_path: Path) -> None:
    more = write_articles(tmp_path / "articles", 4)
    with only_reading(folder):
        library = open_library(folder)
        assert text_of(library.ask(QUESTION)) == "102"
    with open_library(folder) as owner:
        owner.add(more)
    with only_reading(folder), library:
        assert library.counts()[0] == 4
        assert text_of(library.ask("And Place3?")) == "302"
        assert library.examine() == []


def test_an_index_that_may_not_even_be_read_is_named(folder: Path) -> None:
    (folder / "lexical" / "meta.json").chmod(0)
    with only_reading(folder), open_library(folder) as library:
        assert library.counts()[0] == 3
        with pytest.raises(StorageError, match=r"lexical cannot be read .*[Pp]ermission"):
            library.ask(QUESTION)


def test_where_no_copy_can_be_made_that_is_said(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with only_reading(folder), open_library(folder) as library:
        with monkeypatch.context() as nowhere:
            nowhere.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
            with pytest.raises(StorageError, match="Let TMPDIR name one"):
                library.ask(QUESTION)
        assert text_of(library.ask(QUESTION)) == "102"


def test_a_damaged_database_is_not_taken_for_one_that_may_not_be_written(folder: Path) -> None:
    (folder / CATALOGUE_FILE).write_bytes(b"no database" * 1000)
    with only_reading(folder), pytest.raises(LibraryError, match="is damaged"):
        open_library(folder)


def test_whoever_may_read_the_folder_may_read_the_indexes(folder: Path) -> None:
    for name in ("meta.json", ".managed.json"):
        assert (folder / "lexical" / name).stat().st_mode & 0o777 == folder.stat().st_mode & 0o666


def test_what_is_gone_meanwhile_is_not_what_may_not_be_written(tmp_path: Path) -> None:
    assert find_unwritable([tmp_path, tmp_path / "gone"]) is None


def test_the_page_only_reads_what_may_not_be_written(folder: Path) -> None:
    with only_reading(folder), open_library(folder) as library:
        with serving(library) as url, urllib.request.urlopen(f"{url}/panel/changes", timeout=60) as response:
            assert b"This page only reads the library." in response.read()
        with pytest.raises(StorageError, match=REFUSED), serving(library, read_only=False):
            pass


def test_commands_on_a_library_that_may_not_be_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.open_embedder", lambda name: WordEmbedder())
    with only_reading(folder):
        listed = run_here(capsys, monkeypatch, "list", "--library", folder)
        assert (listed.code, listed.out.count("\n")) == (0, 3)
        added = run_here(capsys, monkeypatch, "add", SEEDS, "--library", folder)
        assert added.code == 1
        assert added.err.startswith(f"ibid: {folder} cannot be written: {folder} is on a read-only disk, or you")
        assert added.err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="this machine mounts nothing for us")
def test_a_read_only_disk_is_asked_and_verified(guarded_env: dict[str, str], tmp_path: Path) -> None:
    assert run_apart(guarded_env, tmp_path, "add", SEEDS).code == 0
    before, disk = contents(tmp_path / "library"), (*AS_ROOT, str(tmp_path / "library"))
    asked = run_apart(guarded_env, tmp_path, "ask", "How old is Vladimir Putin?", "--json", before=disk)
    assert (asked.code, asked.err) == (0, "")
    assert json.loads(asked.out)["quotation"]["text"] == "72"
    verified = run_apart(guarded_env, tmp_path, "verify", "-", stdin=asked.out.encode(), before=disk)
    assert (verified.code, verified.err) == (0, "")
    for command in (("add", SEEDS / ".."), ("remove", "be50")):
        refused = run_apart(guarded_env, tmp_path, *command, before=disk)
        assert refused.code == 1
        assert "library cannot be written: " in refused.err
    assert contents(tmp_path / "library") == before
