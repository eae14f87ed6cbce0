"""What the view Quality fetches and sends, and the dialog that judges an answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rag import Library, QuestionError, UnknownArticle, plain_count
from ui.evaluations import Outcome
from ui.feedback import FILE, Place, check_marked, count_lines, find_typed, make_line, name_article, save_line
from ui.quality import eval_command, render_dialog, render_quality
from ui.quality_list import CHANGES, Filter, list_questions, render_list
from ui.replies import PRIVATE
from ui.runs import OURS, read_runs

MAX_TEXT = 500
READ_ONLY = "this page may not change the library. Start `ibid serve` without --read-only."


class Judgement(BaseModel):
    """The body of `POST /quality/feedback`: what the right answer to a question is that stands alone.

    `right`: what was quoted from `start` to `end` of the article. `marked`: the same, which must read `answer`.
    `typed`: `answer`, looked up in the article first, if one is given. `none`: the articles don't say. Offsets count
    code points.
    """

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["right", "typed", "marked", "none"]
    question: str
    answer: str = Field("", max_length=10_000)
    article_id: str = ""
    start: int = 0
    end: int = 0


def make_quality_routes(library: Library, *, may_change: bool) -> APIRouter:
    """The routes under `/quality/`. Unless `may_change`, no answer can be judged."""
    router = APIRouter(prefix="/quality")
    feedback = library.folder / FILE

    @router.get("/")
    def view(wanted: Annotated[Filter, Depends(_filter)]) -> HTMLResponse:
        """The last evaluation, as far as `wanted` lets its questions through."""
        ids, judged = [summary.id for summary in library.articles()], count_lines(library.folder)
        runs = read_runs(library.folder, wanted.run)
        shown = render_quality(runs, wanted, library=library.folder, article_ids=ids, feedback=feedback, judged=judged)
        return HTMLResponse(shown, headers=PRIVATE)

    @router.get("/questions")
    def questions(wanted: Annotated[Filter, Depends(_filter)]) -> HTMLResponse:
        """Its questions alone."""
        runs = read_runs(library.folder, wanted.run)
        shown = render_list(list_questions(runs.shown, runs.before), wanted) if runs.shown is not None else ""
        return HTMLResponse(shown, headers=PRIVATE)

    @router.get("/dialog")
    def dialog() -> HTMLResponse:
        """The form that judges an answer; nothing where none may be judged."""
        return HTMLResponse(render_dialog() if may_change else "", headers=PRIVATE)

    @router.post("/feedback", response_model=None)
    def judge(body: Judgement, response: Response) -> JSONResponse | dict[str, str]:
        """Keep what the right answer is; what to tell, and the command that asks it again, or what to mend."""
        response.headers.update(PRIVATE)
        if not may_change:
            return JSONResponse({"error": READ_ONLY}, 403, PRIVATE)
        try:
            question = _checked(body.question, library.settings.max_question_chars, body.answer, body.article_id)
            place = _place(library, question, body)
        except (QuestionError, UnknownArticle) as error:  # to be mended in the form, which a browser calls no failure
            return {"error": str(error)}
        name = name_article(library, place.article) if place is not None else ""
        count = save_line(library.folder, make_line(question, place, name))
        where = f"“{place.text}” in {name}" if place is not None else "The articles don’t say"
        return {
            "told": f"Saved: {where}. {plain_count(count, 'question')} in {feedback}; ask them all again with",
            "command": eval_command(library.folder, feedback),
        }

    return router


def _place(library: Library, question: str, body: Judgement) -> Place | None:
    if body.verdict == "none":
        return None
    if body.verdict == "typed":
        return find_typed(library, question, body.answer, body.article_id)
    if not body.article_id:
        raise QuestionError("nothing is marked. Open an article, and select the words that answer.")
    text = body.answer if body.verdict == "marked" else None
    return check_marked(library.article(body.article_id), body.start, body.end, text)


def _checked(question: str, max_chars: int, *others: str) -> str:
    """`question` without white space around it. Raises `QuestionError` when it, or another text, cannot be saved."""
    question = question.strip()
    if any("\ud800" <= char <= "\udfff" for text in (question, *others) for char in text):
        raise QuestionError("half of a surrogate pair cannot be saved. Type the character itself.")
    if not question or len(question) > max_chars:
        raise QuestionError(f"the question has {len(question):,} characters; 1 to {max_chars:,} can be saved.")
    return question


def _filter(
    outcome: str = "",
    blame: str = "",
    change: str = "",
    text: Annotated[str, Query(max_length=MAX_TEXT)] = "",
    page: str = "1",
    run: str = "",
) -> Filter:
    """What a link asks for; what it cannot ask for counts as not asked."""
    return Filter(
        outcome=outcome if outcome in list(Outcome) else "",
        blame=blame,
        change=change if change in CHANGES else "",
        text=text.strip(),
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        run=run if OURS.fullmatch(run) else "",
    )
