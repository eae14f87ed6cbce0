"""What stands in YAML before a Markdown text: headline, date, outlet, address."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rag.sources.dates import read_date

# Fenced by lines of three dashes; the blank lines after it belong to it.
FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)^---[ \t]*(?:\r?\n\s*|\Z)", re.DOTALL | re.MULTILINE)


FIELD = re.compile(r"(?P<name>[A-Za-z][\w-]*):[ \t]+(?P<value>\S.*)")
KNOWN = frozenset("title headline date published source outlet publisher url link canonical_url".split())


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the fields say; empty where they do not."""

    headline: str = ""
    date: dt.date | None = None
    outlet: str = ""
    url: str = ""


def read_front_matter(written: str, path: str) -> tuple[FrontMatter | None, str]:
    """The fields, and what was wrong with them; None where it is no mapping in YAML, and so part of the text.

    A headline often has a colon, "title: Fire: two dead", which YAML wants in quotation marks: then a line is a field.
    """
    import yaml

    try:
        # Every value is text: YAML would make numbers and times of some.
        fields = yaml.load(written, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        fields = _by_line(written)
    if not isinstance(fields, dict):
        return None, ""
    date, trouble = None, ""
    if given := _field(fields, "date", "published"):
        try:
            date = read_date(given)
        except ValueError as error:
            trouble = f"{path}: the date {error} The article is added without one."
    outlet, url = _field(fields, "source", "outlet", "publisher"), _field(fields, "url", "link", "canonical_url")
    return FrontMatter(_field(fields, "title", "headline"), date, outlet, url), trouble


def _by_line(written: str) -> dict[object, object] | None:
    """The fields of what is no YAML, a line each as it stands; None where a line is none, or none is known."""
    lines = [FIELD.fullmatch(line.strip()) for line in written.splitlines() if line.strip()]
    fields: dict[object, object] = {line["name"]: line["value"] for line in lines if line is not None}
    return fields if None not in lines and KNOWN & fields.keys() else None


def _field(fields: dict[object, object], *names: str) -> str:
    found = next((fields[name] for name in names if name in fields), "")
    if not isinstance(found, str):
        return ""
    # YAML writes what lies beyond the basic plane as two escapes, as JSON does, and reads them as two halves.
    whole = found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(whole.split())
