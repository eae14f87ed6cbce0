"""The view Quality in a real browser: an evaluation is run, looked through, and its questions asked again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval.dataset import Kind, Question, Task
from eval.publish import Wanted, publish
from eval.resume import identify
from eval.run import evaluate
from eval.squad import load_task
from rag import Library
from tests.browsing import OpenPage, ask
from tests.fakes import PhraseReader
from tests.test_ui_browser_access import serious
from ui.server import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
TEXT = "A ferry\n\nThe ferry Aurora sails at noon with 120 passengers.\n"
RIGHT, WRONG, NONE = "How many passengers has the ferry?", "When does the ferry sail?", "Who owns the ferry?"
ATTACK = '<img src=x onerror="window.hacked=1"> When does the ferry sail & moor?'
TASK = Task(
    (
        Question("right", Kind.ANSWERABLE, RIGHT, ("120 passengers",), "ferry.txt", TEXT.index("120")),
        Question("wrong", Kind.ANSWERABLE, WRONG, ("at noon", "noon"), "ferry.txt", TEXT.index("at noon")),
        Question("none", Kind.UNANSWERABLE, NONE),
        Question("attack", Kind.UNANSWERABLE, ATTACK),
    ),
    None,
)


@pytest.fixture
def ferry(library: Library, reader: PhraseReader, tmp_path: Path) -> Library:
    (tmp_path / "ferry.txt").write_text(TEXT)
    library.add([tmp_path / "ferry.txt"])
    reader.phrases = {RIGHT: {"120 passengers": 9.0}, WRONG: {"Aurora": 9.0}, ATTACK: {"Aurora": 9.0}}
    return library


@pytest.fixture
def url(ferry: Library) -> Iterator[str]:
    with serving(ferry) as url:
        yield url


def run(library: Library) -> None:
    report = evaluate(library, TASK)
    publish(replace(report, run=identify(library, TASK, "ferry.csv")), Wanted(), library.folder)


def questions(page: Page) -> list[str]:
    return page.locator("#quality .asked h4").all_inner_texts()


def open_quality(open_page: OpenPage, url: str, **options: object) -> Page:
    page = open_page(url, **options)
    page.get_by_role("link", name="Quality").click()
    return page


def test_from_nothing_to_two_runs_and_their_differences(
    open_page: OpenPage, url: str, ferry: Library, reader: PhraseReader
) -> None:
    page = open_quality(open_page, url)
    expect(page.get_by_role("heading", name="Nothing has been measured yet")).to_be_visible()
    run(ferry)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("link", name="Quality").click()
    expect(page.get_by_role("heading", name="2 of 4 questions right")).to_be_visible()
    expect(page.get_by_text("No earlier run asked these questions.")).to_be_visible()
    reader.phrases = {**reader.phrases, WRONG: {"at noon": 9.0}}
    run(ferry)
    page.reload()
    expect(page.get_by_role("heading", name="3 of 4 questions right")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("row", name=re.compile("^F1, answerable questions"))).to_contain_text(
        "+50.0 points, better"
    )
    page.get_by_role("link", name="1 got a better answer").click()
    expect(page.locator("#quality .asked h4")).to_have_text([WRONG])
    expect(page.locator("#quality .change")).to_have_text(["better than before"])
    page.locator("#quality .runs a").click()
    expect(page.get_by_role("heading", name="2 of 4 questions right")).to_be_visible()
    page.get_by_label("Outcome").select_option("wrong")
    expect(page.locator("#quality .asked h4")).to_have_text([WRONG, ATTACK])
    page.get_by_role("link", name="Show the last one").click()
    expect(page.get_by_role("heading", name="3 of 4 questions right")).to_be_visible()


def test_questions_are_filtered_opened_and_come_back_to(open_page: OpenPage, url: str, ferry: Library) -> None:
    run(ferry)
    page = open_quality(open_page, url)
    page.get_by_label("Outcome").select_option("wrong")
    expect(page.locator("#quality .asked h4")).to_have_text([WRONG, ATTACK])
    page.get_by_label("Blame").select_option(label="retrieved but misread (1)")
    expect(page.locator("#quality .asked h4")).to_have_text([WRONG])
    expect(page).to_have_url(re.compile(r"#quality\?outcome=wrong&blame=misread$"))
    page.get_by_text("Evidence").click()
    expect(page.locator("#quality .evidence")).to_contain_text("passage at rank 1")
    expect(page.locator("#quality .evidence mark").first).to_have_text("at noon")
    page.set_viewport_size({"width": 1280, "height": 600})
    top = page.locator("#views").evaluate("(views) => (views.scrollTop = 500, views.scrollTop)")
    assert top > 0
    # A scroll that is told of late, after the address has changed and before the view has, is not the next place's.
    page.get_by_role("link", name=WRONG).evaluate(
        "(link) => requestAnimationFrame(() => {"
        " const views = link.closest('#views'); link.click(); views.dispatchEvent(new Event('scroll')); })"
    )
    expect(page.locator("#chat .question")).to_have_text([WRONG], timeout=15_000)
    expect(page.locator("#chat .answer .quote mark")).to_have_text("Aurora")
    page.go_back()
    expect(page.locator("#quality .asked h4")).to_have_text([WRONG])
    page.wait_for_function("(top) => document.getElementById('views').scrollTop === top", arg=top)
    expect(page.get_by_label("Blame")).to_have_value("misread")
    page.go_back()
    expect(page.locator("#quality .asked h4")).to_have_text([WRONG, ATTACK])
    expect(page.get_by_label("Blame")).to_have_value("")
    assert page.evaluate("window.hacked") is None


def test_by_keyboard_alone_and_on_a_phone_in_the_dark(open_page: OpenPage, url: str, ferry: Library) -> None:
    run(ferry)
    run(ferry)  # so that there is one before
    page = open_page(f"{url}/?__theme=dark#quality", viewport={"width": 390, "height": 800})
    expect(page.locator("#quality .asked h4")).to_have_text([RIGHT, WRONG, NONE, ATTACK])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("nav.views a[href='#quality']").focus()
    while page.evaluate("document.activeElement.name") != "text":
        page.keyboard.press("Tab")
    page.keyboard.type("onerror")
    page.keyboard.press("Enter")
    expect(page.locator("#quality .asked h4")).to_have_text([ATTACK])
    assert page.evaluate("document.activeElement.name") == "text"  # what was focused is not drawn anew
    for _ in range(3):  # the button, all questions, the question
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#quality details.evidence[open]")).to_be_visible()
    assert serious(page) == []
    light = open_page(f"{url}/#quality?outcome=wrong")
    expect(light.locator("#quality .asked h4")).to_have_text([WRONG, ATTACK])
    light.locator("#quality summary").first.click()
    assert serious(light) == []


def lines(library: Library) -> list[dict[str, object]]:
    return [json.loads(line) for line in (library.folder / "feedback.jsonl").read_text().splitlines()]


def ask_and_judge(page: Page, question: str) -> None:
    before = page.locator("#chat .answer").count()
    ask(page, question)
    expect(page.locator("#chat .answer")).to_have_count(before + 1)
    page.get_by_role("button", name="This is wrong").last.click()


def test_an_answer_is_judged_with_the_right_one_typed_marked_or_none(
    open_page: OpenPage, url: str, ferry: Library
) -> None:
    page = open_page(url)
    ask_and_judge(page, WRONG)
    expect(page.get_by_role("dialog")).to_contain_text(WRONG)
    expect(page.get_by_role("textbox", name="Right answer")).to_be_focused()
    page.keyboard.type("at midnight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="stands in no article")).to_be_visible()
    page.get_by_role("textbox", name="Right answer").fill("at noon")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .said")).to_contain_text("Saved: “at noon” in ferry.txt. 1 question")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="This is wrong")).to_be_focused()

    ask_and_judge(page, ATTACK)
    page.get_by_role("radio", name="The articles don’t say").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#chat .said").last).to_contain_text("Saved: The articles don’t say.")

    ask_and_judge(page, RIGHT)
    words = page.locator("#panel .text p").filter(has_text="passengers")
    words.evaluate(
        "(p) => { const nodes = []; const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);"
        " while (walk.nextNode()) nodes.push(walk.currentNode);"
        " const last = nodes.find((node) => node.data.includes('passengers'));"
        " const range = document.createRange(); const at = last.data.indexOf('120');"
        " range.setStart(last, Math.max(0, at - 1)); range.setEnd(last, last.data.indexOf('passengers') + 10);"
        " document.getSelection().removeAllRanges(); document.getSelection().addRange(range); }"
    )
    expect(page.locator("#judging .marked")).to_have_text("Selected: “120 passengers”")
    expect(page.get_by_role("radio", name="As I select it in the article")).to_be_checked()
    assert serious(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#chat .said").last).to_contain_text("Saved: “120 passengers” in ferry.txt. 3 questions")

    assert [(line["question"], line["answers"]) for line in lines(ferry)] == [
        (WRONG, ["at noon"]), (ATTACK, []), (RIGHT, ["120 passengers"]),
    ]  # fmt: skip
    assert lines(ferry)[2]["start"] == TEXT.index("120")
    task = load_task(ferry.folder / "feedback.jsonl", articles=None, paragraphs=ferry.folder / "none")
    assert {one.question.question: one.right for one in evaluate(ferry, task).verdicts}[RIGHT]
    page.get_by_role("link", name="Quality").click()
    expect(page.locator("#quality .feedback")).to_contain_text("3 questions in")
    assert page.evaluate("window.hacked") is None


def test_an_answer_is_called_right_by_keyboard_and_the_form_closes_with_escape(
    open_page: OpenPage, url: str, ferry: Library
) -> None:
    page = open_page(url, viewport={"width": 390, "height": 800})
    ask(page, RIGHT)
    page.get_by_role("button", name="This is right").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chat .said")).to_contain_text("Saved: “120 passengers”")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="This is wrong")).to_be_focused()
    assert [line["answers"] for line in lines(ferry)] == [["120 passengers"]]


def test_where_the_library_may_not_change_nothing_is_judged(open_page: OpenPage, ferry: Library) -> None:
    with serving(ferry, read_only=True) as url:
        page = open_page(url)
        ask(page, RIGHT)
        expect(page.locator("#chat .answer .foot")).to_be_visible()
        assert page.evaluate("fetch('/quality/dialog').then((reply) => reply.text())") == ""
        expect(page.get_by_role("button", name="This is wrong")).to_have_count(0)
