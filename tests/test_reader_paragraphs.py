"""A span never runs from one paragraph into the next, whatever the logits say."""

from __future__ import annotations

import re

import numpy as np
import pytest

from rag.datatypes import Hit, Passage
from rag.reader import ModelReader
from rag.reader.windows import Window


@pytest.mark.parametrize(
    ("gap", "headline", "crossed"),
    [
        ("\n\n", "Headline", False),
        ("\r\n \r\n", "Headline", False),
        ("\n", "Headline", True),
        (" ", "Headline", True),
        ("\n", "Ann Lee wins", False),  # a line of its own
        ("\r\n", "Ann Lee wins", False),
        (" ", "Ann Lee wins", True),  # only the beginning of the text stands for it
    ],
)
def test_a_span_stops_at_a_blank_line_and_at_the_end_of_the_headline(gap: str, headline: str, crossed: bool) -> None:
    text = f"Ann Lee wins{gap}The mayor"
    offsets = np.array([(0, 0), *[match.span() for match in re.finditer(r"\w+", text)]])
    ids = list(range(len(offsets)))
    window = Window(0, ids, [0] * len(ids), offsets, np.arange(len(offsets)) > 0, 0)
    hit = Hit(Passage("a", 0, len(text), text), headline, None, 1, 0.03)
    starts, ends = np.zeros(len(offsets)), np.zeros(len(offsets))
    starts[1] = ends[-1] = 9.0  # the model wants all of it
    spans = ModelReader()._spans(window, hit, starts, ends)
    assert any((span.start, span.end) == (0, len(text)) for span in spans) is crossed
    assert any((span.start, span.end) == (0, len("Ann Lee wins")) for span in spans)
