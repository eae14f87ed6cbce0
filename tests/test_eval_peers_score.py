"""The peers' figures by hand, from predictions made by hand; no peer is installed for it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.dataset import Place
from eval.peers.__main__ import score_folder
from eval.peers.judging import Judged
from eval.peers.score import Scores, best_threshold, score_all, shown_when_tuned
from eval.peers.tables import FIGURES, put_between, report, summary
from eval.peers.tasks import TEXTS, Item, PeerTask
from eval.peers.wire import (
    Found,
    Job,
    Meta,
    Prediction,
    Reply,
    prediction_line,
    read_job,
    read_meta,
    read_predictions,
    write_job,
    write_meta,
)
from rag import SourceError

TEXT = "Ada moved to Olm. Bo stayed in Ede."
OLM, EDE = Found("a.txt", "Olm", 13, 16), Found("a.txt", "Ede", 31, 34)
WHOLE = (Found("a.txt", TEXT, 0, len(TEXT)),)
ITEMS = (
    *(Item(f"q{number}", "Where did Ada move?", ("Olm",), (Place("a.txt", 13, 16),)) for number in range(4)),
    *(Item(f"n{number}", "Who won?", (), ()) for number in range(4)),
)
TASK = PeerTask("the test", ITEMS, {"a.txt": TEXT}, 0)
META = Meta((2.0, 0.5, 1.0), 3, 400.0, {"haystack-ai": "3.4.0"}, (9.0, 7.0, 8.0), (300.0, 310.0, 305.0))


def judged(*, answerable: bool = True, f1: float = 1.0, score: float = 0.5, silent: bool = False) -> Judged:
    return Judged(
        answerable=answerable,
        exact_match=float(f1 == 1),
        f1=f1 if answerable else 0.0,
        answered=True,
        score=score,
        silent=silent,
        misplaced=False,
        unplaced=False,
        right=answerable and f1 >= 0.5,
        gold_rank=1,
        ms=1.0,
    )


def predictions(found: dict[str, Found], scores: dict[str, float]) -> list[Prediction]:
    return [
        Prediction(
            item.id,
            10.0 * (number + 1),
            Reply(found[item.id].text, scores[item.id], False, found[item.id], True, WHOLE),
        )
        for number, item in enumerate(ITEMS)
    ]


@pytest.fixture
def scores() -> tuple[Scores, ...]:
    """Ibid right, and surer where there is an answer; the other half right, wrong about its places, never surer."""
    right = dict.fromkeys((item.id for item in ITEMS), OLM)
    sure = {item.id: 0.9 if item.answers else 0.2 for item in ITEMS}
    half = right | {"q0": EDE, "q1": EDE, "q2": replace(OLM, start=12, end=15)}
    unsure = dict.fromkeys(right, 0.5)
    said = {"ibid": predictions(right, sure), "haystack": predictions(half, unsure)}
    return score_all(TASK, said, {"ibid": META, "haystack": replace(META, index_s=(4.0,))})


def test_figures_by_hand(scores: tuple[Scores, ...]) -> None:
    ibid, other = scores
    assert ibid.values == {
        "f1": 1.0, "exact_match": 1.0, "right": 1.0, "recall": 1.0,
        "tuned_f1": 1.0, "tuned_answered": 1.0, "tuned_silent": 1.0,
        "own_f1": 0.5, "own_answered": 1.0, "own_silent": 0.0,
    }  # fmt: skip
    assert (other.values["f1"], other.values["exact_match"], other.values["right"]) == (0.5, 0.5, 0.25)
    assert (other.answers, other.misplaced, other.unplaced, ibid.misplaced) == (8, 1, 0, 0)
    assert (ibid.chars_per_s, other.chars_per_s) == (len(TEXT) / 0.5, len(TEXT) / 4)
    assert (ibid.p50_ms, ibid.p95_ms) == (pytest.approx(45), pytest.approx(76.5))
    assert (ibid.cold_s, ibid.cold_peak_mib) == (8.0, 305.0)


def test_the_difference_is_paired_by_question(scores: tuple[Scores, ...]) -> None:
    ibid, other = scores
    assert ibid.lead is None
    assert other.lead is not None
    assert (other.lead.difference, other.lead.interval.low, other.lead.interval.high) == (0.5, -1.0, 1.0)
    assert other.tuned_lead is not None
    # One score for all: all are shown, or none is; either way half of the questions are lost at the least.
    assert other.tuned_lead.difference >= 0.5


def test_without_unanswerable_questions_there_is_no_silence_to_rate() -> None:
    task = replace(TASK, items=ITEMS[:4])
    said = [Prediction(item.id, 1.0, Reply("Olm", 0.5, False, OLM, True, WHOLE)) for item in task.items]
    (only,) = score_all(task, {"ibid": said}, {"ibid": META})
    assert (only.values["tuned_silent"], only.intervals["tuned_silent"], only.values["tuned_f1"]) == (None, None, 1.0)
    assert "threshold tuned" not in report({"t": (task, (only,))}, [])


def test_a_threshold_is_the_lowest_that_gains_most() -> None:
    rows = [judged(score=0.9), judged(score=0.4), judged(answerable=False, score=0.3), judged(score=0.1, f1=0.2)]
    assert best_threshold(rows) == 0.4
    assert best_threshold(rows[:2]) == -math.inf
    assert best_threshold([judged(answerable=False)]) == math.inf


@given(
    st.lists(st.builds(judged, answerable=st.booleans(), f1=st.sampled_from((0.0, 0.5, 1.0)), score=st.floats(0, 1)))
)
def test_no_threshold_gains_more_than_the_best(rows: list[Judged]) -> None:
    def gain(cut: float) -> float:
        return sum((one.f1 if one.score >= cut else 0.0) if one.answerable else one.score < cut for one in rows)

    assert gain(best_threshold(rows)) == max(gain(cut) for cut in (-math.inf, math.inf, *(one.score for one in rows)))


def test_a_threshold_is_never_chosen_on_the_questions_it_is_tried_on() -> None:
    # Either half by itself would cut elsewhere: what is surely wrong in one is surely right in the other.
    rows = [
        judged(score=0.9), judged(score=0.2), judged(score=0.9), judged(score=0.2),
        judged(answerable=False, score=0.5), judged(answerable=False, score=0.1),
    ]  # fmt: skip
    assert shown_when_tuned(rows) == [True, False, True, False, True, False]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    one = Prediction("q\u2028", 1.5, Reply("Olm", None, False, OLM, True, (Found("a.txt", "x\u2028y"),)))
    two = Prediction("r", 2.5, Reply(None, None, True, None, False, ()))
    path = tmp_path / "file"
    path.write_text(prediction_line(one) + prediction_line(two), encoding="utf-8")
    assert read_predictions(path) == (one, two)
    job = Job(tmp_path, (("q", "Who?"),), tmp_path / "e", tmp_path / "r", 8)
    write_job(job, path)
    assert read_job(path) == job
    write_meta(META, path)
    assert read_meta(path) == META


def test_a_run_that_was_cut_short_counts_as_far_as_all_got(tmp_path: Path) -> None:
    folder = tmp_path / "0-seeds"
    (folder / TEXTS).mkdir(parents=True)
    (folder / TEXTS / "a.txt").write_text(TEXT, encoding="utf-8")
    task = {"title": "the test", "withheld": 0, "items": [asdict(item) for item in ITEMS]}
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    said = predictions(dict.fromkeys((item.id for item in ITEMS), OLM), dict.fromkeys((item.id for item in ITEMS), 0.5))
    for name, count in (("ibid", 5), ("plain", 3)):
        (folder / name).mkdir()
        (folder / name / "predictions.jsonl").write_text("".join(map(prediction_line, said[:count])), encoding="utf-8")
        write_meta(replace(META, cold_s=(), cold_peak_mib=()), folder / name / "meta.json")
    (asked, scores) = score_folder(tmp_path)["0-seeds"]
    assert ([item.id for item in asked.items], asked.unasked) == (["q0", "q1", "q2"], 5)
    assert [one.answers for one in scores] == [3, 3]
    text = report({"0-seeds": (asked, scores)}, [])
    assert "cut short, 5 more were not asked" in text
    assert " ms |" not in text + summary({"0-seeds": (asked, scores)}), "no times of half a run"
    with pytest.raises(SourceError, match="holds no run"):
        score_folder(tmp_path / "0-seeds")


def test_tables_name_all_systems_and_give_every_figure(scores: tuple[Scores, ...]) -> None:
    text = report({"t": (TASK, scores)}, ["two cores"])
    assert text.startswith("- two cores\n- versions: haystack-ai 3.4.0\n")
    assert "4 questions with an answer, 4 without; 1 article." in text
    assert "| haystack | 50.0 [0.0 to 100.0] | 50.0 | +50.0 [-100.0 to 100.0], p = " in text
    assert "| 1 of 8 |" in text
    assert "None" not in text
    assert "nan" not in text


def test_a_table_is_put_between_its_marks(scores: tuple[Scores, ...]) -> None:
    before = f"# Peers\n{FIGURES[0]}\nold\n{FIGURES[1]}\nafter\n"
    new = summary({"t": (TASK, scores)})
    after = put_between(before, FIGURES, new)
    assert "old" not in after
    assert put_between(after, FIGURES, new) == after
    assert after.endswith(f"{FIGURES[1]}\nafter\n")
    with pytest.raises(ValueError, match="begin"):
        put_between("no marks", FIGURES, new)
