"""Fitting the calibrator: from questions with known answers to the numbers in `calibration.json`.

Each question is asked twice: of the library as it is, and as if the articles that answer it were not there. So the
fit sees right answers, wrong ones, and questions that nothing answers, in equal parts answerable and not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.datatypes import Span
from rag.evidence.confidence import FEATURES, Calibration, span_features
from rag.evidence.worth import worth_judging
from rag.library import Library
from rag.weighing import most_judged

LEAST_SLOPE = 0.1  # never turn the order around, whatever a handful of questions says
UNANSWERABLE_SHARE = 1 / 3  # of the questions that people ask; the threshold is the same from a quarter to two fifths
FITTED_CANDIDATES = 3  # of each question; the rest is far from right and would only outnumber these


@dataclass(frozen=True, slots=True)
class CalibrationExample:
    """A question, and a test of whether a span of an article answers it: (article id, start, end) → right.

    `article_ids` are all articles that answer it; none for a question that nothing answers.
    """

    question: str
    article_ids: frozenset[str]
    is_right: Callable[[str, int, int], bool]


@dataclass(frozen=True, slots=True)
class Asking:
    """One asking of an example: the features of each candidate and whether it is right, best margin first."""

    answerable: bool
    features: tuple[dict[str, float], ...]
    right: tuple[bool, ...]


def ask_examples(library: Library, examples: Iterable[CalibrationExample]) -> list[Asking]:
    """Ask every example with its articles and without them, reading every passage; one without articles once."""
    asked = []
    for example in examples:
        for excluded in dict.fromkeys((frozenset[str](), example.article_ids)):
            reading = library.read(example.question, exclude=excluded)
            # The same spans as an answer weighs, and copies no more than one there.
            limit = most_judged(library.settings.max_candidates)
            kept = worth_judging(reading.understood, reading.spans, limit=limit)
            story_of = library.stories({span.article_id for span in kept}).__getitem__
            asked.append(
                Asking(
                    bool(example.article_ids) and not excluded,
                    tuple(span_features(reading.understood, span, _others(kept, span), story_of) for span in kept),
                    tuple(example.is_right(span.article_id, span.start, span.end) for span in kept),
                )
            )
    return asked


def fit_calibration(asked: Sequence[Asking], *more: Sequence[Asking], threshold: float | None = None) -> Calibration:
    """Logistic regression on the candidates of `asked`, with the threshold that serves those questions best.

    That is the one at which most questions end well: a right answer to one that is answerable, silence to one
    that is not. With `more`, each set counts as much as another, however many questions it has; the threshold serves
    all questions alike. Raises `ValueError` when no candidate is right or none is wrong.
    """
    rows, labels, weights = [], [], []
    for part in (asked, *more):
        found = list(_best_candidates(part))
        rows += [[features[name] for name in FEATURES] for features, _ in found]
        labels += [right for _, right in found]
        weights += [1 / max(1, len(found))] * len(found)
    if len(set(labels)) < 2:
        raise ValueError("the candidates are all right or all wrong; there is nothing to fit")
    each = [len(weights) * weight / sum(weights) for weight in weights]
    unset = _logistic(rows, labels, each)
    if unset.weights["agreement"] < 0:  # chance: that another article says the same never speaks against an answer
        at = FEATURES.index("agreement")
        unset = _logistic([[*row[:at], 0.0, *row[at + 1 :]] for row in rows], labels, each)
    judged = judge_calibration(unset, [one for part in (asked, *more) for one in part])
    return Calibration(unset.intercept, unset.weights, best_threshold(judged) if threshold is None else threshold)


def _logistic(rows: Sequence[Sequence[float]], labels: Sequence[bool], weights: Sequence[float]) -> Calibration:
    """The logistic regression of `labels` on `rows`, one value a feature, with a weight a row; its threshold is 0."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(rows, labels, logisticregression__sample_weight=weights)
    scaler, logistic = model[0], model[1]
    weights = logistic.coef_[0] / scaler.scale_
    intercept = float(logistic.intercept_[0] - weights @ scaler.mean_)
    return Calibration(intercept, dict(zip(FEATURES, map(float, weights), strict=True)), 0.0)


def adjust_calibration(calibration: Calibration, asked: Sequence[Asking]) -> Calibration:
    """`calibration` with its log-odds stretched and shifted to fit `asked`, and the threshold that serves them best.

    Two numbers where `fit_calibration` has one a feature and one more: what a few dozen questions can bear
    (Platt 1999). Raises as `fit_calibration` does.
    """
    from sklearn.linear_model import LogisticRegression

    odds, labels = [], []
    for features, right in _best_candidates(asked):
        odds.append([calibration.log_odds(features)])
        labels.append(right)
    if len(set(labels)) < 2:
        raise ValueError("the candidates are all right or all wrong; there is nothing to fit")
    logistic = LogisticRegression(max_iter=1000).fit(odds, labels)
    slope, shift = max(float(logistic.coef_[0][0]), LEAST_SLOPE), float(logistic.intercept_[0])
    weights = {name: slope * weight for name, weight in calibration.weights.items()}
    unset = Calibration(slope * calibration.intercept + shift, weights, 0.0)
    return Calibration(unset.intercept, unset.weights, best_threshold(judge_calibration(unset, asked)))


def judge_calibration(calibration: Calibration, asked: Sequence[Asking]) -> list[tuple[float, bool, bool]]:
    """(confidence, right, answerable) of the best candidate of each asking; confidence 0 where there is none."""
    judged = []
    for one in asked:
        scored = [
            (calibration.probability(features), right) for features, right in zip(one.features, one.right, strict=True)
        ]
        confidence, right = max(scored, key=lambda pair: pair[0], default=(0.0, False))
        judged.append((confidence, right, one.answerable))
    return judged


def best_threshold(judged: Sequence[tuple[float, bool, bool]]) -> float:
    """The confidence, to two decimals, at which most questions end well; the lowest of equals.

    `judged` are confidence, whether it is right, and whether the question has an answer. Those without count for
    `UNANSWERABLE_SHARE` of all, however many there are: leaving the answers out makes more than users ask.
    """
    without = [confidence for confidence, _, answerable in judged if not answerable]
    having = [(confidence, right) for confidence, right, answerable in judged if answerable]
    each_without = UNANSWERABLE_SHARE / max(1, len(without))
    each_having = (1 - UNANSWERABLE_SHARE) / max(1, len(having))

    def ends_well(cut: float) -> float:
        told = sum(right for confidence, right in having if confidence >= cut)
        return told * each_having + sum(confidence < cut for confidence in without) * each_without

    return max((cut / 100 for cut in range(100)), key=lambda cut: (round(ends_well(cut), 9), -cut))


def _best_candidates(asked: Sequence[Asking]) -> Iterator[tuple[dict[str, float], bool]]:
    for one in asked:
        yield from list(zip(one.features, one.right, strict=True))[:FITTED_CANDIDATES]


def _others(spans: Sequence[Span], span: Span) -> list[Span]:
    return [other for other in spans if other is not span]
