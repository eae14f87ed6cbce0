"""What a reader says of an answer, as a line of a questions file that `ibid eval` reads.

The file is `feedback.jsonl` in the library. A question stands in it once: what was said of it last. Lines that are not
ours are kept as they are.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from filelock import FileLock, Timeout

from rag import Article, Library, QuestionError, StorageError

FILE = "feedback.jsonl"
LOCK_FILE = "feedback.lock"
LOCK_TIMEOUT_S = 10
SEARCHED = 50  # passages whose articles are looked through for an answer that was typed


@dataclass(frozen=True, slots=True)
class Place:
    """Where a right answer stands, half-open; `several` where the same words stand elsewhere in the article too."""

    article: Article
    start: int
    end: int
    several: bool = False

    @property
    def text(self) -> str:
        """The answer in the article's words."""
        return self.article.text[self.start : self.end]


def check_marked(article: Article, start: int, end: int, text: str | None = None) -> Place:
    """The place from `start` to `end`, which must read `text` if that is given. Raises `QuestionError`."""
    if not 0 <= start < end <= len(article.text) or not article.text[start:end].strip():
        raise QuestionError("nothing is marked in this article. Select the words that answer, and save again.")
    if text is not None and article.text[start:end] != text:
        raise QuestionError("the article does not read so there; it may have changed. Open it again and mark it anew.")
    return Place(article, start, end)


def find_typed(library: Library, question: str, answer: str, open_id: str) -> Place:
    """Where `answer` stands: in the article with the id `open_id`, if any, else in those found for the question.

    As whole words, as it was typed before in other case or with other white space. Raises `QuestionError` when it
    stands in none of them, and what asking raises.
    """
    words = answer.split()
    if not words:
        raise QuestionError(
            "no answer is given. Type it in the words of an article, or say that the articles don’t say."
        )
    articles = list(_articles(library, question, " ".join(words)[: library.settings.max_question_chars], open_id))
    before = r"(?<!\w)" if re.match(r"\w", words[0]) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words[-1]) else ""
    pattern = before + r"\s+".join(map(re.escape, words)) + after
    for flags in (re.NOFLAG, re.IGNORECASE):
        for article in articles:
            if found := [match.span() for match in re.finditer(pattern, article.text, flags)]:
                return Place(article, *found[0], several=len(found) > 1)
    raise QuestionError(
        f"“{answer.strip()[:80]}” stands in no article that was found for this question. Type it in an article’s own "
        "words, or open the article and mark it there."
    )


def _articles(library: Library, question: str, answer: str, open_id: str) -> Iterator[Article]:
    found = [open_id] if open_id else []
    for query in (question, answer):
        read = library.read(query, top_k=SEARCHED, is_enough=lambda understood, spans: True)
        found += [hit.passage.article_id for hit in read.hits]
    for id_ in dict.fromkeys(found):
        yield library.article(id_)


def name_article(library: Library, article: Article) -> str:
    """What a questions file calls an article: its file's name where no other article has it, else its id."""
    name = PurePath(article.sources[0].path).name
    owners = {one.id for one in library.articles() for path in one.sources if PurePath(path).name == name}
    return name if owners == {article.id} else article.id


def make_line(question: str, place: Place | None, name: str = "") -> dict[str, object]:
    """The line of a question that stands alone: with its answer at `place` in the article called `name`, or without.

    The answer is in the article's words. Where it stands in several places of its article, each counts.
    """
    line: dict[str, object] = {"id": identify(question), "kind": "unanswerable", "question": question, "answers": []}
    line |= {"article": None, "start": None, "also": [], "history": []}
    if place is not None:
        line |= {"kind": "answerable", "answers": [place.text], "article": name, "start": place.start}
        line["also"] = [name] if place.several else []
    return line


def identify(question: str) -> str:
    """The id of a question: the same however it is spaced, and whatever the case."""
    return f"page-{hashlib.sha256(' '.join(question.casefold().split()).encode()).hexdigest()[:12]}"


def save_line(folder: Path, line: dict[str, object]) -> int:
    """Write `line` into the file of the library in `folder`, in the place of one with its id; how many there are then.

    The file is there whole or not at all, also when the machine dies. Raises `StorageError`.
    """
    path = folder / FILE
    scratch = path.with_name(f".{FILE}.{os.getpid()}")
    try:
        with FileLock(folder / LOCK_FILE, timeout=LOCK_TIMEOUT_S):
            kept = [one for one in _lines(path) if _id_of(one) != line["id"]]
            lines = [*kept, json.dumps(line, ensure_ascii=False).encode()]
            with scratch.open("wb") as file:
                file.write(b"".join(one + b"\n" for one in lines))
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
    except Timeout:
        raise StorageError(f"{path} is being written by another process. Try again in a moment.") from None
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written ({error.strerror}). Check free space and permissions.") from error
    return len(lines)


def count_lines(folder: Path) -> int:
    """How many answers were judged in the library in `folder`; 0 where the file cannot be read."""
    try:
        return len(_lines(folder / FILE))
    except OSError:
        return 0


def _lines(path: Path) -> list[bytes]:
    try:
        return [line for line in path.read_bytes().split(b"\n") if line.strip()]
    except FileNotFoundError:
        return []


def _id_of(line: bytes) -> object:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data.get("id") if isinstance(data, dict) else None
