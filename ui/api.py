"""The HTTP API, and the application that serves it, the page's own script and style, and what the page fetches."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from rag import (
    Article,
    ArticleSummary,
    Library,
    RagError,
    answer_to_json,
    parse_limit,
)
from ui.bundle import MEDIA_TYPES, bundle
from ui.examples import Examples
from ui.panel_routes import add_panel_routes
from ui.quality_routes import make_quality_routes
from ui.render import UNEXPECTED, render_problem
from ui.replies import KEPT, PRIVATE, status_of
from ui.shelf_routes import add_shelf_routes


class AskRequest(BaseModel):
    """The body of `POST /api/ask`. Dates are written as 2024-11-07; limits left out are the library's.

    `as_of` asks the archive as it stood on that day; `today` is the day that "last week" counts from. What became of a
    time that the question names is the answer's `time`; `any_date` asks without it.
    `history` are the questions asked before and their answers, "" for silence and "; " between several, for a follow-up
    such as "How old is he?". How it was understood is the answer's `understood`; to ask something else, send that
    changed, without history.
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

    @app.get("/ibid/{name}", include_in_schema=False)
    def asset(name: Literal["page.css", "page.js"]) -> Response:
        """The page's own style or script."""
        return Response(bundle(name).content, media_type=MEDIA_TYPES[name], headers=KEPT)

    add_shelf_routes(app, library, may_change=may_change)
    add_panel_routes(app, library, drawn)
    app.include_router(make_quality_routes(library, may_change=may_change))
    return app


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


def _keep_private(response: Response) -> None:
    response.headers.update(PRIVATE)


def _refusal(request: Request, sentence: str, status: int) -> Response:
    """What is wrong, as HTML where the page asks for HTML to show, else as JSON."""
    if request.method == "GET" and request.url.path.startswith(("/panel/", "/quality/")):
        return HTMLResponse(render_problem(sentence), status, PRIVATE)
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
