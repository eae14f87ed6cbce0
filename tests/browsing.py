"""A real browser for the tests of the page, and what is done with it again and again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from rag import Library
from ui.server import serving

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
LEAVING = ("AbortError", "Connection errored out")  # Gradio breaks its own stream off as the page is left
SEED_QUESTION = "How much military assistance has the US given Ukraine?"
OpenPage = Callable[..., Page]
expect.set_options(
    timeout=20_000
)  # ms: Playwright's 5 s are little beside other work, and what holds at once costs none


def find_chromium() -> str:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        advice = "no Chromium: install it with `apt-get install chromium`"
        if os.environ.get("CI") == "true":
            pytest.fail(advice)
        pytest.skip(advice)
    return chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def seeds_url(seed_library: Library) -> Iterator[str]:
    """The page over the seed articles, under the real models."""
    with serving(seed_library) as url:
        yield url


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page in a context of its own; fails the test on any request elsewhere and any script error.

    `refused` is the status of requests that the test means to be refused, or all that it means to be complained of.
    With `before`, which is called with the page before it goes anywhere, nothing is waited for.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_(
        url: str,
        *,
        refused: str | tuple[str, ...] = (),
        before: Callable[[Page], object] | None = None,
        **options: object,
    ) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        context.on("request", lambda request: wrong.append(request.url) if is_outside(request.url) else None)
        page = context.new_page()

        def notice(text: str) -> None:
            meant = (refused,) if isinstance(refused, str) else refused
            if not any(known in text for known in (*meant, *LEAVING)):
                wrong.append(text)

        page.on("pageerror", lambda error: notice(str(error)))
        page.on("console", lambda message: notice(message.text) if message.type == "error" else None)
        if before is not None:
            before(page)
            page.goto(url, wait_until="commit")
            return page
        page.goto(url)
        shown = page.locator("#panel > *, section.view > *").filter(visible=True)
        expect(shown.first).to_be_visible(timeout=30_000)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not wrong, wrong


def is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"


def ask(page: Page, question: str) -> None:
    """Type a question and send it. While the page is still loading, it is asked as soon as that can be."""
    page.get_by_role("textbox", name="Question").fill(question)
    page.keyboard.press("Enter")
