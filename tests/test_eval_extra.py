"""The optional fields of a question: read, refused by name, written out again, and used to choose questions."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.corpus import folder_corpus
from eval.dataset import Kind, Question, Task, load_questions, select_split
from eval.extra import Behaviour, Extra, Split, Type, extra_to_json, is_resolved_date, read_extra
from eval.lint import Flaw, check_task
from eval.publish import parse_split
from eval.records import verdict_from_json, verdict_to_json
from rag import Settings, SettingsError, SourceError
from tests.verdicts import verdict

LINE: dict[str, Any] = {
    "id": "q",
    "kind": "answerable",
    "question": "Where?",
    "answers": ["Olm", "in Olm", "Ede"],
    "article": "a.txt",
    "start": 7,
    "also": ["b.txt"],
    "history": [],
}
TURN = {"question": "Who?", "answer": "Ada"}
FULL: dict[str, Any] = {
    "story": "move",
    "split": "test",
    "standalone": True,
    "answers_all": [["Olm", "in Olm"], ["Ede"]],
    "conflict": [["Olm"], ["Ede"]],
    "conflict_articles": [["a.txt"], ["b.txt", "c.txt"]],
    "corroborated_by": ["b.txt"],
    "independent": 2,
    "as_of": "2025-09-30",
    "today": "2025-10-01",
    "resolved_date": "2025-09-01/2025-09-07",
    "type": "why",
    "behaviour": "quote",
}


def load(folder: Path, **given: object) -> Question:
    path = folder / "q.jsonl"
    path.write_text("\n" + json.dumps(LINE | given) + "\n")
    (question,) = load_questions(path)
    return question


def test_a_question_without_them_has_none(tmp_path: Path) -> None:
    question = load(tmp_path)
    assert question.extra == Extra()
    assert extra_to_json(question.extra) == {}
    assert load(tmp_path, story=None, as_of=None).extra == Extra()  # null says as little as leaving it out
    alone = load(tmp_path, corroborated_by=[], independent=1).extra  # which an empty list does not
    assert extra_to_json(alone) == {"corroborated_by": [], "independent": 1}


def test_every_field_is_read_and_written_as_it_was(tmp_path: Path) -> None:
    extra = load(tmp_path, history=[TURN], **FULL).extra
    assert extra == Extra(
        story="move",
        split=Split.TEST,
        standalone=True,
        answers_all=(("Olm", "in Olm"), ("Ede",)),
        conflict=(("Olm",), ("Ede",)),
        conflict_articles=(("a.txt",), ("b.txt", "c.txt")),
        corroborated_by=("b.txt",),
        independent=2,
        as_of=dt.date(2025, 9, 30),
        today=dt.date(2025, 10, 1),
        resolved_date="2025-09-01/2025-09-07",
        type=Type.WHY,
        behaviour=Behaviour.QUOTE,
    )
    assert json.loads(json.dumps(extra_to_json(extra))) == FULL
    followup = load(tmp_path, kind="followup", history=[TURN], standalone=False, full="Where is Ada?")
    assert (followup.extra.full, followup.extra.standalone) == ("Where is Ada?", False)


def test_a_report_carries_them(tmp_path: Path) -> None:
    question = load(tmp_path, history=[TURN], **FULL)
    record = verdict_to_json(verdict(question=question))
    assert {name: record[name] for name in FULL} == FULL
    assert record["expected"] == LINE["answers"]  # and none of them took the place of what was there
    again = verdict_from_json(json.loads(json.dumps(record)))
    assert again.question.extra == question.extra
    assert not set(FULL) & set(verdict_to_json(verdict()))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"story": ""}, "`story` is ''. Give a text."),
        ({"split": "train"}, "`split` is 'train'. Give one of dev, test."),
        ({"split": ["dev"]}, "`split` is ['dev']"),
        ({"standalone": 1, "history": [TURN]}, "`standalone` is 1. Give true or false."),
        ({"standalone": True}, "`standalone` is about a question with a `history`"),
        ({"standalone": False, "history": [TURN]}, "`standalone` is false, which contradicts `kind`"),
        ({"standalone": True, "kind": "followup", "history": [TURN]}, "`standalone` is true, which contradicts `kind`"),
        ({"full": "Where is Ada?"}, "`full` is for a followup question"),
        ({"answers_all": ["Olm", "Ede"]}, "`answers_all` is ['Olm', 'Ede']. Give a list of lists of texts."),
        ({"answers_all": [["Olm"], []]}, "`answers_all` is [['Olm'], []]"),
        ({"answers_all": [["Olm"]]}, "`answers_all` and `conflict` have two members or more"),
        ({"answers_all": [["Olm"], ["Ulm"]]}, "`answers_all` has 'Ulm', which is not among `answers`"),
        ({"conflict": [["Olm"]], "conflict_articles": [["a.txt"]]}, "have two members or more"),
        ({"conflict": [["Olm"], ["Ulm"]]}, "`conflict_articles` must name files for each side"),
        ({"conflict_articles": [["a.txt"]]}, "`conflict_articles` must name files for each side"),
        ({"corroborated_by": ["c.txt"], "independent": 1}, "`corroborated_by` has 'c.txt', which is not among `also`"),
        ({"corroborated_by": ["b.txt"]}, "`independent` and `corroborated_by` go together"),
        ({"independent": 1}, "`independent` and `corroborated_by` go together"),
        ({"corroborated_by": [], "independent": 2}, "`independent` is 2, more than there are articles"),
        ({"independent": 0, "corroborated_by": []}, "`independent` is 0. Give a number of articles, 1 or more."),
        ({"independent": True, "corroborated_by": []}, "`independent` is True"),
        ({"as_of": "2025-02-30"}, "`as_of` is '2025-02-30'. Give a date as 2025-09-30."),
        ({"as_of": "20250930"}, "`as_of` is '20250930'"),
        ({"today": 20250930}, "`today` is 20250930"),
        ({"resolved_date": "Thursday"}, "`resolved_date` is 'Thursday'"),
        ({"type": "riddle"}, "`type` is 'riddle'. Give one of time, yes_no"),
        ({"type": "why"}, "`behaviour` goes with every `type` but time"),
        ({"behaviour": "quote"}, "`behaviour` goes with every `type` but time"),
        ({"type": "time", "behaviour": "quote"}, "`behaviour` goes with every `type` but time"),
        ({"type": "why", "behaviour": "decline"}, "`behaviour` is decline and there are `answers`"),
        ({"behaviour": "shrug", "type": "why"}, "`behaviour` is 'shrug'. Give one of quote, decline."),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(SourceError) as caught:
        load(tmp_path, **changes)
    assert str(caught.value).startswith(f"{tmp_path / 'q.jsonl'}, line 2: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "opinion", "behaviour": "quote"}, "`behaviour` is quote and there are no `answers`"),
        ({"resolved_date": "2025"}, "`resolved_date` says what the answer means"),
    ],
)
def test_silence_has_nothing_to_quote(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    nothing = {"kind": "unanswerable", "answers": [], "article": None, "start": None, "also": []}
    with pytest.raises(SourceError) as caught:
        load(tmp_path, **nothing, **changes)
    assert message in str(caught.value)
    assert load(tmp_path, **nothing, type="opinion", behaviour="decline").extra.behaviour is Behaviour.DECLINE


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("2025-09-30", True),
        ("2025-09", True),
        ("2025", True),
        ("2017/2022", True),
        ("2025-09-01/2025-09-07", True),
        ("none", True),
        ("2025-13", False),
        ("2025-9", False),
        ("25", False),
        ("2025-09-07/2025-09-01", False),
        ("2025/2026/2027", False),
        ("", False),
        (2025, False),
    ],
)
def test_a_resolved_date_is_a_date_in_iso_form(value: object, holds: bool) -> None:
    assert is_resolved_date(value) is holds


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
sides = st.lists(st.lists(texts, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)


@given(
    st.builds(
        Extra,
        story=st.none() | texts,
        split=st.none() | st.sampled_from(Split),
        standalone=st.none() | st.booleans(),
        full=st.none() | texts,
        answers_all=sides,
        conflict=sides,
        conflict_articles=sides,
        corroborated_by=st.none() | st.lists(texts).map(tuple),
        independent=st.none() | st.integers(1, 9),
        as_of=st.none() | st.dates(),
        today=st.none() | st.dates(),
        resolved_date=st.none() | st.dates().map(dt.date.isoformat),
        type=st.none() | st.sampled_from(Type),
        behaviour=st.none() | st.sampled_from(Behaviour),
    )
)
@settings(max_examples=50)
def test_what_is_written_is_read_again(extra: Extra) -> None:
    assert read_extra(json.loads(json.dumps(extra_to_json(extra)))) == extra


def test_a_split_is_chosen_or_refused(tmp_path: Path) -> None:
    questions = tuple(
        Question(name, Kind.UNANSWERABLE, f"{name}?", extra=Extra(split=split))
        for name, split in (("a", Split.DEV), ("b", Split.TEST), ("c", None), ("d", Split.DEV))
    )
    task = Task(questions, tmp_path)
    chosen = select_split(task, Split.DEV, tmp_path / "q.jsonl")
    assert [question.id for question in chosen.questions] == ["a", "d"]
    assert chosen.articles == tmp_path
    with pytest.raises(SourceError, match=r"q\.jsonl: no question has the split test\. Leave --split out"):
        select_split(chosen, Split.TEST, tmp_path / "q.jsonl")


def test_a_split_has_one_of_two_names() -> None:
    assert parse_split(None) is None
    assert parse_split("test") is Split.TEST
    with pytest.raises(SettingsError, match=r"--split is 'train'\. Give dev or test\."):
        parse_split("train")


def test_the_lint_checks_the_sides_of_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A move\n\nAda lives in Olm. Olm is far.\n")
    (tmp_path / "b.txt").write_text("A move\n\nAda lives in Ede.\n")
    extra = Extra(conflict=(("Olm",), ("Ede",)), conflict_articles=(("a.txt", "b.txt"), ("b.txt", "c.txt")))
    question = Question("q", Kind.ANSWERABLE, "Where?", ("Olm",), "a.txt", 21, ("a.txt",), extra=extra)
    found = check_task(Task((question,), None), folder_corpus(tmp_path, Settings()))
    # "Olm" stands twice, and by `also` each mention counts.
    assert [(one.flaw, one.message.partition(":")[0]) for one in found] == [
        (Flaw.NO_ARTICLE, "c.txt"),
        (Flaw.NOT_IN_ARTICLE, "b.txt of `conflict_articles` does not say 'Olm'"),
    ]


def test_the_same_question_on_another_day_is_another_question(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A move\n\nAda lives in Olm.\n")
    asked = [
        Question(f"q{day}", Kind.UNANSWERABLE, "Where?", extra=Extra(as_of=dt.date(2025, 9, day))) for day in (1, 2, 2)
    ]
    found = check_task(Task(tuple(asked[:2]), None), folder_corpus(tmp_path, Settings()))
    assert found == []
    twice = (asked[0], asked[1], Question("again", Kind.UNANSWERABLE, "Where?", extra=asked[2].extra))
    ((flaw, where),) = [
        (one.flaw, one.where) for one in check_task(Task(twice, None), folder_corpus(tmp_path, Settings()))
    ]
    assert (flaw, where) == (Flaw.DUPLICATE, "again")
