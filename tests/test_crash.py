"""Nothing lost: killed with SIGKILL, at random moments and at each dangerous one, the library mends."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from eval.kills import PLANS, kill_often
from eval.standins import FORKS
from rag import Library, Settings
from rag.adding import ingest
from rag.store.catalogue import Catalogue
from rag.store.vectors import Vectors
from tests.fakes import PhraseReader, WordEmbedder, write_articles

KILLS = 5  # of each kind of work; `python -m eval.faults` tries 50


def open_library(folder: Path) -> Library:
    return Library.open(folder, Settings(), create=True, embedder=WordEmbedder(), reader=PhraseReader())


def add_in_child(
    folder: Path,
    articles: Path,
    reported: Path,
    sabotage: Callable[[], None],
) -> None:
    """Add all articles, writing down each file that `add` reports as done, to the disk before going on."""
    sabotage()
    with reported.open("a", encoding="utf-8") as log, open_library(folder) as library:

        def write_down(path: str, outcome: ingest.Outcome) -> None:
            log.write(json.dumps([path, outcome]) + "\n")
            log.flush()

        library.add([articles], on_done=write_down)


def start(*args: object) -> BaseProcess:
    child = FORKS.Process(target=add_in_child, args=args)
    child.start()
    return child


def check_mended(folder: Path, articles: Path, reported: Path) -> int:
    """Open what the crash left, complete the add, and hold the library against the files. Returns files reported."""
    lines = reported.read_text(encoding="utf-8").splitlines() if reported.exists() else []
    done = {path for path, outcome in map(json.loads, lines) if outcome == ingest.Outcome.ADDED}
    files = sorted(str(path) for path in articles.iterdir())
    with open_library(folder) as library:
        assert library.examine() == []
        stored = {summary.sources[0]: summary.id for summary in library.articles()}
        assert done <= stored.keys(), "reported as added, then lost"
        report = library.add([articles])
        assert report.failures == ()
        assert report.added == len(files) - len(stored)
        assert report.unchanged == len(stored)
        assert library.examine() == []
        after = library.articles()
        assert sorted(source for summary in after for source in summary.sources) == files
        for summary in after:
            article = library.article(summary.id)
            source = article.sources[0]
            assert Path(source.path).read_text(encoding="utf-8")[source.text_start :] == article.text
    return len(done)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("work", PLANS)
def test_kills_at_random_moments_lose_nothing_that_was_acknowledged(tmp_path: Path, work: str) -> None:
    kills = kill_often(work, KILLS, tmp_path, articles=24)
    assert kills.lost == 0
    assert kills.unsound == ()
    # The trial is worth something only if the kills fell into the middle of the work.
    assert kills.midway >= KILLS // 2


def die(*args: object, **kwargs: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_before_the_transaction() -> None:
    Catalogue.put = die


def die_before_the_vectors() -> None:
    Vectors.upsert = die


def die_before_the_mark_is_cleared() -> None:
    Catalogue.settle = die


def die_in_the_transaction() -> None:
    Catalogue._settle_date = die


def die_before_the_manifest() -> None:
    from rag.store import manifest

    manifest.write_manifest = die


@pytest.mark.parametrize(
    "sabotage",
    [
        die_before_the_manifest,
        die_before_the_transaction,
        die_in_the_transaction,
        die_before_the_vectors,
        die_before_the_mark_is_cleared,
    ],
)
def test_add_survives_a_kill_between_any_two_steps(tmp_path: Path, sabotage: Callable[[], None]) -> None:
    articles = tmp_path / "articles"
    write_articles(articles, 30)
    child = start(tmp_path / "library", articles, tmp_path / "log", sabotage)
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert check_mended(tmp_path / "library", articles, tmp_path / "log") == 0


def test_a_kill_during_an_update_leaves_the_old_article_or_the_new_one(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    (path,) = write_articles(articles, 1)
    folder = tmp_path / "library"
    with open_library(folder) as library:
        library.add([articles])
    path.write_text(" date 2024-01-01 Visitors stay away\n\nNobody came to Place0.\n", encoding="utf-8")
    child = start(folder, articles, tmp_path / "log", die_before_the_vectors)
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with open_library(folder) as library:
        assert library.examine() == []
        (summary,) = library.articles()
        assert summary.headline == "Visitors stay away"
        assert [hit.headline for hit in library.ask("visitors").hits] == ["Visitors stay away"]


def test_a_kill_during_a_removal_removes_all_or_nothing(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    write_articles(articles, 3)
    folder = tmp_path / "library"
    with open_library(folder) as library:
        library.add([articles])
        ids = [summary.id for summary in library.articles()]
    child = FORKS.Process(target=remove_in_child, args=(folder, ids))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with open_library(folder) as library:
        assert library.examine() == []
        assert library.articles() == []


def remove_in_child(folder: Path, ids: list[str]) -> None:
    with open_library(folder) as library:
        Vectors.delete_articles = die
        library.remove(ids)


@pytest.mark.parametrize("moment", ["the vectors", "the switch", "the shrinking"])
def test_a_kill_while_room_is_given_back_leaves_the_old_index_or_the_new_one(tmp_path: Path, moment: str) -> None:
    articles, folder = tmp_path / "articles", tmp_path / "library"
    write_articles(articles, 30)
    with open_library(folder) as library:
        library.add([articles])
        gone = [summary.id for summary in library.articles()][::2]
        library.remove(gone)
    child = FORKS.Process(target=reclaim_in_child, args=(folder, moment))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    embedder = WordEmbedder()
    with Library.open(folder, Settings(), embedder=embedder, reader=PhraseReader()) as library:
        assert library.examine() == []
        library.reclaim()
        assert embedder.embedded == 0, "vectors are copied, not made again"
        assert library.examine() == []
        assert not {summary.id for summary in library.articles()} & set(gone)
        assert {hit.cosine is not None for hit in library.ask("How many visitors in week 2?").hits} == {True}
    assert len([path for path in folder.iterdir() if path.name.startswith("vectors")]) == 1


def reclaim_in_child(folder: Path, moment: str) -> None:
    from rag.repair import rebuild

    rebuild.BATCH_ARTICLES = 4
    with open_library(folder) as library:
        if moment == "the vectors":
            upsert, calls = Vectors.upsert, iter([False, False, True])
            Vectors.upsert = lambda *args: die() if next(calls) else upsert(*args)
        elif moment == "the switch":
            Catalogue.switch = die
        else:
            Catalogue.shrink = die
        library.reclaim()
