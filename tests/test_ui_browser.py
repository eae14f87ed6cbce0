"""The page as its users meet it: a real server, a real browser, and no connection beyond this machine."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import expect

from rag import Hit, Library, Settings, Span
from tests.browsing import SEED_QUESTION, OpenPage, ask
from tests.fakes import PhraseReader, WordEmbedder
from ui.server import serving

pytestmark = [
    pytest.mark.browser,
    # Gradio's queue counts its events with pandas, in ways that pandas 3 warns of.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

ATTACK = "</mark><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
ATTACK_TEXT = (
    f'{ATTACK} "& &amp; &lt;\r\n\r\nThe attacker said "{ATTACK}" on Monday.\rHe added: &#60;b&#62; '
    "🦊 שלום \u202eover\u202c.\r\n\r\n\r\nIt cost $5 and *six* _euros_ and $7.\n"
)
ATTACK_QUESTION = f"What did the attacker say? {ATTACK}"


@pytest.fixture(scope="module")
def fakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, PhraseReader, Library]]:
    """A page over hostile articles, under models that can be told what to say."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "news").mkdir()
    (folder / "news" / "attack.txt").write_bytes(f"date 2024-05-01 {ATTACK_TEXT}".encode())
    (folder / "news" / "calm.txt").write_text("date 2024-06-01 A calm day\n\nNothing happened on Tuesday.\n")
    reader = PhraseReader({ATTACK_QUESTION: {ATTACK: 9.0}, "What did it cost?": {"$5 and *six* _euros_ and $7": 9.0}})
    with Library.open(folder / "library", Settings(), create=True, embedder=WordEmbedder(), reader=reader) as library:
        library.add([folder / "news"])
        with serving(library) as url:
            yield url, reader, library


def test_a_question_is_answered_and_its_article_opens_at_the_place(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    expect(page.get_by_text("2 articles · 7 November 2024 to 8 November 2024")).to_be_visible()
    ask(page, SEED_QUESTION)
    expect(page.locator(".question")).to_have_text(SEED_QUESTION)
    expect(page.locator(".answer .quote mark")).to_have_text(re.compile(r"\$64\.1"))
    expect(page.get_by_role("textbox", name="Question")).to_have_value("")
    expect(page.locator("#panel #cited")).to_have_text(re.compile(r"\$64\.1"))
    expect(page.locator("#cited")).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollTop") == 0, "the panel scrolls, not the page"


def test_an_open_article_stays_in_its_column(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator("#cited")).to_be_in_viewport()
    column, panel = page.locator("#reading").bounding_box(), page.locator("#panel").bounding_box()
    assert column is not None
    assert panel is not None
    assert panel["x"] + panel["width"] <= column["x"] + column["width"] + 1


def test_every_citation_opens_its_article(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    best = page.locator(".answer a.best")
    headline = best.inner_text()
    other = page.locator(".answer .also li").filter(has_not=page.get_by_text(headline)).first
    other.locator("a.cite").click()
    expect(page.locator("#panel .headline")).to_have_text(other.locator("a.cite").inner_text())
    expect(page.locator("#cited")).to_have_text(other.locator("q").inner_text())
    expect(page.locator("#cited")).to_be_in_viewport()
    expect(page.locator("#panel .headline")).to_be_focused()
    best.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel .headline")).to_have_text(headline)
    expect(page.locator("#cited")).to_have_text(page.locator(".quote mark").inner_text())
    page.go_back()
    expect(page.locator("#panel .headline")).to_have_text(other.locator("a.cite").inner_text())


def test_a_citation_is_an_address_that_opens_by_itself(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator("#cited")).to_be_visible()
    link, quoted = page.url, page.locator("#cited").inner_text()
    assert "#ibid-" in link
    elsewhere = open_page(link)
    expect(elsewhere.locator("#cited")).to_have_text(quoted)
    expect(elsewhere.locator("#cited")).to_be_in_viewport()


def test_what_the_articles_do_not_say_is_said(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, "Who won the 2018 football World Cup?")
    answer = page.locator(".answer")
    expect(answer).to_contain_text("The articles don’t say.")
    expect(answer).to_contain_text("Nearest passage, not an answer")
    expect(page.locator("#panel")).to_contain_text("In this library")
    expect(page.locator("#cited")).to_have_count(0)


def test_dates_limit_the_search(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    page.get_by_label("From").fill("2030-01-01")
    ask(page, SEED_QUESTION)
    expect(page.locator(".answer")).to_contain_text("No article lies within these limits.")
    expect(page.locator(".answer")).to_contain_text("Only articles from 1 January 2030 on")

    page.get_by_role("link", name="without").click()
    expect(page.locator(".answer").last.locator(".quote mark")).to_have_text(re.compile(r"\$64\.1"))
    expect(page.get_by_label("From")).to_have_value("")


def test_limits_are_lifted_in_one_step(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    page.get_by_label("to", exact=True).fill("2024-11-07")
    page.get_by_role("button", name="No limits").click()
    expect(page.get_by_label("to", exact=True)).to_have_value("")
    expect(page.get_by_role("button", name="No limits")).to_be_hidden()


@pytest.mark.parametrize(
    ("until", "question", "sentence"),
    [
        ("1999-01-01", "Who?", "The first day, 2024-11-07, is after the last, 1999-01-01. Swap them."),
        ("", "   ", "Type a question first."),
    ],
)
def test_what_cannot_be_asked_is_hinted_and_nothing_lost(
    open_page: OpenPage, seeds_url: str, until: str, question: str, sentence: str
) -> None:
    page = open_page(seeds_url)
    page.get_by_label("From").fill("2024-11-07")
    page.get_by_label("to", exact=True).fill(until)
    ask(page, question)
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(page.locator(".question")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Question")).to_have_value(question)


def test_a_question_the_library_refuses_gets_its_sentence_and_stays_to_be_mended(
    open_page: OpenPage, seeds_url: str
) -> None:
    page = open_page(seeds_url)
    ask(page, "x" * 1001)
    expect(page.get_by_role("alert")).to_have_text("The question has 1,001 characters, the limit is 1,000. Shorten it.")
    expect(page.get_by_role("textbox", name="Question")).to_have_value("x" * 1001)
    expect(page.locator(".question")).to_have_count(0)


def test_an_example_asks_itself_and_clear_starts_over(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    example = page.locator("#examples button").first
    example.click(timeout=30_000)
    expect(page.locator("#cited")).to_be_visible()
    page.get_by_role("button", name="Clear").last.click()
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator("#panel")).to_contain_text("In this library")
    example.click()
    expect(page.locator("#cited")).to_be_visible()


def test_two_readers_do_not_see_each_other(open_page: OpenPage, seeds_url: str) -> None:
    mine, theirs = open_page(seeds_url), open_page(seeds_url)
    ask(mine, SEED_QUESTION)
    expect(mine.locator(".answer")).to_be_visible()
    ask(theirs, "When was the assassination attempt?")
    expect(theirs.locator(".answer")).to_be_visible()
    expect(theirs.locator(".question")).to_have_count(1)
    expect(theirs.locator("#chat")).not_to_contain_text(SEED_QUESTION)
    expect(mine.locator(".question")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_telephone(open_page: OpenPage, seeds_url: str, scheme: str) -> None:
    page = open_page(seeds_url, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    ask(page, SEED_QUESTION)
    expect(page.locator(".answer")).to_be_in_viewport()
    page.locator(".answer a.best").click()
    expect(page.locator("#cited")).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollWidth") == 390
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator(".answer a.best")).to_be_in_viewport()


def test_it_fits_a_telephone_held_sideways(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url, viewport={"width": 844, "height": 390})
    ask(page, SEED_QUESTION)
    expect(page.locator(".answer .quote")).to_be_in_viewport(ratio=1)
    page.locator(".answer a.best").click()
    expect(page.locator("#cited")).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollWidth") == 844


def test_on_a_wide_screen_it_stands_in_the_middle(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url, viewport={"width": 2200, "height": 1100})
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["x"] == pytest.approx(2200 - box["x"] - box["width"], abs=1)


def test_limits_that_are_set_do_not_scroll_and_scroll_bars_are_dark_in_the_dark(
    open_page: OpenPage, seeds_url: str
) -> None:
    page = open_page(seeds_url, color_scheme="dark")
    page.get_by_label("From").fill("2024-11-08")
    page.locator("#limit-form [name=to]").fill("2024-11-09")
    expect(page.get_by_role("button", name="No limits")).to_be_visible()
    assert page.locator("#limits").evaluate("one => getComputedStyle(one).overflowX") == "visible"
    assert page.locator("#panel").evaluate("one => getComputedStyle(one).colorScheme") == "dark"


def test_the_open_article_survives_a_change_of_theme(open_page: OpenPage, seeds_url: str) -> None:
    page = open_page(seeds_url)
    ask(page, SEED_QUESTION)
    expect(page.locator("#cited")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    expect(page.locator("#cited")).to_be_visible()


def test_an_article_that_attacks_is_shown_as_text(
    open_page: OpenPage, fakes: tuple[str, PhraseReader, Library]
) -> None:
    url, _, library = fakes
    page = open_page(url)
    ask(page, ATTACK_QUESTION)
    expect(page.locator(".question")).to_have_text(ATTACK_QUESTION)
    expect(page.locator(".answer .quote mark")).to_have_text(ATTACK)
    expect(page.locator(".answer a.best bdi")).to_contain_text("<img src=x")
    expect(page.locator("#cited")).to_have_text(ATTACK)
    attack = next(article for article in library.articles() if "attack" in article.sources[0])
    assert page.locator("#panel .text").evaluate("element => element.textContent") == ATTACK_TEXT
    assert library.article(attack.id).text == ATTACK_TEXT
    page.get_by_role("link", name="All articles").click()
    expect(page.locator("#panel .index a").last).to_contain_text("<img src=x")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#chat img, #panel img, #chat script, #panel script").count() == 0


def test_quotations_are_not_read_as_markdown_or_formulas(
    open_page: OpenPage, fakes: tuple[str, PhraseReader, Library]
) -> None:
    page = open_page(fakes[0])
    ask(page, "What did it cost?")
    expect(page.locator(".quote mark")).to_have_text("$5 and *six* _euros_ and $7")


def test_what_nobody_foresaw_is_a_sentence_on_the_page_and_a_traceback_in_the_log(
    open_page: OpenPage,
    fakes: tuple[str, PhraseReader, Library],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url, reader, _ = fakes
    monkeypatch.setattr(reader, "phrases", None)
    page = open_page(url)
    with caplog.at_level(logging.ERROR, "ui"):
        ask(page, "What now?")
        expect(page.locator("#chat .problem")).to_have_text(
            "Something went wrong inside Ibid. The server’s log says what.Ask again"
        )
    assert [record.exc_info is not None for record in caplog.records] == [True]
    monkeypatch.undo()
    page.reload()
    expect(page.locator("#chat .question")).to_have_text("What now?")
    expect(page.locator("#chat .silent")).to_have_count(1)


def test_what_went_wrong_is_asked_again(
    open_page: OpenPage, fakes: tuple[str, PhraseReader, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, reader, _ = fakes
    monkeypatch.setattr(reader, "phrases", None)
    page = open_page(url)
    ask(page, "What did it cost?")
    expect(page.locator("#chat .problem")).to_have_count(1)
    monkeypatch.undo()
    page.get_by_role("link", name="Ask again").click()
    expect(page.locator("#chat .quote mark")).to_have_text("$5 and *six* _euros_ and $7")


def test_searching_is_shown_while_the_answer_is_made(
    open_page: OpenPage, fakes: tuple[str, PhraseReader, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, reader, _ = fakes
    go_on = threading.Event()
    read = reader.read

    def slow_read(question: str, hits: Sequence[Hit]) -> list[Span]:
        go_on.wait(30)
        return read(question, hits)

    monkeypatch.setattr(reader, "read", slow_read)
    page = open_page(url)
    ask(page, "What did it cost?")
    expect(page.locator(".question")).to_have_text("What did it cost?")
    expect(page.locator(".searching")).to_have_text("Reading 2 passages…")
    go_on.set()
    expect(page.locator(".answer")).to_be_visible()
    expect(page.locator(".searching")).to_have_count(0)


def test_a_follow_up_goes_on_from_what_is_shown_after_the_server_was_started_anew(
    open_page: OpenPage, fakes: tuple[str, PhraseReader, Library]
) -> None:
    _, reader, library = fakes
    reader.phrases = {**reader.phrases, "Which day was calm?": {"Tuesday": 40.0}}
    with serving(library) as url:
        page = open_page(url, refused="net::ERR_")
        ask(page, "Which day was calm?")
        expect(page.locator(".answer .quote mark")).to_have_text("Tuesday")
    with serving(library, port=int(url.rpartition(":")[2])):
        ask(page, "What happened then?")
        expect(page.get_by_role("textbox", name="Read as:")).to_have_value("What happened on Tuesday?")
        page.context.close()  # before its server stops, whose page asks it again and again


def test_a_follow_up_is_read_with_the_answer_before_it_until_the_conversation_is_cleared(
    open_page: OpenPage, fakes: tuple[str, PhraseReader, Library]
) -> None:
    url, reader, _ = fakes
    reader.phrases = {**reader.phrases, "Which day was calm?": {"Tuesday": 40.0}}
    page = open_page(url)
    ask(page, "Which day was calm?")
    expect(page.locator(".answer .quote mark")).to_have_text("Tuesday")
    ask(page, "What happened then?")
    read_as = page.get_by_role("textbox", name="Read as:")
    expect(read_as).to_have_value("What happened on Tuesday?")
    read_as.fill("Which day was calm?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(3)
    expect(page.locator(".answer").last.locator(".quote mark")).to_have_text("Tuesday")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".answer")).to_have_count(0)
    ask(page, "What happened then?")
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Read as:")).to_have_count(0)
