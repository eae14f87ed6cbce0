"""The page: a conversation on the left, the cited article on the right. The only place that knows Gradio."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import gradio as gr
from fastapi import FastAPI

from rag import Library
from ui import render
from ui.bundle import ASSETS, head
from ui.talk import Messages, respond

ICON = str(ASSETS / "icon.svg")
PANEL = '<section id="panel" tabindex="0"></section>'
# Filled by `library.js`, `changing.js` and `quality.js`, and shown by `views.js` instead of the conversation.
VIEWS = '<section id="library" class="view" hidden></section><section id="quality" class="view" hidden></section>'
WELCOME = (
    '<div class="welcome"><p class="lead">Ask your articles.</p><p>Who, when, where, how many, who said what: Ibid '
    "answers with the words of an article and shows you where they stand. Where the articles don’t say, Ibid says "
    'so.</p><div id="examples"></div></div>'
)
WAYS = '<div id="ways"></div>'  # filled by `assets/earlier.js`
LIMITS = '<div id="limit-form"></div>'  # filled from `/panel/limits`


def build_page(library: Library) -> gr.Blocks:
    """The page over a library. What its head names must be served beside it, and `/panel/`."""
    with gr.Blocks(title="Ibid", analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(
            lambda: render.render_masthead(library.counts()[0], library.dates()),
            elem_id="masthead",
        )
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
        autoscroll=False,  # to the bottom, that is; talk.js scrolls to the answer
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],  # money is written with $
        layout="panel",
        placeholder=WELCOME,
    )
    hint = gr.Markdown(elem_id="hint")
    with gr.Row(elem_id="ask-row"):
        gr.Textbox(
            elem_id="question",
            label="Question",
            show_label=False,
            container=False,
            placeholder="Ask a question",
            autofocus=True,
            max_lines=4,
        )
        gr.Button("Ask", variant="primary", elem_id="ask")
    with gr.Row(elem_id="asking"):
        gr.Markdown(LIMITS, elem_id="limits")
        with gr.Row(elem_id="ways-row"):
            gr.Markdown(WAYS, elem_id="ways-frame")
            clear = gr.Button("Clear conversation", elem_id="clear")
    # What talk.js makes of the question, the limits, a link or an earlier conversation; one query a line.
    queries = gr.Textbox(elem_id="queries", show_label=False, container=False, lines=2)

    def answer(messages: Messages, written: str) -> Iterator[tuple[Messages, str]]:
        yield from respond(library, messages, written)

    outputs = [chat, hint]
    quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    running = queries.change(answer, [chat, queries], outputs, **quietly)
    clear.click(lambda: ([], ""), None, outputs, cancels=[running], **quietly)


def mount_page(app: FastAPI, library: Library) -> asyncio.Event:
    """Put the page at `/` of `app`. Set the event that is returned, in the server's loop, to end its streams."""
    gr.mount_gradio_app(
        app,
        build_page(library),
        "/",
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=head(),
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
