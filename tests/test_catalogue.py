"""Articles in SQLite: what adding, changing and removing leave behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.datatypes import Article, Passage, Source, text_sha256
from rag.store.catalogue import Catalogue
from rag.store.database import Database
from rag.store.schema import MIGRATIONS

Entry = tuple[Article, list[Passage]]

MAY, JUNE, JULY = dt.date(2024, 5, 1), dt.date(2024, 6, 1), dt.date(2024, 7, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(path)
    yield opened
    opened.close()


def entry(text: str, path: str = "/a.txt", date: dt.date | None = None, text_start: int = 0) -> Entry:
    """An article whose lines are its passages and whose first line is its headline."""
    source = Source(path, text_start, text_sha256(f"{date} {text}"), date)
    article = Article(text.partition("\n")[0], text, text_sha256(text), date, (source,))
    passages, at = [], 0
    for line in text.split("\n"):
        if line:
            passages.append(Passage(article.id, at, at + len(line), line))
        at += len(line) + 1
    return article, passages


def sources(catalogue: Catalogue, article_id: str) -> set[str]:
    article = catalogue.article(article_id)
    return {source.path for source in article.sources} if article is not None else set()


# Adding


def test_article_comes_back_as_it_was_put(catalogue: Catalogue) -> None:
    article, passages = entry("Café 🚀 opens\n\nIt “opened” on\r\nTuesday.", "/news/a.txt", MAY, text_start=17)
    catalogue.put([(article, passages)])
    assert catalogue.article(article.id) == article
    assert catalogue.passages(article.id) == passages
    assert catalogue.has(article.id)
    assert catalogue.counts() == (1, len(passages))


def test_unknown_article_is_none(catalogue: Catalogue) -> None:
    assert catalogue.article("0" * 16) is None
    assert catalogue.source("/a.txt") is None
    assert catalogue.passages("0" * 16) == []
    assert not catalogue.has("0" * 16)


def test_id_that_is_no_valid_text_is_unknown(catalogue: Catalogue) -> None:
    assert catalogue.article("\ud800") is None


def test_same_text_twice_is_one_article_with_two_sources(catalogue: Catalogue) -> None:
    first, second = entry("Bridge opens", "/a.txt"), entry("Bridge opens", "/b.txt")
    catalogue.put([first, second])
    assert catalogue.counts() == (1, 1)
    assert sources(catalogue, first[0].id) == {"/a.txt", "/b.txt"}


def test_changed_file_replaces_its_article(catalogue: Catalogue) -> None:
    old, new = entry("Bridge opens"), entry("Bridge closes")
    catalogue.put([old])
    catalogue.put([new])
    assert catalogue.article(old[0].id) is None
    assert sources(catalogue, new[0].id) == {"/a.txt"}
    assert catalogue.source("/a.txt") == (new[0].id, new[0].sources[0].file_sha256)


def test_article_stays_while_another_file_holds_it(catalogue: Catalogue) -> None:
    old = entry("Bridge opens", "/a.txt")
    catalogue.put([old, entry("Bridge opens", "/b.txt")])
    catalogue.put([entry("Bridge closes", "/a.txt")])
    assert sources(catalogue, old[0].id) == {"/b.txt"}


def test_two_files_may_swap_their_texts(catalogue: Catalogue) -> None:
    one, two = entry("Bridge opens", "/a.txt"), entry("Bridge closes", "/b.txt")
    catalogue.put([one, two])
    catalogue.put([entry("Bridge closes", "/a.txt"), entry("Bridge opens", "/b.txt")])
    assert sources(catalogue, one[0].id) == {"/b.txt"}
    assert sources(catalogue, two[0].id) == {"/a.txt"}
    assert catalogue.check() == []


def test_date_is_the_earliest_of_the_sources(catalogue: Catalogue) -> None:
    article, passages = entry("Bridge opens", "/a.txt", JUNE)
    catalogue.put([(article, passages), entry("Bridge opens", "/b.txt", None), entry("Bridge opens", "/c.txt", MAY)])
    stored = catalogue.article(article.id)
    assert stored is not None
    assert stored.date == MAY


def test_date_moves_when_the_earliest_source_leaves(catalogue: Catalogue) -> None:
    article, passages = entry("Bridge opens", "/a.txt", MAY)
    catalogue.put([(article, passages), entry("Bridge opens", "/b.txt", JUNE)])
    catalogue.put([entry("Bridge closes", "/a.txt", MAY)])
    stored = catalogue.article(article.id)
    assert stored is not None
    assert stored.date == JUNE


def test_error_in_the_middle_leaves_everything_as_it_was(catalogue: Catalogue) -> None:
    old, new = entry("Bridge opens"), entry("Bridge closes")
    catalogue.put([old])
    generation = catalogue.generation()

    def broken() -> Iterator[Entry]:
        yield new
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.put(broken())
    assert [summary.id for summary in catalogue.listing.all()] == [old[0].id]
    assert catalogue.generation() == generation
    assert catalogue.check() == []
    catalogue.put([new])
    assert [summary.id for summary in catalogue.listing.all()] == [new[0].id]


def test_what_was_put_is_there_after_reopening(catalogue: Catalogue, path: Path) -> None:
    article, passages = entry("Bridge opens", date=MAY)
    catalogue.put([(article, passages)])
    catalogue.close()
    again = Catalogue(path)
    assert again.article(article.id) == article
    assert again.pending() == [article.id]
    again.close()


# Removing


def test_removed_article_is_gone_with_all_that_belongs_to_it(catalogue: Catalogue) -> None:
    gone, kept = entry("Bridge opens", "/a.txt"), entry("Mayor speaks", "/b.txt")
    catalogue.put([gone, entry("Bridge opens", "/c.txt"), kept])
    catalogue.remove([gone[0].id])
    assert [summary.id for summary in catalogue.listing.all()] == [kept[0].id]
    assert catalogue.source("/a.txt") is catalogue.source("/c.txt") is None
    assert catalogue.passages(gone[0].id) == []
    assert catalogue.check() == []


def test_removing_what_is_not_there_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.put([entry("Bridge opens")])
    catalogue.remove(["0" * 16])
    assert catalogue.counts() == (1, 1)


# Pending vectors and the generation


def test_new_removed_and_redated_articles_are_pending(catalogue: Catalogue) -> None:
    article, passages = entry("Bridge opens", "/a.txt", JUNE)
    id_ = article.id
    catalogue.put([(article, passages)])
    assert catalogue.pending() == [id_]
    catalogue.settle([id_])
    catalogue.put([entry("Bridge opens", "/b.txt", JULY)])
    assert catalogue.pending() == []
    catalogue.put([entry("Bridge opens", "/c.txt", MAY)])
    assert catalogue.pending() == [id_]
    catalogue.settle([id_])
    catalogue.remove([id_])
    assert catalogue.pending() == [id_]


def test_settling_moves_the_generation(catalogue: Catalogue) -> None:
    before = catalogue.generation()
    catalogue.settle([])
    assert catalogue.generation() > before


def test_an_index_that_changes_its_folder_moves_the_generation(catalogue: Catalogue) -> None:
    before = catalogue.generation()
    catalogue.switch("lexical", 3)
    assert (catalogue.store_number("lexical"), catalogue.store_number("vectors")) == (3, 0)
    assert catalogue.generation() > before


# Listing


def test_articles_are_listed_newest_first_and_undated_last(catalogue: Catalogue) -> None:
    catalogue.put([entry("None", "/0"), entry("May", "/5", MAY), entry("July", "/7", JULY), entry("June", "/6", JUNE)])
    assert [summary.headline for summary in catalogue.listing.all()] == ["July", "June", "May", "None"]


def test_summary_counts_characters_and_passages(catalogue: Catalogue) -> None:
    catalogue.put([entry("Café 🚀\nIt opened.", "/a.txt"), entry("Café 🚀\nIt opened.", "/b.txt")])
    (summary,) = catalogue.listing.all()
    assert (summary.chars, summary.passages, summary.sources) == (17, 2, ("/a.txt", "/b.txt"))


def test_ids_are_found_by_how_they_begin(catalogue: Catalogue) -> None:
    article, passages = entry("Bridge opens")
    catalogue.put([(article, passages)])
    assert catalogue.find_ids(article.id[:3]) == catalogue.find_ids(article.id) == [article.id]
    assert catalogue.find_ids("%") == catalogue.find_ids(article.id + "0") == []


# Threads


def test_threads_may_share_a_catalogue(catalogue: Catalogue) -> None:
    def work(number: int) -> bool:
        article, passages = entry(f"Bridge{number} opens", f"/{number}.txt")
        catalogue.put([(article, passages)])
        return catalogue.article(article.id) == article and catalogue.find_ids(article.id) == [article.id]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(40)))
    assert catalogue.counts() == (40, 40)


def test_a_database_that_another_process_brings_up_to_date_meanwhile_is_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "catalogue.sqlite"
    monkeypatch.setattr("rag.store.database.MIGRATIONS", MIGRATIONS[:-1])
    Database(path).close()
    monkeypatch.setattr("rag.store.database.MIGRATIONS", MIGRATIONS)
    read = Database._version
    raced: list[int] = []

    def version_before_the_other(self: Database) -> int:
        version = read(self)
        if not raced:
            raced.append(version)
            Database(path).close()  # it migrates between our look and our change
        return version

    monkeypatch.setattr(Database, "_version", version_before_the_other)
    Database(path).close()
    assert raced == [len(MIGRATIONS) - 1]
    Catalogue(path).close()
