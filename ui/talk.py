"""The conversation: from what the page sends to what the chat shows, step by step. Knows nothing of Gradio."""

from __future__ import annotations

import html
import json
import logging
import queue
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

from rag import Answer, Library, LibraryError, QuestionError, RagError
from ui.answer import render_answer
from ui.query import HASH, Query, parse_query
from ui.render import (
    UNEXPECTED,
    render_done,
    render_hint,
    render_problem,
    render_question,
    render_searching,
    render_told,
)

log = logging.getLogger(__name__)

Messages = list[dict[str, Any]]
Turns = list[tuple[str, str]]  # questions and the answers they got, "" for silence
TURNS_KEPT = 20
TOLD = re.compile(r'<span class="told" hidden>(.*?)</span>')
QUERIES_AT_ONCE = 40  # of a conversation that is taken up again
BETWEEN_S = 0.4  # of several queries, the steps that are shown: at each, the page draws all of the conversation
BATCH = "batch "
FIRST = "first"
NO_ARTICLES = "the library holds no articles. Add some under Library, and ask again."


def respond(library: Library, messages: Messages, written: str) -> Iterator[tuple[Messages, str]]:
    """The messages and the hint, after each step of answering the queries in `written`.

    Each query is a line that begins with `HASH`; of several, not each step is given, but the last is. A query that
    cannot be asked leaves the messages as they are, and says why in the hint. A line `BATCH` and a number is repeated
    at the end of the last hint, to say that all are done with.
    Queries with a line `FIRST` are those that a conversation begins with: where one has begun, they were sent twice,
    and are passed over, as other lines are.
    """
    lines, hint, shown_at = written.splitlines(), "", 0.0
    queries = [line for line in lines if line.startswith(HASH)][-QUERIES_AT_ONCE:]
    for line in queries if FIRST not in lines or not messages else []:
        for step in _respond_to_one(library, messages, line):
            if len(queries) == 1 or time.monotonic() - shown_at > BETWEEN_S:
                yield step
                shown_at = time.monotonic()
        messages, hint = step
    numbers = [line.removeprefix(BATCH) for line in lines if line.startswith(BATCH)]
    yield messages, hint + "".join(map(render_done, numbers[-1:]))


def _respond_to_one(library: Library, messages: Messages, written: str) -> Iterator[tuple[Messages, str]]:
    try:
        query = parse_query(written)
    except QuestionError as error:
        yield messages, render_hint(str(error))
        return
    if not query.question:
        yield messages, render_hint("Type a question first.")
        return
    before, messages = messages, [*messages, _said("user", render_question(query.question))]
    yield [*messages, _said("assistant", render_searching())], ""
    try:
        if not library.counts()[0]:
            raise LibraryError(NO_ARTICLES)
        for step in _ask(library, query, read_turns(before)):
            if isinstance(step, Answer):
                shown = render_answer(step, len(messages), query) + render_told(query.question, step.told)
            else:
                yield [*messages, _said("assistant", render_searching(step))], ""
    except QuestionError as error:  # to be mended by its user
        yield before, render_hint(str(error))
        return
    except RagError as error:
        shown = render_problem(str(error), query.href)
    except Exception:
        log.exception("the question %r failed", query.question)
        shown = render_problem(UNEXPECTED, query.href)
    yield [*messages, _said("assistant", shown)], ""


def read_turns(messages: Messages) -> Turns:
    """The last turns of a conversation, of the messages that show it.

    Not kept in a session of the server: started anew, it would read a follow-up without what stands above it.
    """
    found = [turn for message in messages for turn in TOLD.findall(_text_of(message["content"]))]
    return [(question, told) for question, told in map(json.loads, map(html.unescape, found[-TURNS_KEPT:]))]


def _text_of(content: Any) -> str:
    """A message's text; Gradio hands it back in parts."""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _said(role: str, shown: str) -> dict[str, Any]:
    return {"role": role, "content": shown}


def _ask(library: Library, query: Query, turns: Turns) -> Iterator[int | Answer]:
    """The numbers of passages that are read, as they are known, and the answer. Raises what asking raises."""
    steps: queue.SimpleQueue[int | Answer | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            answer = library.ask(
                query.question,
                since=query.since,
                until=query.until,
                outlets=query.outlets,
                any_date=query.any_date,
                history=[] if query.alone else turns,
                on_found=steps.put,
            )
            steps.put(answer)
        except BaseException as error:
            steps.put(error)

    threading.Thread(target=run, name="ibid-question", daemon=True).start()
    while True:
        step = steps.get()
        if isinstance(step, BaseException):
            raise step
        yield step
        if isinstance(step, Answer):
            return
