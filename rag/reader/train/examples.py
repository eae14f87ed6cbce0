"""Question-answering sets in SQuAD JSON as training examples, and their split by paragraph."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import SourceError
from rag.text.sentences import Range

GZIP_MAGIC = b"\x1f\x8b"
NEVER_TRAINED_ON = "dev-"  # sets whose file name begins so are for development


@dataclass(frozen=True, slots=True)
class Lure:
    """A range of `text` that looks like an answer and is none. `right` are the ranges of `text` that do answer.

    `headline` is the first line of a text that is a whole article, as in `TrainingExample`.
    """

    text: str
    at: Range
    headline: str = ""
    right: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question on a paragraph of the set `source`.

    `answers` are the half-open character ranges of all annotators; empty when the paragraph does not answer.
    `headline` is the first line of a context that is a whole article; "" for any other. `story` are the whole
    articles of the same entry of the set: they tell of the same events, so any of them may answer too. `silent` are
    those of them that are known not to answer. `lures` are in any text of the set, the likeliest first.
    """

    id: str
    source: str
    question: str
    context: str
    answers: tuple[Range, ...]
    headline: str = ""
    story: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    lures: tuple[Lure, ...] = ()

    @property
    def key(self) -> str:
        """Names the example among those of all sets: two sets may use the same id."""
        return f"{self.source}/{self.id}"

    @property
    def gold(self) -> Range | None:
        """The answer that agrees most with the others; None when there is none."""
        return consensus(self.answers) if self.answers else None


def consensus(answers: Sequence[Range]) -> Range:
    """The range with the highest mean overlap with the others, the first of equals.

    Overlap is the F1 of characters: twice the shared ones over the sum of both lengths.
    """
    return max(answers, key=lambda one: sum(_overlap(one, other) for other in answers))


def _overlap(one: Range, other: Range) -> float:
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return 2 * shared / (one[1] - one[0] + other[1] - other[0])


def find_sets(folder: Path) -> list[Path]:
    """The SQuAD files of `folder` in order of name, but for those kept for development.

    Raises `SourceError` when there are none.
    """
    found = [path for path in sorted(folder.glob("*.json*")) if not path.name.startswith(NEVER_TRAINED_ON)]
    if not found:
        raise SourceError(f"{folder}: no training sets (*.json or *.json.gz in the form of SQuAD). Name their folder.")
    return found


def load_examples(path: Path) -> list[TrainingExample]:
    """All questions of a SQuAD 1.1 or 2.0 file, which may be compressed with gzip.

    Annotations that are not where they say are left out, and a question all of whose are. Raises `SourceError`.
    """
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if raw.startswith(GZIP_MAGIC) else raw)
        source = path.name.removesuffix(".gz").removesuffix(".json")
        return [example for entry in data["data"] for example in _examples(entry, source)]
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error}).") from None
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, RecursionError, zlib.error) as error:
        raise SourceError(f"{path}: not in the form of SQuAD ({error!r}).") from None


def _examples(entry: dict[str, Any], source: str) -> Iterator[TrainingExample]:
    title = entry.get("title", "")
    headlines = [paragraph.get("headline", title) for paragraph in entry["paragraphs"]]
    contexts = [paragraph["context"] for paragraph in entry["paragraphs"]]
    headlines = [line if text.startswith(f"{line}\n") else "" for line, text in zip(headlines, contexts, strict=True)]
    story = tuple(text for line, text in zip(headlines, contexts, strict=True) if line)
    for paragraph, headline, context in zip(entry["paragraphs"], headlines, contexts, strict=True):
        context.encode("utf-8")  # half of a surrogate pair cannot be written; its error is a ValueError
        for item in paragraph["qas"]:
            given = [(answer["answer_start"], answer["text"]) for answer in item["answers"]]
            answers = tuple(
                (start, start + len(text)) for start, text in given if text.strip() and context.startswith(text, start)
            )
            if answers or not given:
                question = item["question"].strip()
                yield TrainingExample(item["id"], source, question, context, answers, headline, story)


def is_development(context: str, share: float) -> bool:
    """Whether a paragraph belongs to the development slice, which holds about `share` of all paragraphs.

    Decided by the text alone, so that a paragraph is on the same side in every set and every run.
    """
    digest = hashlib.sha256(context.strip().encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def write_slice(examples: Iterable[TrainingExample], path: Path) -> None:
    """Write `examples` as SQuAD 2.0 JSON, for `python -m eval.given`."""
    paragraphs: dict[str, list[dict[str, Any]]] = {}
    for example in examples:
        paragraphs.setdefault(example.context, []).append(
            {
                "id": example.id,
                "question": example.question,
                "answers": [
                    {"text": example.context[start:end], "answer_start": start} for start, end in example.answers
                ],
                "is_impossible": not example.answers,
            }
        )
    data = {"data": [{"paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs.items()]}]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
