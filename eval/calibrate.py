"""Fit the shipped calibration: `python -m eval.calibrate QUESTIONS… --out rag/reader/weights/calibration.json`.

The first file brings the questions; the paragraphs of the others (SQuAD JSON) are only there to be confused with.
A development set goes first, one that the reader was not trained on. Half of the questions fit, the other
half test; what is written is fitted on all of them.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath

from rich.console import Console
from rich.progress import Progress

from eval.dataset import Place, Task
from eval.gold import gold_places
from eval.metrics import area_under_risk_coverage, expected_calibration_error
from eval.run import build_library, is_right
from eval.squad import load_task
from rag import (
    Asked,
    CalibrationExample,
    Library,
    Settings,
    ask_examples,
    fit_calibration,
    judge_calibration,
    load_settings,
)


def main() -> None:
    """Parse the command line, fit, print the test half's figures, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="questions first, then more paragraphs to search among")
    parser.add_argument("--questions", type=int, default=None, help="use only so many questions, drawn at random")
    parser.add_argument("--out", type=Path, required=True, help="where to write the calibration")
    given = parser.parse_args()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="ibid-calibrate-") as scratch:
        examples = _ask(given.files, given.questions, Path(scratch), load_settings(), console)
    half = len(examples) // 4 * 2  # an even number: each question is asked twice, once without its articles
    tested = judge_calibration(fit_calibration(examples[:half]), examples[half:])
    confidences = [confidence for confidence, _, _ in tested]
    rights = [right for _, right, _ in tested]
    figures = {
        "ece": round(expected_calibration_error(confidences, rights), 4),
        "aurc": round(area_under_risk_coverage(confidences, rights), 4),
        "answered_at_80_precision": round(_answered_at(0.8, tested), 4),
    }
    calibration = fit_calibration(examples)
    data = {
        "intercept": round(calibration.intercept, 4),
        "weights": {name: round(weight, 4) for name, weight in calibration.weights.items()},
        "threshold": calibration.threshold,
        "fitted_on": {"files": [path.name for path in given.files], "questions": len(examples) // 2},
        "held_out_half": figures,
    }
    given.out.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    Console().print_json(data=data)


def _ask(files: list[Path], most: int | None, scratch: Path, settings: Settings, console: Console) -> list[Asked]:
    """Every question of the first file, asked of a library of all files' paragraphs with and without its own."""
    tasks = [
        load_task(path, articles=None, paragraphs=scratch / "articles" / f"{number}")
        for number, path in enumerate(files)
    ]
    with console.status("Adding paragraphs"):
        library = build_library(scratch / "articles", settings, scratch / "library")
    with library:
        examples = _examples(library, tasks[0])
        random.Random(0).shuffle(examples)
        asked: list[Asked] = []
        with Progress(console=console) as bar:
            for example in bar.track(examples[:most], description="Asking"):
                asked += ask_examples(library, [example])
    return asked


def _examples(library: Library, task: Task) -> list[CalibrationExample]:
    """The answerable questions of `task`, whose paragraphs are in the folder `0` of the library's sources."""
    ids = {
        PurePath(source).name: summary.id
        for summary in library.articles()
        for source in summary.sources
        if PurePath(source).parent.name == "0"
    }
    texts = {name: library.article(id_).text for name, id_ in ids.items()}
    examples = []
    for question in task.questions:
        places = gold_places(question, texts, task.annotated.get(question.id))
        gold = [replace(place, article=ids[place.article]) for place in places]
        if gold:
            test = partial(_is_right, texts[places[0].article], question.answers, gold)
            examples.append(CalibrationExample(question.question, frozenset(place.article for place in gold), test))
    return examples


def _is_right(text: str, answers: Sequence[str], gold: Sequence[Place], article_id: str, start: int, end: int) -> bool:
    # `text` is that of the question's own paragraph; of another article no span is right, whatever it says.
    return is_right(text[start:end], Place(article_id, start, end), answers, gold)


def _answered_at(precision: float, judged: list[tuple[float, bool, bool]]) -> float:
    """The largest share of answerable questions that get an answer while `precision` of all answers are right."""
    answerable = sum(one[2] for one in judged)
    best, right, answered = 0.0, 0, 0
    for number, (_, is_correct, is_answerable) in enumerate(sorted(judged, key=lambda one: -one[0]), start=1):
        right += is_correct
        answered += is_answerable
        if right / number >= precision:
            best = answered / answerable
    return best


if __name__ == "__main__":
    main()
