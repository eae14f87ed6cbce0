"""The page: a conversation on the left, the cited article on the right. The only place that knows Gradio."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from rag import Library, QuestionError, RagError, parse_limit
from ui import render

log = logging.getLogger(__name__)

STYLES = ("page.css", "views.css", "library.css", "quality.css")
SCRIPTS = ("views.js", "page.js", "library.js", "quality.js")
HEAD = "".join(
    [
        *(f'<link rel="stylesheet" href="/ibid/{name}">' for name in STYLES),
        *(f'<script src="/ibid/{name}"></script>' for name in SCRIPTS),
    ]
)
ICON = str(Path(__file__).parent / "assets" / "icon.svg")
PANEL = '<section id="panel" tabindex="0"></section>'
# Filled by `assets/library.js` and `assets/quality.js`, and shown by `assets/views.js` instead of the conversation.
VIEWS = '<section id="library" class="view" hidden></section><section id="quality" class="view" hidden></section>'
WELCOME = (
    '<div class="welcome"><p class="lead">Ask your articles.</p><p>Who, when, where, how many, who said what: Ibid '
    "answers with the words of an article and shows you where they stand. Where the articles don’t say, Ibid says "
    "so.</p></div>"
)
# Questions that a seed article answers; they make no sense in a library without it.
EXAMPLES = (
    ("be503fa767b7b813", "How much military assistance has the US given Ukraine?"),
    ("be503fa767b7b813", "When was the assassination attempt?"),
    ("5e0237fb7c0d9ae9", "What did Peskov call America?"),
)
Messages = list[dict[str, Any]]
Turns = list[tuple[str, str]]  # questions and the answers they got, "" for silence; a session's own
Update = tuple[Any, Any, Any, Any]  # of the chat, the question box, the hint and the turns
TURNS_KEPT = 20


def build_page(library: Library) -> gr.Blocks:
    """The page over a library. What `HEAD` names must be served beside it, and `/panel/`."""
    with gr.Blocks(title="Ibid", analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(lambda: render.render_masthead(library.articles()), elem_id="masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                _lay_out_conversation(library)
            with gr.Column(elem_id="reading"):
                gr.Markdown(PANEL, elem_id="panel-frame")
        gr.Markdown(VIEWS, elem_id="views")
    page.queue(api_open=False, max_size=32, default_concurrency_limit=2)
    return page


def _lay_out_conversation(library: Library) -> None:
    chat = gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height=None,
        autoscroll=False,  # to the bottom, that is; page.js scrolls to the answer
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],  # money is written with $
        layout="panel",
        placeholder=WELCOME,
        examples=_examples(library),
    )
    hint = gr.Markdown(elem_id="hint")
    turns = gr.State([])
    with gr.Row(elem_id="ask-row"):
        question = gr.Textbox(
            elem_id="question",
            label="Question",
            show_label=False,
            container=False,
            placeholder="Ask a question",
            autofocus=True,
            max_lines=4,
        )
        ask = gr.Button("Ask", variant="primary", elem_id="ask")
    with gr.Row(elem_id="limits"):
        since = gr.Textbox(elem_id="since", label="From", placeholder="YYYY-MM-DD", max_lines=1)
        until = gr.Textbox(elem_id="until", label="To", placeholder="YYYY-MM-DD", max_lines=1)
        any_date = gr.Checkbox(elem_id="any-date", label="Any date", container=False)
        clear = gr.Button("Clear", elem_id="clear")

    def respond(
        messages: Messages, turns: Turns, asked: str, since: str, until: str, any_date: bool
    ) -> Iterator[Update]:
        yield from _respond(library, messages, turns, asked, since, until, any_date)

    def respond_to_example(
        messages: Messages, turns: Turns, since: str, until: str, any_date: bool, example: gr.SelectData
    ) -> Iterator[Update]:
        yield from _respond(library, messages, turns, example.value["text"], since, until, any_date)

    outputs = [chat, question, hint, turns]
    quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    running = [
        gr.on(
            [question.submit, ask.click, since.submit, until.submit],
            respond,
            [chat, turns, question, since, until, any_date],
            outputs,
            **quietly,
        ),
        chat.example_select(respond_to_example, [chat, turns, since, until, any_date], outputs, **quietly),
    ]
    clear.click(lambda: ([], "", "", []), None, outputs, cancels=running, **quietly)


def _examples(library: Library) -> list[dict[str, str]]:
    known = {article.id for article in library.articles()}
    return [{"text": question} for article_id, question in EXAMPLES if article_id in known]


def mount_page(app: FastAPI, library: Library) -> asyncio.Event:
    """Put the page at `/` of `app`. Set the event that is returned, in the server's loop, to end its streams."""
    gr.mount_gradio_app(
        app,
        build_page(library),
        "/",
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=HEAD,
        favicon_path=ICON,
        footer_links=[],
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        max_file_size=1,
        allowed_paths=[],
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    stop: asyncio.Event = app.routes[-1].app.stop_event  # type: ignore[attr-defined]
    return stop


def _respond(
    library: Library,
    messages: Messages,
    turns: Turns,
    asked: str,
    since_written: str,
    until_written: str,
    any_date: bool,
) -> Iterator[Update]:
    """Yields the chat, the question box, the hint and the turns, first while searching, then with the answer."""
    asked = asked.strip()
    if not asked:
        yield gr.skip(), gr.skip(), render.render_hint("Type a question first."), gr.skip()
        return
    try:
        since, until = (
            parse_limit(since_written.strip() or None, "From"),
            parse_limit(until_written.strip() or None, "To"),
        )
    except RagError as error:
        yield gr.skip(), gr.skip(), render.render_hint(str(error)), gr.skip()
        return
    messages = [*messages, {"role": "user", "content": render.render_question(asked)}]
    yield [*messages, {"role": "assistant", "content": render.render_searching()}], "", "", gr.skip()
    try:
        answer = library.ask(asked, since=since, until=until, any_date=any_date, history=turns)
        shown = render.render_answer(answer, len(messages))
        told = answer.quotation.text if answer.quotation is not None else ""
        turns = [*turns, (asked, told)][-TURNS_KEPT:]
    except QuestionError as error:  # to be mended, so it stays in the box
        yield messages[:-1], asked, render.render_hint(str(error)), gr.skip()
        return
    except RagError as error:
        shown = render.render_problem(str(error))
    except Exception:
        log.exception("the question %r failed", asked)
        shown = render.render_problem(render.UNEXPECTED)
    yield [*messages, {"role": "assistant", "content": shown}], gr.skip(), gr.skip(), turns
