"""Question files: what they give, what is refused and how it is named, and where answers stand."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.command import SHIPPED_QUESTIONS
from eval.dataset import Kind, Place, Question, load_questions
from eval.extra import Extra
from eval.gold import disputed_places, gold_places
from eval.misspelt import Unknown
from eval.squad import load_task
from rag import Library, SourceError
from tests.conftest import SEEDS

ANSWERABLE: dict[str, Any] = {
    "id": "q1",
    "kind": "answerable",
    "question": "Where?",
    "answers": ["Olm", "in Olm"],
    "article": "a.txt",
    "start": 7,
    "also": ["b.txt"],
    "history": [],
}
UNANSWERABLE = ANSWERABLE | {"kind": "unanswerable", "answers": [], "article": None, "start": None, "also": []}


def write_lines(path: Path, *lines: object) -> Path:
    text = "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)
    path.write_bytes(text.encode("utf-8"))
    return path


def test_questions_are_read_as_they_stand(tmp_path: Path) -> None:
    followup = ANSWERABLE | {"id": "q2", "kind": "followup", "history": [{"question": "Who?", "answer": "Ada"}]}
    path = write_lines(tmp_path / "q.jsonl", ANSWERABLE, "", followup, UNANSWERABLE | {"id": "q3"})
    assert load_questions(path) == (
        Question("q1", Kind.ANSWERABLE, "Where?", ("Olm", "in Olm"), "a.txt", 7, ("b.txt",)),
        Question("q2", Kind.FOLLOWUP, "Where?", ("Olm", "in Olm"), "a.txt", 7, ("b.txt",), (("Who?", "Ada"),)),
        Question("q3", Kind.UNANSWERABLE, "Where?"),
    )


def test_keys_of_a_later_format_are_passed_over(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", ANSWERABLE | {"difficulty": 3})
    assert load_questions(path)[0].id == "q1"


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", ANSWERABLE | {"question": "One\u2028two\x85?"})
    assert load_questions(path)[0].question == "One\u2028two\x85?"


def test_compressed_byte_marked_and_windows_files_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps(ANSWERABLE).encode() + b"\r\n"))
    assert load_questions(path)[0].answers == ("Olm", "in Olm")


def renamed(name: str, other: str) -> dict[str, Any]:
    return {other if key == name else key: value for key, value in ANSWERABLE.items()}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("asof", "as_of"), ("answer_all", "answers_all"), ("answersAll", "answers_all"), ("Start", None), ("note", None),
     ("Today", "today"), ("conflict_article", "conflict_articles"), ("comment", None), ("", None)],
)  # fmt: skip
def test_a_field_that_is_not_known_is_passed_over_and_told(tmp_path: Path, name: str, meant: str | None) -> None:
    lines = [ANSWERABLE | {name: 3}, UNANSWERABLE | {"id": "other"}, ANSWERABLE | {"id": "again", name: 4}]
    path = write_lines(tmp_path / "q.jsonl", *lines)
    task = load_task(path, articles=None, paragraphs=tmp_path / "paragraphs")
    assert task.unknown == (Unknown(name, meant, (ANSWERABLE["id"], "again")),)
    assert task.questions[0] == load_questions(write_lines(tmp_path / "q.jsonl", ANSWERABLE))[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": ', "not JSON (Expecting value"),
        ("[" * 100_000, "not JSON (maximum recursion depth"),
        ("[1]", "[1] is not a JSON object"),
        ({name: value for name, value in ANSWERABLE.items() if name != "start"}, "`start` is missing"),
        (renamed("start", "Start"), "`start` is missing, `Start` is there. Give an offset of 0 or more, or null."),
        (renamed("answers", "answer"), "`answers` is missing, `answer` is there. Give a list of texts."),
        (renamed("also", "note"), "`also` is missing. Give a list of file names."),
        (ANSWERABLE | {"id": " "}, "`id` is ' '. Give a text that no other question has."),
        (ANSWERABLE | {"id": 7}, "`id` is 7."),
        (ANSWERABLE | {"id": "first"}, "the id 'first' is taken by an earlier line"),
        (ANSWERABLE | {"kind": "hard"}, "`kind` is 'hard'. Give one of answerable, unanswerable, followup."),
        (ANSWERABLE | {"kind": ["answerable"]}, "`kind` is ['answerable']"),
        (ANSWERABLE | {"question": ""}, "`question` is ''. Give a text."),
        (ANSWERABLE | {"question": "\ud800?"}, "half of a surrogate pair"),
        (ANSWERABLE | {"answers": "Olm"}, "`answers` is 'Olm'. Give a list of texts."),
        (ANSWERABLE | {"answers": ["Olm", None]}, "`answers` is ['Olm', None]"),
        (ANSWERABLE | {"answers": []}, "the answerable question has no `answers`"),
        (ANSWERABLE | {"article": 3}, "`article` is 3. Give a file name or null."),
        (ANSWERABLE | {"article": None}, "needs `article` and `start`"),
        (ANSWERABLE | {"start": None}, "needs `article` and `start`"),
        (ANSWERABLE | {"start": True}, "`start` is True. Give an offset of 0 or more, or null."),
        (ANSWERABLE | {"start": -1}, "`start` is -1"),
        (ANSWERABLE | {"start": 7.0}, "`start` is 7.0"),
        (ANSWERABLE | {"also": None}, "`also` is None. Give a list of file names."),
        (ANSWERABLE | {"history": [["Who?", "Ada"]]}, "`history` is [['Who?', 'Ada']]"),
        (ANSWERABLE | {"history": [{"question": "Who?"}]}, "`history` is [{'question': 'Who?'}]"),
        (ANSWERABLE | {"kind": "followup"}, "the followup question has no `history`"),
        (ANSWERABLE | {"kind": "followup", "answers": []}, "the followup question has no `answers`"),
        (UNANSWERABLE | {"answers": ["Olm"]}, "an unanswerable question has `answers` ['Olm']"),
        (UNANSWERABLE | {"start": 0}, "an unanswerable question has `start` 0"),
        (UNANSWERABLE | {"also": ["b.txt"]}, "an unanswerable question has `also` ['b.txt']"),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, line: object, message: str) -> None:
    written = line if isinstance(line, str) else json.dumps(line)  # escapes, so that \ud800 can be written
    path = write_lines(tmp_path / "q.jsonl", ANSWERABLE | {"id": "first"}, "", written)
    with pytest.raises(SourceError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"{path}, line 3: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "holds no questions"),
        (b"\n \n", "holds no questions"),
        (b"\xff{}", "not UTF-8 (byte 0xff at offset 0)"),
        (b"PK\x03\x04\x14", "a workbook or an archive, not text. Save the table as CSV"),
        (gzip.compress(b"{}" * 100)[:-12], "damaged gzip data"),
        (b"\x1f\x8bno", "damaged gzip data"),
    ],
)
def test_a_file_without_questions_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"q\.jsonl: cannot be read \(No such file or directory\)"):
        load_questions(tmp_path / "q.jsonl")


# ------------------------------------------------------------------------------------------ SQuAD


def squad(*paragraphs: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """SQuAD JSON with each paragraph in an article of its own."""
    return {
        "version": "v2.0",
        "data": [{"title": "t", "paragraphs": [{"context": text, "qas": qas}]} for text, qas in paragraphs],
    }


def qa(id_: str, *answers: tuple[str, int], **more: object) -> dict[str, Any]:
    return {
        "id": id_,
        "question": f"{id_}?",
        "answers": [{"text": text, "answer_start": start} for text, start in answers],
        **more,
    }


def load_squad(folder: Path, data: object, *, compress: bool = False) -> Any:
    text = json.dumps(data).encode()
    (folder / "squad.json").write_bytes(gzip.compress(text) if compress else text)
    return load_task(folder / "squad.json", articles=None, paragraphs=folder / "paragraphs")


@pytest.mark.parametrize("compress", [False, True])
def test_each_paragraph_of_squad_becomes_an_article(tmp_path: Path, compress: bool) -> None:
    first, second = "Ada came to Olm.\r\n", "Olm is far."
    data = squad(
        (
            first,
            [qa("q1", ("Olm", 12), ("to Olm", 9), ("Olm", 12)), qa("q2", is_impossible=True, plausible_answers=[])],
        ),
        (second, [qa("q3", ("Olm", 0), is_impossible=False)]),
        (first, [qa("q4", ("Ada", 0))]),
    )
    task = load_squad(tmp_path, data, compress=compress)
    names = ["paragraph-000001.txt", "paragraph-000002.txt"]
    assert task.articles == tmp_path / "paragraphs"
    assert {path.name: path.read_bytes() for path in task.articles.iterdir()} == {
        names[0]: first.encode(),
        names[1]: second.encode(),
    }
    assert task.questions == (
        Question("q1", Kind.ANSWERABLE, "q1?", ("Olm", "to Olm"), names[0], 12),
        Question("q2", Kind.UNANSWERABLE, "q2?", article=names[0]),
        Question("q3", Kind.ANSWERABLE, "q3?", ("Olm",), names[1], 0),
        Question("q4", Kind.ANSWERABLE, "q4?", ("Ada",), names[0], 0),
    )
    assert task.annotated["q1"] == (Place(names[0], 12, 15), Place(names[0], 9, 15))
    assert task.annotated["q2"] == ()


@st.composite
def annotated_paragraphs(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return (text, start, end) if text[start:end].strip() else (text, 0, len(text))


@given(st.lists(annotated_paragraphs(), min_size=1, max_size=4))
@settings(deadline=None, max_examples=50)
def test_offsets_of_squad_survive_for_any_text(paragraphs: list[tuple[str, int, int]]) -> None:
    data = squad(*((text, [qa(f"q{n}", (text[a:b], a))]) for n, (text, a, b) in enumerate(paragraphs)))
    with tempfile.TemporaryDirectory() as folder:
        task = load_squad(Path(folder), data)
        for number, (text, start, end) in enumerate(paragraphs):
            (place,) = task.annotated[f"q{number}"]
            file = (task.articles / place.article).read_bytes().decode("utf-8")
            assert file == text == task.paragraphs[place.article]
            assert file[place.start : place.end] == text[start:end]
        assert len(task.paragraphs) == len({text for text, _, _ in paragraphs})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"data": []}, "holds no questions"),
        ({"data": 3}, "not in the form of SQuAD"),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, "not in the form of SQuAD (KeyError('context'))"),
        ({"data": [{"paragraphs": [7]}]}, "not in the form of SQuAD"),
        (squad(("Olm", [{"id": "q1", "question": "?"}])), "not in the form of SQuAD (KeyError('answers'))"),
        (squad((" ", [])), "paragraph 1: ' ' cannot be an article"),
        (squad(("Olm", []), ("\udfff", [])), "paragraph 2: '\\udfff' cannot be an article"),
        (squad(("Olm", [qa("q1")])), "question 'q1' has no answers and is not is_impossible"),
        (squad(("Olm", [qa("q1", ("Olm", 0), is_impossible=True)])), "is_impossible, yet has answers"),
        (squad(("in Olm", [qa("q1", ("Olm", 2))])), "question 'q1': its paragraph does not read 'Olm' at 2"),
        (squad(("in Olm", [qa("q1", ("Olm", -3))])), "does not read 'Olm' at -3"),
        (squad(("Olm", [qa("q1", ("", 0))])), "does not read '' at 0"),
        (squad(("Olm", [qa("q1", ("Olm", 0)), qa("q1", ("Olm", 0))])), "two questions have the id 'q1'"),
        (squad(("Olm", [qa("q1", ("Olm", 0), question=" ")])), "question 'q1' is ' '"),
    ],
)
def test_bad_squad_is_refused_by_name(tmp_path: Path, data: object, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        load_squad(tmp_path, data)
    assert str(caught.value).startswith(str(tmp_path / "squad.json"))
    assert message in str(caught.value)


def test_json_lines_are_told_from_squad_even_with_one_line(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.json", ANSWERABLE)
    task = load_task(path, articles=tmp_path, paragraphs=tmp_path / "paragraphs")
    assert [question.id for question in task.questions] == ["q1"]
    assert task.articles == tmp_path
    assert not (tmp_path / "paragraphs").exists()


def test_squad_takes_no_folder_of_articles(tmp_path: Path) -> None:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(squad(("Olm", [qa("q1", ("Olm", 0))]))))
    with pytest.raises(SourceError, match="SQuAD brings its own paragraphs"):
        load_task(path, articles=tmp_path, paragraphs=tmp_path / "paragraphs")


# ------------------------------------------------------------------------------------- gold places


def test_gold_is_the_place_its_other_boundaries_and_every_mention_elsewhere() -> None:
    texts = {
        "a.txt": "Olm: he lives in Olm, they say.",
        "b.txt": "Olm? The Olmers in Olm.",
    }
    question = Question("q", Kind.ANSWERABLE, "Where?", ("Olm", "in Olm", "lives"), "a.txt", 17, ("b.txt",))
    assert gold_places(question, texts) == (
        Place("a.txt", 14, 20),  # "in Olm", other boundaries; not the first "Olm", and not "lives"
        Place("a.txt", 17, 20),
        Place("b.txt", 0, 3),
        Place("b.txt", 16, 22),
        Place("b.txt", 19, 22),  # and not the beginning of "Olmers"
    )


@pytest.mark.parametrize(
    ("answer", "text", "expected"),
    [
        ("24", "2024 saw 24.", [9]),
        ("$5", "a$5 or $5", [1, 7]),  # begins with no letter, so it may follow one
        ("“Ready.”", "said “Ready.”", [5]),
        ("é", "né é", [3]),
        ("a.c", "abc a.c", [4]),  # a text, not a pattern
        ("o o", "o o o", [0, 2]),  # mentions may overlap
        ("3", "It cost 3.5 million, 3 times 1,3 or 3.", [21, 36]),
        ("200", "1,200 crowns and 200.", [17]),
    ],
)
def test_mentions_are_whole_words(answer: str, text: str, expected: list[int]) -> None:
    question = Question("q", Kind.ANSWERABLE, "?", (answer,), "a.txt", 0, ("b.txt",))
    places = gold_places(question, {"a.txt": answer, "b.txt": text})
    assert [place.start for place in places if place.article == "b.txt"] == expected


def test_annotated_places_are_taken_as_they_are() -> None:
    question = Question("q", Kind.ANSWERABLE, "?", ("Olm", "Olm town"), "a.txt", 0)
    places = (Place("a.txt", 4, 12), Place("a.txt", 0, 3))
    assert gold_places(question, {"a.txt": "Olm Olm town"}, places) == places


def test_an_unanswerable_question_has_no_place() -> None:
    assert gold_places(Question("q", Kind.UNANSWERABLE, "?"), {}) == ()


def test_the_sides_of_a_dispute_stand_where_their_articles_say_them() -> None:
    extra = Extra(conflict=(("17 dead", "17"), ("14",)), conflict_articles=(("b.txt",), ("a.txt", "c.txt")))
    question = Question("q", Kind.ANSWERABLE, "How many died?", ("17",), article="b.txt", start=0, extra=extra)
    texts = {"a.txt": "At least 14 died, of 17.", "b.txt": "17 dead in all", "c.txt": "In 2014 14."}
    assert disputed_places(question, texts) == (
        Place("a.txt", 9, 11),
        Place("b.txt", 0, 2),
        Place("b.txt", 0, 7),
        Place("c.txt", 8, 10),
    )
    assert disputed_places(Question("q", Kind.ANSWERABLE, "How many?", ("17",)), texts) == ()
    with pytest.raises(SourceError, match=r"c\.txt, which is not among"):
        disputed_places(question, {"a.txt": "14", "b.txt": "17"})


@pytest.mark.parametrize(
    ("question", "annotated", "message"),
    [
        (Question("q", Kind.ANSWERABLE, "?", ("Olm",), "a.txt", 1), None, "a.txt reads 'lm ' from 1 to 4, not 'Olm'"),
        (Question("q", Kind.ANSWERABLE, "?", ("Olm",), "c.txt", 0), None, "is about c.txt, which is not among"),
        (Question("q", Kind.ANSWERABLE, "?", ("Olm",), "a.txt", 0, ("b.txt",)), None, "b.txt states none of its"),
        (Question("q", Kind.ANSWERABLE, "?", ("Olm",)), None, "has an answer, but not its place"),
        (Question("q", Kind.ANSWERABLE, "?", ("Olm",), "a.txt", 0), (Place("a.txt", 4, 6),), "reads 'is' from 4 to 6"),
    ],
)
def test_a_question_that_does_not_fit_its_articles_is_named(
    question: Question, annotated: tuple[Place, ...] | None, message: str
) -> None:
    with pytest.raises(SourceError, match=r"question 'q'") as caught:
        gold_places(question, {"a.txt": "Olm is far.", "b.txt": "Nothing."}, annotated)
    assert message in str(caught.value)


# ------------------------------------------------------------------------------ the shipped questions


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("seeds.jsonl", {Kind.ANSWERABLE: 40, Kind.UNANSWERABLE: 14, Kind.FOLLOWUP: 6}),
        ("seeds-reworded.jsonl", {Kind.ANSWERABLE: 40}),
    ],
)
def test_the_shipped_questions_fit_the_seeds(library: Library, name: str, at_least: dict[Kind, int]) -> None:
    library.add([SEEDS])
    articles = [library.article(summary.id) for summary in library.articles()]
    texts = {Path(source.path).name: article.text for article in articles for source in article.sources}
    questions = load_questions(SHIPPED_QUESTIONS / name)
    kinds = Counter(question.kind for question in questions)
    assert all(kinds[kind] >= count for kind, count in at_least.items()), kinds
    for question in questions:
        if question.kind is Kind.UNANSWERABLE:
            continue
        assert question.article is not None
        assert question.start is not None
        assert texts[question.article].startswith(question.answers[0], question.start), question.id
        named = (question.article, *question.also)
        for answer in question.answers:
            assert any(answer in texts[name] for name in named), f"{question.id}: nobody says {answer!r}"
        assert {place.article for place in gold_places(question, texts)} == set(named), question.id
