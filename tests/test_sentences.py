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
    "question in quotation marks before who asks": "“Is it safe?” Judge Peter Moyo asked the witness.",
    "exclamation before who shouts": '"Stop the count!" Trump said on Friday.',
    "numbers behind abbreviations": "See p. 5, Art. 4 and Nos. 11 and 12, built c. 1850.",
    "versus": "Roe v. Wade was decided in 1973.",
    "ranks and titles": "Brig. Gen. Tom Wick, Cpt. Al Fox, Cllr. Ann Byrne and Ald. John Roe spoke.",
    "company of Australia": "Acme Pty. Ltd. said it would pay.",
    "degree": "Amina Diallo, a Ph.D. Candidate, won.",
    "dateline": "PASADENA, Calif. (AP) — NASA has lost contact with the probe.",
    "dateline without an agency": "WASHINGTON, D.C. — The Senate voted.",
    "spaced ellipsis": "“We have lost everything . . . ,” she said.",
    "time in front": "By 11 p.m. Labour had lost 40 seats.",
    "time before a time zone": "At 5 p.m. EST the polls closed.",
    "numbered item": "2. The state will pay.",
    "file name": "The file was saved as Report.Final on the server.",
    "hyphenated line end": "An Anglo-\nIrish agreement was signed.",
    "line that goes on": "The council, the mayor of\nLondon and the police agreed.",
    "short line of wrapped text": "The mayor of Harwen told a crowded meeting on Monday evening that the\n"
    "baths would stay open, as had been said by a spokesman for the\nCommonwealth Games.",
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
    "time before a sentence": ["The show starts at 7:30 p.m.", "Tickets cost £12."],
    "etc. before a sentence": ["It sells bread, cakes, etc.", "Customers queue."],
    "a numeral before a sentence": ["He died in World War I.", "The medal was sold."],
    "a street before a sentence": ["He lives on Main St.", "The house is white."],
    "a short word that is no abbreviation": ["It hangs in the Museum of Art.", "Over 80% have seen it."],
    "a name in lower case": ["Apple cut prices.", "iPhone sales rose.", "de Gaulle knew.", "k.d. lang sang."],
    "footnotes": ["It was published in May.[1]", "It was cited widely.²", "Others disagreed.*", "Nobody knew."],
    "quotation marks with a gap": ["“He told me, ‘Go home.’ ”", "She did not move."],
    "nobody speaks": ["“Who pays?”", "The minister did not say.", "“When?”", "Nobody answered."],
    "spaced ellipsis at the end": ["“We are tired . . .”", "She wept."],
    "list in a line": ["The plan has two parts.", "1. The council pays.", "2. The state pays."],
    "question and answer": ["Q. Why did you go?", "A. I was tired."],
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


@pytest.mark.parametrize(
    "sentences",
    [
        ["The bridge opened on Monday.", "The mayor cut the ribbon.", "She thanked the builders."],
        ["“It was awful.”", "The driver was unhurt."],
        [
            "Was it late?",
            "Nobody knew.",
            "The bridge cost £5m.",
            "The council paid.",
            "It opened in 2019.",
            "Police came.",
        ],
    ],
)
def test_scraped_text_may_lack_the_space_behind_a_stop(sentences: list[str]) -> None:
    assert cut("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "a) a truce\nb) an exchange\n(ii) elections",
        "● Two people died\n· Ten were hurt",
        "1 Arsenal 30\n2 Chelsea 28",
        "14:05 The prime minister arrives\n14:20 He begins to speak",
        "Ukraine’s Response\n“We shall not yield,” Zelenskyy said.",
        "Harwen council approves plan for new swimming pool despite the objections\n"
        + "The council voted on Monday. " * 5,
        "Harwen council approves plan for new swimming pool despite the objections\nBy Jane Smith",
    ],
)
def test_items_rows_and_headlines_are_lines_of_their_own(text: str) -> None:
    assert cut(text)[: text.count("\n")] == text.split("\n")[:-1]


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
    "initials and dashes": ("A. — ", 50_000),
    "times": ("5 p.m. Monday ", 20_000),
    "spaces and initials": (" " * 1000 + "A.", 500),
    "words without a space": ("no.The ", 50_000),
    "spaced dots": (" .", 50_000),
    "footnotes": (".[1]", 50_000),
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
