"""What a terminal shows of a report: every figure with its interval, and evidence that can be read."""

from __future__ import annotations

import io

from rich.console import Console

from eval.dataset import Kind, Question
from eval.evidence import evidence_html
from eval.figures import summarize
from eval.records import verdict_to_json
from eval.table import SHOWN_WRONG, print_evidence, print_table
from eval.verdict import Blame, Report, Verdict
from tests.verdicts import MIXED, NONE, WRONG, candidate, verdict

HOSTILE = "[red]x[/red]\n\x1b[31my\x07"


def printed(report: Report, width: int = 120) -> list[str]:
    console = Console(file=io.StringIO(), width=width, markup=False)
    print_table(report, summarize(report, resamples=20), console)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def evidence(one: Verdict) -> str:
    console = Console(file=io.StringIO(), width=100, markup=False)
    print_evidence(one, console)
    return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())  # type: ignore[attr-defined]


def words(report: Report) -> str:
    return " ".join(" ".join(printed(report, width=300)).split())


def test_the_table_shows_every_figure_with_its_interval() -> None:
    shown = words(MIXED)
    summary = summarize(MIXED, resamples=20)
    for name in ("f1", "answerable.f1", "answerable.answered", "unanswerable.abstained", "followup.f1"):
        value, interval = summary.values[name], summary.intervals[name]
        assert value is not None
        assert interval is not None
        assert f"{100 * value:.1f}% [{100 * interval.low:.0f}–{100 * interval.high:.0f}]" in shown
    for name in ("recall@1 25.0% [", "recall@5 50.0% [", "mrr 41.1% [", "ndcg@10", "correct 66.7% [", "withheld 1"):
        assert name in shown
    for name in ("ECE 0.380 [", "AURC 0.297 [", "80 % precision 25.0% [", "p50 10 ms p95 18 ms", "read 3 ms answer 4"):
        assert name in shown
    assert "valid 85.7% [" in shown
    assert "of 7" in shown
    assert "retriever 0 reader 1 outranked 1 abstention 1 silenced 1" in shown


def test_wrong_questions_are_listed_with_what_was_said_and_expected() -> None:
    lines = {" ".join(line.split()) for line in printed(MIXED)}
    assert {
        "2 wrong:",
        "wrong outranked wrong asks? Ede Olm",
        "silent silenced silent asks? silence (Olm) Olm",
    } <= lines


def test_nothing_is_listed_when_nothing_went_wrong_and_a_dash_stands_for_no_rate() -> None:
    shown = words(Report((verdict(kind=Kind.UNANSWERABLE, **NONE),)))
    assert "wrong" not in shown
    assert "answerable 0 – – –" in shown
    assert "retriever 0 reader 0 abstention 0" in shown


def test_at_most_fifteen_wrong_questions_are_listed_one_line_each() -> None:
    long = {**WRONG, "prediction": "a very long answer " * 20}
    lines = printed(Report(tuple(verdict(f"w{number}", **long) for number in range(40))), width=80)
    listed = [line for line in lines if line.startswith("w") and line[1].isdigit()]
    assert [line.split()[0] for line in listed] == [f"w{number}" for number in range(SHOWN_WRONG)]
    assert max(map(len, lines)) <= 80
    assert "40 wrong, the first 15:" in lines


def test_text_from_articles_can_neither_style_nor_break_the_table() -> None:
    lines = printed(Report((verdict("w", **{**WRONG, "prediction": HOSTILE}),)), width=160)
    (line,) = [line for line in lines if line.startswith("w ")]
    assert "[red]x[/red]  [31my" in line
    assert "\x1b" not in "".join(lines)


def test_the_evidence_of_a_question_can_be_read() -> None:
    assert evidence(verdict("w", **WRONG)) == (
        "w  w asks?\n"
        "  said: Ede  (EM 0, F1 0.50, confidence 0.80, threshold 0.50)\n"
        "  expected: Olm\n"
        "  blame: reader: outranked\n"
        "  gold passages: ranks 7 (1 in the library, 2 of 8 passages read)\n"
        "    gold: a.txt 13–16, passage rank 1\n"
        "    Ada moved to [Olm]. Bo stayed.\n"
        "    candidate 1: a.txt 13–16, passage not found, 0.80 wrong\n"
        "    Ada moved to [Ede]. Bo stayed.\n"
        "    candidate 2: a.txt 13–16, passage rank 1, 0.30 right\n"
        "    Ada moved to [Olm]. Bo stayed.\n"
        "\n"
    )


def test_right_words_that_are_wrong_only_by_their_place_say_what_to_do() -> None:
    there = candidate("Olm", start=40, end=43, right=False)
    note = (
        "    right words at a place that does not count (a.txt, 40–43): if they answer there too, let the question say "
        "so; in JSON Lines by naming a.txt in `also`\n"
    )
    missed = verdict("w", right=False, blame=Blame.MISREAD, candidates=(there,))
    assert note in evidence(missed)
    assert "Right words at a place that does not count" in evidence_html(missed)
    assert verdict_to_json(missed)["right_words_elsewhere"] == {"article": "a.txt", "start": 40, "end": 43}
    for other in (verdict("r"), verdict("w", **WRONG), verdict("n", Kind.UNANSWERABLE, **NONE)):
        assert "right words" not in evidence(other)
        assert "right_words_elsewhere" not in verdict_to_json(other)


def test_the_evidence_of_silence_and_of_a_followup() -> None:
    none = evidence(verdict("n", Kind.UNANSWERABLE, **NONE))
    assert "said: silence" in none
    assert "expected: silence" in none
    assert "blame: none" in none
    assert "no candidates" in none
    assert "gold passages" not in none
    turn = Question("f", Kind.FOLLOWUP, "And he?", ("Olm",), history=(("Who?", "Ada"), ("When?", "")))
    shown = evidence(verdict(question=turn, gold_ranks=()))
    assert "after: Who?  Ada" in shown
    assert "after: When?  silence" in shown
    assert "gold passages: not found" in shown


def test_evidence_is_text_and_nothing_else() -> None:
    shown = evidence(verdict(candidates=(candidate(HOSTILE, around=f"a {HOSTILE} b", start=2, end=2 + len(HOSTILE)),)))
    assert "\x1b" not in shown
    assert "a [[red]x[/red]  [31my ] b" in shown
