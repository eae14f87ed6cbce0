"""What is known of two quotations as answers to one question: what the comparing model and the rules say of them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from rag.comparer import Relation
from rag.datatypes import Quotation, StoryOf, TextOf
from rag.evidence.agreement.against import is_set_against
from rag.evidence.agreement.onesided import are_one_sided
from rag.evidence.agreement.stages import is_forecast, is_of_other_stage
from rag.evidence.attributed import is_between_speakers, is_of_another, is_of_one_speaker
from rag.evidence.days import are_of_two_months, is_part, period_of
from rag.evidence.factuality.corrections import is_taken_back
from rag.evidence.factuality.printed import puts_right
from rag.evidence.sameness import is_added, say_the_same, value_in
from rag.text.names import MONTHS, WEEKDAYS
from rag.text.values import is_vaguely, is_within, same_kind, value_of

Relate = Callable[[str, Sequence[tuple[Quotation, Quotation]]], Sequence[Relation]]
"""What the comparing model says of each pair of quotations as answers to a question."""

MAY_ANSWER = 0.07  # probability by itself from which a rival's contradiction counts
SURE = 2 / 3  # from which each of two numbers is sure
SURELY_DIFFER = 0.75  # what then counts as their contradicting each other
LIKE_SIZE, SHARED_NAMES = 1.0, 2  # powers of ten between such numbers, names that their articles share
MAY_BE_DAY, MAY_DIFFER = (
    0.3,
    0.1,
)  # from which each of two days may answer, and the model's word that they differ counts
NAMES_OF_ONE_STORY = 4
YEAR_ALONE = re.compile(r"(?:in )?(?:1\d|20)\d\d")
NAME_WITHIN = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")
MOST_MAGNITUDE = 2.0
MOST_ODDS = 6.0
MOST_DOUBT = 3.0  # log-odds: that a reader gives to 0.001 rather than 0.05 tells nothing of what another model compares


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
    if not (rule or _leave_open(question, best, other) or are_one_sided(question, best, other, text_of)):
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
    Two numbers of which each is surely an answer do, whatever the comparing model makes of them, and so do two days of
    articles about the same, if it does not rule it out.
    """
    best, other = pairs[0]
    if any(
        is_taken_back(one, another, text_of)
        or is_between_speakers(one, another)
        or is_set_against(question, one, another, text_of)
        or puts_right(question, one, another, text_of)
        or puts_right(question, another, one, text_of)
        for one, another in pairs
    ):
        return 1.0
    if other.confidence < MAY_ANSWER or is_of_one_speaker(best, other) or are_of_two_months(best, other, text_of):
        return 0.0
    if min(best.confidence, other.confidence) >= SURE and _count_one_thing(best, other, text_of):
        return max(differ, SURELY_DIFFER)
    if (
        min(best.confidence, other.confidence) >= MAY_BE_DAY
        and differ >= MAY_DIFFER
        and _are_two_days(best, other, text_of)
    ):
        return max(differ, SURELY_DIFFER)
    return differ


def _are_two_days(one: Quotation, other: Quotation, text_of: TextOf) -> bool:
    """Whether two articles about the same say when, and not alike: a day that was put off, mostly."""
    if one.article_id == other.article_id or period_of(one) is None or period_of(other) is None:
        return False
    return len(_names_of(one, text_of) & _names_of(other, text_of)) >= NAMES_OF_ONE_STORY


def _count_one_thing(one: Quotation, other: Quotation, text_of: TextOf) -> bool:
    """Whether two numbers of like size, and no years, stand in articles that have names in common."""
    amounts = [value_of(quotation.text).amount for quotation in (one, other)]
    if None in amounts or not same_kind(value_of(one.text), value_of(other.text)):
        return False
    if any(YEAR_ALONE.fullmatch(quotation.text) for quotation in (one, other)):
        return False
    if _magnitude(*(float(amount or 0) for amount in amounts)) >= LIKE_SIZE:
        return False
    return len(_names_of(one, text_of) & _names_of(other, text_of)) >= SHARED_NAMES


def _names_of(quotation: Quotation, text_of: TextOf) -> set[str]:
    """Of its article."""
    return names_within(f"{quotation.headline} {text_of(quotation.article_id)}")


def names_within(text: str) -> set[str]:
    """The capitalised words that stand within the sentences of a text, but for days and months."""
    return {name for name in NAME_WITHIN.findall(text) if name.lower() not in (*WEEKDAYS, *MONTHS)}


def by_words(question: str, pairs: Sequence[tuple[Quotation, Quotation]]) -> list[Relation]:
    """What a `Relate` says without a model: those with the same words agree, and nothing contradicts anything."""
    return [Relation(float(say_the_same(one, other)), 0.0) for one, other in pairs]


def _odds(probability: float) -> float:
    bounded = max(1e-6, min(1 - 1e-6, probability))
    return max(-MOST_ODDS, min(MOST_ODDS, math.log(bounded / (1 - bounded))))


def _magnitude(one: float, other: float) -> float:
    return min(MOST_MAGNITUDE, abs(math.log10(one / other))) if one > 0 and other > 0 else 0.0
