"""Quotations that say the same are one answer; answers that differ are a conflict, several right ones, or rivals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.datatypes import Agreement, Group, Quotation, StoryOf, TextOf
from rag.evidence.agreement.birthdays import last_birthday
from rag.evidence.agreement.comparing import LIKELY, compare
from rag.evidence.agreement.pairs import MOST_ODDS, Relate
from rag.evidence.agreement.standing import Standing, shipped_standing
from rag.evidence.doubts.odds import SURELY, doubt
from rag.evidence.factuality.corrections import is_denied, is_doubted, is_negated, is_replaced, is_taken_back
from rag.evidence.factuality.printed import is_printed, puts_right
from rag.evidence.sameness import are_two_times, say_the_same
from rag.evidence.words import names_in, told
from rag.question.several import asks_for_several
from rag.text.content import content_words, term_coverage
from rag.text.names import CAPITAL
from rag.text.values import DENIAL, count_other_things, same_kind, value_of

BESIDE_AT_LEAST = 0.5  # probability, unopposed, from which another answer of several is shown beside the best
ADDED_AT_LEAST = 0.1  # and from which one is that the same sentence names, or another says to come on top
ADDS = re.compile(
    r"\b(?:also|too|as well|likewise|join(?:s|ed|ing)?|another|further"
    r"|(?:second|third|fourth|fifth|sixth|seventh|next) (?=[a-z]))\b",
    re.IGNORECASE,
)
ASKS_HOW_MANY = re.compile(
    r"\bhow\b|\b(?:number|figure|count|total|toll|share|rate|percentage|price|cost|amount|sum|age|size)\b",
    re.IGNORECASE,
)
A_NAME = re.compile(CAPITAL)
NOT = re.compile(r"n[’']t\b")
LIST_SHARE = 1 / 3  # of the probability of the best, from which members come from another list that has it
AGREED_AT_LEAST = 0.42  # probability of the best, from which others are said to agree with it
AS_MUCH_ABOUT = 0.75  # of the question's words that the best answer's sentence has, a rival's has at least this share
SAYS_AS_MUCH = 0.5  # and that of a quotation that agrees, if it is not likely by itself


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
        made.append(_made_of(within, within[0].confidence, story_of))
    return sorted(made, key=lambda one: place[id(one.quotations[0])])


def only_likely(one: Group, story_of: StoryOf) -> Group:
    """`one` without quotations that hardly answer the question, whatever they say."""
    kept = [other for other in one.quotations if other.confidence >= LIKELY]
    return _made_of(kept or one.quotations[:1], one.confidence, story_of)


def _made_of(quotations: Sequence[Quotation], confidence: float, story_of: StoryOf) -> Group:
    return Group(tuple(quotations), confidence, len({story_of(other.article_id) for other in quotations}))


def settle(
    question: str,
    groups: Sequence[Group],
    story_of: StoryOf,
    relate: Relate,
    standing: Standing | None = None,
    *,
    text_of: TextOf = lambda article_id: "",
    is_list: bool = False,
) -> tuple[Agreement, tuple[Group, ...]]:
    """How the best of `groups`, most probable first and not empty, stands to the others; and those to show with it.

    To a question that asks for several, or whose best answer is a list (`is_list`), they are all that answer the same
    sort of question with sentences as much about it. To another, what agrees with the best quotation, by `standing`
    (that shipped if None), is its group, and what differs from it is shown beside it, the newest first, and what is
    only denied or taken back last. What is only denied or a rumour agrees with nothing that is neither. An article
    whose text (`text_of`) has none of the question's names that the best's has tells of something else, and does not
    agree.
    """
    if is_list or asks_for_several(question):
        best, *others = (only_likely(one, story_of) for one in groups)
        beside = [one for one in others if _in_one_list(best, one) or _is_beside(question, best, one)]
        return (Agreement.SEVERAL if beside else alone_or_agree(best)), (best, *beside)
    judge = standing if standing is not None else shipped_standing()
    compared = compare(question, groups, story_of, relate, text_of)
    first = groups[0].quotations[0]
    named = names_in(question) & _words_of(first, text_of)
    agreeing = [
        one.other
        for one in compared
        if first.confidence >= AGREED_AT_LEAST
        and judge.agrees(one.features)
        and not _say_another_thing(question, first, one.other)
        and _may_answer(question, first, one.other)
        and not is_denied(one.other)
        and not is_taken_back(first, one.other, text_of)
        and doubt(question, one.other, text_of(one.other.article_id)) < SURELY
        and (is_doubted(first) or not is_doubted(one.other))
        and (not named or named & _words_of(one.other, text_of))
    ]
    differing = [
        one.other
        for one in compared
        if judge.differs(one.features)
        and not is_negated(one.other)
        and not is_printed(one.other)
        and (one.features["contradict"] >= MOST_ODDS or not _is_of_one_that_agrees(one.other, agreeing))
    ]
    best, others = _gather(groups, agreeing, story_of)
    beside = [_without_denied(one, story_of) for one in others if one.quotations[0] in differing]
    if beside and (oldest := last_birthday(question, (best, *beside))) is not None:
        return alone_or_agree(oldest), (oldest,)
    if beside:
        told = [_judged_by_others(question, one, (best, *beside), text_of) for one in (best, *beside)]
        return Agreement.DIFFER, tuple(sorted(told, key=_refuted_last_newest_first))
    return alone_or_agree(best), (best,)


def _judged_by_others(question: str, one: Group, groups: Sequence[Group], text_of: TextOf) -> Group:
    """`one`, and whether it is only denied, or another of `groups` comes from an article that says it replaces it."""
    first = one.quotations[0]
    taken_back = all(is_denied(other) for other in one.quotations) or any(
        is_replaced(first, instead, text_of) or puts_right(question, first, instead, text_of)
        for other in groups
        if other is not one
        for instead in other.quotations
    )
    return replace(one, taken_back=taken_back)


def _refuted_last_newest_first(one: Group) -> tuple[bool, int]:
    is_refuted = one.taken_back or all(_is_refuted(other) for other in one.quotations)
    return is_refuted, -(one.newest or dt.date.min).toordinal()


def is_newest(one: Group, others: Sequence[Group]) -> bool:
    """Whether `one` is known to be newer than each of `others`."""
    newest = one.newest
    return newest is not None and all(other.newest is None or other.newest < newest for other in others)


def is_oldest(one: Group, others: Sequence[Group]) -> bool:
    """Whether `one` is known to be older than each of `others`."""
    newest = one.newest
    return newest is not None and all(other.newest is not None and newest < other.newest for other in others)


def _may_answer(question: str, best: Quotation, other: Quotation) -> bool:
    """Whether `other` is likely to answer, or at least stands in a sentence about what is asked: who is named there
    for something else does not agree.
    """  # fmt: skip
    if other.confidence >= LIKELY:
        return True
    return term_coverage(question, told(other)) >= SAYS_AS_MUCH * term_coverage(question, told(best))


def _is_of_one_that_agrees(one: Quotation, agreeing: Sequence[Quotation]) -> bool:
    """Whether the article of `one` rather gives the best answer: it tells something else with the other number."""
    return any(other.article_id == one.article_id and other.confidence > one.confidence for other in agreeing)


def _say_another_thing(question: str, best: Quotation, other: Quotation) -> bool:
    """Whether both say when, and not alike, or `question` does not ask how many and they count things of two sorts."""
    if are_two_times(best, other):
        return True
    return ASKS_HOW_MANY.search(question) is None and count_other_things(value_of(best.text), value_of(other.text))


def _words_of(quotation: Quotation, text_of: TextOf) -> frozenset[str]:
    """The content words of the article of a quotation, of its headline, and of the month that it is dated."""
    month = f"{quotation.date:%B %Y}" if quotation.date is not None else ""
    return content_words(f"{month} {quotation.headline} {text_of(quotation.article_id)}")


def _gather(groups: Sequence[Group], agreeing: Sequence[Quotation], story_of: StoryOf) -> tuple[Group, list[Group]]:
    """The best of `groups` with what is `agreeing`, and the likely quotations that say the same as that; the others."""
    first, *fellows = groups[0].quotations
    agreeing = [one for one in agreeing if not _in_one_sentence(first, one)]  # a sentence agrees with itself
    kept = [first, *(one for one in fellows if one in agreeing)]
    others = []
    for other in (only_likely(one, story_of) for one in groups[1:]):
        if other.quotations[0] in agreeing:
            kept += other.quotations
        else:
            others.append(other)
    return _made_of(kept, groups[0].confidence, story_of), others


def _is_refuted(quotation: Quotation) -> bool:
    return is_denied(quotation) or is_doubted(quotation)


def _without_denied(one: Group, story_of: StoryOf) -> Group:
    """`one` without what only denies it, unless nothing else says it: a correction makes no number newer."""
    kept = [other for other in one.quotations if not _is_refuted(other)]
    return _made_of(kept, one.confidence, story_of) if kept else one


def _in_one_sentence(one: Quotation, other: Quotation) -> bool:
    return (one.article_id, one.sentence_start) == (other.article_id, other.sentence_start)


def _is_beside(question: str, best: Group, other: Group) -> bool:
    one = other.quotations[0]
    adds = ADDS.search(one.sentence) is not None or any(_in_one_sentence(one, mine) for mine in best.quotations)
    are_alike = A_NAME.search(one.text) is not None or A_NAME.search(best.quotations[0].text) is None
    if other.confidence < (ADDED_AT_LEAST if adds and are_alike else BESIDE_AT_LEAST):
        return False
    is_denied_alone = bool(_denials(one.sentence) - _denials(f"{question} {best.quotations[0].sentence}"))
    return not is_denied_alone and _is_rival(question, best, other)


def _denials(text: str) -> frozenset[str]:
    return DENIAL & frozenset(re.findall(r"[^\W\d]+", NOT.sub(" not", text.lower())))


def _in_one_list(best: Group, other: Group) -> bool:
    """Whether an article that gives the one gives the other, as sure, and is hardly less sure than the best: those are
    members of one list, in a sentence, in lines or in a column.
    """  # fmt: skip
    if other.confidence < LIST_SHARE * best.confidence:
        return False
    places = {(one.article_id, one.confidence) for one in best.quotations}
    return any((one.article_id, one.confidence) in places for one in other.quotations)


def alone_or_agree(one: Group) -> Agreement:
    """Whether one article gives the answer, or several independent ones."""
    return Agreement.AGREE if one.independent > 1 else Agreement.ALONE


def _is_rival(question: str, best: Group, other: Group) -> bool:
    mine, theirs = best.quotations[0], other.quotations[0]
    if not same_kind(value_of(mine.text), value_of(theirs.text)):
        return False
    if any(say_the_same(theirs, one) for one in best.quotations):
        return False
    if not _names_the_same(question, mine, theirs):
        return False
    return term_coverage(question, told(theirs)) >= AS_MUCH_ABOUT * term_coverage(question, told(mine))


def _names_the_same(question: str, mine: Quotation, theirs: Quotation) -> bool:
    """Whether theirs has the names of the question that mine has: else it is about another place, person or year."""
    return names_in(question) & content_words(told(mine)) <= content_words(told(theirs))
