"""The questions that the page begins with, made once for what the library holds, while nobody waits for them."""

from __future__ import annotations

import logging
import threading

from rag import Library, RagError, Wanted, draw_examples

log = logging.getLogger(__name__)

SHOWN = 3
NEWEST_ARTICLES = 12


class Examples:
    """Questions that a library answers. Safe to share among threads."""

    def __init__(self, library: Library) -> None:
        """Nothing is asked yet."""
        self._library = library
        self._lock = threading.Lock()
        self._made_for: tuple[int, int] | None = None
        self._questions: list[str] | None = None

    def questions(self) -> list[str] | None:
        """The questions; None while they are being made for what the library holds now."""
        holds = self._library.counts()
        with self._lock:
            if holds != self._made_for:
                self._made_for, self._questions = holds, None
                threading.Thread(target=self._make, args=[holds], name="ibid-examples", daemon=True).start()
            return self._questions

    def _make(self, holds: tuple[int, int]) -> None:
        found: list[str] = []
        try:
            newest = self._library.browse(Wanted(limit=NEWEST_ARTICLES)).articles
            articles = (self._library.article(one.id) for one in newest)
            found = draw_examples(articles, self._library.ask, count=SHOWN)
        except RagError as error:
            log.info("no examples were made: %s", error)
        with self._lock:
            if self._made_for == holds:
                self._questions = found
