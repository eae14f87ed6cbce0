"""What a library of the stories answers to their questions: of such quotations are the pairs compared in use."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.progress import track

from rag.comparer.texts import Side
from rag.comparer.train.stories import Story
from rag.datatypes import Quotation
from rag.errors import SourceError
from rag.evidence.agreement.pairs import by_words
from rag.library import Library
from rag.settings import load_settings

Candidate = tuple[str, Side]  # the article's file and the span
Span = tuple[str, str, int, int]  # as it is kept: the file, the sentence, and the place in it
Row = tuple[str, int, Sequence[Span]]
Candidates = dict[tuple[str, int], list[Candidate]]  # story and number of the question → the likeliest first
FILE = "candidates.json"
MOST = 12


def candidates_of(stories: Sequence[Story], asked: int, folder: Path) -> Candidates:
    """What may answer the questions of the first `asked` of `stories`, by a library of them all, the likeliest first.

    It is kept in `folder`, story by story; what is kept already is not asked again.
    """
    if not asked:
        return {}
    kept = folder / FILE
    answers: list[Row] = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else []
    known = {story for story, *_ in answers}
    if missing := [one for one in stories[:asked] if one.id not in known]:
        with _library_of(stories, folder) as library:
            for story in track(missing, description="Asking"):
                answers += _ask(library, story)
                scratch = kept.with_suffix(".part")
                scratch.write_text(json.dumps(answers), encoding="utf-8")
                scratch.replace(kept)
    return _sides(stories, answers)


def load_candidates(stories: Sequence[Story], path: Path) -> Candidates:
    """What an earlier run kept for questions of `stories` in the file `path`, which may be compressed with gzip.

    Raises `SourceError`.
    """
    try:
        known = {story.id for story in stories}
        raw = path.read_bytes()
        rows = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
        return _sides(stories, [row for row in rows if row[0] in known])
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise SourceError(f"{path} holds no answers to the questions of the stories: {error!r}") from None


def _sides(stories: Sequence[Story], answers: Sequence[Row]) -> Candidates:
    told = {one.file: one for story in stories for one in story.articles}
    found: Candidates = {}
    for name, number, spans in answers:
        found[name, number] = [(file, told[file].side(sentence, start, end)) for file, sentence, start, end in spans]
    return found


def _library_of(stories: Sequence[Story], folder: Path) -> Library:
    articles = folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    for story in stories:
        for one in story.articles:
            date = f" date {one.date} " if one.date is not None else ""
            (articles / one.file).write_text(f"{date}{one.headline}\n\n{one.text}\n", encoding="utf-8")
    library = Library.open(folder / "library", load_settings(), create=True)
    library.add([articles])
    return library


def _ask(library: Library, story: Story) -> Iterator[Row]:
    for number, question in enumerate(story.questions):
        quotations = library.compare(question.question, by_words).quotations[:MOST]
        yield story.id, number, [_kept(quotation) for quotation in quotations]


def _kept(one: Quotation) -> Span:
    start = one.start - one.sentence_start
    return Path(one.source).name, one.sentence, start, start + len(one.text)
