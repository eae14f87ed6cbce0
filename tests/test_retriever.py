"""Fusing by rank, checked by hand, and retrieving over both stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import Article, Hit
from rag.retriever import RRF_K, fuse, retrieve
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.vectors import Vectors
from tests.fakes import WordEmbedder
from tests.test_catalogue import JULY, JUNE, MAY, entry

Row = tuple[str, int, int, float]


# Fusing


def test_score_is_the_sum_of_reciprocal_ranks() -> None:
    assert fuse([["a", "b"], ["b", "c"]]) == [
        ("b", pytest.approx(1 / 62 + 1 / 61)),
        ("a", pytest.approx(1 / 61)),
        ("c", pytest.approx(1 / 62)),
    ]


def test_constant_may_be_given() -> None:
    assert fuse([["a"]], k=1) == [("a", 0.5)]


def test_default_constant_is_that_of_the_paper() -> None:
    assert RRF_K == 60


def test_equal_scores_keep_the_order_of_first_appearance() -> None:
    assert [item for item, _ in fuse([["x", "y"], ["b", "a"]])] == ["x", "b", "y", "a"]


def test_what_a_ranking_lacks_counts_as_just_beyond_its_depth() -> None:
    assert fuse([["a", "b"], ["b"]], depth=2) == [
        ("b", pytest.approx(1 / 62 + 1 / 61)),
        ("a", pytest.approx(1 / 61 + 1 / 63)),
    ]
    both = [f"x{rank}" for rank in range(49)]  # far down in both searches is less than first in one
    fused = [item for item, _ in fuse([["top", *both], both], depth=50)]
    assert fused.index("top") < fused.index("x48")
    assert [item for item, _ in fuse([["top", *both], both])][-1] == "top"


def test_nothing_fused_is_nothing() -> None:
    assert fuse([]) == fuse([[], []]) == []


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), unique=True), max_size=4))
def test_every_item_comes_once_and_scores_fall(rankings: list[list[int]]) -> None:
    fused = fuse(rankings)
    assert {item for item, _ in fused} == {item for ranking in rankings for item in ranking}
    assert len({item for item, _ in fused}) == len(fused)
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), unique=True, min_size=1))
def test_rankings_that_agree_keep_their_order(ranking: list[int]) -> None:
    assert [item for item, _ in fuse([ranking, ranking])] == ranking


# Retrieving, from answers set by hand


@dataclass
class FakeStores:
    """Both stores at once: what each kind of search returns, and the articles."""

    dense: list[Row] = field(default_factory=list)
    lexical: list[Row] = field(default_factory=list)
    articles: dict[str, Article] = field(default_factory=dict)
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def search(self, query: object, *, limit: int, **limits: object) -> list[Row]:
        self.asked.append((type(query).__name__, limit, *limits.values()))
        return self.lexical if isinstance(query, str) else self.dense

    def within(self, *limits: object) -> object:
        return limits

    def article(self, article_id: str) -> Article | None:
        return self.articles.get(article_id)

    def hits(self, **wanted: object) -> list[Hit]:
        options = {"candidates": 50, "top_k": 10} | wanted
        return retrieve("bridge", np.ones(4, dtype=np.float32), self, self, self, **options)  # type: ignore[arg-type]


@pytest.fixture
def stores() -> FakeStores:
    texts = {"a" * 16: "Alpha went. Home.", "b" * 16: "Beta stayed here.", "c" * 16: "Gamma? Gone."}
    articles = {id_: replace(entry(text, date=MAY)[0], sha256=id_ * 4) for id_, text in texts.items()}
    return FakeStores(articles=articles)


A, B, C, GONE = (letter * 16 for letter in "abcx")


def test_hits_carry_the_evidence_of_both_searches(stores: FakeStores) -> None:
    stores.dense = [(A, 0, 11, 0.9), (B, 0, 17, 0.5)]
    stores.lexical = [(B, 0, 17, 7.5), (C, 7, 12, 2.5)]
    assert [(hit.passage.article_id, hit.rank, hit.cosine, hit.bm25) for hit in stores.hits()] == [
        (B, 1, 0.5, 7.5),
        (A, 2, 0.9, None),
        (C, 3, None, 2.5),
    ]
    beyond = 1 / (60 + 51)  # what a passage has that comes later in a search than the 50 that were asked for
    assert [hit.score for hit in stores.hits()] == pytest.approx([1 / 62 + 1 / 61, 1 / 61 + beyond, 1 / 62 + beyond])


def test_passage_is_the_text_of_the_article_at_its_place(stores: FakeStores) -> None:
    stores.lexical = [(A, 12, 17, 1.0)]
    (hit,) = stores.hits()
    assert (hit.passage.start, hit.passage.end, hit.passage.text) == (12, 17, "Home.")
    assert (hit.headline, hit.date) == ("Alpha went. Home.", MAY)


def test_two_passages_of_an_article_are_two_hits(stores: FakeStores) -> None:
    stores.dense = [(A, 0, 11, 0.9), (A, 12, 17, 0.8)]
    assert [hit.passage.text for hit in stores.hits()] == ["Alpha went.", "Home."]


def test_vector_whose_article_is_gone_is_passed_over(stores: FakeStores) -> None:
    stores.dense = [(GONE, 0, 5, 0.99), (A, 0, 11, 0.9), (GONE, 9, 14, 0.8), (B, 0, 17, 0.5)]
    assert [(hit.passage.article_id, hit.rank) for hit in stores.hits(top_k=2)] == [(A, 1), (B, 2)]


def test_no_more_than_top_k_come(stores: FakeStores) -> None:
    stores.dense = [(A, 0, 11, 0.9), (B, 0, 17, 0.5), (C, 0, 6, 0.4)]
    assert [hit.rank for hit in stores.hits(top_k=2)] == [1, 2]


def test_nothing_found_is_no_hits(stores: FakeStores) -> None:
    assert stores.hits() == []


def test_both_searches_are_asked_for_the_candidates_and_dates(stores: FakeStores) -> None:
    stores.hits(candidates=7, top_k=3, since=MAY, until=JUNE, only=[A])
    assert stores.asked == [("ndarray", 7, (MAY, JUNE, [A])), ("str", 7, MAY, JUNE, [A])]


# Retrieving, from the real stores


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Catalogue, Lexical, Vectors]]:
    catalogue, vectors, embedder = Catalogue(tmp_path / "c.sqlite"), Vectors(tmp_path / "vectors"), WordEmbedder()
    lexical = Lexical(tmp_path / "lexical")
    entries = [
        entry("Bridge opens in May", "/5.txt", MAY),
        entry("Bridge opens in June", "/6.txt", JUNE),
        entry("Bridge opens in July", "/7.txt", JULY),
        entry("Bridge opens undated", "/0.txt"),
    ]
    catalogue.put(entries)
    lexical.create()
    vectors.create()
    for article, passages in entries:
        lexical.write([], passages, [article.headline], [article.date])
        vectors.upsert(passages, embedder.embed([passage.text for passage in passages]), [article.date])
    yield catalogue, lexical, vectors
    lexical.close()
    vectors.close()
    catalogue.close()


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [(None, None, {"May", "June", "July", "undated"}), (JUNE, None, {"June", "July"}), (JUNE, JUNE, {"June"})],
)
def test_both_stores_obey_the_dates(
    filled: tuple[Catalogue, Lexical, Vectors], since: dt.date | None, until: dt.date | None, months: set[str]
) -> None:
    vector = WordEmbedder().embed(["bridge opens"])[0]
    hits = retrieve("bridge opens", vector, *filled, candidates=50, top_k=10, since=since, until=until)
    assert {hit.passage.text.split()[-1] for hit in hits} == months
    assert all(hit.cosine is not None and hit.bm25 is not None for hit in hits)


def test_removed_article_is_not_retrieved_though_the_indexes_have_it(
    filled: tuple[Catalogue, Lexical, Vectors],
) -> None:
    catalogue, _, _ = filled
    gone = next(summary.id for summary in catalogue.listing.all() if summary.headline.endswith("June"))
    catalogue.remove([gone])
    hits = retrieve("bridge", WordEmbedder().embed(["bridge"])[0], *filled, candidates=50, top_k=10)
    assert len(hits) == 3
    assert gone not in {hit.passage.article_id for hit in hits}
