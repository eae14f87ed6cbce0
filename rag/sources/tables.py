"""Tables of articles: CSV and JSON Lines, one article a row, each cited by the line on which it begins."""

from __future__ import annotations

import datetime as dt
import hashlib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from rag.datatypes import Article, Failure, Format, Remark
from rag.errors import SourceError
from rag.sources.build import build_article, clean_block
from rag.sources.dates import read_date
from rag.sources.fields import first_called, key, outlet_and_url
from rag.sources.limits import COLUMNS, ReadLimits
from rag.sources.markup import running_text
from rag.sources.rows import Row, open_csv, open_json

NOTHING = frozenset(("nan", "none", "null", "n/a", "nat", "<na>"))
Parsed = Iterator[Article | Failure | Remark]


def parse_csv(data: bytes, path: str, limits: ReadLimits) -> Parsed:
    """An article a row. Raises `SourceError` when the file as a whole is no table with a text in it."""
    names, rows = open_csv(data, path)
    wanted = _columns(list(names), path, limits)
    return chain(_unused(names, wanted, path), _articles(rows, wanted, data, path, Format.CSV, limits))


def _unused(names: Sequence[str], wanted: Mapping[str, str], path: str) -> Iterator[Remark]:
    """A word on columns that nothing is taken from, where one of them may be the headline or the date."""
    lacks = [what for what in ("headline", "date") if what not in wanted]
    unused = [name for name in names if name and name not in wanted.values()]
    if lacks and unused:
        yield Remark(
            path,
            f"{path}: no column is called {' or '.join(lacks)}, and not used: {', '.join(unused)}. "
            f"Say what is what: --column {lacks[0]}={shlex.quote(unused[0])}.",
        )


def parse_json(data: bytes, path: str, limits: ReadLimits) -> Parsed:
    """An article an object. Raises `SourceError` when the file is no text."""
    return _articles(open_json(data, path), None, data, path, Format.JSONL, limits)


def row_holds(data: bytes, path: str, kind: Format, number: int, text: str) -> bool:
    """Whether the row at line `number` of the table `data`, a CSV or JSON Lines, still makes an article with `text`,
    whichever of its cells are the text and the headline. Raises `SourceError` when the file is no table.
    """  # fmt: skip
    rows = open_csv(data, path)[1] if kind is Format.CSV else open_json(data, path)
    cells = next((one[1].values() for one in rows if not isinstance(one, Failure) and one[0] == number), ())
    headlines = {clean_block(cell) for cell in cells} | {""}
    return any(text == _text(headline, _body(cell)) for cell in cells if cell.strip() for headline in headlines)


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
            wanted = columns or _columns(list(row), f"{path} line {number}", limits)
            held = {what: _said(row.get(name, "")) for what, name in wanted.items()}
            date, trouble = _date(held.get("date", "").strip())
            article = _article(held, date, number, path, kind, limits, digest)
        except SourceError as error:
            yield Failure(path, str(error))
            continue
        yield article
        if trouble:
            yield Remark(path, f"{path} line {number}: the date {trouble} The article is added without one.")


def _said(cell: str) -> str:
    """A cell, empty where a program wrote that it has nothing."""
    return "" if cell.strip().lower() in NOTHING else cell


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
    outlet, url = outlet_and_url(clean_block(held.get("source", "")), clean_block(held.get("url", "")))
    return build_article(
        _text(headline, body), b"", path, kind, limits, headline=headline, date=date, row=number,
        url=url, outlet=outlet, file_sha256=digest,
    )  # fmt: skip


def _body(cell: str) -> str:
    return running_text(cell.replace("\r\n", "\n")).strip()


def _text(headline: str, body: str) -> str:
    return f"{headline}\n\n{body}" if headline and not body.startswith(headline) else body


def _columns(names: Sequence[str], where: str, limits: ReadLimits) -> dict[str, str]:
    """Which of the columns holds what."""
    found = {}
    by_key = {key(name): name for name in reversed(names)}
    for what in COLUMNS:
        if what in limits.columns:
            column = limits.columns[what]
            same = [name for name in names if name.lower() == column.lower()]
            if not same:
                raise SourceError(f"{where}: there is no column {column!r}. It has {_listed(names)}.")
            found[what] = same[0]
        elif known := first_called(what, by_key):
            found[what] = known[0]
    if "text" not in found:
        raise SourceError(
            f"{where}: no column is called text. It has {_listed(names)}. Say which it is: --column text=NAME."
        )
    return found


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names)) if names else "none"


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
