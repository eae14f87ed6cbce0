"""Passages are read in order of rank until the answer is sure enough, and no further."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag import Calibration, Library, Settings, Span
from rag.library import READ_AT_ONCE
from tests.fakes import PhraseReader, WordEmbedder, write_articles

QUESTION = "How many visitors did the town of Place1 count in week 2?"
BY_MARGIN = Calibration(0.0, {"margin": 1.0, "lead": 0.0, "retrieval": 0.0, "coverage": 0.0}, 0.5)
SURE, UNSURE = 5.0, 0.5  # confidences 0.993 and 0.622


def open_filled(folder: Path, reader: PhraseReader, **settings: float) -> Library:
    library = Library.open(
        folder / "library", Settings(**settings), create=True, embedder=WordEmbedder(), reader=reader
    )
    library.add(write_articles(folder / "articles", 7))
    library.calibrate(BY_MARGIN)
    return library


@pytest.fixture
def filled(tmp_path: Path, reader: PhraseReader) -> Iterator[Library]:
    with open_filled(tmp_path, reader) as library:
        yield library


@pytest.fixture
def patient(tmp_path: Path, reader: PhraseReader) -> Iterator[Library]:
    with open_filled(tmp_path, reader, enough_confidence=1) as library:
        yield library


def test_reading_stops_once_the_answer_is_sure(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"The town of Place": SURE}}  # in every passage
    answer = filled.ask(QUESTION)
    assert len(answer.hits) == 7
    assert (answer.read, len(reader.asked)) == (READ_AT_ONCE, 1)
    assert answer.quotation is not None
    assert answer.quotation.article_id in {hit.passage.article_id for hit in answer.hits[:READ_AT_ONCE]}


@pytest.mark.parametrize("phrases", [{}, {"The town of Place": UNSURE}])
def test_all_is_read_while_nothing_is_sure(filled: Library, reader: PhraseReader, phrases: dict[str, float]) -> None:
    reader.phrases = {QUESTION: phrases}
    answer = filled.ask(QUESTION)
    assert answer.read == len(answer.hits) == 7
    assert len(reader.asked) == -(-7 // READ_AT_ONCE)


def test_all_is_read_where_nothing_is_sure_enough(patient: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"The town of Place": SURE}}
    assert patient.ask(QUESTION).read == 7


def test_a_sure_answer_further_down_is_reached(filled: Library, reader: PhraseReader) -> None:
    fourth = filled.ask(QUESTION).hits[3].passage
    town = next(word for word in fourth.text.split() if word.startswith("Place"))
    reader.phrases = {QUESTION: {f"The town of {town} counted": SURE}}
    answer = filled.ask(QUESTION)
    assert answer.quotation is not None
    assert answer.quotation.article_id == fourth.article_id
    assert answer.read == 2 * READ_AT_ONCE == 4


def test_stopping_early_changes_neither_hits_nor_answer(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"102": SURE, "202": UNSURE}}
    early = filled.ask(QUESTION)
    whole = filled.read(QUESTION)
    assert early.read < whole.read == len(whole.hits)
    assert early.hits == whole.hits
    assert [hit.rank for hit in early.hits] == list(range(1, 8))
    assert early.quotation is not None
    assert early.quotation.text == "102"


def test_fewer_passages_than_are_read_at_once_are_counted(filled: Library, reader: PhraseReader) -> None:
    answer = filled.ask(QUESTION, top_k=1)
    assert (answer.read, len(answer.hits)) == (1, 1)


def test_nothing_retrieved_is_nothing_read(filled: Library, reader: PhraseReader) -> None:
    answer = filled.ask(QUESTION, since=dt.date(2030, 1, 1))
    assert (answer.read, answer.hits, reader.asked) == (0, (), [])


def test_whether_it_is_enough_is_asked_of_all_spans_so_far(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"The town of Place": UNSURE}}
    seen: list[tuple[str, int]] = []

    def is_enough(understood: str, spans: Sequence[Span]) -> bool:
        seen.append((understood, len({span.article_id for span in spans})))
        return len(seen) == 3

    reading = filled.read(QUESTION, is_enough=is_enough)
    assert seen == [(QUESTION, 0), (QUESTION, READ_AT_ONCE), (QUESTION, 2 * READ_AT_ONCE)]
    assert reading.read == 2 * READ_AT_ONCE
    assert {span.hit for span in reading.spans} == set(reading.hits[: reading.read])
