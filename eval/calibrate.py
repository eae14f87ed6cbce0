"""Fitting confidences: `ibid calibrate QUESTIONS` for a library, `python -m eval.calibrate` for the shipped reader.

The latter takes SQuAD JSON: the first file brings the questions, one that the reader was not trained on; the
paragraphs of the others are only there to be confused with. `--stories` are such files too, but of whole articles, of
which several may tell one story. With `--news` it also takes questions on news articles, of those that are in halves
the development half; what any side of a dispute says is right. Half of the questions of each fit and half test; what is
written is fitted on all of them. Where news are given, SQuAD's questions only test.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from eval.corpus import library_corpus, named_articles
from eval.dataset import Kind, Place, Task
from eval.extra import Split
from eval.gold import disputed_places, gold_places
from eval.placing import place_or_refuse
from eval.reliability import area_under_risk_coverage, coverage_at_precision, expected_calibration_error
from eval.run import build_library
from eval.squad import load_task, write_distractors
from eval.verdict import is_right
from rag import (
    Asking,
    Calibration,
    CalibrationExample,
    Library,
    Settings,
    SourceError,
    adjust_calibration,
    ask_examples,
    best_threshold,
    fit_calibration,
    judge_calibration,
    load_settings,
    save_calibration,
)

LEAST_QUESTIONS = 20
ENOUGH_TO_FIT_ALL = 300  # from here on each feature gets a weight of its own; below, the whole is stretched and shifted
FOLDS = 5
Fit = Callable[[Sequence[Asking]], Calibration]


def run_calibrate(questions: Path, settings: Settings) -> None:
    """What `ibid calibrate` does: fit the library's confidences to `questions` about its articles.

    Raises `SourceError` when there are too few, or none whose best candidate is right, or none where it is wrong.
    """
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="ibid-calibrate-") as scratch:
        task = load_task(questions, articles=None, paragraphs=Path(scratch) / "paragraphs")
    if task.paragraphs:
        raise SourceError(f"{questions}: SQuAD brings its own paragraphs. Give questions about the library's articles.")
    with Library.open(settings=settings) as library:
        library.check_may_write()  # first: asking takes minutes
        task = place_or_refuse(task, library_corpus(library), questions).task
        asked = _ask(library, _examples(library, task), console)
        # From the reader's, not from what an earlier call made of it: fitting twice must not stretch twice.
        adjust: Fit = partial(adjust_calibration, library.reader_calibration())
        fit = fit_calibration if len(asked) >= ENOUGH_TO_FIT_ALL else adjust
        before = library.calibration()
        try:
            tested = [one for part in _folds(asked) for one in judge_calibration(fit(part[0]), _flat(part[1]))]
            fitted = fit(_flat(asked))
        except ValueError as error:
            raise SourceError(f"{questions}: {error}. Give more questions, of which some have no answer.") from None
        figures = {
            "as it was": _figures(judge_calibration(before, _flat(asked))),
            "fitted, on questions held out": _figures(tested),
        }
        library.calibrate(fitted, fitted_on={"file": questions.name, "questions": len(asked)}, figures=figures)
        Console().print_json(data={"threshold": fitted.threshold, **figures})
        console.print(f"kept in {library.folder}; delete calibration.json there to go back")


def main() -> None:
    """Fit the shipped reader's calibration: parse the command line, fit, print the test half's figures, write."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="questions first, then more paragraphs to search among")
    parser.add_argument("--questions", type=int, default=None, help="use only so many questions, drawn at random")
    parser.add_argument(
        "--stories", nargs="+", type=Path, default=[], help="the same, of articles that agree or differ"
    )
    parser.add_argument(
        "--news",
        nargs=2,
        type=Path,
        action="append",
        default=[],
        metavar=("QUESTIONS", "ARTICLES"),
        help="questions on news (JSON Lines) and the folder of the articles that they are about",
    )
    parser.add_argument("--out", type=Path, required=True, help="where to write the calibration")
    given = parser.parse_args()
    console = Console(stderr=True)
    asked: dict[str, list[list[Asking]]] = {}
    open_asked, reader = _ask_squad(given.files, given.questions, console)
    asked["open"] = [[_without_agreement(one) for one in askings] for askings in open_asked]
    if given.stories:
        asked["stories"], _ = _ask_squad(given.stories, None, console)
    for questions, articles in given.news:
        task = load_task(questions, articles=articles, paragraphs=Path())
        task = replace(task, questions=tuple(one for one in task.questions if one.extra.split is not Split.TEST))
        asked[questions.name], _ = _ask_anew(task, articles, None, console)
    half = _fit({name: part[: len(part) // 2] for name, part in asked.items()})
    figures = {name: _figures(judge_calibration(half, _flat(part[len(part) // 2 :]))) for name, part in asked.items()}
    fitted = replace(_fit(asked), reader=reader)
    news = [questions for questions, _ in given.news]
    fitted_on = [*given.stories[:1], *news] or given.files[:1]
    facts = {
        "files": [path.name for path in ([*given.stories, *news] or given.files)],
        "questions": {path.name: len(part) for path, part in zip(fitted_on, _fitted(asked).values(), strict=True)},
    }
    save_calibration(fitted, given.out, fitted_on=facts, held_out_half=figures)
    sys.stdout.write(given.out.read_text(encoding="utf-8"))


def _fit(asked: Mapping[str, Sequence[list[Asking]]]) -> Calibration:
    """Fitted so that each set of questions counts as much as another; the bar for silence serves the first of them."""
    first, *others = (_flat(part) for part in _fitted(asked).values())
    fitted = fit_calibration(first, *others, threshold=0.0)
    return replace(fitted, threshold=best_threshold(judge_calibration(fitted, first)))


def _fitted(asked: Mapping[str, Sequence[list[Asking]]]) -> dict[str, Sequence[list[Asking]]]:
    """The news among `asked`, since that is what Ibid is for; all of it where there is none."""
    return {name: part for name, part in asked.items() if name != "open"} or dict(asked)


def _ask_squad(files: Sequence[Path], limit: int | None, console: Console) -> tuple[list[list[Asking]], str]:
    """As `_ask_anew`, of the questions of the first of `files` and the paragraphs of all."""
    with tempfile.TemporaryDirectory(prefix="ibid-calibrate-") as scratch:
        folder = Path(scratch) / "articles"
        task = load_task(files[0], articles=None, paragraphs=folder)
        for number, path in enumerate(files[1:], start=1):
            write_distractors(path, folder, f"distractor-{number}")
        return _ask_anew(task, folder, limit, console)


def _ask_anew(task: Task, articles: Path, limit: int | None, console: Console) -> tuple[list[list[Asking]], str]:
    """The askings of at most `limit` examples, in random order, of a new library of `articles`; and its reader."""
    with tempfile.TemporaryDirectory(prefix="ibid-calibrate-") as scratch:
        with console.status("Adding articles"):
            library = build_library(articles, load_settings(), Path(scratch) / "library")
        with library:
            examples = _examples(library, task)
            random.Random(0).shuffle(examples)
            return _ask(library, examples[:limit], console), library.reader_fingerprint


def _without_agreement(asked: Asking) -> Asking:
    """`asked` with no article agreeing: no two paragraphs of SQuAD tell the same story, so there it is chance."""
    return replace(asked, features=tuple({**one, "agreement": 0.0} for one in asked.features))


def _ask(library: Library, examples: Sequence[CalibrationExample], console: Console) -> list[list[Asking]]:
    """The askings of each example."""
    if len(examples) < LEAST_QUESTIONS:
        raise SourceError(f"{len(examples)} questions are too few to fit confidences; give {LEAST_QUESTIONS} or more.")
    with Progress(console=console, transient=True) as bar:
        return [ask_examples(library, [example]) for example in bar.track(examples, description="Asking")]


def _examples(library: Library, task: Task) -> list[CalibrationExample]:
    """The questions of `task` that stand alone, about articles that `library` has."""
    articles = named_articles(library, task)
    texts = {name: article.text for name, article in articles.items()}
    examples = []
    for question in task.questions:
        if question.kind is Kind.FOLLOWUP:
            continue
        places = (*gold_places(question, texts, task.annotated.get(question.id)), *disputed_places(question, texts))
        gold = [replace(place, article=articles[place.article].id) for place in places]
        known = {article.id: article.text for article in articles.values()}
        said = [*question.answers, *(answer for side in question.extra.conflict for answer in side)]
        test = partial(_is_right, known, said, gold)
        examples.append(CalibrationExample(question.question, frozenset(place.article for place in gold), test))
    return examples


def _is_right(
    texts: dict[str, str], answers: Sequence[str], gold: Sequence[Place], article_id: str, start: int, end: int
) -> bool:
    if article_id not in {place.article for place in gold}:  # nothing is right there, whatever it says
        return False
    return is_right(texts[article_id][start:end], Place(article_id, start, end), answers, gold)


def _folds(asked: Sequence[list[Asking]]) -> list[tuple[list[Asking], list[list[Asking]]]]:
    """(to fit on, to test on) for each of `FOLDS` parts; the askings of one question stay together."""
    parts = [asked[number::FOLDS] for number in range(FOLDS)]
    return [
        (_flat([one for other in parts if other is not part for one in other]), list(part)) for part in parts if part
    ]


def _flat(asked: Sequence[list[Asking]]) -> list[Asking]:
    return [one for askings in asked for one in askings]


def _figures(judged: Sequence[tuple[float, bool, bool]]) -> dict[str, float]:
    confidences = [confidence for confidence, _, _ in judged]
    rights = [right for _, right, _ in judged]
    answerable = [possible for _, _, possible in judged]
    return {
        "ece": round(expected_calibration_error(confidences, rights), 4),
        "aurc": round(area_under_risk_coverage(confidences, rights), 4),
        "answered_at_80_precision": round(coverage_at_precision(0.8, confidences, rights, answerable).answered, 4),
    }


if __name__ == "__main__":
    main()
