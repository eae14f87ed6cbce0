"""What stands before a text: front matter in YAML or TOML, or lines `Title: …`: headline, date, outlet, address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.sources.dates import read_date
from rag.sources.fields import first_called, key, outlet_and_url

# Fenced by lines of three dashes; blank lines around it belong to it.
FRONT_MATTER = re.compile(
    r"\s*---[ \t]*\r?\n(?P<yaml>.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n\s*|\Z)|"
    r"\s*\+\+\+[ \t]*\r?\n(?P<toml>.{0,20000}?)^\+\+\+[ \t]*(?:\r?\n\s*|\Z)|"
    r"\s*(?P<lines>(?:[A-Z][A-Za-z ]{1,30}:[ \t][^\r\n]{1,500}\r?\n){2,20})\r?\n\s*",
    re.DOTALL | re.MULTILINE,
)
LINE = re.compile(r"([A-Za-z][\w -]{0,30}?)[ \t]*:[ \t]+(.+?)[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the fields say; empty where they do not."""

    headline: str = ""
    date: dt.date | None = None
    outlet: str = ""
    url: str = ""


def read_front_matter(match: re.Match[str], path: str) -> tuple[FrontMatter | None, str]:
    """The fields, and what was wrong with them; None where there are none, and so all of it is part of the text."""
    if match["yaml"] is not None:
        fields = _yaml(match["yaml"])
    elif match["toml"] is not None:
        fields = _toml(match["toml"])
    else:  # a text may begin with any words and colons
        fields = _lines(match["lines"])
        if fields is not None and not (_field(fields, "headline") and any(_dates(fields))):
            fields = None
    if fields is None:
        return None, ""
    date, trouble = _date(fields, path)
    outlet, url = outlet_and_url(_field(fields, "source"), _field(fields, "url"))
    return FrontMatter(_field(fields, "headline"), date, outlet, url), trouble


def _yaml(written: str) -> dict[str, object] | None:
    import yaml

    try:
        # Every value is text: YAML would make numbers and times of some.
        fields = yaml.load(written, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        # A headline with a colon is no YAML without quotation marks, and is often written so.
        fields = _lines(written)
        return fields if fields is not None and _field(fields, "headline") else None
    return {key(str(name)): value for name, value in fields.items()} if isinstance(fields, dict) else None


def _toml(written: str) -> dict[str, object] | None:
    import tomllib

    try:
        fields = tomllib.loads(written.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None
    plain = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in fields.items()}
    return {key(name): value for name, value in plain.items()}


def _lines(written: str) -> dict[str, object] | None:
    found = {key(match[1]): _unquoted(match[2]) for match in LINE.finditer(written)}
    return dict(found) if found else None


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _dates(fields: Mapping[str, object]) -> list[str]:
    return [given for given in _fields(fields, "date") if given not in ("true", "false")]


def _date(fields: Mapping[str, object], path: str) -> tuple[dt.date | None, str]:
    trouble = ""
    for given in _dates(fields):
        try:
            return read_date(given), ""
        except ValueError as error:
            trouble = trouble or f"{path}: the date {error} The article is added without one."
    return None, trouble


def _field(fields: Mapping[str, object], what: str) -> str:
    return next(iter(_fields(fields, what)), "")


def _fields(fields: Mapping[str, object], what: str) -> list[str]:
    """What the fields that are called so say, the most usual name first."""
    found = []
    for name in first_called(what, {name: name for name in fields}):
        value = fields[name]
        if isinstance(value, dict):
            value = value.get("name")
        # YAML writes what lies beyond the basic plane as two escapes, as JSON does, and reads them as two halves.
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else ""
        if whole.strip():
            found.append(" ".join(whole.split()))
    return found
