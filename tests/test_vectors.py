"""Vectors in Chroma: found by nearness and date, kept over reopening, gone when deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.datatypes import Passage
from rag.errors import LibraryDamaged
from rag.store.vectors import BATCH, Vectors
from rag.store.within import Within

MAY, JUNE, JULY = dt.date(2024, 5, 1), dt.date(2024, 6, 1), dt.date(2024, 7, 1)
AXES = np.eye(4, dtype=np.float32)
A, B, C, D = (letter * 16 for letter in "abcd")


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors(tmp_path / "vectors")
    opened.create()
    yield opened
    opened.close()


def passage(article_id: str, start: int = 0) -> Passage:
    return Passage(article_id, start, start + 5, "words")


def search(vectors: Vectors, vector: np.ndarray, limit: int = 10, within: Within | None = None) -> list[str]:
    return [row[0] for row in vectors.search(vector, limit=limit, within=within)]


def fill(vectors: Vectors) -> None:
    vectors.upsert([passage(id_) for id_ in (A, B, C, D)], AXES, [MAY, JUNE, JULY, None])


def test_nearest_comes_first_with_its_place_and_cosine(vectors: Vectors) -> None:
    vectors.upsert([passage(A, 7), passage(B, 0)], AXES[:2], [MAY, None])
    question = np.array([0.6, 0.8, 0, 0], dtype=np.float32)
    first, second = vectors.search(question, limit=10)
    assert first == (B, 0, 5, pytest.approx(0.8, abs=1e-5))
    assert second == (A, 7, 12, pytest.approx(0.6, abs=1e-5))


def test_cosine_of_opposite_vectors_is_minus_one(vectors: Vectors) -> None:
    vectors.upsert([passage(A)], AXES[:1], [None])
    ((_, _, _, cosine),) = vectors.search(-AXES[0], limit=1)
    assert cosine == pytest.approx(-1.0, abs=1e-5)


def test_no_more_than_the_limit_come(vectors: Vectors) -> None:
    fill(vectors)
    assert search(vectors, AXES[1], limit=1) == [B]


def test_limit_beyond_what_is_there_is_no_trouble(vectors: Vectors) -> None:
    fill(vectors)
    assert sorted(search(vectors, AXES[1], limit=1000)) == [A, B, C, D]


def test_empty_collection_finds_nothing(vectors: Vectors) -> None:
    assert search(vectors, AXES[0]) == []
    assert search(vectors, AXES[0], within=limited(A)) == []
    assert vectors.count() == 0
    assert list(vectors.ids()) == []


def limited(*articles: str, share: float = 0.5) -> Within:
    return Within(frozenset(articles), share, lambda: [f"{id_}:0-5" for id_ in articles])


def test_a_search_within_some_articles_finds_those_however_far(vectors: Vectors) -> None:
    fill(vectors)
    assert search(vectors, AXES[0], within=limited(C, D)) == [C, D]
    assert search(vectors, AXES[0], 1, within=limited(D, share=1.0)) == [D]
    assert search(vectors, AXES[0], within=limited()) == []


def test_of_few_articles_the_passages_are_searched_by_their_ids(vectors: Vectors) -> None:
    fill(vectors)
    few = limited(B, share=1e-4)
    assert search(vectors, AXES[0], within=few) == [B]


def test_an_id_that_another_process_is_about_to_write_hides_nothing(vectors: Vectors) -> None:
    fill(vectors)
    few = limited(B, "f" * 16, share=1e-4)
    assert search(vectors, AXES[0], within=few) == [B]


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_a_limited_search_finds_what_an_exact_one_does(vectors: Vectors, share: float) -> None:
    dice = np.random.default_rng(7)
    near = dice.normal(size=(3000, 64)).astype(np.float32)
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    passages = [passage(f"{number:016x}") for number in range(len(near))]
    vectors.upsert(passages, near, [None] * len(near))
    chosen = dice.choice(len(near), int(share * len(near)), replace=False)
    within = Within(frozenset(passages[n].article_id for n in chosen), share, lambda: [passages[n].id for n in chosen])
    found = hits = 0
    for question in dice.normal(size=(20, 64)).astype(np.float32):
        best = chosen[np.argsort(-(near[chosen] @ question))[:10]]
        hits += len({passages[n].article_id for n in best} & set(search(vectors, question, within=within)))
        found += 10
    assert hits / found >= 0.95  # of vectors without any order, which are the hardest; real ones reach 0.98


def test_same_id_again_replaces_the_vector(vectors: Vectors) -> None:
    vectors.upsert([passage(A)], AXES[:1], [MAY])
    vectors.upsert([passage(A)], AXES[1:2], [JULY])
    assert vectors.count() == 1
    ((_, _, _, cosine),) = vectors.search(AXES[1], limit=1)
    assert cosine == pytest.approx(1.0, abs=1e-5)


def test_deleted_articles_are_gone_with_all_their_passages(vectors: Vectors) -> None:
    vectors.upsert([passage(A, 0), passage(A, 10), passage(B)], AXES[:3], [MAY, MAY, None])
    vectors.delete_articles([A])
    assert list(vectors.ids()) == [f"{B}:0-5"]
    assert search(vectors, AXES[0]) == [B]


def test_deleting_what_is_not_there_changes_nothing(vectors: Vectors) -> None:
    fill(vectors)
    vectors.delete_articles([])
    vectors.delete_articles([f"{number:016}" for number in range(250)])
    assert vectors.count() == 4


def test_count_and_ids_agree(vectors: Vectors) -> None:
    fill(vectors)
    assert vectors.count() == 4
    assert sorted(vectors.ids()) == [f"{id_}:0-5" for id_ in (A, B, C, D)]


def test_more_than_one_batch_is_written_and_listed(vectors: Vectors) -> None:
    passages = [passage(f"{number:016}") for number in range(BATCH + 500)]
    directions = np.random.default_rng(0).normal(size=(len(passages), 2)).astype(np.float32)
    vectors.upsert(passages, directions, [None] * len(passages))
    assert sorted(vectors.ids()) == [passage.id for passage in passages]


def test_nothing_to_write_is_no_trouble(vectors: Vectors) -> None:
    vectors.upsert([], np.empty((0, 4), dtype=np.float32), [])
    assert vectors.count() == 0


def test_all_is_there_after_reopening(vectors: Vectors) -> None:
    fill(vectors)
    vectors.close()
    again = Vectors(vectors.folder)
    assert sorted(again.ids()) == [f"{id_}:0-5" for id_ in (A, B, C, D)]
    assert search(again, AXES[2]) == search(vectors, AXES[2])
    again.close()


def test_creating_again_keeps_all(vectors: Vectors) -> None:
    fill(vectors)
    vectors.create()
    assert vectors.count() == 4


def test_vectors_are_fetched_by_id(vectors: Vectors) -> None:
    fill(vectors)
    found = vectors.fetch([f"{B}:0-5", f"{D}:0-5", "nothing:0-1"])
    assert found.keys() == {f"{B}:0-5", f"{D}:0-5"}
    assert np.array_equal(found[f"{D}:0-5"], AXES[3])


def test_closing_twice_is_no_trouble(vectors: Vectors) -> None:
    vectors.close()
    vectors.close()
    assert vectors.count() == 0


def test_threads_may_share_vectors(vectors: Vectors) -> None:
    def work(number: int) -> bool:
        id_ = f"{number:016}"
        vectors.upsert([passage(id_)], np.array([[np.cos(number), np.sin(number)]], dtype=np.float32), [None])
        return id_ in search(vectors, np.array([np.cos(number), np.sin(number)], dtype=np.float32), limit=3)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(24)))
    assert vectors.count() == 24


# Folders that cannot be used


def test_missing_folder_is_damage_with_the_remedy_and_is_not_made(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path / "gone")
    with pytest.raises(LibraryDamaged, match=r"missing\. Run `ibid doctor --repair`"):
        search(vectors, AXES[0])
    assert not (tmp_path / "gone").exists()


def test_folder_without_a_collection_is_damage_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    vectors = Vectors(tmp_path / "vectors")
    with pytest.raises(LibraryDamaged, match="ibid doctor --repair"):
        vectors.count()
    vectors.close()


def test_garbage_in_place_of_the_database_is_damage_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"This is not a database. " * 500)
    vectors = Vectors(tmp_path / "vectors")
    with pytest.raises(LibraryDamaged, match="ibid doctor --repair"):
        vectors.count()
    vectors.close()


def test_vector_of_another_dimension_is_damage(vectors: Vectors) -> None:
    fill(vectors)
    with pytest.raises(LibraryDamaged):
        search(vectors, np.ones(5, dtype=np.float32))
