"""Answers as JSON that can be checked again, and every way in which they can be wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import Answer, AppliedTime, Article, Passage, Quotation, Silence
from rag.quoting import FindArticle
from rag.sources import read_article
from rag.text.speech import speaker_of
from rag.times.expressions import resolve_dates
from rag.verifying.checking import check_quotation
from rag.verifying.proofs import PROOF_FORMAT, answer_to_json, check_question, read_proof
from tests.test_answers import make_article, store

RAW = " date 2024-11-07 Bridge opens\r\n\r\nThe bridge cost $64.1bn. “Ready,” said the mayor 🚀.\r\n\r\nIt rained."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(RAW.encode("utf-8"))
    return path


@pytest.fixture
def article(file: Path) -> Article:
    return read_article(file, max_bytes=1000)


def make_quotation(article: Article, words: str = "mayor", sentence: str = "“Ready,” said the mayor 🚀.") -> Quotation:
    start, sentence_start = article.text.index(words), article.text.index(sentence)
    return Quotation(
        article_id=article.id,
        headline=article.headline,
        date=article.date,
        source=article.sources[0].path,
        source_start=article.sources[0].text_start + start,
        article_sha256=article.sha256,
        start=start,
        end=start + len(words),
        text=words,
        sentence=sentence,
        sentence_start=sentence_start,
        sentence_end=sentence_start + len(sentence),
        confidence=0.75,
    )


def problem(quotation: Quotation, find: FindArticle) -> str | None:
    return check_quotation(quotation, find).problem


def make_answer(quotation: Quotation | None, *candidates: Quotation, nearest: Quotation | None = None) -> Answer:
    silence = Silence.NOT_ANSWERED if quotation is None else None
    return Answer("Who?", quotation, candidates, 0.75, 0.5, silence=silence, nearest=nearest)


def proof_of(quotation: Quotation, /, **changes: object) -> str:
    return json.dumps(answer_to_json(make_answer(quotation)) | changes)


# Round trips


def test_answer_comes_back_from_its_json(article: Article) -> None:
    quotation, candidate = make_quotation(article), make_quotation(article, "Ready")
    assert read_proof(json.dumps(answer_to_json(make_answer(quotation, candidate)))).quotations == (
        quotation,
        candidate,
    )


def test_silence_comes_back_with_what_was_considered_and_the_nearest(article: Article) -> None:
    candidate, nearest = make_quotation(article), make_quotation(article, "Ready")
    answer = make_answer(None, candidate, nearest=nearest)
    assert read_proof(json.dumps(answer_to_json(answer))).quotations == (candidate, nearest)


def test_silence_without_anything_comes_back_empty() -> None:
    assert read_proof(json.dumps(answer_to_json(make_answer(None)))).quotations == ()


def test_quotation_without_a_date_comes_back(article: Article) -> None:
    undated = replace(make_quotation(article), date=None)
    assert read_proof(proof_of(undated)).quotations == (undated,)


def test_json_says_what_a_program_needs_to_know(article: Article) -> None:
    data = answer_to_json(make_answer(make_quotation(article)))
    assert (data["format"], data["question"], data["answered"], data["silence"]) == (PROOF_FORMAT, "Who?", True, None)
    assert data["quotation"]["date"] == "2024-11-07"


def test_json_of_a_silence_gives_the_reason() -> None:
    data = answer_to_json(make_answer(None))
    assert (data["answered"], data["silence"], data["quotation"]) == (False, "not_answered", None)


@settings(max_examples=100, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80).filter(str.strip), data=st.data()
)
def test_quotation_of_any_text_comes_back_and_holds(text: str, data: st.DataObject) -> None:
    article = make_article(text, "/no/such/file.txt")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quotation = replace(
        make_quotation(article, text, text), start=start, end=end, text=text[start:end], source_start=17 + start
    )
    (again,) = read_proof(proof_of(quotation)).quotations
    assert again == quotation
    assert problem(again, store(article)) is None


# Question and quotations together


def questions_of(proof: str) -> list[tuple[bool, str]]:
    """What is said of the question of a proof: whether it holds, and why."""
    return [(check.holds, str(check.problem or check.note)) for check in check_question(read_proof(proof))]


def test_a_proof_as_it_was_saved_says_nothing_of_its_question(article: Article) -> None:
    told = AppliedTime("Who?", since=dt.date(2024, 11, 1), words="in November")
    answer = replace(
        make_answer(make_quotation(article), make_quotation(article, "Ready")),
        question="Who was it \ud800 “then”?",
        time=told,
        outlets=("The Courier",),
    )
    saved = json.dumps(answer_to_json(answer), ensure_ascii=False)
    assert read_proof(saved).as_saved is True
    assert questions_of(saved) == []
    again = json.dumps(dict(reversed(json.loads(saved).items())), indent=3)
    assert questions_of(again) == [], "neither order nor blanks count"


@pytest.mark.parametrize(
    "changed",
    [
        {"question": "Who stole it?"},
        {"understood": "Who stole the bridge?"},
        {"question": "Who? "},
        {"note": "He did."},
        {"asked": "yes_no"},
        {"outlets": ["The Courier"]},
        {"time": {"sought": "Who?", "since": "2024-11-01"}},
        {"candidates": []},
        {"digest": "0" * 64},
    ],
    ids=str,
)
def test_a_proof_with_another_question_or_other_limits_does_not_hold(
    article: Article, changed: dict[str, object]
) -> None:
    answer = make_answer(make_quotation(article), make_quotation(article, "Ready"))
    ((holds, problem),) = questions_of(json.dumps(answer_to_json(answer) | changed))
    assert not holds
    assert "was not saved so" in problem


def test_a_true_quotation_put_under_another_question_does_not_hold(article: Article) -> None:
    one, two = (json.loads(proof_of(make_quotation(article, words))) for words in ("mayor", "Ready"))
    assert questions_of(json.dumps(one | {"quotation": two["quotation"]})) != []
    answered, candidate = make_quotation(article), make_quotation(article, "Ready")
    both = answer_to_json(make_answer(answered, candidate))
    swapped = both | {"quotation": both["candidates"][0], "candidates": [both["quotation"]]}
    assert questions_of(json.dumps(swapped)) != []


def test_a_proof_of_an_older_ibid_is_noted_and_holds(article: Article) -> None:
    data = answer_to_json(make_answer(make_quotation(article)))
    del data["digest"]
    ((holds, note),) = questions_of(json.dumps(data))
    assert holds
    assert "has no digest" in note
    assert questions_of(json.dumps(data | {"question": ""})) == [], "what a reader chose answers no question"


def test_the_digest_is_what_is_written_of_it(article: Article) -> None:
    data = json.loads(proof_of(make_quotation(article)))
    quotation = data["quotation"]
    array = [data[name] for name in ("question", "understood", "asked", "note", "silence", "outlets", "time")]
    array += [[quotation[name] for name in ("article_sha256", "start", "end", "text")], [], None]
    written = json.dumps(array, sort_keys=True, separators=(",", ":")).encode()
    assert data["digest"] == hashlib.sha256(written).hexdigest()


# Holding a quotation against the store and the file


def test_true_quotation_holds(article: Article) -> None:
    check = check_quotation(make_quotation(article), store(article))
    assert (check.holds, check.problem, check.text, check.headline) == (True, None, "mayor", "Bridge opens")


def test_a_sentence_that_is_cut_does_not_hold(article: Article) -> None:
    """What stands before or behind can turn it round: "there was no proof that … voted"."""
    whole = make_quotation(article)
    later = make_quotation(article, sentence="said the mayor 🚀.")
    sooner = replace(whole, sentence=whole.sentence[:-2], sentence_end=whole.sentence_end - 2)
    assert problem(later, store(article)) == "the sentence begins earlier in the article"
    assert problem(sooner, store(article)) == "the sentence goes on in the article"
    check = check_quotation(later, store(article), by_these_rules=False)
    assert check.holds
    assert check.note == "given by another version of Ibid; by this one, the sentence begins earlier in the article"


def test_a_sentence_may_be_one_of_a_passage(article: Article) -> None:
    cut = make_quotation(article, sentence="said the mayor 🚀.")
    passage = Passage(article.id, cut.sentence_start, cut.sentence_end, cut.sentence)
    assert check_quotation(cut, store(article), lambda article_id: [passage]).holds


def test_who_says_so_and_what_a_date_means_may_not_be_left_out(tmp_path: Path) -> None:
    text = "Bridge opens\n\nIt cost a million, said Ada Voss on Friday.\n"
    article = replace(make_article(text, str(tmp_path / "gone.txt")), date=dt.date(2024, 11, 7))
    bare = replace(make_quotation(article, "million", text.split("\n")[2]), date=article.date)
    assert "'Friday'" in (problem(bare, store(article)) or "")
    dated = replace(bare, dates=resolve_dates(article.text, article.date, bare.sentence_start, bare.sentence_end))
    assert problem(dated, store(article)) == "that 'Ada Voss' says so is left out"
    sentence = (bare.sentence_start, bare.sentence_end)
    full = replace(dated, speaker=speaker_of(article.text, sentence, bare.start, bare.end))
    assert problem(full, store(article)) is None
    assert "left out" not in (check_quotation(bare, store(article), by_these_rules=False).note or "")


def test_quotation_holds_when_its_file_is_gone(article: Article, file: Path) -> None:
    file.unlink()
    assert problem(make_quotation(article), store(article)) is None


def test_quotation_of_a_changed_file_does_not_hold(article: Article, file: Path) -> None:
    file.write_bytes(RAW.replace("mayor", "major").encode("utf-8"))
    assert "has changed" in str(problem(make_quotation(article), store(article)))


def test_quotation_that_moved_in_its_file_does_not_hold(article: Article, file: Path) -> None:
    file.write_bytes(b" " + RAW.encode("utf-8"))
    assert "has changed" in str(problem(make_quotation(article), store(article)))


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", RAW.encode("utf-16-le")], ids=["png", "utf-16"])
def test_quotation_of_a_file_that_is_no_text_any_more_does_not_hold(article: Article, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert "can no longer be read" in str(problem(make_quotation(article), store(article)))


def test_quotation_of_a_file_that_is_a_folder_now_does_not_hold(article: Article, file: Path) -> None:
    file.unlink()
    file.mkdir()
    assert "can no longer be read" in str(problem(make_quotation(article), store(article)))


def test_a_file_in_a_folder_that_may_not_be_entered_is_not_taken_for_gone(
    article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    check = check_quotation(make_quotation(article), store(article))
    assert "can no longer be read" in str(check.problem)
    assert check.note is None


def test_quotation_of_a_removed_article_does_not_hold(article: Article) -> None:
    assert problem(make_quotation(article), store()) == (
        f"article {article.id} is not in the library: removed, or replaced when its file changed"
    )


def test_damaged_store_is_told_from_a_wrong_quotation(article: Article) -> None:
    damaged = replace(article, text=article.text.replace("rained", "snowed"))
    assert "stored text" in str(problem(make_quotation(article), lambda id_: damaged))


def test_quotation_outside_its_sentence_does_not_hold(article: Article) -> None:
    outside = make_quotation(article, sentence="The bridge cost $64.1bn.")
    assert problem(outside, store(article)) == "the quotation is not inside its sentence"


def test_second_source_of_an_article_may_be_named(article: Article, file: Path) -> None:
    other = replace(article.sources[0], path=str(file.with_name("gone.txt")), text_start=0)
    quotation = make_quotation(article)
    named = replace(quotation, source=other.path, source_start=quotation.start)
    assert problem(named, store(replace(article, sources=(*article.sources, other)))) is None


NUMBERS = ("start", "end", "sentence_start", "sentence_end", "source_start")
STRINGS = ("text", "sentence", "headline", "article_sha256", "article_id", "source")


@st.composite
def changes(draw: st.DrawFn) -> Callable[[Quotation], Quotation]:
    """One field of a quotation, made another by as little as can be."""
    name = draw(st.sampled_from([*NUMBERS, *STRINGS, "date"]))
    if name in NUMBERS:
        step = draw(st.sampled_from([1, -1, 2, -2, 1000, -1000]))
        return lambda quotation: replace(quotation, **{name: getattr(quotation, name) + step})
    if name == "date":
        days = draw(st.sampled_from([1, -1, None]))
        return lambda quotation: replace(
            quotation, date=None if days is None else dt.date(2024, 11, 7) + dt.timedelta(days)
        )
    at, letter, kind = draw(st.integers(0, 63)), draw(st.characters(exclude_categories=["Cs"])), draw(st.integers(0, 2))

    def change(quotation: Quotation) -> Quotation:
        value = getattr(quotation, name)
        place = at % len(value)
        rest = value[place:] if kind == 0 else value[place + 1 :]  # put in, replace or take out
        return replace(quotation, **{name: value[:place] + (letter if kind < 2 else "") + rest})

    return change


@settings(max_examples=300, deadline=None)
@given(change=changes())
def test_quotation_with_any_field_changed_does_not_hold(change: Callable[[Quotation], Quotation]) -> None:
    article = replace(make_article(RAW[17:], "/no/such/file.txt"), headline="Bridge opens")
    quotation = make_quotation(article)
    assert problem(quotation, store(article)) is None
    changed = change(quotation)
    (again,) = read_proof(proof_of(changed)).quotations
    assert (problem(again, store(article)) is None) == (changed == quotation)
