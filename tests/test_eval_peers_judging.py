"""What a peer said, judged by hand: right words in the wrong place are not a right answer."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.dataset import Place
from eval.peers.judging import Locator, judge, judge_all
from eval.peers.tasks import Item, PeerTask
from eval.peers.wire import Found, Prediction, Reply
from rag import SourceError

TEXT = "Ada moved to Olm.\n\n Bo stayed in Ede. Olm is far."
TEXTS = {"a.txt": TEXT, "b.txt": "Olm has a port."}
ITEM = Item("q", "Where did Ada move?", ("Olm",), (Place("a.txt", 13, 16),))
NOWHERE = Item("n", "Who won?", (), ())
PASSAGES = (Found("b.txt", TEXTS["b.txt"], 0, 15), Found("a.txt", TEXT[0:17], 0, 17))
RIGHT = Reply("Olm", 0.9, False, Found("a.txt", "Olm", 13, 16), True, PASSAGES)


def said(reply: Reply) -> Prediction:
    return Prediction("q", 12.5, reply)


def test_an_answer_where_it_stands() -> None:
    one = judge(ITEM, said(RIGHT), Locator(TEXTS))
    assert (one.f1, one.exact_match, one.right, one.misplaced, one.unplaced) == (1.0, 1.0, True, False, False)
    assert (one.gold_rank, one.ms, one.score, one.answered, one.silent) == (2, 12.5, 0.9, True, False)


@pytest.mark.parametrize(
    ("source", "exact", "misplaced", "unplaced", "right"),
    [
        (Found("a.txt", "Olm", 14, 17), True, True, False, False),  # offsets a character off
        (Found("a.txt", "Olm", 13, 400), True, True, False, False),  # beyond the end, which a slice would forgive
        (Found("a.txt", "Olm", -37, -34), True, True, False, False),  # from the end, which a slice would forgive too
        (Found("gone.txt", "Olm", 0, 3), True, True, False, False),
        (Found("a.txt", "Olm"), True, True, False, False),
        (Found("b.txt", "Olm", 0, 3), True, False, False, False),  # it stands there, but that is not where Ada moved
        (Found("a.txt", TEXT[0:17]), False, False, False, True),  # a passage that holds it
        (Found("a.txt", "Ada moved to  Olm."), False, False, False, True),  # cleaned, and still to be found
        (Found("a.txt", "Bo stayed in Ede."), False, True, False, False),  # a passage that does not
        (None, True, False, True, False),
    ],
)
def test_the_place_counts(source: Found | None, exact: bool, misplaced: bool, unplaced: bool, right: bool) -> None:
    one = judge(ITEM, said(replace(RIGHT, source=source, exact=exact)), Locator(TEXTS))
    assert (one.misplaced, one.unplaced, one.right, one.f1) == (misplaced, unplaced, right, 1.0)


def test_no_answer_at_all_is_silence_and_never_misplaced() -> None:
    one = judge(ITEM, said(Reply(None, None, False, None, True, ())), Locator(TEXTS))
    assert (one.f1, one.exact_match, one.answered, one.silent, one.misplaced, one.unplaced) == (
        0, 0, False, True, False, False,
    )  # fmt: skip
    assert (one.score, one.gold_rank) == (-math.inf, math.inf)


def test_an_answer_where_there_is_none_is_worth_nothing() -> None:
    one = judge(NOWHERE, said(RIGHT), Locator(TEXTS))
    assert (one.answerable, one.f1, one.exact_match, one.right, one.gold_rank) == (False, 0, 0, False, math.inf)


def test_passages_are_found_without_their_offsets() -> None:
    lost = (Found("a.txt", "Bo stayed in Ede."), Found("a.txt", "Ada moved to Olm. Bo stayed", 7, 34))
    assert judge(ITEM, said(replace(RIGHT, passages=lost)), Locator(TEXTS)).gold_rank == 2


@given(st.text(alphabet="ab \n", max_size=30), st.data())
def test_a_squeezed_passage_is_found_where_its_characters_are(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cleaned = " ".join(text[start:end].split())
    place = Locator({"a": text}).passage(Found("a", cleaned))
    if not cleaned:
        assert place is None
    else:
        assert place is not None
        assert "".join(text[place.start : place.end].split()) == "".join(cleaned.split())


def test_every_question_needs_its_answer() -> None:
    task = PeerTask("t", (ITEM, NOWHERE), TEXTS, 0)
    with pytest.raises(SourceError, match="haystack answered 1 of 2"):
        judge_all(task, "haystack", [said(RIGHT)])
