"""What an article says is of another time only where the article tells so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rag.datatypes import Article, Hit, Passage, Precision, Span, text_sha256
from rag.evidence.timing import is_of
from rag.times.periods import Period

AUGUST = Period(dt.date(2025, 8, 1), dt.date(2025, 8, 31), Precision.MONTH)
PUBLISHED = dt.date(2025, 8, 14)


def span_of(text: str, words: str) -> tuple[Article, Span]:
    article = Article(text.partition("\n")[0], text, text_sha256(text), PUBLISHED, ())
    hit = Hit(Passage(article.id, 0, len(text), text), article.headline, PUBLISHED, 1, 1.0)
    start = text.index(words)
    return article, Span(article.id, start, start + len(words), 5.0, 0.0, hit)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Inflation slows to 3.9%\n\nPrices rose 3.9% in July, the office said.", "3.9%", False),
        ("Inflation slows to 3.9%\n\nPrices rose 4.1% in July, the office said.", "3.9%", True),
        ("Inflation slows to 3.9%\n\nPrices rose 3.9% in July and 3.9% in August.", "3.9%", True),
        ("Inflation slows to 3.9%\n\nPrices rose 3.9% in August 2025.", "3.9%", True),
        ("Inflation slows to 3.9%\n\nPrices rose 3.9% in July 2025.", "3.9%", False),
        ("Inflation slows to 3.9%\n\nPrices rose 3.9 per cent, it said on Wednesday.", "3.9%", True),
        ("Dorn speaks\n\nPrices rose 3.9% in July from 4.1% in August, data showed on Monday.", "3.9%", False),
        ("Dorn speaks\n\nPrices rose 3.9% in July from 4.1% in August, data showed on Monday.", "4.1%", True),
        ("Dorn speaks\n\nPrices rose 3.9 per cent in the year to July, data showed on Monday.", "3.9", False),
        ("Strike ends\n\nThe crews get 5.2% more from 1 September.", "5.2%", True),
        ("Strike ends\n\nThe crews got 5.2% more on 1 July.", "5.2%", False),
        ("Dorn wins\n\nIlse Dorn spoke in July.", "Dorn", True),
        ("Dorn wins\n\nIlse Dorn spoke in July.", "Ilse Dorn", False),
    ],
)
def test_a_number_is_of_the_time_that_its_article_gives_it(text: str, words: str, expected: bool) -> None:
    article, span = span_of(text, words)
    assert is_of(article, span, AUGUST) is expected
    assert is_of(None, span, AUGUST)
    assert is_of(replace(article, date=None), span, AUGUST)


@pytest.mark.parametrize(
    ("year", "text", "expected"),
    [
        (2025, "Fair ends\n\nThe police made 12 arrests.", True),
        (2026, "Fair ends\n\nThe police made 12 arrests.", False),  # it had not been held yet
        (2026, "Fair ends\n\nThe police expect 12 arrests in 2026.", True),
        (2023, "Fair ends\n\nThe police made 12 arrests.", False),
        (2023, "Fair ends\n\nThe police made 12 arrests.\n\nIt began in 2023.", True),
    ],
)
def test_an_article_of_another_year_has_to_name_the_year(year: int, text: str, expected: bool) -> None:
    article, span = span_of(text, "12 arrests")
    assert is_of(article, span, Period(dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR)) is expected
