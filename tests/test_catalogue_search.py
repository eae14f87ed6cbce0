"""The lexical index: finds what is stored, and nothing else, whatever the question holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.catalogue import Catalogue
from tests.test_catalogue import JULY, JUNE, MAY, entry, found


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def test_passage_is_found_by_a_word_of_its_text_with_its_place(catalogue: Catalogue) -> None:
    article, passages = entry("Bridge opens\n\nThe mayor spoke.\nIt rained.")
    catalogue.put([(article, passages)])
    ((article_id, start, end, score),) = catalogue.search("rained", limit=10, since=None, until=None)
    assert (article_id, article.text[start:end]) == (article.id, "It rained.")
    assert score > 0


def test_passage_is_found_by_a_word_of_its_headline(catalogue: Catalogue) -> None:
    article, passages = entry("Bridge opens\nThe mayor spoke.\nIt rained.")
    catalogue.put([(article, passages)])
    assert len(catalogue.search("bridge", limit=10, since=None, until=None)) == len(passages) == 3


def test_word_in_the_headline_counts_more_than_in_the_text(catalogue: Catalogue) -> None:
    about, about_passages = entry("Bridge opens\nThe mayor spoke to the crowd.", "/a.txt")
    beside, beside_passages = entry("Mayor speaks\nThe bridge stood in the rain.", "/b.txt")
    catalogue.put([(beside, beside_passages[1:]), (about, about_passages[1:])])  # without the headline in the text
    rows = catalogue.search("bridge", limit=2, since=None, until=None)
    assert [row[0] for row in rows] == [about.id, beside.id]


@pytest.mark.parametrize("word", ["visits", "visited", "VISITING", "visit"])
def test_forms_of_a_word_are_found_by_their_stem(catalogue: Catalogue, word: str) -> None:
    article, passages = entry("The mayor visits Ghent")
    catalogue.put([(article, passages)])
    assert found(catalogue, word) == {article.id}


@pytest.mark.parametrize("word", ["naive", "naïve", "NAÏVE", "nai\u0308ve"])
def test_accents_do_not_matter(catalogue: Catalogue, word: str) -> None:
    article, passages = entry("A naïve plan")
    catalogue.put([(article, passages)])
    assert found(catalogue, word) == {article.id}


def test_accents_written_apart_in_the_article_do_not_matter(catalogue: Catalogue) -> None:
    article, passages = entry("A nai\u0308ve plan")
    catalogue.put([(article, passages)])
    assert found(catalogue, "naïve") == found(catalogue, "naive") == {article.id}


@pytest.mark.parametrize("word", ["पुल", "мост", "桥梁"])
def test_other_scripts_are_found(catalogue: Catalogue, word: str) -> None:
    article, passages = entry("पुल खुला\nмост открыт\n桥梁 开放")
    catalogue.put([(article, passages)])
    assert found(catalogue, word) == {article.id}


def test_passage_with_more_of_the_words_comes_first(catalogue: Catalogue) -> None:
    one, both = entry("The bridge", "/a.txt"), entry("The mayor on the bridge", "/b.txt")
    catalogue.put([one, both, entry("It rained", "/c.txt")])
    rows = catalogue.search("mayor bridge", limit=10, since=None, until=None)
    assert [row[0] for row in rows] == [both[0].id, one[0].id]
    assert rows[0][3] > rows[1][3]


def test_no_more_than_the_limit_come(catalogue: Catalogue) -> None:
    catalogue.put([entry(f"Bridge {number}", f"/{number}.txt") for number in range(5)])
    assert len(catalogue.search("bridge", limit=3, since=None, until=None)) == 3


def test_removed_article_is_not_found(catalogue: Catalogue) -> None:
    gone, kept = entry("Bridge opens", "/a.txt"), entry("Bridge closes", "/b.txt")
    catalogue.put([gone, kept])
    catalogue.remove([gone[0].id])
    assert found(catalogue, "bridge opens") == {kept[0].id}


def test_replaced_article_is_not_found(catalogue: Catalogue) -> None:
    new = entry("Mayor speaks")
    catalogue.put([entry("Bridge opens")])
    catalogue.put([new])
    assert found(catalogue, "bridge opens") == set()
    assert found(catalogue, "mayor") == {new[0].id}


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (None, None, {"May", "June", "July", "Undated"}),
        (JUNE, None, {"June", "July"}),
        (None, JUNE, {"May", "June"}),
        (JUNE, JUNE, {"June"}),
        (JUNE + dt.timedelta(1), JULY - dt.timedelta(1), set()),
        (dt.date.min, dt.date.max, {"May", "June", "July"}),
    ],
)
def test_dates_are_inclusive_and_leave_out_the_undated(
    catalogue: Catalogue, since: dt.date | None, until: dt.date | None, months: set[str]
) -> None:
    dates = {"May": MAY, "June": JUNE, "July": JULY, "Undated": None}
    entries = {month: entry(f"Bridge {month}", f"/{month}.txt", date) for month, date in dates.items()}
    catalogue.put(entries.values())
    rows = catalogue.search("bridge", limit=10, since=since, until=until)
    assert {row[0] for row in rows} == {entries[month][0].id for month in months}


HOSTILE = [
    "", " ", "?", "…", '"', "'", "*", ":", "-", "_", "^", "(", ")", "{}", "\0", "\ud800",
    "AND", "OR", "NOT", "NEAR(", "NEAR(a b, 2)", "bridge AND", "OR bridge", "bridge NOT", "-bridge", "+bridge",
    "^bridge", "bridge*", '"bridge', 'bridge"', "headline:bridge", "{headline text}: bridge",
    "'; DROP TABLE articles; --", "passage_index",
]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE)
def test_operators_and_marks_are_words_or_nothing(catalogue: Catalogue, question: str) -> None:
    article, passages = entry("Bridge opens")
    catalogue.put([(article, passages)])
    assert found(catalogue, question) == ({article.id} if "bridge" in question else set())


def test_operator_words_are_looked_for_as_words(catalogue: Catalogue) -> None:
    article, passages = entry("Near and or not")
    catalogue.put([(article, passages)])
    assert found(catalogue, "AND") == found(catalogue, "NEAR") == found(catalogue, "NOT") == {article.id}


def test_question_of_thousands_of_words_is_searched(catalogue: Catalogue) -> None:
    article, passages = entry("Bridge opens")
    catalogue.put([(article, passages)])
    assert found(catalogue, " ".join(f"word{number}" for number in range(5000)) + " bridge") == {article.id}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=60))
def test_no_question_raises(catalogue: Catalogue, question: str) -> None:
    catalogue.put([entry("Bridge opens")])
    assert all(row[3] > 0 for row in catalogue.search(question, limit=10, since=None, until=None))


def test_a_passage_that_shares_only_stop_words_is_not_found(catalogue: Catalogue) -> None:
    catalogue.put([entry("Bridge opens"), entry("The mayor of the town is in the garden", "/b.txt")])
    assert found(catalogue, "Who is the head of the bridge?") == found(catalogue, "bridge")
    assert found(catalogue, "bridge") != []
    assert found(catalogue, "Who is in the") != [], "a question of stop words alone is searched with them"
