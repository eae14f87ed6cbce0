"""Questions to some of the outlets, and what became of articles that are cited no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Library, QuestionError, Settings
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
