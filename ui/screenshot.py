"""Pictures of the page, each in a state that its users meet: `python -m ui.screenshot FOLDER`. For developers."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag import Library
from ui.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
WORLD = ROOT / "eval" / "articles"  # invented news that agree and differ
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SEED_QUESTIONS = ROOT / "eval" / "questions" / "seeds.jsonl"
WIDE, NARROW = (1440, 900), (390, 844)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, the articles that the page is over, and what is done before it is taken."""

    name: str
    articles: Path
    prepare: Callable[[Page], None]
    size: tuple[int, int] = WIDE
    scheme: str = "light"


def asked(question: str) -> Callable[[Page], None]:
    """Ask `question`, and wait for the answer and its article."""

    def prepare(page: Page) -> None:
        page.get_by_role("textbox", name="Question").fill(question)
        page.keyboard.press("Enter")
        page.locator(".answer").wait_for()
        if page.locator(".answer a.best").count():
            page.locator("#panel #cited").wait_for()

    return prepare


def viewed(view: str) -> Callable[[Page], None]:
    """Open one of the other views."""

    def prepare(page: Page) -> None:
        page.get_by_role("link", name=view.capitalize(), exact=True).click()
        page.locator(f"#{view} table").first.wait_for()

    return prepare


AID = "How much military assistance has the US given Ukraine?"
SHOTS = (
    Shot("page", SEEDS, asked(AID)),
    Shot("agree", WORLD, asked("Who is the captain of the ferry?")),
    Shot("differ", WORLD, asked("What is the key interest rate in Sundrel?")),
    Shot("silent", SEEDS, asked("Who won the 2018 football World Cup?")),
    Shot("library", WORLD, viewed("library")),
    Shot("quality", SEEDS, viewed("quality")),
    Shot("phone", SEEDS, asked(AID), NARROW),
    Shot("dark", WORLD, asked("How many people were on board the ferry?"), scheme="dark"),
)


def take_screenshots(out: Path) -> None:
    """Write the pictures as PNG into the folder `out`."""
    from playwright.sync_api import sync_playwright  # a dependency of development alone

    with ExitStack() as stack:
        urls = {articles: stack.enter_context(_serving(articles)) for articles in {shot.articles for shot in SHOTS}}
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        for shot in SHOTS:
            width, height = shot.size
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if shot.scheme == "dark" else "light"
            )
            page = context.new_page()
            page.goto(urls[shot.articles])
            page.locator("#panel > *").first.wait_for()
            shot.prepare(page)
            page.wait_for_timeout(400)  # until what was asked for in turn has come
            page.screenshot(path=out / f"{shot.name}.png")
            context.close()
        browser.close()


@contextmanager
def _serving(articles: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ibid-") as scratch:
        folder = Path(scratch) / "library"
        # Copied, so that the paths in the pictures tell nothing of the machine they were made on.
        kept = shutil.copytree(articles, Path(scratch) / "articles")
        with Library.open(folder, create=True) as library:
            library.add([kept])
        if articles == SEEDS:  # twice, so that there is a run to compare with
            for _ in range(2):
                about = [str(SEED_QUESTIONS), "--articles", str(kept), "--library", str(folder)]
                command = [sys.executable, "-m", "rag.cli", "eval", *about]
                subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        with Library.open(folder) as library, serving(library) as url:
            library.warm_up()
            yield url


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m ui.screenshot FOLDER")
    take_screenshots(Path(sys.argv[1]))
