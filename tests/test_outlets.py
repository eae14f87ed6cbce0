"""Questions to some of the outlets, and what became of articles that are cited no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Library, QuestionError, Settings, SourceError, answer_to_json
from rag.sources.build import parse_outlet
from tests.cli import run_here
from tests.fakes import PhraseReader, WordEmbedder

QUESTION = "How long is the bridge?"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    reader = PhraseReader({QUESTION: {"900 metres": 9.0, "950 metres": 8.0}})
    with Library.open(tmp_path / "library", Settings(), create=True, embedder=WordEmbedder(), reader=reader) as library:
        table = tmp_path / "news.csv"
        table.write_text(
            "headline,date,text,source\n"
            "The bridge,2024-05-01,The bridge is 900 metres long.,The Post\n"
            "A long bridge,2024-05-02,The bridge is 950 metres long.,The Wire\n"
            "Weather,2024-05-03,It rained.,\n"
        )
        library.add([table])
        yield library


def test_outlets_are_counted(library: Library) -> None:
    assert library.outlets() == {"The Post": 1, "The Wire": 1}


@pytest.mark.parametrize(("outlet", "said"), [("The Post", "900 metres"), ("The Wire", "950 metres")])
def test_only_articles_of_the_outlet_are_asked(library: Library, outlet: str, said: str) -> None:
    answer = library.ask(QUESTION, outlets=[outlet])
    assert answer.quotation is not None
    assert answer.quotation.text == said
    assert {hit.headline for hit in answer.hits} == {answer.quotation.headline}
    assert answer.outlets == (outlet,)


def test_an_outlet_may_be_written_without_capitals(library: Library) -> None:
    answer = library.ask(QUESTION, outlets=["the POST"])
    assert answer.hits == library.ask(QUESTION, outlets=["The Post"]).hits


def test_an_outlet_that_is_not_there_is_refused(library: Library) -> None:
    with pytest.raises(QuestionError) as caught:
        library.ask(QUESTION, outlets=["The Times"])
    assert str(caught.value) == (
        "no article comes from the outlet 'The Times'. The library has 'The Post', 'The Wire'."
    )


def test_the_number_of_passages_to_read_is_told_before_they_are(library: Library) -> None:
    told: list[int] = []
    answer = library.ask(QUESTION, on_found=told.append)
    assert told == [len(answer.hits)]


def test_what_became_of_an_article_is_known(library: Library, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("A note\n\nThe gate was open.")
    library.add([note])
    (old,) = [one.id for one in library.articles() if one.headline == "A note"]
    assert library.became(old) == ()
    note.write_text("A note\n\nThe gate was closed.")
    library.add([note])
    (new,) = [one.id for one in library.articles() if one.headline == "A note"]
    (past,) = library.became(old)
    assert (past.path, past.now) == (str(note), (new,))
    assert library.became("ab") == library.became("ü") == ()
    library.remove([new])
    assert library.became(old)[0].now == ()


# An outlet for files that name none

NAMED = "---\ntitle: Named\nsource: The Post\n---\n\nIts outlet stands in it.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("Plain\n\nNobody says where this was printed.")
    (folder / "b.md").write_text(NAMED)
    (folder / "c.csv").write_text("headline,text,source\nOne,The first row.,The Wire\nTwo,The second row.,\n")
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Library]:
    models = {"embedder": WordEmbedder(), "reader": PhraseReader()}
    with Library.open(tmp_path / "empty", Settings(), create=True, **models) as library:  # type: ignore[arg-type]
        yield library


def outlets_of(library: Library) -> dict[str, str]:
    return {article.headline: article.outlet for article in library.articles()}


GIVEN = {"Plain": "The Courier", "Named": "The Post", "One": "The Wire", "Two": "The Courier"}


def test_a_given_outlet_is_that_of_articles_that_name_none(empty: Library, folder: Path) -> None:
    assert empty.add([folder], outlet="The Courier").added == 4
    assert outlets_of(empty) == GIVEN
    answer = empty.ask("Where was this printed?", outlets=["the courier"])
    assert {hit.headline for hit in answer.hits} == {"Plain", "Two"}


def test_files_keep_the_outlet_they_were_given_until_another_is(empty: Library, folder: Path) -> None:
    embedder = empty._embedder
    assert isinstance(embedder, WordEmbedder)
    empty.add([folder])
    assert outlets_of(empty)["Plain"] == ""
    before = embedder.embedded
    report = empty.add([folder], outlet="The Courier")
    assert (report.updated, report.unchanged, embedder.embedded) == (2, 2, before), "nothing is embedded again"
    assert empty.add([folder]).unchanged == 4
    assert outlets_of(empty) == GIVEN
    (folder / "a.txt").write_text("Plain\n\nNobody says where this was printed first.")
    assert empty.add([folder]).updated == 1
    assert outlets_of(empty) == GIVEN, "also when it changes"
    (folder / "a.txt").write_text(NAMED.replace("Named", "Plain").replace("Its", "Now its"))
    empty.add([folder])
    assert outlets_of(empty)["Plain"] == "The Post", "until it names its own"
    empty.add([folder / "c.csv"], outlet="The Times")
    assert outlets_of(empty)["Two"] == "The Times"
    empty.add([folder / "c.csv"], outlet="")
    assert outlets_of(empty)["Two"] == ""


def test_sync_gives_an_outlet_to_unchanged_files_too_and_once(empty: Library, folder: Path) -> None:
    empty.sync(empty.plan_sync(folder))
    assert outlets_of(empty)["Two"] == ""
    plan = empty.plan_sync(folder, outlet="The Courier")
    assert len(plan.changed) == 3
    assert empty.sync(plan, outlet="The Courier").updated == 2
    assert outlets_of(empty) == GIVEN
    for again in (None, "The Courier"):
        assert not empty.plan_sync(folder, outlet=again).changed
    (folder / "c.csv").rename(folder / "d.csv")
    assert empty.sync(empty.plan_sync(folder)).moved == 1
    (folder / "d.csv").write_text((folder / "d.csv").read_text() + "Three,The third row.,\n")
    empty.sync(empty.plan_sync(folder))
    assert outlets_of(empty) == GIVEN | {"Three": "The Courier"}, "it moves along"
    (folder / "d.csv").unlink()
    empty.sync(empty.plan_sync(folder))
    (folder / "d.csv").write_text("headline,text\nFour,The fourth row.\n")
    empty.sync(empty.plan_sync(folder))
    assert outlets_of(empty)["Four"] == "", "and goes with its file"


def test_a_proof_from_before_an_outlet_was_given_holds_with_a_note(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Sum\n\nThe bridge is 900 metres long, we hear.")
    library.add([tmp_path / "a.txt"])
    (id_,) = (article.id for article in library.articles() if article.headline == "Sum")
    start = library.article(id_).text.index("900")
    proof = json.dumps(answer_to_json(Answer("", library.quote(id_, start, start + 10), (), 0.0, 0.0)))
    library.add([tmp_path / "a.txt"], outlet="The Courier")
    (check,) = library.verify(proof)
    assert (check.holds, check.note) == (True, "the outlet, which it does not give, is 'The Courier'")
    (forged,) = library.verify(proof.replace('"outlet": ""', '"outlet": "The Post"'))
    assert forged.problem == "the outlet is 'The Courier'"


@pytest.mark.parametrize("given", ["https://courier.example", " http://courier.example/news "])
def test_an_address_is_no_outlet(given: str) -> None:
    with pytest.raises(SourceError, match=r"is an address\. Give its name"):
        parse_outlet(given)


def test_the_command_line_gives_outlets(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.open_embedder", lambda name: WordEmbedder())
    monkeypatch.setenv("IBID_LIBRARY", str(tmp_path / "own"))
    assert run_here(capsys, monkeypatch, "add", folder, "--outlet", "The  Courier").code == 0
    listed = json.loads(run_here(capsys, monkeypatch, "list", "--json").out)
    assert {one["headline"]: one["outlet"] for one in listed} == GIVEN
    dry = run_here(capsys, monkeypatch, "sync", folder, "--outlet", "The Times", "--dry-run")
    assert "update 3" in dry.out
    assert run_here(capsys, monkeypatch, "sync", folder, "--outlet", "The Times").out.startswith("0 added, 2 updated")
    refused = run_here(capsys, monkeypatch, "sync", folder, "--outlet", "http://a.example")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
