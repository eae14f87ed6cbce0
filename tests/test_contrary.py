"""What rose did not fall, and what somebody bought was not sold for that."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.contrary import is_of_contrary
from rag.evidence.doubts.odds import SURELY, doubt
from tests.test_former import quoted


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("By how much did prices rise in April?", "Inflation fell to 3.5 percent in April.", "3.5 percent"),
        ("How far did sales fall?", "Sales rose by 12% in April.", "12%"),
        ("By how much did the bank raise its rate?", "It cut its key rate to 4.5% on Thursday.", "4.5%"),
        ("When will the road open?", "The road was closed on 3 May.", "3 May"),
        ("When was Ivo Hessel born?", "Hessel died in 1802.", "1802"),
        ("How many approve the toll?", "The council rejected it by nine votes.", "nine"),
        ("How much gas does Norland export?", "Norland imports 40m tonnes of gas a year.", "40m tonnes"),
        ("How much did Strom sell the mill for?", "Strom bought the mill in 2016 for £1.4bn.", "£1.4bn"),
        ("How much did Strom lend the mill?", "Strom has borrowed £2m.", "£2m"),
        ("Who accepted the prize?", "The poet Ines Lo has refused the prize.", "Ines Lo"),
        ("Who closed the pool?", "Alice Bright opened the pool in 2022.", "Alice Bright"),
        ("How much did Strom pay for the mill?", "The mill is worth £2m.", "£2m"),
        ("How much did Strom pay for the mill?", "A rival had offered £2m.", "£2m"),
        ("How much is the boat worth?", "Their boat, bought for £4,000, is 24 years old.", "£4,000"),
    ],
)
def test_the_contrary_is_doubted(question: str, sentence: str, answer: str) -> None:
    one = quoted(sentence, answer)
    assert is_of_contrary(question, one)
    assert doubt(question, one, sentence) == SURELY


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("By how much did prices rise in April?", "Prices rose by 3% in April.", "3%"),
        ("By how much did prices rise?", "Bread fell 2%, while rents went up by 3%.", "3%"),
        ("By how much did prices rise?", "As wages fell, prices were 3% dearer.", "3%"),  # another clause
        ("By how much did prices rise or fall?", "Prices fell by 3%.", "3%"),
        ("When does the road not open?", "It stays shut until Thursday.", "Thursday"),
        ("When will the camp close?", "The camp may stay open until 30 June.", "30 June"),
        ("When will the road open?", "Closed since May, the road can be used from Sunday.", "Sunday"),
        ("Where was Ivo Hessel born?", "Hessel died in 1802 in Lund, where he was born.", "Lund"),
        # The other side of one deal is the same deal.
        ("How much did Strom sell the mill for?", "Vantage bought the mill from Strom for £1.4bn.", "£1.4bn"),
        ("How much was the mill sold for?", "Strom bought the mill for £1.4bn.", "£1.4bn"),
        ("How much did Strom pay for the mill?", "Strom bought the mill in a deal worth £2m.", "£2m"),
        ("How much will Strom pay for the mill?", "Strom has offered £2m.", "£2m"),
        ("How much is the deal worth?", "Strom has bought the mill for £2m.", "£2m"),
        ("How much is the boat worth?", "Valued at £9,000, their boat was bought for £4,000.", "£9,000"),
        ("Who accepted the prize?", "Ines Lo refused the cheque but took the prize.", "Ines Lo"),
        ("Who sold the mill?", "Strom bought the mill from Vantage.", "Vantage"),
    ],
)
def test_what_may_be_asked_is_not_doubted(question: str, sentence: str, answer: str) -> None:
    assert not is_of_contrary(question, quoted(sentence, answer))
