"""Whether two answers to one question contradict each other: a logistic regression over what is known of the pair.

Its numbers are data, in `standing.json`, fitted by `python -m eval.standing` on questions about stories that several
articles tell. What it is given of the reader are calibrated probabilities, so it holds for any reader.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.confidence import StoryOf, content_words, term_coverage
from rag.datatypes import Group, Quotation
from rag.errors import ModelError
from rag.values import same_kind, value_of

Alike = Callable[[str, str], float]
"""How much two texts say alike, in [-1, 1]: the cosine of their vectors."""

STANDING_FILE = Path(__file__).parent / "standing.json"
FORECAST = re.compile(
    r"\b(?:could|would|may|might|expect(?:s|ed)?|forecasts?|predict\w*|wants?|demand\w*|should|aims?)\b", re.IGNORECASE
)
DISPUTED_WITHIN = 500  # characters between the two numbers of a dispute that one article reports
DISPUTE = re.compile(
    r"\b(?:disput\w+|den(?:y|ies|ied)|contradict\w*|contest\w*|reject\w*|spoke of|speaks? of|put (?:the|it|them|its)\b"
    r"|too (?:high|low)|own (?:estimate|figure|count)|by contrast|against)",
    re.IGNORECASE,
)
PAIR_FEATURES = (
    "best",
    "other",
    "alike",
    "told_alike",
    "about",
    "forecast",
    "magnitude",
    "time",
    "name",
    "within",
    "said_alike",
    "names",
    "apart",
    "long_after",
)
MOST_MAGNITUDE = 2.0
LONG_AFTER = dt.timedelta(days=120)
MOST_ODDS = 6.0


@dataclass(frozen=True, slots=True)
class Standing:
    """probability that two answers contradict each other = 1 / (1 + exp(-(intercept + sum of weight * feature))).

    From `threshold` on they are shown as differing.
    """

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """In [0, 1]."""
        odds = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))


@lru_cache(maxsize=1)
def shipped_standing() -> Standing:
    """What Ibid ships with. Raises `ModelError` when the file is missing or damaged."""
    return load_standing(STANDING_FILE)


def load_standing(path: Path) -> Standing:
    """The numbers in a file. Raises `ModelError` when it is missing or damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        weights = {name: float(data["weights"][name]) for name in PAIR_FEATURES}
        return Standing(float(data["intercept"]), weights, float(data["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read as a standing ({error!r}). Reinstall Ibid or fit it anew.") from None


def may_differ(best: Group, other: Group, story_of: StoryOf) -> bool:
    """Whether two groups can contradict each other at all: two numbers, dates, names or shares of one kind.

    More than one story tells them, or one article sets the one against the other.
    """
    values = value_of(best.quotations[0].text), value_of(other.quotations[0].text)
    if not same_kind(*values) or values[0].words == values[1].words:
        return False
    if not all(value.amount is not None or value.name or value.is_time or value.is_share for value in values):
        return False
    return len(_stories(best, story_of) | _stories(other, story_of)) > 1 or is_disputed(best, other)


def pair_features(question: str, best: Group, other: Group, alike: Alike, story_of: StoryOf) -> dict[str, float]:
    """What is known of two answers, by the names in `PAIR_FEATURES`.

    `best`, `other`: log-odds of their probabilities. `alike`: the highest cosine of a sentence of each, `told_alike`
    the same with the headlines. `about`: the question's words in the one sentence over those in the other. `forecast`:
    only one of them says what is to come. `magnitude`: how many powers of ten lie between two numbers. `time`, `name`:
    both are that. `within`: both stand in one article; `apart`: no story tells both. `said_alike`: the cosine of the
    answers themselves. `names`: the share of the question's names in the best answer's sentence and headline that the
    other's have too. `long_after`: between the two articles lie more than `LONG_AFTER`.
    """
    mine, theirs = best.quotations[0], other.quotations[0]
    values = value_of(mine.text), value_of(theirs.text)
    here, there = told(mine), told(theirs)
    return {
        "best": _odds(best.confidence),
        "other": _odds(other.confidence),
        "alike": max(alike(one.sentence, two.sentence) for one in best.quotations for two in other.quotations),
        "told_alike": alike(here, there),
        "about": min(2.0, term_coverage(question, there) / max(0.1, term_coverage(question, here))),
        "forecast": float(bool(FORECAST.search(mine.sentence)) != bool(FORECAST.search(theirs.sentence))),
        "magnitude": _magnitude(*(float(value.amount or 0) for value in values)),
        "time": float(values[0].is_time),
        "name": float(values[0].name and values[1].name),
        "within": float(mine.article_id == theirs.article_id),
        "said_alike": alike(mine.text, theirs.text),
        "names": _names_shared(question, here, there),
        "apart": float(not _stories(best, story_of) & _stories(other, story_of)),
        "long_after": float(_days_between(mine, theirs) > LONG_AFTER),
    }


def _stories(one: Group, story_of: StoryOf) -> set[str]:
    return {story_of(quotation.article_id) for quotation in one.quotations}


def _names_shared(question: str, here: str, there: str) -> float:
    names = names_in(question) & content_words(here)
    return len(names & content_words(there)) / max(1, len(names))


def _days_between(mine: Quotation, theirs: Quotation) -> dt.timedelta:
    return abs(mine.date - theirs.date) if mine.date is not None and theirs.date is not None else dt.timedelta()


def told(quotation: Quotation) -> str:
    """A quotation's sentence under its headline."""
    return f"{quotation.headline} {quotation.sentence}"


def is_disputed(best: Group, other: Group) -> bool:
    """Whether one article sets the one against the other, close by: "The police counted 80; the organisers 120"."""
    return any(
        mine.article_id == theirs.article_id
        and abs(mine.start - theirs.start) <= DISPUTED_WITHIN
        and DISPUTE.search(f"{mine.sentence} {theirs.sentence}") is not None
        for mine in best.quotations
        for theirs in other.quotations
    )


def names_in(question: str) -> frozenset[str]:
    """The content words of a question that are names or numbers: capitalised after its first word, or with a digit."""
    found = re.findall(r"(?<=\s)(?:[^\W\d_][\w'’-]*|\S*\d\S*)", question)
    return content_words(" ".join(word for word in found if word[0].isupper() or any(map(str.isdigit, word))))


def _odds(probability: float) -> float:
    bounded = max(1e-6, min(1 - 1e-6, probability))
    return max(-MOST_ODDS, min(MOST_ODDS, math.log(bounded / (1 - bounded))))


def _magnitude(one: float, other: float) -> float:
    return min(MOST_MAGNITUDE, abs(math.log10(one / other))) if one > 0 and other > 0 else 0.0
