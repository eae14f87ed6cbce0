"""SQuAD 1.1 and 2.0 JSON as a task: each paragraph becomes an article, so that it has to be found first."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.dataset import Kind, Place, Question, Task, has_surrogate, parse_questions, read_text, set_aside
from eval.pairs import TABLE_SUFFIXES, parse_pairs
from rag import SourceError, StorageError


def load_task(path: Path, *, articles: Path | None, paragraphs: Path, flaws: list[str] | None = None) -> Task:
    """The task in the file at `path`: a table or JSON Lines about the folder `articles`, or SQuAD JSON.

    A table is told by its suffix, the others from the content; all may be compressed with gzip. SQuAD's paragraphs are
    written to the folder `paragraphs`, which is made. With `flaws`, questions that cannot be used are left out and what
    is wrong with them is added there. Raises `SourceError` when the file is none of these, and when `articles` is
    given for SQuAD; `StorageError` when a paragraph cannot be written.
    """
    text = read_text(path)
    if path.name.lower().removesuffix(".gz").endswith(TABLE_SUFFIXES):
        return Task(parse_pairs(text, path, flaws), articles)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None  # JSON Lines, unless it holds one line only
    if not isinstance(data, dict) or "data" not in data:
        questions, unknown = parse_questions(text, path, flaws)
        return Task(questions, articles, unknown=unknown)
    if articles is not None:
        raise SourceError(f"{path}: SQuAD brings its own paragraphs. Leave --articles out.")
    return squad_task(data, path, paragraphs, flaws)


def write_distractors(path: Path, folder: Path, prefix: str) -> int:
    """Write the paragraphs of the SQuAD JSON at `path` to `folder`, in files whose names begin with `prefix`.

    They are only there to be confused with. Returns how many there are. Raises `SourceError` and `StorageError`.
    """
    try:
        data = json.loads(read_text(path))
        texts = dict.fromkeys(
            _paragraph_text(paragraph["context"], f"{path}, paragraph {number}")
            for number, paragraph in enumerate(_paragraphs(data), start=1)
        )
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise SourceError(f"{path}: not in the form of SQuAD ({error!r}).") from None
    _write({f"{prefix}-{number:06}.txt": text for number, text in enumerate(texts, start=1)}, folder)
    return len(texts)


def squad_task(data: dict[str, Any], path: Path, folder: Path, flaws: list[str] | None = None) -> Task:
    """The task in SQuAD's JSON `data`, read from `path`, its paragraphs written to `folder`.

    A paragraph that occurs twice is one article. `is_impossible` makes a question unanswerable. Raises
    `SourceError` naming the paragraph or the question that cannot be used, and `StorageError`.
    """
    names: dict[str, str] = {}  # paragraph text → file name
    questions: dict[str, Question] = {}
    annotated: dict[str, tuple[Place, ...]] = {}
    try:
        for number, paragraph in enumerate(_paragraphs(data), start=1):
            where = f"{path}, paragraph {number}"
            text = _paragraph_text(paragraph["context"], where)
            name = names.setdefault(text, f"paragraph-{len(names) + 1:06}.txt")
            for item in paragraph["qas"]:
                with set_aside(flaws):
                    question, places = _question(item, text, name, path)
                    if question.id in questions:
                        raise SourceError(f"{path}: two questions have the id {question.id!r}. Give each its own.")
                    questions[question.id] = question
                    annotated[question.id] = places
    except (KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path}: not in the form of SQuAD ({error!r}). See rajpurkar.github.io/SQuAD-explorer."
        ) from None
    if not questions and not flaws:
        raise SourceError(f"{path}: holds no questions.")
    paragraphs = {name: text for text, name in names.items()}
    _write(paragraphs, folder)
    return Task(tuple(questions.values()), folder, paragraphs, annotated)


def _paragraphs(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for article in data["data"]:
        yield from article["paragraphs"]


def _paragraph_text(context: object, where: str) -> str:
    if not isinstance(context, str) or not context.strip() or has_surrogate(context):
        raise SourceError(f"{where}: {reprlib.repr(context)} cannot be an article. Remove the paragraph.")
    return context


def _question(item: dict[str, Any], paragraph: str, name: str, path: Path) -> tuple[Question, tuple[Place, ...]]:
    """A question with the places of its answers, in the order of the annotators."""
    id_, question = item["id"], item["question"]
    if (
        not isinstance(id_, str)
        or not isinstance(question, str)
        or not question.strip()
        or has_surrogate([id_, question])
    ):
        raise SourceError(f"{path}: question {reprlib.repr(id_)} is {reprlib.repr(question)}. Give both as text.")
    answers = [(answer["text"], answer["answer_start"]) for answer in item["answers"]]
    impossible = bool(item.get("is_impossible"))
    if impossible is bool(answers):
        said = "is_impossible, yet has answers" if impossible else "has no answers and is not is_impossible"
        raise SourceError(f"{path}: question {id_!r} {said}. Correct one of the two.")
    for text, start in answers:
        if not text.strip() or type(start) is not int or start < 0 or not paragraph.startswith(text, start):
            raise SourceError(f"{path}: question {id_!r}: its paragraph does not read {text!r} at {start!r}.")
    if impossible:
        return Question(id_, Kind.UNANSWERABLE, question, article=name), ()
    places = dict.fromkeys(Place(name, start, start + len(text)) for text, start in answers)
    texts = dict.fromkeys(text for text, _ in answers)
    return Question(id_, Kind.ANSWERABLE, question, tuple(texts), name, answers[0][1]), tuple(places)


def _write(paragraphs: dict[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in paragraphs.items():
            # Bytes, because write_text would turn line ends into those of the platform.
            (folder / name).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise StorageError(
            f"{folder}: the paragraphs cannot be written ({error.strerror}). Free some space."
        ) from error
