"""Questions typed without capitals."""

from __future__ import annotations

import pytest

from rag.question.casing import as_written

TEXTS = (
    "The mayor of Port Vell, Ida Brandt, spoke in May. Rovers won.",
    "On Monday the town’s mayor, Brandt’s deputy, came. Rain fell; the port was shut and may stay so.",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who is ida brandt", "who is Ida Brandt"),
        ("what did brandt's deputy do in vell?", "what did Brandt's deputy do in Vell?"),
        ("who is mayor of port vell", "who is mayor of port Vell"),  # "the port" stands there too
        ("who is the Mayor of vell", "who is the Mayor of vell"),  # its writer uses capitals
        ("Who leads vell?", "Who leads Vell?"),
        ("where did rain fall", "where did rain fall"),  # at the beginning of a sentence a capital tells nothing
        ("may it rain?", "may it rain?"),
        ("", ""),
    ],
)
def test_what_articles_only_write_with_a_capital_gets_one(question: str, expected: str) -> None:
    assert as_written(question, TEXTS) == expected
