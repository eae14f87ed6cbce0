"""The questions that the page begins with, made once for what the library holds, while nobody waits for them."""

from __future__ import annotations

import logging
import threading

from rag import Answer, Library, QuestionError, RagError, Wanted, draw_examples

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
        self._is_making = False
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def close(self) -> None:
        """Make no more, and wait for the question that is being asked: models must not run while Python ends."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def questions(self) -> list[str] | None:
        """The questions; None while they are being made for what the library holds now."""
        holds = self._library.counts()
        with self._lock:
            if holds != self._made_for:
                self._questions = None
                if not self._is_making and not self._closed.is_set():  # one at a time; who asks again starts the next
                    self._made_for, self._is_making = holds, True
                    self._thread = threading.Thread(target=self._make, name="ibid-examples", daemon=True)
                    self._thread.start()
            return self._questions

    def _ask(self, question: str) -> Answer:
        if self._closed.is_set():
            raise QuestionError("the page is closing.")
        return self._library.ask(question)

    def _make(self) -> None:
        found: list[str] = []
        try:
            newest = self._library.browse(Wanted(limit=NEWEST_ARTICLES)).articles
            articles = (self._library.article(one.id) for one in newest)
            found = draw_examples(articles, self._ask, count=SHOWN)
        except RagError as error:
            log.info("no examples were made: %s", error)
        finally:
            with self._lock:
                self._questions, self._is_making = found, False
