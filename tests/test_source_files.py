"""Which files are found and read, and what is said about those that are not."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from rag.datatypes import Article, Failure
from rag.errors import SourceError
from rag.sources import ReadLimits, find_files, read_article, read_articles
from rag.sources.files import LIBRARY_FILES
from rag.store.manifest import CATALOGUE_FILE, MANIFEST_FILE

MAX_BYTES = 1_000_000


def read(path: Path) -> Article:
    return read_article(path, max_bytes=MAX_BYTES)


def test_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.txt: cannot be read"):
        read(tmp_path / "gone.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Bridge opens")
    path.chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        read(path)


@pytest.mark.parametrize("name", ["a.odt", "a", "a.txt.gz"])
def test_unknown_format_is_refused_naming_the_known_ones(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Bridge opens")
    with pytest.raises(SourceError, match=r"It reads \.txt"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"{\\rtf1 Bridge}", "RTF, which Ibid does not read. Save it as text or .docx."),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "protected with a password, or of an older Word"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "old Office formats"),
        ("a.jsonl.gz", b"\x1f\x8b\x08" + bytes(9), "compressed with gzip. Unpack it first"),
        ("a.eml", b"Subject: Bridge", "an e-mail, which Ibid does not read. Save its text as .txt"),
        (
            "a.odt",
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
            "an OpenDocument file",
        ),
        ("a.zip", b"PK\x03\x04" + bytes(40), "a damaged ZIP archive"),
        ("b.zip", b"PK\x05\x06" + bytes(18), "Ibid does not read .zip"),
    ],
)
def test_a_format_that_is_not_read_is_told_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read(path)
    assert says in str(caught.value)


def test_a_workbook_is_told_from_other_archives(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(SourceError, match="an Excel workbook"):
        read(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "Bridge opens")
    with pytest.raises(SourceError, match=r"a ZIP archive that is no Word document\. Unpack it"):
        read(path)


def test_what_belongs_to_a_saved_page_or_a_program_is_passed_over_and_other_documents_are_counted(
    tmp_path: Path,
) -> None:
    wanted = touch(tmp_path, "page.html", "other_files/a.html")
    touch(
        tmp_path,
        "page_files/ad.html",
        "node_modules/x/README.md",
        "package.json",
        "a.eml",
        "b.EML",
        ".c.eml",
        "photo.jpg",
    )
    passed_over: Counter[str] = Counter()
    assert set(find_files([tmp_path], passed_over)) == set(wanted)
    assert passed_over == {".eml": 2}


def test_suffix_counts_in_any_case(tmp_path: Path) -> None:
    path = tmp_path / "A.TXT"
    path.write_text("Bridge opens")
    assert read(path).headline == "Bridge opens"
    assert list(find_files([tmp_path])) == [path]


def test_source_is_the_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Bridge opens")
    monkeypatch.chdir(tmp_path)
    assert read(Path("a.txt")).sources[0].path == str(tmp_path / "a.txt")


def test_file_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("Bridge opens")
    with pytest.raises(SourceError, match="name is not UTF-8"):
        read(path)


@pytest.mark.timeout(5)
def test_pipe_in_a_folder_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "z.txt").write_text("Bridge opens")
    found = [path for path in find_files([tmp_path]) if isinstance(path, Path)]
    assert tmp_path / "z.txt" in found
    for path in set(found) - {tmp_path / "z.txt"}:
        with pytest.raises(SourceError):
            read(path)


def touch(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Bridge opens")
    return paths


def test_folders_are_walked_in_sorted_order_without_hidden_and_other_files(tmp_path: Path) -> None:
    wanted = touch(tmp_path, "b.txt", "c.md", "a/2.text", "a/3.markdown", "d/1.txt")
    touch(tmp_path, ".hidden.txt", ".git/x.txt", "photo.jpg", "a/notes.odt", "d/.x/y.txt")
    assert list(find_files([tmp_path])) == wanted


def test_a_library_inside_the_folder_is_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", "library/feedback.jsonl", "library/uploads/b.txt", "other/c.txt", "other/library.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert LIBRARY_FILES == (MANIFEST_FILE, CATALOGUE_FILE)
    for name in LIBRARY_FILES:
        (tmp_path / "library" / name).touch()
    found = [one for one in find_files([tmp_path]) if isinstance(one, Path)]
    assert [one.relative_to(tmp_path).as_posix() for one in found] == ["a.txt", "other/c.txt", "other/library.json"]


def test_file_named_itself_is_found_whatever_its_name(tmp_path: Path) -> None:
    named = touch(tmp_path, ".hidden.txt", "photo.jpg")
    assert list(find_files(named)) == named


def test_file_found_twice_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = touch(tmp_path, "a.txt", "b.txt")
    monkeypatch.chdir(tmp_path)
    assert list(find_files([second, tmp_path, Path("b.txt"), Path("../" + tmp_path.name + "/a.txt")])) == [
        second,
        first,
    ]


def test_missing_path_is_a_failure_and_the_others_are_found(tmp_path: Path) -> None:
    (path,) = touch(tmp_path, "a.txt")
    failure, found = find_files([tmp_path / "gone", path])
    assert isinstance(failure, Failure)
    assert "gone: " in failure.reason
    assert "Check the path" in failure.reason
    assert found == path


def test_path_too_long_for_the_system_is_a_failure(tmp_path: Path) -> None:
    (failure,) = find_files([tmp_path / ("a" * 300 + ".txt")])
    assert isinstance(failure, Failure)


@pytest.mark.timeout(5)
def test_symlink_loop_ends(tmp_path: Path) -> None:
    (path,) = touch(tmp_path, "news/a.txt")
    (tmp_path / "news" / "again").symlink_to(tmp_path / "news")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    found = list(find_files([tmp_path]))
    assert path in found
    assert len(found) <= 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root lists everything")
def test_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path) -> None:
    touch(tmp_path, "a/x.txt")
    (tmp_path / "a").chmod(0)
    try:
        (failure,) = find_files([tmp_path])
    finally:
        (tmp_path / "a").chmod(0o700)
    assert isinstance(failure, Failure)
    assert "cannot be listed" in failure.reason


ENTERS_NOTHING = """
import os, sys
from pathlib import Path
from rag.sources import ReadLimits, find_files, read_articles
if os.geteuid() == 0:
    os.setuid(65534)
for one in find_files([Path(sys.argv[1])]):
    try:
        list(read_articles(one, ReadLimits(1000)))
    except Exception as error:
        print(type(error).__name__, error)
"""


def test_a_folder_that_may_be_listed_and_not_entered_stops_nothing(guarded_env: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as made:  # not pytest's own, which nobody else may enter
        folder = Path(made)
        (folder / "shut").mkdir()
        for path in (folder / "shut" / "a.txt", folder / "b.txt"):
            path.write_text("Bridge opens")
        folder.chmod(0o755)
        (folder / "shut").chmod(0o744)
        done = subprocess.run(
            [sys.executable, "-c", ENTERS_NOTHING, made], env=guarded_env, capture_output=True, text=True, check=False
        )
        (folder / "shut").chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"SourceError {folder / 'shut' / 'a.txt'}: cannot be read (Permission denied)."]


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "headline,date,text\n"), ("a.jsonl", "\n"), ("a.tsv", "text\n")]
)
def test_a_table_without_a_row_holds_no_articles(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceError):
        list(read_articles(tmp_path / name, ReadLimits(MAX_BYTES)))
