"""A question may take for granted what an article denies."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.evidence.factuality.premise import denies
from rag.library import Library
from rag.remarks import DENIES, SAYS_OTHERWISE
from tests.fakes import PhraseReader


@pytest.mark.parametrize(
    ("question", "sentence", "before", "denied"),
    [
        ("Why did Jo Hale resign?", "She said that she would not resign.", "Hale denied it.", True),
        ("When did Hale resign?", "Hale has never resigned from anything.", "", True),
        ("Why did the harbour master resign?", "The harbour master refused to resign.", "", True),
        ("Why did Jo Hale resign?", "She said that she would not resign.", "Kit Moe denied it.", False),
        ("Why did Jo Hale not resign?", "Jo Hale would not resign.", "", False),
        ("Why did Jo Hale resign?", "Jo Hale resigned over the vote.", "", False),
        ("Why did the vote fail?", "Moe did not vote.", "", False),
        ("Who resigned?", "Jo Hale would not resign.", "", False),
    ],
)
def test_a_denial_is_told(question: str, sentence: str, before: str, *, denied: bool) -> None:
    assert denies(question, sentence, before) is denied


def test_a_silence_shows_what_denies_the_question(library: Library, tmp_path: Path, reader: PhraseReader) -> None:
    told = "The pier is safe. Jo Hale, its master, said on Sunday that she would not resign."
    (tmp_path / "a.txt").write_text(f" date 2021-05-02 Hale stays\n\n{told}\n", encoding="utf-8")
    library.add([tmp_path / "a.txt"])
    answer = library.ask("Why did Jo Hale resign?")
    assert answer.quotation is None
    assert answer.note == SAYS_OTHERWISE
    assert answer.nearest is not None
    assert answer.nearest.text == "Jo Hale, its master, said on Sunday that she would not resign."
    reader.phrases = {"Why did Jo Hale resign?": {"on Sunday that she would not resign": 40.0}}
    answered = library.ask("Why did Jo Hale resign?")
    assert answered.quotation is not None
    assert answered.note == DENIES
