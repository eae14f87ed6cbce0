"""The benchmark's arithmetic; what it measures is for people to read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from eval.bench import Asking, Figure, ask_figures, bench, print_figures, sample
from eval.dataset import Kind, Question, Task
from eval.plain import Recorder
from rag import Settings, SourceError, Timings


@pytest.mark.parametrize(
    ("unit", "ibid", "other", "speed", "over_floor"),
    [
        ("passages/s", 30.0, 20.0, 1.5, 2 / 3),  # more is faster
        ("ms", 30.0, 20.0, 2 / 3, 1.5),  # more is slower
        ("ms", 30.0, None, None, None),
    ],
)
def test_ratios_to_plain_code_and_to_the_floor(
    unit: str, ibid: float, other: float | None, speed: float | None, over_floor: float | None
) -> None:
    figure = Figure("x", unit, ibid, plain=other, floor=other)
    assert figure.speed == pytest.approx(speed)
    assert figure.over_floor == pytest.approx(over_floor)


def test_figures_of_asking_by_hand() -> None:
    askings = [
        Asking(Timings(1, 2, 10, 4), passages=8, read=2, tokens=300, plain_all=40.0, plain_read=20.0, floor=8.0),
        Asking(Timings(3, 4, 30, 8), passages=8, read=4, tokens=500, plain_all=80.0, plain_read=60.0, floor=24.0),
    ]
    figures = {figure.name.strip(): (figure.ibid, figure.plain, figure.floor) for figure in ask_figures(askings)}
    assert figures == {
        "ask, p50": (31.0, None, None),  # between 17 and 45
        "ask, p95": (pytest.approx(17 + 0.95 * 28), None, None),
        "embed, p50": (2.0, None, None),
        "retrieve, p50": (3.0, None, None),
        "read, p50": (20.0, 60.0, 16.0),
        "read, p95": (pytest.approx(29.0), pytest.approx(78.0), pytest.approx(23.2)),
        "the same passages, p50": (20.0, 40.0, None),
        "tokens read": (pytest.approx(800 / 0.040), pytest.approx(800 / 0.080), pytest.approx(800 / 0.032)),
        "passages read, mean": (3.0, 8.0, None),
        "answer, p50": (6.0, None, None),
    }


@pytest.mark.parametrize(
    ("count", "expected"), [(1, ["q0"]), (3, ["q0", "q3", "q6"]), (99, [f"q{n}" for n in range(9)])]
)
def test_a_sample_is_spread_evenly_and_needs_no_history(count: int, expected: list[str]) -> None:
    questions = [Question(f"q{number}", Kind.UNANSWERABLE, "?") for number in range(9)]
    followup = Question("f", Kind.FOLLOWUP, "?", ("x",), "a.txt", 0, history=(("?", "x"),))
    task = Task((followup, *questions), None)
    assert [question.id for question in sample(task, count)] == expected


def test_the_table_lines_up_what_was_compared() -> None:
    console = Console(file=io.StringIO(), width=100)
    lines = [Figure("read, p50", "ms", 1234.567, 2469.134, 1000.0), Figure("ask, p50", "ms", 20.04)]
    print_figures({"seeds": lines}, console)
    words = [tuple(line.split()) for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert words == [
        ("Ibid", "plain", "floor", "plain", "/", "Ibid", "Ibid", "/", "floor"),
        ("seeds",),
        ("read,", "p50", "1,234.57", "2,469.13", "1,000.00", "ms", "2.00", "1.23"),
        ("ask,", "p50", "20.04", "ms"),
    ]


def test_json_lines_are_not_squad(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"id": "q", "kind": "unanswerable", "question": "?", "answers": [], "article": null, "start": null, '
        '"also": [], "history": []}\n'
    )
    with pytest.raises(SourceError, match=r"own\.jsonl: not SQuAD JSON"):
        bench(path, 1, Settings())


def test_the_recorder_keeps_texts_and_gives_unit_vectors() -> None:
    recorder = Recorder(lambda text, **options: {"offset_mapping": [[0, len(text)]]})
    vectors = [recorder.embed(["one", "two"]), recorder.embed(["three"])]
    assert recorder.texts == ["one", "two", "three"]
    assert [vector.shape for vector in vectors] == [(2, 2), (1, 2)]
    assert float((vectors[0] ** 2).sum(axis=1).max()) == pytest.approx(1.0)
    assert recorder.token_offsets("four") == [(0, 4)]
