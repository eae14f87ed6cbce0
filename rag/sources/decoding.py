"""Bytes to text: UTF-8, and what else a text file may be in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import SourceError

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

UTF_8 = "utf_8"
UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")
WESTERN = "cp1252"
LEAST_BYTES = 64  # of fewer no encoding can be told: four bytes are a word in a dozen of them


def decode_text(data: bytes, path: str) -> tuple[str, str]:
    """The text in `data` and the name of its encoding: `UTF_8`, or what charset-normalizer finds.

    Raises `SourceError` for bytes that are no text, or too few to tell.
    """
    try:
        text, encoding = data.decode("utf-8"), UTF_8
    except UnicodeDecodeError as error:
        found = _detect(data)
        if found is None:
            byte = data[error.start]
            raise SourceError(
                f"{path}: not UTF-8 (byte 0x{byte:02x} at offset {error.start}). Convert the file to UTF-8."
            ) from None
        text, encoding = found
    if "\0" in text:
        raise SourceError(f"{path}: a binary file (it holds a zero byte). Ibid reads text.")
    return text, encoding


def _detect(data: bytes) -> tuple[str, str] | None:
    if data.startswith(UTF_16_BOMS):
        try:
            return data.decode("utf_16"), "utf_16"
        except UnicodeDecodeError:
            return None
    if b"\0" in data or len(data) < LEAST_BYTES:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    # Of encodings that differ in a letter or two it names the first; the one of Western Europe is far more usual.
    western = from_bytes(data, cp_isolation=[WESTERN]).best()
    if best is not None and western is not None and _fit(western) >= _fit(best):
        best = western
    return (str(best), best.encoding) if best is not None else None


def _fit(match: CharsetMatch) -> tuple[float, float]:
    return -match.chaos, match.coherence
