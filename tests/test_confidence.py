"""From scores to a probability: features worked out by hand, the calibrator, and its fit."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import (
    CalibrationExample,
    Library,
    ModelError,
    adjust_calibration,
    ask_examples,
    fit_calibration,
    judge_calibration,
    save_calibration,
)
from rag.calibrate import LEAST_SLOPE, Asking, best_threshold
from rag.datatypes import Hit, Passage, Span
from rag.evidence import confidence
from rag.evidence.confidence import ADDED, FEATURES, Calibration, calibration_of, load_calibration, span_features
from rag.text.content import content_words, term_coverage
from tests.fakes import PhraseReader, write_articles

TEXT = "The US gave more than $64.1bn. Aid was $64.1bn in all. Germany gave less."


def span(text: str, score: float, *, fusion: float = 1 / 61, null: float = 0.0) -> Span:
    start = TEXT.index(text)
    hit = Hit(Passage("a", 0, len(TEXT), TEXT), "Headline", None, 1, fusion)
    return Span("a", start, start + len(text), score, null, hit)


def test_features_of_a_span() -> None:
    best, rival = span("more than $64.1bn", 7.0, null=2.0), span("Germany", 1.0)
    found = span_features("How much did the US give?", best, [rival])
    assert tuple(found) == FEATURES
    assert found["margin"] == 5.0
    assert found["lead"] == 4.0
    assert found["retrieval"] == pytest.approx(0.5)  # first in one search of two
    assert found["coverage"] == pytest.approx(0.5)  # "us", not "give": six letters tell gave from give


def test_a_rival_that_says_the_same_takes_nothing_from_the_lead() -> None:
    best, same, other = span("more than $64.1bn", 7.0), span("$64.1bn", 6.9), span("Germany", 1.0)
    assert span_features("q", best, [same, other])["lead"] == 6.0
    assert span_features("q", best, [])["lead"] == 7.0  # without a rival: over "no answer here"


def test_other_stories_that_say_the_same_agree_and_copies_do_not() -> None:
    best, same, other = span("more than $64.1bn", 7.0), span("$64.1bn", 6.9), span("Germany", 1.0)
    told = replace(same, article_id="b")
    assert span_features("q", best, [other])["agreement"] == 0
    assert span_features("q", best, [same, other])["agreement"] == 0
    assert span_features("q", best, [told, other])["agreement"] == pytest.approx(math.log(2))
    assert span_features("q", best, [told, other], lambda article_id: "wire")["agreement"] == 0
    assert span_features("q", best, [replace(told, null_score=9.0)])["agreement"] == 0


def test_margins_beyond_measure_are_bounded() -> None:
    assert span_features("q", span("Aid", 1e9), [])["margin"] == confidence.MAX_MARGIN
    assert span_features("q", span("Aid", -1e9), [])["margin"] == -confidence.MAX_MARGIN


def test_coverage_counts_content_words_by_their_stem() -> None:
    assert content_words("How much did the Ukrainians get?") == {"ukrain", "get"}
    assert term_coverage("What did Ukrainian leaders get?", "Ukraine got a leader") == pytest.approx(2 / 3)
    assert term_coverage("How much is it?", "anything") == 1.0


@given(st.text(), st.text())
def test_coverage_is_a_share(question: str, text: str) -> None:
    assert 0.0 <= term_coverage(question, text) <= 1.0
    assert term_coverage(question, question + " " + text) == 1.0


def test_probability_is_the_logistic_of_the_weighted_sum() -> None:
    calibration = Calibration(-1.0, {"margin": 0.5}, 0.5)
    assert calibration.probability({"margin": 2.0}) == 0.5
    assert calibration.probability({"margin": 4.0}) == pytest.approx(1 / (1 + math.exp(-1)))
    assert calibration.probability({"margin": 1e9}) < 1.0 + 1e-12
    assert calibration.probability({"margin": -1e9}) > 0.0


def test_the_shipped_calibration_prefers_what_it_should() -> None:
    shipped = calibration_of(None)
    assert set(FEATURES) - ADDED <= set(shipped.weights) <= set(FEATURES)
    assert 0.0 < shipped.threshold < 1.0
    good = {"margin": 10.0, "lead": 8.0, "retrieval": 1.0, "coverage": 1.0, "agreement": 0.0}
    bad = {"margin": -10.0, "lead": 0.0, "retrieval": 0.4, "coverage": 0.0, "agreement": 0.0}
    assert shipped.probability(good) > 0.8
    assert shipped.probability(bad) < 0.1


DAMAGED = ["", "[]", "{}", '{"intercept": "x", "weights": {}, "threshold": 0}', "\xff", "null"]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_calibration_is_a_model_error_that_names_the_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "calibration.json").write_text(content, encoding="latin-1")
    with pytest.raises(ModelError, match=f"{tmp_path / 'calibration.json'} cannot be read"):
        load_calibration(tmp_path / "calibration.json")


def test_a_missing_calibration_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load_calibration(tmp_path / "gone.json")


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = Calibration(-1.2345, {name: number / 8 for number, name in enumerate(FEATURES)}, 0.37, "0123456789abcdef")
    save_calibration(written, tmp_path / "calibration.json", fitted_on={"questions": 7})
    assert load_calibration(tmp_path / "calibration.json") == written
    assert json.loads((tmp_path / "calibration.json").read_text())["fitted_on"] == {"questions": 7}
    assert [path.name for path in tmp_path.iterdir()] == ["calibration.json"]


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        ({"files": ["a.json", "b.json"], "questions": 7}, {"a.json": 7}),
        ({"files": ["a.json", "b.json", "n.jsonl"], "questions": {"open": 7, "news": 3}}, {"a.json": 7, "n.jsonl": 3}),
        ({"files": ["a.json", "b.json", "n"], "questions": {"a.json": 7, "n": 3}}, {"a.json": 7, "n": 3}),
        ({"file": "own.csv", "questions": 22}, {"own.csv": 22}),
        ({"questions": 7}, {}),
    ],
)
def test_a_calibration_knows_which_questions_it_was_fitted_on(
    facts: dict[str, object], known: dict[str, int], tmp_path: Path
) -> None:
    save_calibration(Calibration(0.0, dict.fromkeys(FEATURES, 1.0), 0.5), tmp_path / "own.json", fitted_on=facts)
    assert load_calibration(tmp_path / "own.json").fitted_on == known


def test_a_model_with_a_calibration_of_its_own_is_judged_by_it(tmp_path: Path) -> None:
    own = Calibration(1.0, dict.fromkeys(FEATURES, 0.5), 0.9)
    assert calibration_of(tmp_path) == calibration_of(None)
    save_calibration(own, tmp_path / "calibration.json")
    assert calibration_of(tmp_path) == own


def test_examples_are_asked_with_their_articles_and_without(
    library: Library, reader: PhraseReader, tmp_path: Path
) -> None:
    library.add(write_articles(tmp_path / "articles", 3))
    wanted = next(a.id for a in library.articles() if a.headline.endswith("Place1"))
    question = "How many visitors came to Place1 in week 2?"
    reader.phrases = {question: {"102": 5.0, "202": 1.0}}

    def right(article_id: str, start: int, end: int) -> bool:
        return library.article(article_id).text[start:end] == "102" and article_id == wanted

    there, gone = ask_examples(library, [CalibrationExample(question, frozenset({wanted}), right)])
    assert there.answerable
    assert there.right[0]
    assert there.features[0]["margin"] == 5.0
    assert not gone.answerable
    assert not any(gone.right)
    assert gone.features[0]["margin"] == 1.0


def asked(margin: float, right: bool, *, agreement: float = 0.0) -> Asking:
    features = {"margin": margin, "lead": 0.0, "retrieval": 0.5, "coverage": 0.5, "agreement": agreement}
    return Asking(right, (features,), (right,))


def test_a_fit_separates_what_can_be_separated() -> None:
    many = [asked(margin, margin > 0) for margin in (-9.0, -8.0, -7.0, -6.0, 6.0, 7.0, 8.0, 9.0)] * 5
    fitted = fit_calibration(many)
    assert fitted.weights["margin"] > 0
    judged = judge_calibration(fitted, many)
    assert all((confidence >= fitted.threshold) == right for confidence, right, _ in judged)


@pytest.mark.parametrize(("speaks_for", "sign"), [(True, 1), (False, 0)])
def test_agreement_counts_for_an_answer_or_not_at_all(speaks_for: bool, sign: int) -> None:
    many = [asked(margin, margin > 0) for margin in (-4.0, -1.0, 1.0, 4.0)] * 5
    many += [asked(0.0, right, agreement=float(right == speaks_for)) for right in (True, False)] * 5
    fitted = fit_calibration(many)
    assert np.sign(fitted.weights["agreement"]) == sign
    assert fitted.weights["margin"] > 0


def test_a_set_counts_as_much_as_another_however_many_questions_it_has() -> None:
    easy = [asked(margin, margin > -5) for margin in (-8.0, -6.0, -4.0, -2.0, 2.0)]
    hard = [asked(margin, margin > 5) for margin in (-2.0, 2.0, 4.0, 6.0, 8.0)]
    once, often = fit_calibration(easy * 40, hard * 40), fit_calibration(easy * 200, hard * 40)
    assert often.weights["margin"] == pytest.approx(once.weights["margin"], rel=0.05)
    assert often.intercept == pytest.approx(once.intercept, abs=0.05)
    assert fit_calibration(easy * 200 + hard * 40).intercept > once.intercept + 0.5  # together they would not


def test_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="all right or all wrong"):
        fit_calibration([asked(1.0, True)])


def test_the_threshold_serves_most_questions() -> None:
    judged = [(0.9, True, True), (0.6, True, True), (0.5, False, False), (0.2, False, False), (0.1, False, True)]
    assert best_threshold(judged) == pytest.approx(0.51)


def test_the_threshold_does_not_rise_with_the_number_of_questions_without_an_answer() -> None:
    judged = [(0.9, True, True), (0.3, True, True), (0.4, False, False), (0.1, False, False)]
    assert best_threshold(judged) == best_threshold([*judged[:2], *judged[2:] * 9]) == pytest.approx(0.11)
    assert best_threshold(judged[:2]) == 0
    assert best_threshold(judged[2:]) == pytest.approx(0.41)


def test_a_question_that_nothing_answers_is_asked_once(library: Library, reader: PhraseReader, tmp_path: Path) -> None:
    library.add(write_articles(tmp_path / "articles", 2))
    reader.phrases = {"Who won?": {"Place1": 3.0}}
    (once,) = ask_examples(library, [CalibrationExample("Who won?", frozenset(), lambda article, start, end: False)])
    assert not once.answerable
    assert once.features
    assert not any(once.right)


def many(draw: st.DrawFn) -> list[Asking]:
    rows = draw(st.lists(st.tuples(st.floats(-20, 20), st.booleans()), min_size=2, max_size=30))
    return [asked(margin, right) for margin, right in rows]


@settings(max_examples=40)
@given(st.composite(many)())
def test_an_adjusted_calibration_never_turns_the_order_around(many: list[Asking]) -> None:
    before = Calibration(-1.0, {"margin": 0.3, "lead": 0.2, "retrieval": 2.0, "coverage": 1.0}, 0.5)
    rights = [one.right[0] for one in many]
    if len(set(rights)) < 2:
        with pytest.raises(ValueError, match="all right or all wrong"):
            adjust_calibration(before, many)
        return
    after = adjust_calibration(before, many)
    assert 0.0 <= after.threshold < 1.0
    rows = sorted((one.features[0] for one in many), key=before.log_odds)
    odds = [after.log_odds(row) for row in rows]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(odds))
    assert all(after.weights[name] / weight >= LEAST_SLOPE - 1e-12 for name, weight in before.weights.items())


def test_an_adjusted_calibration_fits_better_than_the_one_before() -> None:
    before = Calibration(-6.0, {"margin": 0.1, "lead": 0.0, "retrieval": 0.0, "coverage": 0.0}, 0.5)
    many = [asked(margin, margin > 2) for margin in (-9.0, -3.0, 1.0, 3.0, 6.0, 9.0)] * 10
    after = adjust_calibration(before, many)

    def missed(calibration: Calibration) -> int:
        judged = judge_calibration(calibration, many)
        return sum((confidence >= calibration.threshold) != right for confidence, right, _ in judged)

    assert (missed(before), missed(after)) == (30, 0)


def test_nothing_to_adjust() -> None:
    with pytest.raises(ValueError, match="all right or all wrong"):
        adjust_calibration(calibration_of(None), [asked(1.0, True)])
