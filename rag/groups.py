"""Quotations that say the same are one answer; answers that differ are a conflict, several right ones, or rivals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rag.confidence import StoryOf, content_words, term_coverage
from rag.datatypes import Agreement, Group, Quotation
from rag.lists import asks_for_several
from rag.standing import Alike, Standing, may_differ, names_in, pair_features, shipped_standing, told
from rag.values import same, same_kind, value_of

BESIDE_AT_LEAST = 0.5  # probability, unopposed, from which another answer of several is shown beside the best
RIVALS_AT_LEAST = 0.05  # and from which one may contradict the best
AGREES_AT_LEAST = 0.05  # probability, unopposed, from which a quotation counts as saying the same
EXACT_DIGITS = 3  # of a number that is hardly the same by chance
ABOUT_IT = 0.5  # share of the question's words that a sentence and its headline have
MONTH = dt.timedelta(days=31)
AS_MUCH_ABOUT = 0.75  # of the question's words that the best answer's sentence has, a rival's has at least this share


def group(quotations: Sequence[Quotation], story_of: StoryOf) -> list[Group]:
    """`quotations`, most probable first, as groups that say the same; the group of the most probable comes first.

    A short form that fits two groups, as "Dorn" does "Ilse Dorn" and "Karel Dorn", joins neither.
    """
    members: list[list[Quotation]] = []
    for quotation in sorted(quotations, key=lambda one: -len(value_of(one.text).words)):
        words = value_of(quotation.text).words
        fitting = [one for one in members if all(say_the_same(quotation, other) for other in one)]
        exact = [one for one in fitting if any(words == value_of(other.text).words for other in one)]
        if len(exact or fitting) == 1:
            (exact or fitting)[0].append(quotation)
        else:
            members.append([quotation])
    place = {id(quotation): at for at, quotation in enumerate(quotations)}
    made = []
    for one in members:
        within = tuple(sorted(one, key=lambda quotation: place[id(quotation)]))
        made.append(Group(within, within[0].confidence, len({story_of(other.article_id) for other in within})))
    return sorted(made, key=lambda one: place[id(one.quotations[0])])


def only_likely(question: str, one: Group, story_of: StoryOf) -> Group:
    """`one` without quotations that hardly answer the question, whatever they say.

    What has the very number, to three digits or more, in a sentence about the question, answers it whatever the reader
    thinks: "exceeded $64.1 billion" beside "more than $64.1bn".
    """
    best = one.quotations[0]
    exact = _has_exact_number(best)
    kept = (
        best,
        *(
            other
            for other in one.quotations[1:]
            if other.confidence >= AGREES_AT_LEAST or (exact and _about(question, other) >= ABOUT_IT)
        ),
    )
    return Group(kept, one.confidence, len({story_of(other.article_id) for other in kept}))


def _has_exact_number(one: Quotation) -> bool:
    value = value_of(one.text)
    if value.amount is None or value.is_time:
        return False
    return len(f"{value.amount:f}".replace(".", "").strip("0")) >= EXACT_DIGITS


def _about(question: str, quotation: Quotation) -> float:
    return term_coverage(question, told(quotation))


def say_the_same(one: Quotation, other: Quotation) -> bool:
    """Whether two quotations say the same: "Sunday" in articles of two weeks does not, "October" and "30 October" do.

    "2027" and "the spring of 2027" are told by their words: a year says too little of a day.
    """
    mine, theirs = _period(one), _period(other)
    if mine is not None and theirs is not None and max(last - first for first, last in (mine, theirs)) < MONTH:
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]
    return same(value_of(one.text), value_of(other.text))


def _period(quotation: Quotation) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of what a date in the quotation means, where it is relative."""
    within = [one for one in quotation.dates if quotation.start <= one.start and one.end <= quotation.end]
    if len(within) != 1 or len(quotation.text) > 2 * len(within[0].text):
        return None  # it says more than when
    return within[0].first, within[0].last


def settle(
    question: str, groups: Sequence[Group], story_of: StoryOf, alike: Alike, standing: Standing | None = None
) -> tuple[Agreement, tuple[Group, ...]]:
    """How the best of `groups`, most probable first and not empty, stands to the others; and those to show with it.

    To a question that asks for several, they are all that answer the same sort of question with sentences as much about
    it. To another, such groups differ from the best if `standing`, that shipped if None, finds it likely. The newest
    stands first.
    """
    best = groups[0]
    if asks_for_several(question):
        beside = [one for one in groups[1:] if _in_one_list(best, one) or _is_beside(question, best, one)]
        return (Agreement.SEVERAL if beside else _alone_or_agree(best)), (best, *beside)
    judge = standing if standing is not None else shipped_standing()
    differing = [
        one
        for one in rivals(groups, story_of)
        if judge.probability(pair_features(question, best, one, alike, story_of)) >= judge.threshold
    ]
    if differing:
        newest_first = sorted((best, *differing), key=lambda one: one.newest or dt.date.min, reverse=True)
        return Agreement.DIFFER, tuple(newest_first)
    return _alone_or_agree(best), (best,)


def rivals(groups: Sequence[Group], story_of: StoryOf) -> list[Group]:
    """Those of `groups`, likely enough to answer the question, that may contradict the first of them."""
    best = groups[0]
    return [
        one
        for one in groups[1:]
        if one.confidence >= RIVALS_AT_LEAST
        and may_differ(best, one, story_of)
        and not any(say_the_same(one.quotations[0], other) for other in best.quotations)
    ]


def _is_beside(question: str, best: Group, other: Group) -> bool:
    return other.confidence >= BESIDE_AT_LEAST and _is_rival(question, best, other)


def _in_one_list(best: Group, other: Group) -> bool:
    """Whether a sentence that gives the one gives the other, as sure."""
    places = {(one.article_id, one.sentence_start, one.confidence) for one in best.quotations}
    return any((one.article_id, one.sentence_start, one.confidence) in places for one in other.quotations)


def _alone_or_agree(one: Group) -> Agreement:
    return Agreement.AGREE if one.independent > 1 else Agreement.ALONE


def _is_rival(question: str, best: Group, other: Group) -> bool:
    mine, theirs = best.quotations[0], other.quotations[0]
    if not same_kind(value_of(mine.text), value_of(theirs.text)):
        return False
    if any(say_the_same(theirs, one) for one in best.quotations):
        return False
    if not _names_the_same(question, mine, theirs):
        return False
    return _about(question, theirs) >= AS_MUCH_ABOUT * _about(question, mine)


def _names_the_same(question: str, mine: Quotation, theirs: Quotation) -> bool:
    """Whether theirs has the names of the question that mine has: else it is about another place, person or year."""
    return names_in(question) & content_words(told(mine)) <= content_words(told(theirs))
