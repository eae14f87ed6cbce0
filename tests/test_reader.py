"""The reading model over real files of a few kilobytes, and the shipped one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datatypes import Hit, Passage, Span
from rag.reader import ModelReader
from tests.tiny_models import CORPUS, flip_last_byte, save_bert, save_roberta

QUESTION = "Who opened the bridge?"
LONG = " ".join(CORPUS * 20)
UNICODE = "“Naïve” 🚀🚀 café e\u0301 👩\u200d👧 日本 – she said. "


@pytest.fixture(scope="module", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def bert(tiny_reader: Path) -> Path:
    return tiny_reader


@pytest.fixture(scope="module")
def roberta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_roberta(tmp_path_factory.mktemp("models") / "roberta")


@pytest.fixture(scope="module", params=["bert", "roberta", "exported_reader", "exported_mpnet"])
def folder(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def reader(folder: Path) -> ModelReader:
    return ModelReader(str(folder))


def make_hit(text: str, *, start: int = 0, rank: int = 1, article: str = "0123456789abcdef") -> Hit:
    return Hit(Passage(article, start, start + len(text), text), "Headline", None, rank, 1.0)


def quoted(span: Span) -> str:
    passage = span.hit.passage
    return passage.text[span.start - passage.start : span.end - passage.start]


def test_no_hits_give_no_spans(reader: ModelReader) -> None:
    assert reader.read(QUESTION, []) == []


def test_spans_are_in_the_coordinates_of_the_article(reader: ModelReader) -> None:
    article = "x" * 37 + LONG + "y" * 50
    spans = reader.read(QUESTION, [make_hit(LONG, start=37)])
    assert spans
    for span in spans:
        assert 37 <= span.start < span.end <= 37 + len(LONG)
        assert article[span.start : span.end] == quoted(span)


def test_spans_name_the_hit_that_they_were_read_in(reader: ModelReader) -> None:
    hits = [make_hit(LONG, article="a"), make_hit(CORPUS[1], article="b", rank=2), make_hit(CORPUS[0], article="c")]
    spans = reader.read(QUESTION, hits)
    assert {span.article_id for span in spans} == {"a", "b", "c"}
    assert all(span.hit in hits and span.article_id == span.hit.passage.article_id for span in spans)


def test_end_of_a_long_passage_is_read(reader: ModelReader) -> None:
    assert max(span.end for span in reader.read(QUESTION, [make_hit(LONG)])) > 0.8 * len(LONG)


def test_answer_has_at_most_the_tokens_asked_for(bert: Path) -> None:
    spans = ModelReader(str(bert), max_answer_tokens=1).read("mayor", [make_hit("the bridge, the river")])
    assert {quoted(span) for span in spans} <= {"the", "bridge", ",", "river"}


def test_null_score_is_that_of_the_window(reader: ModelReader) -> None:
    spans = reader.read(QUESTION, [make_hit(CORPUS[0])])
    assert len({span.null_score for span in spans}) == 1
    assert spans[0].margin == pytest.approx(spans[0].score - spans[0].null_score)


def test_padding_does_not_change_what_is_read(reader: ModelReader) -> None:
    hits = [make_hit(text, article=str(number)) for number, text in enumerate(["mayor", CORPUS[0], CORPUS[1], LONG])]
    alone = {span for hit in hits for span in reader.read(QUESTION, [hit])}
    together = reader.read(QUESTION, hits)
    assert {(span.article_id, span.start, span.end) for span in together} == {
        (span.article_id, span.start, span.end) for span in alone
    }
    # Two windows of a long passage may give one span: each has its own scores.
    for span in together:
        place = (span.article_id, span.start, span.end)
        scores = [one.score for one in alone if (one.article_id, one.start, one.end) == place]
        assert any(span.score == pytest.approx(score, abs=1e-3) for score in scores)


@settings(max_examples=20, deadline=None)
@given(
    text=st.lists(
        st.sampled_from([*UNICODE.split(" "), " ", "\n", "\t", "\u00a0", "Ghent"]), min_size=1, max_size=30
    ).map("".join)
)
def test_span_of_any_text_begins_and_ends_on_a_character_of_its_own(reader: ModelReader, text: str) -> None:
    for span in reader.read(QUESTION, [make_hit(text, start=5)]):
        assert 5 <= span.start < span.end <= 5 + len(text)
        assert quoted(span) == quoted(span).strip() != ""


def test_emoji_are_whole_where_byte_tokens_cut_them(roberta: Path) -> None:
    spans = ModelReader(str(roberta), max_answer_tokens=1).read(QUESTION, [make_hit("🚀")])
    assert {(span.start, span.end) for span in spans} == {(0, 1)}


def test_reading_again_gives_the_same(reader: ModelReader) -> None:
    assert reader.read(QUESTION, [make_hit(LONG)]) == reader.read(QUESTION, [make_hit(LONG)])


def test_question_longer_than_the_model_is_read(reader: ModelReader) -> None:
    assert reader.read("who opened? " * 400, [make_hit(CORPUS[0])])


def test_question_longer_than_a_small_model_is_read(tmp_path: Path) -> None:
    reader = ModelReader(str(save_bert(tmp_path / "small", positions=64)))
    assert reader.read("who opened? " * 400, [make_hit(LONG)])


def test_threads_may_share_a_reader(reader: ModelReader) -> None:
    jobs = [(QUESTION, [make_hit(LONG)]), ("who opened? " * 400, [make_hit(CORPUS[0]), make_hit(LONG)])]

    def places(job: tuple[str, list[Hit]]) -> list[tuple[int, int]]:
        return [(span.start, span.end) for span in reader.read(*job)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(places, jobs * 40))
    assert found == [places(job) for job in jobs] * 40


def test_fingerprint_changes_with_the_weights(bert: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(bert, tmp_path / "copy")
    assert ModelReader(str(copy)).fingerprint == ModelReader(str(bert)).fingerprint
    other = shutil.copytree(bert, tmp_path / "other")
    flip_last_byte(other / "model.safetensors")
    assert ModelReader(str(other)).fingerprint != ModelReader(str(bert)).fingerprint


# The shipped reader


HARDLY = -8.0  # its margins are for the calibration to weigh; what answers stands well above what does not


@pytest.fixture(scope="module")
def shipped() -> ModelReader:
    return ModelReader()


BRIDGE = (
    "Mayor Anna Peeters opened a new bridge over the river Leie in Ghent on 12 March 2024. “Café” 🚀 owners cheered. "
    "The bridge cost 4.2 million euros and replaces one that a flood destroyed in 1998."
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("How much did the bridge cost?", {"4.2 million euros", "4.2 million"}),
        ("Who opened the bridge?", {"Mayor Anna Peeters", "Anna Peeters"}),
        ("What destroyed the old bridge?", {"a flood", "flood"}),
    ],
)
def test_shipped_reader_answers_from_a_passage(shipped: ModelReader, question: str, answers: set[str]) -> None:
    best = max(shipped.read(question, [make_hit(BRIDGE, start=100)]), key=lambda span: span.margin)
    assert quoted(best) in answers
    assert best.margin > HARDLY
    assert best.start == 100 + BRIDGE.index(quoted(best))


@pytest.mark.slow
def test_shipped_reader_prefers_no_answer_where_the_passage_has_none(shipped: ModelReader) -> None:
    spans = shipped.read("Who won the chess championship in Oslo?", [make_hit(BRIDGE)])
    assert max(span.margin for span in spans) < HARDLY
