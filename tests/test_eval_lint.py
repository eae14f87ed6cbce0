"""The lint: each kind of flaw is found and named, and sound questions pass."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.corpus import Corpus, folder_corpus
from eval.dataset import Kind, Question, Task
from eval.gold import gold_places
from eval.lint import Flaw, check_task
from rag import Settings

TEXT = "Olm: Ada lives in Olm. Bo lives in Ede.\n"
SOUND = Question("sound", Kind.ANSWERABLE, "Where does Bo live?", ("Ede", "in Ede"), "a.txt", 35)
UNCOUNTED = """'Olm' stands 1 more time in a.txt, at 0 beside 18; if it answers there too: "also": ["a.txt"]"""


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("Nothing of that.\n")
    return folder_corpus(tmp_path, Settings())


def flaws(corpus: Corpus, *questions: Question) -> list[tuple[Flaw, str, str]]:
    return [(one.flaw, one.where, one.message) for one in check_task(Task(questions, None), corpus)]


def test_sound_questions_pass(corpus: Corpus) -> None:
    open_ = Question("open", Kind.ANSWERABLE, "Who lives in Ede?", ("Bo",))
    none = Question("none", Kind.UNANSWERABLE, "Where does Cy live?")
    turn = replace(SOUND, id="turn", kind=Kind.FOLLOWUP, history=(("Who?", "Bo"),))
    assert flaws(corpus, SOUND, open_, none, turn) == []


@pytest.mark.parametrize(
    ("changes", "flaw", "message"),
    [
        ({"answers": ("Paris",)}, Flaw.NOT_IN_ARTICLE, "'Paris' does not stand in a.txt"),
        ({"answers": ("Ede", "Paris")}, Flaw.NOT_IN_ARTICLE, "'Paris' does not stand in a.txt"),
        ({"also": ("b.txt",)}, Flaw.NOT_IN_ARTICLE, "b.txt of `also` states none of the answers"),
        ({"start": 34}, Flaw.WRONG_OFFSET, "'Ede' stands in a.txt at 35, not at 34"),
        ({"start": 999}, Flaw.WRONG_OFFSET, "'Ede' stands in a.txt at 35, not at 999"),
        ({"answers": ("Olm",), "start": 18}, Flaw.UNCOUNTED, UNCOUNTED),
        ({"answers": ("Olm",), "start": 17}, Flaw.WRONG_OFFSET, "'Olm' stands in a.txt at 0, 18, not at 17"),
        (
            {"article": "c.txt"},
            Flaw.NO_ARTICLE,
            "c.txt: no article comes from a file of that name. Add it.",
        ),
        ({"article": None, "start": None, "answers": ("Paris",)}, Flaw.NOT_IN_ARTICLE, "'Paris' does not stand in any"),
        ({"article": None, "start": None, "answers": ("Olm",)}, Flaw.SEVERAL_PLACES, "'Olm' stands in 2 places"),
    ],
)
def test_each_flaw_is_named(corpus: Corpus, changes: dict[str, object], flaw: Flaw, message: str) -> None:
    ((found, where, told),) = flaws(corpus, replace(SOUND, **changes))  # type: ignore[arg-type]
    assert (found, where) == (flaw, "sound")
    assert told.startswith(message)


def test_what_is_said_to_paste_makes_every_mention_count(corpus: Corpus) -> None:
    once = replace(SOUND, answers=("Olm",), start=18)
    ((flaw, _, told),) = flaws(corpus, once)
    pasted = json.loads("{" + told.split(": ", 1)[1] + "}")
    mended = replace(once, also=tuple(pasted["also"]))
    assert (flaw, flaws(corpus, mended)) == (Flaw.UNCOUNTED, [])
    assert [one.start for one in gold_places(once, {"a.txt": TEXT})] == [18]
    assert [one.start for one in gold_places(mended, {"a.txt": TEXT})] == [0, 18]


def test_a_shorter_answer_that_stands_all_over_an_article_is_no_flaw(corpus: Corpus) -> None:
    assert flaws(corpus, replace(SOUND, answers=("in Olm", "in"), start=15)) == []


def test_the_same_question_again_is_a_duplicate_or_ambiguous(corpus: Corpus) -> None:
    again = replace(SOUND, id="again", question="where does  Bo live?", answers=("in Ede", "Ede"), start=32)
    other = replace(SOUND, id="other", answers=("lives",), start=26)
    silent = Question("silent", Kind.UNANSWERABLE, SOUND.question)
    found = flaws(corpus, SOUND, again, silent, other)
    assert [(flaw, where) for flaw, where, _ in found] == [
        (Flaw.UNCOUNTED, "other"),
        (Flaw.DUPLICATE, "again"),
        (Flaw.AMBIGUOUS, "silent"),
        (Flaw.AMBIGUOUS, "other"),
    ]
    assert found[2][2] == "'Where does Bo live?' is answered by silence here and 'Ede' in sound"


def test_the_same_words_after_other_turns_are_another_question(corpus: Corpus) -> None:
    turns = [
        Question(str(number), Kind.UNANSWERABLE, "And he?", history=((asked, "Bo"),))
        for number, asked in enumerate(("Who?", "When?"))
    ]
    assert flaws(corpus, *turns) == []


def test_what_could_not_be_read_comes_first(corpus: Corpus) -> None:
    found = check_task(Task((replace(SOUND, start=1),), None), corpus, ["q.jsonl, line 3: not JSON"])
    assert [one.flaw for one in found] == [Flaw.UNUSABLE, Flaw.WRONG_OFFSET]
