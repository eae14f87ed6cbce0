"""Who is accused of a deed is not said to have done it."""

from __future__ import annotations

import pytest

from rag.evidence.factuality.accused import is_only_accused
from tests.test_former import quoted

WHO = "Who killed Jan Brek?"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ole Dahl was charged on Monday with the murder of Jan Brek.",
        "Ole Dahl, 38, of Vell, denies murdering Jan Brek in March.",
        "Ole Dahl had been accused of the attempted murder of Jan Brek.",
        "Ole Dahl, a baker, was cleared of killing Jan Brek.",
        "Ole Dahl and Pia Lund pleaded not guilty to the murder.",
        "Police charged Ole Dahl with the murder.",
        "The trial of Ole Dahl for the murder of Jan Brek began.",
        "Ole Dahl went on trial for murder.",
    ],
)
def test_whom_a_sentence_accuses_is_known(sentence: str) -> None:
    assert is_only_accused(WHO, quoted(sentence, "Ole Dahl"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Ole Dahl was found guilty of killing Jan Brek.",
        "Ole Dahl admitted killing Jan Brek.",
        "Ole Dahl killed Jan Brek with a spade.",
        "Police said that Ole Dahl, who killed Jan Brek, was ill.",
    ],
)
def test_who_did_it_is_not_only_accused(sentence: str) -> None:
    assert not is_only_accused(WHO, quoted(sentence, "Ole Dahl"))


@pytest.mark.parametrize(
    "question", ["Who was charged with killing Jan Brek?", "Who is Ole Dahl?", "Who was arrested?"]
)
def test_a_question_for_the_accused_is_answered_by_them(question: str) -> None:
    assert not is_only_accused(question, quoted("Ole Dahl was charged with the murder of Jan Brek.", "Ole Dahl"))
