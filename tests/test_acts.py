"""Who filmed the wolf did not shoot it."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.acts import is_of_other_act
from rag.evidence.doubts.odds import PERHAPS, doubt
from tests.test_former import quoted


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Who shot the wolf?", "A watchman, Emil Draxler, filmed the wolf.", "Emil Draxler"),
        ("Who stole the bear?", "The sculpture, by Helga Brand, weighs 240 kilograms.", "Helga Brand"),
        ("Who built the hotel?", "Baris Ay, 57, had two floors added to the hotel in 2018.", "Baris Ay"),
        ("Who planted the orchids?", "A botanist, Delphine Roy, found 31 orchids.", "Delphine Roy"),
    ],
)
def test_another_act_is_doubted_a_little(question: str, sentence: str, answer: str) -> None:
    one = quoted(sentence, answer)
    assert is_of_other_act(question, one)
    assert doubt(question, one, sentence) == PERHAPS


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Who shot the wolf?", "The gunman was Emil Draxler.", "Emil Draxler"),
        ("Who shot the wolf?", "A hunter, Emil Draxler, is to be fined.", "Emil Draxler"),
        ("Who stole the bear?", "Police arrested Ed Lind.", "Ed Lind"),
        ("Who stole the bear?", "The suspect is called Ed Lind.", "Ed Lind"),
        ("Who stole the bear?", "Two men took it from the park.", "Two men"),
        ("Who built the hotel?", "The contractor was Baris Ay.", "Baris Ay"),
        ("Who built the hotel?", "The hotel, by Baris Ay, is of 1980.", "Baris Ay"),
        ("Who killed Ann Moe?", "Ann Moe died when Ed Lind ran over her.", "Ed Lind"),
        # Told by too many words.
        ("Who found the comet?", "Ingrid Tarrow saw it in August.", "Ingrid Tarrow"),
        ("Who wrote Carmen?", "Georges Bizet's Carmen was first sung in 1875.", "Georges Bizet"),
        ("Who runs the railways?", "Boss Tobias Quell came by car.", "Tobias Quell"),
    ],
)
def test_an_act_in_other_words_is_not_doubted(question: str, sentence: str, answer: str) -> None:
    assert not is_of_other_act(question, quoted(sentence, answer))
