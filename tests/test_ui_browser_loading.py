"""What is asked while the page still loads, in a real browser: it is asked as soon as that can be, and not lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, Route, expect

from rag import Library
from tests.browsing import OpenPage
from tests.fakes import PhraseReader
from ui.server import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
QUESTION = "When was the lighthouse built?"
# Half a second passes in a twentieth of it, so that what is tried for long is over soon; counted, to know when it is.
HASTEN = """
const wait = window.setTimeout;
window.waits = 0;
window.setTimeout = (done, ms, ...more) => {
  if (ms === 500) window.waits += 1;
  return wait(done, ms === 500 ? 25 : ms, ...more);
};
"""


@pytest.fixture
def url(library: Library, reader: PhraseReader, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "a.txt").write_text("A lighthouse\n\nThe lighthouse was built in 1887.\n")
    library.add([tmp_path / "a.txt"])
    reader.phrases = {"1887": 9.0}
    with serving(library) as served:
        yield served


class Gate:
    """Holds requests back until it is opened."""

    def __init__(self) -> None:
        self._held: list[Route] | None = []

    def meet(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)

    def open(self) -> None:
        assert self._held, "nothing was held back"
        for route in self._held:
            route.continue_()
        self._held = None


def test_what_is_sent_before_the_page_has_loaded_is_shown_to_be_held_and_asked_then(
    url: str, open_page: OpenPage
) -> None:
    gate = Gate()
    page = open_page(url, before=lambda page: page.route("**/panel/limits", gate.meet))
    page.get_by_role("textbox", name="Question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    body = page.locator("body[data-held][data-asking]")
    expect(body).to_be_attached()
    expect(page.get_by_role("status").filter(has_text="asked once the page has loaded")).to_be_attached()
    hint = page.locator("#ask-row").evaluate("row => getComputedStyle(row, '::before').content")
    assert hint == '"Asked once the page has loaded."'
    gate.open()
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.get_by_role("heading", name=QUESTION)).to_have_count(1)
    expect(page.get_by_role("textbox", name="Question")).to_have_value("")
    expect(body).not_to_be_attached()


def test_a_question_that_the_server_never_takes_up_is_said_to_be_kept(url: str, open_page: OpenPage) -> None:
    gate = Gate()
    page = open_page(url)
    expect(page.locator("body[data-asking]")).to_have_count(0)
    page.route("**/queue/join*", gate.meet)
    page.get_by_role("textbox", name="Question").fill(QUESTION)
    page.keyboard.press("Enter")
    lost = page.locator("body[data-lost]")
    expect(lost).to_be_attached()  # after twelve seconds
    said = "Ibid does not answer yet. The question is kept until it does."
    assert page.locator("#asking").evaluate("one => getComputedStyle(one, '::before').content") == f'"{said}"'
    expect(page.get_by_role("status").filter(has_text=said)).to_be_attached()
    assert QUESTION.split()[1] in page.evaluate("sessionStorage.getItem('ibid.queries')")
    gate.open()
    expect(page.locator(".answer")).to_have_count(1)
    expect(lost).not_to_be_attached()


def test_what_a_link_asks_waits_for_the_part_of_the_page_that_takes_it(url: str, open_page: OpenPage) -> None:
    boxes: set[str] = set()

    def notice(response: Response) -> None:
        if response.url.endswith(".js") and "/assets/" in response.url:
            boxes.add(response.url)

    first = open_page(url, before=lambda page: page.on("response", notice))
    expect(first.get_by_role("textbox", name="Question")).to_be_visible()
    boxes = {one for one in boxes if "<textarea" in first.request.get(one).text()}
    gate = Gate()

    def hold(page: Page) -> None:
        page.add_init_script(HASTEN)
        page.route(lambda address: address in boxes, gate.meet)

    page = open_page(f"{url}/#ask?q={QUESTION.replace(' ', '+')}", before=hold)
    page.wait_for_function("() => window.waits > 60")  # longer than it was once tried
    expect(page.locator("body[data-asking]")).to_be_attached()
    gate.open()
    expect(page.locator(".answer")).to_have_count(1)
