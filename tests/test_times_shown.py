"""What relative dates mean, from the article to the terminal, the page and the proof, and back through `verify`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.commands.answer import print_answer
from rag.datatypes import Answer, Article, Group, Precision, Quotation, ResolvedDate
from rag.errors import ProofError
from rag.quoting import quote
from rag.sources import read_article
from rag.verifying.checking import check_quotation
from rag.verifying.proofs import answer_to_json, read_proof
from tests.test_answers import make_hit, store
from ui.answer import render_answer
from ui.query import Query

RAW = " date 2024-11-07 Bridge opens\n\nThe bridge opened on Tuesday. The mayor, 54, will walk over it next week.\n"


NO_DATES = {"start": 1, "end": 2, "text": "a", "first": "2024-01-01", "last": "2024-01-01", "precision": "day"}


@pytest.fixture
def article(tmp_path: Path) -> Article:
    path = tmp_path / "a.txt"
    path.write_bytes(RAW.encode())
    return read_article(path, max_bytes=1000)


@pytest.fixture
def quotation(article: Article) -> Quotation:
    return quote_of(article, "54")


def quote_of(article: Article, words: str) -> Quotation:
    start = article.text.index(words)
    found = quote(make_hit(article), start, start + len(words), 0.9, store(article))
    assert found is not None
    return found


def answer_of(quotation: Quotation) -> Answer:
    return Answer("How old?", quotation, (), 0.9, 0.5, groups=(Group((quotation,), 0.9, 1),))


def test_dates_of_the_sentence_come_with_the_quotation(article: Article, quotation: Quotation) -> None:
    (found,) = quotation.dates
    assert (found.first, found.last) == (dt.date(2024, 11, 11), dt.date(2024, 11, 17))
    assert found.precision is Precision.WEEK
    assert article.text[found.start : found.end] == found.text == "next week"
    assert quote_of(article, "bridge opened").dates[0].first == dt.date(2024, 11, 5)


def test_dates_of_an_undated_article_are_not_resolved(article: Article) -> None:
    assert quote_of(replace(article, date=None), "54").dates == ()


def test_what_they_mean_is_shown_beside_the_quotation_and_never_in_it(
    quotation: Quotation, capsys: pytest.CaptureFixture[str]
) -> None:
    print_answer(answer_of(quotation))
    shown = capsys.readouterr().out.splitlines()
    assert "  next week → 11 to 17 November 2024" in shown
    assert "  The mayor, [54], will walk over it next week." in shown
    assert ">next week → 11 to 17 November 2024<" in render_answer(answer_of(quotation), 1, Query("When?"))


def test_proof_carries_them_and_holds(article: Article, quotation: Quotation) -> None:
    proof = answer_to_json(answer_of(quotation))
    assert proof["quotation"]["dates"] == [
        {
            "start": quotation.dates[0].start,
            "end": quotation.dates[0].end,
            "text": "next week",
            "first": "2024-11-11",
            "last": "2024-11-17",
            "precision": "week",
        }
    ]
    assert read_proof(json.dumps(proof)).quotations == (quotation,)
    assert check_quotation(quotation, store(article)).holds


def test_proof_of_an_older_ibid_has_none_and_holds(article: Article, quotation: Quotation) -> None:
    proof = answer_to_json(answer_of(quotation))
    del proof["quotation"]["dates"]
    (old,) = read_proof(json.dumps(proof)).quotations
    assert old.dates == ()
    assert check_quotation(old, store(article), by_these_rules=False).holds
    assert not check_quotation(old, store(article)).holds  # this one would have told them


@pytest.mark.parametrize(
    "change",
    [
        lambda date: replace(date, first=date.first + dt.timedelta(1)),
        lambda date: replace(date, last=date.last + dt.timedelta(1)),
        lambda date: replace(date, start=date.start + 1),
        lambda date: replace(date, text="last week"),
        lambda date: replace(date, precision=Precision.RANGE),
    ],
)
def test_annotation_with_anything_changed_does_not_hold(
    change: Callable[[ResolvedDate], ResolvedDate], article: Article, quotation: Quotation
) -> None:
    forged = replace(quotation, dates=tuple(map(change, quotation.dates)))
    (read,) = read_proof(json.dumps(answer_to_json(answer_of(forged)))).quotations
    problem = check_quotation(read, store(article)).problem
    assert problem is not None
    assert "does not mean" in problem


@pytest.mark.parametrize(
    "dates",
    [7, {}, [7], [{}], [{"start": 0}], "x", [NO_DATES | {"first": "x"}], [NO_DATES | {"precision": "hour"}]],
)
def test_annotations_of_another_form_are_refused_in_one_sentence(dates: object, quotation: Quotation) -> None:
    proof = answer_to_json(answer_of(quotation))
    proof["quotation"]["dates"] = dates
    with pytest.raises(ProofError, match="wrong fields"):
        read_proof(json.dumps(proof))
