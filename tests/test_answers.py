"""Spans into answers: in order of confidence, or a silence with its reason."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.answers import compose
from rag.datatypes import Answer, Article, Hit, Passage, Quotation, Silence, Source, Span, text_sha256
from rag.evidence.confidence import Calibration
from rag.evidence.emptiness import is_count, runs_on, says_nothing
from rag.quoting import FindArticle
from rag.weighing import judge

TEXT = "Bridge opens\n\nThe bridge cost $64.1bn. “Ready,” said the mayor.\n\nIt rained on Tuesday 🚀 in Ghent."
BY_MARGIN = Calibration(0.0, {"margin": 1.0}, 0.5)


def make_article(text: str = TEXT, path: str = "/a.txt", text_start: int = 17) -> Article:
    source = Source(path, text_start, "f" * 64, dt.date(2024, 11, 7))
    return Article(text.partition("\n")[0] or "H", text, text_sha256(text), dt.date(2024, 11, 7), (source,))


def make_hit(article: Article, start: int = 0, end: int | None = None, rank: int = 1) -> Hit:
    end = len(article.text) if end is None else end
    return Hit(Passage(article.id, start, end, article.text[start:end]), article.headline, article.date, rank, 0.03)


def make_span(hit: Hit, words: str, margin: float) -> Span:
    start = hit.passage.start + hit.passage.text.index(words)
    return Span(hit.passage.article_id, start, start + len(words), margin, 0.0, hit)


def store(*articles: Article) -> FindArticle:
    return {article.id: article for article in articles}.get


def ask(
    spans: Sequence[Span], hits: Sequence[Hit], find: FindArticle, *, threshold: float = 0.5, max_candidates: int = 5
) -> Answer:
    return compose("Who?", "Who?", spans, hits, find, BY_MARGIN, threshold=threshold, max_candidates=max_candidates)


def sigmoid(margin: float) -> float:
    return 1 / (1 + math.exp(-margin))


@pytest.fixture
def article() -> Article:
    return make_article()


@pytest.fixture
def hit(article: Article) -> Hit:
    return make_hit(article)


# What a quotation carries


def test_quotation_carries_all_that_is_needed_to_check_it(article: Article, hit: Hit) -> None:
    found = ask([make_span(hit, "$64.1bn", 2.0)], [hit], store(article)).quotation
    start = TEXT.index("$64.1bn")
    sentence_start = TEXT.index("The bridge")
    assert found == Quotation(
        article_id=article.id,
        headline="Bridge opens",
        date=dt.date(2024, 11, 7),
        source="/a.txt",
        source_start=17 + start,
        article_sha256=text_sha256(TEXT),
        start=start,
        end=start + 7,
        text="$64.1bn",
        sentence="The bridge cost $64.1bn.",
        sentence_start=sentence_start,
        sentence_end=sentence_start + 24,
        confidence=pytest.approx(sigmoid(2.0)),
    )


def test_offsets_are_right_in_a_passage_from_the_middle(article: Article) -> None:
    hit = make_hit(article, TEXT.index("It rained"))
    found = ask([make_span(hit, "🚀", 2.0)], [hit], store(article)).quotation
    assert found is not None
    assert TEXT[found.start : found.end] == "🚀"
    assert TEXT[found.sentence_start : found.sentence_end] == found.sentence == "It rained on Tuesday 🚀 in Ghent."


def test_source_is_the_first_that_has_the_articles_date(article: Article, hit: Hit) -> None:
    for date, path in ((article.date, "/b.txt"), (dt.date(2024, 11, 9), "/a.txt"), (None, "/a.txt")):
        both = replace(article, sources=(Source("/b.txt", 17, "e" * 64, date), *article.sources))
        found = ask([make_span(hit, "mayor", 2.0)], [hit], store(both)).quotation
        assert found is not None
        assert (found.source, found.source_start) == (path, 17 + TEXT.index("mayor"))


# Order and threshold


def test_best_is_the_answer_and_the_others_follow_by_confidence(article: Article, hit: Hit) -> None:
    spans = [make_span(hit, "Ghent", 1.0), make_span(hit, "mayor", 3.0), make_span(hit, "Tuesday", 2.0)]
    answer = ask(spans, [hit], store(article))
    assert answer.quotation is not None
    assert [answer.quotation.text, *(candidate.text for candidate in answer.candidates)] == [
        "mayor",
        "Tuesday",
        "Ghent",
    ]
    assert answer.confidence == answer.quotation.confidence == pytest.approx(sigmoid(3.0))
    assert (answer.silence, answer.nearest, answer.withheld) == (None, None, 0)


def test_confidence_at_the_threshold_is_answered(article: Article, hit: Hit) -> None:
    answer = ask([make_span(hit, "mayor", 0.0)], [hit], store(article), threshold=0.5)
    assert answer.confidence == answer.threshold == 0.5
    assert answer.quotation is not None


def test_confidence_under_the_threshold_is_a_silence_that_shows_what_was_considered(article: Article, hit: Hit) -> None:
    answer = ask([make_span(hit, "mayor", 0.0)], [hit], store(article), threshold=0.51)
    assert answer.quotation is None
    assert answer.silence is Silence.NOT_ANSWERED
    assert [candidate.text for candidate in answer.candidates] == ["mayor"]
    assert answer.confidence == 0.5


def test_threshold_of_zero_answers_whatever_is_quoted(article: Article, hit: Hit) -> None:
    assert ask([make_span(hit, "mayor", -15.0)], [hit], store(article), threshold=0.0).quotation is not None


def test_margin_that_is_no_number_never_wins(article: Article, hit: Hit) -> None:
    spans = [make_span(hit, "Ghent", math.nan), make_span(hit, "mayor", 1.0)]
    answer = ask(spans, [hit], store(article))
    assert answer.quotation is not None
    assert answer.quotation.text == "mayor"


@pytest.mark.parametrize(
    ("question", "words", "echoes"),
    [
        ("In which Ghentish street did the rainy Tuesday begin?", "Tuesday", True),
        ("What did the mayor of the bridge say?", "the mayor", True),
        ("What did it cost?", "$64.1bn", False),
        ("Who spoke, the mayor or the king?", "the mayor", False),  # a choice is named in the question
        ("What happened on Tuesday?", "rained on Tuesday", False),
        ("Was it so that the bridge cost $64.1bn?", "The bridge cost $64.1bn", False),  # as long as a sentence may be
        ("Did it rain on Tuesday?", "It rained on Tuesday", False),
        ("What did the bridge cost the mayor?", "said the mayor", True),
        ("Is it a bridge?", "bridge", False),
        ("Which mayor of a bridge spoke?", "The bridge", True),
        ("Which cost had the bridge?", "The bridge cost", False),  # the same words, otherwise put together
        ("When did it rain?", "on", True),
        ("How much was it?", "“Ready,” said", False),
        ("Who?", "“", True),
    ],
)
def test_what_only_repeats_words_of_the_question_is_no_answer(
    article: Article, hit: Hit, question: str, words: str, echoes: bool
) -> None:
    spans = [make_span(hit, words, 3.0)]
    judged = judge(question, spans, BY_MARGIN, limit=5)
    assert [one.span for one in judged] == ([] if echoes else spans)


@pytest.mark.parametrize(
    "words", ["more", "more than", "at least", "almost", "them", ".", "“the”", "…", "because of the", "someone"]
)
def test_words_that_stand_for_nothing_are_no_answer(words: str) -> None:
    assert says_nothing("How much was it?", words)
    assert not says_nothing("Was it so?", words)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("What was inflation in Norland in May?", "slows", True),
        ("What was inflation in Norland in May?", "ten", False),
        ("What was inflation in Norland in May?", "3.9%", False),
        ("What is the price of failure?", "exile abroad", False),
        ("What slows?", "inflation", False),
        ("What kind of goods were lost?", "about 40 crates", True),
        ("What kind of goods were lost?", "crates of tea", False),
        ("On which day of the week did it rain?", "July 14", True),
        ("On which day of the week did it rain?", "on Sunday", False),
        ("Who is Ann Lee?", "Dr. Ann Lee", True),
        ("Who is Ann Lee?", "Ms Lee", True),
        ("Who is Ann Lee?", "Dr. Ann Lee of Leeds", False),
        ("Who is Ann Lee?", "Professor Ann Lee", False),
        ("How did Ann Lee die?", "died", True),
        ("How did Ann Lee die?", "has died", True),
        ("How did Ann Lee die?", "drowned", False),
        ("What was it called?", "was lost", False),
    ],
)
def test_an_answer_of_another_sort_is_none(question: str, answer: str, expected: bool) -> None:
    assert says_nothing(question, answer) is expected


@pytest.mark.parametrize("words", ["nearly 40", "more rain", "no", "US", "May", "🚀", "most"])
def test_short_answers_that_say_something_are_kept(words: str) -> None:
    assert not says_nothing("How much was it?", words)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("How many came?", "55,000 people came. Police put the crowd at 48,000", True),
        ("For how long?", "an hour", False),
        ("Who spoke?", "J. K. Rowling", False),
        ("What did she say?", "Never again. We are tired", False),
    ],
)
def test_one_thing_asked_for_is_told_in_one_sentence(question: str, answer: str, expected: bool) -> None:
    assert runs_on(question, answer) is expected


def test_no_more_candidates_than_asked(article: Article, hit: Hit) -> None:
    spans = [make_span(hit, word, 2.0) for word in ("Ghent", "mayor", "Tuesday", "rained")]
    answer = ask(spans, [hit], store(article), max_candidates=2)
    assert len(answer.candidates) == 1


def test_span_read_in_two_overlapping_passages_is_quoted_once(article: Article) -> None:
    first, second = make_hit(article, 0, TEXT.index("It rained")), make_hit(article, TEXT.index("“Ready"), rank=2)
    answer = ask([make_span(first, "mayor", 2.0), make_span(second, "mayor", 1.0)], [first, second], store(article))
    assert answer.quotation is not None
    assert answer.candidates == ()


def test_same_words_of_another_article_are_quoted_too(article: Article, hit: Hit) -> None:
    other = make_article("Bridge opens again\n\nThe mayor came.", "/b.txt")
    second = make_hit(other, rank=2)
    answer = ask([make_span(hit, "mayor", 2.0), make_span(second, "mayor", 1.0)], [hit, second], store(article, other))
    assert answer.quotation is not None
    assert [candidate.article_id for candidate in answer.candidates] == [other.id]


# Silence


def test_without_hits_nothing_was_relevant() -> None:
    answer = ask([], [], store())
    assert (answer.silence, answer.nearest, answer.confidence) == (Silence.NOTHING_RELEVANT, None, 0.0)


def test_without_spans_the_passages_do_not_answer_and_the_nearest_is_shown(article: Article, hit: Hit) -> None:
    answer = ask([], [hit], store(article))
    assert (answer.silence, answer.quotation, answer.candidates) == (Silence.NOT_ANSWERED, None, ())
    assert answer.nearest is not None
    assert (answer.nearest.text, answer.nearest.confidence) == (TEXT, 0.0)


def test_nearest_is_the_first_passage_that_the_store_bears_out(article: Article, hit: Hit) -> None:
    gone = make_hit(make_article("Gone\n\nNobody knows."))
    answer = ask([], [gone, hit], store(article))
    assert answer.nearest is not None
    assert answer.nearest.article_id == article.id


@pytest.mark.parametrize(
    "words",
    [
        *("Three", "three other towns", "14 people", "a fourth", "Two countries", "several of them"),
        *("Four of Northmark's eleven", "four of the county’s 11 towns"),
    ],
)
def test_how_many_there_are_names_none(words: str) -> None:
    assert is_count("Which towns were flooded?", words)


@pytest.mark.parametrize(
    "words",
    ["4", "Three Bridges", "two laptops", "two of Lund's oldest mills", "line 4", "Naas", "two women and a boy"],
)
def test_what_is_no_mere_count(words: str) -> None:
    assert not is_count("Which towns were flooded?", words)
