"""Two processes on one library: a reader sees what a writer did, and a second writer is turned away by name."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from rag import Library, LibraryLocked, Settings
from tests.fakes import PhraseReader, WordEmbedder, write_articles

FORKS = multiprocessing.get_context("forkserver")


def open_library(folder: Path, embedder: WordEmbedder | None = None) -> Library:
    return Library.open(folder, Settings(), create=True, embedder=embedder or WordEmbedder(), reader=PhraseReader())


class PausingEmbedder(WordEmbedder):
    """Says when it is asked to embed, and waits for leave: so a writer can be held in the middle of an add."""

    def __init__(self, pipe: Connection) -> None:
        super().__init__()
        self.pipe = pipe

    def embed(self, texts):
        self.pipe.send("embedding")
        self.pipe.recv()
        return super().embed(texts)


def add_pausing(folder: Path, articles: Path, pipe: Connection) -> None:
    with open_library(folder, PausingEmbedder(pipe)) as library:
        library.add([articles])


def add_and_remove_on_command(folder: Path, articles: Path, pipe: Connection) -> None:
    with open_library(folder) as library:
        while (command := pipe.recv()) != "stop":
            if command == "add":
                library.add([articles])
            else:
                library.remove([summary.id for summary in library.articles()])
            pipe.send("done")


@contextmanager
def process(target: object, folder: Path, articles: Path) -> Iterator[tuple[Connection, int]]:
    ours, theirs = FORKS.Pipe()
    child = FORKS.Process(target=target, args=(folder, articles, theirs))
    child.start()
    assert child.pid is not None
    try:
        yield ours, child.pid
    finally:
        child.kill()
        child.join()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[tuple[Library, Path]]:
    """A library with one article, and a folder of three more."""
    first, more = tmp_path / "first", tmp_path / "more"
    write_articles(first, 1)
    write_articles(more, 4)[0].unlink()
    with open_library(tmp_path / "library") as library:
        library.add([first])
        yield library, more


def headlines(library: Library) -> set[str]:
    return {hit.headline for hit in library.ask("Visitors come to Place2").hits}


def test_a_reader_sees_what_another_process_added_and_removed(shared: tuple[Library, Path]) -> None:
    library, more = shared
    assert headlines(library) == {"Visitors come to Place0"}
    with process(add_and_remove_on_command, library.folder, more) as (pipe, _):
        pipe.send("add")
        assert pipe.recv() == "done"
        assert headlines(library) == {f"Visitors come to Place{number}" for number in range(4)}
        dense = [hit for hit in library.ask("Visitors come to Place2").hits if hit.cosine is not None]
        assert len(dense) >= 4, "the vectors of the other process were not seen"
        pipe.send("remove")
        assert pipe.recv() == "done"
        assert library.articles() == []
        pipe.send("add")
        assert pipe.recv() == "done"
        assert headlines(library) == {f"Visitors come to Place{number}" for number in range(1, 4)}
        assert library.examine() == []
        pipe.send("stop")


def test_a_second_writer_is_turned_away_by_name_and_a_reader_is_not(shared: tuple[Library, Path]) -> None:
    library, more = shared
    with process(add_pausing, library.folder, more) as (pipe, pid):
        assert pipe.recv() == "embedding"
        before = library.articles()
        with pytest.raises(LibraryLocked, match=f"process {pid} "):
            library.add([more])
        with pytest.raises(LibraryLocked, match=f"process {pid} "):
            library.remove([before[0].id])
        assert library.articles() == before
        assert headlines(library) == {"Visitors come to Place0"}
        pipe.send("go on")
    # Whether it had finished or was killed, the lock went with the process.
    library.add([more])
    assert library.examine() == []
    assert len(library.articles()) == 4


def test_two_writers_in_one_process_take_turns(shared: tuple[Library, Path]) -> None:
    library, more = shared
    ours, theirs = FORKS.Pipe()
    other = open_library(library.folder, PausingEmbedder(theirs))
    from threading import Thread

    with other:
        adding = Thread(target=other.add, args=([more],))
        adding.start()
        assert ours.recv() == "embedding"
        with pytest.raises(LibraryLocked, match=f"process {os.getpid()} "):
            library.add([more])
        ours.send("go on")
        adding.join()
    assert len(library.articles()) == 4
    assert headlines(library) == {f"Visitors come to Place{number}" for number in range(4)}
