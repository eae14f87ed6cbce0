"""The conversation: from what the page sends to what the chat shows, step by step. Knows nothing of Gradio."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

from rag import Answer, Library, LibraryError, QuestionError, RagError
from ui.answer import render_answer
from ui.query import HASH, Query, parse_query
from ui.render import UNEXPECTED, render_done, render_hint, render_problem, render_question, render_searching

log = logging.getLogger(__name__)

Messages = list[dict[str, Any]]
Turns = list[tuple[str, str]]  # questions and the answers they got, "" for silence; a session's own
TURNS_KEPT = 20
QUERIES_AT_ONCE = 40  # of a conversation that is taken up again
BETWEEN_S = 0.4  # of several queries, the steps that are shown: at each, the page draws all of the conversation
BATCH = "batch "
FIRST = "first"
NO_ARTICLES = "the library holds no articles. Add some under Library, and ask again."


def respond(library: Library, messages: Messages, turns: Turns, written: str) -> Iterator[tuple[Messages, str, Turns]]:
    """The messages, the hint and the turns, after each step of answering the queries in `written`.

    Each query is a line that begins with `HASH`; of several, not each step is given, but the last is. A query that
    cannot be asked leaves the messages as they are, and says why in the hint. A line `BATCH` and a number is repeated
    at the end of the last hint, to say that all are done with.
    Queries with a line `FIRST` are those that a conversation begins with: where one has begun, they were sent twice,
    and are passed over, as other lines are.
    """
    lines, hint, shown_at = written.splitlines(), "", 0.0
    queries = [line for line in lines if line.startswith(HASH)][-QUERIES_AT_ONCE:]
    for line in queries if FIRST not in lines or not messages else []:
        for step in _respond_to_one(library, messages, turns, line):
            if len(queries) == 1 or time.monotonic() - shown_at > BETWEEN_S:
                yield step
                shown_at = time.monotonic()
        messages, hint, turns = step
    numbers = [line.removeprefix(BATCH) for line in lines if line.startswith(BATCH)]
    yield messages, hint + "".join(map(render_done, numbers[-1:])), turns


def _respond_to_one(
    library: Library, messages: Messages, turns: Turns, written: str
) -> Iterator[tuple[Messages, str, Turns]]:
    try:
        query = parse_query(written)
    except QuestionError as error:
        yield messages, render_hint(str(error)), turns
        return
    if not query.question:
        yield messages, render_hint("Type a question first."), turns
        return
    before, messages = messages, [*messages, _said("user", render_question(query.question))]
    yield [*messages, _said("assistant", render_searching())], "", turns
    try:
        if not library.counts()[0]:
            raise LibraryError(NO_ARTICLES)
        for step in _ask(library, query, turns):
            if isinstance(step, Answer):
                shown = render_answer(step, len(messages), query)
                turns = [*turns, (query.question, step.told)][-TURNS_KEPT:]
            else:
                yield [*messages, _said("assistant", render_searching(step))], "", turns
    except QuestionError as error:  # to be mended by its user
        yield before, render_hint(str(error)), turns
        return
    except RagError as error:
        shown = render_problem(str(error), query.href)
    except Exception:
        log.exception("the question %r failed", query.question)
        shown = render_problem(UNEXPECTED, query.href)
    yield [*messages, _said("assistant", shown)], "", turns


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
