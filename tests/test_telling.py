"""Questions that a sentence answers: what is new, what happened, how things stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from rag.datatypes import Agreement, Article, Group, Hit, Passage, Quotation, Span
from rag.evidence.openings import is_dateline, opening_sentence
from rag.evidence.states import earliest_first, with_newest
from rag.fitting import may_answer, within_clause
from rag.library import Library
from rag.question.telling import asks_for_date, asks_what_happened, news_topic
from tests.fakes import PhraseReader
from tests.test_former import quoted

FIRE = "Mill fire put out\nPublished: 4 May 2021\n\nThe fire at Orme Mill was put out on Tuesday. Nobody was hurt."


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is the latest on the dock strike?", "the dock strike"),
        ("What’s new about Jo Hale?", "Jo Hale"),
        ("Any news on the mill?", "the mill"),
        ("Is there any news of the missing boat?", "the missing boat"),
        ("What is happening with the pier now?", "the pier"),
        ("Where do things stand with the talks?", "the talks"),
        ("What is the current situation at the mill?", "the mill"),
        ("What is the latest figure?", ""),
        ("What is the latest on who won?", ""),
        ("What is happening at the mill tomorrow?", ""),
        ("What is new in the report?", ""),
        ("Who owns the mill?", ""),
    ],
)
def test_the_topic_of_news_is_told(question: str, topic: str) -> None:
    assert news_topic(question) == topic


def test_what_happened_somewhere_is_an_event_and_to_somebody_a_fact() -> None:
    assert asks_what_happened("What happened at the mill?")
    assert asks_what_happened("What happened on 4 May?")
    assert not asks_what_happened("What happened to the miller?")
    assert asks_for_date("When did it burn?")
    assert not asks_for_date("Who put it out?")


def article(text: str = FIRE) -> Article:
    headline = text.split("\n", maxsplit=1)[0]
    return Article(headline, text, "0" * 64, dt.date(2021, 5, 4), ())


def span(phrase: str, text: str = FIRE) -> Span:
    whole = article(text)
    hit = Hit(Passage(whole.id, 0, len(text), text), whole.headline, whole.date, 1, 0.1)
    start = text.index(phrase)
    return Span(whole.id, start, start + len(phrase), 5.0, 0.0, hit)


def test_an_article_opens_with_its_first_whole_sentence() -> None:
    place = opening_sentence(article())
    assert place is not None
    assert FIRE[slice(*place)] == "The fire at Orme Mill was put out on Tuesday."
    assert is_dateline(span("4 May 2021").hit, FIRE.index("4 May"), FIRE.index("4 May") + 10)
    assert not is_dateline(span("Tuesday").hit, FIRE.index("Tuesday"), FIRE.index("Tuesday") + 7)


def test_what_happened_is_told_by_sentences_and_no_line_of_a_date() -> None:
    found = may_answer(
        "What happened at Orme Mill?", [span("4 May 2021"), span("fire put out"), span("hurt")], [], lambda _: article()
    )
    assert [FIRE[one.start : one.end] for one in found] == [
        "The fire at Orme Mill was put out on Tuesday.",
        "Nobody was hurt.",
    ]
    assert len(may_answer("When did it burn?", [span("4 May 2021")], [], lambda _: article())) == 1


def test_no_reason_is_the_matter_under_another_name() -> None:
    text = "Vale quits\n\nVale left over the affair. She said that she had lost all faith in the board."
    spans = [span("over the affair", text), span("she had lost all faith in the board", text)]
    found = may_answer("Why did Vale quit?", spans, [], lambda _: article(text))
    assert found == spans[1:]
    assert may_answer("Why did Vale quit?", spans[:1], [], lambda _: article(text)) == spans[:1]


@pytest.mark.parametrize(
    ("text", "read", "kept"),
    [
        ("Dow, who left after three defeats, said he was glad.", "three defeats, said he was glad", "three defeats"),
        ("They found it dull. Dow said that he agreed.", "it dull. Dow said that he agreed", "it dull"),
        ("Dow, the coach, was glad, said a friend.", "Dow, the coach, was glad", "Dow, the coach, was glad"),
        ("It rained, was windy and cold.", "rained, was windy", "rained, was windy"),
    ],
)  # fmt: skip
def test_a_span_goes_as_far_as_its_clause(text: str, read: str, kept: str) -> None:
    cut = within_clause(span(read, text))
    assert text[cut.start : cut.end] == kept


def on(day: int, sentence: str, confidence: float) -> Quotation:
    return replace(
        quoted(sentence, sentence),
        date=dt.date(2021, 5, day),
        headline="Dock strike",
        article_id=f"{day:016}",
        confidence=confidence,
    )


def test_how_things_stand_is_told_by_the_newest_that_bears_on_it() -> None:
    talks, over = on(2, "Talks to end the dock strike failed.", 0.8), on(9, "Dockers ended their strike.", 0.2)
    weather = replace(on(12, "Rain fell on the town.", 0.2), headline="Rain")
    quotations = {one: one.confidence for one in (talks, over, weather)}
    groups = (Group((talks,), 0.8, 1),)
    agreement, shown = with_newest("Is the dock strike over?", Agreement.ALONE, groups, quotations)
    assert (agreement, [one.quotations[0] for one in shown]) == (Agreement.SEVERAL, [over, talks])
    once = with_newest("Did the dock strike fail?", Agreement.ALONE, groups, quotations)
    assert once == (Agreement.ALONE, groups)


def test_what_says_when_need_not_stand_in_the_newest() -> None:
    stays, sold = (
        on(2, "The striker Marsh will not be sold this winter.", 0.8),
        on(30, "Marsh is sold after all.", 0.06),
    )
    quotations = {one: one.confidence for one in (stays, sold)}
    groups = (Group((stays,), 0.8, 1),)
    agreement, shown = with_newest("Will Marsh be sold this winter?", Agreement.ALONE, groups, quotations)
    assert (agreement, [one.quotations[0] for one in shown]) == (Agreement.SEVERAL, [sold, stays])


def test_of_reports_that_are_nearly_as_likely_the_first_tells_what_happened() -> None:
    later, first, unlikely = on(9, "Two were held.", 0.6), on(4, "Thieves broke in.", 0.4), on(1, "It was quiet.", 0.1)
    assert next(iter(earliest_first({later: 0.6, first: 0.4, unlikely: 0.1}))) is first


def test_the_newest_article_about_it_tells_what_is_new(library: Library, tmp_path: Path, reader: PhraseReader) -> None:
    for day, line in (
        (2, "Crews began to search for the trawler Corrie off Lunna on Sunday."),
        (5, "The trawler Corrie was found adrift near Lunna with its crew safe."),
        (7, "A bakery in Lunna won a prize for its oat bread on Friday."),
    ):
        (tmp_path / f"{day}.txt").write_text(f" date 2021-05-0{day} News of day {day}\n\n{line}\n", encoding="utf-8")
    library.add([tmp_path / f"{day}.txt" for day in (2, 5, 7)])
    answer = library.ask("What is the latest on the trawler Corrie?")
    assert answer.quotation is not None
    assert answer.quotation.text == "The trawler Corrie was found adrift near Lunna with its crew safe."
    assert answer.note == "The newest article about it opens with this sentence."
    assert [one.date.day for one in answer.candidates if one.date is not None] == [2]
    assert library.ask("What is the latest on the glacier?").quotation is None
