"""Questions to begin with: from the articles' own words, and answered by them."""

from __future__ import annotations

from pathlib import Path

from rag import Library, draw_examples
from rag.question.examples import LEAST_CONFIDENCE
from tests.fakes import PhraseReader

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


def test_a_question_that_was_found_before_does_not_end_its_article(
    library: Library, reader: PhraseReader, tmp_path: Path
) -> None:
    for name, others in (("a", "Jo Day, 30, was there."), ("b", "Bob Roe, 50, was not.")):
        (tmp_path / f"{name}.txt").write_text(f"News {name}\n\nAnn Lee, 40, spoke. {others}", encoding="utf-8")
    library.add([tmp_path])
    reader.phrases = {
        f"How old is {name}?": {f"{age}": 9.0} for name, age in (("Ann Lee", 40), ("Jo Day", 30), ("Bob Roe", 50))
    }
    articles = [library.article(one.id) for one in library.articles()]
    drawn = draw_examples(articles, library.ask, count=9)
    assert {"How old is Jo Day?", "How old is Bob Roe?"} <= set(drawn)
