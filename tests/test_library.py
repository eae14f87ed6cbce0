"""The library as a whole, with models that can be checked by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from rag import Library, LibraryDamaged, Outcome, QuestionError, Settings, Silence, answer_to_json
from tests.fakes import PhraseReader, WordEmbedder, write_articles

QUESTION = "How many visitors did the town of Place1 count in week 2?"


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    library.add(write_articles(tmp_path / "articles", 3))
    return library


def test_an_answer_is_quoted_with_everything_needed_to_check_it(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"102": 40.0, "The town of Place2 counted": 10.0}}
    answer = filled.ask(QUESTION)
    assert answer.silence is None
    quotation = answer.quotation
    assert quotation is not None
    article = filled.article(quotation.article_id)
    assert quotation.text == "102" == article.text[quotation.start : quotation.end]
    assert quotation.sentence == "The town of Place1 counted 102 visitors in week 2."
    assert quotation.headline == "Visitors come to Place1"
    assert quotation.date == dt.date(2024, 1, 2)
    assert quotation.article_sha256 == article.sha256
    raw = Path(quotation.source).read_text(encoding="utf-8")
    assert raw[quotation.source_start :].startswith("102 visitors in week 2.")
    assert {candidate.text for candidate in answer.candidates} == {"The town of Place2 counted"}
    assert answer.confidence == quotation.confidence > answer.candidates[0].confidence
    assert answer.timings.total > 0
    assert all(check.holds for check in filled.verify(json.dumps(answer_to_json(answer))))


def test_silence_below_the_threshold_comes_with_the_nearest_passage(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"102": -40.0}}
    answer = filled.ask(QUESTION)
    assert answer.quotation is None
    assert answer.silence is Silence.NOT_ANSWERED
    assert [candidate.text for candidate in answer.candidates] == ["102"]
    assert answer.nearest is not None
    assert "Place1" in answer.nearest.text
    assert filled.ask(QUESTION, min_confidence=0.0).quotation is not None


def test_an_explicit_threshold_of_zero_is_obeyed(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"102": -100.0}}
    assert filled.ask(QUESTION, min_confidence=0.0).threshold == 0.0


def test_dates_that_exclude_everything_leave_nothing_relevant(filled: Library) -> None:
    answer = filled.ask(QUESTION, since=dt.date(2025, 1, 1))
    assert answer.silence is Silence.NOTHING_RELEVANT
    assert answer.hits == ()
    assert answer.nearest is None


def test_a_follow_up_is_written_out_before_it_is_read(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {"How many came in Place1?": {"102": 40.0}}
    answer = filled.ask("How many came there?", history=[("Which town?", "Place1")])
    assert answer.question == "How many came there?"
    assert answer.understood == "How many came in Place1?"
    assert answer.quotation is not None


def test_an_article_can_be_left_out_of_the_reading(filled: Library) -> None:
    (first, *_) = filled.articles()
    reading = filled.read(QUESTION, exclude={first.id})
    assert first.id not in {hit.passage.article_id for hit in reading.hits}
    assert [hit.rank for hit in reading.hits] == list(range(1, len(reading.hits) + 1))


def test_the_same_text_twice_is_one_article_with_two_sources(filled: Library, tmp_path: Path) -> None:
    original = tmp_path / "articles" / "0001.txt"
    copy = tmp_path / "copy.txt"
    copy.write_text(original.read_text(encoding="utf-8").replace("2024-01-02", "2023-12-31"), encoding="utf-8")
    report = filled.add([copy])
    assert (report.added, report.duplicates) == (0, 1)
    article = next(a for a in filled.articles() if a.headline.endswith("Place1"))
    assert article.sources == (str(original), str(copy))
    assert article.date == dt.date(2023, 12, 31)
    # The vectors carry the date too, so that a filter finds the article where it now belongs.
    hits = filled.ask(QUESTION, until=dt.date(2023, 12, 31)).hits
    assert {hit.passage.article_id for hit in hits} == {article.id}
    assert any(hit.cosine is not None for hit in hits)
    assert filled.examine() == []


def test_two_files_of_one_text_in_one_add(library: Library, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("One headline\n\nOne body.", encoding="utf-8")
    report = library.add([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert (report.added, report.duplicates) == (1, 1)
    assert library.examine() == []


def test_a_text_that_moves_to_another_file_while_its_own_changes(filled: Library, tmp_path: Path) -> None:
    old = tmp_path / "articles" / "0000.txt"
    moved = tmp_path / "articles" / "9999.txt"
    moved.write_bytes(old.read_bytes())
    old.write_text("Another headline\n\nAnother body.", encoding="utf-8")
    report = filled.add([tmp_path / "articles"])
    assert (report.updated, report.unchanged) == (1, 2)
    assert {a.headline for a in filled.articles()} >= {"Another headline", "Visitors come to Place0"}
    assert filled.examine() == []


def test_a_changed_file_replaces_its_article(filled: Library, tmp_path: Path) -> None:
    path = tmp_path / "articles" / "0001.txt"
    old = next(a.id for a in filled.articles() if a.headline.endswith("Place1"))
    path.write_text(" date 2024-02-02 Visitors flee\n\nNobody is left.", encoding="utf-8")
    report = filled.add([tmp_path / "articles"])
    assert (report.added, report.updated, report.unchanged) == (0, 1, 2)
    assert old not in {a.id for a in filled.articles()}
    assert "Visitors flee" in {a.headline for a in filled.articles()}
    assert filled.examine() == []


def test_a_changed_date_tag_alone_is_an_update(filled: Library, tmp_path: Path) -> None:
    path = tmp_path / "articles" / "0001.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-01-02", "2024-03-03"), encoding="utf-8")
    assert filled.add([path]).updated == 1
    assert next(a.date for a in filled.articles() if a.headline.endswith("Place1")) == dt.date(2024, 3, 3)
    assert filled.ask(QUESTION, since=dt.date(2024, 3, 3)).hits[0].cosine is not None


def test_what_stands_beside_the_text_is_updated_too(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    for headline in ("Mayor resings", "Mayor resigns"):
        path.write_text(f"---\ntitle: {headline}\n---\nShe said so on Monday.\n", encoding="utf-8")
        library.add([path])
        assert [one.headline for one in library.articles()] == [headline]
    assert library.examine() == []
    (hit, *_) = library.read("Who resigns?", is_enough=lambda understood, spans: True).hits
    assert hit.headline == "Mayor resigns"
    table = tmp_path / "b.csv"
    table.write_text("headline,text,Day,Paper\nBridge opens,It opened today.,2024-11-07,Herald\n", encoding="utf-8")
    assert library.add([table]).added == 1
    table.touch()  # so that it is read anew
    assert library.add([table], columns={"date": "Day", "source": "Paper"}).updated == 1
    (source,) = next(
        one for one in map(library.article, [a.id for a in library.articles()]) if "opened" in one.text
    ).sources
    assert (str(source.date), source.outlet) == ("2024-11-07", "Herald")
    table.touch()
    assert library.add([table], columns={"date": "Day", "source": "Paper"}).unchanged == 1


def test_adding_again_embeds_nothing(filled: Library, embedder: WordEmbedder, tmp_path: Path) -> None:
    before = embedder.embedded
    assert filled.add([tmp_path / "articles"]).unchanged == 3
    assert embedder.embedded == before


def test_progress_is_told_of_every_file_once(library: Library, tmp_path: Path) -> None:
    files = write_articles(tmp_path / "articles", 2)
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    told: list[tuple[str, Outcome]] = []
    library.add([*files, tmp_path / "bad.txt"], on_done=lambda path, outcome: told.append((path, outcome)))
    assert sorted(told) == sorted(
        [(str(path), Outcome.ADDED) for path in files] + [(str(tmp_path / "bad.txt"), Outcome.FAILED)]
    )


def test_removed_articles_are_found_no_more(filled: Library) -> None:
    gone = next(a.id for a in filled.articles() if a.headline.endswith("Place1"))
    assert [summary.id for summary in filled.remove([gone[:8]])] == [gone]
    assert gone not in {hit.passage.article_id for hit in filled.ask(QUESTION).hits}
    assert filled.examine() == []


def test_an_old_answer_is_stale_once_its_article_is_gone(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"102": 40.0}}
    answer = filled.ask(QUESTION)
    assert answer.quotation is not None
    filled.remove([answer.quotation.article_id])
    checks = filled.verify(json.dumps(answer_to_json(answer)))
    assert "is not in the library" in (checks[0].problem or "")


def test_a_library_opens_as_it_was_closed(filled: Library, tmp_path: Path) -> None:
    before = filled.articles()
    filled.close()
    with Library.open(tmp_path / "library", Settings(), embedder=WordEmbedder(), reader=PhraseReader()) as again:
        assert again.articles() == before
        assert again.examine() == []
        assert again.ask(QUESTION).hits[0].cosine is not None


def test_a_library_keeps_the_passage_settings_it_was_made_with(filled: Library, tmp_path: Path) -> None:
    other = Settings(passage_tokens=16)
    with Library.open(tmp_path / "library", other, embedder=WordEmbedder(), reader=PhraseReader()) as again:
        assert again.manifest.passage_tokens == Settings().passage_tokens


def test_vectors_lost_are_reported_and_made_again(filled: Library) -> None:
    filled.stores.vectors.delete_articles([summary.id for summary in filled.articles()])
    assert any("passages have no vector" in problem for problem in filled.examine())
    filled.repair()
    assert filled.examine() == []
    assert filled.ask(QUESTION).hits[0].cosine is not None


def test_a_vanished_vectors_folder_says_how_to_mend_it(filled: Library, tmp_path: Path) -> None:
    import shutil

    filled.close()
    shutil.rmtree(tmp_path / "library" / "vectors")
    with Library.open(tmp_path / "library", Settings(), embedder=WordEmbedder(), reader=PhraseReader()) as again:
        with pytest.raises(LibraryDamaged, match="doctor --repair"):
            again.ask(QUESTION)
        again.repair()
        assert again.examine() == []


def test_a_corrupted_article_is_never_quoted(filled: Library, reader: PhraseReader) -> None:
    reader.phrases = {QUESTION: {"102": 40.0}}
    filled._catalogue._db.execute("UPDATE articles SET text = replace(text, '102', '777')")
    answer = filled.ask(QUESTION)
    assert answer.quotation is None or answer.quotation.text != "102"
    reader.phrases = {QUESTION: {"777": 40.0}}
    answer = filled.ask(QUESTION)
    assert answer.quotation is None
    assert answer.withheld > 0


def test_a_question_is_trimmed_and_bounded(filled: Library) -> None:
    assert filled.ask(f"  {QUESTION}\n").question == QUESTION
    with pytest.raises(QuestionError):
        filled.ask("x" * 1001)


def test_threads_may_share_a_library(filled: Library, reader: PhraseReader) -> None:
    from concurrent.futures import ThreadPoolExecutor

    reader.phrases = {QUESTION: {"102": 40.0}}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: filled.ask(QUESTION), range(20)))
    assert {answer.quotation.text for answer in answers if answer.quotation} == {"102"}
    assert all(answer.quotation for answer in answers)


def test_reading_may_be_enough_before_it_begins(filled: Library, reader: PhraseReader) -> None:
    reading = filled.read(QUESTION, is_enough=lambda understood, spans: True)
    assert (len(reading.hits), reading.read, reading.spans, reader.asked) == (3, (), (), [])


def test_the_passages_of_an_article_are_told_in_order(filled: Library) -> None:
    (first, *_) = filled.articles()
    passages = filled.passages(first.id)
    text = filled.article(first.id).text
    assert len(passages) == first.passages
    assert all(passage.text == text[passage.start : passage.end] for passage in passages)
    assert filled.passages("0" * 16) == []


def test_warming_up_loads_both_models_before_the_first_question(
    filled: Library, embedder: WordEmbedder, reader: PhraseReader
) -> None:
    before = embedder.embedded
    filled.warm_up()
    assert embedder.embedded == before + 1
    assert reader.asked == ["warm up"]


@pytest.mark.slow
def test_the_real_models_answer_the_seeds(seed_library: Library) -> None:
    answer = seed_library.ask("How much military assistance has the US given Ukraine?")
    assert answer.quotation is not None
    assert "64.1" in answer.quotation.text
    cited = {quotation.article_id for quotation in (answer.quotation, *answer.candidates) if "64.1" in quotation.text}
    assert cited == {summary.id for summary in seed_library.articles()}
    assert seed_library.ask("What is the boiling point of ethanol?").quotation is None
