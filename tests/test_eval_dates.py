"""Whether relative dates were resolved right: on known answers, on shown ones, in the figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from eval.dataset import Kind, Question
from eval.dates import is_date_right, is_known_date_right, iso_meaning
from eval.extra import Extra, Type
from eval.figures import summarize
from eval.records import verdict_from_json, verdict_to_json
from eval.report import report_to_json
from eval.verdict import Report, Verdict
from rag import ResolvedDate
from rag.datatypes import Precision
from rag.times.periods import month_of, one_day, week_of, year_of
from tests.test_answers import make_article
from tests.verdicts import verdict

DAY = dt.date(2024, 11, 7)


def annotation(start: int = 3, end: int = 11, day: dt.date = DAY) -> ResolvedDate:
    return ResolvedDate(start, end, "Thursday", day, day, Precision.DAY)


@pytest.mark.parametrize(
    ("period", "iso"),
    [
        (one_day(DAY), "2024-11-07"),
        (week_of(DAY), "2024-11-04/2024-11-10"),
        (month_of(DAY), "2024-11"),
        (year_of(DAY), "2024"),
    ],
)
def test_meaning_is_written_as_short_as_it_is_exact(period: ResolvedDate, iso: str) -> None:
    assert iso_meaning(period) == iso


@pytest.mark.parametrize(
    ("expected", "text", "dates", "right"),
    [
        ("2024-11-07", "on Thursday", [annotation()], True),
        ("2024-11-08", "on Thursday", [annotation()], False),
        ("2024-11-07", "on Thursday", [], False),
        ("2024-11-07", "at seven", [annotation(20, 28)], True),  # beside the answer, in its sentence
        ("2024-11-07", "on Thursday", [annotation(day=dt.date(2024, 11, 8)), annotation(20, 28)], False),
        ("none", "for a day", [], True),
        ("none", "for a day", [annotation(20, 28)], True),
        ("none", "for a Thursday", [annotation()], False),
        ("2019", "since 2019", [], True),
        ("2017/2022", "from 2017 to 2022", [], True),
        ("2019-05", "since May", [], False),
    ],
)
def test_date_is_right_when_what_is_shown_with_the_answer_means_it(
    expected: str, text: str, dates: list[ResolvedDate], right: bool
) -> None:
    assert is_date_right(expected, text, 0, len(text), dates) is right


def test_known_answer_is_judged_in_its_own_sentence() -> None:
    article = make_article("It began last year. It ended on Tuesday at six. It may return.")  # 7 November 2024
    start = article.text.index("Tuesday")
    assert is_known_date_right("2024-11-05", article, start, start + 7)
    assert not is_known_date_right("2023", article, start, start + 7)


def asked(name: str, **extra: object) -> Question:
    return Question(name, Kind.ANSWERABLE, f"{name}?", ("Olm",), extra=Extra(**extra))  # type: ignore[arg-type]


VERDICTS: tuple[Verdict, ...] = (
    verdict("a", question=asked("a", resolved_date="2024"), is_known_date_right=True, is_shown_date_right=True),
    verdict("b", question=asked("b", resolved_date="2024"), is_known_date_right=False, is_shown_date_right=None),
    verdict("c", question=asked("c", as_of=DAY), f1=0.5),
    verdict("d", question=asked("d", type=Type.TIME), f1=0.25),
)


def test_figures_count_only_what_they_are_about() -> None:
    values = summarize(Report(VERDICTS), resamples=10).values
    assert (values["dates.known"], values["dates.shown"]) == (0.5, 1.0)
    assert (values["as_of.f1"], values["time.f1"]) == (0.5, 0.25)
    data = report_to_json(Report(VERDICTS), summarize(Report(VERDICTS), resamples=10))
    assert (data["dates"]["n"], data["as_of"]["n"], data["time"]["n"]) == (2, 1, 1)


def test_record_keeps_them_and_an_older_one_lacks_them() -> None:
    record = verdict_to_json(VERDICTS[0])
    assert verdict_from_json(record).is_shown_date_right is True
    for name in ("is_known_date_right", "is_shown_date_right"):
        del record[name]
    assert verdict_from_json(record).is_known_date_right is None
    assert replace(VERDICTS[0], is_known_date_right=None) == replace(
        verdict_from_json(record), is_shown_date_right=True, question=VERDICTS[0].question
    )
