"""Indexes made again: from the articles, in a new folder that takes the old one's place, and from older libraries."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from rag import Library, Settings
from rag.embedder import Vectors as Matrix
from rag.passages import cut_passages
from rag.sources import find_files, read_article
from rag.store.manifest import CATALOGUE_FILE
from rag.store.schema import MIGRATIONS
from rag.store.vectors import Vectors
from tests.fakes import PhraseReader, WordEmbedder, write_articles

QUESTION = "How many visitors did the town of Place1 count in week 2?"


def open_library(folder: Path, embedder: WordEmbedder | None = None, *, create: bool = False) -> Library:
    return Library.open(folder, Settings(), create=create, embedder=embedder or WordEmbedder(), reader=PhraseReader())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of four articles, closed."""
    with open_library(tmp_path / "library", create=True) as library:
        library.add(write_articles(tmp_path / "articles", 4))
    return tmp_path / "library"


def folders(library: Path) -> list[str]:
    return sorted(path.name for path in library.iterdir() if path.is_dir())


def check_whole(library: Library) -> None:
    assert library.examine() == []
    best = library.ask(QUESTION).hits[0]
    assert best.headline == "Visitors come to Place1"
    assert best.cosine is not None
    assert best.bm25 is not None


def test_vectors_are_copied_not_embedded(folder: Path) -> None:
    embedder = WordEmbedder()
    with open_library(folder, embedder) as library:
        library.repair()
        assert embedder.embedded == 0
        check_whole(library)
    assert folders(folder) == ["lexical-1", "vectors-1"]
    with open_library(folder) as library:
        check_whole(library)
        library.repair()
    assert folders(folder) == ["lexical-2", "vectors-2"]


def test_only_what_is_lost_is_embedded(folder: Path) -> None:
    embedder = WordEmbedder()
    with open_library(folder, embedder) as library:
        lost = library.articles()[0]
        library.stores.vectors.delete_articles([lost.id])
        library.repair()
        assert embedder.embedded == lost.passages
        check_whole(library)


def test_entries_of_articles_that_are_gone_are_left_behind(folder: Path) -> None:
    with open_library(folder) as library:
        library._catalogue.remove([library.articles()[-1].id])  # as if nothing else had been told
        assert len([problem for problem in library.examine() if "belong to no passage" in problem]) == 2
        library.repair()
        check_whole(library)


def test_a_reader_that_is_open_follows_to_the_new_folders(folder: Path) -> None:
    with open_library(folder) as reader, open_library(folder) as writer:
        check_whole(reader)
        writer.repair()
        check_whole(reader)
        writer.remove([next(one.id for one in writer.articles() if one.headline.endswith("Place3"))])
        check_whole(reader)
        assert "Visitors come to Place3" not in {hit.headline for hit in reader.ask(QUESTION).hits}


def test_what_an_interrupted_rebuild_left_is_cleaned_at_the_next_write(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "vectors", folder / "vectors-1")
    shutil.copytree(folder / "lexical", folder / "lexical-7")
    with open_library(folder) as library:
        check_whole(library)
        library.add(write_articles(tmp_path / "more", 5))
        check_whole(library)
    assert folders(folder) == ["lexical", "vectors"]


def test_a_rebuild_that_fails_leaves_the_old_indexes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_library(folder) as library:

        def fail(*args: object) -> Matrix:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Vectors, "upsert", fail)
            with pytest.raises(KeyboardInterrupt):
                library.repair()
        check_whole(library)
        library.repair()
        check_whole(library)


@pytest.mark.parametrize("broken", ["lexical", "vectors"])
def test_garbage_in_an_index_is_said_and_mended(folder: Path, broken: str) -> None:
    for path in (folder / broken).rglob("*"):
        if path.is_file():
            path.write_bytes(b"garbage" * 100)
    with open_library(folder) as library:
        assert any(str(folder / broken) in problem and "--repair" in problem for problem in library.examine())
        library.repair()
        check_whole(library)


def test_pending_articles_and_a_lost_index_do_not_stop_the_repair(folder: Path) -> None:
    with open_library(folder) as library:
        library._catalogue._db.execute("INSERT INTO vectors_pending SELECT id FROM articles")
    shutil.rmtree(folder / "vectors")
    shutil.rmtree(folder / "lexical")
    with open_library(folder) as library:
        assert library.examine() != []
        library.repair()
        check_whole(library)


def test_a_library_of_the_first_version_opens_and_works(folder: Path, tmp_path: Path) -> None:
    old, embedder = tmp_path / "old", WordEmbedder()
    old.mkdir()
    shutil.copy(folder / "library.json", old)
    with sqlite3.connect(old / CATALOGUE_FILE, isolation_level=None) as db:
        db.executescript(f"PRAGMA journal_mode = WAL; {MIGRATIONS[0]}; PRAGMA user_version = 1")
        vectors = Vectors(old / "vectors")
        vectors.create()
        for path in find_files([tmp_path / "articles"]):
            article = read_article(path, max_bytes=10_000)
            row = (article.id, article.sha256, article.headline, article.date.isoformat(), article.text)
            db.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", row)
            (source,) = article.sources
            row = (source.path, article.id, source.text_start, source.file_sha256, source.date.isoformat())
            db.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?)", row)
            passages = cut_passages(article, embedder.token_offsets, max_tokens=180, overlap_sentences=1)
            for passage in passages:
                place = (article.id, passage.start, passage.end)
                db.execute("INSERT INTO passages (article_id, start, end) VALUES (?, ?, ?)", place)
            vectors.upsert(passages, embedder.embed([p.text for p in passages]), [article.date] * len(passages))
        db.execute("INSERT INTO passage_index (passage_index) VALUES ('rebuild')")
        vectors.close()
    db.close()
    embedder = WordEmbedder()
    with open_library(old, embedder) as library:
        check_whole(library)
        assert embedder.embedded == 1, "the question alone"
        assert library.add([tmp_path / "articles"]).unchanged == 4
