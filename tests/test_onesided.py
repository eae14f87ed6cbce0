"""What somebody is and the name are one answer, and two that say no do not contradict each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.comparer import Relation
from rag.evidence.agreement.onesided import are_one_sided, both_say_no, with_names_first
from rag.evidence.agreement.pairs import MOST_ODDS, pair_features
from tests.test_former import quoted

DIED, NAMED = "A lorry driver died on Friday.", "Piet Sandover died on Friday."


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("The lorry driver Piet Sandover died.", True),
        ("The lorry driver, Piet Sandover, died.", True),
        ("Piet Sandover, 46, a lorry driver, died.", True),
        ("Piet Sandover, the lorry driver, died.", True),
        ("Piet Sandover, Millbank's lorry driver, died.", True),
        ("Piet Sandover died. A lorry driver was hurt.", False),
        ("A lorry driver and Piet Sandover died.", False),
        ("The lorry driver Tom Moe died.", False),
        ("", False),
    ],
)
def test_what_somebody_is_called_is_told_by_an_article_of_the_two(article: str, expected: bool) -> None:
    told = {"a": article, "b": ""}
    for ids in ("ab", "ba"):
        one = replace(quoted(DIED, "A lorry driver"), article_id=ids[0])
        other = replace(quoted(NAMED, "Piet Sandover"), article_id=ids[1])
        assert are_one_sided("Who died?", one, other, told.__getitem__) is expected
        assert are_one_sided("Who died?", other, one, told.__getitem__) is expected


def test_two_names_and_two_numbers_are_two_answers() -> None:
    article = "Captain Tom Moe, Ann Lee, 12 men, two drivers Ann Lee"
    for mine, theirs in (("Tom Moe", "Ann Lee"), ("12", "two")):
        one, other = quoted(article, mine), quoted(article, theirs)
        assert not are_one_sided("Who died?", one, other, lambda _: article)


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        ("Was there an agreement?", "There never was one.", "I have agreed to nothing.", True),
        ("Is the yard for sale?", "It isn't for sale.", "Nobody has offered.", True),
        ("Is the yard for sale?", "It is not for sale.", "It is in talks.", False),
        ("Did nobody sign?", "Nobody signed.", "It is not so.", False),
        ("Was she convicted?", "She was found not guilty.", "Ann Lee, who was acquitted, came too.", True),
        ("Was she acquitted?", "She was not.", "Ann Lee, who was acquitted, came too.", False),
        ("Who signed?", "Nobody signed.", "It is not known.", False),
    ],
)
def test_two_that_say_no_are_of_one_side(question: str, one: str, other: str, expected: bool) -> None:
    assert both_say_no(question, quoted(one, one), quoted(other, other)) is expected


def test_the_model_is_not_believed_where_both_are_one() -> None:
    one = replace(quoted(DIED, "A lorry driver"), article_id="a")
    other = replace(quoted(NAMED, "Piet Sandover"), article_id="b")
    joined, apart = "The lorry driver Piet Sandover died.", "It was a Friday."
    for article, expected in ((joined, -MOST_ODDS), (apart, pytest.approx(2.197, abs=0.01))):
        features = pair_features("Who died?", one, other, Relation(0.0, 0.9), lambda id_: id_, lambda _, t=article: t)
        assert features["contradict"] == expected


def test_who_is_answered_by_a_name_if_an_article_has_it() -> None:
    described, named = quoted(DIED, "A lorry driver"), replace(quoted(NAMED, "Piet Sandover"), confidence=0.3)
    joined = "The lorry driver Piet Sandover died."
    told = with_names_first("Who died?", {described: 0.8, named: 0.3}, lambda _: joined)
    assert [(one.text, probability) for one, probability in told.items()] == [
        ("Piet Sandover", 0.8),
        ("A lorry driver", 0.8),
    ]
    for question, article in (("Who died?", ""), ("Who is Piet Sandover?", joined), ("What died?", joined)):
        kept = {described: 0.8, named: 0.3}
        assert list(with_names_first(question, kept, lambda _, t=article: t).items()) == list(kept.items())
