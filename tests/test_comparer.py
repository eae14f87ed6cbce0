"""The comparing model: what it is given of two quotations, and what it says of them."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.comparer import ModelComparer, Relation
from rag.comparer.texts import MARKS, MOST_ANSWER, MOST_BESIDE, MOST_HEADLINE, MOST_QUESTION, Side, pair_text, side_of
from rag.errors import ModelError
from tests.test_groups import QUESTION, quotation

TOLL = "How many people died in the sinking of the Maren Linde?"


def side(sentence: str, quoted: str, headline: str = "", date: dt.date | None = None) -> Side:
    start = sentence.index(quoted)
    return Side(headline, date, sentence, start, start + len(quoted))


def test_both_quotations_are_marked_in_their_sentences_under_headline_and_date() -> None:
    mine = side("At least 14 died.", "14", "Coach falls", dt.date(2025, 3, 4))
    theirs = side("It killed fifteen.", "fifteen", "Coach toll rises")
    asked, both = pair_text("How many died?", mine, theirs)
    assert asked == "How many died?"
    assert both == "4 March 2025 Coach falls: At least [ 14 ] died. | Coach toll rises: It killed [ fifteen ]."


def test_a_quotation_is_marked_where_it_stands() -> None:
    one = quotation("12", sentence="On 12 July {} people died.")
    told = side_of(one)
    assert told.sentence[told.start : told.end] == "12"
    assert "On 12 July [ 12 ] people died." in pair_text(QUESTION, told, told)[1]


@given(st.text(max_size=600), st.text(min_size=1, max_size=400), st.text(max_size=600), st.text(max_size=300))
def test_what_is_given_is_bounded_and_holds_the_marks(before: str, quoted: str, after: str, headline: str) -> None:
    one = Side(headline, dt.date(2025, 12, 30), before + quoted + after, len(before), len(before) + len(quoted))
    asked, both = pair_text(headline, one, one)
    room = MOST_HEADLINE + 2 * MOST_BESIDE + MOST_ANSWER + 40
    assert len(asked) <= MOST_QUESTION + 2
    assert len(both) <= 2 * room
    assert both.count(MARKS[0].strip()) >= 2


@pytest.mark.slow
def test_the_shipped_model_tells_agreement_from_contradiction_from_other_things() -> None:
    comparer = ModelComparer()
    date = dt.date(2025, 8, 8)
    one = side(
        "At least 23 people died when the ferry Maren Linde sank off Tolvay.", "At least 23", "Ferry sinks", date
    )
    others = [
        side("Police confirmed that 23 people lost their lives in the sinking.", "23", "The Maren Linde's toll", date),
        side(
            "Nineteen people, not 23, died when the Maren Linde sank, the coroner found.",
            "Nineteen",
            "Toll lower",
            date,
        ),
        side("The Maren Linde was built 31 years ago in Lorsk.", "31 years", "Ferry sinks", date),
    ]
    agreeing, contradicting, beside = comparer.compare(TOLL, [(one, other) for other in others])
    assert agreeing.same > 0.5
    assert contradicting.differ > 0.5
    assert beside.same + beside.differ < 0.5
    for relation in (agreeing, contradicting, beside):
        assert 0 <= relation.same <= 1 >= relation.differ >= 0
        assert relation.same + relation.differ <= 1 + 1e-6


@pytest.mark.slow
def test_threads_share_one_model_and_a_pair_has_one_relation_whatever_is_asked_beside_it() -> None:
    comparer = ModelComparer()
    one, other = side("At least 14 died.", "14"), side("It killed fifteen.", "fifteen")
    alone = comparer.compare(TOLL, [(one, other)])
    found: list[list[Relation]] = []
    threads = [
        threading.Thread(target=lambda: found.append(comparer.compare(TOLL, [(other, one), (one, other)])))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(relations[1:] == alone for relations in found)
    assert len(found) == len(threads)


def test_a_missing_model_is_an_error_when_it_is_needed_and_not_before(tmp_path: Path) -> None:
    comparer = ModelComparer(tmp_path / "none")
    assert comparer.compare(TOLL, []) == []
    with pytest.raises(ModelError, match="none"):
        comparer.compare(TOLL, [(side("a", "a"), side("b", "b"))])
