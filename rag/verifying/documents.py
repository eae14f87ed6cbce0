"""A conversation saved as a document: Markdown whose block quotations are citations, with their proofs at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.datatypes import Quotation
from rag.verifying.checking import Check
from rag.verifying.citing import cite_markdown

PROOF = re.compile(r"^```json\n(\{.*\})\n```$", re.MULTILINE)
BLOCK = re.compile(r"^>.*(?:\n>.*)*", re.MULTILINE)
UNPROVED = "the document has no proof of it: it was written into it, or changed"


def proofs_in(text: str) -> list[str]:
    """The proofs in a document, each JSON; none if `text` is no such document."""
    return PROOF.findall(_plain_lines(text))


def check_blocks(text: str, proved: Iterable[Quotation]) -> Iterator[Check]:
    """A check that fails for each block quotation in the document `text` that is no citation of one of `proved`.

    So nothing can be added to what was saved, or altered in it, that looks as if it had been checked.
    """
    cited = {_inside(cite_markdown(one)) for one in proved}
    for block in BLOCK.findall(PROOF.sub("", _plain_lines(text))):
        said = _inside(block)
        if said not in cited:
            yield Check(said.split(" — ")[0], "", UNPROVED)


def _plain_lines(text: str) -> str:
    """With the line ends, and without the mark at the beginning, that another program may have left."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _inside(block: str) -> str:
    """What stands in a block quotation, in one line."""
    return " ".join(line.removeprefix(">").strip() for line in block.strip().split("\n")).strip()
