"""Hard negatives: what a library of all training paragraphs puts before the reader, and does not answer."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from rag.datatypes import Hit, Span
from rag.library import Library
from rag.reader.model import lead_of
from rag.reader.train.examples import TrainingExample
from rag.settings import Settings

log = logging.getLogger(__name__)

PER_QUESTION = 5
RETRIEVED = 24  # passages looked at: those of a story's own articles come first and are left out
LOG_EVERY = 2000
MINED_FILE = "negatives.jsonl"
Negatives = dict[str, list[str]]  # example key → passages, best first


class SilentReader:
    """Finds nothing: retrieval is all that is wanted of the library."""

    name = "silent"
    fingerprint = "silent"

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """No spans."""
        return []


def mine(examples: Sequence[TrainingExample], paragraphs: Iterable[str], folder: Path, settings: Settings) -> Negatives:
    """For each example the first passages retrieved for it that hold none of its answers, at most `PER_QUESTION`.

    A library of `paragraphs` is made in `folder`. What was found is kept there too, line by line: a run that was
    killed does not ask again. Passages that hold the words of an answer are left out: they may answer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = _mined(folder / MINED_FILE)
    wanted = [example for example in examples if example.key not in found]
    if not wanted:
        return found
    sources = folder / "paragraphs"
    sources.mkdir(exist_ok=True)
    for number, text in enumerate(dict.fromkeys(paragraphs)):
        (sources / f"{number:06}.txt").write_bytes(text.encode("utf-8"))
    with (
        Library.open(folder / "library", settings, create=True, reader=SilentReader()) as library,
        (folder / MINED_FILE).open("a", encoding="utf-8") as kept,
    ):
        library.add([sources])
        for number, example in enumerate(wanted, start=1):
            hits = [hit for hit in library.read(example.question).hits if not holds_answer(hit.passage.text, example)]
            found[example.key] = [f"{lead_of(hit)}{hit.passage.text}" for hit in hits[:PER_QUESTION]]
            kept.write(json.dumps({"id": example.key, "passages": found[example.key]}, ensure_ascii=False) + "\n")
            if number % LOG_EVERY == 0:
                log.info("hard negatives: %d of %d questions", number, len(wanted))
    return found


def holds_answer(text: str, example: TrainingExample) -> bool:
    """Whether `text` has the words of one of the answers, is the example's own paragraph, or is of its story.

    A part of that paragraph without the answer, as a long one is cut into, is as hard a negative as there is. Not so
    with articles that tell one story: what another of them says instead ("17 dead" for "14 dead") is an answer too.
    """
    if any(text.strip() in article for article in example.story if article != example.context):
        return True
    words = f" {_words(text)} "
    if any(f" {_words(example.context[start:end])} " in words for start, end in example.answers):
        return True
    return words == f" {_words(example.context)} "


def _mined(path: Path) -> Negatives:
    """What an earlier run kept; a last line that a kill cut short is removed from the file."""
    if not path.is_file():
        return {}
    # Bytes, because a kill may cut a character in two; and str.splitlines knows more line ends than JSON escapes.
    kept = path.read_bytes()
    whole = kept[: kept.rfind(b"\n") + 1]
    if whole != kept:
        path.write_bytes(whole)
    return {one["id"]: one["passages"] for one in map(json.loads, whole.splitlines())}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
