"""How fast the page is to who uses it: `python -m ui.bench` asks it the questions on the seeds in a browser."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from rag import Library
from ui.screenshot import FLAGS, SEED_QUESTIONS, SEEDS
from ui.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


LOADS = 5
CLEAR_AFTER = 10
ANSWER_TARGET_MS, LOAD_TARGET_MS = 400, 2000
# From the key to the frame in which the answer is seen. The answer is drawn in the frame after it is in the document.
ASK = """question => new Promise((done) => {
    const box = document.querySelector("#question textarea");
    box.value = question;
    box.dispatchEvent(new Event("input", {bubbles: true}));
    const before = document.querySelectorAll("#chat .answer").length;
    const started = performance.now();
    const seen = new MutationObserver(() => {
        if (document.querySelectorAll("#chat .answer").length === before) return;
        seen.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
    });
    seen.observe(document.querySelector("#chat"), {childList: true, subtree: true});
    box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
})"""


def main() -> None:
    """Measure, and print the figures beside their targets."""
    from playwright.sync_api import sync_playwright

    lines = SEED_QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [one["question"] for one in map(json.loads, lines) if not one.get("history")]
    with tempfile.TemporaryDirectory(prefix="ibid-") as folder, Library.open(Path(folder), create=True) as library:
        library.add([SEEDS])
        library.warm_up()
        with serving(library) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            loads = [_load_ms(browser, url) for _ in range(LOADS)]
            page = browser.new_page()
            page.goto(url)
            page.locator("#examples button").first.wait_for()
            asked = [_ask_ms(page, number, question) for number, question in enumerate(questions)]
            browser.close()
    sys.stdout.write("The page, in Chromium, on the seeds\n")
    _print(f"from Enter to the painted answer, {len(asked)} questions", asked, ANSWER_TARGET_MS)
    _print(f"from the address to the page, {len(loads)} times", loads, LOAD_TARGET_MS)


def _load_ms(browser: Browser, url: str) -> float:
    """From the address to the page with its list of articles, in a browser that has never seen it."""
    context = browser.new_context()
    page = context.new_page()
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator("#panel > *").first.wait_for()
    page.locator("#question textarea").wait_for()
    passed = 1000 * (time.perf_counter() - started)
    context.close()
    return passed


def _ask_ms(page: Page, number: int, question: str) -> float:
    if number % CLEAR_AFTER == 0 and number:
        page.get_by_role("button", name="Clear").click()
        page.locator("#examples").wait_for()
    return float(page.evaluate(ASK, question))


def _print(what: str, times_ms: list[float], target_ms: float) -> None:
    p95 = quantiles(times_ms, n=20)[-1]
    figures = f"p50 {median(times_ms):.0f} ms, p95 {p95:.0f} ms (aim: p50 at most {target_ms:,} ms)"
    sys.stdout.write(f"  {what}: {figures}\n")


if __name__ == "__main__":
    main()
