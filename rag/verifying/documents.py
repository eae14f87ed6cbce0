"""A conversation saved as a document: Markdown whose block quotations are citations, with their proofs at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.verifying.checking import Check
from rag.verifying.citing import cite_markdown
from rag.verifying.proofs import Proof

PROOF = re.compile(r"^```json\n(\{.*\})\n```$", re.MULTILINE)
HEADING_OR_BLOCK = re.compile(r"^## (.*)$|^ {0,3}>.*(?:\n {0,3}>.*)*", re.MULTILINE)
AS_CITED = re.compile(r"\bcharacters\b.*\bof article\b")  # how a citation ends
ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#|~&$])")  # as the page writes what Markdown would read as markup
UNPROVED = "the document has no proof of it: it was written into it, or changed"
FOREIGN = (
    "it cites no article as Ibid does, and the document has no proof of it. If it is not Ibid’s, write it without "
    "the >: each block quotation of this document is taken for one that was checked"
)


def proofs_in(text: str) -> list[str]:
    """The proofs in a document, each JSON; none if `text` is no such document."""
    return PROOF.findall(_plain_lines(text))


def check_blocks(text: str, proofs: Iterable[Proof]) -> Iterator[Check]:
    """A check that fails for each block quotation in the document `text` that is no citation out of one of `proofs`, or
    that stands under another question than its proof's.

    So nothing can be added to what was saved, altered in it or moved, that looks as if it had been checked.
    """  # fmt: skip
    asked: dict[str, list[str]] = {}  # by citation, the questions that it was given for
    for proof in proofs:
        for quotation in proof.quotations:
            asked.setdefault(_inside(cite_markdown(quotation)), []).append(proof.question)
    heading: str | None = None
    for found in HEADING_OR_BLOCK.finditer(PROOF.sub("", _plain_lines(text))):
        if found[1] is not None:
            heading = ESCAPED.sub(r"\1", found[1])
            continue
        said = _inside(found[0])
        words = said.split(" — ")[0]
        if said not in asked:
            yield Check(words, "", UNPROVED if AS_CITED.search(said) else FOREIGN)
        elif heading is not None and not any(_is_same(heading, one) for one in asked[said]):
            yield Check(words, "", f"it stands under {heading.strip()!r}, and its proof is of {asked[said][0]!r}")


def _is_same(heading: str, question: str) -> bool:
    """Whether two questions have the same characters, white space left out; "" is that of what a reader chose."""
    return not question or _SPACE.sub("", heading) == _SPACE.sub("", question)


_SPACE = re.compile(r"[\s\ufeff]+")  # as browsers count it


def _plain_lines(text: str) -> str:
    """With the line ends, and without the mark at the beginning, that another program may have left."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _inside(block: str) -> str:
    """What stands in a block quotation, in one line."""
    return " ".join(line.lstrip().removeprefix(">").strip() for line in block.strip().split("\n")).strip()
