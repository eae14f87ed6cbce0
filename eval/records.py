"""A verdict as one JSON object, and back: what a report and an interrupted run are made again from."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from eval.dataset import Kind, Question
from eval.elsewhere import right_words
from eval.extra import extra_to_json, read_extra
from eval.told import Told
from eval.verdict import Blame, Excerpt, Verdict
from rag import Timings

T = TypeVar("T")
PLAIN: Mapping[str, tuple[type, ...]] = {  # the fields of a verdict that are the same in JSON, with their types
    "prediction": (str, type(None)),
    "best": (str, type(None)),
    "exact_match": (int, float),
    "f1": (int, float),
    "confidence": (int, float),
    "threshold": (int, float),
    "right": (bool,),
    "gold_passages": (int,),
    "retrieved": (int,),
    "read": (int,),
    "quotations": (int,),
    "valid": (int,),
    "withheld": (int,),
    "in_gold_article": (bool, type(None)),
    "in_gold_place": (bool, type(None)),
}
LATER: Mapping[str, tuple[type, ...]] = {  # those that older reports lack
    "is_known_date_right": (bool, type(None)),
    "is_shown_date_right": (bool, type(None)),
}


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """One question of the report. `expected` are the acceptable answers; latency is rounded, nothing else is.

    The optional fields of a question stand as its file gave them. `blame` names the step and `blame_kind` what it did.
    `gold` are places of acceptable answers. `right_words_elsewhere` is there where the best candidate is wrong only by
    its place.
    """
    question, elsewhere = verdict.question, right_words(verdict)
    return {
        "id": question.id,
        "kind": question.kind.value,
        "question": question.question,
        "history": [{"question": asked, "answer": answer} for asked, answer in question.history],
        "expected": list(question.answers),
        **extra_to_json(question.extra),
        **{name: getattr(verdict, name) for name in PLAIN},
        **{name: value for name in LATER if (value := getattr(verdict, name)) is not None},
        **({"told": _told_to_json(verdict.told)} if verdict.told is not None else {}),
        "abstained": verdict.prediction is None,
        "citations_valid": verdict.valid == verdict.quotations,
        "gold_rank": verdict.gold_rank,
        "gold_ranks": list(verdict.gold_ranks),
        "blame": verdict.blame.step.value if verdict.blame is not None else None,
        "blame_kind": verdict.blame.value if verdict.blame is not None else None,
        "gold": [_without_none(asdict(one)) for one in verdict.gold],
        **({"right_words_elsewhere": _place(elsewhere)} if elsewhere is not None else {}),
        "candidates": [asdict(one) for one in verdict.candidates],
        "latency_ms": {name: round(value, 2) for name, value in asdict(verdict.timings).items()},
    }


def verdict_from_json(data: object) -> Verdict:
    """The verdict in an object that `verdict_to_json` made; its question no longer knows where its answers stand.

    Raises `ValueError` saying what is wrong with any other object.
    """
    record = _object(data, "a question")
    question = Question(
        id=_field(record, "id", (str,)),
        kind=_member(Kind, _field(record, "kind", (str,))),
        question=_field(record, "question", (str,)),
        answers=tuple(_field({"expected": one}, "expected", (str,)) for one in _list(record, "expected")),
        history=tuple(
            (_field(_object(turn, "a turn"), "question", (str,)), _field(turn, "answer", (str,)))
            for turn in _list(record, "history")
        ),
        extra=read_extra(record),
    )
    blame = _field(record, "blame_kind", (str, type(None)))
    latency = _object(record.get("latency_ms"), "`latency_ms`")
    return Verdict(
        question=question,
        **{name: _field(record, name, types) for name, types in PLAIN.items()},
        **{name: _field({name: None, **record}, name, types) for name, types in LATER.items()},
        gold_ranks=tuple(_field({"gold_ranks": rank}, "gold_ranks", (int,)) for rank in _list(record, "gold_ranks")),
        blame=_member(Blame, blame) if blame is not None else None,
        candidates=tuple(_excerpt(one) for one in _list(record, "candidates")),
        gold=tuple(_excerpt(one) for one in _list(record, "gold")),
        told=_told(record["told"]) if "told" in record else None,
        timings=Timings(*(float(_field(latency, step.name, (int, float))) for step in fields(Timings))),
    )


def _place(one: Excerpt) -> dict[str, Any]:
    return {"article": one.article, "start": one.start, "end": one.end}


def _told_to_json(told: Told) -> dict[str, Any]:
    return {**asdict(told), "answers": [list(texts) for texts in told.answers]}


def _told(data: object) -> Told:
    record = _object(data, "`told`")
    answers = [_list({"answers": one}, "answers") for one in _list(record, "answers")]
    return Told(
        understood=_field(record, "understood", (str,)),
        agreement=_field(record, "agreement", (str,)),
        answers=tuple(tuple(_field({"answers": text}, "answers", (str,)) for text in one) for one in answers),
        independent=_field(record, "independent", (int,)),
        first=_field(record, "first", (str, type(None))),
        first_f1=_field(record, "first_f1", (int, float)),
        full_f1=_field(record, "full_f1", (int, float, type(None))),
    )


def _excerpt(data: object) -> Excerpt:
    record = _object(data, "an excerpt")
    nothing = type(None)
    return Excerpt(
        article=_field(record, "article", (str,)),
        start=_field(record, "start", (int,)),
        end=_field(record, "end", (int,)),
        text=_field(record, "text", (str,)),
        around=_field(record, "around", (str,)),
        around_start=_field(record, "around_start", (int,)),
        rank=_field(record, "rank", (int, nothing)),
        confidence=_field({"confidence": None, **record}, "confidence", (int, float, nothing)),
        right=_field({"right": None, **record}, "right", (bool, nothing)),
    )


def _field(record: Mapping[str, Any], name: str, types: tuple[type, ...]) -> Any:
    if name not in record:
        raise ValueError(f"`{name}` is missing")
    value = record[name]
    # JSON's true is an int to Python, and only a bool to us.
    if type(value) not in types:
        raise ValueError(f"`{name}` is {reprlib.repr(value)}")
    return value


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    value: list[Any] = _field(record, name, (list,))
    return value


def _object(data: object, what: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError(f"{what} is {reprlib.repr(data)}, not an object")
    return data


def _member(enum: Callable[[str], T], value: str) -> T:
    try:
        return enum(value)
    except ValueError as error:
        raise ValueError(f"{error}") from None


def _without_none(data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` without what a place known to answer has none of; a rank of None says that it was not found."""
    return {name: value for name, value in data.items() if value is not None or name == "rank"}
