"""Verdicts on answers: by hand for single answers, and end to end with models that can be worked by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import Kind, Place, Question, Task
from eval.report import report_to_json
from eval.run import Blame, Verdict, build_library, evaluate, find_blame, judge
from eval.squad import load_task
from rag import Answer, Check, Hit, Library, Passage, Quotation, Settings, Silence, SourceError, Span, Timings
from tests.fakes import PhraseReader, WordEmbedder

TEXT = "Ada moved to Olm. Bo stayed in Ede. Olm is far."
ARTICLE = "0123456789abcdef"
PASSAGES = [(0, 17), (18, 35), (36, 47)]
WHERE = Question("q", Kind.ANSWERABLE, "Where?", ("Olm", "to Olm"), "a.txt", 13)
GOLD = [Place(ARTICLE, 10, 16), Place(ARTICLE, 13, 16)]
NOWHERE = Question("q", Kind.UNANSWERABLE, "Where?")


def quotation(start: int, end: int, confidence: float = 0.7, article: str = ARTICLE) -> Quotation:
    sha = article.ljust(64, "0")
    return Quotation(
        article, "Ada", None, "/a.txt", start, sha, start, end, TEXT[start:end], TEXT, 0, len(TEXT), confidence
    )


def hits(*passages: tuple[int, int], article: str = ARTICLE) -> tuple[Hit, ...]:
    return tuple(
        Hit(Passage(article, start, end, TEXT[start:end]), "Ada", None, rank, 1 / rank)
        for rank, (start, end) in enumerate(passages, start=1)
    )


def answered(found: Quotation, *passages: tuple[int, int]) -> Answer:
    return Answer("Where?", found, (), found.confidence, 0.5, hits=hits(*(passages or PASSAGES)))


def silent(*candidates: Quotation) -> Answer:
    confidence = candidates[0].confidence if candidates else 0.0
    return Answer("Where?", None, candidates, confidence, 0.9, silence=Silence.NOT_ANSWERED, hits=hits(*PASSAGES))


def test_a_right_answer_is_right_in_every_way() -> None:
    checks = [Check("Olm", "Ada", None), Check("Ede", "Ada", "gone")]
    answer = replace(answered(quotation(10, 16)), withheld=2, timings=Timings(1, 2, 3, 4))
    assert judge(WHERE, answer, GOLD, checks) == Verdict(
        question=WHERE,
        prediction="to Olm",
        best="to Olm",
        exact_match=1.0,
        f1=1.0,
        confidence=0.7,
        right=True,
        gold_rank=1,
        quotations=2,
        valid=1,
        withheld=2,
        in_gold_article=True,
        blame=None,
        timings=Timings(1, 2, 3, 4),
    )


def test_the_same_words_elsewhere_match_but_are_not_right() -> None:
    verdict = judge(WHERE, answered(quotation(36, 39)), GOLD, [])
    assert (verdict.exact_match, verdict.f1, verdict.right, verdict.blame) == (1.0, 1.0, False, Blame.READER)
    assert verdict.in_gold_article is True


def test_the_same_place_in_another_article_is_not_right() -> None:
    verdict = judge(WHERE, answered(quotation(13, 16, article="f" * 16)), GOLD, [])
    assert (verdict.exact_match, verdict.right, verdict.in_gold_article) == (1.0, False, False)


@pytest.mark.parametrize(
    ("start", "end", "f1", "right"),
    [
        (13, 17, 1.0, True),  # "Olm." is "Olm" once normalized
        (4, 16, 2 * 2 / (3 + 2), True),  # "moved to Olm" against "to Olm"
        (0, 16, 2 * 2 / (4 + 2), True),  # "Ada moved to Olm"
        (0, 35, 2 * 2 / (8 + 2), False),  # right place, but too long to be an answer
        (16, 20, 0.0, False),  # ends where the answer ends, so it does not overlap
    ],
)
def test_right_needs_half_of_the_words(start: int, end: int, f1: float, right: bool) -> None:
    verdict = judge(WHERE, answered(quotation(start, end)), GOLD, [])
    assert verdict.f1 == pytest.approx(f1)
    assert verdict.right is right


def test_another_number_in_the_same_article_is_not_right_though_half_its_words_are() -> None:
    text = "It cost 12 million, not 13 million."
    question = Question("q", Kind.ANSWERABLE, "What should it have cost?", ("13 million",), "a.txt", 24)
    found = replace(quotation(0, 1), start=8, end=18, text=text[8:18])
    verdict = judge(question, answered(found), [Place(ARTICLE, 24, 34)], [])
    assert (verdict.prediction, verdict.f1, verdict.right) == ("12 million", 0.5, False)


@pytest.mark.parametrize(
    ("passages", "rank"),
    [
        ([(0, 17), (18, 35)], 1),
        ([(18, 35), (0, 17)], 2),
        ([(18, 35), (0, 15), (10, 16)], 3),  # half of an answer is not enough
        ([(18, 35)], None),
        ([(12, 20)], 1),  # covers the shorter of the two places
    ],
)
def test_gold_rank_is_that_of_the_first_passage_that_holds_an_answer(
    passages: list[tuple[int, int]], rank: int | None
) -> None:
    verdict = judge(WHERE, answered(quotation(18, 20), *passages), GOLD, [])
    assert verdict.gold_rank == rank
    assert verdict.blame is (Blame.RETRIEVER if rank is None else Blame.READER)


def test_silence_over_a_right_candidate_is_the_fault_of_abstention() -> None:
    verdict = judge(WHERE, silent(quotation(13, 16, 0.6), quotation(36, 39, 0.2)), GOLD, [])
    assert (verdict.prediction, verdict.best, verdict.exact_match, verdict.f1) == (None, "Olm", 0.0, 0.0)
    assert (verdict.confidence, verdict.right, verdict.in_gold_article) == (0.6, True, None)
    assert verdict.blame is Blame.ABSTENTION


def test_only_the_best_candidate_counts() -> None:
    verdict = judge(WHERE, silent(quotation(36, 39, 0.6), quotation(13, 16, 0.2)), GOLD, [])
    assert (verdict.right, verdict.blame) == (False, Blame.READER)


def test_silence_on_an_unanswerable_question_scores_one() -> None:
    verdict = judge(NOWHERE, silent(quotation(13, 16, 0.6)), [], [])
    assert (verdict.exact_match, verdict.f1, verdict.blame) == (1.0, 1.0, None)
    assert (verdict.right, verdict.confidence, verdict.gold_rank) == (False, 0.6, None)


def test_an_answer_to_an_unanswerable_question_scores_zero() -> None:
    verdict = judge(NOWHERE, answered(quotation(13, 16)), [], [])
    assert (verdict.exact_match, verdict.f1, verdict.right) == (0.0, 0.0, False)
    assert verdict.blame is Blame.ABSTENTION
    assert verdict.in_gold_article is None  # there is no such article


@pytest.mark.parametrize(
    ("kind", "silent", "right", "gold_rank", "blame"),
    [
        (Kind.ANSWERABLE, False, True, 1, None),
        (Kind.ANSWERABLE, False, True, None, None),
        (Kind.ANSWERABLE, True, True, 1, Blame.ABSTENTION),
        (Kind.ANSWERABLE, True, True, None, Blame.ABSTENTION),
        (Kind.ANSWERABLE, True, False, 3, Blame.READER),
        (Kind.ANSWERABLE, False, False, 3, Blame.READER),
        (Kind.FOLLOWUP, False, False, None, Blame.RETRIEVER),
        (Kind.FOLLOWUP, True, False, None, Blame.RETRIEVER),
        (Kind.UNANSWERABLE, True, False, None, None),
        (Kind.UNANSWERABLE, False, False, None, Blame.ABSTENTION),
    ],
)
def test_blame(kind: Kind, silent: bool, right: bool, gold_rank: int | None, blame: Blame | None) -> None:
    question = Question("q", kind, "?")
    assert find_blame(question, silent=silent, right=right, gold_rank=gold_rank) is blame


# -------------------------------------------------------------------------------------- end to end

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
    report = evaluate(library, task, lambda question: seen.append(question.id))
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
    figures = report_to_json(report)
    assert figures["n"] == 7
    assert figures["exact_match"] == pytest.approx(3 / 7)  # right, moon, then
    assert figures["f1"] == pytest.approx(3.5 / 7)  # and half of number
    assert figures["answerable"] == pytest.approx({"n": 4, "exact_match": 1 / 4, "f1": 1.5 / 4, "answered": 2 / 4})
    assert figures["unanswerable"] == {"n": 2, "abstained": 1 / 2}
    assert figures["followup"] == {"n": 1, "exact_match": 1.0, "f1": 1.0}
    found = 4 / 5  # all with an answer but lost
    assert figures["retrieval"] == pytest.approx(
        {"recall@1": found, "recall@5": found, "recall@10": found, "mrr": found}
    )
    # One quotation a question (for silence the nearest passage), and the other number as a candidate.
    assert figures["citations"] == {"valid": 1.0, "in_gold_article": 1.0, "checked": 8, "withheld": 0}
    assert figures["blame"] == {"retriever": 1, "reader": 2, "abstention": 1}
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
        "right": Blame.ABSTENTION,
        "number": Blame.READER,
        "silent": Blame.READER,
        "lost": Blame.RETRIEVER,
        "moon": None,
        "price": None,
        "then": Blame.READER,
    }
    assert report.verdicts[0].best == "120 passengers"


def test_a_quotation_whose_source_file_changed_is_counted_as_not_valid(asked: tuple[Library, Task, Path]) -> None:
    library, task, folder = asked
    (folder / "bridge.txt").write_bytes(ARTICLES["bridge.txt"].replace("12", "15").encode())
    report = evaluate(library, task)
    invalid = {v.question.id: (v.quotations, v.valid) for v in report.verdicts if v.quotations != v.valid}
    assert invalid == {"number": (2, 1), "price": (1, 0)}  # "13 million" still stands where it stood
    assert report_to_json(report)["citations"]["valid"] == pytest.approx(6 / 8)


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
        "article": (replace(task.questions[3], article="gone.txt"), "gone.txt: no article of the library comes from"),
        "start": (replace(task.questions[3], start=0), "question 'lost': ferry.txt reads 'Ferry"),
    }
    for question, message in wrong.values():
        seen: list[Question] = []
        with pytest.raises(SourceError) as caught:
            evaluate(library, Task((task.questions[0], question), folder), seen.append)
        assert str(caught.value).startswith(message)
        assert seen == []


def test_a_question_that_cannot_be_asked_is_named(asked: tuple[Library, Task, Path]) -> None:
    library, _, folder = asked
    task = Task((Question("long", Kind.UNANSWERABLE, "x" * 1001),), folder)
    with pytest.raises(SourceError, match="question 'long' cannot be asked: the question has 1,001 characters"):
        evaluate(library, task)


def test_earlier_turns_reach_the_library() -> None:
    class Listening:
        asked: list[tuple[str, object]] = []  # noqa: RUF012

        def ask(self, question: str, *, history: object) -> Answer:
            self.asked.append((question, history))
            return silent()

        def articles(self) -> list[object]:
            return []

        def verify(self, proof: str) -> list[Check]:
            assert json.loads(proof)["answered"] is False
            return []

    turns = (("Who?", "Ada"), ("When?", "in May"))
    library = Listening()
    task = Task((replace(NOWHERE, history=turns), replace(NOWHERE, question="Why?")), None)
    evaluate(library, task)  # type: ignore[arg-type]
    assert library.asked == [("Where?", turns), ("Why?", ())]


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


def test_build_library_refuses_a_folder_with_an_unreadable_article(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bad.txt").write_bytes(b"\xff")
    with pytest.raises(SourceError, match=r"1 article\(s\) could not be added\. The first: .*bad\.txt: not UTF-8"):
        build_library(tmp_path / "articles", Settings(), tmp_path / "library")


@pytest.mark.parametrize(("name", "message"), [("", "holds no articles"), ("gone", r"articles.gone: .*Check the path")])
def test_build_library_refuses_a_folder_without_articles(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "articles").mkdir()
    with pytest.raises(SourceError, match=message):
        build_library(tmp_path / "articles" / name, Settings(), tmp_path / "library")
