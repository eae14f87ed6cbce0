"""One question about one article of a lighthouse, as a user may write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CONTEXT = "The lighthouse at Olm was built in 1887 by the engineer Ada Brandt."
ARTICLE = f" date 2024-11-07 A lighthouse\n\n{CONTEXT}\n"
LINE = {
    "id": "built",
    "kind": "answerable",
    "question": "When was the lighthouse built?",
    "answers": ["1887", "in 1887"],
    "article": "olm.txt",
    "start": f"A lighthouse\n\n{CONTEXT}".index("1887"),
    "also": [],
    "history": [],
}


def write_questions(folder: Path) -> Path:
    """The question in a file in `folder`, the article in `folder/articles`."""
    path = folder / "own.jsonl"
    path.write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    (folder / "articles").mkdir()
    (folder / "articles" / "olm.txt").write_text(ARTICLE, encoding="utf-8")
    return path


def read_json(path: Path) -> Any:
    """What a file of JSON holds."""
    return json.loads(path.read_text(encoding="utf-8"))
