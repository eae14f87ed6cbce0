"""What a system is told, and what it says: the files between the run and the processes of the systems.

Needs nothing but Python, because every system runs in an environment of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

JOB, PREDICTIONS, META = "job.json", "predictions.jsonl", "meta.json"


@dataclass(frozen=True, slots=True)
class Job:
    """What every system is given.

    `articles` is a folder of UTF-8 text files, `questions` are (id, question). `embedder` and `reader` are folders of
    models in the form of sentence-transformers and transformers. `top_k` passages may be read for a question.
    """

    articles: Path
    questions: tuple[tuple[str, str], ...]
    embedder: Path
    reader: Path
    top_k: int


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of an article as a system tells it: its text, and the half-open offsets it claims, if it claims any.

    `article` is the name of the file. Nothing here is checked: that is the scorer's work.
    """

    article: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system says to a question.

    `answer` is its best answer, shown or not; None when it has none at all. `score` rises with how sure it is, in
    any unit. `silent` is its own decision, out of the box, not to answer. `source` is where it says that the answer
    stands: with `exact` the answer itself, else a passage that holds it. `passages` were retrieved, best first.
    """

    answer: str | None
    score: float | None
    silent: bool
    source: Found | None
    exact: bool
    passages: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A reply to the question `id`, and the milliseconds that it took."""

    id: str
    ms: float
    reply: Reply


@dataclass(frozen=True, slots=True)
class Meta:
    """What a system cost, and what it is.

    `index_s` holds the seconds of each time that the articles were indexed, into `passages` passages. `peak_mib` is
    the memory of the process that indexed and asked. Of new processes that open the index and answer one question,
    `cold_s` are the seconds and `cold_peak_mib` the memory of each.
    """

    index_s: tuple[float, ...]
    passages: int
    peak_mib: float
    versions: dict[str, str]
    cold_s: tuple[float, ...] = ()
    cold_peak_mib: tuple[float, ...] = ()


def write_job(job: Job, path: Path) -> None:
    """Write what `read_job` reads."""
    path.write_text(json.dumps(asdict(job), default=str), encoding="utf-8")


def read_job(path: Path) -> Job:
    """The job in a file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Job(
        articles=Path(data["articles"]),
        questions=tuple((id_, question) for id_, question in data["questions"]),
        embedder=Path(data["embedder"]),
        reader=Path(data["reader"]),
        top_k=data["top_k"],
    )


def prediction_line(prediction: Prediction) -> str:
    """One line of a file of predictions."""
    return json.dumps(asdict(prediction), ensure_ascii=False) + "\n"


def read_predictions(path: Path) -> tuple[Prediction, ...]:
    """The predictions in a file, in its order."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(_prediction(json.loads(line)) for line in lines if line)


def write_meta(meta: Meta, path: Path) -> None:
    """Write what `read_meta` reads."""
    path.write_text(json.dumps(asdict(meta), indent=1), encoding="utf-8")


def read_meta(path: Path) -> Meta:
    """The costs in a file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Meta(
        index_s=tuple(data["index_s"]),
        passages=data["passages"],
        peak_mib=data["peak_mib"],
        versions=data["versions"],
        cold_s=tuple(data["cold_s"]),
        cold_peak_mib=tuple(data["cold_peak_mib"]),
    )


def read_articles(folder: Path) -> dict[str, str]:
    """The texts of the files in a folder by file name. Bytes are decoded, so that line ends stay as they are."""
    return {path.name: path.read_bytes().decode("utf-8") for path in _files(folder)}


def _files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.txt"))


def _prediction(data: dict[str, Any]) -> Prediction:
    reply = data["reply"]
    return Prediction(
        id=data["id"],
        ms=data["ms"],
        reply=Reply(
            answer=reply["answer"],
            score=reply["score"],
            silent=reply["silent"],
            source=Found(**reply["source"]) if reply["source"] is not None else None,
            exact=reply["exact"],
            passages=tuple(Found(**passage) for passage in reply["passages"]),
        ),
    )
