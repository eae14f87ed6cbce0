"""Links between copies in the catalogue: as articles come and go, in whatever order."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Calibration, Library, Settings
from rag.datatypes import text_sha256
from rag.store import copyindex
from rag.store.catalogue import Catalogue
from rag.store.copies import compare_wordings, read_wording
from rag.store.schema import MIGRATIONS
from tests.fakes import PhraseReader, WordEmbedder
from tests.test_catalogue import entry
from tests.test_copies import prose


def story(number: int, words: int = 120) -> list[str]:
    return prose(random.Random(number), words)


def article(headline: str, words: list[str]) -> str:
    return f"{headline}\n\n{' '.join(words)}\n"


FERRY, HERRING, DAM = story(1), story(2), story(3)
TEXTS = {
    "ferry": article("Ferry sinks", FERRY),
    "ferry too": article("Nine dead off Tolvay", FERRY),
    "ferry cut": article("Ferry sinks", FERRY[:50]),
    "ferry edited": article("Ferry", [word for at, word in enumerate(FERRY) if at % 17]),
    "herring": article("Herring deal", HERRING),
    "both": article("Ferry sinks; herring deal", FERRY[:90] + HERRING[:70]),
    "dam": article("Dam breaks", DAM),
    "dam and quote": article("The valley", story(4) + DAM[40:60]),
}
IDS = {name: text_sha256(text)[:16] for name, text in TEXTS.items()}
LINKED = {
    *combinations(("ferry", "ferry too", "ferry cut", "ferry edited", "both"), 2),
    ("herring", "both"),
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def put(catalogue: Catalogue, *names: str) -> None:
    catalogue.put([entry(TEXTS[name], f"/{name}.txt") for name in names])


def linked(catalogue: Catalogue) -> set[frozenset[str]]:
    names = {id_: name for name, id_ in IDS.items()}
    return {frozenset((name, names[copy.id])) for name, id_ in IDS.items() for copy in catalogue.copies.copies(id_)}


def expected(names: set[str]) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in LINKED if set(pair) <= names}


def counted(catalogue: Catalogue, *names: str) -> int:
    return len(set(catalogue.copies.stories([IDS[name] for name in names]).values()))


def test_what_is_linked_is_what_comparing_all_pairs_finds() -> None:
    wordings = {name: read_wording(text.partition("\n")[0], text) for name, text in TEXTS.items()}
    found = {pair for pair in combinations(TEXTS, 2) if compare_wordings(wordings[pair[0]], wordings[pair[1]])}
    assert {frozenset(pair) for pair in found} == expected(set(TEXTS))


@settings(max_examples=30)
@given(order=st.permutations(sorted(TEXTS)), batch=st.integers(1, 8))
def test_the_order_of_adding_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], batch: int
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("order") / "catalogue.sqlite")
    for start in range(0, len(order), batch):
        put(catalogue, *order[start : start + batch])
    assert linked(catalogue) == expected(set(TEXTS))
    assert catalogue.check() == []
    catalogue.close()


@settings(max_examples=30)
@given(gone=st.lists(st.sampled_from(sorted(TEXTS)), unique=True))
def test_removing_leaves_the_links_of_the_rest_and_adding_again_restores_all(
    tmp_path_factory: pytest.TempPathFactory, gone: list[str]
) -> None:
    catalogue = Catalogue(tmp_path_factory.mktemp("gone") / "catalogue.sqlite")
    put(catalogue, *TEXTS)
    catalogue.remove([IDS[name] for name in gone])
    assert linked(catalogue) == expected(set(TEXTS) - set(gone))
    assert catalogue.check() == []
    put(catalogue, *gone)
    assert linked(catalogue) == expected(set(TEXTS))
    assert catalogue.check() == []
    catalogue.close()


def test_a_changed_file_is_a_copy_of_what_it_says_now(catalogue: Catalogue) -> None:
    put(catalogue, "ferry")
    catalogue.put([entry(TEXTS["dam"], "/a.txt")])
    catalogue.put([entry(TEXTS["ferry too"], "/a.txt")])
    assert linked(catalogue) == {frozenset(("ferry", "ferry too"))}


def test_copies_come_with_what_they_share_and_are_counted(catalogue: Catalogue) -> None:
    put(catalogue, *TEXTS)
    found = catalogue.copies.copies(IDS["ferry"])
    assert [copy.share for copy in found] == sorted((copy.share for copy in found), reverse=True)
    assert found[0].share == 1.0
    assert {copy.headline for copy in found} >= {"Nine dead off Tolvay", "Ferry sinks; herring deal"}
    assert {summary.id: summary.copies for summary in catalogue.listing.all()} == {
        id_: sum(name in pair for pair in LINKED) for name, id_ in IDS.items()
    }


def test_stories_that_are_run_as_one_stay_two(catalogue: Catalogue) -> None:
    put(catalogue, *TEXTS)
    assert counted(catalogue, "ferry", "herring", "both") == 2
    assert counted(catalogue, "ferry", "ferry cut", "herring") == 2
    assert counted(catalogue, "herring", "both") == counted(catalogue, "ferry edited", "both") == 1
    assert counted(catalogue, *TEXTS) == 4


def test_an_unknown_article_is_a_story_of_its_own(catalogue: Catalogue) -> None:
    put(catalogue, "ferry")
    assert catalogue.copies.stories([IDS["ferry"], "0" * 16]) == {IDS["ferry"]: IDS["ferry"], "0" * 16: "0" * 16}
    assert catalogue.copies.stories([]) == {}
    assert catalogue.copies.copies("0" * 16) == []


def test_nothing_is_left_of_a_transaction_that_failed(catalogue: Catalogue) -> None:
    put(catalogue, "ferry")
    with pytest.raises(TypeError):
        catalogue.put([entry(TEXTS["ferry too"], "/b.txt"), None])  # type: ignore[list-item]
    assert linked(catalogue) == set()
    assert catalogue.check() == []
    put(catalogue, "ferry too")
    assert linked(catalogue) == {frozenset(("ferry", "ferry too"))}


def test_a_story_in_more_papers_than_are_compared_is_still_one(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copyindex, "MOST_CANDIDATES", 4)
    entries = [entry(article(f"Paper {number}", FERRY), f"/{number}.txt") for number in range(20)]
    catalogue.put(entries)
    ids = [one.id for one, _ in entries]
    assert max(len(catalogue.copies.copies(id_)) for id_ in ids[4:]) == 4
    while len(ids) > 1:
        assert len(set(catalogue.copies.stories(ids).values())) == 1, len(ids)
        catalogue.remove(ids[:2])  # the first, with which all the others are linked
        assert catalogue.check() == []
        ids = ids[2:]


def test_a_boilerplate_in_every_article_links_none(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copyindex, "MOST_CANDIDATES", 4)
    notice = prose(random.Random(99), 35)
    texts = [article(f"Paper {number}", story(number + 10, 200) + notice) for number in range(20)]
    catalogue.put([entry(text, f"/{number}.txt") for number, text in enumerate(texts)])
    catalogue.put([entry(article("Copy", story(29, 200) + notice), "/copy.txt")])
    assert sum(summary.copies for summary in catalogue.listing.all()) == 2


def test_links_that_contradict_each_other_are_noticed_and_mended(catalogue: Catalogue) -> None:
    put(catalogue, "ferry", "ferry too")
    with sqlite3.connect(catalogue.path) as db:
        db.execute("DELETE FROM copies WHERE article_id = ?", (IDS["ferry"],))
    assert "contradict each other" in " ".join(catalogue.check())
    catalogue.copies.clear()
    assert "2 articles were not compared" in " ".join(catalogue.check())
    catalogue.copies.add_pending()
    assert linked(catalogue) == {frozenset(("ferry", "ferry too"))}
    assert catalogue.check() == []


def test_a_library_made_before_copies_were_linked_links_them_when_it_is_opened(tmp_path: Path) -> None:
    def opened() -> Library:
        return Library.open(tmp_path, Settings(), create=True, embedder=WordEmbedder(), reader=PhraseReader())

    with opened() as library:
        pass
    before = next(number for number, sql in enumerate(MIGRATIONS) if "CREATE TABLE copies " in sql)
    (tmp_path / "catalogue.sqlite").unlink()
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as db:
        for sql in MIGRATIONS[:before]:
            db.executescript(sql)
        db.execute(f"PRAGMA user_version = {before}")
        for name in ("ferry", "ferry too", "dam"):
            db.execute(
                "INSERT INTO articles (id, sha256, headline, text) VALUES (?, ?, ?, ?)",
                (IDS[name], text_sha256(TEXTS[name]), TEXTS[name].partition("\n")[0], TEXTS[name]),
            )
    new = tmp_path / "new.txt"
    new.write_text(TEXTS["ferry cut"], encoding="utf-8")
    with opened() as library:
        assert {copy.id for copy in library.copies(IDS["ferry"])} == {IDS["ferry too"]}
        assert "compared" not in " ".join(library.examine())
        library.add([new])
        assert {copy.id for copy in library.copies(IDS["ferry cut"])} == {IDS["ferry"], IDS["ferry too"]}
        assert {copy.id for copy in library.copies(IDS["ferry"])} == {IDS["ferry cut"], IDS["ferry too"]}
        assert len(set(library.stories(IDS[name] for name in ("ferry", "ferry too", "dam")).values())) == 2
        assert "compared" not in " ".join(library.examine())


def test_copies_of_one_story_are_one_voice(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    wire = (
        "The ferry Anna ran aground on the northern bank of the river Leth late on Sunday with passengers on board. "
        "Rescuers brought all 212 passengers ashore within three hours, said Ilse Dorn, who leads the harbour office. "
        "Nobody was hurt, and the ship was towed to the dry dock at Marn, where divers will look at its hull today."
    )
    own = "Passengers of the stranded Anna told their story. All 212 passengers were safe on land by midnight."
    for name, headline, text in (
        ("one", "Ferry runs aground", wire),
        ("two", "Ship stranded, all safe", wire),
        ("three", "Night on the sandbank", own),
    ):
        (tmp_path / f"{name}.txt").write_text(f" date 2024-05-06 {headline}\n\n{text}\n", encoding="utf-8")
    library.add([tmp_path / f"{name}.txt" for name in ("one", "two", "three")])
    question = "How many passengers were on the ferry Anna?"
    reader.phrases = {question: {"212 passengers": 9.0}}
    library.calibrate(Calibration(0.0, {"margin": 1.0, "lead": 0.0, "retrieval": 0.0, "coverage": 0.0}, 0.5))
    (group,) = library.ask(question).groups
    assert (len(group.quotations), group.independent) == (3, 2)
    assert {summary.headline: summary.copies for summary in library.articles()} == {
        "Ferry runs aground": 1,
        "Ship stranded, all safe": 1,
        "Night on the sandbank": 0,
    }
