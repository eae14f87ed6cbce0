"""The view of the library in a real browser: find, sort, add, remove, sync, and what a page that only reads refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag import Library, Settings
from tests.browsing import OpenPage
from tests.fakes import PhraseReader, WordEmbedder
from ui.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")]
ATTACK = "<img src=x onerror=window.hacked=1>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(60):
        month, day = 1 + number // 28, 1 + number % 28
        (news / f"{number:02}.txt").write_text(f" date 2024-{month:02}-{day:02} Day {number}\n\nIt was day {number}.\n")
    (news / "attack.txt").write_text(f"{ATTACK}\n\nNobody knows when.\n")
    return news


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library.open(
        tmp_path / "library", Settings(), create=True, embedder=WordEmbedder(), reader=PhraseReader({})
    ) as library:
        library.add([folder])
        yield library


@pytest.fixture
def url(library: Library) -> Iterator[str]:
    with serving(library) as address:
        yield address


def headlines(page: Page) -> list[str]:
    return page.locator("#library tbody th bdi").filter(visible=True).all_inner_texts()[::2]


def test_articles_are_found_sorted_and_paged_and_back_goes_back(url: str, open_page: OpenPage) -> None:
    page = open_page(f"{url}/#library")
    expect(page.locator("#library .paging")).to_contain_text("1 to 50 of 61 articles")
    assert headlines(page)[0] == "Day 59"
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#library .paging")).to_contain_text("51 to 61 of 61 articles")
    assert headlines(page)[-1] == ATTACK, "the undated come last, and as text"
    page.get_by_role("link", name="Headline").click()
    expect(page.get_by_role("columnheader", name="Headline")).to_have_attribute("aria-sort", "ascending")
    assert headlines(page)[0] == ATTACK
    page.get_by_label("Find").fill("day 4")
    page.keyboard.press("Enter")
    expect(page.locator("#library .paging")).to_have_text("11 articles")
    assert headlines(page)[:2] == ["Day 4", "Day 40"]
    page.go_back()
    expect(page.locator("#library .paging")).to_contain_text("61 articles")
    page.go_back()
    expect(page.locator("#library .paging")).to_contain_text("51 to 61")
    assert page.evaluate("window.hacked") is None


def test_a_bar_of_the_chart_finds_its_days_and_a_headline_opens_its_article(url: str, open_page: OpenPage) -> None:
    page = open_page(f"{url}/#library")
    page.get_by_role("link", name="3 February 2024: 1 article", exact=True).click()
    expect(page.locator("#library .paging")).to_have_text("1 article")
    page.locator("#library tbody th a").click()
    expect(page.locator("#panel .headline")).to_have_text("Day 30")
    page.go_back()
    expect(page.locator("#library .paging")).to_have_text("1 article")


def test_the_bars_of_the_chart_are_one_stop_and_the_arrows_lead_on(url: str, open_page: OpenPage) -> None:
    page = open_page(f"{url}/#library")
    bars = page.locator("#library .calendar a")
    expect(bars.first).to_be_visible()
    assert bars.count() > 20
    assert page.locator('#library .calendar a[tabindex="0"]').count() == 1
    page.locator('#library .calendar a[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")  # there is none after the newest
    expect(bars.last).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(bars.nth(-2)).to_be_focused()
    page.keyboard.press("Home")
    expect(bars.first).to_be_focused()
    assert page.locator('#library .calendar a[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    expect(page.locator("#library .paging")).to_have_text("1 article")


def test_files_are_added_each_with_its_result(url: str, open_page: OpenPage, library: Library, tmp_path: Path) -> None:
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / f"{ATTACK[:20]}.txt").write_text("Late news\n\nIt rained.\n")
    (tmp_path / "copy.txt").write_text((tmp_path / "news" / "00.txt").read_text())
    (tmp_path / "odd.jsonl").write_text('{"a": 1}\n')
    page = open_page(url)
    page.get_by_role("link", name="Library").click()
    page.get_by_text("Add articles").click()
    page.get_by_label("choose files").set_input_files(
        [tmp_path / "photo.txt", tmp_path / f"{ATTACK[:20]}.txt", tmp_path / "copy.txt", tmp_path / "odd.jsonl"]
    )
    results = page.locator("#library .results li")
    expect(results.nth(0)).to_have_text(re.compile(r"^photo\.txt: .*(?:UTF-8|text)"))
    expect(results.nth(0)).to_have_class("problem")
    expect(results.nth(1)).to_have_text(f"{ATTACK[:20]}.txt: added")
    expect(results.nth(2)).to_have_text("copy.txt: holds a text that the library has")
    expect(results.nth(3)).to_have_text(re.compile(r"^odd\.jsonl line 1: no column"))  # not where it is kept
    expect(page.locator("#masthead .holdings")).to_contain_text("62 articles")
    expect(page.locator("#library .paging")).to_contain_text("62 articles")
    assert library.counts()[0] == 62


def test_an_outlet_with_a_long_name_breaks_no_button(
    url: str, open_page: OpenPage, library: Library, folder: Path
) -> None:
    (folder / "long.txt").write_text(f" date 2025-01-01 {'A headline that goes on and on ' * 4}\n\nText.\n")
    library.add([folder], outlet="The Harwen Courier and Advertiser of the Eastern Provinces and Islands")
    page = open_page(f"{url}/#library")
    expect(page.locator("#library tbody")).to_contain_text("The Harwen Courier")
    box = page.locator("#library tbody button").first.bounding_box()
    assert box is not None
    assert box["height"] < 40, "in one line"


def test_an_article_is_removed_once_that_is_confirmed(url: str, open_page: OpenPage, library: Library) -> None:
    page = open_page(f"{url}/#library?q=Day%2059")
    other = open_page(f"{url}/#library")
    page.get_by_role("button", name="Remove Day 59").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Remove “Day 59” from the library?")
    page.keyboard.press("Escape")
    assert library.counts()[0] == 61
    page.get_by_role("button", name="Remove Day 59").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("#library .listing")).to_contain_text("No article is like that.")
    expect(page.locator("#library .said")).to_have_text("Removed: Day 59")
    expect(page.locator("#masthead .holdings")).to_contain_text("60 articles")
    assert library.counts()[0] == 60
    other.reload()
    expect(other.locator("#library .paging")).to_contain_text("of 60 articles")


def test_a_folder_is_mirrored_after_a_look_at_what_would_happen(
    url: str, open_page: OpenPage, library: Library, folder: Path
) -> None:
    (folder / "00.txt").unlink()
    (folder / "new.txt").write_text("New\n\nSomething new.\n")
    page = open_page(f"{url}/#library", refused="422")
    page.get_by_text("Add articles").click()
    field = page.get_by_label("Or mirror a folder of this computer")
    field.fill(str(folder / "nowhere"))
    page.keyboard.press("Enter")
    expect(page.locator("#library .outcome")).to_contain_text("the folder cannot be listed")
    field.fill(str(folder))
    page.keyboard.press("Enter")
    expect(page.locator("#library .outcome")).to_contain_text(
        "1 new, 1 gone, to be removed from the library, 60 unchanged"
    )
    assert library.counts()[0] == 61
    page.get_by_role("button", name="Do this").click()
    expect(page.locator("#library .outcome")).to_have_text(re.compile("^1 article added.*1 removed"))
    assert {one.headline for one in library.articles()} >= {"New"}


def test_an_outlet_is_given_to_what_is_added(
    url: str, open_page: OpenPage, library: Library, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "late.txt").write_text("Late news\n\nIt rained.\n")
    page = open_page(f"{url}/#library")
    page.get_by_text("Add articles").click()
    field = page.get_by_label("Outlet of files that name none")
    field.fill(" The Courier ")
    page.get_by_label("choose files").set_input_files([tmp_path / "late.txt"])
    expect(page.locator("#library .results li")).to_have_text("late.txt: added")
    field.fill("The Wire")
    page.get_by_label("Or mirror a folder of this computer").fill(str(folder))
    page.keyboard.press("Enter")
    expect(page.locator("#library .outcome")).to_contain_text("the outlet “The Wire” where they name none: 61 changed")
    field.fill("")  # what was planned is done all the same
    page.get_by_role("button", name="Do this").click()
    expect(page.locator("#library .outcome")).to_have_text("61 articles updated")
    assert library.outlets() == {"The Courier": 1, "The Wire": 61}


@pytest.fixture
def read_only_url(library: Library) -> Iterator[str]:
    with serving(library, read_only=True) as address:
        yield address


def test_a_page_that_only_reads_changes_nothing(read_only_url: str, open_page: OpenPage, library: Library) -> None:
    page = open_page(f"{read_only_url}/#library", refused="403")
    expect(page.locator("#library .changing")).to_contain_text("This page only reads the library.")
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    statuses = page.evaluate(
        """() => Promise.all([
            fetch("/api/uploads?name=x.txt", {method: "POST", body: "X"}),
            fetch("/api/articles/" + document.querySelector("#library tbody a").hash.slice(6), {method: "DELETE"}),
            fetch("/api/sync", {method: "POST", headers: {"Content-Type": "application/json"},
                                body: JSON.stringify({folder: "/", dry_run: true})}),
        ]).then((replies) => replies.map((reply) => reply.status))"""
    )
    assert statuses == [403, 403, 403]
    assert library.counts()[0] == 61


def test_dates_that_are_none_are_told_and_leave_the_list(url: str, open_page: OpenPage) -> None:
    page = open_page(f"{url}/#library", refused="422")
    rows = page.locator(".articles tbody tr")
    expect(rows.first).to_be_visible()
    count = rows.count()
    page.evaluate("window.location.hash = '#library?from=20244-01-01'")
    expect(page.get_by_role("alert")).to_contain_text("'20244-01-01' is not a calendar date")
    expect(rows).to_have_count(count)
    page.evaluate("window.location.hash = '#library'")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_empty_library_shows_how_to_fill_it_and_words_not_found_where_else_to_ask(
    url: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{url}/#library?q=zebra")
    page.locator("#library .empty").get_by_role("link", name="ask").click()
    expect(page.get_by_role("textbox", name="Question")).to_be_visible()
    with Library.open(tmp_path / "none", create=True) as none, serving(none) as empty:
        page = open_page(f"{empty}/#library")
        expect(page.get_by_text("choose files")).to_be_visible()
        page.context.close()  # before its server stops, whose page asks it again and again


def test_what_another_process_adds_is_shown_by_itself(
    url: str, open_page: OpenPage, library: Library, tmp_path: Path
) -> None:
    page = open_page(f"{url}/#library")
    expect(page.locator("#library .paging")).to_contain_text("of 61 articles")
    (tmp_path / "late.txt").write_text("A late one\n\nIt came late.\n")
    library.add([tmp_path / "late.txt"])
    expect(page.locator("#library .paging")).to_contain_text("of 62 articles")
    expect(page.locator("#masthead .holdings")).to_contain_text("62 articles")


def test_files_that_are_not_dropped_after_all_leave_no_mark(url: str, open_page: OpenPage) -> None:
    page = open_page(f"{url}/#library")
    page.get_by_text("Add articles").click()
    drag = (
        "(kind) => { const held = new DataTransfer(); held.items.add(new File(['x'], 'x.txt'));"
        " document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, dataTransfer: held })); }"
    )
    page.evaluate(drag, "dragover")
    expect(page.locator(".upload.over")).to_have_count(1)
    page.evaluate(drag, "dragleave")
    expect(page.locator(".upload.over")).to_have_count(0)


def test_on_a_telephone_it_is_sorted_too(url: str, open_page: OpenPage) -> None:
    page = open_page(f"{url}/#library", viewport={"width": 390, "height": 844})
    page.get_by_role("link", name="Characters").click()
    expect(page).to_have_url(re.compile("sort=length"))
    expect(page.locator(".articles .length").first).to_be_visible()


def test_it_fits_a_telephone(url: str, open_page: OpenPage) -> None:
    page = open_page(f"{url}/#library", viewport={"width": 390, "height": 844})
    expect(page.locator("#library .paging")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") == 390
