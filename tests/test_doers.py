"""When one died does not say when another did."""

from __future__ import annotations

import pytest

from rag.evidence.doubts.odds import SURELY
from tests.test_doubts import doubted

POLE = "Explorer's diary\nNils Aune went with Edgar Lyle.\n\n"


@pytest.mark.parametrize(
    ("question", "told", "answer"),
    [
        ("When did Nils Aune die?", "Lyle was knighted in 1925 and died in 1951.", "1951"),
        ("When did Nils Aune die?", "Lyle died in 1951.", "1951"),
        ("When was Nils Aune knighted?", "Lyle, who fell ill, was knighted in 1925.", "1925"),
        ("Where did Nils Aune live?", "In 1930 Edgar Lyle lived in Lund.", "Lund"),
        ("How much did Nils Aune pay for the sledge?", "Lyle later paid £40 for it.", "£40"),
    ],
)
def test_what_another_did_is_doubted(question: str, told: str, answer: str) -> None:
    assert doubted(question, POLE + told, answer) == SURELY


@pytest.mark.parametrize(
    ("question", "told", "answer"),
    [
        ("When did Nils Aune die?", "Aune was knighted in 1925 and died in 1951.", "1951"),
        ("When did Nils Aune die?", "He died in 1951.", "1951"),
        ("When did Nils Aune die?", "Lyle wrote that he died in 1951.", "1951"),
        ("When did Nils Aune die?", "Lyle was there when the Norwegian died in 1951.", "1951"),
        ("When did Nils Aune die?", "Lyle died in 1951, and his companion died in 1953.", "1953"),
        ("Where did Nils Aune live?", "Lyle found him in Lund.", "Lund"),
        ("When was Nils Aune knighted?", "Lyle knighted him in 1925.", "1925"),
        ("How much did Nils Aune get?", "The firm, led by Ann and Edgar Lyle, got £40.", "£40"),
        ("When did the diary open?", "Lyle opened it in 1924.", "1924"),
    ],
)
def test_what_is_asked_of_is_not_doubted(question: str, told: str, answer: str) -> None:
    assert doubted(question, POLE + told, answer) == 0
