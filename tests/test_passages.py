"""Articles into passages: whole sentences, nothing left out, nothing too long, exact offsets."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import Article, Passage, text_sha256
from rag.passages import MAX_CHARS_PER_TOKEN, cut_passages
from rag.text.sentences import sentence_ranges

Tokenizer = Callable[[str], list[tuple[int, int]]]


def word_tokens(text: str) -> list[tuple[int, int]]:
    """As BERT: words and single marks."""
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def byte_tokens(text: str) -> list[tuple[int, int]]:
    """As a byte-level tokenizer that knows no words: several tokens for one character, spaces among them."""
    return [(at, at + 1) for at, character in enumerate(text) for _ in character.encode("utf-8", "surrogatepass")]


def make_article(text: str) -> Article:
    return Article("Headline", text, text_sha256(text), None, ())


def cut(text: str, max_tokens: int, overlap: int = 0, tokens: Tokenizer = word_tokens) -> list[Passage]:
    return cut_passages(make_article(text), tokens, max_tokens=max_tokens, overlap_sentences=overlap)


def texts(passages: list[Passage]) -> list[str]:
    return [passage.text for passage in passages]


# Three words and a full stop each: four tokens.
FOUR = "One went home. Two went home. Three went home. Four went home."


def test_short_article_is_one_passage() -> None:
    assert texts(cut(f"  {FOUR}\n", 16)) == [FOUR]


def test_sentence_that_does_not_fit_whole_goes_to_the_next_passage() -> None:
    assert texts(cut(FOUR, 11)) == ["One went home. Two went home.", "Three went home. Four went home."]


def test_passage_may_have_exactly_the_limit() -> None:
    assert texts(cut(FOUR, 8)) == ["One went home. Two went home.", "Three went home. Four went home."]


def test_neighbours_share_the_sentences_asked_for() -> None:
    assert texts(cut(FOUR, 8, overlap=1)) == [
        "One went home. Two went home.",
        "Two went home. Three went home.",
        "Three went home. Four went home.",
    ]


def test_overlap_is_left_out_where_it_does_not_fit() -> None:
    assert texts(cut(FOUR, 4, overlap=3)) == [f"{number} went home." for number in ("One", "Two", "Three", "Four")]


def test_blank_article_has_no_passages() -> None:
    assert cut(" \n\t", 16) == []


def test_sentence_longer_than_the_limit_is_cut_between_words() -> None:
    text = " ".join(f"word{number}" for number in range(23)) + "."
    passages = cut(text, 5)
    assert " ".join(texts(passages)) == text
    assert [len(passage.text.split()) for passage in passages[:4]] == [5, 5, 5, 5]


def test_sentences_around_a_long_one_are_kept() -> None:
    long = " ".join(["word"] * 12)
    assert " ".join(texts(cut(f"It began. {long}. It ended.", 6))) == f"It began. {long}. It ended."


def test_giant_word_is_cut_to_pieces_that_lose_no_character() -> None:
    word = "x" * 10_000
    passages = cut(f"See {word} there.", 16)
    assert max(len(passage.text) for passage in passages) == 16 * MAX_CHARS_PER_TOKEN
    assert "".join(texts(passages)).replace(" ", "").replace("See", "").replace("there.", "") == word


@pytest.mark.timeout(3)
def test_character_of_more_tokens_than_a_passage_may_have_stands_alone() -> None:
    # A tokenizer with NFKC (XLM-R, E5) makes eighteen characters of this ligature, and a token of each.
    def ligature_tokens(text: str) -> list[tuple[int, int]]:
        return [(at, at + 1) for at, character in enumerate(text) for _ in range(18 if character == "ﷺ" else 1)]

    passages = cut("abc ﷺ def", 16, tokens=ligature_tokens)
    assert "".join(texts(passages)).replace(" ", "") == "abcﷺdef"
    assert "ﷺ" in texts(passages)


def test_ids_come_from_article_and_place() -> None:
    first, second = cut(FOUR, 8)
    article_id = make_article(FOUR).id
    assert [first.id, second.id] == [f"{article_id}:0-29", f"{article_id}:30-62"]


# What must hold for any article and any settings

WORDS = st.sampled_from(["a", "Ghent", "64.1", "Mr.", "said", "🚀", "日本", "x" * 70, "“No”", "The", "e\u0301"])
GAPS = st.sampled_from([" ", " ", ". ", "! ", "\n", "\n\n", "\r\n\r\n", "\t", "。", "  ", "\u00a0"])
ARTICLES = st.lists(st.tuples(WORDS, GAPS), min_size=1, max_size=60).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
CUTS = {
    "text": ARTICLES,
    "max_tokens": st.integers(4, 24),
    "overlap": st.integers(0, 5),
    "tokens": st.sampled_from([word_tokens, byte_tokens]),
}


@settings(max_examples=150, deadline=None)
@given(**CUTS)
def test_text_of_a_passage_is_the_article_at_its_offsets(
    text: str, max_tokens: int, overlap: int, tokens: Tokenizer
) -> None:
    for passage in cut(text, max_tokens, overlap, tokens):
        assert 0 <= passage.start < passage.end <= len(text)
        assert passage.text == text[passage.start : passage.end] == passage.text.strip()


@settings(max_examples=150, deadline=None)
@given(**CUTS)
def test_every_character_but_space_is_in_a_passage(text: str, max_tokens: int, overlap: int, tokens: Tokenizer) -> None:
    covered = {at for passage in cut(text, max_tokens, overlap, tokens) for at in range(passage.start, passage.end)}
    assert {at for at, character in enumerate(text) if not character.isspace()} <= covered


@settings(max_examples=150, deadline=None)
@given(**CUTS)
def test_no_passage_is_over_the_limit(text: str, max_tokens: int, overlap: int, tokens: Tokenizer) -> None:
    starts = [start for start, _ in tokens(text)]
    for passage in cut(text, max_tokens, overlap, tokens):
        assert sum(passage.start <= start < passage.end for start in starts) <= max_tokens
        assert len(passage.text) <= max_tokens * MAX_CHARS_PER_TOKEN


@settings(max_examples=150, deadline=None)
@given(**CUTS)
def test_passages_are_in_order_and_none_lies_in_another(
    text: str, max_tokens: int, overlap: int, tokens: Tokenizer
) -> None:
    passages = cut(text, max_tokens, overlap, tokens)
    for before, after in pairwise(passages):
        assert before.start < after.start
        assert before.end < after.end
    assert len({passage.id for passage in passages}) == len(passages)


@settings(max_examples=150, deadline=None)
@given(**CUTS)
def test_neighbours_share_no_more_sentences_than_asked(
    text: str, max_tokens: int, overlap: int, tokens: Tokenizer
) -> None:
    sentences = sentence_ranges(text)
    for before, after in pairwise(cut(text, max_tokens, overlap, tokens)):
        shared = [sentence for sentence in sentences if sentence[0] < before.end and after.start < sentence[1]]
        assert len(shared) <= overlap or before.end <= after.start


@settings(max_examples=150, deadline=None)
@given(text=ARTICLES, max_tokens=st.integers(4, 24))
def test_passage_ends_inside_a_sentence_only_where_the_sentence_does_not_fit(text: str, max_tokens: int) -> None:
    starts = [start for start, _ in word_tokens(text)]
    for passage in cut(text, max_tokens):
        for start, end in sentence_ranges(text):
            if start < passage.end < end:
                tokens = sum(start <= token < end for token in starts)
                assert tokens > max_tokens or end - start > max_tokens * MAX_CHARS_PER_TOKEN
