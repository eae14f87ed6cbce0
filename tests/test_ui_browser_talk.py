"""What can be done with an answer in a real browser: copy it, link to it, go through its quotations, come back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag import Library, Settings
from tests.browsing import SEED_QUESTION, OpenPage, ask
from tests.fakes import PhraseReader, WordEmbedder
from ui.server import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
OTHER_QUESTION = "When was the assassination attempt?"


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button, exact=True).first.click()
    expect(page.locator(".copying .what").first).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_an_answer_is_copied_in_every_form(open_page: OpenPage, seeds_url: str, seed_library: Library) -> None:
    page = open_page(seeds_url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, SEED_QUESTION)
    quoted = page.locator(".quote mark").inner_text()
    assert copied(page, "Quotation").startswith(f"“{quoted}” (")
    assert "\n>\n> — " in copied(page, "Markdown")
    assert copied(page, "BibTeX").startswith("@article{ibid-")
    proof = copied(page, "Proof")
    assert json.loads(proof)["quotation"]["text"] == quoted
    assert all(check.holds for check in seed_library.verify(proof))
    page.get_by_role("button", name="Copy the whole answer").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert ": “\\$64.1 billion” · 8 November 2024" in page.evaluate("navigator.clipboard.readText()")
    elsewhere = open_page(copied(page, "Link"))
    expect(elsewhere.locator("#cited")).to_have_text(quoted)


def test_without_a_clipboard_the_text_is_offered(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    ask(page, SEED_QUESTION)
    page.get_by_role("button", name="BibTeX").first.click()
    expect(page.get_by_role("textbox", name="Copy this")).to_have_value(re.compile("@article"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_quotations_of_an_answer_are_gone_through(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator(".steps .at")).to_have_text(re.compile("Quotation 1 of [2-9]"))
    first = page.locator("#cited").inner_text(), page.locator("#panel .headline").inner_text()
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".steps .at")).to_have_text(re.compile("Quotation 2 of [2-9]"))
    expect(page.locator("#cited")).to_be_in_viewport()
    page.get_by_role("button", name="Previous").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cited")).to_have_text(first[0])
    expect(page.locator("#panel .headline")).to_have_text(first[1])
    page.go_back()
    expect(page.locator(".steps .at")).to_have_text(re.compile("Quotation 2 of [2-9]"))


def test_a_conversation_survives_a_reload_but_is_nobody_elses(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator(".answer")).to_have_count(1)
    page.get_by_label("From").fill("2024-11-08")
    ask(page, OTHER_QUESTION)
    expect(page.locator(".answer")).to_have_count(2)
    page.reload()
    expect(page.locator(".question")).to_have_text([SEED_QUESTION, OTHER_QUESTION], timeout=15_000)
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.get_by_label("From")).to_have_value("2024-11-08")
    stored = json.loads(page.evaluate("sessionStorage.getItem('ibid.queries')"))
    assert [query.partition("&")[2] for query in stored] == ["", "from=2024-11-08"]
    other = open_page(seeds_url)
    expect(other.locator("#examples button").first).to_be_visible(timeout=30_000)
    expect(other.locator(".question")).to_have_count(0)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".answer")).to_have_count(0)
    page.reload()
    expect(page.locator("#examples button").first).to_be_visible(timeout=30_000)
    expect(page.locator(".question")).to_have_count(0)


def test_a_reload_keeps_what_is_written_and_not_asked_yet(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator(".answer")).to_have_count(1)
    box = page.get_by_role("textbox", name="Question")
    box.fill(OTHER_QUESTION)
    page.get_by_label("From").fill("2024-11-07")
    page.reload()
    expect(box).to_have_value(OTHER_QUESTION)
    expect(page.get_by_label("From")).to_have_value("2024-11-07")
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text([SEED_QUESTION, OTHER_QUESTION])
    expect(page.locator(".answer")).to_have_count(2)
    page.reload()
    expect(page.locator(".answer")).to_have_count(2)
    expect(box).to_have_value("")


THIRD_QUESTION = "How old is Vladimir Putin?"


def test_what_is_asked_while_another_is_answered_waits_its_turn(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    expect(page.locator("#limit-form form")).to_be_visible()
    for question in (SEED_QUESTION, OTHER_QUESTION, THIRD_QUESTION):
        ask(page, question)
    page.get_by_label("From").fill("2024-11-07")
    expect(page.locator(".question")).to_have_text([SEED_QUESTION, OTHER_QUESTION, THIRD_QUESTION], timeout=15_000)
    expect(page.locator(".answer")).to_have_count(3)
    expect(page.get_by_label("From")).to_have_value("2024-11-07")  # it was chosen for the next question
    stored = json.loads(page.evaluate("sessionStorage.getItem('ibid.queries')"))
    assert [query.partition("&")[2] for query in stored] == ["", "", ""]


def test_a_reload_forgets_no_question_that_still_waits(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    expect(page.locator("#limit-form form")).to_be_visible()
    for question in (SEED_QUESTION, OTHER_QUESTION, THIRD_QUESTION):
        ask(page, question)
    for _ in range(2):  # while it is taken up again, too
        page.reload()
        expect(page.locator(".question").first).to_be_visible(timeout=15_000)
    expect(page.locator(".question")).to_have_text([SEED_QUESTION, OTHER_QUESTION, THIRD_QUESTION], timeout=15_000)
    expect(page.locator(".answer")).to_have_count(3)


def test_a_reload_stays_at_the_article_that_was_open(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    ask(page, OTHER_QUESTION)
    expect(page.locator(".answer")).to_have_count(2)
    first = page.locator(".answer").first
    place, quoted = str(first.locator("a.best").get_attribute("href")), first.locator(".quote mark").inner_text()
    first.locator("a.best").click()
    expect(page).to_have_url(re.compile(f"{place}$"))
    page.reload()
    expect(page.locator(".answer")).to_have_count(2, timeout=15_000)
    expect(page.locator("#cited")).to_have_text(quoted)
    expect(page.locator(".steps .at")).to_have_text(re.compile("Quotation 1 of"))
    expect(page).to_have_url(re.compile(f"{place}$"))


@pytest.mark.parametrize("width", [1280, 390])
def test_what_copies_the_selection_stands_at_the_edge_with_no_text_below(
    open_page: OpenPage, seeds_url: str, width: int
) -> None:
    page = open_page(seeds_url, viewport={"width": width, "height": 844})
    page.locator("#panel").get_by_role("link").first.click()
    page.locator("#panel .text p").first.select_text()
    expect(page.locator("#panel .selected")).to_be_visible()
    below = "p => p.getBoundingClientRect().bottom - p.querySelector('.selected').getBoundingClientRect().bottom"
    assert page.locator("#panel").evaluate(below) == pytest.approx(1, abs=1)  # the border


def test_back_to_the_answer_is_to_the_one_it_was_opened_from(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator(".answer")).to_have_count(1)
    ask(page, SEED_QUESTION)
    expect(page.locator(".answer")).to_have_count(2)
    page.locator(".answer").first.locator("a.best").click()
    expect(page.locator("#panel .headline")).to_be_focused()  # it is open
    page.locator("#panel a.back").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer").first.locator("a.best")).to_be_focused()
    page.locator(".answer").last.locator("a.best").click()
    expect(page.locator("#panel .headline")).to_be_focused()  # it is open
    page.locator("#panel a.back").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer").last.locator("a.best")).to_be_focused()


def test_the_article_stays_open_while_another_view_is_looked_at(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator("#cited")).to_be_visible(timeout=15_000)
    address = page.url
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("link", name="Library")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator("#cited")).to_be_visible()
    assert page.url == address
    page.get_by_role("button", name="This is wrong").click()
    expect(page.locator("#judging .marked")).to_have_text("Select the words in the article that is open.")


def test_a_key_pressed_again_and_again_asks_once(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    expect(page.locator("#limit-form form")).to_be_visible()
    page.get_by_role("textbox", name="Question").fill(SEED_QUESTION)
    for _ in range(4):
        page.keyboard.press("Enter")
        page.wait_for_timeout(60)
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.locator(".question")).to_have_text([SEED_QUESTION])
    expect(page.locator("#hint .problem")).to_have_count(0)


def test_the_link_to_a_question_is_copied_and_not_followed(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, SEED_QUESTION)
    page.get_by_role("link", name="Copy link to this question").click()
    expect(page.locator(".foot a")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{seeds_url}/#ask?q=How")
    expect(page.locator(".foot a")).to_have_text("Copy link to this question")
    expect(page.locator(".question")).to_have_count(1)


def test_the_newest_question_stands_at_the_top_and_its_steps_in_sight(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    for question in (OTHER_QUESTION, SEED_QUESTION):
        ask(page, question)
        expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.locator(".answer")).to_have_count(2)
    top = (
        "(element) => element.getBoundingClientRect().top - document.querySelector('#chat').getBoundingClientRect().top"
    )
    assert page.locator(".question").last.evaluate(top) < 20
    assert page.locator("#panel").evaluate("(panel) => panel.scrollTop") > 0
    expect(page.get_by_role("button", name="Next")).to_be_in_viewport()
    expect(page.get_by_role("group", name="Copy").last.get_by_role("button", name="Proof")).to_be_visible()


def test_a_link_asks_its_question(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    link = page.get_by_role("link", name="Link to this question").get_attribute("href")
    elsewhere = open_page(f"{seeds_url}/{link}")
    expect(elsewhere.locator(".question")).to_have_text([SEED_QUESTION], timeout=15_000)
    expect(elsewhere.locator(".answer .quote mark")).to_have_text(re.compile(r"\$64\.1"), timeout=15_000)
    assert elsewhere.evaluate("window.hacked") is None


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "wire.csv").write_text(
        "headline,date,text,source\n"
        "The bridge,2024-05-01,The bridge is 900 metres long.,The Post\n"
        "A long bridge,2024-05-20,The bridge is 950 metres long.,The Wire\n"
    )
    (tmp_path / "gate.txt").write_text(" date 2024-05-02 The gate\n\nThe gate was open.\n")
    return tmp_path


@pytest.fixture
def library(news: Path) -> Iterator[Library]:
    reader = PhraseReader(
        {
            "How long is the bridge?": {"900 metres": 14.0, "950 metres": 9.0},
            "How long is the bridge in May 2024?": {"900 metres": 14.0, "950 metres": 9.0},
        }
    )
    with Library.open(news / "library", Settings(), create=True, embedder=WordEmbedder(), reader=reader) as library:
        library.add([news / "wire.csv", news / "gate.txt"])
        yield library


@pytest.fixture
def url(library: Library) -> Iterator[str]:
    with serving(library) as address:
        yield address


def test_questions_are_limited_to_an_outlet_until_its_chip_is_dropped(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    page.get_by_label("Outlet").select_option("The Wire")
    ask(page, "How long is the bridge?")
    expect(page.locator(".answer .quote mark")).to_have_text("950 metres")
    expect(page.locator(".answer .outlet").first).to_have_text("The Wire")
    page.locator(".chips li").filter(has_text="The Wire").get_by_role("link").click()
    expect(page.locator(".answer").last.locator(".quote mark").first).to_have_text(re.compile("900 metres|950 metres"))
    expect(page.locator(".answer").last.locator(".chips")).to_have_count(0)
    expect(page.get_by_label("Outlet")).to_have_value("")


def test_a_time_in_the_question_is_a_limit_that_can_be_dropped(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    ask(page, "How long is the bridge in May 2024?")
    expect(page.locator(".answer .chips li bdi")).to_have_text("“in May 2024”")
    expect(page.locator(".answer .time")).to_contain_text("(“in May 2024”, with later reports of it)")
    page.locator(".chips").get_by_role("link", name="without").click()
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.locator(".answer").last.locator(".chips")).to_have_count(0)


def test_a_link_to_what_has_changed_since_says_so(url: str, open_page: OpenPage, library: Library, news: Path) -> None:
    (old,) = [one.id for one in library.articles() if one.headline == "The gate"]
    (news / "gate.txt").write_text(" date 2024-05-02 The gate\n\nThe gate was shut.\n")
    library.add([news / "gate.txt"])
    page = open_page(f"{url}/#ibid-{old}-14-18", refused="404")
    expect(page.locator("#panel .headline")).to_have_text("This article is no longer as it was cited")
    expect(page.locator("#panel")).to_contain_text("gate.txt was changed on")
    page.get_by_role("link", name="Open what it holds now").click()
    expect(page.locator("#panel .text")).to_contain_text("The gate was shut.")
