"""Which words may be verbs in the past tense."""

from __future__ import annotations

import pytest

from rag.text.grammar import looks_past, words_of


@pytest.mark.parametrize("word", ["died", "fled", "sued", "owed", "tied", "Used", "quit", "bred", "sped", "resigned"])
def test_a_verb_of_the_past(word: str) -> None:
    assert looks_past(words_of(word)[0])


@pytest.mark.parametrize("word", ["need", "feed", "seed", "weed", "Reed", "bed", "hostages", "dies"])
def test_a_word_that_only_ends_so(word: str) -> None:
    assert not looks_past(words_of(word)[0])
