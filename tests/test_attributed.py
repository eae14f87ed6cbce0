"""Whose word a question asks for: what somebody else says contradicts nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.comparer import Relation
from rag.datatypes import Quotation, Speaker
from rag.evidence.agreement.pairs import MOST_ODDS, pair_features
from rag.evidence.attributed import is_between_speakers, is_of_another
from rag.text.speech import find_speaker
from tests.test_former import quoted
from tests.test_groups import quotation


def told(sentence: str) -> Quotation:
    return replace(quotation("63 km/h", "b"), sentence=sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("What speed was the train doing according to the drivers' union?", "The recorder showed 63 km/h.", True),
        ("What speed was the train doing according to the drivers' union?", "The union's drivers say 63 km/h.", False),
        ("According to the union, how many were on strike?", "The Board put the number at 3,900.", True),
        ("How many nurses struck, by the Board's count?", "The union said 5,400.", True),
        ("How many nurses struck, by the Board's count?", "The Board counted 3,900.", False),
        ("What did the Lind police say was the size of the march?", "The union counted 11,000 marchers.", True),
        ("How much does the auditor think was spent?", "The ministry put it at 4 million.", True),
        ("What does the IMF say?", "The International Monetary Fund said 63.", False),
        ("How many died, according to the World Health Organization?", "The WHO said 63.", False),
        ("How many died, according to President Joe Biden?", "Biden said 63.", False),
        ("How many died, according to Karel's lawyer?", "The lawyer said 63.", False),
        ("How many does the firm claim were hurt?", "The union said 63.", True),
        # Nobody's word is asked for.
        ("How much did the family claim in benefits?", "It was 63 million.", False),
        ("According to schedule, when does it open?", "On 6 May.", False),
        ("According to whom was the vote rigged?", "The union said so.", False),
        ("How did the cost compare with the estimate?", "It was 63 million.", False),
        ("When did the new forecast arrive?", "On 6 May.", False),
        ("How many genes does Matsuda believe in?", "There are 63.", False),
        ("According to the official figures, how many died?", "Some 63 died.", False),
        ("How much do experts think it will cost?", "It will be 63 million.", False),
        ("How many nurses joined the strike?", "The Board put the number at 3,900.", False),
        ("What did he say about the flood?", "The mayor spoke of a wall of water.", False),
        ("How many procedures had the strike put off?", "The ministry counted 3,280.", False),
        ("What do you think?", "Nobody knows.", False),
        ("", "Nobody knows.", False),
    ],
)
def test_whose_word_is_asked_for(question: str, sentence: str, expected: bool) -> None:
    assert is_of_another(question, told(sentence)) is expected


def test_whoever_is_told_to_speak_is_known_by_that_too() -> None:
    question = "How many nurses struck, according to Oskar Brandt?"
    other = told("It was 3,900, he said.")
    assert is_of_another(question, other)
    assert not is_of_another(question, replace(other, speaker=Speaker(0, 12, "Oskar Brandt")))


def test_what_another_says_does_not_contradict() -> None:
    best, other = quotation("64 km/h"), told("The recorder showed 63 km/h.")
    plain, of_the_union = "How fast was the train?", "How fast was the train, according to the union?"
    for question, contradicts in ((plain, True), (of_the_union, False)):
        found = pair_features(question, best, other, Relation(0.1, 0.8), lambda id_: id_)["contradict"]
        assert (found > 0) is contradicts
        assert contradicts or found == -MOST_ODDS


def spoken(sentence: str, text: str) -> Quotation:
    one = quoted(sentence, text)
    start = one.start - one.sentence_start
    found = find_speaker(sentence, start, start + len(text))
    speaker = None if found is None else Speaker(*(1000 + at for at in found), sentence[found[0] : found[1]])
    return replace(one, speaker=speaker)


@pytest.mark.parametrize(
    ("sentence", "one", "other", "expected"),
    [
        ("Some 450 jobs will go, the union said; the company spoke of 280.", "450", "280", True),
        ("Police put the crowd at 4,000; organisers said 11,000 came.", "4,000", "11,000", True),
        ("The treasurer put it at 38 million, while Falk said it was 21 million.", "38 million", "21 million", True),
        ("It will cost 180 jobs; the union puts the figure at 240.", "180", "240", True),
        ("It will cost 180 jobs, but Falk said the number was closer to 240.", "180", "240", True),
        ("It will cost 180 of 240 jobs; the union puts the loss at 9 percent.", "180", "240", False),
        ("The union said that 450 of 2,000 jobs will go.", "450", "2,000", False),
        ("The union said 12 km; the company spoke of 280 tonnes.", "12 km", "280 tonnes", False),
        ("Karel said yes; Dorn said no.", "yes", "no", False),
    ],
)
def test_two_who_speak_in_one_sentence_contradict_each_other(
    sentence: str, one: str, other: str, expected: bool
) -> None:
    pair = spoken(sentence, one), spoken(sentence, other)
    assert is_between_speakers(*pair) is expected
    assert is_between_speakers(*reversed(pair)) is expected
