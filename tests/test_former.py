"""Numbers that were so before a change are not taken for what is so now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.datatypes import Quotation
from rag.evidence.factuality.former import is_former, without_former
from tests.test_citing import QUOTATION


def quoted(sentence: str, text: str) -> Quotation:
    start = sentence.index(text)
    return replace(
        QUOTATION,
        text=text,
        sentence=sentence,
        start=1000 + start,
        end=1000 + start + len(text),
        sentence_end=1000 + len(sentence),
    )


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The bank cut its key rate to 4.5% from 4.75% on Thursday.", "4.75%"),
        ("It would raise its payment from 40,000 to 65,000 crowns.", "40,000"),
        ("The number was lowered from about 41 to 39.", "41"),
        ("It will shorten its life from seven years to about five.", "seven years"),
        ("The rise in fares, planned for June, has been put off to September.", "June"),
        ("The hearing, due to begin on 3 May, was postponed until 10 May.", "3 May"),
        ("Profit rose to $2 million, up from $1.5 million.", "1.5 million"),
    ],
)
def test_what_was_so_before_is_known(sentence: str, text: str) -> None:
    assert is_former(quoted(sentence, text))


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The bank cut its key rate to 4.5% from 4.75% on Thursday.", "4.5%"),
        ("Estimates before the court ranged from 74 to 120 animals.", "74"),
        ("He held the office from 2017 to 2022.", "2017"),
        ("Samples from 22 sites are being grown in a laboratory.", "22"),
        ("She comes from Harwen to work.", "Harwen"),
        ("The rise in fares, planned for June, has been put off to September.", "September"),
        ("The rise in fares, planned for June, has been welcomed.", "June"),
    ],
)
def test_what_is_so_or_only_looks_like_it_is_kept(sentence: str, text: str) -> None:
    assert not is_former(quoted(sentence, text))


def test_the_former_goes_only_beside_what_is_so_since_and_unless_it_is_asked_for() -> None:
    sentence = "The bank cut its key rate to 4.5% from 4.75% on Thursday."
    now, before = quoted(sentence, "4.5%"), quoted(sentence, "4.75%")
    both = {before: 0.9, now: 0.8}
    assert without_former("What is the key rate?", both) == {now: 0.8}
    assert without_former("What is the key rate?", {before: 0.9}) == {before: 0.9}
    assert without_former("What was the rate before the cut?", both) == both
    elsewhere = replace(now, article_id="f" * 16)
    assert without_former("What is the key rate?", {before: 0.9, elsewhere: 0.8}) == {before: 0.9, elsewhere: 0.8}
