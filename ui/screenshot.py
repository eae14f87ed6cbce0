"""A picture of the page over the seed articles: `python -m ui.screenshot OUT.png`. For developers."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from rag import Library
from ui.server import serving

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTION = "How much military assistance has the US given Ukraine?"
WIDTH, HEIGHT = 1440, 900
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def take_screenshot(out: Path) -> None:
    """Ask a question of the seeds, open its citation, and write what is seen as a PNG to `out`."""
    from playwright.sync_api import sync_playwright  # a dependency of development alone

    with (
        tempfile.TemporaryDirectory(prefix="ibid-") as folder,
        Library.open(Path(folder) / "library", create=True) as library,
    ):
        # Copied, so that the path in the picture tells nothing of the machine it was made on.
        library.add([shutil.copytree(SEEDS, Path(folder) / "articles")])
        with serving(library) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(url)
            page.get_by_role("button", name=QUESTION).click()
            page.locator(".answer summary").click()
            page.locator(".answer a.best").click()
            page.locator("#panel #cited").wait_for()
            page.screenshot(path=out)
            browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m ui.screenshot OUT.png")
    take_screenshot(Path(sys.argv[1]))
