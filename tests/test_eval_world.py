"""The world to test in is as docs/world.md says: articles, stories, copies, halves, and questions that fit them."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eval.command import WORLD_ARTICLES, WORLD_QUESTIONS
from eval.corpus import folder_corpus
from eval.dataset import Kind, Question, Task, load_questions
from eval.extra import NO_DATE, Behaviour, Split, Type
from eval.gold import gold_places
from eval.lint import check_task
from rag import Article, Failure, Settings, find_files, read_article

OUTLETS = {"daily-lantern", "harwen-courier", "northern-wire", "pelsund-post", "velmor-tribune"}
STORIES = WORLD_QUESTIONS.with_name("world-stories.json")
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@cache
def world_articles() -> dict[str, Article]:
    """The articles by the names of their files, which are all different."""
    articles: dict[str, Article] = {}
    for found in find_files([WORLD_ARTICLES]):
        assert not isinstance(found, Failure), found
        assert found.name not in articles
        articles[found.name] = read_article(found, max_bytes=100_000)
    return articles


@cache
def world_questions() -> tuple[Question, ...]:
    return load_questions(WORLD_QUESTIONS)


@cache
def manifest() -> Any:
    return json.loads(STORIES.read_text(encoding="utf-8"))


def paragraphs(name: str) -> list[str]:
    return world_articles()[name].text.strip().split("\n\n")


def test_articles_are_short_dated_and_from_five_outlets() -> None:
    articles = world_articles()
    assert len(articles) >= 70
    assert {Path(one.sources[0].path).parent.name for one in articles.values()} == OUTLETS
    for name, article in articles.items():
        assert article.date is not None, name
        assert name.startswith(f"{article.date.isoformat()}-")
        assert dt.date(2025, 8, 1) <= article.date <= dt.date(2025, 10, 31), name
        assert 145 <= len(article.text.split()) <= 455, name
    assert len({article.sha256 for article in articles.values()}) == len(articles)


def test_each_article_belongs_to_one_story_and_each_story_to_one_half() -> None:
    stories = manifest()["stories"]
    told = [name for story in stories.values() for name in story["articles"]]
    assert sorted(told) == sorted(world_articles())
    for question in world_questions():
        extra = question.extra
        if extra.story is None:
            assert extra.type in (Type.GREETING, Type.COMMAND), question.id
            continue
        assert extra.split == stories[extra.story]["split"], question.id
        assert question.article is None or question.article in stories[extra.story]["articles"], question.id
    counts = Counter(question.extra.split for question in world_questions())
    assert set(counts) == set(Split)
    assert min(counts.values()) >= 0.45 * counts.total()


def test_copies_are_copies() -> None:
    copies = manifest()["copies"]
    assert len(copies) >= 8
    for original, *others in copies:
        for copy in others:
            (headline, *body), (first, *whole) = paragraphs(copy), paragraphs(original)
            assert headline != first
            assert body == whole[: len(body)]
            assert len(body) < len(whole)
            assert (
                world_articles()[copy].sources[0].path.split("/")[-2]
                != (world_articles()[original].sources[0].path.split("/")[-2])
            )


def test_nothing_else_is_a_copy() -> None:
    linked = {frozenset((group[0], other)) for group in manifest()["copies"] for other in group[1:]}
    seen: dict[str, str] = {}
    for name in world_articles():
        for paragraph in paragraphs(name)[1:]:
            other = seen.setdefault(paragraph, name)
            assert other == name or frozenset((name, other)) in linked, paragraph


def test_the_questions_fit_the_articles() -> None:
    """The lint's test of every answer, offset, article, side of a conflict, and of questions asked twice."""
    task = Task(world_questions(), WORLD_ARTICLES)
    assert check_task(task, folder_corpus(WORLD_ARTICLES, Settings())) == []
    texts = {name: article.text for name, article in world_articles().items()}
    for question in world_questions():
        named = {name for name in (question.article, *question.also) if name is not None}
        assert {place.article for place in gold_places(question, texts)} == named, question.id


def test_independent_articles_count_copies_once() -> None:
    original = {name: group[0] for group in manifest()["copies"] for name in group}
    for question in world_questions():
        extra = question.extra
        if extra.corroborated_by is not None:
            told = {original.get(str(name), name) for name in (question.article, *extra.corroborated_by)}
            assert extra.independent == len(told), question.id
            assert question.article not in extra.corroborated_by, question.id


def test_each_member_of_a_set_stands_in_an_article_of_its_question() -> None:
    for question in world_questions():
        names = [name for name in (question.article, *question.also) if name is not None]
        for member in question.extra.answers_all:
            assert any(one in world_articles()[name].text for one in member for name in names), question.id


def test_the_sides_of_a_conflict_stand_newest_first() -> None:
    for question in world_questions():
        newest = [max(date_of(name) for name in names) for names in question.extra.conflict_articles]
        assert newest == sorted(newest, reverse=True), question.id
        if question.extra.as_of is not None:
            assert max(newest, default=question.extra.as_of) <= question.extra.as_of, question.id


def test_a_question_about_a_day_is_answered_by_what_was_there() -> None:
    for question in world_questions():
        if (day := question.extra.as_of) is not None:
            assert all(date_of(str(name)) <= day for name in (question.article, *question.also)), question.id
        if (day := question.extra.today) is not None:
            assert date_of(str(question.article)) <= day, question.id


def test_weekdays_mean_a_day_of_that_name_within_a_week() -> None:
    checked = 0
    for question in world_questions():
        meant = question.extra.resolved_date
        if meant in (None, NO_DATE) or not any(day in question.answers[0] for day in WEEKDAYS):
            continue
        day = dt.date.fromisoformat(str(meant))
        assert WEEKDAYS[day.weekday()] in question.answers[0], question.id
        assert abs(day - date_of(str(question.article))) <= dt.timedelta(days=7), question.id
        checked += 1
    assert checked >= 30


def date_of(name: str) -> dt.date:
    date = world_articles()[name].date
    assert date is not None
    return date


def is_plain(question: Question) -> bool:
    """Answered by one span of one article, whenever and after whatever it is asked."""
    extra = question.extra
    special = extra.behaviour is not None or extra.answers_all or extra.conflict or extra.standalone
    return question.kind is Kind.ANSWERABLE and not special


@pytest.mark.parametrize(
    ("in_each_half", "holds"),
    [
        (75, is_plain),
        (30, lambda one: one.kind is Kind.UNANSWERABLE and one.extra.type is None),
        (25, lambda one: one.kind is Kind.FOLLOWUP and one.extra.full is not None),
        (25, lambda one: one.extra.standalone is True),
        (12, lambda one: len(one.extra.answers_all) >= 2),
        (15, lambda one: len(one.extra.conflict) >= 2),
        (25, lambda one: one.extra.resolved_date not in (None, NO_DATE)),
        (8, lambda one: one.extra.resolved_date == NO_DATE),
        (20, lambda one: one.extra.as_of is not None or one.extra.type is Type.TIME),
        (10, lambda one: one.extra.as_of is not None),
        (5, lambda one: one.extra.today is not None),
        (30, lambda one: (one.extra.independent or 0) >= 2),
        (15, lambda one: one.extra.independent == 1 and bool(one.extra.corroborated_by)),
        (12, lambda one: one.extra.behaviour is Behaviour.QUOTE),
        (12, lambda one: one.extra.behaviour is Behaviour.DECLINE),
    ],
)
def test_there_are_enough_questions_of_each_sort(in_each_half: int, holds: Callable[[Question], bool]) -> None:
    for split in Split:
        count = sum(holds(question) for question in world_questions() if question.extra.split is split)
        assert count >= in_each_half, split
