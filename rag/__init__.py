"""Ibid: questions to a folder of news articles, answered by quotations that can be checked.

    with Library.open("library", create=True) as library:
        library.add(["seeds"])
        answer = library.ask("How much military assistance has the US given Ukraine?")

What is exported here is what the page, the evaluation and other programs may use.
"""

from rag.datatypes import (
    AddReport,
    Answer,
    Article,
    ArticleSummary,
    Failure,
    Hit,
    Passage,
    Quotation,
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
from rag.proofs import Check, answer_to_json
from rag.settings import Settings, load_settings

__all__ = [
    "AddReport",
    "Answer",
    "Article",
    "ArticleSummary",
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
    "load_settings",
]
