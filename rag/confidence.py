"""A reader's scores into the probability that a quotation is right, by a calibrator fitted on questions.

Logistic regression (Platt 1999) over what is known when the question is asked, as Kamath, Jia & Liang
2020 do for selective question answering. Its numbers are data, in `calibration.json` beside the weights.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.datatypes import Span
from rag.errors import ModelError

SHIPPED_CALIBRATION = Path(__file__).parent / "reader" / "weights" / "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """probability = 1 / (1 + exp(-(intercept + sum of weight * feature))); silence under `threshold`."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability in [0, 1] that a span with these features is a right answer."""
        logit = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


@cache
def shipped_calibration() -> Calibration:
    """The calibration of the shipped reader. Raises `ModelError` when its file is missing or damaged."""
    try:
        data = json.loads(SHIPPED_CALIBRATION.read_text(encoding="utf-8"))
        return Calibration(float(data["intercept"]), dict(data["weights"]), float(data["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{SHIPPED_CALIBRATION} cannot be read ({error!r}). Reinstall Ibid.") from None


def span_features(question: str, span: Span, rivals: Sequence[Span]) -> dict[str, float]:
    """What is known about a span when it is found, by name.

    `margin`: logits above "no answer here". `lead`: logits above the best of `rivals` (other spans of the
    same question). `cosine`: of the question and the passage, 0 where dense search missed it. `coverage`: share
    of the question's content words that the passage or its headline holds, in [0, 1].
    """
    best_rival = max((rival.margin for rival in rivals), default=span.margin - MAX_LEAD)
    hit = span.hit
    return {
        "margin": max(-MAX_MARGIN, min(MAX_MARGIN, span.margin)),
        "lead": max(-MAX_LEAD, min(MAX_LEAD, span.margin - best_rival)),
        "cosine": hit.cosine if hit.cosine is not None else 0.0,
        "coverage": term_coverage(question, f"{hit.headline} {hit.passage.text}"),
    }


def term_coverage(question: str, text: str) -> float:
    """Share of the content words of `question` that `text` holds, in [0, 1]; 1 when there are none."""
    words = content_words(question)
    held = content_words(text)
    return sum(word in held for word in words) / len(words) if words else 1.0


MAX_MARGIN = 20.0
MAX_LEAD = 10.0
STOP_WORDS = frozenset(
    "a an the and or but of to in on at by for from with as is are was were be been being am do does did done has have"
    " had having will would can could shall should may might must who whom whose what which when where why how much"
    " many it its this that these those there he him his she her they them their we us our you your i me my not no if"
    " than then so such about into over after before between during under again also any all some one say says said".split()
)


def content_words(text: str) -> frozenset[str]:
    """The lower-cased words of `text` that are no stop words, cut to their first six letters as a light stem."""
    return frozenset(word[:6] for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS)
