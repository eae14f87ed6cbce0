"""Stories as training examples: every place that answers is right, and who does not answer is known."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.comparer.train.stories import load_stories
from rag.errors import SourceError
from rag.reader.train.examples import Lure, TrainingExample
from rag.reader.train.groups import LIKELY, SECOND_SHARE, Company, GroupMaker, Mix, company
from rag.reader.train.loss import collate
from rag.reader.train.told import load_sets, told_examples

FIRST, SECOND, THIRD = "At least 14 died in Lorsk.", "Fifteen died, not 14 as was said.", "The road is closed."
HEADLINES = {"a.txt": "Coach falls", "b.txt": "Fifteen dead", "c.txt": "Road shut"}
TEXTS = {"a.txt": FIRST, "b.txt": SECOND, "c.txt": THIRD}


def story() -> dict[str, Any]:
    articles = [
        {"file": file, "date": "", "outlet": "Post", "headline": HEADLINES[file], "text": text}
        for file, text in TEXTS.items()
    ]
    dead = [
        {"file": "a.txt", "side": 0, "quote": FIRST, "answer": "14"},
        {"file": "b.txt", "side": 1, "quote": SECOND, "answer": "Fifteen"},
        {"file": "b.txt", "side": 0, "quote": SECOND, "answer": "14"},
        {"file": "b.txt", "side": 1, "quote": "Fifteen dead", "answer": "Fifteen"},
    ]
    questions = [
        {"question": "How many died?", "type": "conflict", "evidence": dead, "lures": []},
        {"question": "Who drove?", "type": "none", "evidence": [], "lures": []},
    ]
    return {"id": "x", "articles": articles, "questions": questions}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "disputes-9.json"
    path.write_text(json.dumps({"stories": [story()]}), encoding="utf-8")
    return path


def load_set(path: Path, answers: Sequence[Path] = ()) -> list[TrainingExample]:
    return load_sets([path], answers)[path.name]


def article(file: str) -> str:
    return f"{HEADLINES[file]}\n\n{TEXTS[file]}"


def test_a_question_comes_with_each_article_that_answers_and_with_all_of_its_places(written: Path) -> None:
    dead = [one for one in load_set(written) if one.question == "How many died?"]
    assert [one.context for one in dead] == [article("a.txt"), article("b.txt")]
    assert [one.headline for one in dead] == ["Coach falls", "Fifteen dead"]
    said = [[one.context[start:end] for start, end in one.answers] for one in dead]
    assert said == [["14"], ["Fifteen", "14", "Fifteen"]]
    assert dead[1].answers[-1] == (0, len("Fifteen"))  # in the headline
    assert all(one.silent == (article("c.txt"),) for one in dead)
    assert len({one.key for one in load_set(written)}) == 5


def test_a_question_that_none_answers_comes_with_every_article(written: Path) -> None:
    none = [one for one in load_set(written) if one.question == "Who drove?"]
    assert [one.context for one in none] == [article(file) for file in TEXTS]
    assert all(not one.answers and not one.silent for one in none)


def test_a_sentence_that_is_not_in_its_article_is_refused(tmp_path: Path) -> None:
    broken = story()
    broken["articles"][0]["text"] = "Nothing of the sort."
    path = tmp_path / "disputes-9.json"
    path.write_text(json.dumps({"stories": [broken]}), encoding="utf-8")
    with pytest.raises(SourceError, match=r"disputes-9\.json: a sentence is not in its article"):
        load_set(path)


def test_other_sets_are_read_as_squad(tmp_path: Path, written: Path) -> None:
    with pytest.raises(SourceError, match="not in the form of SQuAD"):
        load_set(written.rename(tmp_path / "other.json"))


def test_a_silent_article_of_the_story_stands_beside_or_alone_as_often_as_said(written: Path) -> None:
    one = load_set(written)[0]
    mix = Mix(negative_share=0, absent_share=0, near_miss_share=0, silent_share=0.5, silent_alone_share=0.3)
    what = [company(number, one, mix, 7) for number in range(3000)]
    shares = {Company.NEAR_MISS: 0.0, Company.ALONE: 0.3, Company.BESIDE: 0.5, Company.NONE: 0.2}
    assert {one: what.count(one) / 3000 for one in Company} == pytest.approx(shares, abs=0.04)


def windows(tokenizer: Any, one: TrainingExample, mix: Mix, seed: int) -> Any:
    return GroupMaker(tokenizer, [one], {}, mix).group(0, one, seed)


def words_of(tokenizer: Any, ids: Any) -> str:
    return str(tokenizer.decode(ids)).replace(" ##", "").replace("##", "")


@pytest.fixture(scope="module")
def tokenizer(tiny_mpnet: str) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_mpnet)


def test_what_else_answers_is_neither_right_nor_wrong(tokenizer: Any, written: Path) -> None:
    (one,) = (one for one in load_set(written) if one.context == article("b.txt") and one.answers)
    mix = Mix(silent_share=0, silent_alone_share=0, near_miss_share=0, bare_share=0, keyword_share=0)
    seen = set()
    for seed in range(30):
        (window,) = windows(tokenizer, one, mix, seed)
        gold = range(window.first, window.last + 1)
        said = {tokenizer.decode(window.ids[first : last + 1]) for first, last in window.spared}
        assert len(window.spared) == 2
        assert all(at not in gold for first, last in window.spared for at in range(first, last + 1))
        allowed = collate([(window,)], 0)["allowed"][0]
        assert all(allowed[at] for at in gold)
        assert not any(allowed[at] for first, last in window.spared for at in range(first, last + 1))
        assert int(allowed.sum()) == len(window) - 1 - window.passage - sum(b - a + 1 for a, b in window.spared)
        seen.add((tokenizer.decode(window.ids[window.first : window.last + 1]), frozenset(said)))
    assert len(seen) > 1  # each place is the right one some time


def test_what_is_spared_stays_within_a_cut_window(tokenizer: Any) -> None:
    rng = random.Random(0)
    body = " ".join(["The mayor opened a bridge."] * 40)
    text = f"Bridge opened\n\n{body}"
    words = [(match.start(), match.end()) for match in re.finditer(r"\w+", text)]
    for seed in range(60):
        places = tuple((start, end + rng.randint(0, 9)) for start, end in rng.sample(words[:-9], 6))
        one = TrainingExample("a", "set", "Who opened it?", text, places, "Bridge opened", (text,))
        (window,) = windows(tokenizer, one, Mix(max_tokens=32, near_miss_share=0, absent_share=0), seed)
        assert window.first >= window.passage
        for first, last in window.spared:
            assert window.passage <= first <= last < len(window) - 1
            assert last < window.first or first > window.last


def test_a_silent_article_brings_its_headline(tokenizer: Any) -> None:
    text = "Road shut\n\n" + " ".join(["The mayor opened a bridge."] * 40)
    one = TrainingExample("a", "set", "Who opened it?", "Coach falls\n\nIt fell.", ((13, 15),), silent=(text,))
    mix = Mix(silent_share=0, silent_alone_share=1, near_miss_share=0, max_tokens=40, bare_share=0, keyword_share=0)
    lead = tokenizer("Road shut", add_special_tokens=False)["input_ids"]
    for seed in range(20):
        (window,) = windows(tokenizer, one, mix, seed)
        assert window.first == -1
        row = window.ids[window.passage : window.passage + len(lead)].tolist()
        assert row == lead or any(row[: len(lead) - cut] == lead[cut:] for cut in range(1, len(lead)))


def lured(tmp_path: Path, written: Path, question: int, *spans: tuple[str, str, str]) -> list[TrainingExample]:
    rows = [
        [file, sentence, sentence.index(words), sentence.index(words) + len(words)] for file, sentence, words in spans
    ]
    path = tmp_path / "candidates.json"
    path.write_text(json.dumps([["x", question, rows]]), encoding="utf-8")
    name = ("How many died?", "Who drove?")[question]
    return [one for one in load_set(written, [path]) if one.question == name]


def test_what_a_reader_wrongly_took_for_an_answer_lures(tmp_path: Path, written: Path) -> None:
    spans = (("a.txt", FIRST, "14"), ("b.txt", SECOND, "as was said"), ("c.txt", THIRD, "The road"))
    for one in lured(tmp_path, written, 0, *spans):
        assert [lure.text[slice(*lure.at)] for lure in one.lures] == ["as was said", "The road"]
        assert [lure.headline for lure in one.lures] == ["Fifteen dead", "Road shut"]
        right = [[lure.text[start:end] for start, end in lure.right] for lure in one.lures]
        assert right == [["Fifteen", "14", "Fifteen"], []]


def test_without_a_reader_what_the_writer_named_lures_first_where_nothing_answers(written: Path) -> None:
    data = json.loads(written.read_text(encoding="utf-8"))
    data["stories"][0]["questions"][0]["lures"] = [
        {"file": "b.txt", "quote": SECOND, "answer": "said"},
        {"file": "c.txt", "quote": THIRD, "answer": "road"},
    ]
    written.write_text(json.dumps(data), encoding="utf-8")
    first = load_set(written)[0]
    assert [lure.text[slice(*lure.at)] for lure in first.lures] == ["road", "said"]
    assert [len(lure.right) for lure in first.lures] == [0, 3]


def test_the_words_of_an_answer_elsewhere_in_the_story_do_not_lure(tmp_path: Path, written: Path) -> None:
    path = json.loads(written.read_text(encoding="utf-8"))
    path["stories"][0]["articles"][2]["text"] = "The road 14 is closed."
    written.write_text(json.dumps(path), encoding="utf-8")
    assert not lured(tmp_path, written, 0, ("c.txt", "The road 14 is closed.", "14"))[0].lures


def test_another_story_lures_only_from_a_question_with_a_name(tmp_path: Path, written: Path) -> None:
    data = json.loads(written.read_text(encoding="utf-8"))
    other = {**data["stories"][0], "id": "y", "articles": [], "questions": []}
    other["articles"] = [{"file": "d.txt", "date": "", "outlet": "Post", "headline": "Bus", "text": "Nine died in it."}]
    data["stories"][0]["questions"][1]["question"] = "Who drove to Lorsk?"
    data["stories"].append(other)
    written.write_text(json.dumps(data), encoding="utf-8")
    answers = tmp_path / "candidates.json"
    span = ["d.txt", "Nine died in it.", 0, 4]
    answers.write_text(json.dumps([["x", 0, [span]], ["x", 1, [span]]]), encoding="utf-8")
    examples = load_set(written, [answers])
    assert {one.question: len(one.lures) for one in examples} == {"How many died?": 0, "Who drove to Lorsk?": 1}


def test_answers_to_the_questions_of_other_stories_are_passed_over(tmp_path: Path, written: Path) -> None:
    answers = tmp_path / "candidates.json"
    answers.write_text(json.dumps([["elsewhere", 0, [["z.txt", "Nine died.", 0, 4]]]]), encoding="utf-8")
    assert not any(one.lures for one in load_set(written, [answers]))
    answers.write_text("[", encoding="utf-8")
    with pytest.raises(SourceError, match=r"candidates\.json holds no answers"):
        load_set(written, [answers])


def test_what_a_reader_took_for_answers_may_be_compressed(tmp_path: Path, written: Path) -> None:
    answers = tmp_path / "reader.json.gz"
    answers.write_bytes(gzip.compress(json.dumps([["x", 0, [["c.txt", THIRD, 4, 8]]]]).encode()))
    assert [lure.text[slice(*lure.at)] for lure in load_set(written, [answers])[0].lures] == ["road"]
    answers.write_bytes(answers.read_bytes()[:-9])
    with pytest.raises(SourceError, match=r"reader\.json\.gz holds no answers"):
        load_set(written, [answers])


def test_windows_are_laid_about_a_lure_and_spare_what_answers(tokenizer: Any) -> None:
    far = " ".join(["The mayor opened a bridge."] * 30)
    text = f"Fifteen dead\n\n{far} It killed 14. {far}"
    at = text.index("killed"), text.index("killed") + len("killed")
    right = text.index("14."), text.index("14.") + 2
    one = TrainingExample(
        "a", "set", "Who opened it?", "Coach falls\n\nIt fell.", ((13, 15),), lures=(Lure(text, at, "", (right,)),)
    )
    mix = Mix(lured_share=1, lured_alone_share=0, near_miss_share=0, max_tokens=40, bare_share=0, keyword_share=0)
    for seed in range(30):
        answered, window = windows(tokenizer, one, mix, seed)
        assert (answered.first >= 0, window.first, window.last) == (True, -1, -1)
        read = words_of(tokenizer, window.ids)
        assert "killed" in read
        spared = [words_of(tokenizer, window.ids[first : last + 1]) for first, last in window.spared]
        assert spared == re.findall(r"\b14?", read)
        assert not any(collate([(answered, window)], 0)["allowed"][1][first] for first, _ in window.spared)


def test_the_likeliest_lures_stand_beside_or_alone_as_often_as_said(tokenizer: Any) -> None:
    lures = tuple(Lure(f"Lure {number} it is.", (0, 4)) for number in "abcdefgh")
    one = TrainingExample("a", "set", "Who opened it?", "Coach falls\n\nIt fell.", ((13, 15),), lures=lures)
    mix = Mix(near_miss_share=0, bare_share=0, keyword_share=0)
    maker = GroupMaker(tokenizer, [one], {}, mix)
    groups = [maker.group(number, one, 3) for number in range(3000)]
    alone = [group for group in groups if group[0].first < 0]
    assert len(alone) / 3000 == pytest.approx(mix.lured_alone_share, abs=0.03)
    beside = [group for group in groups if group[0].first >= 0 and len(group) > 1]
    assert len(beside) / 3000 == pytest.approx(mix.lured_share, abs=0.03)
    assert sum(len(group) == 3 for group in beside) / len(beside) == pytest.approx(SECOND_SHARE, abs=0.04)
    firsts = [words_of(tokenizer, group[1].ids) for group in beside]
    shares = [sum(f"lure {name}" in text for text in firsts) / len(firsts) for name in "abcdefgh"]
    assert shares[:LIKELY] == sorted(shares[:LIKELY], reverse=True)
    assert sum(shares[:LIKELY]) == pytest.approx(1)


def test_what_ibid_ships_can_be_read() -> None:
    from rag.comparer.train.__main__ import DATA

    stories = load_stories(sorted(DATA.glob("*.json"))[:1])
    examples = list(told_examples(stories, "disputes-1", {}, {}))
    assert sum(bool(one.silent) for one in examples) > len(examples) / 2
