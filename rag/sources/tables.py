"""Tables of articles: CSV and JSON Lines, one article a row, each cited by the line on which it begins."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator, Mapping

from rag.datatypes import Article, Failure, Format, Remark
from rag.errors import SourceError
from rag.sources.build import build_article, clean_block
from rag.sources.dates import read_date
from rag.sources.decoding import decode_text
from rag.sources.limits import COLUMNS, ReadLimits

# What tables that other programs wrote call these.
ALSO_CALLED = {
    "headline": ("title",),
    "date": ("published", "published_at", "pub_date"),
    "text": ("body", "content", "article"),
    "url": ("link", "canonical_url"),
    "source": ("outlet", "publisher", "site", "publication"),
}
DELIMITERS = ",;\t|"
Row = tuple[int, Mapping[str, str]]
Parsed = Iterator[Article | Failure | Remark]


def parse_csv(data: bytes, path: str, limits: ReadLimits) -> Parsed:
    """An article a row. Raises `SourceError` when the file as a whole is no table with a text in it."""
    names, rows = _open_csv(data, path)
    wanted = _columns({name.lower(): name for name in names}, path, limits)
    return _articles(rows, wanted, data, path, Format.CSV, limits)


def parse_jsonl(data: bytes, path: str, limits: ReadLimits) -> Parsed:
    """An article a line. Raises `SourceError` when the file is no text."""
    return _articles(_open_jsonl(data, path), None, data, path, Format.JSONL, limits)


def row_holds(data: bytes, path: str, kind: Format, number: int, text: str) -> bool:
    """Whether the row at line `number` of the table `data`, a CSV or JSON Lines, still makes an article with `text`,
    whichever of its cells are the text and the headline. Raises `SourceError` when the file is no table.
    """  # fmt: skip
    rows = _open_csv(data, path)[1] if kind is Format.CSV else _open_jsonl(data, path)
    cells = next((one[1].values() for one in rows if not isinstance(one, Failure) and one[0] == number), ())
    headlines = {clean_block(cell) for cell in cells} | {""}
    return any(text == _text(headline, _body(cell)) for cell in cells if cell.strip() for headline in headlines)


def _open_csv(data: bytes, path: str) -> tuple[list[str], Iterator[Row | Failure]]:
    text, _ = decode_text(data, path)
    text = text.removeprefix("\ufeff")
    csv.field_size_limit(max(len(data), csv.field_size_limit()))
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=lambda mark: _count_cells(first, mark))
    is_spaced = f"{delimiter} " in first and first.count(delimiter) == first.count(f"{delimiter} ")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=is_spaced)
    try:
        names = [clean_block(name) for name in next(reader, [])]
    except csv.Error as error:
        raise SourceError(f"{path}: not a table ({error}).") from None
    return names, _csv_rows(reader, names, path)


def _open_jsonl(data: bytes, path: str) -> Iterator[Row | Failure]:
    text, _ = decode_text(data, path)
    return _json_rows(text.removeprefix("\ufeff"), path)


def _count_cells(line: str, delimiter: str) -> int:
    """How many cells a line has. (The standard library's sniffer takes minutes for a long one.)"""
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _csv_rows(reader: Iterator[list[str]], names: list[str], path: str) -> Iterator[Row | Failure]:
    line = reader.line_num  # type: ignore[attr-defined]
    while True:
        number = line + 1
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


def _json_rows(text: str, path: str) -> Iterator[Row | Failure]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Failure(path, f"{path} line {number}: not JSON ({error}).")
            continue
        if not isinstance(row, dict):
            yield Failure(path, f"{path} line {number}: not a JSON object with the keys {', '.join(COLUMNS)}.")
            continue
        yield number, {str(key): _cell(value) for key, value in row.items()}


def _cell(value: object) -> str:
    """What a value of JSON says: paragraphs of a list, the `name` of an object; nothing where it has none."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_cell, value)))
    if isinstance(value, dict):
        return _cell(value.get("name"))
    return "" if value is None else str(value)


def _articles(
    rows: Iterator[Row | Failure],
    columns: Mapping[str, str] | None,
    data: bytes,
    path: str,
    kind: Format,
    limits: ReadLimits,
) -> Parsed:
    digest = hashlib.sha256(data).hexdigest()
    for one in rows:
        if isinstance(one, Failure):
            yield one
            continue
        number, row = one
        try:
            wanted = columns or _columns({name.lower(): name for name in row}, f"{path} line {number}", limits)
            held = {what: row.get(name, "") for what, name in wanted.items()}
            date, trouble = _date(held.get("date", "").strip())
            article = _article(held, date, number, path, kind, limits, digest)
        except SourceError as error:
            yield Failure(path, str(error))
            continue
        yield article
        if trouble:
            yield Remark(path, f"{path} line {number}: the date {trouble} The article is added without one.")


def _date(written: str) -> tuple[dt.date | None, str]:
    """The date, or what is wrong with it."""
    try:
        return (read_date(written) if written else None), ""
    except ValueError as error:
        return None, str(error)


def _article(
    held: Mapping[str, str], date: dt.date | None, number: int, path: str, kind: Format, limits: ReadLimits, digest: str
) -> Article:
    where = f"{path} line {number}"
    headline, body = clean_block(held.get("headline", "")), _body(held.get("text", ""))
    if not body:
        raise SourceError(f"{where}: the text is empty.")
    if "\0" in body or (not body.isascii() and _has_half_characters(body)):
        raise SourceError(f"{where}: the text holds what is no character. Mend or leave out the line.")
    return build_article(
        _text(headline, body), b"", path, kind, limits, headline=headline, date=date, row=number,
        url=held.get("url", ""), outlet=held.get("source", ""), file_sha256=digest,
    )  # fmt: skip


def _body(cell: str) -> str:
    return cell.replace("\r\n", "\n").strip()


def _text(headline: str, body: str) -> str:
    return f"{headline}\n\n{body}" if headline and not body.startswith(headline) else body


def _columns(names: Mapping[str, str], where: str, limits: ReadLimits) -> dict[str, str]:
    """Which column, by its own spelling, holds what; `names` are the columns by their lower-case form."""
    found = {}
    for what in COLUMNS:
        if what in limits.columns:
            column = limits.columns[what]
            if column.lower() not in names:
                raise SourceError(f"{where}: there is no column {column!r}. It has {_listed(names)}.")
            found[what] = names[column.lower()]
            continue
        known = [name for name in (what, *ALSO_CALLED[what]) if name in names]
        if known:
            found[what] = names[known[0]]
    if "text" not in found:
        raise SourceError(
            f"{where}: no column is called text. It has {_listed(names)}. Say which it is: --column text=NAME."
        )
    return found


def _listed(names: Mapping[str, str]) -> str:
    return ", ".join(map(repr, names.values())) if names else "none"


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
