"""Whole runs with models that can be worked by hand."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.dataset import Kind, Place, Question, Task
from eval.extra import Extra
from eval.figures import summarize
from eval.report import report_to_json
from eval.run import build_library, evaluate, excerpt
from eval.squad import load_task
from eval.verdict import Blame, Report, Verdict
from rag import Answer, Check, Hit, Library, Settings, Silence, SourceError, Span, Timings
from tests.fakes import PhraseReader, WordEmbedder

NOWHERE = Question("q", Kind.UNANSWERABLE, "Where?")


def figures_of(report: Report) -> dict[str, Any]:
    return report_to_json(report, summarize(report, resamples=5))


ARTICLES = {
    "ferry.txt": "Ferry\n\nThe ferry Aurora sails with 120 passengers.\n",
    "barley.txt": "Barley\n\nFarmers in Veldt harvested barley.\n",
    "bridge.txt": "Bridge\n\nThe bridge cost 12 million crowns, not 13 million crowns.\n",
}
FERRY, BRIDGE, TIDE = "ferry Aurora passengers?", "bridge cost crowns?", "ferry Aurora sails when?"
LOST, MOON, PRICE = "Farmers barley Veldt?", "Farmers harvested moon?", "bridge cost gold?"
THEN = "And the ferry Aurora?"


class KeyedReader(PhraseReader):
    """Knows a question also when earlier turns have been put before or after it."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        return super().read(next((key for key in self.phrases if key in question), question), hits)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[Library, Task, Path]]:
    """Three articles of one passage each, of which the one nearest to a question is read; answers always shown."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_bytes(text.encode())

    def at(name: str, answer: str) -> dict[str, Any]:
        return {"answers": (answer,), "article": name, "start": ARTICLES[name].index(answer)}

    questions = (
        # Found and right.
        Question("right", Kind.ANSWERABLE, FERRY, **at("ferry.txt", "120 passengers")),
        # Found, but the reader takes the other number: F1 0.5, not right.
        Question("number", Kind.ANSWERABLE, BRIDGE, **at("bridge.txt", "13 million")),
        # Found, but the reader has nothing: silence.
        Question("silent", Kind.ANSWERABLE, TIDE, **at("ferry.txt", "Aurora")),
        # The passage that is read is about barley; the answer is in another: silence.
        Question("lost", Kind.ANSWERABLE, LOST, **at("ferry.txt", "Aurora")),
        Question("moon", Kind.UNANSWERABLE, MOON),
        # Answered, though there is no answer.
        Question("price", Kind.UNANSWERABLE, PRICE),
        Question("then", Kind.FOLLOWUP, THEN, **at("ferry.txt", "sails"), history=(("What of the ferry?", "Aurora"),)),
    )
    phrases = {
        FERRY: {"120 passengers": 2.0},
        BRIDGE: {"12 million": 2.0, "13 million": 1.0},
        PRICE: {"12 million": 2.0},
        THEN: {"sails": 2.0},
    }
    settings = Settings(top_k=1, min_confidence=0.0)
    with Library.open(
        tmp_path / "lib", settings, create=True, embedder=WordEmbedder(), reader=KeyedReader(phrases)
    ) as lib:
        lib.add([folder])
        yield lib, Task(questions, folder), folder


def test_end_to_end_by_hand(asked: tuple[Library, Task, Path]) -> None:
    library, task, _ = asked
    seen: list[str] = []
    report = evaluate(library, task, lambda verdict: seen.append(verdict.question.id))
    assert seen == ["right", "number", "silent", "lost", "moon", "price", "then"]
    verdicts = {verdict.question.id: verdict for verdict in report.verdicts}
    assert {id_: verdict.prediction for id_, verdict in verdicts.items()} == {
        "right": "120 passengers",
        "number": "12 million",
        "silent": None,
        "lost": None,
        "moon": None,
        "price": "12 million",
        "then": "sails",
    }
    figures = figures_of(report)
    assert figures["n"] == 7
    assert figures["exact_match"] == pytest.approx(3 / 7)  # right, moon, then
    assert figures["f1"] == pytest.approx(3.5 / 7)  # and half of number
    assert figures["answerable"] == pytest.approx(
        {"n": 4, "exact_match": 1 / 4, "f1": 1.5 / 4, "f1_with_sets": 1.5 / 4, "answered": 2 / 4}
    )
    assert figures["unanswerable"] == {"n": 2, "abstained": 1 / 2}
    assert figures["followup"] == {"n": 1, "exact_match": 1.0, "f1": 1.0, "f1_in_full": None, "share_of_full": None}
    found = 4 / 5  # all with an answer but lost
    (lost,) = verdicts["lost"].gold_ranks
    gain = 1 / math.log2(lost + 1)
    assert figures["retrieval"] == pytest.approx(
        # Passages are ranked further down than the one that is read: the lost one comes second or third.
        {"recall@1": found, "recall@5": 1.0, "recall@10": 1.0, "mrr": (4 + 1 / lost) / 5, "ndcg@10": (4 + gain) / 5}
    )
    # One quotation a question (for silence the nearest passage), and the other number as a candidate.
    assert figures["citations"] == {
        "valid": 1.0,
        "in_gold_article": 1.0,
        "correct": pytest.approx(2 / 3),  # not that of number
        "checked": 8,
        "withheld": 0,
    }
    assert figures["blame"] == {"retriever": 1, "reader": 2, "abstention": 1}
    assert {name: count for name, count in figures["blame_kinds"].items() if count} == {
        "not_retrieved": 1,
        "misread": 1,
        "outranked": 1,
        "overanswered": 1,
    }
    assert [verdict.right for verdict in report.verdicts] == [True, False, False, False, False, False, True]


def test_two_runs_give_the_same_figures_but_for_time(asked: tuple[Library, Task, Path]) -> None:
    library, task, _ = asked
    runs = [[replace(verdict, timings=Timings()) for verdict in evaluate(library, task).verdicts] for _ in range(2)]
    assert runs[0] == runs[1]


def test_silence_at_the_highest_threshold_is_blamed_on_abstention(
    asked: tuple[Library, Task, Path], tmp_path: Path
) -> None:
    _, task, folder = asked
    reader = KeyedReader({FERRY: {"120 passengers": 0.0}})
    strict = Settings(top_k=1, min_confidence=1.0)
    with Library.open(tmp_path / "strict", strict, create=True, embedder=WordEmbedder(), reader=reader) as library:
        library.add([folder])
        report = evaluate(library, task)
    assert {v.question.id: v.blame for v in report.verdicts} == {
        "right": Blame.SILENCED,
        "number": Blame.MISREAD,
        "silent": Blame.MISREAD,
        "lost": Blame.NOT_RETRIEVED,
        "moon": None,
        "price": None,
        "then": Blame.MISREAD,
    }
    assert report.verdicts[0].best == "120 passengers"


def test_a_quotation_whose_source_file_changed_is_counted_as_not_valid(asked: tuple[Library, Task, Path]) -> None:
    library, task, folder = asked
    (folder / "bridge.txt").write_bytes(ARTICLES["bridge.txt"].replace("12", "15").encode())
    report = evaluate(library, task)
    invalid = {v.question.id: (v.quotations, v.valid) for v in report.verdicts if v.quotations != v.valid}
    assert invalid == {"number": (2, 1), "price": (1, 0)}  # "13 million" still stands where it stood
    assert figures_of(report)["citations"]["valid"] == pytest.approx(6 / 8)


def test_an_article_under_two_names_is_one_article(asked: tuple[Library, Task, Path]) -> None:
    library, task, folder = asked
    (folder / "copy.txt").write_bytes(ARTICLES["ferry.txt"].encode())
    library.add([folder])
    copied = Task(tuple(replace(q, article="copy.txt") for q in task.questions if q.article == "ferry.txt"), folder)
    verdict = evaluate(library, copied).verdicts[0]
    assert (verdict.right, verdict.gold_rank, verdict.in_gold_article) == (True, 1, True)


def test_a_name_may_hold_a_folder_and_must_where_it_is_ambiguous(
    asked: tuple[Library, Task, Path], tmp_path: Path
) -> None:
    library, task, _ = asked
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "ferry.txt").write_text("Another ferry.\n")
    library.add([tmp_path / "more"])
    with pytest.raises(SourceError, match=r"ferry\.txt: 2 articles come from files of that name"):
        evaluate(library, task)
    clear = [replace(q, article=f"articles/{q.article}") for q in task.questions if q.kind is Kind.ANSWERABLE]
    assert len(evaluate(library, Task(tuple(clear), None)).verdicts) == 4


def test_nothing_is_asked_when_the_questions_do_not_fit_the_articles(asked: tuple[Library, Task, Path]) -> None:
    library, task, folder = asked
    wrong = {
        "article": (replace(task.questions[3], article="gone.txt"), "gone.txt: no article comes from"),
        "start": (replace(task.questions[3], start=0), "question 'lost': ferry.txt reads 'Ferry"),
    }
    for question, message in wrong.values():
        seen: list[Verdict] = []
        with pytest.raises(SourceError) as caught:
            evaluate(library, Task((task.questions[0], question), folder), seen.append)
        assert str(caught.value).startswith(message)
        assert seen == []


def test_a_question_that_cannot_be_asked_is_named(asked: tuple[Library, Task, Path]) -> None:
    library, _, folder = asked
    task = Task((Question("long", Kind.UNANSWERABLE, "x" * 1001),), folder)
    with pytest.raises(SourceError, match="question 'long' cannot be asked: the question has 1,001 characters"):
        evaluate(library, task)


def test_earlier_turns_reach_the_library_and_what_it_understood_is_searched() -> None:
    class Listening:
        asked: list[tuple[str, object]] = []  # noqa: RUF012
        searched: list[str] = []  # noqa: RUF012

        def ask(self, question: str, *, history: object = (), **given: object) -> Answer:
            if given != {"any_date": True}:  # the bare question
                assert given == {"as_of": dt.date(2024, 11, 7), "today": None}
                self.asked.append((question, history))
            return Answer(question, None, (), 0.0, 0.9, silence=Silence.NOTHING_RELEVANT, understood=f"{question}!")

        def read(self, question: str, **given: object) -> object:
            self.searched.append(question)
            return SimpleNamespace(hits=())

        def articles(self) -> list[object]:
            return []

        def verify(self, proof: str) -> list[Check]:
            assert json.loads(proof)["answered"] is False
            return []

    turns = (("Who?", "Ada"), ("When?", "in May"))
    library = Listening()
    dated = replace(NOWHERE, extra=Extra(as_of=dt.date(2024, 11, 7)))
    task = Task((replace(dated, history=turns), replace(dated, question="Why?")), None)
    evaluate(library, task)  # type: ignore[arg-type]
    assert library.asked == [("Where?", turns), ("Why?", ())]
    assert library.searched == ["Where?!", "Why?!"]


def test_the_evidence_shows_what_was_known_and_what_was_read(asked: tuple[Library, Task, Path]) -> None:
    library, task, _ = asked
    verdicts = {verdict.question.id: verdict for verdict in evaluate(library, task).verdicts}
    number = verdicts["number"]
    assert [(one.text, one.rank, one.right) for one in number.candidates] == [
        ("12 million", 1, False),
        ("13 million", 1, True),
    ]
    (gold,) = number.gold
    assert (gold.article, gold.text, gold.rank) == ("bridge.txt", "13 million", 1)
    assert gold.around[gold.start - gold.around_start :].startswith("13 million crowns.")
    assert (number.gold_passages, number.retrieved, number.read) == (1, 1, 1)
    assert verdicts["lost"].gold[0].rank == verdicts["lost"].gold_rank


@given(st.text("ab \n", max_size=400), st.data())
def test_an_excerpt_is_cut_between_words_and_keeps_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = excerpt(text, Place("news/a.txt", start, end))
    at = shown.start - shown.around_start
    assert shown.around[at : at + len(shown.text)] == shown.text == text[start:end]
    assert text[shown.around_start :].startswith(shown.around)
    assert len(shown.around) <= 2 * 100 + len(shown.text)
    assert shown.article == "a.txt"


def test_excerpts_begin_and_end_with_whole_words() -> None:
    shown = excerpt("word " * 50 + "HERE" + " word" * 50, Place("a.txt", 250, 254))
    assert set(shown.around.split()) == {"word", "HERE"}


def test_questions_asked_before_are_not_asked_again(asked: tuple[Library, Task, Path]) -> None:
    library, task, _ = asked
    whole = evaluate(library, task)
    already = {verdict.question.id: verdict for verdict in whole.verdicts[:5]}
    seen: list[str] = []
    again = evaluate(library, task, lambda verdict: seen.append(verdict.question.id), already=already)
    assert seen == ["price", "then"]
    assert again.verdicts[:5] == whole.verdicts[:5]
    assert [v.question.id for v in again.verdicts] == [v.question.id for v in whole.verdicts]


def test_ranking_deeper_reads_nothing(asked: tuple[Library, Task, Path], tmp_path: Path) -> None:
    _, task, folder = asked
    reader = KeyedReader()
    with Library.open(tmp_path / "new", Settings(top_k=1), create=True, embedder=WordEmbedder(), reader=reader) as new:
        new.add([folder])
        evaluate(new, Task(task.questions[:2], folder))
    assert reader.asked == [FERRY, BRIDGE]


@pytest.mark.parametrize(
    "paragraph", ["\ufeffOlm is far.", " date 2024-11-07 Olm is far.", "date 2024-11-07 Olm is far."]
)
def test_a_paragraph_that_ibid_would_not_keep_is_refused(library: Library, tmp_path: Path, paragraph: str) -> None:
    qas = [{"id": "q", "question": "?", "answers": [{"text": "Olm", "answer_start": paragraph.index("Olm")}]}]
    data = {"data": [{"paragraphs": [{"context": paragraph, "qas": qas}]}]}
    (tmp_path / "squad.json").write_text(json.dumps(data))
    task = load_task(tmp_path / "squad.json", articles=None, paragraphs=tmp_path / "paragraphs")
    library.add([tmp_path / "paragraphs"])
    with pytest.raises(SourceError, match=r"paragraph-000001\.txt: Ibid does not keep the paragraph as it is"):
        evaluate(library, task)


def test_squad_is_evaluated_at_its_own_offsets(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    context = "Olm?\r\n\r\nAda \U0001f600 lives in Olm. Olm is far."
    answers = [
        {"text": "Olm", "answer_start": context.index("Olm.")},
        {"text": "far", "answer_start": context.index("far")},
    ]
    data = {
        "data": [{"paragraphs": [{"context": context, "qas": [{"id": "q", "question": "q?", "answers": answers}]}]}]
    }
    (tmp_path / "squad.json").write_text(json.dumps(data))
    task = load_task(tmp_path / "squad.json", articles=None, paragraphs=tmp_path / "paragraphs")
    library.add([tmp_path / "paragraphs"])
    rights = []
    for phrase in ("in Olm.", "far", "Olm?", "Ada"):
        reader.phrases = {"q?": {phrase: 20.0}}
        rights.append(evaluate(library, task).verdicts[0].right)
    assert rights == [True, True, False, False]


def test_build_library_leaves_out_what_cannot_be_read_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bad.txt").write_bytes(b"\xff")
    with pytest.raises(SourceError, match=r"holds no articles\. .*bad\.txt: not UTF-8"):
        build_library(tmp_path / "articles", Settings(), tmp_path / "library")
    (tmp_path / "articles" / "good.txt").write_text("A headline\n\nA text.", encoding="utf-8")
    told: list[str] = []
    with build_library(
        tmp_path / "articles",
        Settings(),
        tmp_path / "other",
        on_failed=lambda failures: told.extend(one.reason for one in failures),
    ) as library:
        assert [one.headline for one in library.articles()] == ["A headline"]
    assert [reason.rpartition("/")[2].partition(" (")[0] for reason in told] == ["bad.txt: not UTF-8"]


@pytest.mark.parametrize(("name", "message"), [("", "holds no articles"), ("gone", r"articles.gone: .*Check the path")])
def test_build_library_refuses_a_folder_without_articles(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "articles").mkdir()
    with pytest.raises(SourceError, match=message):
        build_library(tmp_path / "articles" / name, Settings(), tmp_path / "library")
