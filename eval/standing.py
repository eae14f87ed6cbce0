"""Fitting how two answers stand to each other: `python -m eval.standing --out rag/evidence/agreement/standing.json`.

Asks the questions in `eval/questions/stories.jsonl` of the articles in `eval/stories`, and those in
`eval/questions/maruna.jsonl` of those in `eval/maruna`, or what `--news` names. Of each question the most probable
quotation is paired with others. A pair agrees where both say what is right in articles that are known to say it, or are
of one side of a conflict, and differs where they are of two sides. Prints what that gives, at several bars, on stories
that it was not fitted on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress

from eval.command import MARUNA_ARTICLES, MARUNA_QUESTIONS, STORY_ARTICLES, STORY_QUESTIONS
from eval.dataset import Kind, Question
from eval.metrics import token_f1
from eval.run import build_library
from eval.several import said_of
from eval.squad import load_task
from eval.verdict import RIGHT_F1
from rag import AGREE_FEATURES, DIFFER_FEATURES, Library, Logistic, Quotation, Standing, load_settings

SHIPPED = ((STORY_QUESTIONS, STORY_ARTICLES), (MARUNA_QUESTIONS, MARUNA_ARTICLES))
FOLDS = 5
AGREE_FROM = 0.45  # of the bars tried; see docs/decisions.md, "Reader-v5"
DIFFER_FROM = 0.4
BARS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """The best answer to a question about `story` and another: what is known of them, and how they stand.

    `question` is the question's id.
    """

    question: str
    story: str
    features: Mapping[str, float]
    agree: bool
    differ: bool


def pairs_of(library: Library, questions: Sequence[Question], console: Console) -> list[Pair]:
    """All pairs that are compared for the questions that stand alone and have one answer or several sides."""
    found = []
    with Progress(console=console, transient=True) as bar:
        for question in bar.track(questions, description="Asking"):
            extra = question.extra
            if question.history or extra.answers_all or extra.as_of:
                continue
            comparison = library.compare(question.question)
            for one in comparison.compared:
                agree, differ = labels(question, comparison.quotations[0], one.other)
                found.append(Pair(question.id, extra.story or "", one.features, agree, differ))
    return found


def labels(question: Question, best: Quotation, other: Quotation) -> tuple[bool, bool]:
    """Whether two quotations that answer `question` say the same, and whether they contradict each other, both as is
    known of the question.
    """  # fmt: skip
    if question.kind is not Kind.ANSWERABLE:
        return False, False
    if question.extra.conflict:
        mine, theirs = (said_of(one.text, question.extra.conflict) for one in (best, other))
        return bool(mine & theirs), bool(mine) and bool(theirs) and not mine & theirs
    telling = {PurePath(one).name for one in (question.article or "", *(question.extra.corroborated_by or ()))}
    return all(_is_right(one, question, telling) for one in (best, other)), False


def _is_right(one: Quotation, question: Question, telling: set[str]) -> bool:
    return PurePath(one.source).name in telling and token_f1(one.text, question.answers) >= RIGHT_F1


def fit(pairs: Sequence[Pair]) -> Standing:
    """Logistic regressions on `pairs`. Raises `ValueError` when none or all of them differ, or agree."""
    agree = _fit(pairs, AGREE_FEATURES, lambda pair: pair.agree, AGREE_FROM)
    return Standing(agree, _fit(pairs, DIFFER_FEATURES, lambda pair: pair.differ, DIFFER_FROM))


def _fit(pairs: Sequence[Pair], names: Sequence[str], holds: Callable[[Pair], bool], threshold: float) -> Logistic:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = [[pair.features[name] for name in names] for pair in pairs]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000, C=0.3))
    model.fit(rows, [holds(pair) for pair in pairs])
    scaler, logistic = model[0], model[1]
    scale = np.where(scaler.scale_ > 0, scaler.scale_, 1.0)
    weights = logistic.coef_[0] / scale
    intercept = float(logistic.intercept_[0] - weights @ scaler.mean_)
    return Logistic(intercept, dict(zip(names, map(float, weights), strict=True)), threshold)


def held_out(pairs: Sequence[Pair]) -> tuple[Floats, Floats]:
    """The probabilities that each pair agrees, and differs, by what was fitted on the other stories: (pairs,) each."""
    stories = sorted({pair.story for pair in pairs})
    fold = {story: at % FOLDS for at, story in enumerate(stories)}
    agree, differ = np.zeros(len(pairs)), np.zeros(len(pairs))
    for number in range(FOLDS):
        standing = fit([pair for pair in pairs if fold[pair.story] != number])
        for at, pair in enumerate(pairs):
            if fold[pair.story] == number:
                agree[at] = standing.agree.probability(pair.features)
                differ[at] = standing.differ.probability(pair.features)
    return agree, differ


def shown(asked: Sequence[str], true: Sequence[bool], probabilities: Floats, threshold: float) -> tuple[int, int]:
    """(questions shown with a pair from `threshold` on, those of them where it is `true` of such a pair)."""
    by_question: dict[str, list[bool]] = {}
    for question, is_true, probability in zip(asked, true, probabilities, strict=True):
        if probability >= threshold:
            by_question.setdefault(question, []).append(is_true)
    return len(by_question), sum(map(any, by_question.values()))


def main() -> None:
    """Parse the command line, ask, fit, print, write."""
    parser = argparse.ArgumentParser(prog="python -m eval.standing", description=__doc__)
    parser.add_argument(
        "--news",
        nargs=2,
        type=Path,
        action="append",
        metavar=("QUESTIONS", "ARTICLES"),
        help="questions on news (JSON Lines) and the folder of the articles that they are about; may be repeated",
    )
    parser.add_argument("--out", type=Path, required=True, help="where to write the numbers")
    given = parser.parse_args()
    console, pairs = Console(stderr=True), []
    for questions, articles in given.news or SHIPPED:
        task = load_task(questions, articles=articles, paragraphs=Path())
        with (
            tempfile.TemporaryDirectory(prefix="ibid-standing-") as scratch,
            build_library(articles, load_settings(), Path(scratch) / "library") as library,
        ):
            pairs += pairs_of(library, task.questions, console)
    write(pairs, given.out)


def write(pairs: Sequence[Pair], out: Path) -> None:
    """Fit on `pairs`; write to `out` and print the figures held out."""
    standing, asked = fit(pairs), [pair.question for pair in pairs]
    agree, differ = held_out(pairs)
    data = {
        "agree": _as_data(standing.agree, asked, [pair.agree for pair in pairs], agree),
        "differ": _as_data(standing.differ, asked, [pair.differ for pair in pairs], differ),
    }
    out.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    Console().print_json(data=data)


def _as_data(fitted: Logistic, asked: Sequence[str], true: Sequence[bool], probabilities: Floats) -> dict[str, object]:
    """Of one regression its numbers, and at each bar how many questions show it, and how many rightly."""
    known = len({question for question, is_true in zip(asked, true, strict=True) if is_true})
    return {
        "intercept": round(fitted.intercept, 4),
        "weights": {name: round(weight, 4) for name, weight in fitted.weights.items()},
        "threshold": fitted.threshold,
        "held_out": {
            "pairs": len(true),
            "known": known,
            "shown_and_right": {str(bar): shown(asked, true, probabilities, bar) for bar in BARS},
        },
    }


if __name__ == "__main__":
    main()
