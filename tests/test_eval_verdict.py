"""Verdicts on single answers, by hand: what is right, who is to blame, and what there is to see it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.dataset import Kind, Place, Question
from eval.verdict import Blame, Excerpt, Known, Step, Verdict, find_blame, judge
from rag import Agreement, Answer, Check, Group, Hit, Passage, Quotation, Silence, Timings

TEXT = "Ada moved to Olm. Bo stayed in Ede. Olm is far."
ARTICLE = "0123456789abcdef"
PASSAGES = [(0, 17), (18, 35), (36, 47)]
WHERE = Question("q", Kind.ANSWERABLE, "Where?", ("Olm", "to Olm"), "a.txt", 13)
GOLD = [Place(ARTICLE, 10, 16), Place(ARTICLE, 13, 16)]
NOWHERE = Question("q", Kind.UNANSWERABLE, "Where?")


def quotation(start: int, end: int, confidence: float = 0.7, article: str = ARTICLE) -> Quotation:
    sha = article.ljust(64, "0")
    return Quotation(
        article, "Ada", None, "/a.txt", start, sha, start, end, TEXT[start:end], TEXT, 0, len(TEXT), confidence
    )


def hits(*passages: tuple[int, int], article: str = ARTICLE) -> tuple[Hit, ...]:
    return tuple(
        Hit(Passage(article, start, end, TEXT[start:end]), "Ada", None, rank, 1 / rank)
        for rank, (start, end) in enumerate(passages, start=1)
    )


def answered(found: Quotation, *passages: tuple[int, int]) -> Answer:
    read = hits(*(passages or PASSAGES))
    return Answer("Where?", found, (), found.confidence, 0.5, hits=read, read=tuple(hit.rank for hit in read))


def silent(*candidates: Quotation) -> Answer:
    confidence = candidates[0].confidence if candidates else 0.0
    read = hits(*PASSAGES)
    return Answer(
        "Where?",
        None,
        candidates,
        confidence,
        0.9,
        silence=Silence.NOT_ANSWERED,
        hits=read,
        read=tuple(hit.rank for hit in read),
    )


def judged(question: Question, answer: Answer, gold: Sequence[Place], checks: Sequence[Check]) -> Verdict:
    """The verdict when no more passages are ranked than may be read."""
    return judge(Known(question, tuple(gold), passages=1), answer, answer.hits, checks)


def test_a_right_answer_is_right_in_every_way() -> None:
    checks = [Check("Olm", "Ada", None), Check("Ede", "Ada", "gone")]
    answer = replace(answered(quotation(10, 16)), withheld=2, timings=Timings(1, 2, 3, 4))
    assert judged(WHERE, answer, GOLD, checks) == Verdict(
        question=WHERE,
        prediction="to Olm",
        best="to Olm",
        exact_match=1.0,
        f1=1.0,
        confidence=0.7,
        threshold=0.5,
        right=True,
        gold_ranks=(1,),
        gold_passages=1,
        retrieved=3,
        read=3,
        quotations=2,
        valid=1,
        withheld=2,
        in_gold_article=True,
        in_gold_place=True,
        blame=None,
        candidates=(Excerpt("a.txt", 10, 16, "to Olm", TEXT, 0, 1, 0.7, True),),
        gold=(),
        timings=Timings(1, 2, 3, 4),
    )


def test_the_same_words_elsewhere_match_but_are_not_right() -> None:
    verdict = judged(WHERE, answered(quotation(36, 39)), GOLD, [])
    assert (verdict.exact_match, verdict.f1, verdict.right, verdict.blame) == (1.0, 1.0, False, Blame.MISREAD)
    assert (verdict.in_gold_article, verdict.in_gold_place) == (True, False)


def test_the_same_place_in_another_article_is_not_right() -> None:
    verdict = judged(WHERE, answered(quotation(13, 16, article="f" * 16)), GOLD, [])
    assert (verdict.exact_match, verdict.right, verdict.in_gold_article) == (1.0, False, False)


@pytest.mark.parametrize(
    ("start", "end", "f1", "right"),
    [
        (13, 17, 1.0, True),  # "Olm." is "Olm" once normalized
        (4, 16, 2 * 2 / (3 + 2), True),  # "moved to Olm" against "to Olm"
        (0, 16, 2 * 2 / (4 + 2), True),  # "Ada moved to Olm"
        (0, 35, 2 * 2 / (8 + 2), False),  # right place, but too long to be an answer
        (16, 20, 0.0, False),  # ends where the answer ends, so it does not overlap
    ],
)
def test_right_needs_half_of_the_words(start: int, end: int, f1: float, right: bool) -> None:
    verdict = judged(WHERE, answered(quotation(start, end)), GOLD, [])
    assert verdict.f1 == pytest.approx(f1)
    assert verdict.right is right


def test_another_number_in_the_same_article_is_not_right_though_half_its_words_are() -> None:
    text = "It cost 12 million, not 13 million."
    question = Question("q", Kind.ANSWERABLE, "What should it have cost?", ("13 million",), "a.txt", 24)
    found = replace(quotation(0, 1), start=8, end=18, text=text[8:18])
    verdict = judged(question, answered(found), [Place(ARTICLE, 24, 34)], [])
    assert (verdict.prediction, verdict.f1, verdict.right) == ("12 million", 0.5, False)


@pytest.mark.parametrize(
    ("passages", "rank"),
    [
        ([(0, 17), (18, 35)], 1),
        ([(18, 35), (0, 17)], 2),
        ([(18, 35), (0, 15), (10, 16)], 3),  # half of an answer is not enough
        ([(18, 35)], None),
        ([(12, 20)], 1),  # covers the shorter of the two places
    ],
)
def test_gold_rank_is_that_of_the_first_passage_that_holds_an_answer(
    passages: list[tuple[int, int]], rank: int | None
) -> None:
    verdict = judged(WHERE, answered(quotation(18, 20), *passages), GOLD, [])
    assert verdict.gold_rank == rank
    assert verdict.blame is (Blame.NOT_RETRIEVED if rank is None else Blame.MISREAD)


def test_silence_over_a_right_candidate_is_the_fault_of_abstention() -> None:
    verdict = judged(WHERE, silent(quotation(13, 16, 0.6), quotation(36, 39, 0.2)), GOLD, [])
    assert (verdict.prediction, verdict.best, verdict.exact_match, verdict.f1) == (None, "Olm", 0.0, 0.0)
    assert (verdict.confidence, verdict.right, verdict.in_gold_article) == (0.6, True, None)
    assert verdict.blame is Blame.SILENCED


def test_only_the_best_candidate_counts() -> None:
    verdict = judged(WHERE, silent(quotation(36, 39, 0.6), quotation(13, 16, 0.2)), GOLD, [])
    assert (verdict.right, verdict.blame) == (False, Blame.OUTRANKED)
    assert [one.right for one in verdict.candidates] == [False, True]


def test_silence_on_an_unanswerable_question_scores_one() -> None:
    verdict = judged(NOWHERE, silent(quotation(13, 16, 0.6)), [], [])
    assert (verdict.exact_match, verdict.f1, verdict.blame) == (1.0, 1.0, None)
    assert (verdict.right, verdict.confidence, verdict.gold_rank) == (False, 0.6, None)


def test_an_answer_to_an_unanswerable_question_scores_zero() -> None:
    verdict = judged(NOWHERE, answered(quotation(13, 16)), [], [])
    assert (verdict.exact_match, verdict.f1, verdict.right) == (0.0, 0.0, False)
    assert verdict.blame is Blame.OVERANSWERED
    assert (verdict.in_gold_article, verdict.in_gold_place) == (None, None)  # there is no such place


def test_a_passage_that_is_ranked_but_not_to_be_read_was_not_retrieved() -> None:
    answer = answered(quotation(18, 20), (18, 35))
    deep = (*answer.hits, *hits((18, 35), (0, 17))[1:])
    verdict = judge(Known(WHERE, tuple(GOLD), passages=1), answer, deep, [])
    assert (verdict.gold_rank, verdict.retrieved, verdict.blame) == (2, 1, Blame.NOT_RETRIEVED)


def test_candidates_say_which_passage_they_are_from() -> None:
    answer = replace(answered(quotation(36, 39), (36, 47), (0, 17)), candidates=(quotation(13, 16), quotation(18, 20)))
    found = judged(WHERE, answer, GOLD, []).candidates
    assert [(one.text, one.rank, one.right) for one in found] == [
        ("Olm", 1, False),
        ("Olm", 2, True),
        ("Bo", None, False),
    ]


NO, YES = [False], [True]


@pytest.mark.parametrize(
    ("kind", "silent", "rights", "gold_rank", "blame"),
    [
        (Kind.ANSWERABLE, False, YES, 1, None),
        (Kind.ANSWERABLE, False, YES, None, None),
        (Kind.ANSWERABLE, True, YES, 1, Blame.SILENCED),
        (Kind.ANSWERABLE, True, YES, None, Blame.SILENCED),
        (Kind.ANSWERABLE, False, NO + YES, 1, Blame.OUTRANKED),
        (Kind.ANSWERABLE, True, NO + YES, 1, Blame.OUTRANKED),
        (Kind.ANSWERABLE, True, NO, 2, Blame.MISREAD),
        (Kind.ANSWERABLE, False, NO, 2, Blame.MISREAD),
        (Kind.ANSWERABLE, True, [], 1, Blame.MISREAD),
        (Kind.ANSWERABLE, False, NO, 3, Blame.NOT_READ),
        (Kind.ANSWERABLE, False, NO, 4, Blame.NOT_RETRIEVED),
        (Kind.FOLLOWUP, False, NO, None, Blame.NOT_RETRIEVED),
        (Kind.FOLLOWUP, True, [], None, Blame.NOT_RETRIEVED),
        (Kind.UNANSWERABLE, True, NO, None, None),
        (Kind.UNANSWERABLE, False, NO, None, Blame.OVERANSWERED),
    ],
)
def test_blame(kind: Kind, silent: bool, rights: list[bool], gold_rank: int | None, blame: Blame | None) -> None:
    quoted = None if silent else quotation(18, 20)
    answer = Answer("?", quoted, (), 0.5, 0.5, hits=hits(*PASSAGES), read=(1, 2))
    assert find_blame(Question("q", kind, "?"), answer, rights, gold_rank) is blame


def test_every_blame_belongs_to_a_step() -> None:
    assert {blame.value: blame.step for blame in Blame} == {
        "not_retrieved": Step.RETRIEVER,
        "not_read": Step.READER,
        "misread": Step.READER,
        "outranked": Step.READER,
        "silenced": Step.ABSTENTION,
        "overanswered": Step.ABSTENTION,
    }


def test_several_answers_of_one_sentence_count_as_the_list_that_they_are() -> None:
    first, second = quotation(0, 3), quotation(18, 20)
    groups = (Group((first,), 0.7, 1), Group((second,), 0.7, 1))
    answer = replace(answered(first), groups=groups, agreement=Agreement.SEVERAL, candidates=(second,))
    found = judged(replace(WHERE, answers=("Ada moved to Olm. Bo",)), answer, GOLD, [])
    assert (found.prediction, found.exact_match) == ("Ada moved to Olm. Bo", 1.0)
    assert found.right
