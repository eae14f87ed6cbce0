"""How two quotations stand to each other as answers to one question: alike, contradicting each other, or neither.

Two logistic regressions over what is known of a pair: what the comparing model says of it, and how likely each of the
two is to answer. Their numbers are data, in `standing.json`, fitted by `python -m eval.standing` on questions about
stories that several articles tell. What they are given of the reader are calibrated probabilities, so they hold for any
reader.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.errors import ModelError

STANDING_FILE = Path(__file__).parent / "standing.json"
AGREE_FEATURES = ("best", "other", "accord", "rule", "numbers", "one_story")
DIFFER_FEATURES = ("best", "other", "answer", "contradict", "magnitude", "one_story")


@dataclass(frozen=True, slots=True)
class Logistic:
    """probability = 1 / (1 + exp(-(intercept + sum of weight * feature))); from `threshold` on it is taken to hold."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """In [0, 1]."""
        odds = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))

    def holds(self, features: Mapping[str, float]) -> bool:
        """Whether the probability reaches the threshold."""
        return self.probability(features) >= self.threshold


@dataclass(frozen=True, slots=True)
class Standing:
    """When two quotations `agree`, and when they `differ`."""

    agree: Logistic
    differ: Logistic

    def agrees(self, features: Mapping[str, float]) -> bool:
        """Whether two quotations agree: never two numbers that are not the same, nor what rather differs."""
        if features["numbers"] and not features["rule"]:
            return False
        return self.agree.holds(features) and self.agree.probability(features) >= self.differ.probability(features)

    def differs(self, features: Mapping[str, float]) -> bool:
        """Whether they contradict each other."""
        return self.differ.holds(features) and not self.agrees(features)


@lru_cache(maxsize=1)
def shipped_standing() -> Standing:
    """What Ibid ships with. Raises `ModelError` when the file is missing or damaged."""
    return load_standing(STANDING_FILE)


def load_standing(path: Path) -> Standing:
    """The numbers in a file. Raises `ModelError` when it is missing or damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Standing(_logistic(data["agree"], AGREE_FEATURES), _logistic(data["differ"], DIFFER_FEATURES))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read as a standing ({error!r}). Reinstall Ibid or fit it anew.") from None


def _logistic(data: Mapping[str, Any], names: Sequence[str]) -> Logistic:
    weights = data["weights"]
    return Logistic(float(data["intercept"]), {name: float(weights[name]) for name in names}, float(data["threshold"]))
