"""Answers as JSON that can be checked later, by anyone who has the library."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rag.datatypes import (
    Answer,
    AppliedTime,
    Group,
    Precision,
    Quotation,
    ResolvedDate,
    Speaker,
)
from rag.errors import ProofError
from rag.verifying.checking import Check

PROOF_FORMAT = 1
# What a digest is made of, beside which places are quoted: what was asked, and how.
ASKED_FIELDS = ("question", "understood", "asked", "note", "silence", "outlets", "time")
PLACE_FIELDS = ("article_sha256", "start", "end", "text")


@dataclass(frozen=True, slots=True)
class Proof:
    """The `quotations` of a saved answer, and the `version` of Ibid that gave it: empty where that was not kept.

    The first of them is the answer, if it was `answered`. `question` is what was asked, "" where nothing was.
    `as_saved` is False where question, limits and quotations are not those that the digest was made of; a proof of an
    older Ibid has none (None). Anyone can make a digest anew: it tells of a slip or a naive change, not of a forgery.
    """

    quotations: tuple[Quotation, ...]
    version: str = ""
    answered: bool = False
    question: str = ""
    as_saved: bool | None = None


@lru_cache(maxsize=1)
def own_version() -> str:
    """The version of Ibid that is installed; empty where it is not."""
    try:
        return version("ibid")
    except PackageNotFoundError:
        return ""


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The JSON object that `ibid ask --json` prints and `ibid verify` takes."""
    data: dict[str, Any] = {
        "format": PROOF_FORMAT,
        "version": own_version(),
        "question": answer.question,
        "understood": answer.understood,
        "asked": answer.asked.value,
        "note": answer.note,
        "unknown": [asdict(one) for one in answer.unknown],
        "answered": answer.quotation is not None,
        "silence": answer.silence.value if answer.silence is not None else None,
        "confidence": round(answer.confidence, 4),
        "threshold": round(answer.threshold, 4),
        "quotation": _quotation_to_json(answer.quotation),
        "candidates": [_quotation_to_json(candidate) for candidate in answer.candidates],
        "agreement": answer.agreement.value if answer.groups else None,
        "groups": [_group_to_json(group, (answer.quotation, *answer.candidates)) for group in answer.groups],
        "nearest": _quotation_to_json(answer.nearest),
        "time": _time_to_json(answer.time) if answer.time is not None else None,
        "outlets": list(answer.outlets),
        "withheld": answer.withheld,
        "passages": {"retrieved": len(answer.hits), "read": len(answer.read)},
        "timings_ms": {name: round(value, 1) for name, value in asdict(answer.timings).items()},
    }
    return data | {"digest": _digest(data)}


def _digest(data: Mapping[str, Any]) -> str:
    """SHA-256 in hex over what was asked and which places were quoted as what: of the JSON array [the values of
    `ASKED_FIELDS`, then those of `PLACE_FIELDS` of the quotation, of each candidate and of the nearest], in ASCII with
    "," and ":" for separators and sorted keys. What is left out counts as null.
    """  # fmt: skip

    def place(quotation: object) -> list[Any] | None:
        return [quotation.get(name) for name in PLACE_FIELDS] if isinstance(quotation, Mapping) else None

    said = [place(data.get("quotation")), [place(one) for one in data["candidates"]], place(data.get("nearest"))]
    array = [*(data.get(name) for name in ASKED_FIELDS), *said]
    return hashlib.sha256(json.dumps(array, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _time_to_json(time: AppliedTime) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(time).items()}


def read_proof(text: str) -> Proof:
    """All quotations in the JSON of an answer, the nearest passage included, and which Ibid gave it.

    Raises `ProofError` when `text` is not such JSON.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProofError(f"not JSON ({error}). Give the output of `ibid ask --json`.") from None
    if not isinstance(data, dict) or "format" not in data or "candidates" not in data or "quotation" not in data:
        raise ProofError("not an answer of Ibid. Give the output of `ibid ask --json`.")
    if data["format"] != PROOF_FORMAT:
        raise ProofError(f"format {data['format']!r} is not known, only {PROOF_FORMAT}. Update Ibid.")
    if not isinstance(data["candidates"], list):
        raise ProofError(f"`candidates` is {data['candidates']!r}, not a list. Give the output of `ibid ask --json`.")
    if bool(data.get("answered")) is not (data["quotation"] is not None):
        raise ProofError("`answered` contradicts `quotation`. Give the output of `ibid ask --json`.")
    given = [data["quotation"], *data["candidates"], data.get("nearest")]
    _check_groups(data.get("groups", []), 1 + len(data["candidates"]))
    made_by = data.get("version", "")
    if not isinstance(made_by, str):
        raise ProofError(f"`version` is {made_by!r}, not a text. Give the output of `ibid ask --json`.")
    question, digest = data.get("question", ""), data.get("digest")
    for name, value in (("question", question), ("digest", "" if digest is None else digest)):
        if not isinstance(value, str):
            raise ProofError(f"`{name}` is {value!r}, not a text. Give the output of `ibid ask --json`.")
    return Proof(
        tuple(_quotation_from_json(item) for item in given if item is not None),
        made_by,
        bool(data.get("answered")),
        question,
        None if digest is None else digest == _digest(data),
    )


def check_question(proof: Proof) -> list[Check]:
    """What is to be said of the question of a proof; nothing where it is the one that it was saved with."""
    what = Check(proof.question, "", None, is_question=True)
    if proof.as_saved is None and proof.question:
        return [replace(what, note="the proof has no digest, so it cannot be told whether this was the question")]
    if proof.as_saved is False:
        problem = (
            "the proof was not saved so: the question, how it was read, its limits or which words answer it changed"
        )
        return [replace(what, problem=problem)]
    return []


def _group_to_json(group: Group, quotations: Sequence[Quotation | None]) -> dict[str, Any]:
    """A group by the numbers of its quotations: 0 is the answer's `quotation`, n the nth of its `candidates`."""
    return {
        "confidence": round(group.confidence, 4),
        "independent": group.independent,
        "taken_back": group.taken_back,
        "quotations": [quotations.index(quotation) for quotation in group.quotations],
    }


def _check_groups(groups: object, count: int) -> None:
    try:
        numbers = [number for group in groups for number in group["quotations"]]  # type: ignore[attr-defined]
    except (TypeError, KeyError, AttributeError):
        raise ProofError("`groups` is not as Ibid writes it. Give the output of `ibid ask --json`.") from None
    for number in numbers:
        if type(number) is not int or not 0 <= number < count:
            raise ProofError(f"a group names quotation {number!r}, and the answer has {count}.")


def _quotation_to_json(quotation: Quotation | None) -> dict[str, Any] | None:
    if quotation is None:
        return None
    data = asdict(quotation)
    data["date"] = quotation.date.isoformat() if quotation.date is not None else None
    data["confidence"] = round(quotation.confidence, 4)
    data["dates"] = [
        {**asdict(one), "first": one.first.isoformat(), "last": one.last.isoformat()} for one in quotation.dates
    ]
    return data


def _quotation_from_json(data: object) -> Quotation:
    if not isinstance(data, Mapping):
        raise ProofError(f"a quotation is {data!r}, not an object. Give the output of `ibid ask --json`.")
    fields = dict(data)
    for name, kind in (
        ("article_id", str),
        ("headline", str),
        ("source", str),
        ("source_start", int),
        ("article_sha256", str),
        ("start", int),
        ("end", int),
        ("text", str),
        ("sentence", str),
        ("sentence_start", int),
        ("sentence_end", int),
    ):
        if type(fields.get(name)) is not kind:
            raise ProofError(f"a quotation's `{name}` is {fields.get(name)!r}, not {kind.__name__}.")
    for name, kinds in (("row", (int,)), ("page", (int, type(None))), ("url", (str,)), ("outlet", (str,))):
        if name in fields and type(fields[name]) not in kinds:
            raise ProofError(f"a quotation's `{name}` is {fields[name]!r}, not as Ibid writes it.")
    if type(fields.get("confidence")) not in (int, float):
        raise ProofError(f"a quotation's `confidence` is {fields.get('confidence')!r}, not a number.")
    try:
        json.dumps(fields, ensure_ascii=False).encode("utf-8")  # JSON can hold half a character; no article does
        date = fields.pop("date")
        resolved = _resolved_dates(fields.pop("dates", []))  # a proof of an older Ibid has none
        speaker = fields.pop("speaker", None)
        return Quotation(
            **fields,
            date=None if date is None else dt.date.fromisoformat(date),
            dates=resolved,
            speaker=None if speaker is None else Speaker(speaker["start"], speaker["end"], speaker["text"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProofError(f"a quotation has wrong fields: {error}.") from None


def _resolved_dates(data: object) -> tuple[ResolvedDate, ...]:
    """The annotations of a quotation. Raises `TypeError`, `KeyError` or `ValueError` when it has none of that form."""
    if not isinstance(data, list):
        raise TypeError(f"`dates` is {data!r}, not a list")
    return tuple(
        ResolvedDate(
            one["start"], one["end"], one["text"],
            dt.date.fromisoformat(one["first"]), dt.date.fromisoformat(one["last"]), Precision(one["precision"]),
        )
        for one in data
    )  # fmt: skip
