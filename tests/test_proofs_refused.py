"""Files that are no answer of Ibid, refused in one line whatever they hold."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from rag.datatypes import Article, Quotation
from rag.errors import ProofError
from rag.verifying.proofs import PROOF_FORMAT, answer_to_json, read_proof
from tests.test_answers import make_article
from tests.test_proofs import RAW, make_answer, make_quotation, proof_of


@pytest.fixture
def article() -> Article:
    return make_article(RAW[17:], "/no/such/file.txt")


NOT_A_PROOF = [
    "",
    " ",
    "{",
    "nonsense",
    "[1",
    "[" * 100_000,
    "[]",
    "1",
    "null",
    '"x"',
    "{}",
    '{"format": 1}',
    "\ufeff",
    "\0",
]


@pytest.mark.parametrize("text", NOT_A_PROOF, ids=lambda text: repr(text[:12]))
def test_what_is_no_answer_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ProofError, match=r"ibid ask --json"):
        read_proof(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": PROOF_FORMAT + 1},
        {"format": "1"},
        {"format": None},
        {"version": 1},
        {"question": ["Who?"]},
        {"digest": 1},
        {"candidates": None},
        {"candidates": {}},
        {"candidates": [1]},
        {"quotation": "mayor"},
        {"quotation": None},
        {"quotation": {}},
        {"nearest": []},
        {"answered": False},
        {"answered": None},
    ],
    ids=str,
)
def test_answer_of_another_shape_is_refused(article: Article, changes: dict[str, object]) -> None:
    with pytest.raises(ProofError):
        read_proof(proof_of(make_quotation(article), **changes))


def quotation_json(article: Article) -> dict[str, Any]:
    data: dict[str, Any] = answer_to_json(make_answer(make_quotation(article)))["quotation"]
    return data


# What a proof of an older Ibid lacks may be missing; `dates` and `speaker`: see test_times_shown and test_speech.
ADDED = {"dates", "speaker", "row", "page", "url", "outlet"}
NEEDED = [field.name for field in fields(Quotation) if field.name not in ADDED]


@pytest.mark.parametrize("name", NEEDED)
def test_quotation_that_lacks_a_field_is_refused(article: Article, name: str) -> None:
    data = quotation_json(article)
    del data[name]
    with pytest.raises(ProofError, match=name):
        read_proof(proof_of(make_quotation(article), quotation=data))


@pytest.mark.parametrize("value", [True, [], {}], ids=str)
@pytest.mark.parametrize("name", NEEDED)
def test_quotation_with_a_field_of_another_kind_is_refused(article: Article, name: str, value: object) -> None:
    data = quotation_json(article) | {name: value}
    with pytest.raises(ProofError):
        read_proof(proof_of(make_quotation(article), quotation=data))


@pytest.mark.parametrize("name", sorted(ADDED - {"dates", "speaker"}))
def test_quotation_of_an_older_ibid_may_lack_the_place_but_not_twist_it(article: Article, name: str) -> None:
    data = quotation_json(article)
    del data[name]
    assert read_proof(proof_of(make_quotation(article), quotation=data)).quotations[0] == make_quotation(article)
    with pytest.raises(ProofError, match=name):
        read_proof(proof_of(make_quotation(article), quotation=data | {name: []}))


def test_quotation_with_a_field_too_many_is_refused(article: Article) -> None:
    data = quotation_json(article) | {"verified": True}
    with pytest.raises(ProofError, match="verified"):
        read_proof(proof_of(make_quotation(article), quotation=data))


@pytest.mark.parametrize("date", ["yesterday", "2024-13-01", 20241107])
def test_date_that_is_none_is_refused(article: Article, date: object) -> None:
    with pytest.raises(ProofError):
        read_proof(proof_of(make_quotation(article), quotation=quotation_json(article) | {"date": date}))
