"""A picture of an HTML report: `python -m eval.picture REPORT.html OUT.png`. For developers."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WIDTH, HEIGHT = 1200, 2250
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def take_picture(report: Path, out: Path) -> None:
    """Write what is seen of the upper part of `report` as a PNG to `out`."""
    from playwright.sync_api import sync_playwright  # a dependency of development alone

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(report.absolute().as_uri())
        page.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m eval.picture REPORT.html OUT.png")
    take_picture(Path(sys.argv[1]), Path(sys.argv[2]))
