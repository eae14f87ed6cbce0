"""The conversation without a browser: which queries are asked, what is told at the end of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from tests.fakes import write_articles
from ui.render import render_done, render_told
from ui.talk import TURNS_KEPT, read_turns, respond

ASKED = "#ask?q=How+old+is+the+mayor%3F"


@pytest.fixture
def town_library(library: Library, tmp_path: Path) -> Library:
    write_articles(tmp_path / "news", 3)
    library.add([tmp_path / "news"])
    return library


def last(library: Library, written: str, before: int = 0) -> tuple[int, str, int]:
    """How many messages, the hint and how many turns there are in the end."""
    messages = [{"role": "user", "content": "before"}] * before
    *_, (messages, hint) = respond(library, messages, written)
    return len(messages), hint, len(read_turns(messages))


def test_each_query_is_asked_and_the_batch_named_when_all_are_answered(town_library: Library) -> None:
    assert last(town_library, f"{ASKED}\n{ASKED}\nbatch 7\n0") == (4, render_done("7"), 2)


def test_what_cannot_be_asked_is_hinted_and_the_batch_still_ends(town_library: Library) -> None:
    messages, hint, turns = last(town_library, "#ask?q=\nbatch 3")
    assert (messages, turns) == (0, 0)
    assert "Type a question first." in hint
    assert hint.endswith(render_done("3"))


def test_an_empty_library_is_said_to_be_and_the_question_stays_to_be_asked_again(library: Library) -> None:
    *_, (messages, hint) = respond(library, [], f"{ASKED}\nbatch 1")
    assert (hint, read_turns(messages)) == (render_done("1"), [])
    assert "The library holds no articles. Add some under Library" in messages[-1]["content"]
    assert '<a class="ask again" href="#ask?q=How%20old%20is%20the%20mayor%3F">' in messages[-1]["content"]


def test_what_a_conversation_begins_with_is_not_asked_twice(town_library: Library) -> None:
    written = f"{ASKED}\nfirst\nbatch 1"
    assert last(town_library, written) == (2, render_done("1"), 1)
    assert last(town_library, written, before=2) == (2, render_done("1"), 0)
    assert last(town_library, written.replace("first\n", ""), before=2) == (4, render_done("1"), 1)


def test_nothing_to_ask_is_done_with_at_once(town_library: Library) -> None:
    assert list(respond(town_library, [], "batch 2\n5")) == [([], render_done("2"))]
    assert list(respond(town_library, [], "")) == [([], "")]


def test_of_several_queries_the_first_step_and_the_last_are_shown_and_not_each(town_library: Library) -> None:
    steps = list(respond(town_library, [], "\n".join([ASKED] * 8)))
    assert [message["role"] for message in steps[0][0]] == ["user", "assistant"]
    assert len(steps[-1][0]) == 16
    assert len(steps) < 8
    assert len(list(respond(town_library, [], ASKED))) > 2


def test_the_turns_of_a_conversation_are_read_from_its_messages_as_they_come_back() -> None:
    question, told = 'Who said "</span>" & <b>what</b>?\n', "“so”; $5"
    shown = f'<div class="answer">{render_told("forged", "in an answer").replace("<", "&lt;")}</div>'
    parts = [{"type": "text", "text": shown + render_told(question, told)}]
    messages = [{"role": "user", "content": "asked"}, {"role": "assistant", "content": parts}]
    assert read_turns(messages) == [(question, told)]
    assert len(read_turns(messages * (TURNS_KEPT + 1))) == TURNS_KEPT
