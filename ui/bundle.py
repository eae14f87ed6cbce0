"""The page's own style and script: files by subject in `assets/`, each kind sent as one, in the order given here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
# Later rules outweigh earlier ones that are as specific; the layout of small windows comes behind what it changes.
STYLES = (
    "ground.css",
    "conversation.css",
    "answer.css",
    "differ.css",
    "asking.css",
    "earlier.css",
    "panel.css",
    "layout.css",
    "views.css",
    "library.css",
    "quality.css",
    "quality-questions.css",
    "judging.css",
    "contrast.css",
    "print.css",
)
SCRIPTS = (
    "say.js",
    "server.js",
    "views.js",
    "panel.js",
    "selecting.js",
    "talk.js",
    "asking.js",
    "earlier.js",
    "record.js",
    "copying.js",
    "library.js",
    "changing.js",
    "quality.js",
    "judging.js",
)  # fmt: skip
MEDIA_TYPES = {"page.css": "text/css", "page.js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files joined into one, `name`, and what tells this text of it from another."""

    name: str
    content: bytes

    @property
    def href(self) -> str:
        """Its address, another for another text, so that a browser may keep it for ever."""
        return f"/ibid/{self.name}?{hashlib.sha256(self.content).hexdigest()[:12]}"


@lru_cache(maxsize=2)
def bundle(name: str) -> Bundle:
    """The style `page.css` or the script `page.js`. Each script is a function of its own, and strict."""
    files = {"page.css": STYLES, "page.js": SCRIPTS}[name]
    return Bundle(name, b"\n".join((ASSETS / file).read_bytes() for file in files))


def head() -> str:
    """What stands in the page's head."""
    return f'<link rel="stylesheet" href="{bundle("page.css").href}"><script src="{bundle("page.js").href}"></script>'
