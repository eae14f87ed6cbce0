"""What was asked before, in a real browser: found again, brought back, saved as a document, and told to who listens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag import Library, Settings
from tests.browsing import OpenPage, ask
from tests.fakes import ContradictingComparer, PhraseReader, WordEmbedder
from tests.test_ui_browser_access import serious
from ui.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")]
LENGTH, COST, SILENT = "How long is the bridge?", "What did the gate cost?", "Who painted the gate?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("earlier")
    (folder / "one.txt").write_text(" date 2024-05-01 The bridge\n\nThe new bridge is 900 metres long.\n")
    (folder / "two.txt").write_text(" date 2024-06-01 A bridge\n\nThe new bridge is 950 metres long.\n")
    (folder / "gate.txt").write_text(" date 2024-06-02 The gate\n\nThe gate *cost* $7, and <b>not</b> more.\n")
    reader = PhraseReader({LENGTH: {"900 metres": 15.0, "950 metres": 14.0}, COST: {"*cost* $7": 12.0}})
    models = {"embedder": WordEmbedder(), "reader": reader, "comparer": ContradictingComparer()}
    with Library.open(folder / "library", Settings(), create=True, **models) as library:
        library.add([folder / "one.txt", folder / "two.txt", folder / "gate.txt"])
        yield library


@pytest.fixture(scope="module")
def url(library: Library) -> Iterator[str]:
    with serving(library) as address:
        yield address


@pytest.fixture
def asked(open_page: OpenPage, url: str) -> Page:
    """A page on which three questions were asked, one of them without an answer."""
    page = open_page(url, permissions=["clipboard-read", "clipboard-write"])
    for number, question in enumerate((LENGTH, COST, SILENT), start=1):
        ask(page, question)
        expect(page.locator(".answer")).to_have_count(number)
    return page


def test_an_earlier_question_is_found_again_with_what_it_was_answered(asked: Page) -> None:
    asked.get_by_role("button", name="3 questions").click()
    listed = asked.get_by_role("dialog", name="Questions of this conversation")
    expect(listed.locator("li span")).to_have_text(
        ["“950 metres” · “900 metres”", "“*cost* $7”", "The articles don’t say."]
    )
    assert serious(asked) == []
    asked.keyboard.press("Shift+Tab")
    asked.keyboard.press("Enter")
    expect(listed).to_have_count(0)
    expect(asked.get_by_role("heading", name=COST)).to_be_focused()
    expect(asked.get_by_role("heading", name=COST)).to_be_in_viewport()


def test_a_question_that_was_declined_is_not_listed_as_one_that_the_articles_leave_open(asked: Page) -> None:
    ask(asked, "Summarise the news about the bridge.")
    asked.get_by_role("button", name="4 questions").click()
    expect(asked.get_by_role("dialog").locator("li span").last).to_contain_text("Ibid quotes and does not sum up.")


def test_the_arrows_bring_back_questions_and_lose_nothing_that_is_written(asked: Page) -> None:
    box = asked.get_by_role("textbox", name="Question")
    box.focus()
    for key, shown in (("Up", SILENT), ("Up", COST), ("Up", LENGTH), ("Up", LENGTH), ("Down", COST), ("Down", SILENT)):
        asked.keyboard.press(f"Arrow{key}")
        expect(box).to_have_value(shown)
    asked.keyboard.press("ArrowDown")
    expect(box).to_have_value("")
    asked.keyboard.type("Who else?")
    asked.keyboard.press("ArrowUp")
    expect(box).to_have_value("Who else?")


def test_a_conversation_that_was_cleared_is_brought_back(asked: Page) -> None:
    asked.get_by_role("button", name="Clear conversation").click()
    expect(asked.locator(".question")).to_have_count(0)
    asked.get_by_role("button", name="Bring back 3 questions").click()
    expect(asked.locator(".answer")).to_have_count(3)
    expect(asked.locator(".question")).to_have_text([LENGTH, COST, SILENT])
    expect(asked.locator("#told")).to_have_text("3 questions were asked again")
    asked.get_by_role("button", name="Clear conversation").click()
    expect(asked.locator(".question")).to_have_count(0)
    ask(asked, COST)
    expect(asked.locator(".answer")).to_have_count(1)
    expect(asked.get_by_role("button", name="Bring back")).to_have_count(0)


def test_a_conversation_is_saved_as_a_document_that_can_be_verified(
    asked: Page, library: Library, tmp_path: Path
) -> None:
    with asked.expect_download() as download:
        asked.get_by_role("button", name="Save as a document").click()
    assert download.value.suggested_filename.endswith(".md")
    download.value.save_as(tmp_path / "saved.md")
    saved = (tmp_path / "saved.md").read_text(encoding="utf-8")
    for part in (f"## {LENGTH}", "The articles differ: 2 answers", r"**\*cost\* \$7**", "The articles don’t say."):
        assert part in saved
    assert "<b>" not in saved.split("## Proofs", maxsplit=1)[0]
    checks = library.verify(saved)
    assert {check.text for check in checks if check.is_answer} == {"900 metres", "950 metres", "*cost* $7"}
    assert all(check.holds for check in checks)
    assert not all(check.holds for check in library.verify(saved.replace("**950 metres**", "**990 metres**")))


def test_all_sides_of_an_answer_are_copied_at_once(asked: Page) -> None:
    whole = asked.get_by_role("button", name="Copy the whole answer")
    expect(whole).to_have_count(1)  # of the other answers there is one side, or none
    whole.click()
    expect(asked.locator("#told")).to_have_text("Copied")
    copied = asked.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"## {LENGTH}\n\nThe articles differ: 2 answers")
    assert [copied.count(part) for part in ("**950 metres**", "**900 metres**", "[open in Ibid]")] == [1, 1, 2]


def test_what_happens_is_told_where_screen_readers_listen_already(open_page: OpenPage, url: str) -> None:
    page = open_page(url, permissions=["clipboard-read", "clipboard-write"])
    told = page.locator("#told[role=status]")
    expect(told).to_have_text("")
    ask(page, LENGTH)
    expect(told).to_contain_text("The articles differ: 2 answers, the newest first. The new bridge is 9")
    expect(page.locator("#chat [aria-live=polite]")).to_have_count(0)
    page.get_by_role("button", name="Sentence").first.click()
    expect(told).to_have_text("Copied")
    page.get_by_role("button", name="This is wrong").click()
    page.get_by_role("radio", name="The articles don’t say").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(told).to_contain_text("ibid eval")
    ask(page, SILENT)
    expect(told).to_contain_text("The articles don’t say. ")


def test_colours_of_the_readers_own_hide_nothing(open_page: OpenPage, url: str) -> None:
    page = open_page(url, forced_colors="active")
    ask(page, COST)
    expect(page.locator("#panel #cited")).to_be_visible()
    page.get_by_role("link", name="Ask", exact=True).hover()
    seen = "(element, name) => getComputedStyle(element)[name]"
    assert page.locator(".meter > span").evaluate(seen, "backgroundColor") == "rgb(0, 0, 0)"
    current, other = (page.get_by_role("link", name=name, exact=True) for name in ("Ask", "Quality"))
    assert current.evaluate(seen, "borderBottomColor") != other.evaluate(seen, "borderBottomColor")


def test_on_paper_the_conversation_is_whole_and_dark_and_has_no_buttons(asked: Page) -> None:
    ink = "(heading) => getComputedStyle(heading).color"
    on_paper = asked.get_by_role("heading", name=LENGTH).evaluate(ink)
    asked.evaluate("document.body.classList.add('dark')")
    assert asked.get_by_role("heading", name=LENGTH).evaluate(ink) != on_paper
    asked.emulate_media(media="print")
    assert asked.get_by_role("heading", name=LENGTH).evaluate(ink) == on_paper
    expect(asked.get_by_role("heading", name=LENGTH)).to_be_visible()
    for hidden in ("#ask-row", "#asking", "#reading", "#chat .copying", "#chat .foot", "nav.views"):
        expect(asked.locator(hidden).first).to_be_hidden()
    height = asked.locator("#chat").evaluate("(chat) => [chat.scrollHeight, chat.clientHeight]")
    assert height[0] <= height[1] + 1, "nothing is cut off"


def test_what_is_selected_in_the_article_is_copied_with_its_citation(asked: Page, library: Library) -> None:
    asked.locator(".answer a.best").first.click()
    expect(asked.locator("#panel .headline")).to_have_text("A bridge")
    asked.locator("#panel .text p").last.select_text()
    offered = asked.get_by_role("group", name="Copy the selection")
    offered.get_by_role("button", name="Quotation").click()
    expect(offered.locator(".what")).to_have_text("Copied")
    copied = asked.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“The new bridge is 950 metres long.” (A bridge, 1 June 2024; characters ")
    assert serious(asked) == []
    offered.get_by_role("button", name="Proof").click()
    expect(asked.locator("#told")).to_have_text("Copied")
    proof = asked.evaluate("navigator.clipboard.readText()")
    assert [check.holds for check in library.verify(proof)] == [True]
    asked.get_by_role("textbox", name="Question").click()
    expect(offered).to_have_count(0)
