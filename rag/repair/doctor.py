"""Is everything in order: versions, models, and whether a library's three stores agree."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rag.errors import LibraryDamaged
from rag.inference import models
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.vectors import Vectors

PACKAGES = (
    "ibid",
    "chromadb",
    "tantivy",
    "onnxruntime",
    "tokenizers",
    "sentence-transformers",
    "transformers",
    "torch",
    "gradio",
)


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that answers depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def model_hashes(embedder: str, reader: str) -> dict[str, str]:
    """Fingerprints of the models: the two that the settings name, empty standing for the shipped one, and the comparer.

    Raises `ModelError` when one is missing.
    """
    folders = {
        "embedder": models.find_model(embedder) if embedder else models.SHIPPED_EMBEDDER,
        "reader": models.find_model(reader) if reader else models.SHIPPED_READER,
        "comparer": models.SHIPPED_COMPARER,
    }
    return {role: f"{models.model_fingerprint(folder)}  {_shorten(folder)}" for role, folder in folders.items()}


def examine(catalogue: Catalogue, lexical: Lexical, vectors: Vectors) -> list[str]:
    """What is wrong with a library's stores, one line each; empty when they are sound and agree."""
    problems = catalogue.check()
    if pending := catalogue.pending():
        problems.append(f"{len(pending)} articles wait for their vectors; the next `ibid add` makes them")
    expected = catalogue.passage_ids()
    return problems + _compare(expected, lexical, "words in the index") + _compare(expected, vectors, "vector")


def _compare(expected: set[str], index: Lexical | Vectors, entry: str) -> list[str]:
    try:
        found = list(index.ids())
    except LibraryDamaged as error:
        return [str(error)]
    problems = []
    if missing := len(expected.difference(found)):
        problems.append(f"{missing} passages have no {entry}; `ibid doctor --repair` makes them")
    if orphans := len(found) - len(expected.intersection(found)):
        problems.append(
            f"{orphans} entries of {index.folder} belong to no passage; `ibid doctor --repair` removes them"
        )
    return problems


def _shorten(folder: Path) -> str:
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
