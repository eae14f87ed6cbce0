"""Tables of questions and answers: what a spreadsheet saves, what is refused by row, and where the answers stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.corpus import Corpus, folder_corpus
from eval.dataset import Kind, Place, Question, Task
from eval.pairs import parse_pairs
from eval.placing import place_answers
from eval.squad import load_task
from rag import Settings, SourceError

PATH = Path("pairs.csv")
ARTICLES = {
    "vote.txt": "The vote\n\nAnn Lee won the vote of 7 November. “We’re ready,” said Lee.\n",
    "ferry.txt": " date 2024-11-07 The ferry\n\nThe Aurora carried 120\u00a0passengers. Lee was on it.\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    for name, text in ARTICLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return folder_corpus(tmp_path, Settings())


def test_two_columns_are_enough() -> None:
    assert parse_pairs("question,answer\nWho won?,Ann Lee\nWho lost?,\n", PATH) == (
        Question("row-2", Kind.ANSWERABLE, "Who won?", ("Ann Lee",)),
        Question("row-3", Kind.UNANSWERABLE, "Who lost?"),
    )


def test_other_columns_are_taken_in_any_order_and_case_or_passed_over() -> None:
    text = (
        'Kind , ID,Notes,Answer,Question,article\n,a,"x, y",Ann Lee | Lee,Who won?,vote.txt\nUnanswerable,b,,,Who?,v\n'
    )
    assert parse_pairs(text, PATH) == (
        Question("a", Kind.ANSWERABLE, "Who won?", ("Ann Lee", "Lee"), "vote.txt"),
        Question("b", Kind.UNANSWERABLE, "Who?"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "question;answer\r\nWho won?;Ann Lee\r\n",
        "question\tanswer\nWho won?\tAnn Lee",
        '"question","answer"\r\n"Who won?","Ann Lee"\r\n,\r\n\r\n',
        "question,answer,article\nWho won?,Ann Lee\n",
        "question,answer\rWho won?,Ann Lee\r",
        "question,answer\nWho won?,Ann Lee,,\n",
    ],
)
def test_what_spreadsheets_write_is_read(text: str) -> None:
    assert parse_pairs(text, PATH) == (Question("row-2", Kind.ANSWERABLE, "Who won?", ("Ann Lee",)),)


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    questions = parse_pairs('question,answer\n"Who\nwon?",Ann\n,\nWhy?,\n', PATH)
    assert [(question.id, question.question) for question in questions] == [("row-2", "Who\nwon?"), ("row-4", "Why?")]


def test_a_table_is_told_by_its_suffix(tmp_path: Path) -> None:
    path = tmp_path / "Fifty.CSV"
    path.write_bytes("\ufeffquestion,answer\nWho won?,Ann Lee\n".encode())
    task = load_task(path, articles=tmp_path, paragraphs=tmp_path / "none")
    assert task == Task((Question("row-2", Kind.ANSWERABLE, "Who won?", ("Ann Lee",)),), tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the first row is ''. Name the columns there: question and answer"),
        ("Who won?,Ann Lee\n", "the first row is 'Who won?,Ann Lee'"),
        ("question,answers\n", "the first row is 'question,answers'"),
        ("question,answer\n", "holds no questions"),
        ("question,answer\n,\n", "holds no questions"),
        ("question,answer\nWho?,a\n,Lee\n", "row 3: there is no question"),
        ("question,answer,kind\nWho?,a,followup\n", "row 2: `kind` is 'followup'. Give answerable or unanswerable"),
        ("question,answer,kind\nWho?,,answerable\n", "row 2: answerable, but the answer is empty"),
        ("question,answer,kind\nWho?,a,unanswerable\n", "row 2: unanswerable, but the answer is given"),
        ("question,answer,id\nWho?,a,x\nWhy?,b,x\n", "row 3: the id 'x' is taken by an earlier row"),
        ("question,answer\nWhat did it cost?,1,200 crowns\n", "row 2: there are more cells than names of columns"),
        ("question,answer\nWho?,Lee\nHow many?\n", "row 3: there is no cell for the answer"),
        ('question,answer\nWho?,Lee\n"Where,there\n', "not a table (unexpected end of data; a quotation mark"),
        ("question,answer\n" + "x" * 200_000 + ",a\n", "not a table (field larger than field limit"),
    ],
)
def test_a_bad_table_is_named_by_row(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_pairs(text, PATH)
    assert str(caught.value).startswith("pairs.csv")
    assert message in str(caught.value)


def test_all_bad_rows_are_told_when_asked_for() -> None:
    flaws: list[str] = []
    found = parse_pairs("question,answer,kind\nWho?,a,hard\nWhy?,b,\n,c,\n", PATH, flaws)
    assert [question.id for question in found] == ["row-3"]
    assert [flaw.split(":")[0] for flaw in flaws] == ["pairs.csv, row 2", "pairs.csv, row 4"]


# ------------------------------------------------------------------------------------------ places


def ask(*answers: str, article: str | None = None, id_: str = "q") -> Question:
    return Question(id_, Kind.ANSWERABLE, "?", answers, article)


def test_an_answer_is_found_wherever_it_stands(corpus: Corpus) -> None:
    placed = place_answers(Task((ask("Ann Lee"), ask("Aurora", id_="r")), None), corpus)
    (first, second) = placed.task.questions
    assert (first.article, first.start, second.article, second.start) == ("vote.txt", 10, "ferry.txt", 15)
    assert placed.task.annotated["q"] == (Place("vote.txt", 10, 17),)
    assert (placed.missing, placed.several) == ({}, {})


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("ann lee", "Ann Lee"),
        ("Ann  Lee", "Ann Lee"),
        ('"We\'re ready,"', "“We’re ready,”"),
        ("120 passengers", "120\u00a0passengers"),
        ("7 November.", "7 November."),
        ("Aurora.", "Aurora"),
        ("the vote of 7 november!", "the vote of 7 November"),
    ],
)
def test_what_is_typed_otherwise_is_found_and_the_article_is_quoted(corpus: Corpus, typed: str, stands: str) -> None:
    placed = place_answers(Task((ask(typed),), None), corpus)
    (question,) = placed.task.questions
    assert question.answers in ((typed, stands), (stands,))
    (place,) = placed.task.annotated["q"]
    assert corpus.text(corpus.find(place.article))[place.start : place.end] == stands


def test_a_place_that_is_written_otherwise_counts_beside_one_that_is_not(tmp_path: Path) -> None:
    for name, text in {"olm.txt": "Three people died in Olm.", "ede.txt": "In Ede three were hurt."}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    placed = place_answers(Task((ask("three"),), None), folder_corpus(tmp_path, Settings()))
    assert {(one.article, one.start) for one in placed.task.annotated["q"]} == {("olm.txt", 0), ("ede.txt", 7)}
    assert "2 places" in placed.several["q"]


def test_an_answer_in_several_places_is_right_in_each_and_told(corpus: Corpus) -> None:
    placed = place_answers(Task((ask("Lee"),), None), corpus)
    assert len(placed.task.annotated["q"]) == 3
    assert placed.several == {"q": "'Lee' stands in 3 places: ferry.txt at 46, vote.txt at 14, vote.txt at 66"}
    assert set(placed.task.questions[0].also) == {"vote.txt"}
    both = place_answers(Task((ask("Lee", "Ann Lee"),), None), corpus)
    assert both.several["q"].count(" at ") == 3, "one place with two boundaries is named once"
    named = place_answers(Task((ask("Lee", article="ferry.txt"),), None), corpus)
    assert (named.several, named.task.questions[0].start) == ({}, 46)


def test_other_boundaries_of_one_place_are_one_place(corpus: Corpus) -> None:
    assert place_answers(Task((ask("Ann Lee", "Ann"),), None), corpus).several == {}


def test_an_answer_that_stands_nowhere_is_told_and_left_out(corpus: Corpus) -> None:
    task = Task((ask("Bo"), ask("Aurora", article="vote.txt", id_="r"), ask("Ann", article="gone.txt", id_="s")), None)
    placed = place_answers(task, corpus)
    assert placed.task.questions == ()
    assert placed.missing == {
        "q": "'Bo' does not stand in any article. Quote the article's own words.",
        "r": "'Aurora' does not stand in vote.txt. Quote the article's own words.",
        "s": "gone.txt: no article comes from a file of that name. Add it.",
    }


def test_questions_that_have_their_place_or_no_answer_are_left_alone(corpus: Corpus) -> None:
    task = Task(
        (Question("q", Kind.ANSWERABLE, "?", ("Bo",), "vote.txt", 3), Question("n", Kind.UNANSWERABLE, "?")), None
    )
    assert place_answers(task, corpus).task == task


WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5), min_size=1, max_size=6)


@given(WORDS, st.data())
def test_any_stretch_of_whole_words_is_found_where_it_stands(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    answer = " ".join(words[first:last])
    corpus = Corpus({"id": "a.txt"}, lambda id_: text, {"a.txt": ((Path("a.txt"), "id"),)})
    placed = place_answers(Task((ask(answer),), None), corpus)
    start = len(" ".join(words[:first])) + (first > 0)
    assert Place("a.txt", start, start + len(answer)) in placed.task.annotated["q"]
    assert all(text[place.start : place.end] == answer for place in placed.task.annotated["q"])


# ------------------------------------------------------------------------------------------ names


def test_names_hold_a_folder_where_the_file_alone_is_ambiguous(tmp_path: Path) -> None:
    for folder, text in (("one", "First."), ("two", "Second.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(text)
    corpus = folder_corpus(tmp_path, Settings())
    assert sorted(corpus.names.values()) == [str(tmp_path / folder / "a.txt") for folder in ("one", "two")]
    assert corpus.text(corpus.find("two/a.txt")) == "Second."
    with pytest.raises(SourceError, match="2 articles come from files of that name"):
        corpus.find("a.txt")
    placed = place_answers(Task((ask("Second"),), None), corpus)
    assert placed.task.questions[0].article == str(tmp_path / "two" / "a.txt")


def test_the_rows_of_a_table_are_named_by_their_ids(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("headline,text\nFerry,12 people died.\nStorm,7 houses burned.\n")
    corpus = folder_corpus(tmp_path, Settings())
    placed = place_answers(Task((ask("7"),), None), corpus)
    name = placed.task.questions[0].article
    assert name is not None
    assert corpus.text(corpus.find(name)) == "Storm\n\n7 houses burned."
    (tmp_path / "a.csv").write_text("headline,text\nFerry,\n")
    with pytest.raises(SourceError, match="the text is empty"):
        folder_corpus(tmp_path, Settings())


def test_a_folder_that_cannot_be_read_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no articles"):
        folder_corpus(tmp_path, Settings())
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    with pytest.raises(SourceError, match=r"bad\.txt: not UTF-8"):
        folder_corpus(tmp_path, Settings())
    with pytest.raises(SourceError, match="gone"):
        folder_corpus(tmp_path / "gone", Settings())
