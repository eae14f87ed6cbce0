"""How two quotations stand to each other as answers to one question: alike, contradicting each other, or neither.

Two logistic regressions over what is known of a pair: what the comparing model says of it, and how likely each of the
two is to answer. Their numbers are data, in `standing.json`, fitted by `python -m eval.standing` on questions about
stories that several articles tell. What they are given of the reader are calibrated probabilities, so they hold for any
reader.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.comparer import Relation
from rag.datatypes import Quotation
from rag.errors import ModelError
from rag.evidence.against import is_set_against
from rag.evidence.attributed import is_between_speakers, is_of_another, is_of_one_speaker
from rag.evidence.confidence import StoryOf
from rag.evidence.corrections import TextOf, is_taken_back
from rag.evidence.days import are_of_two_months, is_part, period_of
from rag.evidence.stages import is_forecast, is_of_other_stage
from rag.text.amounts import Bound
from rag.text.content import content_words
from rag.text.names import MONTHS, WEEKDAYS
from rag.text.opposites import are_opposed
from rag.text.values import Value, is_vaguely, is_within, same, same_kind, value_of

Relate = Callable[[str, Sequence[tuple[Quotation, Quotation]]], Sequence[Relation]]
"""What the comparing model says of each pair of quotations as answers to a question."""

STANDING_FILE = Path(__file__).parent / "standing.json"
MONTH = dt.timedelta(days=31)
SINCE = re.compile(r"since (?:\w+ )?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
ADDS_BEFORE = re.compile(r"\b(?:another|(?:a|one) further|an additional|an extra)\s\Z", re.IGNORECASE)
ADDS_AFTER = re.compile(r"\s(?:more(?! than)|further|additional|extra|others)\b", re.IGNORECASE)
ADDS_WITHIN = re.compile(
    r"\b(?:another|a further|an additional|an extra)\b|\d\S* (?:more|further)\b(?! than)", re.IGNORECASE
)
LIMIT_BEFORE = re.compile(  # not "up to": inflation is "revised up to 4.3%"
    r"(?<!\bno )\b(?P<limit>about|around|some|roughly|approximately|an estimated|close to|nearly|almost|more than|over"
    r"|at least|fewer than|less than)\s\Z",
    re.IGNORECASE,
)
AGREE_FEATURES = ("best", "other", "accord", "rule", "numbers", "one_story")
DIFFER_FEATURES = ("best", "other", "answer", "contradict", "magnitude", "one_story")
MAY_ANSWER = 0.07  # probability by itself from which a rival's contradiction counts
SURE, SURELY_DIFFER = (
    2 / 3,
    0.75,
)  # from which both of two numbers are sure, and what then counts as their contradicting
LIKE_SIZE, SHARED_NAMES = 1.0, 2  # powers of ten between such numbers, names that their articles share
YEAR_ALONE = re.compile(r"(?:in )?(?:1\d|20)\d\d")
NAME_WITHIN = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")
MOST_MAGNITUDE = 2.0
MOST_ODDS = 6.0
MOST_DOUBT = 3.0  # log-odds: that a reader gives to 0.001 rather than 0.05 tells nothing of what another model compares


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


def pair_features(
    question: str,
    best: Quotation,
    other: Quotation,
    relation: Relation,
    story_of: StoryOf,
    text_of: TextOf = lambda article_id: "",
    fellows: Sequence[tuple[Quotation, Quotation]] = (),
) -> dict[str, float]:
    """What is known of two quotations, by the names in `AGREE_FEATURES` and `DIFFER_FEATURES`.

    `best`, `other`: log-odds of their probabilities. `answer`: of what the comparing model gives to both answering.
    `accord`: of what it gives to both answering alike; words that stand for the same are alike if both answer at all.
    `contradict`: of what it gives to their contradicting each other, as the rules bound it: see `_contradiction`. Two
    numbers that both answer and are not the same contradict each other: the rules read numbers better. `rule`: words
    stand for the same, by `say_the_same`. `numbers`: both are one; `magnitude`: how many powers of ten lie between.
    `one_story`: both stand in articles of one story. `fellows` are pairs of which one says what `best` or `other` says.
    """
    values = value_in(best), value_in(other)
    amounts = [value.amount for value in values]
    numbers, rule, answer = None not in amounts, say_the_same(best, other), relation.same + relation.differ
    contradict = 0.0
    if not (rule or _leave_open(question, best, other)):
        differ = answer if numbers else relation.differ
        contradict = _contradiction(question, [(best, other), *fellows], differ, text_of)
    return {
        "best": _odds(best.confidence),
        "other": max(-MOST_DOUBT, _odds(other.confidence)),
        "answer": _odds(answer),
        "accord": _odds(answer if rule else relation.same),
        "contradict": _odds(contradict),
        "rule": float(rule),
        "numbers": float(numbers),
        "magnitude": _magnitude(*(float(amount or 0) for amount in amounts)),
        "one_story": float(story_of(best.article_id) == story_of(other.article_id)),
    }


def _leave_open(question: str, best: Quotation, other: Quotation) -> bool:
    """Whether two that do not say the same may both be so: a number that another leaves open ("up to ten", "hundreds"),
    one that comes on top of others ("five more"), a forecast, another stage than is asked for, somebody else's word.
    """  # fmt: skip
    return (
        is_within(value_in(best), value_in(other))
        or is_part(best, other)
        or is_of_another(question, other)
        or is_added(best) != is_added(other)
        or is_vaguely(value_of(best.text), value_of(other.text))
        or is_forecast(question, best, other)
        or is_of_other_stage(question, other)
    )


def _contradiction(
    question: str, pairs: Sequence[tuple[Quotation, Quotation]], differ: float, text_of: TextOf
) -> float:
    """The probability that the first of `pairs` contradict each other: `differ`, if no rule knows better.

    What an article takes back surely contradicts what replaces it, and so does what it sets against another's count, if
    only of one of `pairs`. What one speaker says in one article, numbers of two months, and what hardly answers do not.
    Two numbers of which each is surely an answer do, whatever the comparing model makes of them.
    """
    best, other = pairs[0]
    if any(
        is_taken_back(one, another, text_of)
        or is_between_speakers(one, another)
        or is_set_against(question, one, another, text_of)
        for one, another in pairs
    ):
        return 1.0
    if other.confidence < MAY_ANSWER or is_of_one_speaker(best, other) or are_of_two_months(best, other, text_of):
        return 0.0
    if min(best.confidence, other.confidence) >= SURE and _count_one_thing(best, other, text_of):
        return max(differ, SURELY_DIFFER)
    return differ


def _count_one_thing(one: Quotation, other: Quotation, text_of: TextOf) -> bool:
    """Whether two numbers of like size, and no years, stand in articles that have names in common."""
    amounts = [value_of(quotation.text).amount for quotation in (one, other)]
    if None in amounts or not same_kind(value_of(one.text), value_of(other.text)):
        return False
    if any(YEAR_ALONE.fullmatch(quotation.text) for quotation in (one, other)):
        return False
    if _magnitude(*(float(amount or 0) for amount in amounts)) >= LIKE_SIZE:
        return False
    mine, theirs = (names_within(f"{each.headline} {text_of(each.article_id)}") for each in (one, other))
    return len(mine & theirs) >= SHARED_NAMES


def names_within(text: str) -> set[str]:
    """The capitalised words that stand within the sentences of a text, but for days and months."""
    return {name for name in NAME_WITHIN.findall(text) if name.lower() not in (*WEEKDAYS, *MONTHS)}


def by_words(question: str, pairs: Sequence[tuple[Quotation, Quotation]]) -> list[Relation]:
    """What a `Relate` says without a model: those with the same words agree, and nothing contradicts anything."""
    return [Relation(float(say_the_same(one, other)), 0.0) for one, other in pairs]


def say_the_same(one: Quotation, other: Quotation) -> bool:
    """Whether two quotations say the same: "Sunday" in articles of two weeks does not, "October" and "30 October" do.

    "2027" and "the spring of 2027" are told by their words: a year says too little of a day. "30 June" is "the end of
    June", and "since 2014" is "twelve years" in an article of 2026.
    """
    if _is_since(one, other) or _is_since(other, one):
        return True
    mine, theirs = period_of(one), period_of(other)
    if mine is not None and theirs is not None and max(last - first for first, last in (mine, theirs)) < MONTH:
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]
    return same(value_in(one), value_in(other))


def are_two_times(one: Quotation, other: Quotation) -> bool:
    """Whether both say when, and not alike: two times of day, or days of which none lies within the other."""
    mine, theirs = value_of(one.text), value_of(other.text)
    if say_the_same(one, other):
        return False
    if (mine.clock is not None and theirs.clock is not None) or are_opposed(mine.words, theirs.words):
        return True
    return period_of(one) is not None and period_of(other) is not None and not is_part(one, other)


def value_in(quotation: Quotation) -> Value:
    """What a quotation says in its sentence: a number is limited by what stands before it, "about" or "more than"."""
    value = value_of(quotation.text)
    if value.amount is None or value.bound is not Bound.EXACT:
        return value
    before = LIMIT_BEFORE.search(quotation.sentence, 0, max(0, quotation.start - quotation.sentence_start))
    return value if before is None else value_of(f"{before['limit']} {quotation.text}")


def is_added(quotation: Quotation) -> bool:
    """Whether a number comes on top of others: "five more bodies", "another 20"."""
    if value_of(quotation.text).amount is None:
        return False
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    return bool(ADDS_BEFORE.search(before) or ADDS_AFTER.match(after) or ADDS_WITHIN.search(quotation.text))


def _is_since(one: Quotation, other: Quotation) -> bool:
    """Whether `one` names a year since which it is as long as `other` says, in its own article."""
    since, lasted = SINCE.fullmatch(one.text), value_of(other.text)
    if since is None or other.date is None or lasted.unit != "year" or lasted.amount is None:
        return False
    years = other.date.year - int(since["year"])
    return years - 1 <= lasted.amount <= years


def told(quotation: Quotation) -> str:
    """A quotation's sentence under its headline."""
    return f"{quotation.headline} {quotation.sentence}"


def names_in(question: str) -> frozenset[str]:
    """The content words of a question that are names or numbers: capitalised after its first word, or with a digit."""
    found = re.findall(r"(?<=\s)(?:[^\W\d_][\w'’-]*|\S*\d\S*)", question)
    return content_words(" ".join(word for word in found if word[0].isupper() or any(map(str.isdigit, word))))


def _odds(probability: float) -> float:
    bounded = max(1e-6, min(1 - 1e-6, probability))
    return max(-MOST_ODDS, min(MOST_ODDS, math.log(bounded / (1 - bounded))))


def _magnitude(one: float, other: float) -> float:
    return min(MOST_MAGNITUDE, abs(math.log10(one / other))) if one > 0 and other > 0 else 0.0
