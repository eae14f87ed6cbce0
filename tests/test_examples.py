"""Questions to begin with: from the articles' own words, and answered by them."""

from __future__ import annotations

from rag import Library, draw_examples
from rag.question.examples import LEAST_CONFIDENCE

COUNT = 3


def test_examples_are_answered_by_the_articles_and_are_the_same_each_time(seed_library: Library) -> None:
    articles = [seed_library.article(one.id) for one in seed_library.articles()]
    drawn = draw_examples(articles, seed_library.ask, count=COUNT)
    assert 0 < len(drawn) <= COUNT
    assert draw_examples(articles, seed_library.ask, count=COUNT) == drawn
    for question in drawn:
        answer = seed_library.ask(question)
        assert answer.quotation is not None
        assert answer.confidence >= LEAST_CONFIDENCE


def test_nothing_is_asked_where_nothing_can_be(seed_library: Library) -> None:
    assert draw_examples([], seed_library.ask, count=COUNT) == []
