"""The training set without labels: what is blanked stands, word for word, in what is left of the paragraph."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rag.reader.train.cloze import BLANK, PER_PARAGRAPH, cloze_examples
from rag.reader.train.examples import is_development, load_examples

TOWNS = [f"Town{letter}" for letter in "ABCDEFGHIJKLMNOP"]
PARAGRAPH = "The Ghent Canal was dug in 1827. Barges use the Ghent Canal. Nobody swims there."
WORDS = st.sampled_from(["Ghent", "ghent", "the", "canal", "1827", "é", "🚀", ". ", "? ", "\n\n", " ", "“No”"])


def test_a_phrase_in_two_sentences_is_blanked_in_one_and_asked_of_the_rest() -> None:
    (one,) = cloze_examples(PARAGRAPH, "p", random.Random(0))
    assert one.question in (f"The {BLANK} was dug in 1827.", f"Barges use the {BLANK}.")
    ((start, end),) = one.answers
    assert one.context[start:end] == "Ghent Canal"
    assert one.question.replace(BLANK, "Ghent Canal") not in one.context


def test_words_that_carry_nothing_are_not_asked_for() -> None:
    assert cloze_examples("It is the one. It is the other.", "p", random.Random(0)) == []


@given(st.lists(WORDS, max_size=40), st.integers(0, 5))
def test_every_answer_is_the_blanked_phrase_and_stands_in_the_passage(words: list[str], seed: int) -> None:
    paragraph = " ".join(words)
    made = cloze_examples(paragraph, "p", random.Random(seed))
    assert len(made) <= PER_PARAGRAPH
    for one in made:
        said = {one.context[start:end].lower() for start, end in one.answers}
        assert len(said) == 1
        filled = one.question.lower().replace(BLANK.lower(), said.pop())
        assert filled in paragraph.lower()
        assert len(one.context) < len(paragraph)


def test_the_command_leaves_the_development_slices_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    contexts = [f"The mayor of {town} opened a bridge. The mayor paid." for town in TOWNS]
    qas = [{"id": "q", "question": "Who?", "answers": [{"text": "The mayor", "answer_start": 0}]}]
    paragraphs = [{"context": context, "qas": qas} for context in contexts]
    (data / "toy.json").write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    words = ["-m", "rag.reader.train.cloze", str(data), "--out", str(tmp_path / "out"), "--dev-share", "0.3"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    made = load_examples(tmp_path / "out" / "cloze.json")
    left_alone = [context for context in contexts if is_development(context, 0.3)]
    assert made
    assert left_alone
    towns = [town for town in TOWNS if any(f" {town} " in context for context in left_alone)]
    assert not any(f" {town} " in one.question + one.context for town in towns for one in made)


def test_a_folder_without_sets_is_refused_in_one_line(tmp_path: Path) -> None:
    words = ["-m", "rag.reader.train.cloze", str(tmp_path), "--out", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("cloze: ")
