"""Where sentences end: a table of what news text holds, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text.sentences import sentence_around, sentence_ranges

# Pieces that the rules treat specially, so that generated texts reach them often.
PIECES = st.sampled_from(
    'Mr. |U.S. |a.m. |e.g. |J. |No. 5|3.14|The |said |Ghent|- item|1. item|# Head|…|...|. |.|? |! |?! |)|(|“|”|’|"'
    "|\n|\r\n|\r|。|」|？|।|\n\n| \n \n|\t|\u00a0|\u2028|\x1c|é|e\u0301|🚀|👩\u200d👩\u200d👧|\u200b|İ|ﬁ".split("|")
)
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=80))

ONE_SENTENCE = {
    "title": "Gov. Brown met Mr. Smith and Dr. J. K. Rowling at St. Mary's.",
    "rank and senator": "Sen. Warren praised Lt. Col. Vindman on Friday.",
    "acronym before a name": "The U.S. Senate voted on Tuesday.",
    "acronym before a lower-case word": "It left the E.U. in 2020.",
    "decimal": "Prices rose 3.5 percent to $64.1bn.",
    "version and domain": "It was posted on example.com by version 2.1.3 of the bot.",
    "number sign": "He lives at No. 10 Downing Street.",
    "month": "It happened on Nov. 7 in Sochi.",
    "company in a sentence": "Apple Inc. shares fell.",
    "time in a sentence": "At 5 p.m. Tuesday it rained.",
    "question in quotation marks goes on": "“Ready?” he asked.",
    "exclamation goes on": "“Never!” she shouted at Yahoo! in June.",
    "ellipsis goes on": "We waited … and waited.",
    "dots go on": "He said it was... complicated.",
    "latin": "Use metals, e.g. Iron or copper.",
    "wrapped lines": "The mayor of Ghent opened a new bridge over the river Leie on\nTuesday and thanked the builders.",
    "wrapped lines of Windows": "The mayor of Ghent opened a new bridge over the river Leie on\r\nTuesday, she said.",
    "no stop at the end": "The mayor opened a bridge",
}
SEVERAL_SENTENCES = {
    "plain": ["The bridge opened.", "It cost $64.1bn.", "Was it late?", "Yes!", "Very."],
    "stop inside the quotation marks": ["“He behaved very correctly.”", "Putin said so on Thursday."],
    "straight quotation marks": ['"I have no idea."', '"None," he said.'],
    "stop after the quotation marks": ["The Russian leader said, “Ready”.", "Putin, 72, agreed."],
    "brackets": ["(He did not elaborate.)", "The Kremlin declined [to comment.]", "It waited."],
    "acronym at the end": ["They moved to the U.S.", "The law followed in 2021."],
    "company at the end": ["She founded Acme Inc.", "It went bankrupt."],
    "time at the end": ["It began at 5 p.m.", "The crowd left."],
    "a number begins the next": ["The vote was close.", "42 members abstained."],
    "an opening mark begins the next": ["It was over.", "“No,” he said."],
    "ellipsis at the end": ["He trailed off…", "Nobody spoke."],
    "several marks": ["Really?!", "Nobody knew."],
    "no after all": ["Did they agree?", "The answer was no.", "They left."],
}


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_ranges(text)]


@pytest.mark.parametrize("text", ONE_SENTENCE.values(), ids=ONE_SENTENCE.keys())
def test_one_sentence_stays_whole(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize("sentences", SEVERAL_SENTENCES.values(), ids=SEVERAL_SENTENCES.keys())
def test_sentences_are_told_apart(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\n\n\n\n"])
def test_blank_line_ends_a_sentence_without_a_stop(gap: str) -> None:
    assert cut(f"Key developments{gap}and then it began") == ["Key developments", "and then it began"]


def test_items_of_a_list_are_sentences() -> None:
    text = "The deal has three parts:\n- a truce\n- an exchange of prisoners\n2. a new line\n• a vote"
    assert cut(text) == text.split("\n")


@pytest.mark.parametrize("extra", range(4))
def test_dashes_in_a_long_line_make_no_list(extra: int) -> None:
    text = "word - " + "x - " * 600 + "x" * extra + "\nand so it went on"
    assert cut(text) == [text]


def test_heading_on_its_own_line_is_a_sentence() -> None:
    assert cut("Ukraine’s Response\nZelenskyy spoke at a summit.") == [
        "Ukraine’s Response",
        "Zelenskyy spoke at a summit.",
    ]


def test_markdown_heading_is_a_sentence() -> None:
    assert cut("# the vote\nit passed.") == ["# the vote", "it passed."]


def test_east_asian_stops_need_no_space() -> None:
    assert cut("市长开了桥。费用很高！「很好。」她说？是。") == [
        "市长开了桥。",
        "费用很高！",
        "「很好。」",
        "她说？",
        "是。",
    ]


def test_danda_ends_a_sentence() -> None:
    assert cut("पुल खुल गया। मेयर आईं।") == ["पुल खुल गया।", "मेयर आईं।"]


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t\u2028"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert sentence_ranges(text) == []


def test_sentence_around_a_span_is_the_one_that_holds_it() -> None:
    text = "One is here. Two is here. Three is here."
    at = text.index("Two") + 4
    assert sentence_around(sentence_ranges(text), at, at + 2) == (13, 25)


def test_sentence_around_a_span_over_a_border_is_both_sentences() -> None:
    text = "One is here. Two is here. Three is here."
    assert sentence_around(sentence_ranges(text), text.index("here"), text.index("Two") + 3) == (0, 25)


def test_sentence_around_a_span_leaves_out_the_next_that_follows_without_a_space() -> None:
    assert sentence_around(sentence_ranges("桥开了。好。"), 0, 4) == (0, 4)


def test_sentence_around_a_span_that_ends_where_a_sentence_ends_is_that_one() -> None:
    text = "One is here. Two is here."
    assert sentence_around(sentence_ranges(text), 4, 12) == (0, 12)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_character_but_space_lies_in_exactly_one_sentence(text: str) -> None:
    covered = [at for start, end in sentence_ranges(text) for at in range(start, end)]
    assert covered == sorted(set(covered))
    assert {at for at, character in enumerate(text) if not character.isspace()} <= set(covered)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_sentences_are_not_empty_and_have_no_space_around_them(text: str) -> None:
    assert all(sentence and sentence == sentence.strip() for sentence in cut(text))


@settings(max_examples=300, deadline=None)
@given(TEXTS.filter(str.strip), st.data())
def test_sentence_around_contains_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = sentence_around(sentence_ranges(text), start, end)
    assert 0 <= first <= start < end <= last <= len(text)


# Units and how often they are repeated: a rule whose cost is quadratic would need minutes for these.
LONG = {
    "dots": (".", 100_000),
    "spaces": (" ", 100_000),
    "letters": ("a", 100_000),
    "quotation marks": ('"', 100_000),
    "dots and quotation marks": ('."', 50_000),
    "stops": (". ", 50_000),
    "initials": ("A.", 50_000),
    "ideographic stops": ("。", 100_000),
    "line ends": ("\n", 100_000),
    "lines of spaces": (" " * 10_000 + "\n", 100),
    "list items": ("- a\n", 25_000),
    "wrapped lines": ("the “mayor” of Ghent opened a bridge on Tuesday and thanked the builders for it\n", 120_000),
    "lines of an old Mac": ("the “mayor” of Ghent opened a bridge on Tuesday and thanked the builders\r", 120_000),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("unit", "count"), LONG.values(), ids=LONG.keys())
def test_cost_of_a_long_text_is_not_quadratic(unit: str, count: int) -> None:
    text = "a" + unit * count + "b"
    ranges = sentence_ranges(text)
    assert (ranges[0][0], ranges[-1][1]) == (0, len(text))
