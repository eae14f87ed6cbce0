"""Sets, conflicts, corroboration, follow-ups: scores of single questions, and the figures over several, by hand."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import pytest
from rich.console import Console

from eval.beside import ROWS, count_rated
from eval.dataset import Kind, Question
from eval.extra import Behaviour, Extra, Type
from eval.figures import summarize
from eval.html import render_report
from eval.records import verdict_from_json, verdict_to_json
from eval.report import report_to_json
from eval.several import listed, said_of, score_several
from eval.table import print_table
from eval.told import Told, first_candidate
from eval.verdict import Report, Verdict
from tests.test_answers import make_article
from tests.test_proofs import make_answer, make_quotation
from tests.verdicts import NONE, verdict

TOWNS = (("Grendholt",), ("Dunmarrow", "the town of Dunmarrow"), ("Ferrisk",))


def told(*answers: tuple[str, ...], agreement: str = "alone", independent: int = 1, **given: object) -> Told:
    first = answers[0][0] if answers else None
    made = Told("q asks?", agreement, answers, independent if answers else 0, first, 1.0 if answers else 0.0)
    return replace(made, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("Grendholt, Dunmarrow and Ferrisk", {0, 1, 2}),
        ("the town of Dunmarrow", {1}),
        ("Dunmarrows", set()),
        ("at least 25 people", {0}),
        ("Olm", set()),
        ("", set()),
    ],
)
def test_a_text_says_the_members_that_stand_in_it(text: str, members: set[int]) -> None:
    assert said_of(text, TOWNS if "25" not in text else (("25",), ("23",))) == members


def test_a_text_that_is_like_two_members_says_the_one_that_it_is_most_like() -> None:
    assert said_of("4.1 percent a year", (("4.3 percent",), ("4.1 percent",))) == {1}
    assert said_of("a rise of 4.1", (("rise of 4.3",), ("rise of 4.1 percent",))) == {1}


def test_a_list_is_scored_by_hand() -> None:
    # Two of three things said are towns of the set, two of three towns are said.
    whole = listed([("Ferrisk", "Ferrisk harbour"), ("Olm",), ("Grendholt",)], TOWNS)
    assert whole is not None
    assert (whole.precision, whole.recall, whole.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    one = listed([("Grendholt and Ferrisk",)], TOWNS)
    assert one is not None
    assert (one.precision, one.recall, one.f1) == pytest.approx((1, 2 / 3, 4 / 5))
    nothing = listed([("Olm",)], TOWNS)
    assert nothing is not None
    assert nothing.f1 == 0
    assert listed([], TOWNS) is None


def test_a_conflict_is_right_when_two_of_its_sides_are_shown() -> None:
    extra = Extra(conflict=(("25",), ("23", "Twenty-three")), conflict_articles=(("a",), ("b",)))
    both = told(("25 people",), ("Twenty-three",), agreement="differ")
    assert score_several("q asks?", extra, both, right=True).right_conflict == 1
    strangers = told(("25",), ("1987",), agreement="differ")
    assert score_several("q asks?", extra, strangers, right=True).right_conflict == 0
    alone = told(("25",))
    scores = score_several("q asks?", extra, alone, right=True)
    assert (scores.is_conflict, scores.shown_conflict, scores.right_conflict) == (1, 0, 0)


def test_agreement_counts_only_for_a_right_answer() -> None:
    extra = Extra(independent=2, corroborated_by=("b",))
    shown = told(("Olm",), agreement="agree", independent=2)
    right = score_several("q asks?", extra, shown, right=True)
    assert (right.is_agreed, right.shown_agreed, right.right_agreed, right.right_count) == (1, 1, 1, 1)
    wrong = score_several("q asks?", extra, shown, right=False)
    assert (wrong.shown_agreed, wrong.right_agreed, math.isnan(wrong.right_count)) == (1, 0, True)
    unknown = score_several("q asks?", Extra(), shown, right=True)
    assert math.isnan(unknown.shown_agreed)


def test_nothing_is_agreed_on_where_nothing_answers() -> None:
    shown = told(("Olm",), agreement="agree", independent=2)
    found = score_several("q asks?", Extra(), shown, right=False, unanswerable=True)
    assert (found.is_agreed, found.shown_agreed, found.right_agreed, math.isnan(found.right_count)) == (0, 1, 0, True)
    silent = score_several("q asks?", Extra(), told(), right=True, unanswerable=True)
    assert (silent.is_agreed, silent.shown_agreed, silent.right_agreed) == (0, 0, 0)


def asked(name: str, kind: Kind = Kind.ANSWERABLE, **extra: object) -> Question:
    answers = () if kind is Kind.UNANSWERABLE else ("Olm",)
    return Question(name, kind, "q asks?", answers, extra=Extra(**extra))  # type: ignore[arg-type]


def conflict() -> Question:
    return asked(
        "c", conflict=(("25",), ("23",)), conflict_articles=(("a",), ("b",)), independent=1, corroborated_by=()
    )


def agreed(name: str) -> Question:
    return asked(name, independent=2, corroborated_by=("b",))


VERDICTS: tuple[Verdict, ...] = (
    # Lists: all of two towns; one of two, beside another; silence. The first candidate alone says one of two.
    verdict(
        "s1",
        question=asked("s1", answers_all=TOWNS[:2]),
        f1=0.5,
        told=told(("Grendholt",), ("Dunmarrow",), agreement="several"),
    ),
    verdict(
        "s2",
        question=asked("s2", answers_all=TOWNS[:2]),
        f1=1.0,
        told=told(("Grendholt",), ("Olm",), agreement="differ"),
    ),
    verdict("s3", question=asked("s3", answers_all=TOWNS[:2]), f1=0.0, **{**NONE, "told": told()}),
    # Conflicts: one shown, one not; s2 is shown as one and is none.
    verdict("c1", question=conflict(), told=told(("25",), ("23",), agreement="differ")),
    verdict("c2", question=conflict(), told=told(("25",))),
    # Agreement: said of a1 and a2, the latter wrong; known of a3 too, where it is not said.
    verdict("a1", question=agreed("a1"), told=told(("Olm",), agreement="agree", independent=2)),
    verdict(
        "a2",
        question=agreed("a2"),
        right=False,
        f1=0.0,
        told=told(("Ede",), agreement="agree", independent=3, first_f1=0.0),
    ),
    verdict("a3", question=agreed("a3"), told=told(("Olm",))),
    # Within a history: one unchanged, one changed; two follow-ups, both right in full.
    verdict("u1", question=asked("u1", standalone=True), told=told(("Olm",))),
    verdict("u2", question=asked("u2", standalone=True), told=told(("Olm",), understood="q asks of Olm?")),
    verdict("f1", question=asked("f1", Kind.FOLLOWUP, full="q?"), told=told(("Olm",), full_f1=1.0, first_f1=0.0)),
    verdict(
        "f2", question=asked("f2", Kind.FOLLOWUP, full="q?"), f1=0.5, told=told(("Olm Ede",), full_f1=1.0, first_f1=0.5)
    ),
    # Kinds: one bearing quotation, one declined.
    verdict(
        "w", question=asked("w", type=Type.WHY, behaviour=Behaviour.QUOTE), f1=0.5, told=told(("Olm",), first_f1=0.25)
    ),
    verdict(
        "d",
        question=asked("d", Kind.UNANSWERABLE, type=Type.OPINION, behaviour=Behaviour.DECLINE),
        **{**NONE, "told": told(first_f1=1.0)},
    ),
)
FIGURES = {
    "sets.precision": (1 + 1 / 2) / 2,
    "sets.recall": (1 + 1 / 2 + 0) / 3,
    "sets.f1": (1 + 1 / 2 + 0) / 3,
    "sets.shown_as_conflict": 1 / 3,
    "first.sets.precision": 1.0,
    "first.sets.recall": (1 / 2 + 1 / 2 + 0) / 3,
    "first.sets.f1": (2 / 3 + 2 / 3 + 0) / 3,
    "conflict.precision": 1 / 2,
    "conflict.recall": 1 / 2,
    "conflict.shown_as_set": 0.0,
    "corroboration.precision": 1 / 2,
    "corroboration.recall": 1 / 3,
    # Right answers with a known number: c1, c2, a1 right; a3 said one of two.
    "corroboration.count": 3 / 4,
    "standalone.unchanged": 1 / 2,
    "followup.f1": 0.75,
    "followup.f1_in_full": 1.0,
    "followup.share_of_full": 0.75,
    "first.followup.f1": 0.25,
    "first.followup.share_of_full": 0.25,
    # s1 to s3 by their lists; c1, c2, a1, a3, u1, u2 right, a2 wrong, w half.
    "answerable.f1_with_sets": (1 + 1 / 2 + 0 + 6 + 0 + 0.5) / 11,
    "first.answerable.f1_with_sets": (2 / 3 + 2 / 3 + 0 + 6 + 0 + 0.25) / 11,
    "types.why.f1": 0.5,
    "first.types.why.f1": 0.25,
    "types.opinion.f1": 1.0,
    "types.how.f1": None,
    "behaviours.quote.right": 1.0,
    "behaviours.decline.declined": 1.0,
    "first.unanswerable.abstained": 1.0,
}


def test_figures_by_hand() -> None:
    values = summarize(Report(VERDICTS), resamples=2).values
    assert {name: values[name] for name in FIGURES} == pytest.approx(FIGURES)


def test_a_set_that_knows_of_no_conflict_tells_nothing_of_those_shown() -> None:
    shown = (verdict("a", question=asked("a"), told=told(("Olm",), ("Ede",), agreement="differ", independent=2)),)
    values = summarize(Report(shown), resamples=2).values
    assert (values["conflict.precision"], values["corroboration.precision"]) == (None, None)


def test_counts_stand_beside_the_figures() -> None:
    data = report_to_json(Report(VERDICTS), summarize(Report(VERDICTS), resamples=2))
    assert (data["sets"]["n"], data["conflict"]["n"], data["corroboration"]["n"], data["standalone"]["n"]) == (
        3,
        2,
        3,
        2,
    )
    assert (data["types"]["why"]["n"], data["behaviours"]["decline"]["n"]) == (1, 1)
    assert data["first"]["sets"]["recall"] == pytest.approx(1 / 3)


def test_a_precision_stands_beside_the_number_of_those_shown() -> None:
    counts = count_rated(Report(VERDICTS))
    called = {row.figure: row.count(counts) for row in ROWS}
    assert (called["conflict.precision"], called["conflict.recall"]) == ("2", "2")
    assert (called["corroboration.precision"], called["corroboration.recall"]) == ("2", "3")
    assert (called["corroboration.count"], called["sets.precision"], called["sets.recall"]) == ("4", "2", "3")
    assert called["citations.valid"] == ""


def test_record_keeps_what_was_told() -> None:
    for one in VERDICTS:
        assert verdict_from_json(verdict_to_json(one)).told == one.told
    record = verdict_to_json(VERDICTS[0])
    del record["told"]
    assert verdict_from_json(record).told is None
    with pytest.raises(ValueError, match="independent"):
        verdict_from_json({**record, "told": {**verdict_to_json(VERDICTS[0])["told"], "independent": "many"}})


def test_table_and_page_set_them_beside_the_first_candidate() -> None:
    report, summary = Report(VERDICTS), summarize(Report(VERDICTS), resamples=2)
    out = io.StringIO()
    print_table(report, summary, Console(file=out, width=140), list_wrong=False)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("sets: members that are listed"))
    assert "50.0%" in line
    assert "33.3%" in line
    html = render_report(report, summary)
    assert "first candidate alone" in html
    assert "conflicts: known that are shown" in html
    plain = Report((verdict("plain"),))
    assert "first candidate alone" not in render_report(plain, summarize(plain, resamples=2))


def test_first_candidate_is_the_most_probable_and_not_the_newest() -> None:
    article = make_article("It rained in Olm. It rained in Ede.")
    newest, sure = (
        replace(make_quotation(article, town, f"It rained in {town}."), confidence=confidence)
        for town, confidence in (("Olm", 0.6), ("Ede", 0.9))
    )
    assert first_candidate(make_answer(newest, sure)) == "Ede"
    assert first_candidate(make_answer(None, sure)) is None
