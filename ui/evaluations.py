"""The results that `ibid eval` keeps in a library, read for the page; all it knows of them is the JSON of `--json`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

FACTS = ("ibid", "questions", "library", "embedder", "reader", "comparer", "calibration", "settings")


class Outcome(StrEnum):
    """What became of a question: right, an answer that is wrong, or a silence that is."""

    RIGHT = "right"
    WRONG = "wrong"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; None where there was nothing to rate."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A place in a file, its text, and what stands `around` it from `around_start` on; see `ibid eval --json`."""

    article: str
    start: int
    end: int
    text: str
    around: str
    around_start: int
    rank: int | None
    confidence: float | None
    right: bool | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what became of it. `blame` names what went wrong, None where nothing did.

    `prediction` is None for silence. `understood` is the question as it was read, and `as_of` the day it was asked for.
    `right_words_elsewhere` says that the best candidate is wrong only by its place.
    """

    id: str
    kind: str
    question: str
    history: tuple[tuple[str, str], ...]
    expected: tuple[str, ...]
    prediction: str | None
    f1: float
    confidence: float
    threshold: float
    blame: str | None
    gold_ranks: tuple[int, ...]
    gold_passages: int
    retrieved: int
    read: int
    gold: tuple[Excerpt, ...]
    candidates: tuple[Excerpt, ...]
    understood: str
    as_of: dt.date | None
    right_words_elsewhere: bool = False

    @property
    def outcome(self) -> Outcome:
        """Right where nothing is to blame."""
        if self.blame is None:
            return Outcome.RIGHT
        return Outcome.SILENT if self.prediction is None else Outcome.WRONG


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run. `facts` say what was asked of what, by dotted names such as `settings.top_k`.

    `about` is what the articles were: those of the `library`, a `folder`, or the `paragraphs` of the questions.
    `bins` are (confidence, share right), `curve` (coverage, risk).
    """

    path: Path
    at: dt.datetime
    questions: str
    about: str
    articles: str
    split: str
    facts: Mapping[str, str]
    figures: Mapping[str, Figure]
    bins: tuple[tuple[float, float], ...]
    curve: tuple[tuple[float, float], ...]
    asked: tuple[Asked, ...]


def parse_evaluation(path: Path, data: Any) -> Evaluation:
    """The run in an object of JSON. Raises `ValueError`, `TypeError`, `KeyError` or `AttributeError` of any other."""
    run = data["run"]
    files = run.get("files", {})
    at = dt.datetime.fromisoformat(run["at"]) if "at" in run else _named_time(path)
    calibration = data["calibration"]
    return Evaluation(
        path=path,
        at=at if at.tzinfo is not None else at.replace(tzinfo=dt.UTC),
        questions=_text(files.get("questions", run["questions"]["name"])),
        about=_text(files.get("about", "")),
        articles=_text(files.get("articles", "")),
        split=_text(files.get("split", "")),
        facts=dict(_flat({name: run[name] for name in FACTS if name in run})),
        figures={name: _figure(data, name, interval) for name, interval in data["intervals"].items()},
        bins=tuple((_share(one["confidence"]), _share(one["right"])) for one in calibration["reliability"]),
        curve=tuple((_share(one["coverage"]), _share(one["risk"])) for one in calibration["risk_coverage"]),
        asked=tuple(_asked(one) for one in data["questions"]),
    )


def _named_time(path: Path) -> dt.datetime:
    return dt.datetime.strptime(path.name, "%Y%m%dT%H%M%S%fZ.json").replace(tzinfo=dt.UTC)


def _flat(data: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in data.items():
        found += _flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", str(value))]
    return found


def _figure(data: Mapping[str, Any], name: str, interval: Any) -> Figure:
    value: Any = data
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value = None
    low, high = interval if interval is not None else (None, None)
    return Figure(*(None if one is None else _number(one) for one in (value, low, high)))


def _asked(one: Any) -> Asked:
    told, as_of = one.get("told") or {}, one.get("as_of")
    blame = one["blame_kind"]
    return Asked(
        id=_text(one["id"]),
        kind=_text(one["kind"]),
        question=_text(one["question"]),
        history=tuple((_text(turn["question"]), _text(turn["answer"])) for turn in one["history"]),
        expected=tuple(map(_text, one["expected"])),
        prediction=None if one["prediction"] is None else _text(one["prediction"]),
        f1=_number(one["f1"]),
        confidence=_number(one["confidence"]),
        threshold=_number(one["threshold"]),
        blame=None if blame is None else _text(blame),
        gold_ranks=tuple(map(_whole, one["gold_ranks"])),
        gold_passages=_whole(one["gold_passages"]),
        retrieved=_whole(one["retrieved"]),
        read=_whole(one["read"]),
        gold=tuple(map(_excerpt, one["gold"])),
        candidates=tuple(map(_excerpt, one["candidates"])),
        understood=_text(told.get("understood", "")),
        as_of=dt.date.fromisoformat(as_of) if as_of is not None else None,
        right_words_elsewhere="right_words_elsewhere" in one,
    )


def _excerpt(one: Any) -> Excerpt:
    rank, confidence, right = one.get("rank"), one.get("confidence"), one.get("right")
    return Excerpt(
        article=_text(one["article"]),
        start=_whole(one["start"]),
        end=_whole(one["end"]),
        text=_text(one["text"]),
        around=_text(one["around"]),
        around_start=_whole(one["around_start"]),
        rank=None if rank is None else _whole(rank),
        confidence=None if confidence is None else _number(confidence),
        right=None if right is None else bool(right),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is not a text")
    return value.encode("utf-8", "replace").decode(
        "utf-8"
    )  # half of a surrogate pair can stand in JSON, and nowhere else


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(f"{value!r:.40} is not a number")
    return float(value)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r:.40} is not a whole number")
    return value


def _share(value: Any) -> float:
    return min(1.0, max(0.0, _number(value)))
