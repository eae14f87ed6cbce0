"""Hard negatives: never a passage that may answer, and never asked for twice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Settings
from rag.reader.train.examples import TrainingExample
from rag.reader.train.negatives import MINED_FILE, PER_QUESTION, holds_answer, mine

CONTEXT = "The bridge over the Leie cost 4.2 million euros. Mayor Anna Peeters opened it in March."


def example(id_: str, answer: str | None, *, context: str = CONTEXT) -> TrainingExample:
    answers = () if answer is None else ((context.index(answer), context.index(answer) + len(answer)),)
    return TrainingExample(id_, "set", "What did the bridge cost?", context, answers)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Elsewhere it was 4.2 MILLION, euros.", True),
        ("It cost 4.2\nmillion euros", True),
        ("It cost 14.2 million euros.", False),
        ("It cost 4.2 million dollars.", False),
        ("4.2 million eurosceptics came.", False),
        ("The bridge over the Leie cost", False),  # a part of its own paragraph without the answer
        (CONTEXT, True),
        ("The bridge over the Rhine cost nothing.", False),
    ],
)
def test_which_passages_may_answer(text: str, holds: bool) -> None:
    assert holds_answer(text, example("a", "4.2 million euros")) is holds


def test_the_paragraph_of_a_question_without_answer_is_no_other_paragraph() -> None:
    assert holds_answer(CONTEXT, example("a", None))
    assert not holds_answer("Mayor Anna Peeters opened it", example("a", None))  # a part that may not answer either
    assert not holds_answer("Mayor Anna Peeters left", example("a", None))


def test_what_another_article_of_the_story_says_may_answer() -> None:
    other = "Toll of the bridge\n\nIn the end it cost 5.1 million euros, said Mayor Peeters."
    one = replace(example("a", "4.2 million euros"), story=(CONTEXT, other))
    assert holds_answer("In the end it cost 5.1 million euros", one)
    assert not holds_answer("Mayor Anna Peeters opened it in March.", one)  # its own article's other parts may mislead
    assert not holds_answer("In the end it cost 5.1 million euros", replace(one, story=()))


def keep(folder: Path, found: dict[str, list[str]], cut: bytes = b"") -> Path:
    folder.mkdir()
    lines = [json.dumps({"id": id_, "passages": texts}, ensure_ascii=False) + "\n" for id_, texts in found.items()]
    (folder / MINED_FILE).write_bytes("".join(lines).encode() + cut)
    return folder


UNUSUAL = ["Two\u2028lines\u0085of\x0bmany.", "“Ready,” 🚀", "a\nb\r\nc"]
LAST = json.dumps({"id": "cut", "passages": ["“Ready,” 🚀"]}, ensure_ascii=False).encode()


@pytest.mark.parametrize("length", range(0, len(LAST) + 1, 3))
def test_a_line_that_a_kill_cut_short_is_dropped_and_the_others_stay(tmp_path: Path, length: int) -> None:
    folder = keep(tmp_path / "mining", {"set/a": UNUSUAL, "set/b": []}, LAST[:length])
    assert mine([example("a", None), example("b", None)], [CONTEXT], folder, Settings()) == {
        "set/a": UNUSUAL,
        "set/b": [],
    }
    assert (folder / MINED_FILE).read_bytes().endswith(b'"passages": []}\n')


def test_a_library_is_made_only_when_there_is_something_to_ask(tmp_path: Path) -> None:
    folder = keep(tmp_path / "mining", {"set/a": ["kept"]})
    mine([example("a", None)], [CONTEXT], folder, Settings())
    assert [path.name for path in folder.iterdir()] == [MINED_FILE]


@pytest.mark.slow
def test_passages_come_from_the_library_of_all_paragraphs_but_for_those_that_may_answer(tmp_path: Path) -> None:
    others = [f"The bridge over the river {name} cost {name.lower()} and much more." for name in "ABCDEFGH"]
    paragraphs = [CONTEXT, *others, "Nobody says 4.2 million euros here about the bridge."]
    folder = keep(tmp_path / "mining", {"set/a": ["kept"]}, LAST[:9])
    examples = [example("a", "4.2 million euros"), example("b", "4.2 million euros")]
    found = mine(examples, paragraphs, folder, Settings())
    assert found["set/a"] == ["kept"]  # not asked again
    assert len(found["set/b"]) == PER_QUESTION
    assert set(found["set/b"]) <= set(others)
    assert mine(examples, paragraphs, folder, Settings()) == found
