"""The figures of each system, and how far to trust them; the same for all, Ibid among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from eval.bootstrap import Interval, Paired, Rows, intervals, paired_test
from eval.metrics import percentile
from eval.peers.judging import Judged, judge_all
from eval.peers.tasks import PeerTask
from eval.peers.wire import Meta, Prediction

RECALL_AT = 5
HALVES = 2
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of one system on one task.

    `values` and their 95 % `intervals` are named: `f1` and `exact_match` of the best answers to answerable questions,
    `right`, `recall`; then with silence allowed, `tuned` at a threshold chosen on the other half of the questions and
    `own` as the system decides out of the box: `…_f1` over all questions, `…_answered` of the answerable, `…_silent`
    of the others. None where there is nothing to rate. `lead` and `tuned_lead` are what the first system's F1 has over
    this one's, answerable questions and all, None for the first. `chars_per_s` is the speed of indexing. `cold_s` and
    `cold_peak_mib` are None where no new process was timed.
    """

    name: str
    values: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]
    lead: Paired | None
    tuned_lead: Paired | None
    answers: int
    misplaced: int
    unplaced: int
    chars_per_s: float
    passages: int
    p50_ms: float
    p95_ms: float
    peak_mib: float
    cold_s: float | None
    cold_peak_mib: float | None
    versions: Mapping[str, str]


def score_all(
    task: PeerTask, predictions: Mapping[str, Sequence[Prediction]], metas: Mapping[str, Meta]
) -> tuple[Scores, ...]:
    """The scores of every system by the name in `predictions`; the first is the one that others are compared with.

    Raises `SourceError` when a system has not answered every question.
    """
    judged = {name: judge_all(task, name, said) for name, said in predictions.items()}
    baseline = next(iter(judged))
    return tuple(
        _scores(task, name, rows, judged[baseline] if name != baseline else None, metas[name])
        for name, rows in judged.items()
    )


def shown_when_tuned(judged: Sequence[Judged]) -> list[bool]:
    """Which answers are shown: those whose score reaches a threshold chosen on the other half of the questions.

    Every second answerable question and every second of the others make one half, so that both have both kinds.
    """
    halves = [0] * len(judged)
    for kind in (True, False):
        own = [number for number, one in enumerate(judged) if one.answerable is kind]
        for place, number in enumerate(own):
            halves[number] = place % HALVES
    thresholds = [
        best_threshold([one for one, half in zip(judged, halves, strict=True) if half != number])
        for number in range(HALVES)
    ]
    return [one.answered and one.score >= thresholds[half] for one, half in zip(judged, halves, strict=True)]


def best_threshold(judged: Sequence[Judged]) -> float:
    """The threshold with the highest F1 over these questions, silence counting 1 where there is no answer, else 0.

    The lowest of several that are best. -inf for no questions: nothing speaks for silence then.
    """
    best, threshold = -1.0, -np.inf
    for cut in sorted({-np.inf, *(one.score for one in judged), np.inf}):
        found = sum(_gain(one, shown=one.answered and one.score >= cut) for one in judged)
        if found > best:
            best, threshold = found, cut
    return float(threshold)


def _gain(one: Judged, *, shown: bool) -> float:
    """F1 of a question when its answer is shown, or is not."""
    if not one.answerable:
        return float(not shown)
    return one.f1 if shown else 0.0


def _scores(
    task: PeerTask, name: str, judged: tuple[Judged, ...], baseline: tuple[Judged, ...] | None, meta: Meta
) -> Scores:
    figures = Figures.of(judged)
    ms = [one.ms for one in judged]
    lead = tuned_lead = None
    if baseline is not None:
        other = Figures.of(baseline)
        answerable = figures.answerable
        lead = paired_test(list(other.f1[answerable] - figures.f1[answerable])) if answerable.any() else None
        tuned_lead = paired_test(list(other.tuned_f1 - figures.tuned_f1))
    return Scores(
        name=name,
        values=figures.measure(np.arange(len(judged))),
        intervals=intervals(len(judged), figures.measure),
        lead=lead,
        tuned_lead=tuned_lead,
        answers=sum(one.answered for one in judged),
        misplaced=sum(one.misplaced for one in judged),
        unplaced=sum(one.unplaced for one in judged),
        chars_per_s=sum(map(len, task.texts.values())) / min(meta.index_s),
        passages=meta.passages,
        p50_ms=percentile(ms, 50),
        p95_ms=percentile(ms, 95),
        peak_mib=meta.peak_mib,
        cold_s=median(meta.cold_s) if meta.cold_s else None,
        cold_peak_mib=median(meta.cold_peak_mib) if meta.cold_peak_mib else None,
        versions=meta.versions,
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """One row a question, so that any of them can be drawn again."""

    answerable: Bools
    f1: Floats
    exact_match: Floats
    right: Floats
    found: Floats
    tuned: Bools
    own: Bools
    tuned_f1: Floats
    own_f1: Floats

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> Figures:
        """The rows of these questions, at least one."""
        if not judged:
            raise ValueError("nothing to measure: no questions")
        tuned = shown_when_tuned(judged)
        own = [not one.silent for one in judged]
        return cls(
            answerable=np.array([one.answerable for one in judged]),
            f1=np.array([one.f1 for one in judged]),
            exact_match=np.array([one.exact_match for one in judged]),
            right=np.array([float(one.right) for one in judged]),
            found=np.array([float(one.gold_rank <= RECALL_AT) for one in judged]),
            tuned=np.array(tuned),
            own=np.array(own),
            tuned_f1=np.array([_gain(one, shown=shown) for one, shown in zip(judged, tuned, strict=True)]),
            own_f1=np.array([_gain(one, shown=shown) for one, shown in zip(judged, own, strict=True)]),
        )

    def measure(self, rows: Rows) -> dict[str, float | None]:
        """The figures named in `Scores`, of these rows."""
        answerable = rows[self.answerable[rows]]
        others = rows[~self.answerable[rows]]
        return {
            "f1": _mean(self.f1[answerable]),
            "exact_match": _mean(self.exact_match[answerable]),
            "right": _mean(self.right[answerable]),
            "recall": _mean(self.found[answerable]),
            "tuned_f1": _mean(self.tuned_f1[rows]),
            "tuned_answered": _mean(self.tuned[answerable]),
            "tuned_silent": _mean(~self.tuned[others]),
            "own_f1": _mean(self.own_f1[rows]),
            "own_answered": _mean(self.own[answerable]),
            "own_silent": _mean(~self.own[others]),
        }


def _mean(values: Floats | Bools) -> float | None:
    return float(values.mean()) if len(values) else None
