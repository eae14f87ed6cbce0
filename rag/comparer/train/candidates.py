"""What a library of the stories answers to their questions: of such quotations are the pairs compared in use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.progress import track

from rag.comparer.texts import Side, side_of
from rag.comparer.train.stories import Story
from rag.library import Library
from rag.settings import load_settings
from rag.standing import by_words

Candidate = tuple[str, Side]  # the article's file and the span
Candidates = dict[tuple[str, int], list[Candidate]]  # story and number of the question → the likeliest first
FILE = "candidates.json"
MOST = 12


def candidates_of(stories: Sequence[Story], asked: int, folder: Path) -> Candidates:
    """What may answer the questions of the first `asked` of `stories`, by a library of them all, the likeliest first.

    It is kept in `folder`, and read from there if it is already.
    """
    if not asked:
        return {}
    kept = folder / FILE
    if not kept.is_file():
        answers = _ask(stories, asked, folder)
        scratch = kept.with_suffix(".part")
        scratch.write_text(json.dumps(answers), encoding="utf-8")
        scratch.replace(kept)
    heads = {one.file: one for story in stories for one in story.articles}
    found: Candidates = {}
    for story, number, spans in json.loads(kept.read_text(encoding="utf-8")):
        found[story, number] = [
            (file, Side(heads[file].headline, heads[file].date, sentence, start, end))
            for file, sentence, start, end in spans
        ]
    return found


def _ask(stories: Sequence[Story], asked: int, folder: Path) -> list[tuple[str, int, list[tuple[str, str, int, int]]]]:
    articles = folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    for story in stories:
        for one in story.articles:
            date = f" date {one.date} " if one.date is not None else ""
            (articles / one.file).write_text(f"{date}{one.headline}\n\n{one.text}\n", encoding="utf-8")
    answers = []
    with Library.open(folder / "library", load_settings(), create=True) as library:
        library.add([articles])
        for story in track(stories[:asked], description="Asking"):
            for number, question in enumerate(story.questions):
                quotations = library.compare(question.question, by_words).quotations[:MOST]
                sides = [(Path(quotation.source).name, side_of(quotation)) for quotation in quotations]
                spans = [(file, side.sentence, side.start, side.end) for file, side in sides]
                answers.append((story.id, number, spans))
    return answers
