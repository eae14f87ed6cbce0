"""Passages are read in order of rank until the answer is sure enough, and no further."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag import Calibration, Hit, Library, Passage, Settings, Span
from rag.reading import READ_AT_ONCE, read_hits
from tests.fakes import PhraseReader, WordEmbedder, write_articles

QUESTION = "How many visitors did the town of Place1 count in week 2?"
NO_ONE_ELSE = "Who is Place1?"  # which no other article is about
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
    reader.phrases = {NO_ONE_ELSE: {"The town of Place1": SURE}}
    answer = filled.ask(NO_ONE_ELSE)
    assert len(answer.hits) == 7
    assert (answer.read, len(reader.asked)) == ((1, 2), 1)
    assert READ_AT_ONCE == 2
    assert answer.quotation is not None
    assert answer.quotation.article_id in {hit.passage.article_id for hit in answer.hits[:READ_AT_ONCE]}


@pytest.mark.parametrize("phrases", [{}, {"The town of Place": UNSURE}])
def test_all_is_read_while_nothing_is_sure(filled: Library, reader: PhraseReader, phrases: dict[str, float]) -> None:
    reader.phrases = {QUESTION: phrases}
    answer = filled.ask(QUESTION)
    assert answer.read == tuple(range(1, 8))
    assert len(reader.asked) == -(-7 // READ_AT_ONCE)


def test_all_is_read_where_nothing_is_sure_enough(patient: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"The town of Place": SURE}}
    assert patient.ask(QUESTION).read == tuple(range(1, 8))


def test_a_sure_answer_further_down_is_reached(filled: Library, reader: PhraseReader) -> None:
    fourth = filled.ask(QUESTION).hits[3].passage
    town = next(word for word in fourth.text.split() if word.startswith("Place"))
    reader.phrases = {QUESTION: {f"The town of {town} counted": SURE}}
    answer = filled.ask(QUESTION)
    assert answer.quotation is not None
    assert answer.quotation.article_id == fourth.article_id
    assert set(answer.read) >= {1, 2, 3, 4}


def test_stopping_early_changes_neither_hits_nor_answer(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"102": SURE, "town": UNSURE}}
    early = filled.ask(QUESTION)
    whole = filled.read(QUESTION)
    assert whole.read == tuple(range(1, 8))
    assert early.hits == whole.hits
    assert [hit.rank for hit in early.hits] == list(range(1, 8))
    assert early.quotation is not None
    assert early.quotation.text == "102"


def test_fewer_passages_than_are_read_at_once_are_counted(filled: Library, reader: PhraseReader) -> None:
    answer = filled.ask(QUESTION, top_k=1)
    assert (answer.read, len(answer.hits)) == ((1,), 1)


def test_nothing_retrieved_is_nothing_read(filled: Library, reader: PhraseReader) -> None:
    answer = filled.ask(QUESTION, since=dt.date(2030, 1, 1))
    assert (answer.read, answer.hits, reader.asked) == ((), (), [])


def test_whether_it_is_enough_is_asked_of_all_spans_so_far(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"The town of Place": UNSURE}}
    seen: list[tuple[str, int]] = []

    def is_enough(understood: str, spans: Sequence[Span]) -> bool:
        seen.append((understood, len({span.article_id for span in spans})))
        return len(seen) == 3

    reading = filled.read(QUESTION, is_enough=is_enough)
    assert seen == [(QUESTION, 0), (QUESTION, READ_AT_ONCE), (QUESTION, 2 * READ_AT_ONCE)]
    assert reading.read[: 2 * READ_AT_ONCE] == (1, 2, 3, 4)
    assert {span.hit.rank for span in reading.spans} == set(reading.read)


def hit(rank: int, article: str, text: str) -> Hit:
    return Hit(Passage(article, 0, len(text), text), "", None, rank, 1 / rank)


def test_after_the_answer_what_other_articles_say_of_the_matter_is_read(reader: PhraseReader) -> None:
    about, beside = "Lorsk counts its dead after the flood.", "The flood closed a road."
    hits = [
        hit(1, "a", about),
        hit(2, "a", about),
        hit(3, "b", "A recipe for soup."),
        hit(4, "b", about),
        hit(5, "b", about),
        hit(6, "c", beside),
        hit(7, "d", about),
    ]
    spans, read = read_hits(
        reader, "How many dead has Lorsk after the flood?", hits, lambda _, spans: bool(reader.asked)
    )
    assert spans == []
    assert [one.rank for one in read] == [1, 2, 4, 5, 6, 7]


def test_after_the_answer_no_more_of_its_own_article_is_read(reader: PhraseReader) -> None:
    question = "Who leads Lorsk through the flood?"
    reader.phrases = {question: {"Ilse Dorn": SURE}}
    texts = (
        "Ilse Dorn leads Lorsk.",
        "Lorsk counts.",
        "Lorsk in the flood.",
        "Who leads Lorsk?",
        "Lorsk in the flood.",
    )
    hits = [hit(rank, name, text) for rank, (name, text) in enumerate(zip("ababa", texts, strict=True), start=1)]
    read = read_hits(reader, question, hits, lambda _, spans: bool(spans))[1]
    assert [one.rank for one in read] == [1, 2, 4]


def test_after_the_answer_a_passage_that_has_its_words_is_read_whatever_it_is_about(reader: PhraseReader) -> None:
    question = "Who leads Lorsk through the flood?"
    reader.phrases = {question: {"Ilse Dorn": SURE, "the mayor": UNSURE}}
    hits = [
        hit(1, "a", "Ilse Dorn, the mayor, leads Lorsk through the flood."),
        hit(2, "b", "A recipe by Petr Lasko."),
        hit(3, "c", "A recipe by Ilse Dorn."),
    ]
    read = read_hits(reader, question, hits, lambda _, spans: bool(spans))[1]
    assert [one.rank for one in read] == [1, 2, 3]
    reader.phrases = {question: {"the mayor": SURE}}
    assert [one.rank for one in read_hits(reader, question, hits, lambda _, spans: bool(spans))[1]] == [1, 2]


def test_nothing_more_is_read_when_nothing_was_enough_but_all(reader: PhraseReader) -> None:
    hits = [hit(1, "a", "Lorsk"), hit(2, "b", "Lorsk")]
    assert read_hits(reader, "Lorsk?", hits, lambda _, spans: False)[1] == hits
    assert read_hits(reader, "Lorsk?", hits, lambda _, spans: True)[1] == []


def test_a_few_more_are_read_where_nothing_answers(reader: PhraseReader) -> None:
    question = "Who leads Lorsk?"
    hits = [hit(rank, f"{rank}", "Lorsk waits.") for rank in range(1, 9)]
    beyond = [hit(rank, f"{rank}", "Lorsk waits.") for rank in range(9, 17)]
    read = read_hits(reader, question, hits, lambda _, spans: False, beyond, lambda _, spans: bool(spans))[1]
    assert [one.rank for one in read] == list(range(1, 13))
    reader.phrases = {question: {"Ilse Dorn": UNSURE}}
    beyond[0] = hit(9, "9", "Lorsk has Ilse Dorn.")
    read = read_hits(reader, question, hits, lambda _, spans: False, beyond, lambda _, spans: bool(spans))[1]
    assert [one.rank for one in read] == list(range(1, 11))
    few = read_hits(reader, "Who?", hits[:1], lambda _, spans: False, beyond, lambda _, spans: False)[1]
    assert [one.rank for one in few] == [1]  # half as many again


def test_no_more_is_read_than_was_said(filled: Library, reader: PhraseReader) -> None:
    assert filled.ask(QUESTION, top_k=2).read == (1, 2)


def test_beyond_what_is_read_only_what_has_the_answers_words_elsewhere_is(reader: PhraseReader) -> None:
    question = "Who leads Lorsk through the flood?"
    reader.phrases = {question: {"Ilse Dorn": SURE}}
    hits = [hit(1, "a", "Ilse Dorn, the mayor, leads Lorsk through the flood.")]
    beyond = [
        hit(2, "a", "Ilse Dorn leads Lorsk."),  # the same article
        hit(3, "b", "Lorsk waits for help in the flood."),
        hit(4, "c", "Lorsk thanks Ilse Dorn after the flood."),
        hit(5, "d", "A recipe by Ilse Dorn."),
        hit(6, "e", "Lorsk thanks Ilse Dornan."),
    ]
    assert [one.rank for one in read_hits(reader, question, hits, lambda _, spans: bool(spans), beyond)[1]] == [1, 4]


@pytest.mark.parametrize(
    ("answer", "elsewhere", "expected"),
    [
        ("Ilse Dorn", "Mayor Dorn wore boots.", True),
        ("Ilse Dorn", "Ilse had soup.", True),
        ("Mayor Dorn", "The mayor of Castrey had soup.", True),
        ("the town of Dorn", "The town had soup.", False),
        ("Dornan", "Dorn wore boots.", False),
        ("12 million crowns", "It cost 12m crowns.", True),
        ("12 million crowns", "It cost twelve million crowns.", True),
        ("12 million crowns", "It cost 12 crowns.", False),
        ("Twelve people", "It drowned 12 men.", True),
        ("2,280", "About 2,300 work there.", True),
        ("2,280", "About 2,600 work there.", False),
        ("a broken pump", "The pump was broken.", True),
        ("a broken pump", "The pump was new.", False),
        ("it", "It was new.", False),
    ],
)
def test_what_may_say_the_answer_in_other_words_is_read(
    reader: PhraseReader, answer: str, elsewhere: str, expected: bool
) -> None:
    question = "Whose flood is it?"
    reader.phrases = {question: {answer: SURE}}
    hits = [hit(1, "a", f"The flood, {answer}."), hit(2, "b", "A recipe."), hit(3, "c", elsewhere)]
    assert (3 in {one.rank for one in read_hits(reader, question, hits, lambda _, spans: bool(spans))[1]}) is expected
