"""A question with its limits, as the page sends it and as a link keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode

from rag import QuestionError, parse_limit

HASH = "#ask?"
MAX_CHARS = 20_000  # of a query written as text; the library limits the question itself


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, of articles dated from `since` to `until` and of these `outlets`, none standing for all.

    With `any_date` a time that the question names is passed over. With `alone` the question is no follow-up.
    """

    question: str
    since: dt.date | None = None
    until: dt.date | None = None
    outlets: tuple[str, ...] = ()
    any_date: bool = False
    alone: bool = False

    @property
    def href(self) -> str:
        """The link that asks this again; `parse_query` reads what stands behind `HASH`.

        A fragment: a browser sends it to no server, and keeps it out of every log.
        """
        given = [
            ("q", self.question),
            ("from", self.since.isoformat() if self.since is not None else ""),
            ("to", self.until.isoformat() if self.until is not None else ""),
            *(("outlet", outlet) for outlet in self.outlets),
            ("any", "1" if self.any_date else ""),
            ("alone", "1" if self.alone else ""),
        ]
        return HASH + urlencode([(name, value) for name, value in given if value], quote_via=quote)


def parse_query(written: str) -> Query:
    """The query that stands behind `HASH` in a link. Raises `QuestionError` for a date that is none."""
    if len(written) > MAX_CHARS:
        raise QuestionError(f"what is asked has {len(written):,} characters, the limit is {MAX_CHARS:,}. Shorten it.")
    fields = parse_qs(written.removeprefix(HASH))

    def last(name: str) -> str | None:
        return fields.get(name, [""])[-1].strip() or None

    return Query(
        last("q") or "",
        parse_limit(last("from"), "From"),
        parse_limit(last("to"), "To"),
        tuple(dict.fromkeys(fields.get("outlet", ()))),
        last("any") is not None,
        last("alone") is not None,
    )
