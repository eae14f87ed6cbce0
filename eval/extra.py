"""What a question may say beyond the fields that every question has, all of it optional.

A set of questions whose articles tell running stories needs more than one acceptable answer: several right answers,
answers that contradict each other, a day on which to ask, what a relative date means. `docs/world.md` tells what
each field is for.
"""

from __future__ import annotations

import datetime as dt
import re
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

NO_DATE = "none"  # of an answer that speaks of time, but of no date: "for six hours"


class Split(StrEnum):
    """The half of a set that a question is in: the one to tune on, or the one to report."""

    DEV = "dev"
    TEST = "test"


class Behaviour(StrEnum):
    """What Ibid should do with a question that no span answers: quote what bears on it, or decline."""

    QUOTE = "quote"
    DECLINE = "decline"


class Type(StrEnum):
    """What is asked for, where that is not simply a span. All but `TIME` have a `Behaviour`."""

    TIME = "time"
    YES_NO = "yes_no"
    WHY = "why"
    HOW = "how"
    OPINION = "opinion"
    ARITHMETIC = "arithmetic"
    COMPARISON = "comparison"
    SUMMARY = "summary"
    GREETING = "greeting"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Extra:
    """The optional fields of a question; what is None or empty was not given.

    `story` and `split` group questions. `standalone` is about a question with a history: True when it must not be
    changed, False when it leans on it and `full` says it in full. `answers_all` are the members of a set, `conflict`
    the sides of a contradiction, newest first, each with its acceptable spans; `conflict_articles` are the files that
    take each side. `corroborated_by` are the other files that say the same as `article`, and `independent` counts
    them together with it, copies of one text once. `as_of` is the day as which the archive is to be taken, `today` the
    day on which the question is asked. `resolved_date` is what the first answer means: a date, month or year in ISO
    form, an interval of dates, or `NO_DATE`.
    """

    story: str | None = None
    split: Split | None = None
    standalone: bool | None = None
    full: str | None = None
    answers_all: tuple[tuple[str, ...], ...] = ()
    conflict: tuple[tuple[str, ...], ...] = ()
    conflict_articles: tuple[tuple[str, ...], ...] = ()
    corroborated_by: tuple[str, ...] | None = None
    independent: int | None = None
    as_of: dt.date | None = None
    today: dt.date | None = None
    resolved_date: str | None = None
    type: Type | None = None
    behaviour: Behaviour | None = None


def read_extra(data: Mapping[str, Any]) -> Extra:
    """The optional fields in an object of JSON. Raises `ValueError` naming a field that cannot be used."""
    found: dict[str, Any] = {}
    for name, (holds, expected, convert) in FIELDS.items():
        if (value := data.get(name)) is None:
            continue
        if not holds(value):
            raise ValueError(f"`{name}` is {reprlib.repr(value)}. Give {expected}.")
        found[name] = convert(value)
    return Extra(**found)


def extra_to_json(extra: Extra) -> dict[str, Any]:
    """The fields that were given, as `read_extra` takes them."""
    return {
        field.name: _plain(value) for field in fields(Extra) if (value := getattr(extra, field.name)) != field.default
    }


def contradiction(
    extra: Extra, *, answers: tuple[str, ...], also: tuple[str, ...], has_history: bool, is_followup: bool
) -> str | None:
    """What is wrong with fields that are each of the right form, beside those that every question has."""
    if extra.standalone is not None and not has_history:
        return "`standalone` is about a question with a `history`. Give the turns before, or leave it out."
    if extra.standalone is is_followup:
        return f"`standalone` is {str(extra.standalone).lower()}, which contradicts `kind`. Change one of them."
    if extra.full is not None and not is_followup:
        return "`full` is for a followup question. Leave it out, or change `kind`."
    if 1 in (len(extra.answers_all), len(extra.conflict)):
        return "`answers_all` and `conflict` have two members or more. Add to the one that has one, or leave it out."
    if strange := [one for member in extra.answers_all for one in member if one not in answers]:
        return f"`answers_all` has {strange[0]!r}, which is not among `answers`. Add it there."
    if len(extra.conflict_articles) != len(extra.conflict):
        return "`conflict_articles` must name files for each side of `conflict`, and for no other."
    if extra.corroborated_by is not None and (strange := [one for one in extra.corroborated_by if one not in also]):
        return f"`corroborated_by` has {strange[0]!r}, which is not among `also`. Add it there."
    if (extra.independent is None) is not (extra.corroborated_by is None):
        return "`independent` and `corroborated_by` go together. Give both or neither."
    if extra.independent is not None and extra.independent > 1 + len(extra.corroborated_by or ()):
        return f"`independent` is {extra.independent}, more than there are articles. Count them again."
    if (extra.behaviour is None) is not (extra.type in (None, Type.TIME)):
        return "`behaviour` goes with every `type` but time, and with no other question."
    if extra.behaviour is not None and (extra.behaviour is Behaviour.DECLINE) is bool(answers):
        return f"`behaviour` is {extra.behaviour} and there are {'' if answers else 'no '}`answers`. Mend one."
    if extra.resolved_date is not None and not answers:
        return "`resolved_date` says what the answer means, and there are no `answers`. Leave it out."
    return None


def is_resolved_date(value: object) -> bool:
    """Whether `value` is a date, a month, a year or an interval of them in ISO form, or `NO_DATE`."""
    if value == NO_DATE:
        return True
    parts = value.split("/") if isinstance(value, str) else []
    return 1 <= len(parts) <= 2 and all(map(_is_partial_date, parts)) and parts == sorted(parts)


def _is_partial_date(value: str) -> bool:
    return re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value) is not None and _is_date(value + "-01-01"[len(value) - 4 :])


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_lists(value: object) -> bool:
    return isinstance(value, list) and all(bool(one) and _are_texts(one) for one in value)


def _frozen(value: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, value))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


# The test, the wording and the reading of each field. `type(…) is int` because JSON's true is an int to Python.
FIELDS: Mapping[str, tuple[Callable[[Any], bool], str, Callable[[Any], object]]] = {
    "story": (_is_text, "a text", str),
    "split": (lambda value: value in list(Split), f"one of {', '.join(Split)}", Split),
    "standalone": (lambda value: type(value) is bool, "true or false", bool),
    "full": (_is_text, "the question in full", str),
    "answers_all": (_are_lists, "a list of lists of texts", _frozen),
    "conflict": (_are_lists, "a list of lists of texts, the newest side first", _frozen),
    "conflict_articles": (_are_lists, "a list of lists of file names", _frozen),
    "corroborated_by": (_are_texts, "a list of file names", tuple),
    "independent": (lambda value: type(value) is int and value >= 1, "a number of articles, 1 or more", int),
    "as_of": (_is_date, "a date as 2025-09-30", dt.date.fromisoformat),
    "today": (_is_date, "a date as 2025-09-30", dt.date.fromisoformat),
    "resolved_date": (is_resolved_date, "a date as 2025-09-30, 2025-09, 2025 or 2025-09-01/2025-09-07, or none", str),
    "type": (lambda value: value in list(Type), f"one of {', '.join(Type)}", Type),
    "behaviour": (lambda value: value in list(Behaviour), f"one of {', '.join(Behaviour)}", Behaviour),
}
