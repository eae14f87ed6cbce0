"""Questions in a table: pairs of question and answer, as a spreadsheet saves them.

The first row names the columns: `question` and `answer`, and if wanted `article` (file name), `id` and `kind`; others
are passed over. Acceptable answers in one cell are parted by a bar, "Ann Lee | Lee"; an empty cell says that the
articles don't answer. Where the answers stand is looked up later, by `placing`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from eval.dataset import Kind, Question, has_surrogate, set_aside
from rag import SourceError

TABLE_SUFFIXES = (".csv", ".tsv")
NEEDED = ("question", "answer")
COLUMNS = (*NEEDED, "article", "id", "kind")
DELIMITERS = ",;\t"  # Excel writes semicolons where the comma is in numbers
BETWEEN_ANSWERS = "|"


def parse_pairs(text: str, path: Path, flaws: list[str] | None = None) -> tuple[Question, ...]:
    """The questions in the text of the table at `path`. Empty rows are passed over.

    With `flaws`, a row that cannot be used is left out and what is wrong with it is added there. Raises
    `SourceError` naming the file and the row, the header being row 1, and when a column or any question is missing.
    """
    header, *rows = _rows(text, path)
    columns = {name: header.index(name) for name in COLUMNS if name in header}
    questions: dict[str, Question] = {}
    for number, row in enumerate(rows, start=2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if not any(cells.values()):
            continue
        with set_aside(flaws):
            where = f"{path}, row {number}"
            if any(cell.strip() for cell in row[len(header) :]):
                raise SourceError(
                    f"{where}: there are more cells than names of columns. Put a text with a comma in quotation marks."
                )
            if len(row) <= columns["answer"]:
                raise SourceError(
                    f"{where}: there is no cell for the answer. If nothing answers, leave it empty: end in a comma."
                )
            question = _question(cells, number, where)
            if question.id in questions:
                raise SourceError(f"{where}: the id {question.id!r} is taken by an earlier row. Give each its own.")
            questions[question.id] = question
    if not questions and not flaws:
        raise SourceError(f"{path}: holds no questions. Write one a row, under the names of the columns.")
    return tuple(questions.values())


def _rows(text: str, path: Path) -> list[list[str]]:
    """All rows, the first with the names of the columns in lower case."""
    first_line = re.split(r"\r\n|\r|\n", text, maxsplit=1)[0]
    for delimiter in DELIMITERS:
        header = [name.strip().lower() for name in next(csv.reader([first_line], delimiter=delimiter), [])]
        if all(name in header for name in NEEDED):
            break
    else:
        raise SourceError(
            f"{path}: the first row is {first_line.strip()[:80]!r}. Name the columns there: {' and '.join(NEEDED)}, "
            f"and if wanted {', '.join(COLUMNS[len(NEEDED):])}."
        )  # fmt: skip
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SourceError(
            f"{path}: not a table ({error}; a quotation mark that is not closed?). Save it again as CSV."
        ) from None
    return [header, *rows[1:]]


def _question(cells: dict[str, str], number: int, where: str) -> Question:
    if not cells["question"]:
        raise SourceError(f"{where}: there is no question. Write one, or empty the row.")
    if has_surrogate(list(cells.values())):
        raise SourceError(f"{where}: not valid UTF-8 text. Type it again.")
    answers = tuple(dict.fromkeys(filter(None, map(str.strip, cells["answer"].split(BETWEEN_ANSWERS)))))
    kind = _kind(cells.get("kind", ""), answers, where)
    answerable = kind is Kind.ANSWERABLE
    return Question(
        id=cells.get("id") or f"row-{number}",
        kind=kind,
        question=cells["question"],
        answers=answers,
        article=(cells.get("article") or None) if answerable else None,
    )


def _kind(given: str, answers: Sequence[str], where: str) -> Kind:
    told = Kind.ANSWERABLE if answers else Kind.UNANSWERABLE
    if given.lower() not in ("", Kind.ANSWERABLE, Kind.UNANSWERABLE):
        raise SourceError(
            f"{where}: `kind` is {given!r}. Give {Kind.ANSWERABLE} or {Kind.UNANSWERABLE}, or leave it empty; "
            "follow-ups need JSON Lines."
        )
    if given and given.lower() != told:
        raise SourceError(f"{where}: {given.lower()}, but the answer is {'given' if answers else 'empty'}. Mend one.")
    return told
