"""What agrees is one answer, what differs is shown side by side, and what was asked for in the plural is listed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.comparer import Relation
from rag.datatypes import Agreement, Group, Precision, Quotation, ResolvedDate
from rag.evidence.agreement.comparing import MOST_COMPARED
from rag.evidence.agreement.groups import group, is_newest, only_likely, settle
from rag.evidence.agreement.standing import AGREE_FEATURES, DIFFER_FEATURES, Logistic, Standing
from rag.evidence.sameness import say_the_same

QUESTION = "How many people died in the Lorsk flood?"
SENTENCE = "{} people died in the Lorsk flood."


def quotation(
    text: str, article: str = "a", *, confidence: float = 0.8, day: int | None = 1, sentence: str = SENTENCE
) -> Quotation:
    start = sentence.index("{")
    return Quotation(
        article_id=article,
        headline="Flood",
        date=None if day is None else dt.date(2025, 9, day),
        source=f"{article}.txt",
        source_start=start,
        article_sha256="0" * 64,
        start=start,
        end=start + len(text),
        text=text,
        sentence=sentence.format(text),
        sentence_start=0,
        sentence_end=len(sentence) - 2 + len(text),
        confidence=confidence,
    )


def itself(article_id: str) -> str:
    return article_id


def texts(groups: list[Group] | tuple[Group, ...]) -> list[list[str]]:
    return [[one.text for one in each.quotations] for each in groups]


def test_articles_that_say_the_same_are_one_answer_counted_by_story() -> None:
    found = [quotation("twelve", "a", confidence=0.9), quotation("12", "b"), quotation("12", "c"), quotation("9", "d")]
    made = group(found, {"a": "x", "b": "x", "c": "c", "d": "d"}.__getitem__)
    assert texts(made) == [["twelve", "12", "12"], ["9"]]
    assert [(one.independent, one.confidence) for one in made] == [(2, 0.9), (1, 0.8)]


def test_a_surname_that_two_people_have_joins_neither() -> None:
    found = [quotation(name, str(n)) for n, name in enumerate(["Dorn", "Ilse Dorn", "Karel Dorn", "Mayor Ilse Dorn"])]
    assert texts(group(found, itself)) == [["Dorn"], ["Ilse Dorn", "Mayor Ilse Dorn"], ["Karel Dorn"]]


def test_a_surname_that_one_person_has_joins_the_full_name() -> None:
    found = [quotation("Dorn", "a"), quotation("Ilse Dorn", "b"), quotation("Petr Lasko", "c")]
    assert texts(group(found, itself)) == [["Dorn", "Ilse Dorn"], ["Petr Lasko"]]


def weekday(article: str, day: int, meant: int) -> Quotation:
    one = quotation("Sunday", article, day=day, sentence="It was closed on {} after the Lorsk flood.")
    date = dt.date(2025, 9, meant)
    return replace(one, dates=(ResolvedDate(one.start, one.end, "Sunday", date, date, Precision.DAY),))


def test_a_weekday_is_the_day_that_it_means() -> None:
    found = [weekday("a", 2, 1), weekday("b", 4, 1), weekday("c", 9, 8), quotation("Sunday", "d")]
    assert [[one.article_id for one in each.quotations] for each in group(found, itself)] == [["a", "b"], ["c"], ["d"]]


NOTHING = dict.fromkeys((*AGREE_FEATURES, *DIFFER_FEATURES), 0.0)
# What the comparing model says counts, and nothing else.
BY_MODEL = Standing(Logistic(0.0, NOTHING | {"accord": 1.0}, 0.5), Logistic(0.0, NOTHING | {"contradict": 1.0}, 0.5))
SAME, DIFFERENT, NEITHER = Relation(0.9, 0.05), Relation(0.05, 0.9), Relation(0.05, 0.05)


def settled(
    *found: Quotation, question: str = QUESTION, relation: Relation | None = None
) -> tuple[Agreement, list[list[str]]]:
    """By a model that says `relation` of all pairs; if None, that those with the same words agree and others differ."""

    def relate(asked: str, pairs: Sequence[tuple[Quotation, Quotation]]) -> list[Relation]:
        assert asked == question
        return [relation or (SAME if say_the_same(one, other) else DIFFERENT) for one, other in pairs]

    agreement, groups = settle(question, group(found, itself), itself, relate, BY_MODEL)
    return agreement, texts(groups)


def test_one_article_answers_alone_and_two_agree() -> None:
    assert settled(quotation("12")) == (Agreement.ALONE, [["12"]])
    assert settled(quotation("12"), quotation("twelve", "b")) == (Agreement.AGREE, [["12", "twelve"]])


def test_different_numbers_from_different_stories_differ_the_newest_first() -> None:
    found = [quotation("9", "a", day=1, confidence=0.9), quotation("12", "b", day=3), quotation("10", "c", day=None)]
    assert settled(*found) == (Agreement.DIFFER, [["12"], ["9"], ["10"]])


def test_the_newest_is_newer_than_every_other_and_dated() -> None:
    first, second, undated = (
        group([quotation(text, text, day=day)], itself)[0] for text, day in (("9", 3), ("12", 1), ("7", None))
    )
    assert is_newest(first, [second, undated])
    assert is_newest(first, [])
    assert not is_newest(second, [first])
    assert not is_newest(first, [second, first])  # of one day: neither is the latest
    assert not is_newest(undated, [second])


def test_what_the_model_finds_no_answer_neither_agrees_nor_differs() -> None:
    found = quotation("9", "a", confidence=0.9), quotation("9", "b"), quotation("12", "c")
    assert settled(*found, relation=NEITHER) == (Agreement.ALONE, [["9"]])


def test_phrases_in_other_words_agree_where_the_model_finds_that() -> None:
    found = quotation("a storm surge", "a", confidence=0.9), quotation("high water", "b"), quotation("high water", "c")
    assert settled(*found, relation=SAME) == (Agreement.AGREE, [["a storm surge", "high water", "high water"]])
    assert settled(*found, relation=DIFFERENT)[0] is Agreement.DIFFER


def test_what_hardly_answers_is_compared_only_where_it_says_the_same() -> None:
    found = (
        quotation("12", confidence=0.9),
        quotation("12", "b", confidence=0.001),
        quotation("9", "c", confidence=0.01),
    )
    assert settled(*found) == (Agreement.AGREE, [["12", "12"]])


def test_a_sentence_does_not_agree_with_itself() -> None:
    best = quotation("$64.1bn", confidence=0.9, sentence="It has provided more than {} so far.")
    part = quotation("more", confidence=0.2, sentence="It has provided {} than $64.1bn so far.")
    assert settled(best, part, relation=SAME) == (Agreement.ALONE, [["$64.1bn"]])
    elsewhere = replace(part, sentence_start=500, sentence_end=540)
    assert settled(best, elsewhere, relation=SAME) == (Agreement.ALONE, [["$64.1bn", "more"]])


def test_what_is_hardly_an_answer_is_not_said_to_come_from_two() -> None:
    for confidence, expected in ((0.5, Agreement.AGREE), (0.4, Agreement.ALONE)):
        found = [quotation("Sunday", "a", confidence=confidence), quotation("Sunday", "b", confidence=0.3)]
        told = settle("When?", group(found, itself), itself, lambda _, pairs: [SAME for _ in pairs], BY_MODEL)
        assert told[0] is expected


def test_an_article_that_rather_says_the_same_does_not_differ() -> None:
    def relate(question: str, pairs: Sequence[tuple[Quotation, Quotation]]) -> list[Relation]:
        return [SAME if one.text == other.text else DIFFERENT for one, other in pairs]

    best, same = quotation("340 crowns", confidence=0.9), quotation("340 crowns", "b", confidence=0.6)
    for confidence, expected in ((0.3, Agreement.AGREE), (0.7, Agreement.DIFFER)):
        found = group([best, same, quotation("351 crowns", "b", confidence=confidence)], itself)
        assert settle("How much?", found, itself, relate, BY_MODEL)[0] is expected


def test_an_article_without_any_name_of_the_question_tells_of_something_else() -> None:
    question = "When did Lorsk flood?"
    found = [quotation("Sunday", "a", confidence=0.9), quotation("Sunday", "b")]
    groups = group(found, itself)
    for text, expected in (("It rained in Harwen.", Agreement.ALONE), ("Lorsk was wet.", Agreement.AGREE)):
        texts_of = {"a": "Lorsk was flooded.", "b": text}
        told = settle(question, groups, itself, lambda _, pairs: [SAME for _ in pairs], BY_MODEL, text_of=texts_of.get)
        assert told[0] is expected, text


def test_what_says_nothing_by_itself_neither_agrees_nor_differs() -> None:
    for word in ("them", "the"):
        found = quotation("a storm surge", "a", confidence=0.9), quotation(word, "b", confidence=0.6)
        assert settled(*found, relation=SAME) == (Agreement.ALONE, [["a storm surge"]])
        assert settled(*found, relation=DIFFERENT)[0] is Agreement.ALONE


def test_no_more_pairs_are_compared_than_a_reader_can_wait_for() -> None:
    asked: list[int] = []

    def relate(question: str, pairs: Sequence[tuple[Quotation, Quotation]]) -> list[Relation]:
        asked.append(len(pairs))
        return [NEITHER] * len(pairs)

    found = [quotation(str(n), str(n), confidence=0.9 - n / 100) for n in range(40)]
    settle(QUESTION, group(found, itself), itself, relate, BY_MODEL)
    settle(QUESTION, group(found[:1], itself), itself, relate, BY_MODEL)
    assert asked == [MOST_COMPARED]  # and the model is not asked about nothing


def test_a_question_for_several_gets_all() -> None:
    found = quotation("Velmor", "a", confidence=0.9), quotation("Lorsk", "a"), quotation("Ostry", "b", confidence=0.2)
    asked = settled(*found, question="Which towns were hit by the Lorsk flood in which people died?")
    assert asked == (Agreement.SEVERAL, [["Velmor"], ["Lorsk"]])


ANSWERS = st.sampled_from(["12", "twelve", "about 12", "9", "Dorn", "Ilse Dorn", "Karel Dorn", "rain", "12 July", ""])


@given(
    st.lists(st.tuples(ANSWERS, st.sampled_from("abcd"), st.floats(0, 1)), min_size=1, max_size=9), st.integers(0, 9)
)
def test_groups_hold_every_quotation_once_and_shuffling_only_reorders_equals(
    given_: list[tuple[str, str, float]], seed: int
) -> None:
    found = [quotation(text, f"{article}{n}", confidence=p) for n, (text, article, p) in enumerate(given_)]
    found.sort(key=lambda one: -one.confidence)
    made = group(found, itself)
    held = [one for each in made for one in each.quotations]
    assert sorted(held, key=id) == sorted(found, key=id)
    assert made[0].quotations[0] == found[0]
    shuffled = random.Random(seed).sample(found, len(found))
    other = group(shuffled, itself)
    assert {frozenset(one.article_id for one in each.quotations) for each in made} == {
        frozenset(one.article_id for one in each.quotations) for each in other
    }


def test_what_hardly_answers_does_not_count_where_it_is_not_compared() -> None:
    ferry, council = quotation("Monday", "a"), quotation("Monday", "b", confidence=0.01)
    line = quotation("Monday", "c", confidence=0.3)
    assert only_likely(Group((ferry, council, line), 0.8, 3), itself) == Group((ferry, line), 0.8, 2)


@given(
    st.lists(st.tuples(ANSWERS, st.sampled_from("abcd"), st.floats(0, 1)), min_size=1, max_size=9),
    st.lists(st.sampled_from([SAME, DIFFERENT, NEITHER]), min_size=9, max_size=9),
)
def test_whatever_the_model_says_nothing_is_shown_twice_and_the_best_is_shown(
    given_: list[tuple[str, str, float]], relations: list[Relation]
) -> None:
    found = [quotation(text, f"{article}{n}", confidence=p) for n, (text, article, p) in enumerate(given_)]
    found.sort(key=lambda one: -one.confidence)
    agreement, groups = settle(
        QUESTION, group(found, itself), itself, lambda question, pairs: relations[: len(pairs)], BY_MODEL
    )
    held = [id(one) for each in groups for one in each.quotations]
    assert len(held) == len(set(held)) <= len(found)
    assert any(found[0] in each.quotations for each in groups)
    assert (len(groups) > 1) is (agreement is Agreement.DIFFER)
    assert all(each.independent == len({one.article_id for one in each.quotations}) for each in groups)


def test_who_is_named_there_for_something_else_does_not_agree() -> None:
    asked = "Who won the Lorsk election?"
    best = quotation("Ilse Dorn", confidence=0.9, sentence="The Lorsk election was won by {}.")
    memo = quotation("Ilse Dorn", "b", confidence=0.03, sentence="A memo of May was written by {}.")
    alike = replace(memo, sentence="In the Lorsk election Ilse Dorn came first.")
    likely = replace(memo, confidence=0.2)
    relation = SAME
    assert settled(best, memo, question=asked, relation=relation) == (Agreement.ALONE, [["Ilse Dorn"]])
    for other in (alike, likely):
        assert settled(best, other, question=asked, relation=relation)[0] is Agreement.AGREE


def test_of_each_article_the_first_quotation_stands_for_it() -> None:
    places = [("b", 1), ("a", 2), ("b", 3), ("c", 4), ("a", 5)]
    said = tuple(replace(quotation("12"), article_id=article, start=start) for article, start in places)
    assert [(one.article_id, one.start) for one in Group(said, 0.5, 3).by_article] == [("b", 1), ("a", 2), ("c", 4)]


def test_what_is_only_denied_or_a_rumour_neither_agrees_nor_comes_first() -> None:
    found = (
        quotation("87", "b", confidence=0.9, day=2),
        quotation("112", "c", day=3, sentence="It was 87 rather than {} people who died."),
    )
    assert settled(*found) == (Agreement.DIFFER, [["87"], ["112"]])
    asserted = quotation("112", "a", day=1)
    assert settled(*found, asserted) == (Agreement.DIFFER, [["87"], ["112"]])
    dropped = quotation("end of March", "c", confidence=0.95, day=3, sentence="It is due in May rather than the {}.")
    due = quotation("May", "c", day=3, sentence="It is due in {} rather than the end of March.")
    assert settled(dropped, due) == (Agreement.DIFFER, [["May"], ["end of March"]])
    best = quotation("Edie Marr", "a", confidence=0.9, sentence="{} walked on to the stage.")
    rumour = quotation("Edie Marr", "b", sentence="She denied that it would be {} at Lorsk.")
    assert settled(best, rumour, relation=SAME) == (Agreement.ALONE, [["Edie Marr"]])
    assert settled(rumour, replace(rumour, article_id="c"), relation=SAME)[0] is Agreement.AGREE


def test_what_another_article_says_was_said_before_is_taken_back_and_stands_last() -> None:
    def relate(asked: str, pairs: Sequence[tuple[Quotation, Quotation]]) -> list[Relation]:
        return [DIFFERENT for _ in pairs]

    before, now = quotation("40", "a", confidence=0.9, day=3), quotation("14", "b", day=2)
    found = group([before, now], itself)
    for told, taken_back in (
        ("Police had earlier spoken of 40.", True),
        ("Fourteen people and not 40 died.", True),
        ("Nobody had spoken of it.", False),
        ("Police had earlier spoken of 50.", False),
    ):
        written = {"a": before.sentence, "b": f"{now.sentence} {told}"}
        agreement, groups = settle(QUESTION, found, itself, relate, BY_MODEL, text_of=written.__getitem__)
        assert agreement is Agreement.DIFFER
        assert [(one.quotations[0].text, one.taken_back) for one in groups] == (
            [("14", False), ("40", True)] if taken_back else [("40", False), ("14", False)]
        )
