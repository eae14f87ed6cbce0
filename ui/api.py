"""The HTTP API, and what the page fetches: articles, answers, the panel, the page's own script and style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from rag import (
    Article,
    ArticleSummary,
    Library,
    LibraryLocked,
    QuestionError,
    RagError,
    SettingsError,
    SourceError,
    UnknownArticle,
    Wanted,
    answer_to_json,
    parse_limit,
)
from ui.examples import Examples
from ui.panel import MAX_LISTED, render_article, render_examples, render_index, render_limits, render_past
from ui.quality_routes import make_quality_routes
from ui.render import UNEXPECTED, Place, render_problem
from ui.shelf_routes import add_shelf_routes

ASSETS = Path(__file__).parent / "assets"
STATUSES: tuple[tuple[type[RagError], int], ...] = (
    (UnknownArticle, 404),
    (QuestionError, 422),
    (SettingsError, 422),
    (SourceError, 422),
    (LibraryLocked, 409),
)
OTHER_STATUS = 503
Offset = Annotated[int | None, Query(ge=0)]


class AskRequest(BaseModel):
    """The body of `POST /api/ask`. Dates are written as 2024-11-07; limits left out are the library's.

    `as_of` asks the archive as it stood on that day; `today` is the day that "last week" counts from. What became of a
    time that the question names is the answer's `time`; `any_date` asks without it.
    `history` are the questions asked before and their answers, "" for silence, for a follow-up such as "How old is
    he?". How it was understood is the answer's `understood`; to ask something else, send that changed, without history.
    """

    model_config = ConfigDict(extra="forbid")

    question: str
    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    today: str | None = None
    any_date: bool = False
    outlets: list[str] = Field(default_factory=list, max_length=100)
    top_k: int | None = Field(None, ge=1, le=100)
    min_confidence: float | None = Field(None, ge=0, le=1)
    history: list[tuple[str, str]] = Field(default_factory=list, max_length=20)


def make_api(library: Library, *, may_change: bool) -> FastAPI:
    """The application without the page; `may_change` says whether it may change the library.

    FastAPI's own documentation pages load from elsewhere and are off.
    """
    drawn = Examples(library)
    app = FastAPI(title="Ibid", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.examples = drawn
    app.add_exception_handler(RagError, _report)
    app.add_exception_handler(RequestValidationError, _report_invalid)
    app.add_exception_handler(HTTPException, _report_http)
    app.add_exception_handler(Exception, _report_unexpected)

    @app.get("/api/articles")
    def articles(response: Response) -> list[dict[str, Any]]:
        """All articles without their texts, newest first."""
        _keep_private(response)
        return [summary_to_json(summary) for summary in library.articles()]

    @app.get("/api/articles/{article_id}")
    def article(article_id: str, response: Response) -> dict[str, Any]:
        """One article with its text, by id or unambiguous beginning of one."""
        _keep_private(response)
        return article_to_json(library.article(article_id))

    @app.post("/api/ask")
    def ask(body: AskRequest, response: Response) -> dict[str, Any]:
        """The answer to a question, in the form that `ibid verify` checks."""
        _keep_private(response)
        answer = library.ask(
            body.question,
            since=parse_limit(body.since, "since"),
            until=parse_limit(body.until, "until"),
            as_of=parse_limit(body.as_of, "as_of"),
            today=parse_limit(body.today, "today"),
            any_date=body.any_date,
            outlets=body.outlets,
            top_k=body.top_k,
            min_confidence=body.min_confidence,
            history=body.history,
        )
        return answer_to_json(answer)

    @app.get("/panel/")
    def index() -> HTMLResponse:
        """The list of articles as the page shows it."""
        return HTMLResponse(render_index(library.browse(Wanted(limit=MAX_LISTED))), headers=_PRIVATE)

    add_shelf_routes(app, library, may_change=may_change)

    @app.get("/panel/limits")
    def limits() -> HTMLResponse:
        """What the questions can be limited to."""
        return HTMLResponse(render_limits(library.outlets()), headers=_PRIVATE)

    @app.get("/panel/examples")
    def examples() -> HTMLResponse:
        """Questions that the library answers; 202 while they are being made."""
        found = drawn.questions()
        if found is None:
            return HTMLResponse("", 202, _PRIVATE)
        return HTMLResponse(render_examples(found), headers=_PRIVATE)

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
            return HTMLResponse(render_article(article, place, _find_ranges(article, also)), headers=_PRIVATE)
        except UnknownArticle as error:
            past = library.became(article_id)
            shown = render_past(article_id, past) if past else render_problem(str(error))
            return HTMLResponse(shown, status_of(error), _PRIVATE)
        except RagError as error:
            return HTMLResponse(render_problem(str(error)), status_of(error), _PRIVATE)

    app.include_router(make_quality_routes(library, may_change=may_change))
    app.mount("/ibid", StaticFiles(directory=ASSETS))
    return app


def status_of(error: RagError) -> int:
    """The HTTP status that says best what an error is."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), OTHER_STATUS)


def summary_to_json(summary: ArticleSummary) -> dict[str, Any]:
    """An article's listing as JSON."""
    return {
        "id": summary.id,
        "headline": summary.headline,
        "date": summary.date.isoformat() if summary.date is not None else None,
        "chars": summary.chars,
        "passages": summary.passages,
        "copies": summary.copies,
        "outlet": summary.outlet,
        "sources": list(summary.sources),
    }


def article_to_json(article: Article) -> dict[str, Any]:
    """An article with its text as JSON. Offsets anywhere in the API count code points of `text`."""
    return {
        "id": article.id,
        "headline": article.headline,
        "date": article.date.isoformat() if article.date is not None else None,
        "sha256": article.sha256,
        "text": article.text,
        "sources": [
            {
                "path": source.path,
                "text_start": source.text_start,
                "file_sha256": source.file_sha256,
                "date": source.date.isoformat() if source.date is not None else None,
                "kind": source.kind.value,
                "row": source.row,
                "url": source.url,
                "outlet": source.outlet,
                "pages": len(source.pages),
            }
            for source in article.sources
        ],
    }


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


# Answers and articles stay out of the browser's cache: they may be nobody's to find there.
_PRIVATE = {"Cache-Control": "no-store"}


def _keep_private(response: Response) -> None:
    response.headers.update(_PRIVATE)


def _refusal(request: Request, sentence: str, status: int) -> Response:
    """What is wrong, as HTML where the page asks for HTML to show, else as JSON."""
    if request.method == "GET" and request.url.path.startswith(("/panel/", "/quality/")):
        return HTMLResponse(render_problem(sentence), status, _PRIVATE)
    return JSONResponse({"error": sentence}, status)


def _report(request: Request, error: Exception) -> Response:
    assert isinstance(error, RagError)
    return _refusal(request, str(error), status_of(error))


def _report_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    # Behind the part of the request: the field's name, or where the JSON breaks off.
    where = ".".join(str(part) for part in first["loc"][1:] if isinstance(part, str)) or "the request"
    return _refusal(request, f"{where}: {first['msg']}.", 422)


def _report_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _refusal(request, f"{error.detail}: {request.method} {request.url.path}.", error.status_code)


def _report_unexpected(request: Request, error: Exception) -> Response:
    # Starlette raises the error again after the reply, and uvicorn logs it with its traceback.
    return _refusal(request, UNEXPECTED, 500)
