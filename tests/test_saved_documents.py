"""What is handed on: a conversation saved as a document, and what a reader chose in an article, with their proofs."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag import Library, ProofError, QuestionError, answer_to_json, cite_markdown
from rag.verifying.documents import proofs_in
from tests.fakes import PhraseReader, write_articles
from ui.api import make_api

QUESTION = "How many visitors came to Place1 in week 2?"


@pytest.fixture
def town(library: Library, reader: PhraseReader, tmp_path: Path) -> Library:
    write_articles(tmp_path / "news", 3)
    library.add([tmp_path / "news"])
    reader.phrases = {QUESTION: {"counted 102 visitors": 9.0}}
    return library


@pytest.fixture
def document(town: Library) -> str:
    answer = town.ask(QUESTION)
    assert answer.quotation is not None
    proof = json.dumps(answer_to_json(answer))
    said = f"{cite_markdown(answer.quotation)}\nIn short.\n"
    return f"# Notes\n\n## {QUESTION}\n\n{said}\n## Proofs\n\n```json\n{proof}\n```\n"


def test_what_was_saved_holds_whatever_became_of_its_line_ends(town: Library, document: str) -> None:
    for saved in (document, "\ufeff" + document.replace("\n", "\r\n")):
        checks = town.verify(saved)
        assert checks
        assert all(check.holds for check in checks)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("> On", "> Not on"),
        ("counted 102", "counted 103"),
        ("In short.", "> Everybody came."),
        ("In short.", "> Everybody came.\n>\n> — *A headline*, 1 May 2024; characters 1–2 of article 0123456789abcdef"),
    ],
)
def test_what_was_changed_or_written_into_it_is_told(town: Library, document: str, before: str, after: str) -> None:
    begun = next(line for line in document.splitlines() if line.startswith(">"))
    before = begun[: len(before)] if before.startswith(">") else before
    changed = document.replace(before, after, 1)
    assert changed != document
    (failed,) = [check for check in town.verify(changed) if not check.holds]
    assert failed.problem is not None
    assert "no proof" in failed.problem


def test_a_quotation_of_somebody_elses_is_told_to_be_no_citation(town: Library, document: str) -> None:
    notes = document.replace("## Proofs", "## What I heard\n\n   > Everybody came.\n   > — the mayor\n\n## Proofs")
    (failed,) = [check for check in town.verify(notes) if not check.holds]
    assert failed.text == "Everybody came."
    assert "cites no article as Ibid does" in str(failed.problem)
    assert all(check.holds for check in town.verify(notes.replace("   > ", "")))


def test_a_proof_that_was_altered_fails_in_a_document_too(town: Library, document: str) -> None:
    altered = document.replace('"start": ', '"start": 1')
    assert not all(check.holds for check in town.verify(altered))


def test_a_quotation_under_another_question_is_told(town: Library, document: str) -> None:
    changed = document.replace(f"## {QUESTION}", "## Who was *turned away*?")
    (failed,) = [check for check in town.verify(changed) if not check.holds]
    assert failed.problem == f"it stands under 'Who was *turned away*?', and its proof is of {QUESTION!r}"
    for heading in (f"##  {QUESTION.replace(' ', '  ')} ", QUESTION):
        assert all(check.holds for check in town.verify(document.replace(f"## {QUESTION}", heading)))


def test_a_heading_is_held_against_the_question_as_the_page_writes_it(
    town: Library, reader: PhraseReader, document: str
) -> None:
    question = r"How many [visitors] \came to #1 & <b>Place1</b>?"
    reader.phrases = {question: {"counted 102 visitors": 9.0}}
    answer = town.ask(question)
    assert answer.quotation is not None
    written = r"How many \[visitors\] \\came to \#1 \& \<b\>Place1\</b\>?"
    proof = json.dumps(answer_to_json(answer))
    saved = f"## {written}\n\n{cite_markdown(answer.quotation)}\n## Proofs\n\n```json\n{proof}\n```\n"
    assert all(check.holds for check in town.verify(saved))


def test_a_document_of_an_older_ibid_holds_and_says_what_is_not_known(town: Library, document: str) -> None:
    (proof,) = proofs_in(document)
    older = json.loads(proof)
    del older["digest"]
    checks = town.verify(document.replace(proof, json.dumps(older)))
    assert all(check.holds for check in checks)
    assert [(check.text, "no digest" in str(check.note)) for check in checks if check.is_question] == [(QUESTION, True)]


def test_a_document_without_proofs_is_none(town: Library, document: str) -> None:
    with pytest.raises(ProofError, match="not JSON"):
        town.verify(document.split("## Proofs", maxsplit=1)[0])


def test_what_a_reader_chooses_is_quoted_with_a_proof(town: Library) -> None:
    answered = town.ask(QUESTION).quotation
    assert answered is not None
    chosen = town.quote(answered.article_id, answered.start - 1, answered.end + 1)
    place = (answered.start, answered.end, answered.sentence_start, answered.sentence_end)
    assert (chosen.start, chosen.end, chosen.sentence_start, chosen.sentence_end) == place
    assert (chosen.text, chosen.confidence) == (answered.text, 0)
    page = TestClient(make_api(town, may_change=False)).get(
        f"/panel/copying?article={chosen.article_id}&start={chosen.start}&end={chosen.end}"
    )
    proof = html.unescape(page.text.split("<pre hidden>")[5].partition("</pre>")[0])
    assert [(check.text, check.holds) for check in town.verify(proof)] == [(chosen.text, True)]


def test_a_whole_article_is_quoted_and_what_is_no_place_is_not(town: Library) -> None:
    (article, *_) = (town.article(one.id) for one in town.articles())
    assert town.quote(article.id, 0, len(article.text)).text == article.text.strip()
    blank = article.text.index("\n\n")
    for start, end in ((blank, blank + 2), (5, 5), (9, 3), (0, len(article.text) + 1)):
        with pytest.raises(QuestionError, match="select some words"):
            town.quote(article.id, start, end)
    refused = TestClient(make_api(town, may_change=False)).get(f"/panel/copying?article={article.id}&start=3&end=2")
    assert refused.status_code == 422
