"""What an article takes back: a number in a correction contradicts the one that replaces it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.datatypes import Agreement, Group, Quotation
from rag.evidence.agreement.groups import settle
from rag.evidence.agreement.pairs import by_words
from rag.evidence.factuality.corrections import (
    denied_last,
    is_denied,
    is_doubted,
    is_negated,
    is_taken_back,
    with_corrected,
)
from rag.evidence.factuality.printed import puts_right
from tests.test_former import quoted
from tests.test_groups import quotation


def said(text: str, sentence: str, article: str = "a", start: int = 0) -> Quotation:
    made = quotation(text, article, sentence=sentence.replace(text, "{}", 1))
    return replace(made, sentence_start=start, sentence_end=start + len(sentence))


@pytest.mark.parametrize(
    ("one", "sentence", "other", "expected"),
    [
        ("123", "This story corrects the number of survivors to 123 from 132.", "132", True),
        ("132", "This story corrects the number of survivors to 123 from 132.", "123", True),
        ("64.1 per cent", "The office corrected the turnout to 64.1 per cent, from 63.2 per cent.", "63.2%", True),
        ("152", "Ferry carried 152, not 140, prosecutors find.", "140 people", True),
        ("Twenty-three", "Twenty-three people and not 24 died when the ferry sank.", "24", True),
        ("8.5 million", "It cost 8.5 million marks, against the 6.2 million first estimated.", "6.2 million", True),
        ("4.3%", "Inflation in July was revised to 4.3% from 4.1%.", "4.1 percent", True),
        ("sixty-two", "He is sixty-two, not 58 as police first said.", "58", True),
        ("12", "The dead numbered not 15 but 12, the ministry said.", "15", True),
        ("29,000", "The crowd was revised to 29,000 from the previously reported 41,000.", "41,000", True),
        ("₹450 crore", "The outlay was revised to ₹450 crore from ₹420 crore.", "420 crore", True),
        ("420 million", "It owes $450 million, not US$420 million as it had said.", "450 million", True),
        ("25 million", "It costs 25 million a day; it had spoken of 40 million on Monday.", "$40 million", True),
        ("34", "Popa fell 34 metres, the board says. It had first said 40.", "40", True),
        # Two numbers of one sentence, of which neither is taken back.
        ("25 million", "It costs 25 million a day; the strike of May had cost 40 million.", "$40 million", False),
        ("5%", "It raised its key rate to 5% from 4.75% and revised up its inflation forecast.", "4.75%", False),
        ("2.1%", "Inflation fell to 2.1% from 2.6%, while growth was revised to 0.4% from 0.3%.", "2.6%", False),
        ("0.4%", "Inflation fell to 2.1% from 2.6%, while growth was revised to 0.4% from 0.3%.", "0.3%", True),
        ("12p", "As previously announced, the dividend rises to 12p from 10p.", "10p", False),
        ("14", "The revised bill raises the age limit to 14 from 12.", "12", False),
        ("31", "Cases rose to 31 from 12 since the disease was first reported in May.", "12", False),
        ("1,140", "Stocks saw a correction, with the index falling to 1,140 from 1,239.", "1,239", False),
        ("61.2%", "Turnout was 61.2% against 58.7% in 2022, a corrected statement said.", "58.7%", False),
        ("12", "12 people died, not the 40 feared at first.", "40", False),
        ("12", "The party won 12 seats rather than the 20 it needed.", "20", False),
        ("65", "The union wants members to retire at 65, not 67.", "67", False),
        ("12", "At least 12, if not 15, died.", "15", False),
        ("8", "Some 8 workers walked out, not 10 metres from the gate.", "10", False),
        ("3", "All 3 parties agree that it was 42, not 40.", "40", False),
        ("42", "All 3 parties agree that it was 42, not 40.", "40", True),
        ("3.9%", "Inflation slowed to 3.9% in March from a corrected 4.4% in February.", "4.4%", False),
        ("40 km/h", "Trains run with a limit of 40 km/h in the bend instead of 60.", "60", False),
        ("16", "Thirty-one of the 47 whales have died and 16 have been returned to the sea.", "47", False),
        ("5.5%", "The Board had raised its offer to 5.5% from 4%.", "4%", False),
        ("152", "Ferry carried 152, not 140, prosecutors find.", "139", False),
        ("152", "Ferry carried 152, not 140, prosecutors find.", "152 people", False),
        ("a storm", "The office corrected 14 to 12: it was a storm.", "high water", False),
    ],
)
def test_a_correction_is_told_from_two_numbers_in_a_sentence(
    one: str, sentence: str, other: str, expected: bool
) -> None:
    giver, taken = said(one, sentence), quotation(other, "b")
    assert is_taken_back(giver, taken) is is_taken_back(taken, giver) is expected


def test_what_was_printed_and_the_right_number_stand_in_two_sentences_of_one_article() -> None:
    wrong = said("1,200", "Correction: on 6 April we wrote that 1,200 people were interviewed.")
    right = said("1,020", "The right number is 1,020.", start=70)
    assert is_taken_back(wrong, right)
    assert is_taken_back(right, wrong)
    assert not is_taken_back(wrong, replace(right, article_id="b"))
    assert not is_taken_back(wrong, replace(right, sentence_start=2_000))
    assert not is_taken_back(wrong, said("1,020", "Interviewers rang at 1,020 doors.", start=70))


def test_a_story_that_corrects_its_earlier_version_takes_back_what_that_gave() -> None:
    wrong = said("132", "(This story corrects the survivors in an earlier version, which gave their number as 132.)")
    right = said("123", "The number who survived, 123, does not change.", start=3_000)
    assert is_taken_back(right, wrong)
    assert not is_taken_back(replace(right, article_id="b"), wrong)


def test_a_correction_elsewhere_in_the_article_takes_back_what_an_older_one_has() -> None:
    new = said("Fourteen", "Fourteen of them were injured, and all have left hospital.")
    old = said("Forty people", "Forty people were injured when a bus left the road.", article="b")
    correction = "An earlier version of this article gave the number of injured as 40. The correct number is 14."
    texts = {"a": f"Fewer hurt\n\n{new.sentence} The driver was not.\n\nCorrection: {correction}", "b": old.sentence}
    assert is_taken_back(new, old, texts.__getitem__) is is_taken_back(old, new, texts.__getitem__) is True
    assert not is_taken_back(new, old)
    for text in (
        f"{new.sentence} An earlier version of this article gave the injured as 50. The correct number is 14.",
        f"{new.sentence} Some 40 were hurt. An earlier version of this article misspelled the name of the driver.",
    ):
        assert not is_taken_back(new, old, {"a": text, "b": old.sentence}.__getitem__), text


@pytest.mark.parametrize(
    ("one", "first", "other", "second"),
    [
        ("17", "The wrongly convicted man spent 17 years in jail.", "40", "The true number of such cases is 40."),
        (
            "110 per cent",
            "“We gave 110 per cent,” the coach said.",
            "43",
            "The actual share of the ball was 43 per cent.",
        ),
        ("8%", "The market correction wiped out 8% of it.", "£45m", "The true price of the deal was £45m."),
    ],
)
def test_what_is_wrong_or_true_of_something_else_takes_nothing_back(
    one: str, first: str, other: str, second: str
) -> None:
    assert not is_taken_back(said(one, first), said(other, second, start=80))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_sentences_may_be_asked_about_in_either_order(one: str, other: str) -> None:
    mine = replace(quotation("12"), sentence=one)
    theirs = replace(quotation("9", "b"), sentence=other)
    assert is_taken_back(mine, theirs) is is_taken_back(theirs, mine)


@pytest.mark.parametrize(
    ("sentence", "number", "expected"),
    [
        ("It is 210, not 310.", "310", True),
        ("It is 210, not 310.", "210", False),
        ("Not 140 but 152 people were on board.", "140", True),
        ("Not 140 but 152 people were on board.", "152", False),
        ("There were 12, not the 40 feared.", "40", False),
        ("It costs 25 million; it had spoken of 40 million.", "40 million", True),
        ("It costs 25 million; it had spoken of 40 million.", "25 million", False),
        ("The majority is 87 rather than the 112 first declared.", "112", True),
        ("It was corrected to 64.1 from 63.2.", "63.2", True),
        ("There were 152 people and 12 dogs.", "12", False),
    ],
)
def test_what_is_only_denied_is_known(sentence: str, number: str, expected: bool) -> None:
    assert is_denied(quoted(sentence, number)) is expected


@pytest.mark.parametrize(
    "told",
    [
        "Correction: An earlier version of this article said 40 people were hurt. It was 14.",
        "CORRECTION (12 March): The crash injured 14 people, not 40 as stated in an earlier version.",
        "We originally reported that 40 people were hurt. The hospital says the number is 14.",
        "(This March 3 story has been corrected to say 14 injured, not 40, in paragraph 2)",
        "In yesterday's paper we said that 40 were hurt. In fact 14 were.",
        "(Corrects to 14 injured from 40 in headline and lead)",
        "Police later revised the number of injured down to 14 from an initial 40.",
        "Police had earlier said that forty people were hurt.",
        "Officials had first put the number of injured at 40.",
        "The number was lower than the 40 first reported.",
        "That is down from the 40 injured reported earlier.",
        "Initial reports had spoken of 40 injured.",
        "Police retracted an earlier statement that 40 people were hurt.",
        "It had been thought that 40 people were hurt.",
        "Our report on Monday put the injured at 40. That was wrong.",
        "Contrary to earlier reports, 14 people were hurt and not 40.",
    ],
)
def test_an_article_that_says_what_was_said_before_takes_that_back(told: str) -> None:
    new = said("Fourteen", "Fourteen of them were injured, and all have left hospital.")
    old = said("Forty people", "Forty people were injured when a bus left the road.", article="b")
    texts = {"a": f"Fewer hurt\n\n{new.sentence} The driver was not.\n\n{told}", "b": old.sentence}
    assert is_taken_back(new, old, texts.__getitem__)
    assert is_taken_back(old, new, texts.__getitem__)


@pytest.mark.parametrize(
    "told",
    [
        "Forty people had been on the bus, police had earlier said.",
        "The bus had been bought 40 years earlier.",
        "Last year 40 people were injured on this road, the police reported earlier.",
        "The driver, 40, was earlier said to be in a serious condition.",
        "The company initially ran 40 buses.",
        "Officials had earlier put the cost at 40 million crowns.",
        "An earlier version of this article misspelled the name of the driver, who is 40.",
        "He had wrongly been jailed for 40 months.",
        "Contrary to earlier reports, 40 buses will be checked.",
        "About 40 were hurt in an earlier crash at the same spot.",
    ],
)
def test_a_number_that_nobody_said_before_of_the_same_takes_nothing_back(told: str) -> None:
    new = said("Fourteen", "Fourteen of them were injured, and all have left hospital.")
    old = said("Forty people", "Forty people were injured when a bus left the road.", article="b")
    assert not is_taken_back(new, old, {"a": f"{new.sentence} {told}", "b": old.sentence}.__getitem__)


def test_what_was_only_said_before_comes_after_what_is_likely_now() -> None:
    before = quoted("Police had earlier spoken of 40 injured.", "40")
    now = replace(quotation("14", "b"), confidence=0.5)
    asked = "How many were injured?"
    assert is_denied(before)
    assert list(denied_last(asked, {before: 0.9, now: 0.3})) == [now, before]
    assert list(denied_last("How many were first said to be injured?", {before: 0.9, now: 0.3})) == [before, now]
    assert next(iter(denied_last(asked, {before: 0.9, replace(now, confidence=0.1): 0.1}))) == before
    assert next(iter(denied_last(asked, {before: 0.9, replace(now, text="on Monday"): 0.3}))) == before


@pytest.mark.parametrize(
    ("sentence", "name", "expected"),
    [
        ("She denied that it would be Edie Marr.", "Edie Marr", True),
        ("The club dismissed a report that Ruiz was to go to Torvella.", "Torvella", True),
        ("Rumours that Edie Marr will play would not go away.", "Edie Marr", True),
        ("A poll for the Herald puts Aoife Dunne ahead.", "Aoife Dunne", True),
        ("The favourites are Salt Winter and The Ferryman.", "The Ferryman", True),
        ("A poll for the Herald gives her 38 per cent.", "38 per cent", False),
        ("It was not Edie Marr who sang.", "Edie Marr", True),
        ("Edie Marr denied that she would sing.", "Edie Marr", False),
        ("She denied it; Edie Marr sang.", "Edie Marr", False),
        ("It rejected the offer of Torvella.", "Torvella", False),
        ("Voters went to the polls and Aoife Dunne won.", "Aoife Dunne", False),
    ],
)
def test_what_is_denied_or_a_rumour_is_known(sentence: str, name: str, expected: bool) -> None:
    assert is_doubted(quoted(sentence, name)) is expected


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("The cause is not known; police do not suspect arson.", "arson", True),
        ("Police ruled out arson.", "arson", True),
        ("There was no evidence of arson.", "arson", True),
        ("Police suspect arson.", "arson", False),
        ("Police do not suspect arson, but a faulty charger.", "a faulty charger", False),
    ],
)
def test_what_a_sentence_says_is_not_so_is_known(sentence: str, words: str, expected: bool) -> None:
    assert is_negated(quoted(sentence, words)) is expected


def test_what_was_printed_is_denied_in_a_correction_and_gives_way_to_what_is_right() -> None:
    printed = "The same article gave the name of the owner as Marjorie Tull."
    assert is_denied(replace(quoted(printed, "Marjorie Tull"), headline="Correction: a tea room"))
    assert not is_denied(replace(quoted(printed, "Marjorie Tull"), headline="A tea room"))
    named = replace(quoted("The name is Marjorie Tullis, not Marjorie Tull.", "Marjorie Tullis"), headline="Correction")
    assert not is_denied(named)
    wrong = said("1,200", "Correction: on 6 April we wrote that 1,200 people were interviewed.")
    right = replace(said("1,020", "The right number is 1,020.", start=70), confidence=0.3)
    other = replace(quotation("900", "b"), confidence=0.32)
    assert list(denied_last("How many were interviewed?", {wrong: 0.7, other: 0.31, right: 0.29})) == [
        right,
        other,
        wrong,
    ]


SCHOOL = "In an article on the new school in Aldby we said that it would have 420 places. It will have 240."
SURGEON = (
    "We called Dr Hans Lykke the medical director of Aldby hospital. He is its head surgeon. The medical director is"
    " Professor Eva Torp."
)


def in_column(text: str, paragraph: str, headline: str = "Corrections and clarifications") -> Quotation:
    column = f"We are glad to put right what we got wrong.\n\n{paragraph}\n\nThe fair on 9 May is free."
    start = column.rindex(text)
    first = max(column.rfind(end, 0, start) + len(end) for end in (". ", "\n\n"))
    sentence = column[first : column.index(".\n\n" if ".\n\n" in column[start:] else ".", start) + 1]
    made = said(text, sentence, "column", first)
    return replace(made, start=start, end=start + len(text), headline=headline)


@pytest.mark.parametrize(
    ("question", "wrong", "right", "paragraph", "headline", "expected"),
    [
        ("How many places will the school in Aldby have?", "420", "240", SCHOOL, "Corrections", True),
        ("How many places will the school in Aldby have?", "420", "240", SCHOOL, "For the record", True),
        ("How many places will the school in Aldby have?", "420", "240", SCHOOL, "Corrections officers in 420", False),
        ("How many places will the school in Aldby have?", "420", "9", SCHOOL, "Corrections", False),
        ("How many places will the school in Aldby have?", "410", "240", SCHOOL, "Corrections", False),
        ("Who is the medical director of Aldby hospital?", "Hans Lykke", "Eva Torp", SURGEON, "Corrections", True),
        ("Who is the head surgeon of Aldby hospital?", "Hans Lykke", "Eva Torp", SURGEON, "Corrections", False),
        ("Where was Ines Falk born?", "Oslo", "Bergen", "We wrote that Ines Falk was born in Oslo. She was born in"
         " Bergen.", "Clarification", True),
        ("Who is the director of the museum?", "Peter Greer", "Philip Greer", "He is Philip Greer, not Peter Greer.",
         "Corrections", True),
        ("How high is the Wexham barrier?", "71 metres", "7.1 metres", "By an error, a letter gave the height of the"
         " Wexham barrier as 71 metres. It is 7.1 metres high.", "Corrections, 19 January", True),
    ],
)  # fmt: skip
def test_a_column_of_corrections_puts_right_what_it_says_was_printed(
    question: str, wrong: str, right: str, paragraph: str, headline: str, expected: bool
) -> None:
    text = f"We are glad to put right what we got wrong.\n\n{paragraph}\n\nThe fair on 9 May is free."
    correcting, first = in_column(right, paragraph, headline), replace(quotation(wrong, "b"), confidence=0.9)
    assert puts_right(question, first, correcting, lambda _: text) is expected
    assert not puts_right(question, correcting, first, lambda _: text)
    asked = {first: 0.9, replace(correcting, confidence=0.1): 0.1}
    raised = with_corrected(question, asked, lambda _: text)
    assert [round(value, 1) for value in raised.values()] == ([0.9, 0.9] if expected else [0.9, 0.1])


def test_a_number_that_only_a_correction_has_is_no_conflict() -> None:
    wrong = replace(in_column("420", SCHOOL, "Corrections"), confidence=0.7)
    right = replace(in_column("240", SCHOOL, "Corrections"), confidence=0.8)
    text = f"We are glad to put right what we got wrong.\n\n{SCHOOL}\n\nThe fair on 9 May is free."
    question = "How many places will the school in Aldby have?"
    for first, agreement in ((wrong, Agreement.ALONE), (replace(wrong, headline="A new school"), Agreement.DIFFER)):
        groups = [Group((one,), one.confidence, 1) for one in (right, first)]
        found, shown = settle(question, groups, lambda id_: id_, by_words, text_of=lambda _: text)
        assert found is agreement
        assert shown[0].quotations == (right,)


def test_what_stands_beside_what_it_is_not_is_not_denied() -> None:
    assert not is_denied(said("412 metres, not 421 metres", "It is 412 metres, not 421 metres."))
    assert is_denied(replace(said("421 metres", "It is 412 metres, not 421 metres."), start=19, end=29))


@pytest.mark.parametrize(
    ("sentence", "now", "before"),
    [
        ("Fourteen people were hurt, three more than first reported.", "Fourteen", "11"),
        ("The fire killed 12 people, two fewer than previously announced.", "12", "14"),
        ("It cost $5 million, $1 million more than first thought.", "$5 million", "$4 million"),
        ("There are nine dead, two more than on Monday.", "nine", "7"),
        ("It has 40 boats, three more than in 2019.", "40", "37"),
    ],
)
def test_how_far_a_number_is_from_what_was_said_tells_what_that_was(sentence: str, now: str, before: str) -> None:
    right, wrong = said(now, sentence), replace(quotation(before, "b"), confidence=0.9)
    is_told = "on Monday" not in sentence and "2019" not in sentence
    assert is_taken_back(wrong, right, lambda article: sentence if article == "a" else "") is is_told
    raised = with_corrected("How many?", {wrong: 0.9, replace(right, confidence=0.1): 0.1}, lambda _: sentence)
    assert [round(value, 1) for value in raised.values()] == ([0.9, 0.9] if is_told else [0.9, 0.1])
    assert not is_denied(replace(right, text="three", start=27, end=32)) or "three" not in sentence
