"""Numbers that an article sets against each other: another party's count of the same thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.comparer import Relation
from rag.datatypes import Article, Quotation, Source, text_sha256
from rag.evidence.agreement.against import first_of_two, is_set_against, set_against
from rag.evidence.agreement.pairs import MOST_ODDS, pair_features
from rag.opposing import SHARE, with_set_against
from tests.test_groups import quotation

ASKED = "How many swans live on Lake Orrel?"


def of_text(text: str, said: str, article: str = "a", confidence: float = 0.8) -> Quotation:
    """The first `said` of an article that is nothing but `text`, one sentence or more."""
    start = text.index(said)
    first = text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0
    stop = text.find(". ", start)
    last = stop + 1 if stop >= 0 else len(text)
    return replace(
        quotation(said, article, confidence=confidence),
        start=start,
        end=start + len(said),
        sentence=text[first:last],
        sentence_start=first,
        sentence_end=last,
    )


def against(text: str, said: str, question: str = ASKED) -> list[str]:
    start = text.index(said)
    return [text[first:last] for first, last in set_against(question, text, start, start + len(said))]


@pytest.mark.parametrize(
    ("text", "early", "late"),
    [
        ("Wardens counted 310 swans; the anglers spoke of 480.", "310", "480"),
        ("There are 310 swans on the lake, the wardens say. The anglers put the figure at 480.", "310", "480"),
        ("The wardens said 310 swans live there. Anglers said that 480 swans did.", "310", "480"),
        ("Wardens say 310 swans live there. The anglers dispute that. Their count was 480.", "310", "480"),
        ("Repairs cost €2.7bn, she said, but the auditor's estimate is €3.4bn.", "€2.7bn", "€3.4bn"),
        ("It costs 420 million, sources said - not the 385 million that the mayor admits to.", "420", "385 million"),
        ("The firm said it knew since 3 May; the regulator says it was told on 27 April.", "3 May", "27 April"),
        ("Ms Falk estimated the loss at 35 million. Others called that too high; theirs was an estimate of 12 to 15"
         " million.", "35 million", "12 to 15 million"),
    ],
)  # fmt: skip
def test_what_another_counts_is_set_against_the_first_number(text: str, early: str, late: str) -> None:
    assert against(text, early) == [late]
    assert [one for one in against(text, late) if one in early or early in one]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Wardens counted 310 swans; the anglers counted 480 herons.", "310"),  # other things
        ("Wardens counted 310 swans and 480 herons.", "310"),  # one clause
        ("Wardens counted 310 swans; a year earlier they spoke of 480.", "310"),  # another time
        ("Wardens say 310 swans live there. He said that 480 had been counted elsewhere.", "310"),  # the same speaker
        ("The wardens want 310 swans, they say; the anglers demand 480.", "310"),  # what somebody wants
        ("Wardens counted 310 swans. The lake is 12 metres deep, they said.", "310"),  # another unit
        ("Wardens counted 310 swans. Ms Falk, 48, said so.", "310"),  # an age
        ("Wardens counted 310 swans. The lake was dug in 1874, anglers said.", "310"),  # a year
        ("Wardens counted 310 swans. There are 310, the anglers say.", "310"),  # the same
    ],
)
def test_other_numbers_are_not(text: str, said: str) -> None:
    assert against(text, said) == []


def test_two_numbers_that_are_set_against_each_other_contradict_surely() -> None:
    text = "Wardens counted 310 swans; the anglers spoke of 480."
    one, other = of_text(text, "310"), of_text(text, "480")

    def contradict(article_text: str) -> float:
        return pair_features(ASKED, one, other, Relation(0.0, 0.1), lambda id_: id_, lambda id_: article_text)[
            "contradict"
        ]

    assert contradict(text) == MOST_ODDS
    assert contradict("") < 0


def test_so_do_those_of_two_articles_of_which_one_names_both() -> None:
    text = "Wardens counted 310 swans; the anglers spoke of 480."
    elsewhere, other = of_text("There are 310 swans.", "310", "b"), of_text(text, "480")
    assert is_set_against(ASKED, elsewhere, other, {"a": text, "b": "There are 310 swans."}.__getitem__)
    assert is_set_against(ASKED, other, elsewhere, {"a": text, "b": "There are 310 swans."}.__getitem__)


def test_of_a_quotation_that_has_both_the_first_is_told() -> None:
    text = "Wardens counted 310 swans; the anglers spoke of 480."
    assert text[16 : first_of_two(ASKED, text, 16, len(text) - 1)] == "310 swans"
    assert first_of_two(ASKED, text, 16, 25) == 25


def test_what_is_set_against_the_likeliest_is_quoted_even_if_no_reader_did() -> None:
    text = "Wardens counted 310 swans; the anglers spoke of 480."
    article = Article("Flood", text, text_sha256(text), None, (Source("a.txt", 0, ""),))
    best = replace(of_text(text, "310 swans"), article_id=article.id)
    found = with_set_against(ASKED, {best: 0.6}, {article.id: article}.get)
    one, other = found
    assert (one, found[one]) == (best, 0.6)
    assert (other.text, found[other], other.confidence) == ("480", SHARE * 0.6, SHARE * best.confidence)
    assert text[other.start : other.end] == "480"
    both = replace(of_text(text, "310 swans; the anglers spoke of 480"), article_id=article.id)
    told = with_set_against(ASKED, {both: 0.6}, {article.id: article}.get)
    assert [each.text for each in told] == ["310 swans", "480"]
