"""The lexical index: finds what is stored, and nothing else, whatever the question holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import LibraryDamaged
from rag.store.lexical import MANIFEST, Lexical
from tests.test_catalogue import JULY, JUNE, MAY, Entry, entry


@pytest.fixture
def lexical(tmp_path: Path) -> Iterator[Lexical]:
    opened = Lexical(tmp_path / "lexical")
    opened.create()
    yield opened
    opened.close()


def put(lexical: Lexical, *entries: Entry, gone: Sequence[str] = ()) -> None:
    rows = [(passage, article) for article, passages in entries for passage in passages]
    headlines, dates = [article.headline for _, article in rows], [article.date for _, article in rows]
    lexical.write(gone, [passage for passage, _ in rows], headlines, dates)


def found(lexical: Lexical, question: str) -> set[str]:
    return {row[0] for row in lexical.search(question, limit=100, since=None, until=None)}


def test_passage_is_found_by_a_word_of_its_text_with_its_place(lexical: Lexical) -> None:
    article, passages = entry("Bridge opens\n\nThe mayor spoke.\nIt rained.")
    put(lexical, (article, passages))
    ((article_id, start, end, score),) = lexical.search("rained", limit=10, since=None, until=None)
    assert (article_id, article.text[start:end]) == (article.id, "It rained.")
    assert score > 0


def test_passage_is_found_by_a_word_of_its_headline(lexical: Lexical) -> None:
    article, passages = entry("Bridge opens\nThe mayor spoke.\nIt rained.")
    put(lexical, (article, passages))
    assert len(lexical.search("bridge", limit=10, since=None, until=None)) == len(passages) == 3


@pytest.mark.parametrize("word", ["visits", "visited", "VISITING", "visit"])
def test_forms_of_a_word_are_found_by_their_stem(lexical: Lexical, word: str) -> None:
    article, passages = entry("The mayor visits Ghent")
    put(lexical, (article, passages))
    assert found(lexical, word) == {article.id}


@pytest.mark.parametrize("word", ["naive", "naïve", "NAÏVE", "nai\u0308ve"])
def test_accents_do_not_matter(lexical: Lexical, word: str) -> None:
    article, passages = entry("A naïve plan")
    put(lexical, (article, passages))
    assert found(lexical, word) == {article.id}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Whom did the police question?", "Two officers spoke to a baker."),
        ("What does the UK eat?", "Britain wants cod."),
        ("What has the WHO sent?", "The World Health Organization gave salts."),
    ],
)
def test_what_stands_for_a_word_is_found_behind_the_word_itself(lexical: Lexical, question: str, text: str) -> None:
    article, passages = entry(f"Tonight\n\n{text}")
    other, more = entry("Tonight\n\nThe health of the world's bees is good.")
    put(lexical, (article, passages), (other, more))
    assert found(lexical, question) == {article.id}
    same, itself = entry("Tonight\n\nPolice, WHO, UK.")
    put(lexical, (same, itself))
    assert lexical.search(question, limit=9, since=None, until=None)[0][0] == same.id


def test_small_letters_are_no_abbreviation(lexical: Lexical) -> None:
    article, passages = entry("Tonight\n\nThe World Health Organization gave salts.")
    put(lexical, (article, passages))
    assert found(lexical, "who sent for us") == set()


def test_accents_written_apart_in_the_article_do_not_matter(lexical: Lexical) -> None:
    article, passages = entry("A nai\u0308ve plan")
    put(lexical, (article, passages))
    assert found(lexical, "naïve") == found(lexical, "naive") == {article.id}


@pytest.mark.parametrize("word", ["पुल", "мост", "桥梁"])
def test_other_scripts_are_found(lexical: Lexical, word: str) -> None:
    article, passages = entry("पुल खुला\nмост открыт\n桥梁 开放")
    put(lexical, (article, passages))
    assert found(lexical, word) == {article.id}


def test_passage_with_more_of_the_words_comes_first(lexical: Lexical) -> None:
    one, both = entry("The bridge", "/a.txt"), entry("The mayor on the bridge", "/b.txt")
    put(lexical, one, both, entry("It rained", "/c.txt"))
    rows = lexical.search("mayor bridge", limit=10, since=None, until=None)
    assert [row[0] for row in rows] == [both[0].id, one[0].id]
    assert rows[0][3] > rows[1][3]


def test_no_more_than_the_limit_come(lexical: Lexical) -> None:
    put(lexical, *[entry(f"Bridge {number}", f"/{number}.txt") for number in range(5)])
    assert len(lexical.search("bridge", limit=3, since=None, until=None)) == 3


def test_removed_article_is_not_found(lexical: Lexical) -> None:
    gone, kept = entry("Bridge opens", "/a.txt"), entry("Bridge closes", "/b.txt")
    put(lexical, gone, kept)
    put(lexical, gone=[gone[0].id])
    assert found(lexical, "bridge opens") == {kept[0].id}


def test_article_written_again_is_there_once(lexical: Lexical) -> None:
    article, passages = entry("Bridge opens", date=MAY)
    put(lexical, (article, passages))
    moved, _ = entry("Bridge opens", date=JULY)
    put(lexical, (moved, passages), gone=[article.id])
    assert lexical.count() == 1
    assert lexical.search("bridge", limit=10, since=JULY, until=None) != []
    assert lexical.search("bridge", limit=10, since=None, until=MAY) == []


def test_ids_are_those_of_the_passages(lexical: Lexical) -> None:
    one, two = entry("Bridge opens\nThe mayor spoke.", "/a.txt"), entry("It rained", "/b.txt")
    put(lexical, one, two)
    assert sorted(lexical.ids()) == sorted(passage.id for _, passages in (one, two) for passage in passages)
    assert lexical.count() == 3


@pytest.mark.parametrize("id_", ["0" * 16, "f" * 16, "8000000000000000"])
def test_any_id_is_found_and_forgotten_again(lexical: Lexical, id_: str) -> None:
    article, passages = entry("Bridge opens")
    lexical.write([], [replace(passages[0], article_id=id_)], [article.headline], [None])
    assert found(lexical, "bridge") == {id_}
    put(lexical, gone=[id_])
    assert lexical.count() == 0


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
    lexical: Lexical, since: dt.date | None, until: dt.date | None, months: set[str]
) -> None:
    dates = {"May": MAY, "June": JUNE, "July": JULY, "Undated": None}
    entries = {month: entry(f"Bridge {month}", f"/{month}.txt", date) for month, date in dates.items()}
    put(lexical, *entries.values())
    rows = lexical.search("bridge", limit=10, since=since, until=until)
    assert {row[0] for row in rows} == {entries[month][0].id for month in months}


HOSTILE = [
    "", " ", "?", "…", '"', "'", "*", ":", "-", "_", "^", "(", ")", "{}", "\0", "\ud800",
    "AND", "OR", "NOT", "NEAR(", "NEAR(a b, 2)", "bridge AND", "OR bridge", "bridge NOT", "-bridge", "+bridge",
    "^bridge", "bridge*", '"bridge', 'bridge"', "headline:bridge", "{headline text}: bridge",
    "'; DROP TABLE articles; --", "passage_index",
]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE)
def test_operators_and_marks_are_words_or_nothing(lexical: Lexical, question: str) -> None:
    article, passages = entry("Bridge opens")
    put(lexical, (article, passages))
    assert found(lexical, question) == ({article.id} if "bridge" in question else set())


def test_operator_words_are_looked_for_as_words(lexical: Lexical) -> None:
    article, passages = entry("Near and or not")
    put(lexical, (article, passages))
    assert found(lexical, "AND") == found(lexical, "NEAR") == found(lexical, "NOT") == {article.id}


def test_question_of_thousands_of_words_is_searched(lexical: Lexical) -> None:
    article, passages = entry("Bridge opens")
    put(lexical, (article, passages))
    assert found(lexical, " ".join(f"word{number}" for number in range(5000)) + " bridge") == {article.id}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=60))
def test_no_question_raises(lexical: Lexical, question: str) -> None:
    put(lexical, entry("Bridge opens"))
    assert all(row[3] > 0 for row in lexical.search(question, limit=10, since=None, until=None))


def test_a_passage_that_shares_only_stop_words_is_not_found(lexical: Lexical) -> None:
    put(lexical, entry("Bridge opens"), entry("The mayor of the town is in the garden", "/b.txt"))
    assert found(lexical, "Who is the head of the bridge?") == found(lexical, "bridge")
    assert found(lexical, "bridge") != []
    assert found(lexical, "Who is in the") != [], "a question of stop words alone is searched with them"


# Folders


def test_what_was_written_is_there_after_reopening(lexical: Lexical) -> None:
    put(lexical, entry("Bridge opens"))
    lexical.close()
    assert found(Lexical(lexical.folder), "bridge") == found(lexical, "bridge") != set()


def test_another_reader_sees_what_was_written_after_a_refresh(lexical: Lexical) -> None:
    reader = Lexical(lexical.folder)
    assert found(reader, "bridge") == set()
    put(lexical, entry("Bridge opens"))
    reader.refresh()
    assert found(reader, "bridge") != set()


def test_the_right_to_write_passes_on_at_rest(lexical: Lexical) -> None:
    other = Lexical(lexical.folder)
    put(lexical, entry("Bridge opens", "/a.txt"))
    lexical.rest()
    put(other, entry("Bridge closes", "/b.txt"))
    other.rest()
    lexical.refresh()
    assert lexical.count() == 2


def test_what_a_killed_commit_left_is_not_in_the_way(lexical: Lexical, tmp_path: Path) -> None:
    """Tantivy would make the file of what is deleted again, under the same name, and fails where there is one."""
    gone, _ = entry("Bridge closes", "/b.txt")
    put(lexical, entry("Bridge opens", "/a.txt"), entry("Bridge closes", "/b.txt"))
    lexical.rest()
    before = (lexical.folder / MANIFEST).read_bytes()
    files = set(lexical.folder.iterdir())
    put(lexical, gone=[gone.id])
    lexical.close()
    (left,) = (path for path in set(lexical.folder.iterdir()) - files if path.suffix == ".del")
    (lexical.folder / MANIFEST).write_bytes(before)  # as if it had been killed just before
    put(lexical, gone=[gone.id])
    assert left.exists()
    assert lexical.count() == 1


def test_missing_index_is_damage_with_the_remedy_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamaged, match=r"Run `ibid doctor --repair`"):
        found(Lexical(tmp_path / "gone"), "bridge")
    assert not (tmp_path / "gone").exists()


def test_garbage_in_place_of_the_index_is_damage_with_the_remedy(lexical: Lexical) -> None:
    put(lexical, entry("Bridge opens"))
    lexical.close()
    (lexical.folder / "meta.json").write_text("{}")
    with pytest.raises(LibraryDamaged, match="ibid doctor --repair"):
        lexical.count()


def test_threads_may_share_an_index(lexical: Lexical) -> None:
    def work(number: int) -> bool:
        article, passages = entry(f"Bridge{number} opens", f"/{number}.txt")
        put(lexical, (article, passages))
        return found(lexical, f"Bridge{number}") == {article.id}

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(24)))
    assert lexical.count() == 24
