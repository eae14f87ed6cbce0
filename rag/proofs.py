"""Answers as JSON that can be checked later, by anyone who has the library."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.answers import FindArticle
from rag.datatypes import (
    Answer,
    AppliedTime,
    Article,
    Format,
    Group,
    Precision,
    Quotation,
    ResolvedDate,
    Source,
    Speaker,
    text_sha256,
)
from rag.errors import ProofError, SourceError
from rag.sources import ReadLimits, read_articles
from rag.sources.decoding import decode_text
from rag.speech import speaker_of
from rag.times.expressions import resolve_dates

PROOF_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Check:
    """Whether one quotation of a proof holds; `problem` says why not, `note` what could not be checked.

    `is_stale` when it held once: the library had that article from that file, and the problem is what changed.
    """

    text: str
    headline: str
    problem: str | None
    note: str | None = None
    is_stale: bool = False

    @property
    def holds(self) -> bool:
        """True when nothing is wrong with the quotation."""
        return self.problem is None


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The JSON object that `ibid ask --json` prints and `ibid verify` takes."""
    return {
        "format": PROOF_FORMAT,
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


def _time_to_json(time: AppliedTime) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(time).items()}


def read_proof(text: str) -> list[Quotation]:
    """All quotations in the JSON of an answer, the nearest passage included.

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
    return [_quotation_from_json(item) for item in given if item is not None]


def check_quotation(quotation: Quotation, find_article: FindArticle) -> Check:
    """Hold a quotation against the stored article and, where it still exists, the source file."""
    problem = _problem(quotation, find_article)
    gone = problem is None and not Path(quotation.source).exists()
    note = f"{quotation.source} is gone; checked against the library alone" if gone else None
    return Check(quotation.text, quotation.headline, problem, note)


def _problem(quotation: Quotation, find_article: FindArticle) -> str | None:
    article = find_article(quotation.article_id)
    if article is None:
        return f"article {quotation.article_id} is not in the library: removed, or replaced when its file changed"
    if text_sha256(article.text) != article.sha256:
        return f"the stored text of article {article.id} is damaged: its SHA-256 is not the recorded one"
    if quotation.article_sha256 != article.sha256:
        return "the article's SHA-256 is another"
    for name, start, end, text in (
        ("quotation", quotation.start, quotation.end, quotation.text),
        ("sentence", quotation.sentence_start, quotation.sentence_end, quotation.sentence),
    ):
        if not 0 <= start < end <= len(article.text):
            return f"the {name}'s offsets {start} to {end} are not inside the article"
        if article.text[start:end] != text:
            return f"the {name} is not what the article says from {start} to {end}"
    if not quotation.sentence_start <= quotation.start < quotation.end <= quotation.sentence_end:
        return "the quotation is not inside its sentence"
    if quotation.headline != article.headline:
        return f"the headline is {article.headline!r}"
    if quotation.date not in {article.date, *(source.date for source in article.sources)}:
        return f"the date is {article.date}"
    of_file = [source for source in article.sources if source.path == quotation.source]
    source = next((source for source in of_file if source.row == quotation.row), None)
    if source is None:
        where = f"line {quotation.row} of {quotation.source}" if quotation.row else quotation.source
        return f"{where} is not a source of the article"
    return (
        _place_problem(quotation, source)
        or _dates_problem(quotation, article)
        or _speaker_problem(quotation, article)
        or _source_problem(quotation, article, source)
    )


def _place_problem(quotation: Quotation, source: Source) -> str | None:
    for name, said, known in (
        ("page", quotation.page, source.page(quotation.start)),
        ("address", quotation.url, source.url),
        ("outlet", quotation.outlet, source.outlet),
    ):
        if said != known:
            return f"the {name} is {known!r}"
    if quotation.source_start != source.text_start + quotation.start:
        return f"the offset in the source file is {source.text_start + quotation.start}"
    return None


def _dates_problem(quotation: Quotation, article: Article) -> str | None:
    resolved = resolve_dates(article.text, article.date, quotation.sentence_start, quotation.sentence_end)
    for date in quotation.dates:
        if date not in resolved:
            return f"{date.text!r} at {date.start} of the article does not mean {date.first} to {date.last}"
    return None


def _speaker_problem(quotation: Quotation, article: Article) -> str | None:
    sentence = quotation.sentence_start, quotation.sentence_end
    if quotation.speaker in (None, speaker_of(article.text, sentence, quotation.start, quotation.end)):
        return None
    return f"the sentence does not say that {quotation.speaker.text!r} says so"


def _source_problem(quotation: Quotation, article: Article, source: Source) -> str | None:
    """What the source file as it is now says against the quotation: nothing if it is gone."""
    path = Path(quotation.source)
    if not path.exists():
        return None
    if source.kind is not Format.TEXT:
        return _extracted_problem(path, article, source)
    try:
        raw, _ = decode_text(path.read_bytes(), quotation.source)
    except (OSError, SourceError):
        return f"the source file {quotation.source} can no longer be read as text"
    end = quotation.source_start + len(quotation.text)
    if raw[quotation.source_start : end] != quotation.text:
        return f"the source file {quotation.source} has changed: it no longer says so at {quotation.source_start}"
    return None


def _extracted_problem(path: Path, article: Article, source: Source) -> str | None:
    """Whether the file is as it was, or still yields the article when it is taken out of it anew."""
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() == source.file_sha256:
            return None
        found = [one for one in read_articles(path, ReadLimits(path.stat().st_size)) if isinstance(one, Article)]
    except (OSError, SourceError):
        return f"the source file {path} can no longer be read"
    if not any(one.sha256 == article.sha256 and one.sources[0].row == source.row for one in found):
        where = f" at line {source.row}" if source.row else ""
        return f"the source file {path} has changed: it no longer holds this text{where}"
    return None


def _group_to_json(group: Group, quotations: Sequence[Quotation | None]) -> dict[str, Any]:
    """A group by the numbers of its quotations: 0 is the answer's `quotation`, n the nth of its `candidates`."""
    return {
        "confidence": round(group.confidence, 4),
        "independent": group.independent,
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
