"""A reader's scores into the probability that a quotation is right, by a calibrator fitted on questions.

Logistic regression (Platt 1999) over what is known when the question is asked, as Kamath, Jia & Liang
2020 do for selective question answering. Its numbers are data, in `calibration.json` beside the weights.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.datatypes import Span, StoryOf
from rag.errors import ModelError
from rag.inference.models import SHIPPED_READER
from rag.retriever import RRF_K
from rag.text.content import term_coverage
from rag.text.sentences import passage_sentences, sentence_around
from rag.text.values import Value, same, value_of

MAX_MARGIN = 20.0
MAX_LEAD = 10.0
BEST_FUSION_SCORE = 2 / (RRF_K + 1)  # first in both searches
MAX_AGREEING = 4
FEATURES = ("margin", "lead", "retrieval", "coverage", "agreement")
ADDED = frozenset({"agreement"})  # calibrations that were fitted before it had no weight for it


CALIBRATION_FILE = "calibration.json"
SHIPPED_CALIBRATION = SHIPPED_READER / CALIBRATION_FILE


@dataclass(frozen=True, slots=True)
class Calibration:
    """probability = 1 / (1 + exp(-(intercept + sum of weight * feature))); silence under `threshold`.

    `reader` is the fingerprint of the reader whose scores it was fitted on, empty where that is not kept. `fitted_on`
    says how many questions of which files it was fitted on, for whoever measures it on the same ones.
    """

    intercept: float
    weights: Mapping[str, float]
    threshold: float
    reader: str = ""
    fitted_on: Mapping[str, int] = field(default_factory=dict, compare=False)

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability in [0, 1] that a span with these features is a right answer."""
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, self.log_odds(features)))))

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The logarithm of the odds of that probability."""
        return self.intercept + sum(weight * features[name] for name, weight in self.weights.items())


def less_sure(probability: float, doubt: float) -> float:
    """A probability whose log-odds lose `doubt`."""
    if doubt == 0 or not 0 < probability < 1:
        return probability
    return 1.0 / (1.0 + (1.0 / probability - 1.0) * math.exp(doubt))


def calibration_of(model: Path | None) -> Calibration:
    """The calibration beside the weights of the reader in the folder `model`, or the shipped reader's.

    Raises `ModelError` when the file is damaged, or the shipped one missing.
    """
    beside = model / CALIBRATION_FILE if model is not None else SHIPPED_CALIBRATION
    return load_calibration(beside if beside.is_file() else SHIPPED_CALIBRATION)


def load_calibration(path: Path) -> Calibration:
    """The calibration in a file. Raises `ModelError` when it is missing or damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        weights = {
            name: float(data["weights"][name]) for name in FEATURES if name not in ADDED or name in data["weights"]
        }
        return Calibration(
            float(data["intercept"]),
            weights,
            float(data["threshold"]),
            str(data.get("reader", "")),
            _fitted_on(data.get("fitted_on", {})),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} cannot be read as a calibration ({error!r}). Fit it anew or delete it.") from None


def _fitted_on(facts: Mapping[str, Any]) -> dict[str, int]:
    """How many questions of which files, from what was kept; empty where that was not.

    Older calibrations do not name the files: the first brought the questions, and the last those on news.
    """
    files = facts["files"] if "files" in facts else [facts["file"]] if "file" in facts else []
    counts = facts.get("questions")
    if not files or counts is None:
        return {}
    if isinstance(counts, Mapping):
        named = {name: name if name in files else files[-1 if name == "news" else 0] for name in counts}
        return {str(named[name]): int(count) for name, count in counts.items()}
    return {str(files[0]): int(counts)}


def save_calibration(calibration: Calibration, path: Path, **facts: object) -> None:
    """Write a calibration, with `facts` about how it was fitted. Raises `OSError`."""
    data = {
        "intercept": round(calibration.intercept, 4),
        "weights": {name: round(weight, 4) for name, weight in calibration.weights.items()},
        "threshold": calibration.threshold,
        "reader": calibration.reader,
        **facts,
    }
    scratch = path.with_suffix(".part")
    scratch.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    scratch.replace(path)


def span_features(
    question: str, span: Span, rivals: Sequence[Span], story_of: StoryOf = lambda article_id: article_id
) -> dict[str, float]:
    """What is known about a span when it is found, by the names in `FEATURES`.

    `margin`: logits above "no answer here". `lead`: logits above the best of `rivals`, the other spans of the
    question, not counting those that say the same; without one, above "no answer here". `retrieval`: the passage's
    fusion score over the highest possible, in (0, 1]. `coverage`: share of the question's content words in the
    sentence around the span. `agreement`: logarithm of one more than the number of other stories, at most
    `MAX_AGREEING`, of which a rival says the same and stands above "no answer here".
    """
    said = span_value(span)
    agreeing = [rival for rival in rivals if same(said, span_value(rival))]
    best_rival = max((rival.margin for rival in rivals if rival not in agreeing), default=0.0)
    stories = {story_of(rival.article_id) for rival in agreeing if rival.margin > 0} - {story_of(span.article_id)}
    passage = span.hit.passage
    first, last = sentence_around(passage_sentences(passage.text), span.start - passage.start, span.end - passage.start)
    return {
        "margin": max(-MAX_MARGIN, min(MAX_MARGIN, span.margin)),
        "lead": _bounded_lead(span.margin - best_rival),
        "retrieval": span.hit.score / BEST_FUSION_SCORE,
        "coverage": term_coverage(question, passage.text[first:last]),
        "agreement": math.log1p(min(MAX_AGREEING, len(stories))),
    }


def unopposed_lead(span: Span) -> float:
    """The lead that a span would have without rivals."""
    return _bounded_lead(span.margin)


def _bounded_lead(lead: float) -> float:
    return max(-MAX_LEAD, min(MAX_LEAD, lead))


def span_text(span: Span) -> str:
    """The words of a span."""
    passage = span.hit.passage
    return passage.text[span.start - passage.start : span.end - passage.start]


def span_value(span: Span) -> Value:
    """What the words of a span say."""
    return value_of(span_text(span))
