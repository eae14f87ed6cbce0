"""What the view Quality fetches and sends."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from rag import Library
from ui.evaluations import Outcome, read_runs
from ui.quality import render_quality
from ui.quality_list import CHANGES, Filter, list_questions, render_list

_PRIVATE = {"Cache-Control": "no-store"}
MAX_TEXT = 500


def make_quality_routes(library: Library) -> APIRouter:
    """The routes under `/quality/`."""
    router = APIRouter(prefix="/quality")

    @router.get("/")
    def view(wanted: Annotated[Filter, Depends(_filter)]) -> HTMLResponse:
        """The last evaluation, as far as `wanted` lets its questions through."""
        ids = [summary.id for summary in library.articles()]
        runs = read_runs(library.folder)
        feedback = library.folder / "feedback.jsonl"
        shown = render_quality(runs, wanted, library=library.folder, article_ids=ids, feedback=feedback, judged=0)
        return HTMLResponse(shown, headers=_PRIVATE)

    @router.get("/questions")
    def questions(wanted: Annotated[Filter, Depends(_filter)]) -> HTMLResponse:
        """Its questions alone."""
        runs = read_runs(library.folder)
        shown = render_list(list_questions(runs.last, runs.before), wanted) if runs.last is not None else ""
        return HTMLResponse(shown, headers=_PRIVATE)

    return router


def _filter(
    outcome: str = "",
    blame: str = "",
    change: str = "",
    text: Annotated[str, Query(max_length=MAX_TEXT)] = "",
    page: str = "1",
) -> Filter:
    """What a link asks for; what it cannot ask for counts as not asked."""
    return Filter(
        outcome=outcome if outcome in list(Outcome) else "",
        blame=blame,
        change=change if change in CHANGES else "",
        text=text.strip(),
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )
