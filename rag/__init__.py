"""Ibid: questions to a folder of news articles, answered by quotations that can be checked.

    with Library.open("library", create=True) as library:
        library.add(["seeds"])
        answer = library.ask("How much military assistance has the US given Ukraine?")

What is exported here is what the page, the evaluation and other programs may use.
"""

from rag.calibrate import Asked, CalibrationExample, ask_examples, fit_calibration, judge_calibration
from rag.confidence import Calibration
from rag.datatypes import (
    AddReport,
    Answer,
    Article,
    ArticleSummary,
    Failure,
    Hit,
    Passage,
    Quotation,
    Reading,
    Silence,
    Source,
    Span,
    Timings,
)
from rag.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    ModelError,
    ProofError,
    QuestionError,
    RagError,
    SettingsError,
    SourceError,
    StorageError,
    UnknownArticle,
)
from rag.ingest import Outcome
from rag.library import Library
from rag.models import SHIPPED_READER, shipped_embedder
from rag.proofs import Check, answer_to_json
from rag.settings import Settings, load_settings
from rag.wording import parse_limit, plain_confidence, plain_count, plain_date

__all__ = [
    "SHIPPED_READER",
    "AddReport",
    "Answer",
    "Article",
    "ArticleSummary",
    "Asked",
    "Calibration",
    "CalibrationExample",
    "Check",
    "Failure",
    "Hit",
    "Library",
    "LibraryDamaged",
    "LibraryError",
    "LibraryLocked",
    "LibraryMismatch",
    "ModelError",
    "Outcome",
    "Passage",
    "ProofError",
    "QuestionError",
    "Quotation",
    "RagError",
    "Reading",
    "Settings",
    "SettingsError",
    "Silence",
    "Source",
    "SourceError",
    "Span",
    "StorageError",
    "Timings",
    "UnknownArticle",
    "answer_to_json",
    "ask_examples",
    "fit_calibration",
    "judge_calibration",
    "load_settings",
    "parse_limit",
    "plain_confidence",
    "plain_count",
    "plain_date",
    "shipped_embedder",
]
