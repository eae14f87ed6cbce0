"""Known questions, and the JSON Lines file that holds them.

One object a line: `{"id", "kind", "question", "answers", "article", "start", "also", "history"}`, and if wanted the
fields of `Extra`. Keys beyond these are passed over, so that a file written for a later Ibid can still be read.
"""

from __future__ import annotations

import gzip
import json
import reprlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from eval.extra import FIELDS as EXTRA_FIELDS
from eval.extra import Extra, Split, contradiction, read_extra
from eval.misspelt import Unknown, unknown_names
from rag import SourceError

GZIP_MAGIC = b"\x1f\x8b"
WORKBOOK_MAGICS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls


class Kind(StrEnum):
    """What a question asks of Ibid: an answer, silence, or an answer that needs the turns before."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    FOLLOWUP = "followup"


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose right answers are known.

    `answers` are the acceptable spans, none for an unanswerable question. The first stands in the file
    named `article`, at the code-point offset `start` of the article's text; `pairs` leaves open where until `placing`
    has looked. `also` names other files that state an acceptable answer, and `article` too where every mention in it
    does. `history` holds the earlier turns, each a (question, answer), oldest first.
    """

    id: str
    kind: Kind
    question: str
    answers: tuple[str, ...] = ()
    article: str | None = None
    start: int | None = None
    also: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    extra: Extra = field(default_factory=Extra)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an acceptable answer stands: half-open code-point offsets in the text of the file `article`."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """Questions, and the folder of the articles that they are about (None: those of a library).

    A task made from paragraphs also knows, by file name, what each article's text must be, and, by
    question id, the places where annotators marked an answer. `unknown` are fields that its file has and Ibid passes
    over.
    """

    questions: tuple[Question, ...]
    articles: Path | None
    paragraphs: Mapping[str, str] = field(default_factory=dict)
    annotated: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    unknown: tuple[Unknown, ...] = ()


def load_questions(path: Path) -> tuple[Question, ...]:
    """The questions in a JSON Lines file, plain or compressed with gzip.

    Raises `SourceError` naming the file and the line of what cannot be used, and when there are no questions.
    """
    return parse_questions(read_text(path), path)[0]


def parse_questions(
    text: str, path: Path, flaws: list[str] | None = None
) -> tuple[tuple[Question, ...], tuple[Unknown, ...]]:
    """The questions in the text of the JSON Lines file at `path`, and the fields that were passed over in them.

    Blank lines are passed over. With `flaws`, a line that cannot be used is left out and what is wrong with it is added
    there. Raises as `load_questions`.
    """
    questions: dict[str, Question] = {}
    unknown: dict[tuple[str, str | None], list[str]] = {}
    # Not splitlines: JSON lets U+2028 and its like stand inside a string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        with set_aside(flaws):
            where = f"{path}, line {number}"
            data = _object(line, where)
            question = _question(data, where)
            if question.id in questions:
                raise SourceError(f"{where}: the id {question.id!r} is taken by an earlier line. Give each its own.")
            questions[question.id] = question
            for named in unknown_names(data, KNOWN).items():
                unknown.setdefault(named, []).append(question.id)
    if not questions and not flaws:
        raise SourceError(f"{path}: holds no questions. Write one JSON object a line.")
    passed_over = (Unknown(name, meant, tuple(ids)) for (name, meant), ids in unknown.items())
    return tuple(questions.values()), tuple(passed_over)


def select_split(task: Task, split: Split, path: Path) -> Task:
    """`task` with the questions of one half only. Raises `SourceError` when none of those in `path` is in it."""
    questions = tuple(question for question in task.questions if question.extra.split is split)
    if not questions:
        raise SourceError(f"{path}: no question has the split {split}. Leave --split out, or write it into `split`.")
    return replace(task, questions=questions)


@contextmanager
def set_aside(flaws: list[str] | None) -> Iterator[None]:
    """Add the message of a `SourceError` to `flaws`, if that is a list, instead of raising it."""
    try:
        yield
    except SourceError as error:
        if flaws is None:
            raise
        flaws.append(str(error))


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, plain or compressed with gzip. Raises `SourceError` when there is none to read."""
    try:
        data = path.read_bytes()
        if data.startswith(WORKBOOK_MAGICS):
            raise SourceError(f"{path}: a workbook or an archive, not text. Save the table as CSV (UTF-8).")
        return (gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: not UTF-8 (byte 0x{error.object[error.start]:02x} at offset {error.start}). Save it as UTF-8; "
            "spreadsheets call that CSV UTF-8."
        ) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{path}: damaged gzip data ({error}). Copy the file again.") from None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error


def has_surrogate(value: object) -> bool:
    """Whether JSON data holds half of a surrogate pair, which no UTF-8 file and no model can take."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{where}: not JSON ({error}). Write one object a line.") from None
    if not isinstance(data, dict):
        raise SourceError(f"{where}: {reprlib.repr(data)} is not a JSON object. Write one object a line.")
    return data


def _question(data: dict[str, Any], where: str) -> Question:
    for name, (holds, expected) in FIELDS.items():
        if name not in data:
            near = [f", `{given}` is there" for given, meant in unknown_names(data, KNOWN).items() if meant == name]
            raise SourceError(f"{where}: `{name}` is missing{''.join(near[:1])}. Give {expected}.")
        if not holds(data[name]):
            raise SourceError(f"{where}: `{name}` is {reprlib.repr(data[name])}. Give {expected}.")
    if has_surrogate(data):
        raise SourceError(f"{where}: a \\u escape is half of a surrogate pair. Write the character itself.")
    try:
        extra = read_extra(data)
    except ValueError as error:
        raise SourceError(f"{where}: {error}") from None
    question = Question(
        id=data["id"],
        kind=Kind(data["kind"]),
        question=data["question"],
        answers=tuple(data["answers"]),
        article=data["article"],
        start=data["start"],
        also=tuple(data["also"]),
        history=tuple((turn["question"], turn["answer"]) for turn in data["history"]),
        extra=extra,
    )
    if problem := _contradiction(question):
        raise SourceError(f"{where}: {problem}")
    return question


def _contradiction(question: Question) -> str | None:
    """What is wrong with a question whose fields are each of the right type."""
    if question.kind is Kind.UNANSWERABLE:
        for name in ("answers", "article", "start", "also"):
            if (value := getattr(question, name)) not in ((), None):
                given = list(value) if isinstance(value, tuple) else value
                return f"an unanswerable question has `{name}` {given!r}. Leave it empty, or change `kind`."
    elif not question.answers:
        return f"the {question.kind} question has no `answers`. Give the acceptable ones, or change `kind`."
    elif question.article is None or question.start is None:
        return f"the {question.kind} question needs `article` and `start`. Say where the first answer stands."
    elif question.kind is Kind.FOLLOWUP and not question.history:
        return "the followup question has no `history`. Give the turns before it, or change `kind`."
    return contradiction(
        question.extra,
        answers=question.answers,
        also=question.also,
        has_history=bool(question.history),
        is_followup=question.kind is Kind.FOLLOWUP,
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_turns(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(turn, dict) and _is_text(turn.get("question")) and isinstance(turn.get("answer"), str)
        for turn in value
    )


# The test and the wording of each field. `type(…) is int` because JSON's true is an int to Python.
FIELDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "id": (_is_text, "a text that no other question has"),
    "kind": (lambda value: value in list(Kind), f"one of {', '.join(Kind)}"),
    "question": (_is_text, "a text"),
    "answers": (_are_texts, "a list of texts"),
    "article": (lambda value: value is None or _is_text(value), "a file name or null"),
    "start": (lambda value: value is None or (type(value) is int and value >= 0), "an offset of 0 or more, or null"),
    "also": (_are_texts, "a list of file names"),
    "history": (_are_turns, 'a list of {"question": text, "answer": text}'),
}
KNOWN = (*FIELDS, *EXTRA_FIELDS)
