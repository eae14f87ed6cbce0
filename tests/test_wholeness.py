"""What is quoted for the span that a model gives: whole words, numbers, names and pairs of marks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reader.wholeness import whole_letters, whole_span

# In each text, the span that a model gives in brackets, and what of it is quoted.
QUOTED = [
    ("It gave [$64.1]bn in aid.", "$64.1bn"),
    ("It gave $[64.1bn] in aid.", "$64.1bn"),
    ("It gave US$[5] million in aid.", "US$5 million"),
    ("It cost £5,[000] to mend.", "£5,000"),
    ("It costs £5m-[£6m] a year.", "£5m-£6m"),
    ("Inflation fell to [4].5% in May.", "4.5%"),
    ("Inflation fell to [4.5] per cent in May.", "4.5 per cent"),
    ("It fell to -[5C] at night.", "-5C"),
    ("The gates open at [7:30] p.m. on Friday.", "7:30 p.m."),
    ("The gates open at 7.[30pm] on Friday.", "7.30pm"),
    ("It opened on [Monday 7] November.", "Monday 7 November"),
    ("Leeds won [2]-1 at Hull.", "2-1"),
    ("It scored 4/[5] with us.", "4/5"),
    ("Jochi ([1185]–1226) was his son.", "1185"),
    ("He met [Hungary’]s leader.", "Hungary"),
    ("He saw [the workers'] leader.", "the workers"),
    ("He went to [St Mary’s] on Monday.", "St Mary’s"),
    ("He met O’[Brien] on Monday.", "O’Brien"),
    ("They [don]’t pay.", "don’t"),
    ("He met Vladi[mir Put]in in Sochi.", "Vladimir Putin"),
    ("[Dr]. Miles A. Rennick, 54, left.", "Dr. Miles A. Rennick"),
    ("He met [Sir] Anand Mehrotra’s wife.", "Sir Anand Mehrotra"),
    ("The head, [Dr.] Lee, left.", "Dr. Lee"),
    ("The pro-[Russian] party lost.", "pro-Russian"),
    ("He is [twenty]-five now.", "twenty-five"),
    ("The attack was by [al]-Shabaab.", "al-Shabaab"),
    ("The [London]-based firm failed.", "London"),
    ("A [state]-owned bank failed.", "state"),
    ("The [72]-year-old spoke.", "72"),
    ("He met in [Budapest,] the capital.", "Budapest"),
    ("He met in [Budapest.] It rained.", "Budapest"),
    ("It was —[ a failure —] he said.", "a failure"),
    ("He lives in the U.[S]. and works.", "U.S."),
    ("He works for [Acme Inc.] in Leeds.", "Acme Inc."),
    ("He said,[ “Ready], he did”.", "Ready"),
    ("He called it [“a disgrace”] and left.", "“a disgrace”"),
    ("She is [the “Iron Lady]” of Leeds.", "the “Iron Lady”"),
    ("She is the “[Iron Lady” of Leeds] now.", "“Iron Lady” of Leeds"),
    ('She is [the "Iron Lady]" of Leeds.', 'the "Iron Lady"'),
    ("He met [Ann Lee (Labour]) on Monday.", "Ann Lee (Labour)"),
    ("“[It is over,”] he said.", "It is over"),
    ("It was [Ann Lee and] Bo Day.", "Ann Lee"),
    ("He joined [the Ministry of] Defence.", "the Ministry"),
    ("He knows what [it was made of].", "it was made of"),
    ("She shouted ‘[Then we’ll hold on]’ at him.", "Then we’ll hold on"),
    ("She shouted [‘Then we’ll hold on] to him’.", "Then we’ll hold on"),
    ("He owns [31%,] she 40%.", "31%"),
    ("It lost -$[5]m in May.", "-$5m"),
    ("It lost ([$5]m, or a third).", "$5m"),
    ("It is at [example].com now.", "example.com"),
    ("Write to [info]@example.org now.", "info@example.org"),
    ("It ended.[Next day] it rained.", "Next day"),
    ("It was [—] so.", ""),
]


def placed(marked: str) -> tuple[str, int, int]:
    start, end = marked.index("["), marked.index("]") - 1
    return marked.replace("[", "").replace("]", ""), start, end


@pytest.mark.parametrize(("marked", "quoted"), QUOTED)
def test_words_and_numbers_are_quoted_whole(marked: str, quoted: str) -> None:
    text, start, end = placed(marked)
    first, last = whole_span(text, start, end)
    assert text[first:last] == quoted


def test_a_span_ends_with_its_last_letter_whole() -> None:
    text = "José, का and 👩‍🚀."
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed[: whole_letters(decomposed, 4)] == unicodedata.normalize("NFD", "José")
    assert whole_letters(text, 4) == 4
    assert text[: whole_letters(text, text.index("क") + 1)].endswith("का")
    assert text[: whole_letters(text, text.index("👩") + 1)].endswith("👩‍🚀")
    assert whole_letters(text, len(text)) == len(text)


PIECES = st.sampled_from(
    "$|£|5|64.1| million|bn|%|-|–|'s|’|“|”|‘|\"|(|)|U.S.|a.m.|. |, | and | the | of |Ann|twenty|é|e\u0301|\n|@|/".split(
        "|"
    )
)
TEXTS = st.lists(PIECES, min_size=1, max_size=20).map("".join).filter(bool)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_a_span_is_within_its_text_and_has_no_blanks_at_its_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = whole_span(text, start, end)
    assert 0 <= first <= last <= len(text)
    if first < last:
        assert not text[first].isspace()
        assert not text[last - 1].isspace()


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", ["a", "1.", "“", "-", " ", "U.", "'"])
def test_cost_of_a_long_text_is_not_quadratic(unit: str) -> None:
    text = unit * 50_000
    for start in range(0, 1000, 100):
        whole_span(text, start, start + 10)
    whole_span(text, 0, 40_000)


@pytest.mark.parametrize(
    ("text", "read", "whole"),
    [
        ("By 1 April 1,150 households were paid.", "150", "1,150"),
        ("By 1 April 1,150 households were paid.", "1 April 1", "1 April 1,150"),
        ("It cost $1.35bn.", "35bn", "$1.35bn"),
        ("It cost Rs 3,50,000 in all.", "50", "3,50,000"),
        ("Lines 4, 6 and 12", "6", "6"),
        ("It rose in 2025. 12 came.", "12", "12"),
        ("At 10.52 am it rose.", "10", "10.52 am"),
    ],
)
def test_a_number_is_read_whole(text: str, read: str, whole: str) -> None:
    start = text.rindex(read) if read != "10" else text.index(read)
    first, last = whole_span(text, start, start + len(read))
    assert text[first:last] == whole
