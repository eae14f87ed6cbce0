"""`library.json`: what a library was made with, so that it is never read or extended with something else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.embedder import Embedder
from rag.errors import LibraryDamaged, LibraryError, LibraryMismatch, StorageError
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.locking import HOLDER_FILE, LOCK_FILE, writer_lock
from rag.store.readonly import BESIDE, find_unwritable, may_write
from rag.store.vectors import Vectors

FORMAT = 1
MANIFEST_FILE = "library.json"
CATALOGUE_FILE = "catalogue.sqlite"
VECTORS = "vectors"  # the indexes' folders, with their number
LEXICAL = "lexical"
REMEDY = "Restore it from a backup, or run `ibid doctor --repair`: it can be made again, with all passages and vectors."


@dataclass(frozen=True, slots=True)
class Manifest:
    """Settings that a library keeps for life."""

    embedder: str
    embedder_fingerprint: str
    passage_tokens: int
    passage_overlap: int
    format: int = FORMAT


def is_library(folder: Path) -> bool:
    """Whether there is a library in `folder`, of whatever format and state."""
    return (folder / MANIFEST_FILE).is_file()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the library in `folder`.

    Raises `LibraryError` when there is no library, `LibraryMismatch` when a newer Ibid made it and
    `LibraryDamaged` when the file is not a manifest.
    """
    path = folder / MANIFEST_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise LibraryError(f"{folder} holds no library. Make one with `ibid add PATH…`.") from None
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error
    except ValueError:
        raise LibraryDamaged(f"{path} is not JSON. {REMEDY}") from None
    if isinstance(data, dict) and isinstance(data.get("format"), int) and data["format"] > FORMAT:
        raise LibraryMismatch(f"{folder} has format {data['format']}, this Ibid knows up to {FORMAT}. Update Ibid.")
    try:
        return Manifest(**data)
    except TypeError:
        raise LibraryDamaged(f"{path} is not a manifest of Ibid. {REMEDY}") from None


def store_folder(folder: Path, store: str, number: int) -> Path:
    """The folder with this number of an index of the library in `folder`."""
    return folder / (f"{store}-{number}" if number else store)


def check_may_write(folder: Path, indexes: Iterable[Path]) -> None:
    """Raise `StorageError` unless all that is written of the library in `folder`, with these `indexes`, may be."""
    files = [
        folder / name
        for name in (CATALOGUE_FILE, *(f"{CATALOGUE_FILE}{end}" for end in BESIDE), LOCK_FILE, HOLDER_FILE)
    ]
    bare = folder if not may_write(folder) else find_unwritable([*files, *indexes])
    if bare is not None:
        raise StorageError(
            f"{folder} cannot be written: {bare} is on a read-only disk, or you may only read it. The library can "
            "be asked as it is; to change it, copy it to where you may write."
        )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest so that a crash leaves the old one or the new one, whole. Raises `StorageError`."""
    scratch = folder / f"{MANIFEST_FILE}.{os.getpid()}"
    try:
        with scratch.open("w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(folder / MANIFEST_FILE)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written ({error.strerror}). Check free space.") from error


def check_embedder(folder: Path, manifest: Manifest, embedder: Embedder) -> None:
    """Raise `LibraryMismatch` unless the library's vectors were made by `embedder`."""
    if manifest.embedder_fingerprint != embedder.fingerprint:
        raise LibraryMismatch(
            f"{folder} was made with the embedder {manifest.embedder} ({manifest.embedder_fingerprint}), now set is "
            f"{embedder.name} ({embedder.fingerprint}). Set IBID_EMBEDDER back, or add the articles to a new library."
        )


def check_catalogue(folder: Path) -> None:
    """Raise `LibraryDamaged` unless there is a catalogue: SQLite would make an empty one without a word."""
    path = folder / CATALOGUE_FILE
    if not path.exists() or not path.stat().st_size:
        what = "empty" if path.exists() else "missing"
        raise LibraryDamaged(
            f"{path}, which holds the articles, is {what}. Restore it from a backup, or add the articles to a new "
            "library."
        )


def create_library(folder: Path, made: Manifest) -> None:
    """Make an empty library in `folder`, which is missing or empty; finishes one whose making was interrupted.

    Raises `LibraryError` when the folder holds anything else, and `StorageError` when it cannot be written.
    """
    ours = (CATALOGUE_FILE, VECTORS, LEXICAL, MANIFEST_FILE, LOCK_FILE, HOLDER_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = [path.name for path in folder.iterdir() if not path.name.startswith(ours)]
    except OSError as error:
        raise StorageError(f"{folder} cannot be made a library ({error.strerror}). Choose another folder.") from error
    if foreign:
        raise LibraryError(f"{folder} is not a library and not empty (it holds {foreign[0]}). Choose another folder.")
    with writer_lock(folder):
        if (folder / MANIFEST_FILE).exists():
            return
        Catalogue(folder / CATALOGUE_FILE).close()
        Lexical(store_folder(folder, LEXICAL, 0)).create()
        vectors = Vectors(store_folder(folder, VECTORS, 0))
        vectors.create()
        vectors.close()
        # Last, so that a folder with a manifest is a whole library.
        write_manifest(folder, made)
