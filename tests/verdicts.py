"""Verdicts to make reports of, each right unless said otherwise."""

from __future__ import annotations

from typing import Any

from eval.dataset import Kind, Question
from eval.verdict import Blame, Excerpt, Report, Verdict
from rag import Timings


def excerpt(text: str = "Olm", **given: Any) -> Excerpt:
    fields: dict[str, Any] = {
        "article": "a.txt",
        "start": 13,
        "end": 13 + len(text),
        "text": text,
        "around": f"Ada moved to {text}. Bo stayed.",
        "around_start": 0,
        "rank": 1,
    }
    return Excerpt(**fields | given)


def candidate(text: str = "Olm", **given: Any) -> Excerpt:
    return excerpt(text, **{"confidence": 0.9, "right": True} | given)


def verdict(id_: str = "q", kind: Kind = Kind.ANSWERABLE, **given: Any) -> Verdict:
    known = kind is not Kind.UNANSWERABLE
    fields: dict[str, Any] = {
        "question": Question(id_, kind, f"{id_} asks?", ("Olm",) if known else ()),
        "prediction": "Olm",
        "best": "Olm",
        "exact_match": 1.0,
        "f1": 1.0,
        "confidence": 0.9,
        "threshold": 0.5,
        "right": True,
        "gold_ranks": (1,) if known else (),
        "gold_passages": 1 if known else 0,
        "retrieved": 8,
        "read": 2,
        "quotations": 1,
        "valid": 1,
        "withheld": 0,
        "in_gold_article": True if known else None,
        "in_gold_place": True if known else None,
        "blame": None,
        "candidates": (candidate(),),
        "gold": (excerpt(),) if known else (),
        "timings": Timings(1.0, 2.0, 3.0, 4.0),
    }
    return Verdict(**fields | given)


WRONG: dict[str, Any] = {
    "prediction": "Ede",
    "best": "Ede",
    "exact_match": 0.0,
    "f1": 0.5,
    "confidence": 0.8,
    "right": False,
    "gold_ranks": (7,),
    "quotations": 4,
    "valid": 3,
    "withheld": 1,
    "in_gold_article": False,
    "in_gold_place": False,
    "blame": Blame.OUTRANKED,
    "candidates": (candidate("Ede", confidence=0.8, right=False, rank=None), candidate(confidence=0.3)),
    "timings": Timings(2.0, 4.0, 6.0, 8.0),
}
SILENT: dict[str, Any] = {
    "prediction": None,
    "best": "Olm",
    "exact_match": 0.0,
    "f1": 0.0,
    "confidence": 0.4,
    "gold_ranks": (),
    "in_gold_article": None,
    "in_gold_place": None,
    "blame": Blame.SILENCED,
}
NONE: dict[str, Any] = {
    "prediction": None,
    "best": None,
    "confidence": 0.0,
    "right": False,
    "quotations": 0,
    "valid": 0,
    "candidates": (),
}
MIXED = Report(
    (
        verdict("right"),
        verdict("wrong", **WRONG),
        verdict("silent", **SILENT),
        verdict("next", Kind.FOLLOWUP, confidence=0.6, gold_ranks=(2,)),
        verdict("none", Kind.UNANSWERABLE, **NONE),
    )
)
