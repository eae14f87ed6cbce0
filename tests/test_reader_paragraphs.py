"""A span never runs from one paragraph into the next, whatever the logits say."""

from __future__ import annotations

import re

import numpy as np
import pytest

from rag.datatypes import Hit, Passage
from rag.reader import ModelReader
from rag.reader.windows import Window


@pytest.mark.parametrize(("gap", "crossed"), [("\n\n", False), ("\r\n \r\n", False), ("\n", True), (" ", True)])
def test_a_span_stops_at_a_blank_line(gap: str, crossed: bool) -> None:
    text = f"Ann Lee wins{gap}The mayor"
    offsets = np.array([(0, 0), *[match.span() for match in re.finditer(r"\w+", text)]])
    ids = list(range(len(offsets)))
    window = Window(0, ids, [0] * len(ids), offsets, np.arange(len(offsets)) > 0, 0)
    hit = Hit(Passage("a", 0, len(text), text), "Headline", None, 1, 0.03)
    starts, ends = np.zeros(len(offsets)), np.zeros(len(offsets))
    starts[1] = ends[-1] = 9.0  # the model wants all of it
    spans = ModelReader()._spans(window, hit, starts, ends)
    assert any((span.start, span.end) == (0, len(text)) for span in spans) is crossed
    assert any((span.start, span.end) == (0, len("Ann Lee wins")) for span in spans)
