"""What replies have in common: that nobody keeps them, and the HTTP status that says best what went wrong."""

from __future__ import annotations

from rag import LibraryLocked, QuestionError, RagError, SettingsError, SourceError, UnknownArticle

# Answers and articles stay out of the browser's cache: they may be nobody's to find there.
PRIVATE = {"Cache-Control": "no-store"}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}  # for what has another address once it changes
STATUSES: tuple[tuple[type[RagError], int], ...] = (
    (UnknownArticle, 404),
    (QuestionError, 422),
    (SettingsError, 422),
    (SourceError, 422),
    (LibraryLocked, 409),
)
OTHER_STATUS = 503


def status_of(error: RagError) -> int:
    """The HTTP status that says best what an error is."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), OTHER_STATUS)
