"""A library that mirrors a folder: what it costs, what it notices, and that it never loses what it was not told to."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import AddReport, Library, LibraryLocked, Settings, SourceError, answer_to_json
from rag.adding import ingest
from rag.adding.sync import SyncPlan, check_folder, plan_to_json
from rag.commands.terminal import print_checks
from rag.store.locking import writer_lock
from tests.fakes import PhraseReader, WordEmbedder, write_articles

QUESTION = "How many visitors did the town of Place1 count in week 2?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles, old enough that their time can be trusted."""
    root = tmp_path / "articles"
    for path in write_articles(root, 3):
        age(path)
    return root


@pytest.fixture
def synced(library: Library, folder: Path) -> Library:
    sync(library, folder)
    return library


def age(path: Path, seconds: int = 100) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def sync(library: Library, folder: Path, *, allow_empty: bool = False) -> AddReport:
    return library.sync(library.plan_sync(folder, allow_empty=allow_empty))


def paths(library: Library) -> set[str]:
    return {path for article in library.articles() for path in article.sources}


def test_what_is_new_changed_moved_and_gone(synced: Library, folder: Path, embedder: WordEmbedder) -> None:
    (folder / "0000.txt").write_text("Another headline\n\nAnother body.", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "0001.txt").rename(folder / "sub" / "other.txt")
    (folder / "0002.txt").unlink()
    (folder / "new.txt").write_text("A new headline\n\nA new body.", encoding="utf-8")
    embedded = embedder.embedded
    plan = synced.plan_sync(folder)
    assert plan_to_json(plan) == {
        "dry_run": True,
        "new": (str(folder / "new.txt"),),
        "changed": (str(folder / "0000.txt"),),
        "moved": [{"from": str(folder / "0001.txt"), "to": str(folder / "sub" / "other.txt")}],
        "gone": (str(folder / "0002.txt"),),
        "unchanged": 0,
        "failures": [],
    }
    assert synced.sync(plan) == AddReport(added=1, updated=1, moved=1, removed=1)
    assert embedder.embedded == embedded + 2, "a moved article was embedded again"
    assert paths(synced) == {str(folder / name) for name in ("0000.txt", "new.txt", "sub/other.txt")}
    assert {a.headline for a in synced.articles()} == {"Another headline", "Visitors come to Place1", "A new headline"}
    assert synced.examine() == []
    assert sync(synced, folder) == AddReport(unchanged=3)


def test_a_file_renamed_to_another_date_is_read_anew(synced: Library, folder: Path) -> None:
    first, second = folder / "2024-11-07-bridge.txt", folder / "2024-11-08-bridge.txt"
    first.write_text("Bridge opens\n\nIt was opened by the mayor.\n", encoding="utf-8")
    sync(synced, folder)
    first.rename(second)
    report = sync(synced, folder)
    assert (report.moved, report.failures) == (0, ())
    (article,) = [one for one in synced.articles() if one.headline == "Bridge opens"]
    assert str(article.date) == "2024-11-08"


def test_an_unchanged_file_is_not_opened(synced: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(Path, "open", refuse)
    assert sync(synced, folder) == AddReport(unchanged=3)


def test_add_leaves_sync_nothing_to_do(library: Library, folder: Path) -> None:
    library.add([folder])
    plan = library.plan_sync(folder)
    assert (plan.is_done, plan.unchanged) == (True, 3)


def test_a_file_that_only_looks_changed_is_hashed_and_not_read(
    synced: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(folder / "0000.txt", 50)
    monkeypatch.setattr(ingest, "read_articles", None)
    assert len(synced.plan_sync(folder).touched) == 1
    assert sync(synced, folder) == AddReport(unchanged=3)
    assert synced.plan_sync(folder).is_done


def test_a_change_of_the_same_length_right_after_reading_is_noticed(library: Library, folder: Path) -> None:
    """The clock of a file system is coarse: the second write may leave size, time and inode as they were."""
    path = folder / "0000.txt"
    now = time.time_ns() + 60 * 10**9  # however long this machine pauses
    os.utime(path, ns=(now, now))
    sync(library, folder)
    path.write_text(path.read_text(encoding="utf-8").replace("1 visitors", "9 visitors"), encoding="utf-8")
    os.utime(path, ns=(now, now))
    assert sync(library, folder).updated == 1


def test_an_article_that_was_removed_comes_back_while_its_file_stands(synced: Library, folder: Path) -> None:
    synced.remove([synced.articles()[0].id])
    assert sync(synced, folder) == AddReport(added=1, unchanged=2)


def test_files_outside_of_the_folder_are_left_alone(synced: Library, folder: Path, tmp_path: Path) -> None:
    beside = tmp_path / "articles2"
    synced.add(write_articles(beside, 1))
    (beside / "0000.txt").unlink()
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "new.txt").write_text("A new headline\n\nA new body.", encoding="utf-8")
    assert sync(synced, folder) == AddReport(added=1, removed=3)
    assert paths(synced) == {str(beside / "0000.txt"), str(folder / "new.txt")}


def test_an_empty_folder_removes_nothing_unless_told_so(synced: Library, folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(SourceError, match=r"3 files from it. Is the disk mounted\? .*--allow-empty"):
        synced.plan_sync(folder)
    assert sync(synced, folder, allow_empty=True) == AddReport(removed=3)
    assert synced.articles() == []
    assert synced.examine() == []


def test_a_missing_folder_removes_nothing(synced: Library, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(SourceError, match="cannot be listed"):
        synced.plan_sync(folder)
    with pytest.raises(SourceError, match="not a folder"):
        check_folder(folder.with_name("elsewhere") / "0000.txt")
    assert len(synced.articles()) == 3


def test_a_file_that_can_no_longer_be_read_keeps_its_article(synced: Library, folder: Path) -> None:
    (folder / "0000.txt").write_bytes(b"\0\1\2")
    for _ in range(2):  # said again each time
        report = sync(synced, folder)
        assert [failure.path for failure in report.failures] == [str(folder / "0000.txt")]
        assert report.unchanged == 2
    assert len(synced.articles()) == 3


def test_a_file_that_came_back_since_the_plan_is_kept(synced: Library, folder: Path) -> None:
    raw = (folder / "0000.txt").read_bytes()
    (folder / "0000.txt").unlink()
    plan = synced.plan_sync(folder)
    (folder / "0000.txt").write_bytes(raw)
    assert synced.sync(plan).removed == 0
    assert len(synced.articles()) == 3


def test_a_file_moved_over_another(synced: Library, folder: Path, embedder: WordEmbedder) -> None:
    embedded = embedder.embedded
    (folder / "0001.txt").rename(folder / "0000.txt")
    assert sync(synced, folder) == AddReport(updated=1, unchanged=1, removed=1)
    assert {a.headline for a in synced.articles()} == {"Visitors come to Place1", "Visitors come to Place2"}
    assert embedder.embedded == embedded
    assert synced.examine() == []


class Stop(BaseException):
    """As Ctrl-C, at a chosen moment."""


def test_an_interrupted_sync_goes_on_where_it_was(
    synced: Library, folder: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "FLUSH_PASSAGES", 1)
    (folder / "0000.txt").unlink()
    (folder / "0001.txt").rename(folder / "moved.txt")
    more = write_articles(folder / "more", 9)[3:]
    done = 0

    def stop_late(path: str, outcome: object) -> None:
        nonlocal done
        done += 1
        if done == 4:
            raise Stop

    for path in more[:0:-1]:
        age(path)
    with pytest.raises(Stop):
        synced.sync(synced.plan_sync(folder), on_done=stop_late)
    before = embedder.embedded
    plan = synced.plan_sync(folder)
    # Copies of the three articles that were there count as files, not as something to embed.
    assert sync(synced, folder).failures == ()
    assert not plan.moved
    assert embedder.embedded - before <= len(plan.new)
    assert synced.plan_sync(folder).gone == ()
    assert paths(synced) == {str(path) for path in folder.rglob("*.txt")}
    assert synced.examine() == []


NAMES = ("a.txt", "b.txt", "sub/c.txt", "sub/d.md")
CHANGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "one", "two", "three"])), max_size=6)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(rounds=st.lists(CHANGES, min_size=1, max_size=4))
def test_a_synced_library_holds_what_the_folder_holds(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, str]]]
) -> None:
    root = tmp_path_factory.mktemp("any")
    folder = root / "articles"
    (folder / "sub").mkdir(parents=True)
    model: dict[str, str] = {}
    models = {"embedder": WordEmbedder(), "reader": PhraseReader()}
    with Library.open(root / "library", Settings(), create=True, **models) as library:  # type: ignore[arg-type]
        for changes in rounds:
            for name, words in changes:
                (folder / name).unlink(missing_ok=True)
                model.pop(name, None)
                if words:
                    model[name] = f"Headline {words}\n\nBody {words}."
                    (folder / name).write_text(model[name], encoding="utf-8")
            sync(library, folder, allow_empty=True)
            stored = {
                (path, library.article(article.id).text) for article in library.articles() for path in article.sources
            }
            assert stored == {(str(folder / name), text) for name, text in model.items()}
        assert library.examine() == []


# Citations to what has changed since


@pytest.fixture
def proof(synced: Library, reader: PhraseReader) -> str:
    reader.phrases = {QUESTION: {"102": 40.0}}
    return json.dumps(answer_to_json(synced.ask(QUESTION)))


def stale(library: Library, proof: str, capsys: pytest.CaptureFixture[str]) -> str:
    (check, *_) = checks = library.verify(proof)
    assert check.is_stale
    assert not check.holds
    print_checks(checks)
    assert capsys.readouterr().out.startswith("STALE")
    return str(check.problem)


def test_a_citation_says_what_its_sentence_became(
    synced: Library, folder: Path, proof: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "0001.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("102 visitors", "205 visitors"), encoding="utf-8")
    sync(synced, folder)
    said = stale(synced, proof, capsys)
    assert "the sentence most like it is now 'The town of Place1 counted 205 visitors in week 2.'" in said


def test_a_citation_whose_sentence_still_stands_is_not_pointed_there(
    synced: Library, folder: Path, proof: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "0001.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\n\nA correction.", encoding="utf-8")
    sync(synced, folder)
    assert "the sentence stands unchanged in article" in stale(synced, proof, capsys)


def test_a_citation_of_another_text_altogether(
    synced: Library, folder: Path, proof: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "0001.txt").write_text("Weather\n\nRain.", encoding="utf-8")
    sync(synced, folder)
    assert "says nothing like it any more" in stale(synced, proof, capsys)


def test_a_citation_of_a_moved_file_names_its_new_place(
    synced: Library, folder: Path, proof: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "0001.txt").rename(folder / "moved.txt")
    sync(synced, folder)
    assert str(folder / "moved.txt") in stale(synced, proof, capsys)
    (folder / "moved.txt").rename(folder / "0001.txt")
    sync(synced, folder)
    assert all(check.holds for check in synced.verify(proof)), "back in its place, it holds again"


@pytest.mark.parametrize("by_sync", [True, False], ids=["sync", "remove"])
def test_a_citation_of_a_removed_article(
    synced: Library, folder: Path, proof: str, capsys: pytest.CaptureFixture[str], *, by_sync: bool
) -> None:
    if by_sync:
        (folder / "0001.txt").unlink()
        sync(synced, folder)
    else:
        synced.remove([json.loads(proof)["quotation"]["article_id"]])
    assert "any more: it was removed on" in stale(synced, proof, capsys)


def test_a_forged_citation_is_not_called_stale(synced: Library, folder: Path, proof: str) -> None:
    data = json.loads(proof)
    data["quotation"]["source"] = str(folder / "0002.txt")
    (check, *_) = synced.verify(json.dumps(data))
    assert (check.holds, check.is_stale) == (False, False)


def test_an_empty_plan_takes_no_lock(library: Library) -> None:
    with writer_lock(library.folder):
        assert library.sync(SyncPlan(unchanged=7)) == AddReport(unchanged=7)
        with pytest.raises(LibraryLocked):
            library.sync(SyncPlan(gone=("nowhere",)))


def test_rows_of_a_table_that_move_change_and_go(
    library: Library, tmp_path: Path, reader: PhraseReader, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    table = folder / "news.csv"
    lines = [f"Visitors come to Place{n},Place{n} counted {n}02 visitors in week 2." for n in range(3)]
    table.write_text("\n".join(["headline,text", *lines]), encoding="utf-8")
    assert sync(library, folder) == AddReport(added=3)
    assert sync(library, folder) == AddReport(unchanged=1)
    reader.phrases = {QUESTION: {"102": 40.0}}
    proof = json.dumps(answer_to_json(library.ask(QUESTION)))
    table.write_text("\n".join(["headline,text", "Weather,Rain.", *lines[:2]]), encoding="utf-8")
    report = sync(library, folder)
    assert (report.updated, report.added, report.failures) == (3, 0, ())
    assert {a.headline for a in library.articles()} == {"Weather", "Visitors come to Place0", "Visitors come to Place1"}
    assert f"no longer comes from line 3 of {table}; its text stands in line 4 of {table}" in stale(
        library, proof, capsys
    )
    assert library.examine() == []
    library.remove([library.articles()[0].id])
    assert len(library.articles()) == 2
    sync(library, folder)
    assert len(library.articles()) == 3, "a row that was removed comes back while its file stands"


# Copies of one article in several files


@pytest.fixture
def copied(synced: Library, folder: Path, reader: PhraseReader) -> tuple[str, Path, Path]:
    """A proof, the file that it cites, and another file with the very same article."""
    cited, copy = folder / "0001.txt", folder / "sub" / "copy.txt"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(cited.read_bytes())
    sync(synced, folder)
    reader.phrases = {QUESTION: {"102": 40.0}}
    data = answer_to_json(synced.ask(QUESTION))
    assert data["quotation"]["source"] == str(cited)
    return json.dumps(data), cited, copy


def test_a_copy_that_was_moved_is_found_among_those_that_are_there(
    synced: Library, folder: Path, copied: tuple[str, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    proof, cited, copy = copied
    moved = cited.with_name("moved.txt")
    cited.rename(moved)
    (check, *_) = synced.verify(proof)
    assert (check.holds, check.note) == (True, f"{cited} is gone; the same text stands in {copy}")
    sync(synced, folder)
    said = stale(synced, proof, capsys)
    assert f"the article no longer comes from {cited}; its text stands in {moved}, {copy}" in said
    copy.unlink()  # the library still has it from there
    assert stale(synced, proof, capsys).endswith(f"its text stands in {moved}")
    moved.write_text("Weather\n\nRain.", encoding="utf-8")
    assert stale(synced, proof, capsys).endswith("its text stands in no file that is there now")


def test_a_cited_file_that_changed_says_so_though_a_copy_keeps_its_article(
    synced: Library, folder: Path, copied: tuple[str, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    proof, cited, copy = copied
    cited.write_text(cited.read_text(encoding="utf-8").replace("102 visitors", "205 visitors"), encoding="utf-8")
    sync(synced, folder)
    said = stale(synced, proof, capsys)
    assert said.startswith(f"{cited} was changed and added again on ")
    assert "the sentence most like it is now 'The town of Place1 counted 205 visitors in week 2.'" in said
    assert said.endswith(f"; its text stands in {copy}")
