"""Whether a question can be asked at all."""

from __future__ import annotations

import datetime as dt

from rag.errors import QuestionError


def check_question(question: str, since: dt.date | None, until: dt.date | None, *, max_chars: int) -> None:
    """Raise `QuestionError` when a question is empty, too long or broken, or its dates are the wrong way round."""
    if not question:
        raise QuestionError("the question is empty. Ask something.")
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise QuestionError("the question is not valid UTF-8 text. Type it again.")
    if len(question) > max_chars:
        raise QuestionError(f"the question has {len(question):,} characters, the limit is {max_chars:,}. Shorten it.")
    if since is not None and until is not None and since > until:
        raise QuestionError(f"the first day, {since}, is after the last, {until}. Swap them.")
