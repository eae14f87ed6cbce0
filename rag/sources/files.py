"""Which files there are, and which reader takes each."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from rag.datatypes import Article, Failure, Format, Remark
from rag.errors import SourceError
from rag.sources.foreign import MAY_HOLD_ARTICLES, advice_on
from rag.sources.limits import ReadLimits
from rag.sources.plaintext import parse_plaintext

SUFFIXES = {
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".md": Format.TEXT,
    ".markdown": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".mhtml": Format.HTML,
    ".mht": Format.HTML,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSONL,
}
# Comments and a line of XML may stand before it.
HTML_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--.{0,900}?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
SNIFFED_BYTES = 1024
# JSON that programs leave in folders, and no articles.
SETTINGS_FILES = frozenset(
    "package.json package-lock.json composer.json tsconfig.json manifest.json settings.json config.json".split()
)
LIBRARY_FILES = ("library.json", "catalogue.sqlite")
Parsed = Iterator[Article | Failure | Remark]


def find_files(paths: Iterable[Path], passed_over: Counter[str] | None = None) -> Iterator[Path | Failure]:
    """Absolute paths of the articles at `paths`, each once, folders in sorted order.

    In a folder, hidden files, files of other formats and what a browser saved beside a page are passed over; of those
    that may hold articles all the same, `passed_over` counts the suffixes. A file that is named itself is always
    returned, so that `read_articles` can say what is wrong with it. A missing path, a folder
    that cannot be listed, and a link that leads out of the folder come as a `Failure`.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _walk(path, passed_over):
            if isinstance(found, Failure):
                yield found
            elif (absolute := Path(os.path.abspath(found))) not in seen:
                seen.add(absolute)
                yield absolute


def _walk(path: Path, passed_over: Counter[str] | None) -> Iterator[Path | Failure]:
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
        root = path.resolve()
    except (OSError, ValueError) as error:
        yield Failure(str(path), f"{path}: no file or folder that can be read ({_why(error)}). Check the path.")
        return
    if not is_folder:
        yield path
        return
    unlisted: list[OSError] = []
    for folder, subfolders, names in os.walk(path, onerror=unlisted.append):
        subfolders[:] = sorted(
            name
            for name in subfolders
            if not name.startswith(".") and not _is_library(folder, name) and not _is_beside(folder, name)
        )
        for linked in (Path(folder, name) for name in subfolders):
            # What it leads to inside is found where it stands.
            if stat.S_ISLNK(_mode(linked, follow=False)) and not linked.resolve().is_relative_to(root):
                yield Failure(str(linked), f"{linked}: a link to a folder is not followed. Name that folder to add it.")
        for name in sorted(names):
            file = Path(folder, name)
            suffix = file.suffix.lower()
            if passed_over is not None and suffix in MAY_HOLD_ARTICLES and not name.startswith("."):
                passed_over[suffix] += 1
            if name.startswith(".") or suffix not in SUFFIXES or name.lower() in SETTINGS_FILES:
                continue
            # A link to nowhere is worth a word, and so is what may not be looked at; a pipe or a device is not a file
            # that was meant to be read.
            mode = _mode(file)
            if mode and not stat.S_ISREG(mode):
                continue
            if mode and stat.S_ISLNK(_mode(file, follow=False)) and not file.resolve().is_relative_to(root):
                yield Failure(str(file), f"{file}: a link that leads out of the folder. Name the file to add it.")
            else:
                yield file
    for trouble in unlisted:
        yield Failure(str(trouble.filename), f"{trouble.filename}: the folder cannot be listed ({_why(trouble)}).")


def _is_library(*parts: str) -> bool:
    """Whether a folder is a library of Ibid's: what it keeps there are no articles to add."""
    return all(stat.S_ISREG(_mode(Path(*parts, name))) for name in LIBRARY_FILES)


def _is_beside(folder: str, name: str) -> bool:
    """Whether a folder holds the parts of a page that a browser saved beside it, or the packages of a program."""
    page = name.removesuffix("_files")
    saved = page != name and any(_mode(Path(folder, page + suffix)) for suffix in (".html", ".htm", ".xhtml"))
    return saved or name == "node_modules"


def _mode(path: Path, *, follow: bool = True) -> int:
    """What kind of file there is; 0 where there is none, or its folder may be listed and not entered."""
    try:
        return path.stat(follow_symlinks=follow).st_mode
    except (OSError, ValueError):
        return 0


def read_articles(path: Path, limits: ReadLimits) -> Parsed:
    """The articles in the file at `path`, with what is wrong with single rows; their source is the absolute path.

    Raises `SourceError`, at once or at the first article, when the file cannot be read, is larger than allowed, is of
    another format, or holds no article. What the file is, its content says; then its suffix. An outlet that the file
    names goes before that of `limits`.
    """
    data = _read_bytes(path, limits.max_bytes)
    absolute = os.path.abspath(path)
    parsed = _not_empty(_parser(_format(path, data))(data, absolute, limits), path)
    return _with_outlet(parsed, limits.outlet) if limits.outlet else parsed


def _with_outlet(parsed: Parsed, outlet: str) -> Parsed:
    """`parsed`, with `outlet` for the articles that name none."""
    for one in parsed:
        if isinstance(one, Article) and not one.sources[0].outlet:
            yield replace(one, sources=(replace(one.sources[0], outlet=outlet),))
        else:
            yield one


def _not_empty(parsed: Parsed, path: Path) -> Parsed:
    """`parsed`, if there is anything."""
    first = next(parsed, None)
    if first is None:
        raise SourceError(f"{path}: holds no articles.")
    yield first
    yield from parsed


def read_article(path: Path, *, max_bytes: int) -> Article:
    """The one article in the file at `path`; raises `SourceError` as `read_articles` does, and for several."""
    found = [one for one in read_articles(path, ReadLimits(max_bytes)) if not isinstance(one, Remark)]
    if len(found) != 1:
        raise SourceError(f"{path}: holds {len(found)} articles, not one.")
    if isinstance(found[0], Failure):
        raise SourceError(found[0].reason)
    return found[0]


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError(f"{str(path)!r}: the file's name is not UTF-8. Rename it.") from None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(f"{path}: not a regular file. Ibid reads files and folders of files.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({_why(error)}).") from error
    if len(data) > max_bytes:
        raise SourceError(
            f"{path}: larger than the limit of {max_bytes:,} bytes. Split it, or raise IBID_MAX_FILE_BYTES."
        )
    return data


def _format(path: Path, data: bytes) -> Format:
    """What the file holds. Raises `SourceError` for what Ibid does not read."""
    suffix = path.suffix.lower()
    named = SUFFIXES.get(suffix)
    if b"%PDF-" in data[:SNIFFED_BYTES]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04") and _is_docx(data):
        return Format.DOCX
    if HTML_BEGINS.match(data[:SNIFFED_BYTES]):
        return Format.HTML
    if (advice := advice_on(data, suffix)) is not None:
        raise SourceError(f"{path}: {advice}")
    if named is None:
        known = ", ".join(SUFFIXES)
        raise SourceError(f"{path}: Ibid does not read {path.suffix or 'files without a suffix'}. It reads {known}.")
    if named in (Format.PDF, Format.DOCX):
        raise SourceError(
            f"{path}: its name ends in {path.suffix}, and it is no such file. Save it anew, or give it its own suffix."
        )
    return named


def _is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def _parser(kind: Format) -> Callable[[bytes, str, ReadLimits], Parsed]:
    """What reads a format. The libraries behind it are imported when it is first used."""
    if kind is Format.CSV:
        from rag.sources.tables import parse_csv

        return parse_csv
    if kind is Format.JSONL:
        from rag.sources.tables import parse_json

        return parse_json
    if kind is Format.HTML:
        from rag.sources.web import parse_html

        return parse_html
    if kind is Format.PDF:
        from rag.sources.pdf import parse_pdf

        return parse_pdf
    if kind is Format.DOCX:
        from rag.sources.docx import parse_docx

        return parse_docx
    return parse_plaintext


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
