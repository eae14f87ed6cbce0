"""The words of a question and of a quotation that are compared."""

from __future__ import annotations

import re

from rag.datatypes import Quotation
from rag.text.content import content_words


def told(quotation: Quotation) -> str:
    """A quotation's sentence under its headline."""
    return f"{quotation.headline} {quotation.sentence}"


def names_in(question: str) -> frozenset[str]:
    """The content words of a question that are names or numbers: capitalised after its first word, or with a digit."""
    found = re.findall(r"(?<=\s)(?:[^\W\d_][\w'’-]*|\S*\d\S*)", question)
    return content_words(" ".join(word for word in found if word[0].isupper() or any(map(str.isdigit, word))))
