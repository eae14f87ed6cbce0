"""What the library's view fetches and sends: listings, uploads, removals, syncs. Changes come one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict

from rag import (
    SUFFIXES,
    AddReport,
    Failure,
    Library,
    QuestionError,
    SortBy,
    SourceError,
    UnknownArticle,
    Wanted,
    check_folder,
    parse_limit,
    parse_outlet,
    plan_to_json,
)
from ui.render import holdings
from ui.replies import PRIVATE
from ui.shelf import DESCENDING_FIRST, PAGE_ARTICLES, render_changes, render_shelf

READ_ONLY = "this page may not change the library. Start `ibid serve` without --read-only, or use `ibid add`."


class SyncRequest(BaseModel):
    """The body of `POST /api/sync`: a folder of the server's machine, and whether only to say what would happen.

    `outlet` is that of files which name none; "" leaves them the one that they have.
    """

    model_config = ConfigDict(extra="forbid")

    folder: str
    dry_run: bool = True
    allow_empty: bool = False
    outlet: str = ""


class Work:
    """What is being done to the library, one thing at a time."""

    def __init__(self) -> None:
        """Nothing is."""
        self._lock = threading.Lock()
        self.now = ""

    @contextmanager
    def doing(self, what: str) -> Iterator[Callable[[str], None]]:
        """While the block runs, `what` is done; what it is given tells how far it is."""
        with self._lock:
            self.now = what
            try:
                yield lambda how_far: setattr(self, "now", f"{what}: {how_far}")
            finally:
                self.now = ""


def add_shelf_routes(app: FastAPI, library: Library, *, may_change: bool) -> None:
    """Put the library's view into `app`. Unless `may_change`, what would change the library is refused."""
    work = Work()

    def refuse() -> JSONResponse | None:
        return None if may_change else JSONResponse({"error": READ_ONLY}, 403)

    @app.get("/panel/shelf")
    def shelf(request: Request) -> HTMLResponse:
        """A page of the articles, by the fields of the address in the page."""
        wanted = _wanted(dict(request.query_params))
        listed = library.browse(wanted)
        shown = render_shelf(listed, wanted, library.calendar(), library.counts()[0], may_change=may_change)
        return HTMLResponse(shown, headers=PRIVATE)

    @app.get("/panel/changes")
    def changes() -> HTMLResponse:
        """The forms that change the library."""
        is_empty = not library.counts()[0]
        shown = render_changes(may_change=may_change, is_empty=is_empty, suffixes=tuple(SUFFIXES))
        return HTMLResponse(shown, headers=PRIVATE)

    @app.get("/api/work")
    def at_work(response: Response) -> dict[str, str]:
        """What is being indexed now, "" for nothing, and what the library holds."""
        response.headers.update(PRIVATE)
        return {"now": work.now, "holdings": holdings(library.counts()[0], library.dates())}

    @app.post("/api/uploads", response_model=None)
    async def upload(request: Request, name: str, outlet: str = "") -> JSONResponse | dict[str, Any]:
        """Keep and add the file that is the body of the request, of `outlet` if it names none itself."""
        if (refusal := refuse()) is not None:
            return refusal

        def add(content: bytes) -> AddReport:
            with work.doing(f"Adding {name}"):
                return library.add_upload(name, content, outlet=parse_outlet(outlet) or None)

        try:
            content = await _body(request, name, library.settings.max_file_bytes)
            return report_to_json(await run_in_threadpool(add, content))
        except SourceError as error:  # what `ibid add` reports of one file among others
            return report_to_json(AddReport(failures=(Failure(name, str(error)),)))

    @app.delete("/api/articles/{article_id}", response_model=None)
    def remove(article_id: str) -> JSONResponse | dict[str, Any]:
        """Remove one article, by its whole id."""
        if (refusal := refuse()) is not None:
            return refusal
        if (whole := library.article(article_id).id) != article_id:
            raise UnknownArticle(f"{article_id!r} is only the beginning of an id. Give the whole of it: {whole}.")
        with work.doing("Removing an article"):
            (gone,) = library.remove([whole])
        return {"removed": gone.headline}

    @app.post("/api/sync", response_model=None)
    def sync(body: SyncRequest) -> JSONResponse | dict[str, Any]:
        """Make the library mirror a folder, or say what that would do."""
        if (refusal := refuse()) is not None:
            return refusal
        folder, outlet = _folder(body.folder), parse_outlet(body.outlet) or None
        with work.doing(f"Reading {folder}") as tell:
            plan = library.plan_sync(folder, allow_empty=body.allow_empty, outlet=outlet)
            if body.dry_run:
                return plan_to_json(plan)
            total, done = len(plan.new) + len(plan.changed), 0

            def on_done(path: str, outcome: object) -> None:
                nonlocal done
                done += 1
                tell(f"{done:,} of {total:,} files")

            return report_to_json(library.sync(plan, outlet=outlet, on_done=on_done))


def report_to_json(report: AddReport) -> dict[str, Any]:
    """What `ibid add --json` prints."""
    return {**asdict(report), "failed": len(report.failures)}


def _folder(written: str) -> Path:
    """The folder that somebody wrote down. Raises `SourceError`."""
    if not written.strip():
        raise SourceError("no folder was named. Give the path of one.")
    try:
        return Path(check_folder(Path(written).expanduser()))
    except RuntimeError:  # nobody here is called so
        raise SourceError(f"{written}: there is no such home folder. Check the path.") from None


async def _body(request: Request, name: str, limit: int) -> bytes:
    """The body of a request, read no further than `limit` bytes. Raises `SourceError` when it is longer."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise SourceError(f"{name}: larger than {limit:,} bytes. Split it, or raise IBID_MAX_FILE_BYTES.")
        parts.append(part)
    return b"".join(parts)


def _wanted(fields: dict[str, str]) -> Wanted:
    """What the address of a listing asks for. Raises `QuestionError`."""
    try:
        sort = SortBy(fields.get("sort") or SortBy.DATE)
        page = max(1, int(fields.get("page") or 1))
    except ValueError:
        raise QuestionError("there is no such listing. Open the library anew.") from None
    return Wanted(
        words=fields.get("q", "")[:200],
        since=parse_limit(fields.get("from") or None, "From"),
        until=parse_limit(fields.get("to") or None, "To"),
        sort=sort,
        descending=(sort in DESCENDING_FIRST) is ("up" not in fields),
        limit=PAGE_ARTICLES,
        offset=(min(page, 10**9) - 1) * PAGE_ARTICLES,
    )
