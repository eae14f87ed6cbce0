"""A damaged catalogue: what can be read is kept, what its files still hold is read again, and nothing is made up."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag import Library, LibraryDamaged, LibraryLocked, Settings
from rag.repair import salvage
from rag.store.manifest import CATALOGUE_FILE, MANIFEST_FILE
from tests.fakes import PhraseReader, WordEmbedder, write_articles

ARTICLES = 40
PAGE = 4096


def open_library(folder: Path, embedder: WordEmbedder | None = None, *, create: bool = False) -> Library:
    return Library.open(folder, Settings(), create=create, embedder=embedder or WordEmbedder(), reader=PhraseReader())


def salvaged(folder: Path) -> list[str]:
    return Library.salvage(folder, Settings(), embedder=WordEmbedder(), reader=PhraseReader())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of forty articles, closed."""
    with open_library(tmp_path / "library", create=True) as library:
        library.add(write_articles(tmp_path / "articles", ARTICLES, sentences=30))
    return tmp_path / "library"


def pages_of(folder: Path, table: str) -> list[int]:
    """The numbers, from 0, of the pages that hold rows of a table, leaves alone."""
    with closing(sqlite3.connect(folder / CATALOGUE_FILE)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = db.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,)).fetchall()
    return [number - 1 for (number,) in rows]


def ruin(folder: Path, page: int) -> None:
    with (folder / CATALOGUE_FILE).open("r+b") as file:
        file.seek(PAGE * page)
        file.write(random.Random(page).randbytes(PAGE))


def texts(library: Library) -> dict[str, str]:
    return {one.id: library.article(one.id).text for one in library.articles()}


def mend(folder: Path) -> tuple[list[str], dict[str, str]]:
    """What is lost, and the texts that there are, after a repair."""
    lost = salvaged(folder)
    embedder = WordEmbedder()
    with open_library(folder, embedder) as library:
        library.repair()
        assert library.examine() == []
        assert library.ask("How many visitors did the town of Place1 count in week 2?").hits
        return lost, texts(library)


def test_a_ruined_page_of_what_is_derived_costs_nothing(folder: Path) -> None:
    with open_library(folder) as library:
        before = texts(library)
    for table in ("passages", "fingerprints", "sqlite_autoindex_passages_1"):
        ruin(folder, pages_of(folder, table)[0])
    lost, after = mend(folder)
    assert lost == []
    assert after == before


def test_ruined_articles_are_read_from_their_files_again(folder: Path) -> None:
    with open_library(folder) as library:
        before = texts(library)
    for page in pages_of(folder, "articles")[::3]:
        ruin(folder, page)
    with open_library(folder) as library:
        (problem,) = library.examine()
        assert "damaged" in problem
        assert "doctor --repair" in problem
    lost, after = mend(folder)
    assert lost == []
    assert after == before
    assert (folder / "catalogue.sqlite.damaged").exists()


def test_only_articles_that_cannot_be_read_and_whose_files_are_gone_are_lost_and_named(folder: Path) -> None:
    with open_library(folder) as library:
        before = texts(library)
        paths = {one.id: one.sources[0] for one in library.articles()}
    shutil.rmtree(folder.parent / "articles")
    ruin(folder, pages_of(folder, "articles")[3])
    lost, after = mend(folder)
    gone = before.keys() - after.keys()
    assert 0 < len(gone) < 10
    assert after.items() <= before.items()
    assert sorted(lost) == sorted(
        f"article {id_} of {paths[id_]} is lost: it cannot be read, and its file has changed or gone" for id_ in gone
    )


def test_an_article_whose_text_was_altered_is_not_believed(folder: Path) -> None:
    with open_library(folder) as library:
        before = texts(library)
    with closing(sqlite3.connect(folder / CATALOGUE_FILE)) as db, db:
        db.execute("UPDATE articles SET text = replace(text, 'visitors', 'tourists') WHERE rowid = 7")
    with open_library(folder) as library:
        (problem,) = library.examine()
        assert "is not as it was added" in problem
    assert mend(folder) == ([], before)


def test_articles_whose_sources_are_forgotten_get_a_file(folder: Path) -> None:
    with open_library(folder) as library:
        before = texts(library)
    for page in pages_of(folder, "sources"):
        ruin(folder, page)
    lost, after = mend(folder)
    assert lost == []
    assert after == before
    with open_library(folder) as library:
        (source,) = library.article(next(iter(after))).sources
        assert Path(source.path).parent == folder / "rescued"
        assert Path(source.path).read_text(encoding="utf-8") == after[next(iter(after))]


@pytest.mark.parametrize("is_reclaimed", [False, True])
def test_a_ruined_first_page_costs_nothing(folder: Path, is_reclaimed: bool) -> None:
    with open_library(folder) as library:
        before = texts(library)
        if is_reclaimed:
            library.reclaim()  # which writes the whole file anew
    ruin(folder, 0)
    with pytest.raises(LibraryDamaged, match="doctor --repair"):
        open_library(folder)
    assert mend(folder) == ([], before)
    assert [path.name for path in folder.glob("catalogue.sqlite?*")] == ["catalogue.sqlite.damaged"]


def test_what_is_left_of_a_catalogue_cut_short_is_kept(folder: Path) -> None:
    with open_library(folder) as library:
        before = texts(library)
    with (folder / CATALOGUE_FILE).open("r+b") as file:
        file.truncate((folder / CATALOGUE_FILE).stat().st_size * 2 // 3)
    lost, after = mend(folder)
    assert lost == []
    assert len(after) > ARTICLES // 3
    assert after.items() <= before.items()
    with open_library(folder) as library:
        library.add([folder.parent / "articles"])
        assert texts(library) == before


@pytest.mark.parametrize("change", ["date = '\\0\\0'", "kind = '?'", "pages = 'x'"])
def test_what_is_known_of_a_source_is_not_believed_when_it_is_garbled(folder: Path, change: str) -> None:
    with open_library(folder) as library:
        before = texts(library)
    with closing(sqlite3.connect(folder / CATALOGUE_FILE)) as db, db:
        db.execute(f"UPDATE sources SET {change} WHERE rowid = 7")
        ((id_,),) = db.execute("SELECT article_id FROM sources WHERE rowid = 7")
    with open_library(folder) as library:
        with pytest.raises(LibraryDamaged, match="doctor --repair"):
            library.article(id_)
        (problem,) = library.examine()
        assert "doctor --repair" in problem
    assert mend(folder) == ([], before)


@pytest.mark.parametrize("moment", [None, "salvage", "write_manifest"])
def test_a_garbled_manifest_is_made_again_with_all_that_hangs_on_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str | None
) -> None:
    with open_library(folder) as library:
        before = texts(library)
        made = library.manifest
    (folder / MANIFEST_FILE).write_text('{"embedder": "wo')

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    if moment:
        with monkeypatch.context() as patch:
            patch.setattr(salvage, moment, die)
            with pytest.raises(KeyboardInterrupt):
                salvaged(folder)
    with pytest.raises(LibraryDamaged, match="doctor --repair"):
        open_library(folder)
    assert salvaged(folder) == []
    embedder = WordEmbedder()
    with open_library(folder, embedder) as library:
        assert library.manifest == made
        library.repair()
        assert embedder.embedded == library.counts()[1], "nobody knows what made the vectors that there were"
        assert library.examine() == []
        assert texts(library) == before


def test_a_sound_catalogue_is_left_alone(folder: Path) -> None:
    before = (folder / CATALOGUE_FILE).read_bytes()
    assert salvaged(folder) == []
    assert (folder / CATALOGUE_FILE).read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000])
def test_a_catalogue_that_gives_nothing_is_no_empty_library(folder: Path, damage: bytes) -> None:
    (folder / CATALOGUE_FILE).write_bytes(damage)
    for attempt in (open_library, salvaged):
        with pytest.raises(LibraryDamaged, match="backup"):
            attempt(folder)
    (folder / CATALOGUE_FILE).unlink()
    with pytest.raises(LibraryDamaged, match=r"catalogue\.sqlite, which holds the articles, is missing"):
        open_library(folder, create=True)


@pytest.mark.parametrize("moves", range(4))
def test_a_salvage_that_is_killed_while_it_takes_the_place_is_finished_by_the_next_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    with open_library(folder) as library:
        before = texts(library)
    ruin(folder, pages_of(folder, "passages")[0])
    left, replace = moves, Path.replace

    def die_after(path: Path, target: Path) -> Path:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die_after)
        try:
            salvaged(folder)
        except KeyboardInterrupt:
            pass
        else:
            assert moves > 2, "the kill came too late to test anything"
    os.sync()
    assert mend(folder) == ([], before)


def test_who_had_the_library_open_while_it_was_repaired_writes_nothing_into_the_damaged_one(
    tmp_path: Path,
) -> None:
    paths = write_articles(tmp_path / "articles", 3)
    made = {"embedder": WordEmbedder(), "reader": PhraseReader()}
    with Library.open(tmp_path / "library", Settings(), create=True, **made) as library:  # type: ignore[arg-type]
        library.add(paths[:2])
        catalogue = tmp_path / "library" / CATALOGUE_FILE
        kept = catalogue.read_bytes()
        catalogue.rename(catalogue.with_suffix(".damaged"))
        catalogue.write_bytes(kept)
        with pytest.raises(LibraryLocked, match="repaired by another process"):
            library.add(paths[2:])


def test_a_version_that_was_ruined_with_the_header_is_no_traceback(folder: Path) -> None:
    with closing(sqlite3.connect(folder / CATALOGUE_FILE)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ruin(folder, pages_of(folder, "articles")[0])
    with (folder / CATALOGUE_FILE).open("r+b") as file:
        file.seek(60)
        file.write(bytes(4))
    _, kept = mend(folder)
    assert len(kept) == ARTICLES
