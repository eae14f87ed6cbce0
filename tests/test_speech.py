"""Who is speaking, where the text says so: named verbatim, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Library, answer_to_json
from rag.datatypes import Speaker
from rag.text.sentences import passage_sentences, sentence_around
from rag.text.speech import find_speaker, speaker_of
from tests.fakes import PhraseReader


@pytest.mark.parametrize(
    ("sentence", "said", "speaker"),
    [
        ("“It sank at once,” said Ruth Amberly.", "It sank", "Ruth Amberly"),
        ("“It sank,” said Ruth Amberly, “at once.”", "at once", "Ruth Amberly"),
        ('"It sank," Ruth Amberly told reporters on Monday.', "It sank", "Ruth Amberly"),
        ("Ruth Amberly, 49, said the ship sank in May.", "in May", "Ruth Amberly"),
        ("Judge Simona Karel said Vesarin had sold a road.", "a road", "Judge Simona Karel"),
        ("The toll rose to five, police said on Sunday.", "five", "police"),
        ("The toll rose to five, according to the town council.", "five", "the town council"),
        ("It cost $5, according to the data by the Office of Marn.", "$5", "the data by the Office of Marn"),
        ("According to Yorick Bahl of Fennimore, the peak is behind us.", "the peak", "Yorick Bahl of Fennimore"),
        ("It came in envelopes, the prosecution says, and as a house.", "a house", "the prosecution"),
        ("Karel said it sank, but Amberly said it was raised.", "raised", "Amberly"),
        ("“It sank,” she said.", "It sank", None),
        ("Some 450 joined, the union said; the company spoke of 280.", "280", "the company"),
        ("Some 450 joined, the union said; the company spoke of 280.", "450", "the union"),
        ("Some 450 joined, the union said; 280 came, it is thought.", "280", None),
        ("Ninety walked out, the union said, but the firm put the figure at 35.", "35", "the firm"),
        ("Twenty left, according to the hospital; the union counted 90.", "90", "the union"),
        ("Twenty left, according to the hospital; the union counted 90.", "Twenty", "the hospital"),
        ("Repairs will cost 6.5 million, the ministry of works estimated.", "6.5 million", "the ministry of works"),
        ("Police killed an estimated 40 people.", "40", None),
        ("The votes counted were few, the mayor said.", "few", "the mayor"),
        ("“It sank; nobody died,” said Karel.", "nobody", "Karel"),
        ("“Karel said so,” wrote the captain, “and it was late.”", "late", "the captain"),
        ("It sank off Tolvay.", "Tolvay", None),
        ("On Monday Karel said it sank.", "sank", "Karel"),
        ("But Karel said it sank.", "sank", "Karel"),
        ("In London Karel said it sank.", "sank", None),
        ("When Karel asked, the ferry sank.", "sank", None),
        ("Neither Karel nor Dorn said it sank.", "sank", None),
        ("Nobody said the ferry sank.", "sank", None),
        ("The report says Karel said it sank.", "sank", "Karel"),
        ("Mayor Ilse Dorn denied that 12 people had died.", "12", None),
        ("Oke asked whether the ferry carried 300 people.", "300", None),
        ("“Did it carry 300 people?” asked Oke.", "300", "Oke"),
        ("Two people with knowledge of the plan said it was ready.", "ready", "Two people with knowledge of the plan"),
        ("“It sank,” said Ruth Amberly.", "Ruth Amberly", None),
        ("“It sank,” said Karel, who saw it from the quay.", "the quay", None),
        ("“It sank,” said a spokesman for the ministry.", "It sank", "a spokesman for the ministry"),
        ("“It sank,” said a spokesman for the ministry on Monday.", "It sank", "a spokesman for the ministry"),
        ("“It sank,” said the head of the weather agency, sadly.", "It sank", "the head of the weather agency"),
        ("“It sank,” said a senior official at the port late on Monday.", "It sank", "a senior official at the port"),
        ("“It sank,” said one of the two men.", "It sank", "one of the two men"),
        ("“It sank,” said one of the two men arrested.", "It sank", "one of the two men"),
        ("“It sank,” said a spokesman for the Foreign Ministry.", "It sank", "a spokesman for the Foreign Ministry"),
        ("“It sank,” said the mayor of Lorsk on Monday.", "It sank", "the mayor of Lorsk"),
        ("“It sank,” said the captain in a statement.", "It sank", "the captain"),
        ("“It sank,” said the captain on Monday.", "It sank", "the captain"),
        ("“It sank,” said a spokesman in Berlin.", "It sank", "a spokesman in Berlin"),
        ("“It sank,” said the mayor, “at the head of the agency.”", "the agency", "the mayor"),
        ("According to the head of the agency, five died.", "five", "the head of the agency"),
        ("According to a source in the ministry, five died.", "five", "a source in the ministry"),
        ("According to a report published on Monday, five died.", "five", "a report published on Monday"),
        ("A report published on Monday said five died.", "five", "A report published on Monday"),
        ("A report in the New York Times said five died.", "five", "A report in the New York Times"),
        ("The bomb claimed 12 lives.", "12", None),
        ("The flood claimed the lives of at least 12 people.", "12", None),
        ("The Front claimed responsibility for both attacks.", "both attacks", None),
        ("Karel claimed 12 men died.", "12", "Karel"),
        ("Karel claimed the flood took 12 lives.", "12", "Karel"),
        ("Karel claimed that 12 lives were lost.", "12", "Karel"),
        ("Ursula von der Leyen said it sank.", "it sank", "Ursula von der Leyen"),
        ("Lula da Silva said it sank.", "it sank", "Lula da Silva"),
        ("Bashar al-Assad said it sank.", "it sank", "Bashar al-Assad"),
        ("Élisabeth Borne said it sank.", "it sank", "Élisabeth Borne"),
        ("Şafak Pavey said it sank.", "it sank", "Şafak Pavey"),
        ("“It sank,” said Öykü Şen.", "It sank", "Öykü Şen"),
        ("Hanna K. Orvel said it sank.", "it sank", "Hanna K. Orvel"),
        ("Yesterday Macron said it sank.", "it sank", "Macron"),
        ("As Macron said, it sank.", "it sank", "Macron"),
        ("Earlier Macron said it sank.", "it sank", "Macron"),
        ("Earlier on Monday Karel said it sank.", "it sank", None),
        ("April Karel said it sank.", "it sank", "April Karel"),
        ("USA Today said it sank.", "it sank", "USA Today"),
        ("Five died, according to the U.N.", "Five", "the U.N."),
        ("According to the U.N., five died.", "five", "the U.N."),
        ("Five died, according to a survey of 1,012 people by Marn.", "Five", "a survey of 1,012 people by Marn"),
        ("The U.S. added about 151,000 jobs.", "151,000", None),
        ("Karel added that 151,000 jobs were lost.", "151,000", "Karel"),
        ("Mayor Karel, 55, said the loss of the mill would hurt.", "55", None),
        ("“It sank,” said the captain, who had seen it.", "It sank", "the captain"),
        ("Karel, 55, told a rally on Custom Quay.", "55", None),
        ("As I’ve said, it sank.", "it sank", None),
        ("The U.S. Treasury said five died.", "five", "The U.S. Treasury"),
        ("Five died, according to data by the U.S. Treasury.", "Five", "data by the U.S. Treasury"),
        ("Five died, according to the data by the U.S. Treasury.", "Five", "the data by the U.S. Treasury"),
    ],
)  # fmt: skip
def test_who_speaks(sentence: str, said: str, speaker: str | None) -> None:
    start = sentence.rindex(said)
    found = find_speaker(sentence, start, start + len(said))
    assert (sentence[found[0] : found[1]] if found else None) == speaker


# Who is named in full, with an article or without.
NAMED = [
    ("Residents were told by police that 12 homes were at risk.", "12", "police"),
    ("Dorn, 45, a father of two from Leeds, said 12 died.", "12", None),
    ("Mara Oduya, 45, a father of two from Leeds, said 12 died.", "12", "Mara Oduya"),
    ("Tom Dray, a friend, neighbour and councillor, said 12 died.", "12", "Tom Dray"),
    ("Marks & Spencer said profits rose to £700m.", "£700m", "Marks & Spencer"),
    ("St. Mary’s Hospital said it had treated 14.", "14", "St. Mary’s Hospital"),
    ("Karel’s lawyer said he was in Lisbon.", "Lisbon", "Karel’s lawyer"),
    ("“It sank,” said Ferrin’s chief executive, Ann Lee.", "It sank", "Ferrin’s chief executive, Ann Lee"),
    ("Ferrin’s chief executive, Ann Lee, said it sank.", "it sank", "Ferrin’s chief executive, Ann Lee"),
    ("A spokesman for Ferrin Steel, Ann Lee, said 12 died.", "12", "A spokesman for Ferrin Steel, Ann Lee"),
    ("The chair, Piet van Raalte, puts the number at 12.", "12", "The chair, Piet van Raalte"),
    ("It sank, according to the editor, Dr. Ann Lee.", "It sank", "the editor, Dr. Ann Lee"),
    # Here the name may begin what is said, be of another, or say where a place is.
    ("According to the mayor, Ann Lee, a baker, was asleep.", "asleep", "the mayor"),
    ("“It sank,” said the captain, Ann Lee, and the mate.", "It sank", "the captain"),
    ("Police in Salem, New Hampshire, said 12 died.", "12", "Police in Salem"),
    ("The fire chief in Leeds, West Yorkshire, said 12 died.", "12", "The fire chief in Leeds"),
    ("In an email he wrote that 12 had died.", "12", None),
    ("According to the indictment he took 12 cars.", "12", "the indictment"),
    ("Before the vote we said that 12 had died.", "12", None),
    ("A senior White House official, who gave no name, said 12 died.", "12", "A senior White House official"),
    ("A spokeswoman for the council said it would take three weeks.", "three", "A spokeswoman for the council"),
    ("A report by the inspector of prisons found that 12 had died.", "12", "A report by the inspector of prisons"),
    ("The ministry on Monday said 12 died.", "12", "The ministry"),
    ("Oduya and Dray said the talks lasted nine hours.", "nine", "Oduya and Dray"),
    ("The Rail and Signal Union said 12 died.", "12", "The Rail and Signal Union"),
    ("It lasted nine hours, according to two people close to Dorn.", "nine", "two people close to Dorn"),
    ("The firm paid $12m, according to court documents.", "$12m", "court documents"),
    ("“It sank,” said 82-year-old Ines Moreau.", "It sank", "82-year-old Ines Moreau"),
    ("“It sank,” says former teacher Ines Moreau.", "It sank", "former teacher Ines Moreau"),
    ("Dorn has repeatedly said the town needs 40 nurses.", "40", "Dorn"),
    ("Bello has been saying for years that the dam leaks.", "leaks", "Bello"),
    ("Karel was quoted as saying that 12 died.", "12", "Karel"),
    ("“It cost £4bn,” the paper quoted Karel as saying.", "£4bn", "Karel"),
    ("Official figures show 12 died.", "12", "Official figures"),
    ("Most analysts say rates will fall by half a point.", "half a point", "Most analysts"),
    ("“It sank,” Karel said, adding that 12 died.", "12", "Karel"),
]  # fmt: skip

# Not what somebody says, although somebody speaks in the sentence.
NOT_SAID = [
    ("On Monday, Karel said the ferry had sunk.", "Monday"),
    ("Speaking after the 3-1 win, Dorn said they were lucky.", "3-1"),
    ("Asked whether 40 jobs would go, Dorn said no.", "40"),
    ("“It sank,” Karel told a rally in Lisbon.", "Lisbon"),
    ("The bridge, which Karel said was unsafe, closed on Friday.", "Friday"),
    ("The man who police say killed two women was 43.", "43"),
    ("The day after Karel said the war was over, 12 soldiers died.", "12"),
    ("Everything the minister said about the 12 pumps was false.", "12"),
    ("Karel said nothing about the 12 deaths.", "12"),
    ("It is unclear if Karel said 12 died.", "12"),
    ("No officials said where the 12 men were held.", "12"),
    ("Few economists believe it will fall below 2 per cent.", "2 per cent"),
    ("Toyota recalled 5,000 cars.", "5,000"),
    ("Karel wrote 12 novels.", "12"),
    ("The firm added a warehouse in Leeds.", "Leeds"),
    ("Police found 12 bodies.", "12"),
    ("The man told to leave in May has died.", "May"),
    ("Seats are shared out according to the number of votes.", "Seats"),
    ("Four lake states agree to share 48,000 refugees.", "48,000"),
    ("Earlier reports, ours among them, put it at 1,240.", "1,240"),
    ("Its tests found nine bolts, all loose, said its head, Tilda Marsh.", "Tilda Marsh"),
    ("The governor, Petar Halim, said the province would pay half.", "Petar Halim"),
    ("Its leader, Oleg Banerjee, reckons the silos hold no more than 1.9m tonnes.", "Oleg Banerjee"),
]


@pytest.mark.parametrize(("sentence", "said", "speaker"), [*NAMED, *((*one, None) for one in NOT_SAID)])
def test_who_speaks_is_named_in_full_and_only_for_what_is_said(sentence: str, said: str, speaker: str | None) -> None:
    test_who_speaks(sentence, said, speaker)


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("He left. “It sank. Nobody saw it,” said Karel.", "It sank", "Karel"),
        ("Karel said: “It sank. Nobody saw it. We slept.”", "We slept", "Karel"),
        ("“It sank,” said Karel. “It was late. We slept.”", "We slept", "Karel"),
        ('"It sank," said Karel. "It was late."', "late", "Karel"),
        ("“It sank,” said Karel. “We slept,” said Dorn.", "We slept", "Dorn"),
        ("“It sank,” said Karel. “It was late. We slept,” she said.", "We slept", None),
        ("“It sank,” said Karel. We slept.", "We slept", None),
        ("Karel said it sank. “We slept.”", "We slept", None),
        ("“It sank,” said Karel.\n\n“We slept.”", "We slept", None),
        ("“It sank at noon.\n\n“We slept,” said Karel.", "noon", None),
    ],
)
def test_direct_speech_of_several_sentences_has_one_speaker(text: str, said: str, speaker: str | None) -> None:
    start = text.index(said)
    sentence = sentence_around(passage_sentences(text), start, start + len(said))
    found = speaker_of(text, sentence, start, start + len(said))
    assert (found.text if found else None) == speaker
    assert found is None or text[found.start : found.end] == found.text


TEXT = st.lists(
    st.sampled_from(['"', "“", "”", "‘", "’", ",", ".", "said", "says", "Karel", "the", "town", "according to", "he"])
).map(" ".join)


@given(TEXT, st.data())
@settings(max_examples=100)
def test_the_speaker_stands_in_the_sentence_and_outside_what_is_said(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = find_speaker(text, start, end)
    if found is not None:
        first, last = found
        assert 0 <= first < last <= len(text)
        assert last <= start or end <= first


def test_the_speaker_is_told_and_checked_again(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Toll\n\nFirst news. Five people died, police said on Sunday.\n", encoding="utf-8")
    library.add([tmp_path])
    reader.phrases = {"How many people died?": {"Five": 40.0}}
    answer = library.ask("How many people died?")
    assert answer.quotation is not None
    speaker = answer.quotation.speaker
    assert speaker is not None
    text = library.article(answer.quotation.article_id).text
    assert text[speaker.start : speaker.end] == speaker.text == "police"
    assert all(check.holds for check in library.verify(json.dumps(answer_to_json(answer))))
    false = replace(answer.quotation, speaker=replace(speaker, text="doctors"))
    (check,) = library.verify(json.dumps(answer_to_json(replace(answer, quotation=false, groups=()))))
    assert check.problem == "the article does not say that 'doctors' says so"


def test_a_day_says_nothing() -> None:
    sentence = "An article on 7 October said that 14,000 vehicles crossed it."
    assert find_speaker(sentence, sentence.index("14,000"), len(sentence) - 1) in (None, (0, len("An article")))


def test_another_version_may_have_seen_another_speaker_in_words_that_stand_there(
    library: Library, reader: PhraseReader, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Toll\n\nFirst news. Five people died, police said on Sunday.\n", encoding="utf-8")
    library.add([tmp_path])
    reader.phrases = {"How many people died?": {"Five": 40.0}}
    answer = library.ask("How many people died?")
    assert answer.quotation is not None
    assert answer.quotation.speaker is not None
    start = library.article(answer.quotation.article_id).text.index("people")
    other = replace(answer.quotation, speaker=Speaker(start, start + len("people"), "people"))
    proof = answer_to_json(replace(answer, quotation=other, groups=()))
    (own,) = library.verify(json.dumps(proof))
    assert own.problem == "the article does not say that 'people' says so"
    for older in (proof | {"version": "0.0.1"}, {name: value for name, value in proof.items() if name != "version"}):
        (check,) = library.verify(json.dumps(older))
        assert (check.holds, check.note) == (
            True,
            "given by another version of Ibid; by this one, the article does not say that 'people' says so",
        )
        false = older["quotation"] | {"speaker": {"start": start, "end": start + 6, "text": "doctor"}}
        (check,) = library.verify(json.dumps(older | {"quotation": false}))
        assert not check.holds
