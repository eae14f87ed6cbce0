"""Questions made of questions: as people type them, and such that almost fit."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reader.train.variants import YEAR, as_typed, names_in, near_miss

QUESTION = "How much military aid did the US give to Ukraine in 2023?"
NAMES = ["Angela Merkel", "Ghent", "Bank of England", "Ukraine", "Anna", "New York"]
SEEDS = st.integers(0, 10_000)
CONTEXTS = st.lists(st.sampled_from([*NAMES, *(n.lower() for n in NAMES), "said", "1999", "2001", "2003", "(2000)"]))


def typed(question: str, seed: int = 0, *, bare: float = 0.0, keyword: float = 0.0) -> str:
    return as_typed(question, random.Random(seed), bare_share=bare, keyword_share=keyword)


def test_a_question_is_left_as_it_is_without_shares() -> None:
    assert all(typed(QUESTION, seed) == QUESTION for seed in range(50))


def test_a_bare_question_has_no_question_mark() -> None:
    assert typed(QUESTION, bare=1.0) == QUESTION.removesuffix("?")


def test_key_words_are_the_words_that_are_no_stop_words() -> None:
    words = typed(QUESTION, keyword=1.0).split()
    assert {"military", "aid", "Ukraine", "2023"} <= set(words)
    assert not {"the", "to", "in", "did"} & set(words)
    assert "?" not in "".join(words)


def test_a_question_of_too_few_key_words_keeps_its_words() -> None:
    assert typed("Who is he?", keyword=1.0) == "Who is he"


def test_shares_are_kept() -> None:
    rng = random.Random(0)
    made = [as_typed(QUESTION, rng, bare_share=0.2, keyword_share=0.1) for _ in range(2000)]
    assert made.count(QUESTION) == pytest.approx(1400, abs=100)
    assert made.count(QUESTION.removesuffix("?")) == pytest.approx(400, abs=80)


@given(SEEDS, st.integers(1990, 2010), CONTEXTS)
def test_a_near_miss_never_asks_for_a_year_of_the_context(seed: int, year: int, words: list[str]) -> None:
    context = " ".join(words)
    question = f"What did Angela Merkel say in {year} in Ghent?"
    made = near_miss(question, context, NAMES, random.Random(seed))
    if made is not None:
        (new,) = YEAR.findall(made)
        assert int(new) != year
        assert new not in context
        assert made.replace(new, str(year)) == question  # and nothing else was changed


@given(SEEDS, st.sampled_from(NAMES), CONTEXTS)
def test_a_near_miss_never_asks_for_a_name_of_the_context(seed: int, name: str, words: list[str]) -> None:
    context = " ".join(words)
    made = near_miss(f"What did {name} say?", context, NAMES, random.Random(seed))
    if made is not None:
        new = made.removeprefix("What did ").removesuffix(" say?")
        assert new in NAMES
        assert new != name
        assert new.lower() not in context.lower()


def test_a_near_miss_is_made_where_it_can_be() -> None:
    made = {near_miss("What did Anna say in 1999?", "Nothing.", NAMES, random.Random(seed)) for seed in range(20)}
    assert None not in made
    assert len(made) > 3
    made = {near_miss("What did Ghent say?", "Ghent spoke.", NAMES, random.Random(seed)) for seed in range(30)}
    assert {"What did Angela Merkel say?", "What did Bank of England say?"} <= made


@pytest.mark.parametrize(("question", "names"), [("Who won the race?", NAMES), ("What did Ghent say?", [])])
def test_a_question_with_nothing_to_alter_has_no_near_miss(question: str, names: list[str]) -> None:
    assert near_miss(question, "Nothing.", names, random.Random(0)) is None


def test_names_are_the_capitalised_runs_after_the_first_word_once_each() -> None:
    questions = ["Did Angela Merkel visit Ghent?", "When did Ghent join the Bank of England?", "Ghent what?", "Who?"]
    assert names_in(questions) == ["Angela Merkel", "Ghent", "Bank of England"]
