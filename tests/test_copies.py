"""When two articles run the same text: what counts, what does not, and how they are found."""

from __future__ import annotations

import random
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.store.copies import WINDOW_RUNS, compare_wordings, fingerprints, pick_stories, read_wording

SEEDS = st.integers(0, 2**32)
FERRY = (
    "The ferry Saint Brannock left Pelsund at six with 152 people on board. It capsized off Tolvay Head forty minutes "
    "later, when a wave broke the bow door. Nine people died. The skipper, Osk Marren, was the last to be taken off."
)


def prose(dice: random.Random, words: int) -> list[str]:
    """Words of a made-up language of 50,000; four in a row hardly ever come again by chance."""
    return [f"w{dice.randrange(50_000)}" for _ in range(words)]


def shares(one: str, other: str) -> tuple[float, float] | None:
    return compare_wordings(read_wording("", one), read_wording("", other))


# What counts


@settings(max_examples=50)
@given(
    body=st.lists(st.from_regex(r"\A\w+\Z"), min_size=25, max_size=60),
    headlines=st.tuples(st.text(max_size=30), st.text(max_size=30)),
)
def test_the_same_text_under_another_headline_is_a_copy_whole(body: list[str], headlines: tuple[str, str]) -> None:
    wordings = []
    for headline in headlines:
        first = " ".join(headline.split())
        wordings.append(read_wording(first, f"{first}\n\n{' '.join(body)}\n"))
    assert compare_wordings(*wordings) == (1.0, 1.0)
    assert fingerprints(wordings[0]) == fingerprints(wordings[1]) != []


def test_case_punctuation_and_white_space_do_not_count() -> None:
    changed = FERRY.upper().replace(". ", " ?\r\n\r\n “")
    assert shares(FERRY, changed) == (1.0, 1.0)


def test_a_letter_written_in_two_ways_is_one() -> None:
    text = "Cafés " * 3 + FERRY
    assert shares(text, text.replace("é", "e\u0301")) == (1.0, 1.0)


def test_an_article_cut_from_below_stands_whole_in_the_other() -> None:
    whole, cut = prose(random.Random(1), 400), prose(random.Random(1), 400)[:80]
    found = shares(" ".join(cut), " ".join(whole))
    assert found is not None
    assert found[0] == 1.0
    assert 0.15 < found[1] < 0.25


@settings(max_examples=50)
@given(seed=SEEDS, words=st.integers(1, 400))
def test_texts_that_have_nothing_in_common_are_no_copies(seed: int, words: int) -> None:
    dice = random.Random(seed)
    assert shares(" ".join(prose(dice, words)), " ".join(prose(dice, dice.randint(1, 400)))) is None


@settings(max_examples=50)
@given(seed=SEEDS, quoted=st.integers(0, 25))
def test_one_paragraph_in_common_is_no_copy(seed: int, quoted: int) -> None:
    dice = random.Random(seed)
    paragraph = prose(dice, quoted)
    one, other = ([*prose(dice, 60), *paragraph, *prose(dice, 60)] for _ in range(2))
    assert shares(" ".join(one), " ".join(other)) is None


def test_few_words_in_common_are_a_phrase() -> None:
    phrase = "it was said in the house on Monday"
    assert shares(f"{phrase} and nobody knew why", f"{phrase} but then the rain came over the hills") is None


def test_an_article_of_a_few_words_is_a_copy_only_if_all_of_it_is() -> None:
    assert shares("The bridge is shut until May.", f"{FERRY} The bridge is shut until May.") is not None
    assert shares("The bridge is shut until June.", f"{FERRY} The bridge is shut until May.") is None


def test_a_form_filled_in_anew_is_no_copy() -> None:
    form = "In {} the price of bread rose by {} percent to {} crowns a loaf, the bakers of {} reported on {} the {}. "
    one = "".join(form.format("Harwen", n, 10 + n, "Ostrel", "Monday", 20 + n) for n in range(1, 7))
    other = "".join(form.format("Pelsund", 40 + n, 60 + n, "Velmor", "Friday", 80 + n) for n in range(1, 7))
    assert shares(one, other) is None
    assert shares(one, one.replace("Harwen", "Pelsund")) is not None  # the rest is as it was


def test_moved_numbers_leave_a_copy() -> None:
    later = FERRY.replace("152", "147").replace("Nine people", "Fourteen people")
    assert shares(FERRY, later) is not None


def test_a_text_without_words_is_a_copy_of_nothing() -> None:
    assert shares("!?", "!?") is None
    assert shares("", FERRY) is None
    assert fingerprints(read_wording("!?", "!?")) == []


@given(one=st.text(), other=st.text())
def test_comparing_is_symmetric_and_shares_are_shares(one: str, other: str) -> None:
    for left, right in ((one, other), (one + " " + FERRY, FERRY + " " + other)):
        found, back = shares(left, right), shares(right, left)
        assert (found is None) == (back is None)
        if found is not None:
            assert back == found[::-1]
            assert all(0 <= share <= 1 for share in found)


# How they are found


@settings(max_examples=50)
@given(seed=SEEDS)
def test_34_words_in_a_row_are_always_found(seed: int) -> None:
    dice = random.Random(seed)
    run = prose(dice, WINDOW_RUNS + 3)
    one, other = ([*prose(dice, dice.randint(0, 300)), *run, *prose(dice, dice.randint(0, 300))] for _ in range(2))
    found = [set(fingerprints(read_wording("", " ".join(words)))) for words in (one, other)]
    assert found[0] & found[1]


@given(text=st.text())
def test_fingerprints_are_ascending_numbers_of_32_bits(text: str) -> None:
    found = fingerprints(read_wording("", text))
    assert found == sorted(set(found))
    assert all(0 <= value < 2**32 for value in found)


def test_fingerprints_are_what_is_stored() -> None:
    # Stored in libraries: if these change, every library has to be compared anew, by a migration.
    text = " ".join(prose(random.Random(7), 90))
    assert fingerprints(read_wording("", text)) == [55526439, 72860620, 1304492838, 3061545673]


# Stories


def links(*pairs: tuple[str, str, float]) -> list[tuple[str, str, float]]:
    return [*pairs, *((other, one, share) for one, other, share in pairs)]


def stories(ids: str, *pairs: tuple[str, str, float]) -> dict[str, str]:
    return pick_stories({id_: id_ for id_ in ids}, links(*pairs))


def test_copies_are_one_story_and_others_are_their_own() -> None:
    assert stories("abc", ("a", "b", 0.9)) == {"a": "a", "b": "a", "c": "c"}


def test_a_merged_article_goes_with_the_story_it_shares_more_with() -> None:
    assert stories("abm", ("a", "m", 0.7), ("b", "m", 0.9)) == {"a": "a", "b": "b", "m": "b"}
    assert stories("am", ("a", "m", 0.7)) == {"a": "a", "m": "a"}


def test_a_short_text_in_two_reports_does_not_make_them_one() -> None:
    found = stories("pqs", ("s", "p", 1.0), ("s", "q", 1.0))
    assert found["p"] != found["q"]
    assert found["s"] in (found["p"], found["q"])


def test_an_article_stands_for_what_is_certainly_one_with_it() -> None:
    assert set(pick_stories({"x": "hub", "y": "hub", "z": "z"}, []).values()) == {"x", "z"}


@given(
    pairs=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])),
    seed=SEEDS,
)
def test_no_two_stories_are_linked_and_every_article_is_linked_with_its_story(
    pairs: set[tuple[int, int]], seed: int
) -> None:
    ids = [str(number) for number in range(8)]
    given_links = links(*((str(one), str(other), 0.5) for one, other in sorted(pairs)))
    found = pick_stories({id_: id_ for id_ in ids}, given_links)
    linked = {(one, other) for one, other, _ in given_links}
    assert found.keys() == set(ids)
    assert all(found[story] == story for story in found.values())
    assert all((one, other) not in linked for one, other in permutations(set(found.values()), 2))
    assert all(id_ == story or (id_, story) in linked for id_, story in found.items())
    random.Random(seed).shuffle(ids)
    random.Random(seed).shuffle(given_links)
    assert pick_stories({id_: id_ for id_ in ids}, given_links) == found
