"""Ibid: questions to a folder of news articles, answered by quotations that can be checked.

    with Library.open("library", create=True) as library:
        library.add(["seeds"])
        answer = library.ask("How much military assistance has the US given Ukraine?")

What is exported here is what the page, the evaluation and other programs may use. Each name is imported when it
is first asked for, so that `ibid --help` need not wait for what it does not use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.adding.ingest import Outcome
    from rag.adding.sync import check_folder, plan_to_json
    from rag.calibrate import (
        Asking,
        CalibrationExample,
        adjust_calibration,
        ask_examples,
        best_threshold,
        fit_calibration,
        judge_calibration,
    )
    from rag.datatypes import (
        AddReport,
        Agreement,
        Answer,
        AppliedTime,
        Article,
        ArticleSummary,
        Asked,
        Copy,
        Dates,
        Failure,
        Format,
        Group,
        Hit,
        Passage,
        Past,
        Quotation,
        Reading,
        ResolvedDate,
        Silence,
        Source,
        Span,
        Timings,
        UnknownName,
    )
    from rag.embedder import Embedder, open_embedder
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
    from rag.evidence.agreement.standing import AGREE_FEATURES, DIFFER_FEATURES, Logistic, Standing
    from rag.evidence.confidence import Calibration, save_calibration
    from rag.inference.dequantize import float_folder
    from rag.inference.models import SHIPPED_READER, go_offline, published_embedder
    from rag.library import Library
    from rag.question.examples import draw_examples
    from rag.reader import ModelReader
    from rag.settings import Settings, load_settings
    from rag.sources import SUFFIXES, find_files, read_article, read_articles
    from rag.sources.build import parse_outlet
    from rag.store.copies import compare_wordings, read_wording
    from rag.store.listing import Listed, SortBy, Wanted
    from rag.store.manifest import is_library
    from rag.text.wording import (
        is_limited,
        parse_limit,
        plain_agreement,
        plain_confidence,
        plain_count,
        plain_date,
        plain_guess,
        plain_locator,
        plain_taken_back,
        plain_unknown,
    )
    from rag.times.expressions import dates_around
    from rag.times.periods import plain_dates
    from rag.times.plan import plain_time
    from rag.verifying.checking import Check
    from rag.verifying.citing import cite_bibtex, cite_markdown, cite_plain, cite_sentence
    from rag.verifying.proofs import answer_to_json

__all__ = [
    "AGREE_FEATURES",
    "DIFFER_FEATURES",
    "SHIPPED_READER",
    "SUFFIXES",
    "AddReport",
    "Agreement",
    "Answer",
    "AppliedTime",
    "Article",
    "ArticleSummary",
    "Asked",
    "Asking",
    "Calibration",
    "CalibrationExample",
    "Check",
    "Copy",
    "Dates",
    "Embedder",
    "Failure",
    "Format",
    "Group",
    "Hit",
    "Library",
    "LibraryDamaged",
    "LibraryError",
    "LibraryLocked",
    "LibraryMismatch",
    "Listed",
    "Logistic",
    "ModelError",
    "ModelReader",
    "Outcome",
    "Passage",
    "Past",
    "ProofError",
    "QuestionError",
    "Quotation",
    "RagError",
    "Reading",
    "ResolvedDate",
    "Settings",
    "SettingsError",
    "Silence",
    "SortBy",
    "Source",
    "SourceError",
    "Span",
    "Standing",
    "StorageError",
    "Timings",
    "UnknownArticle",
    "UnknownName",
    "Wanted",
    "adjust_calibration",
    "answer_to_json",
    "ask_examples",
    "best_threshold",
    "check_folder",
    "cite_bibtex",
    "cite_markdown",
    "cite_plain",
    "cite_sentence",
    "compare_wordings",
    "dates_around",
    "draw_examples",
    "find_files",
    "fit_calibration",
    "float_folder",
    "go_offline",
    "is_library",
    "is_limited",
    "judge_calibration",
    "load_settings",
    "open_embedder",
    "parse_limit",
    "parse_outlet",
    "plain_agreement",
    "plain_confidence",
    "plain_count",
    "plain_date",
    "plain_dates",
    "plain_guess",
    "plain_locator",
    "plain_taken_back",
    "plain_time",
    "plain_unknown",
    "plan_to_json",
    "published_embedder",
    "read_article",
    "read_articles",
    "read_wording",
    "save_calibration",
]

_MODULE_NAMES = {
    "rag.calibrate": (
        "Asking",
        "CalibrationExample",
        "adjust_calibration",
        "ask_examples",
        "best_threshold",
        "fit_calibration",
        "judge_calibration",
    ),
    "rag.verifying.checking": ("Check",),
    "rag.verifying.citing": ("cite_bibtex", "cite_markdown", "cite_plain", "cite_sentence"),
    "rag.evidence.confidence": ("Calibration", "save_calibration"),
    "rag.store.copies": ("compare_wordings", "read_wording"),
    "rag.datatypes": (
        "AddReport",
        "Agreement",
        "Answer",
        "AppliedTime",
        "Article",
        "ArticleSummary",
        "Asked",
        "Copy",
        "Dates",
        "Failure",
        "Format",
        "Group",
        "Hit",
        "Passage",
        "Past",
        "Quotation",
        "Reading",
        "ResolvedDate",
        "Silence",
        "Source",
        "Span",
        "Timings",
        "UnknownName",
    ),
    "rag.inference.dequantize": ("float_folder",),
    "rag.embedder": ("Embedder", "open_embedder"),
    "rag.errors": (
        "LibraryDamaged",
        "LibraryError",
        "LibraryLocked",
        "LibraryMismatch",
        "ModelError",
        "ProofError",
        "QuestionError",
        "RagError",
        "SettingsError",
        "SourceError",
        "StorageError",
        "UnknownArticle",
    ),
    "rag.question.examples": ("draw_examples",),
    "rag.adding.ingest": ("Outcome",),
    "rag.library": ("Library",),
    "rag.store.listing": ("Listed", "SortBy", "Wanted"),
    "rag.store.manifest": ("is_library",),
    "rag.inference.models": ("SHIPPED_READER", "go_offline", "published_embedder"),
    "rag.verifying.proofs": ("answer_to_json",),
    "rag.reader": ("ModelReader",),
    "rag.settings": ("Settings", "load_settings"),
    "rag.sources": ("SUFFIXES", "find_files", "read_article", "read_articles"),
    "rag.sources.build": ("parse_outlet",),
    "rag.evidence.agreement.standing": ("AGREE_FEATURES", "DIFFER_FEATURES", "Logistic", "Standing"),
    "rag.adding.sync": ("check_folder", "plan_to_json"),
    "rag.times.expressions": ("dates_around",),
    "rag.times.periods": ("plain_dates",),
    "rag.times.plan": ("plain_time",),
    "rag.text.wording": (
        "is_limited",
        "parse_limit",
        "plain_agreement",
        "plain_confidence",
        "plain_count",
        "plain_date",
        "plain_guess",
        "plain_locator",
        "plain_taken_back",
        "plain_unknown",
    ),
}
_MODULE_OF = {name: module for module, names in _MODULE_NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = found
    return found
