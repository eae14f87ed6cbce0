"""Files of a library deleted, replaced, overwritten and cut short, and what is to be had of it then."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.standins import VERIFIES, ask, held, mend_library, open_library, write_archive
from rag import RagError

PAGE = 4096
DATABASE = "catalogue.sqlite"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a library after one fault, or after `trials` of one kind."""

    fault: str
    asked: str  # what a question then gets
    said: str  # the first thing that doctor says
    lost: int  # articles, after what doctor says was done
    is_sound: bool  # after it
    trials: int = 1


Hurt = Callable[[Path], None]


def _noise(path: Path, start: int = 0, count: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    end = len(data) if count is None else start + count
    data[start:end] = random.Random(start).randbytes(end - start)
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _each(pattern: str, hurt: Hurt) -> Hurt:
    def hurt_all(folder: Path) -> None:
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                hurt(path)

    return hurt_all


def _delete(name: str) -> Hurt:
    return lambda folder: shutil.rmtree(folder / name)


def _replace(name: str) -> Hurt:
    def replace(folder: Path) -> None:
        other = folder.with_name("other")
        write_archive(other / "archive", 3)
        with open_library(other / "library") as library:
            library.add([other / "archive"])
        shutil.rmtree(folder / name)
        (other / "library" / name).rename(folder / name)
        shutil.rmtree(other)

    return replace


DAMAGES: dict[str, Hurt] = {
    "Chroma's folder deleted": _delete("vectors"),
    "Chroma's folder replaced by another library's": _replace("vectors"),
    "Chroma's files overwritten": _each("vectors/**/*", _noise),
    "Chroma's files cut to half": _each("vectors/**/*", _cut),
    "tantivy's folder deleted": _delete("lexical"),
    "tantivy's folder replaced by another library's": _replace("lexical"),
    "tantivy's files overwritten": _each("lexical/*", _noise),
    "tantivy's files cut to half": _each("lexical/*", _cut),
    "tantivy's list of files overwritten": _each("lexical/meta.json", _noise),
    "the database cut to half": _each(DATABASE, _cut),
    "the database deleted": _each(DATABASE, Path.unlink),
    "library.json cut to half": _each("library.json", _cut),
}


def damage(fault: str, hurt: Hurt, whole: Path, scratch: Path) -> Outcome:
    """Hurt a copy of the library in `whole`, ask it, have it examined, and repair it."""
    with copied(whole, scratch) as folder:
        with open_library(whole) as library:
            before = held(library)
        hurt(folder)
        asked = said = ""
        try:
            with open_library(folder, create=False) as library:
                asked = ask(library)
                said = next(iter(library.examine()), "nothing: mended when it was opened")
        except RagError as error:
            asked, said = asked or "an error", str(error)
        try:
            problems = mend_library(folder)
            with open_library(folder, create=False) as library:
                lost = len(set(before.values()) - set(held(library).values()))
                is_sound = not problems and ask(library) == VERIFIES
        except RagError as error:
            lost, is_sound, said = len(before), False, str(error)
        return Outcome(fault, asked, plain(said, folder), lost, is_sound)


def damage_pages(whole: Path, scratch: Path) -> list[Outcome]:
    """Overwrite every page of the database, one after the other: the first, which says what the file is, by itself."""
    pages = (whole / DATABASE).stat().st_size // PAGE

    def hurt(page: int) -> Hurt:
        return lambda folder: _noise(folder / DATABASE, PAGE * page, PAGE)

    first, *others = [damage(f"page {page + 1}", hurt(page), whole, scratch) for page in range(pages)]
    answered = sum(one.asked == VERIFIES for one in others)
    return [
        Outcome("the first page of the database overwritten", first.asked, first.said, first.lost, first.is_sound),
        Outcome(
            "any other page of the database overwritten",
            f"{VERIFIES} ({answered}), an error ({sum(one.asked == 'an error' for one in others)})",
            max((one.said for one in others), key=[one.said for one in others].count),
            sum(one.lost for one in others),
            all(one.is_sound for one in others),
            len(others),
        ),
    ]


@contextmanager
def copied(whole: Path, scratch: Path) -> Iterator[Path]:
    """A copy of a library, for a while."""
    folder = scratch / "copy" / "library"
    shutil.copytree(whole, folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder.parent)


def plain(said: str, folder: Path) -> str:
    """A message for a cell of a table."""
    return " ".join(said.replace(f"{folder}/", "").replace(str(folder), "the library").split()).replace("|", "/")
