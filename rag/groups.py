"""Quotations that say the same are one answer; answers that differ are a conflict, several right ones, or rivals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from rag.confidence import StoryOf, content_words, term_coverage
from rag.datatypes import Agreement, Group, Quotation
from rag.lists import asks_for_several
from rag.values import same, same_kind, value_of

Alike = Callable[[str, str], float]
"""How much two sentences say alike, in [-1, 1]: the cosine of their vectors."""

BESIDE_AT_LEAST = 0.5  # probability, unopposed, from which another answer of several is shown beside the best
DIFFERS_AT_LEAST = 0.3  # and one that contradicts it, which has to be said in much the same way
SAID_ALIKE = 0.55
FORECAST = re.compile(
    r"\b(?:could|would|may|might|expect(?:s|ed)?|forecasts?|predict\w*|wants?|demand\w*|should|aims?)\b", re.IGNORECASE
)
DISPUTED_WITHIN = 500  # characters between the two numbers of a dispute that one article reports
DISPUTE = re.compile(
    r"\b(?:disput\w+|den(?:y|ies|ied)|contradict\w*|contest\w*|reject\w*|spoke of|speaks? of|put (?:the|it|them|its)\b"
    r"|too (?:high|low)|own (?:estimate|figure|count)|by contrast|against)",
    re.IGNORECASE,
)
AGREES_AT_LEAST = 0.05  # probability, unopposed, from which a quotation counts as saying the same
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


def only_likely(one: Group, story_of: StoryOf) -> Group:
    """`one` without quotations that hardly answer the question, whatever they say."""
    best = one.quotations[0]
    kept = (best, *(other for other in one.quotations[1:] if other.confidence >= AGREES_AT_LEAST))
    return Group(kept, one.confidence, len({story_of(other.article_id) for other in kept}))


def _about(question: str, quotation: Quotation) -> float:
    return term_coverage(question, f"{quotation.headline} {quotation.sentence}")


def say_the_same(one: Quotation, other: Quotation) -> bool:
    """Whether two quotations say the same: "Sunday" in articles of two weeks does not."""
    mine, theirs = _period(one), _period(other)
    if mine is not None and theirs is not None:
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]
    return same(value_of(one.text), value_of(other.text))


def _period(quotation: Quotation) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of what a date in the quotation means, where it is relative."""
    within = [one for one in quotation.dates if quotation.start <= one.start and one.end <= quotation.end]
    if len(within) != 1 or len(quotation.text) > 2 * len(within[0].text):
        return None  # it says more than when
    return within[0].first, within[0].last


def settle(
    question: str, groups: Sequence[Group], story_of: StoryOf, alike: Alike
) -> tuple[Agreement, tuple[Group, ...]]:
    """How the best of `groups`, most probable first and not empty, stands to the others; and those to show with it.

    To a question that asks for several, they are all that answer the same sort of question with sentences as much about
    it. To another, such groups differ from the best if they come from other stories, and are told in like sentences: a
    forecast does not contradict what happened. The newest stands first.
    """
    best = groups[0]
    if asks_for_several(question):
        beside = [one for one in groups[1:] if _in_one_list(best, one) or _is_beside(question, best, one)]
        return (Agreement.SEVERAL if beside else _alone_or_agree(best)), (best, *beside)
    told = {story_of(one.article_id) for one in best.quotations}
    differing = [
        one
        for one in groups[1:]
        if (not told & {story_of(other.article_id) for other in one.quotations} or _is_disputed(best, one))
        and one.confidence >= DIFFERS_AT_LEAST
        and _is_rival(question, best, one)
        and _can_differ(best, one, alike)
    ]
    if differing:
        newest_first = sorted((best, *differing), key=lambda one: one.newest or dt.date.min, reverse=True)
        return Agreement.DIFFER, tuple(newest_first)
    return _alone_or_agree(best), (best,)


def _is_beside(question: str, best: Group, other: Group) -> bool:
    return other.confidence >= BESIDE_AT_LEAST and _is_rival(question, best, other)


def _in_one_list(best: Group, other: Group) -> bool:
    """Whether a sentence that gives the one gives the other, as sure."""
    places = {(one.article_id, one.sentence_start, one.confidence) for one in best.quotations}
    return any((one.article_id, one.sentence_start, one.confidence) in places for one in other.quotations)


def _alone_or_agree(one: Group) -> Agreement:
    return Agreement.AGREE if one.independent > 1 else Agreement.ALONE


def _can_differ(best: Group, other: Group, alike: Alike) -> bool:
    """Whether anything that is said for the one contradicts anything that is said for the other."""
    return any(_contradicts(mine, theirs, alike) for mine in best.quotations for theirs in other.quotations)


def _is_disputed(best: Group, other: Group) -> bool:
    """Whether one article sets the one against the other, close by: "The police counted 80; the organisers 120"."""
    return any(
        mine.article_id == theirs.article_id
        and abs(mine.start - theirs.start) <= DISPUTED_WITHIN
        and DISPUTE.search(f"{mine.sentence} {theirs.sentence}") is not None
        for mine in best.quotations
        for theirs in other.quotations
    )


def _contradicts(mine: Quotation, theirs: Quotation, alike: Alike) -> bool:
    """Only numbers, dates and names contradict each other; two phrases in other words may both be right."""
    values = value_of(mine.text), value_of(theirs.text)
    if not all(value.amount is not None or value.name or value.is_time or value.is_share for value in values):
        return False
    if bool(FORECAST.search(mine.sentence)) != bool(FORECAST.search(theirs.sentence)):
        return False
    return alike(mine.sentence, theirs.sentence) >= SAID_ALIKE


def _is_rival(question: str, best: Group, other: Group) -> bool:
    mine, theirs = best.quotations[0], other.quotations[0]
    if not same_kind(value_of(mine.text), value_of(theirs.text)):
        return False
    if any(say_the_same(theirs, one) for one in best.quotations):
        return False
    here, there = (f"{one.headline} {one.sentence}" for one in (mine, theirs))
    if not names_in(question) & content_words(here) <= content_words(there):
        return False  # about another place, person or year
    return _about(question, theirs) >= AS_MUCH_ABOUT * _about(question, mine)


def names_in(question: str) -> frozenset[str]:
    """The content words of a question that are names or numbers: capitalised after its first word, or with a digit."""
    found = re.findall(r"(?<=\s)(?:[^\W\d_][\w'’-]*|\S*\d\S*)", question)
    return content_words(" ".join(word for word in found if word[0].isupper() or any(map(str.isdigit, word))))
