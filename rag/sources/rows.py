"""The rows of CSV and JSON, each with the line on which it begins."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping

from rag.datatypes import Failure
from rag.errors import SourceError
from rag.sources.build import clean_block
from rag.sources.decoding import decode_text
from rag.sources.limits import COLUMNS

DELIMITERS = ",;\t|"
SEPARATOR = re.compile(r"sep=(.)\r?\n")  # a line for Excel
SAYS_ITSELF = ("name", "main", "rendered")  # keys of an object that is a name, a headline or a text
ENVELOPES = ("fields", "article", "data", "_source", "item", "document")
JSON_GAP = re.compile(r"[\s,]*")
Row = tuple[int, Mapping[str, str]]


def open_csv(data: bytes, path: str) -> tuple[list[str], Iterator[Row | Failure]]:
    """The names of the columns, and the rows. Raises `SourceError` when the file is no table."""
    text = decode_text(data, path)[0].removeprefix("\ufeff")
    csv.field_size_limit(max(len(data), csv.field_size_limit()))
    if said := SEPARATOR.match(text):
        text, delimiter = text[said.end() :], said[1]
    first = text.split("\n", 1)[0]
    if not said:
        delimiter = max(DELIMITERS, key=lambda mark: _count_cells(first, mark))
    is_spaced = f"{delimiter} " in first and first.count(delimiter) == first.count(f"{delimiter} ")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=is_spaced)
    try:
        names = [clean_block(name) for name in next(reader, [])]
    except csv.Error as error:
        raise SourceError(f"{path}: not a table ({error}).") from None
    return names, _csv_rows(reader, names, path, skipped=1 if said else 0)


def open_json(data: bytes, path: str) -> Iterator[Row | Failure]:
    """The objects of JSON Lines, of a list, or of one object over several lines. Raises `SourceError` for no text."""
    text = decode_text(data, path)[0].removeprefix("\ufeff")
    first = next((line for line in text.split("\n") if line.strip()), "").strip()
    if not first.startswith(("[", "{")) or (first.startswith("{") and first.endswith("}")):
        return _line_rows(text, path)
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        if first in ("[", "{"):  # else it may be the first of many lines that is broken
            raise SourceError(f"{path}: not JSON ({error}).") from None
        return _line_rows(text, path)
    return _whole_rows(text, path)


def _count_cells(line: str, delimiter: str) -> int:
    """How many cells a line has. (The standard library's sniffer takes minutes for a long one.)"""
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _csv_rows(reader: Iterator[list[str]], names: list[str], path: str, *, skipped: int) -> Iterator[Row | Failure]:
    line = reader.line_num  # type: ignore[attr-defined]
    while True:
        number = line + 1 + skipped
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Failure(path, f"{path} line {number}: not a row of a table ({error}).")
            return
        line = reader.line_num  # type: ignore[attr-defined]
        if any(cell.strip() for cell in row):
            yield number, dict(zip(names, row, strict=False))


def _whole_rows(text: str, path: str) -> Iterator[Row | Failure]:
    """The objects of a file that is one value of JSON."""
    decoder = json.JSONDecoder()
    at = text.index("[") + 1 if text.lstrip().startswith("[") else 0
    number, counted, before = 1, 0, 0
    while (at := _skip(text, at)) < len(text) and text[at] != "]":
        number, counted = number + text.count("\n", counted, at), at
        if number == before:  # a citation could not tell them apart
            raise SourceError(
                f"{path}: several articles in line {number}. Put each on a line of its own: "
                "jq -c '.[]' FILE.json > FILE.jsonl"
            )
        value, at = decoder.raw_decode(text, at)
        before = number
        yield _row(value, number, path)


def _skip(text: str, at: int) -> int:
    gap = JSON_GAP.match(text, at)
    return gap.end() if gap else at


def _line_rows(text: str, path: str) -> Iterator[Row | Failure]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Failure(path, f"{path} line {number}: not JSON ({error}).")
            continue
        yield _row(row, number, path)


def _row(value: object, number: int, path: str) -> Row | Failure:
    """The cells of an object, and those of an envelope in it where it has no cell of that name itself."""
    if not isinstance(value, dict):
        return Failure(path, f"{path} line {number}: not a JSON object with the keys {', '.join(COLUMNS)}.")
    inner = [held for name, held in value.items() if name in ENVELOPES and isinstance(held, dict)]
    return number, {str(name): _cell(cell) for held in [*inner, value] for name, cell in held.items()}


def _cell(value: object) -> str:
    """What a value of JSON says: paragraphs of a list, the name of an object; nothing where it has none."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_cell, value)))
    if isinstance(value, dict):
        return _cell(next((value[name] for name in SAYS_ITSELF if name in value), None))
    return "" if value is None else str(value)
