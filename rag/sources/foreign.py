"""What to do with files that Ibid does not read, by what they begin with or are called."""

from __future__ import annotations

import io
import zipfile

from rag.sources.docx import DAMAGED

OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # in which Office also wraps what it encrypts
# What a file begins with, and what to say.
BEGINS = (
    (b"{\\rtf", "RTF, which Ibid does not read. Save it as text or .docx."),
    (OLD_OFFICE, "a document of the old Office formats (.doc, .xls). Save it as .docx, .csv or text."),
    (b"\x1f\x8b", "compressed with gzip. Unpack it first: gunzip FILE"),
    (b"BZh", "compressed with bzip2. Unpack it first: bunzip2 FILE"),
    (b"\xfd7zXZ\x00", "compressed with xz. Unpack it first: unxz FILE"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive. Unpack it, and add the folder."),
    (b"Rar!", "a RAR archive. Unpack it, and add the folder."),
    (b"\x89PNG", "an image. Make its text readable with an OCR program first."),
    (b"\xff\xd8\xff", "an image. Make its text readable with an OCR program first."),
    (b"bplist00", "a web archive of Safari, which Ibid does not read. Save the page as HTML."),
)
# What a ZIP archive has in it, and what to say.
MEMBERS = (
    ("xl/workbook.xml", "an Excel workbook. Save its sheet as CSV."),
    ("ppt/presentation.xml", "a presentation, which Ibid does not read. Save its text as .txt or .docx."),
    ("content.xml", "an OpenDocument file, which Ibid does not read. Save it as .docx, .csv or text."),
    ("META-INF/container.xml", "an EPUB book, which Ibid does not read. Save its text as .txt or HTML."),
)
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
# What else may hold articles, by its suffix.
CALLED = {
    ".eml": "an e-mail, which Ibid does not read. Save its text as .txt, with the date in the line below the headline.",
    ".msg": "an e-mail of Outlook, which Ibid does not read. Save its text as .txt.",
    ".mbox": "a mailbox, which Ibid does not read. Save each message as .txt.",
    ".xml": "XML, which Ibid does not read. Make CSV or JSON Lines of it, with the columns headline, date, text.",
    ".webarchive": "a web archive of Safari, which Ibid does not read. Save the page as HTML.",
    ".rss": "a feed, which Ibid does not read. Save the articles themselves as HTML.",
}
MAY_HOLD_ARTICLES = frozenset(
    (*CALLED, *".doc .rtf .odt .xls .xlsx .epub .pages .zip .gz .bz2 .xz .7z .rar .tar .tgz".split())
)


def advice_on(data: bytes, suffix: str) -> str | None:
    """What such a file is, and what to do about it; None where nothing is known of it."""
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data, suffix)
    if data.startswith(OLD_OFFICE) and suffix == ".docx":
        return (
            "protected with a password, or of an older Word. Open it in Word, and save it as .docx without a password."
        )
    if not data and suffix == ".docx":
        return "an empty file. Get it once more from where it came from."
    return next((advice for begin, advice in BEGINS if data.startswith(begin)), CALLED.get(suffix))


def _of_archive(data: bytes, suffix: str) -> str:
    if OPEN_DOCUMENT in data[:200]:
        return "an OpenDocument file, which Ibid does not read. Save it as .docx, .csv or text."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return DAMAGED if suffix == ".docx" else "a damaged ZIP archive, perhaps downloaded only in part. Get it anew."
    other = "a ZIP archive that is no Word document. Unpack it, and add the folder."
    if suffix == ".docx":
        other = (
            "no text of Word is in it. Open it in Word or LibreOffice and save it anew; if it is an archive, unpack it."
        )
    return next((advice for member, advice in MEMBERS if member in names), other)
