"""The page while its server is stopped and started again, in a real browser: nothing that was asked is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from rag import Library
from rag.datatypes import Hit, Span
from tests.browsing import OpenPage, ask
from tests.fakes import PhraseReader
from ui.server import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
GONE = ("net::ERR_", "network error", "Failed to fetch", "Unexpected error")  # what Chromium and Gradio complain of
FIRST = "When was the lighthouse built?"
SECOND = "Who built it?"


class Server:
    """The page over a library, stopped and started again at one address."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._port = 0
        self._running = ExitStack()

    def start(self) -> str:
        url = self._running.enter_context(serving(self._library, port=self._port))
        self._port = urlsplit(url).port or 0
        return url

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def server(library: Library, tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "a.txt").write_text("A lighthouse\n\nThe lighthouse was built in 1887.\n")
    library.add([tmp_path / "a.txt"])
    one = Server(library)
    yield one
    one.stop()


def test_what_is_asked_of_a_stopped_server_is_asked_of_the_next(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.start(), refused=GONE)
    expect(page.locator("#limit-form form")).to_be_visible()
    server.stop()
    ask(page, FIRST)
    lost = page.locator("body[data-lost=question]")
    expect(lost).to_be_attached(timeout=8_000)  # at once, not after the time that a slow server is given
    expect(page.locator(".toast-wrap > *").first).to_be_hidden()
    page.keyboard.press("Enter")
    ask(page, SECOND)
    page.get_by_role("textbox", name="Question").fill("And when")
    server.start()
    expect(page.locator(".question")).to_have_text([FIRST, SECOND])
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Question")).to_have_value("And when")
    expect(lost).not_to_be_attached()


def test_a_question_that_was_being_answered_is_answered_by_the_next_server(
    server: Server, open_page: OpenPage, reader: PhraseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = threading.Event()

    def read(question: str, hits: Sequence[Hit]) -> list[Span]:
        lost.wait(timeout=30)
        return []

    page = open_page(server.start(), refused=GONE)
    expect(page.locator("#limit-form form")).to_be_visible()
    with monkeypatch.context() as patch:
        patch.setattr(reader, "read", read)
        ask(page, FIRST)
        expect(page.locator(".searching")).to_be_visible()
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        expect(page.locator("body[data-lost=question]")).to_be_attached()
        expect(page.locator("#chat").get_by_text("Error", exact=True)).to_be_hidden()
        lost.set()
        stopping.join()
    server.start()
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.locator(".question")).to_have_text([FIRST])


def test_a_conversation_that_is_cleared_meanwhile_does_not_come_back(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.start(), refused=GONE)
    ask(page, FIRST)
    expect(page.locator(".answer")).to_have_count(1)
    server.stop()
    page.get_by_role("button", name="Clear conversation").click()
    expect(page.locator("body[data-lost='']")).to_be_attached()
    server.start()
    expect(page.locator(".question")).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('ibid.queries')") == "[]"
