"""What the panel beside the chat fetches: the list of articles, one of them with what was quoted, limits, examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse

from rag import Article, Library, QuestionError, RagError, UnknownArticle, Wanted
from ui.examples import Examples
from ui.panel import MAX_LISTED, render_article, render_examples, render_index, render_limits, render_past
from ui.quoted import render_selected
from ui.render import Place, render_problem
from ui.replies import PRIVATE, status_of

Offset = Annotated[int | None, Query(ge=0)]


def add_panel_routes(app: FastAPI, library: Library, drawn: Examples) -> None:
    """Let the panel be fetched from `app`; `drawn` are the questions that it offers."""

    @app.get("/panel/")
    def index() -> HTMLResponse:
        """The list of articles as the page shows it."""
        return HTMLResponse(render_index(library.browse(Wanted(limit=MAX_LISTED))), headers=PRIVATE)

    @app.get("/panel/limits")
    def limits() -> HTMLResponse:
        """What the questions can be limited to."""
        return HTMLResponse(render_limits(library.outlets()), headers=PRIVATE)

    @app.get("/panel/examples")
    def examples() -> HTMLResponse:
        """Questions that the library answers; 202 while they are being made."""
        found = drawn.questions()
        if found is None:
            return HTMLResponse('<p class="label">Looking for questions to begin with…</p>', 202, PRIVATE)
        return HTMLResponse(render_examples(found), headers=PRIVATE)

    @app.get("/panel/copying")
    def copying(article: str, start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=0)]) -> HTMLResponse:
        """What copies the stretch from `start` to `end` of an article, with its citation and a proof."""
        return HTMLResponse(render_selected(library.quote(article, start, end)), headers=PRIVATE)

    @app.get("/panel/{article_id}")
    def panel(
        article_id: str,
        start: Offset = None,
        end: Offset = None,
        sentence_start: Offset = None,
        sentence_end: Offset = None,
        also: Annotated[list[str], Query(max_length=100)] = [],  # noqa: B006 (FastAPI copies it)
    ) -> HTMLResponse:
        """The article as the page shows it, with the stretch from `start` to `end` marked, and those in `also`."""
        try:
            article = library.article(article_id)
            place = _find_place(article, start, end, sentence_start, sentence_end)
            return HTMLResponse(render_article(article, place, _find_ranges(article, also)), headers=PRIVATE)
        except UnknownArticle as error:
            past = library.became(article_id)
            shown = render_past(article_id, past) if past else render_problem(str(error))
            return HTMLResponse(shown, status_of(error), PRIVATE)
        except RagError as error:
            return HTMLResponse(render_problem(str(error)), status_of(error), PRIVATE)


def _find_place(
    article: Article, start: int | None, end: int | None, sentence_start: int | None, sentence_end: int | None
) -> Place | None:
    if start is None or end is None:
        return None
    sentence_start = start if sentence_start is None else sentence_start
    sentence_end = end if sentence_end is None else sentence_end
    if not 0 <= sentence_start <= start < end <= sentence_end <= len(article.text):
        raise QuestionError(
            f"there is no quotation from {start} to {end} in this article of {len(article.text)} characters. "
            "Open it from an answer."
        )
    return Place(article.id, start, end, sentence_start, sentence_end)


def _find_ranges(article: Article, written: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches written as "12-34" that lie in the article; others are passed over."""
    found = []
    for one in written:
        if (match := re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", one)) is not None:
            start, end = int(match[1]), int(match[2])
            if start < end <= len(article.text):
                found.append((start, end))
    return found
