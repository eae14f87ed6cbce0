"""A quotation that the store does not bear out is never shown, whatever the reader and the store say."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import Article, Hit, Silence, Span, text_sha256
from rag.quoting import FindArticle, quote
from tests.test_answers import TEXT, ask, make_article, make_hit, make_span, sigmoid, store


@pytest.fixture
def article() -> Article:
    return make_article()


@pytest.fixture
def hit(article: Article) -> Hit:
    return make_hit(article)


@pytest.mark.parametrize(
    "stored",
    [
        lambda article: None,
        lambda article: replace(article, text=TEXT.replace("mayor", "major")),
        lambda article: make_article(TEXT.replace("mayor", "major")),
        lambda article: make_article(TEXT.replace("opens", "shuts")),
        lambda article: replace(article, text=f"x{TEXT}"),
        lambda article: replace(article, text=f"{TEXT}x"),
        lambda article: replace(article, sha256=article.sha256[:16] + "0" * 48),
        lambda article: replace(article, text=""),
        lambda article: replace(article, sources=()),
    ],
    ids=[
        "missing",
        "changed",
        "changed with its checksum",
        "changed elsewhere with its checksum",
        "moved",
        "grown",
        "other checksum",
        "empty",
        "no source",
    ],
)
def test_quotation_that_the_store_does_not_bear_out_is_withheld_counted_and_logged(
    article: Article, hit: Hit, stored: object, caplog: pytest.LogCaptureFixture
) -> None:
    found = stored(article)  # type: ignore[operator]
    answer = ask([make_span(hit, "mayor", 9.0)], [hit], lambda id_: found)
    assert answer.quotation is None
    assert (answer.candidates, answer.nearest, answer.withheld, answer.confidence) == ((), None, 1, 0.0)
    assert answer.silence is Silence.NOT_ANSWERED
    assert any(record.levelno == logging.ERROR and "'mayor'" in record.getMessage() for record in caplog.records)


def test_next_best_answers_when_the_best_is_withheld(article: Article, hit: Hit) -> None:
    gone = make_hit(make_article("Gone\n\nThe mayor left."))
    answer = ask([make_span(gone, "mayor", 9.0), make_span(hit, "mayor", 2.0)], [gone, hit], store(article))
    assert answer.quotation is not None
    assert (answer.quotation.article_id, answer.withheld) == (article.id, 1)
    assert answer.confidence == pytest.approx(sigmoid(2.0))


@pytest.mark.parametrize(
    ("start", "end"), [(-3, -1), (-5, 4), (5, 5), (9, 4), (len(TEXT) - 3, len(TEXT) + 3), (500, 510)]
)
def test_offsets_outside_the_passage_are_withheld(article: Article, hit: Hit, start: int, end: int) -> None:
    assert quote(hit, start, end, 0.9, store(article)) is None


# What must hold for any spans over any store


@st.composite
def troubled_questions(draw: st.DrawFn) -> tuple[list[Span], list[Hit], FindArticle]:
    """Passages of a few articles with random spans, over a store that may have changed since they were read."""
    letters = st.text(st.sampled_from("ab. \n“”🚀é\u0301日"), min_size=1, max_size=40).filter(str.strip)
    articles = {article.id: article for article in map(make_article, draw(st.lists(letters, min_size=1, max_size=3)))}
    hits, spans = [], []
    for article in articles.values():
        start = draw(st.integers(0, len(article.text) - 1))
        end = draw(st.integers(start + 1, len(article.text)))
        if article.text[start:end].strip():
            hits.append(make_hit(article, start, end, len(hits) + 1))
    for hit in hits:
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(hit.passage.start - 3, hit.passage.end))
            end = draw(st.integers(start, hit.passage.end + 3))
            margin = draw(st.floats(-30, 30))
            spans.append(Span(hit.passage.article_id, start, end, margin, 0.0, hit))
    changed: dict[str, Article | None] = {}
    for id_, article in articles.items():
        text = draw(letters)
        choices = [
            article,
            article,
            None,
            replace(article, text=text),
            replace(make_article(text), sha256=text_sha256(text)),
        ]
        changed[id_] = draw(st.sampled_from(choices))
    return spans, hits, changed.get


@settings(max_examples=300, deadline=None)
@given(question=troubled_questions(), threshold=st.floats(0, 1), max_candidates=st.integers(1, 6))
def test_every_quotation_reads_as_the_store_does(
    question: tuple[list[Span], list[Hit], FindArticle], threshold: float, max_candidates: int
) -> None:
    spans, hits, find = question
    answer = ask(spans, hits, find, threshold=threshold, max_candidates=max_candidates)
    shown = [quotation for quotation in (answer.quotation, *answer.candidates, answer.nearest) if quotation is not None]
    for quotation in shown:
        article = find(quotation.article_id)
        assert article is not None
        assert 0 <= quotation.sentence_start <= quotation.start < quotation.end <= quotation.sentence_end
        assert quotation.sentence_end <= len(article.text)
        assert article.text[quotation.start : quotation.end] == quotation.text
        assert article.text[quotation.sentence_start : quotation.sentence_end] == quotation.sentence
        assert quotation.article_sha256 == text_sha256(article.text)
        assert quotation.source_start == article.sources[0].text_start + quotation.start


@settings(max_examples=200, deadline=None)
@given(question=troubled_questions(), threshold=st.floats(0, 1))
def test_answer_is_either_a_quotation_or_a_silence(
    question: tuple[list[Span], list[Hit], FindArticle], threshold: float
) -> None:
    answer = ask(*question, threshold=threshold)
    assert (answer.quotation is None) == (answer.silence is not None)
    assert answer.quotation is None or answer.quotation.confidence >= threshold
    ranked = [quotation.confidence for quotation in (answer.quotation, *answer.candidates) if quotation is not None]
    assert ranked == sorted(ranked, reverse=True)
    assert answer.nearest is None or answer.silence is not None
