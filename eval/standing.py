"""Fitting when two answers contradict each other: `python -m eval.standing --out rag/standing.json`.

Asks the questions in `eval/questions/stories.jsonl` of the articles in `eval/stories`, or of `--questions` and
`--articles`. Where `conflict` says that two answers are two sides, their pair is an example of answers that differ;
every other pair that might is one of answers that do not. Prints what that gives, at
several bars, on stories that it was not fitted on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress

from eval.command import STORY_ARTICLES, STORY_QUESTIONS
from eval.dataset import Kind, Question
from eval.run import build_library
from eval.several import said_of
from eval.squad import load_task
from rag import PAIR_FEATURES, Group, Library, Standing, load_settings

FOLDS = 5
THRESHOLD = 0.6  # of the bars tried on stories held out, and on the world's development half, see docs/decisions.md
BARS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to the question `number` about `story`: what is known of them, and whether they are two sides."""

    number: int
    story: str
    features: Mapping[str, float]
    differ: bool


def pairs_of(library: Library, questions: Sequence[Question], console: Console) -> list[Pair]:
    """All pairs of the best answer and one that may contradict it, of the questions that stand alone."""
    found = []
    with Progress(console=console, transient=True) as bar:
        for number, question in enumerate(bar.track(questions, description="Asking")):
            extra = question.extra
            if question.kind is not Kind.ANSWERABLE or question.history or extra.answers_all or extra.as_of:
                continue
            compared = library.compare(question.question)
            for other, features in compared.pairs:
                differ = _are_sides(compared.groups[0], other, extra.conflict)
                found.append(Pair(number, extra.story or "", features, differ))
    return found


def _are_sides(one: Group, other: Group, sides: Sequence[Sequence[str]]) -> bool:
    if not sides:
        return False
    mine, theirs = (
        {side for quotation in group.quotations for side in said_of(quotation.text, sides)} for group in (one, other)
    )
    return bool(mine) and bool(theirs) and not mine & theirs


def fit(pairs: Sequence[Pair], threshold: float = THRESHOLD) -> Standing:
    """Logistic regression on `pairs`. Raises `ValueError` when none or all of them differ."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [[pair.features[name] for name in PAIR_FEATURES] for pair in pairs]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000, C=0.3))
    model.fit(rows, [pair.differ for pair in pairs])
    scaler, logistic = model[0], model[1]
    scale = np.where(scaler.scale_ > 0, scaler.scale_, 1.0)
    weights = logistic.coef_[0] / scale
    intercept = float(logistic.intercept_[0] - weights @ scaler.mean_)
    return Standing(intercept, dict(zip(PAIR_FEATURES, map(float, weights), strict=True)), threshold)


def held_out(pairs: Sequence[Pair]) -> Floats:
    """The probability of each pair by what was fitted on the other stories, shape (pairs,)."""
    stories = sorted({pair.story for pair in pairs})
    fold = {story: at % FOLDS for at, story in enumerate(stories)}
    found = np.zeros(len(pairs))
    for number in range(FOLDS):
        standing = fit([pair for pair in pairs if fold[pair.story] != number])
        for at, pair in enumerate(pairs):
            if fold[pair.story] == number:
                found[at] = standing.probability(pair.features)
    return found


def shown(pairs: Sequence[Pair], probabilities: Floats, threshold: float) -> tuple[int, int]:
    """(questions shown with answers that differ, those of them where two sides are among them)."""
    by_question: dict[int, list[bool]] = {}
    for pair, probability in zip(pairs, probabilities, strict=True):
        if probability >= threshold:
            by_question.setdefault(pair.number, []).append(pair.differ)
    return len(by_question), sum(map(any, by_question.values()))


def main() -> None:
    """Parse the command line, ask, fit, print, write."""
    parser = argparse.ArgumentParser(prog="python -m eval.standing", description=__doc__)
    parser.add_argument("--questions", type=Path, default=STORY_QUESTIONS)
    parser.add_argument("--articles", type=Path, default=STORY_ARTICLES)
    parser.add_argument("--out", type=Path, required=True, help="where to write the numbers")
    given = parser.parse_args()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="ibid-standing-") as scratch:
        task = load_task(given.questions, articles=given.articles, paragraphs=Path())
        with build_library(given.articles, load_settings(), Path(scratch) / "library") as library:
            pairs = pairs_of(library, task.questions, console)
    write(pairs, sum(bool(question.extra.conflict) for question in task.questions), given.out)


def write(pairs: Sequence[Pair], known: int, out: Path) -> None:
    """Fit on `pairs`, of questions of which `known` are disputed; write to `out` and print the figures held out."""
    probabilities = held_out(pairs)
    standing = fit(pairs, THRESHOLD)
    figures = {
        "known": known,
        "pairs": len(pairs),
        "shown_and_right": {str(bar): shown(pairs, probabilities, bar) for bar in BARS},
    }
    data = {
        "intercept": round(standing.intercept, 4),
        "weights": {name: round(weight, 4) for name, weight in standing.weights.items()},
        "threshold": standing.threshold,
        "held_out": figures,
    }
    out.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    Console().print_json(data=data)


if __name__ == "__main__":
    main()
