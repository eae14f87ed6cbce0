"""The page by the rules of axe-core for WCAG 2.2 AA, in every state that a reader meets, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rag import Library, Settings
from tests.browsing import SEED_QUESTION, OpenPage, ask
from tests.fakes import ContradictingComparer, PhraseReader, WordEmbedder
from ui.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
DIFFER = "How long is the bridge?"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


# On a telephone the box for the next question floats over what is read; here it stands where it belongs, over nothing.
TO_THE_QUESTION = (
    "() => { const end = document.querySelector('#talk')?.getBoundingClientRect().bottom ?? 0;"
    " window.scrollTo(0, end + window.scrollY - window.innerHeight); }"
)


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical, one line each, once the page is drawn in its colours."""
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"):
        expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))")
    page.evaluate(TO_THE_QUESTION)
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.fixture(scope="module")
def differing_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("differ")
    (folder / "one.txt").write_text(" date 2024-05-01 The bridge\n\nThe new bridge is 900 metres long.\n")
    (folder / "two.txt").write_text(" date 2024-06-01 A bridge\n\nThe new bridge is 950 metres long.\n")
    reader = PhraseReader({DIFFER: {"900 metres": 15.0, "950 metres": 14.0}})
    models = {"embedder": WordEmbedder(), "reader": reader, "comparer": ContradictingComparer()}
    with Library.open(folder / "library", Settings(), create=True, **models) as library:
        library.add([folder / "one.txt", folder / "two.txt"])
        with serving(library) as url:
            yield url


def ask_and_wait(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.locator(".answer")).to_be_visible()


def begin(page: Page) -> None:
    expect(page.locator("#examples button").first).to_be_visible(timeout=30_000)


def answer(page: Page) -> None:
    ask_and_wait(page, SEED_QUESTION)
    expect(page.locator("#cited")).to_be_visible()


def silence(page: Page) -> None:
    ask_and_wait(page, "Who won the 2018 football World Cup?")
    page.locator(".answer summary").click()


def library(page: Page) -> None:
    page.get_by_role("link", name="Library").click()
    expect(page.locator("#library .articles")).to_be_visible()
    page.get_by_text("Add articles").click()


def quality(page: Page) -> None:
    begin(page)  # Gradio has drawn all of the page by then
    page.get_by_role("link", name="Quality").click()
    page.locator("#quality h2").wait_for()


def test_what_is_wrong_would_be_found(seeds_url: str, open_page: OpenPage) -> None:
    page = open_page(seeds_url)
    page.evaluate(
        "() => { const bad = document.createElement('p'); bad.innerHTML = '<button></button>pale'; "
        "bad.style.color = '#ddd'; document.querySelector('#panel').prepend(bad); }"
    )
    assert {line.partition(":")[0] for line in serious(page)} == {"button-name", "color-contrast"}


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide and light", "narrow and dark"]
)
@pytest.mark.parametrize("state", [begin, answer, silence, library, quality])
def test_nothing_serious_is_found(
    seeds_url: str, open_page: OpenPage, state: Callable[[Page], None], viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(seeds_url, viewport=viewport, color_scheme=scheme)
    state(page)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_answers_that_differ_have_nothing_serious(differing_url: str, open_page: OpenPage, scheme: str) -> None:
    page = open_page(differing_url, color_scheme=scheme)
    ask_and_wait(page, DIFFER)
    expect(page.locator(".agreement")).to_have_text("The articles differ: 2 answers, the newest first")
    expect(page.locator(".timeline .point")).to_have_count(2)
    assert serious(page) == []


def test_everything_can_be_done_by_keyboard(seeds_url: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(seeds_url)
    page.get_by_role("textbox", name="Question").focus()
    page.keyboard.type(SEED_QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    expect(page.locator(".steps .at")).to_have_text(re.compile("Quotation 1 of [2-9]"))
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.matches('#chat a.best') ? 'best' : (e.textContent || e.id || e.name || '').trim().slice(0, 30),"
            " s.outlineStyle !== 'none' || e.closest('textarea, input') !== null || e.tagName === 'BODY'] }"
        )
        reached.add(focused[0])
        assert focused[1], f"the focus does not show on {focused[0]!r}"
    assert {
        "best",
        "Quotation",
        "Markdown",
        "BibTeX",
        "Proof",
        "Link",
        "Clear conversation",
        "Library",
        "Next",
    } <= reached
