"""The figures as Markdown, for docs/peers.md and for the few lines of the README."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.bootstrap import Interval, Paired
from eval.compare import plain_p
from eval.peers.score import RECALL_AT, Scores
from eval.peers.tasks import PeerTask
from rag import plain_count

NONE = "–"
FIGURES = ("<!-- figures of make bench-peers: begin -->", "<!-- figures of make bench-peers: end -->")
SUMMARISED = ("ibid", "haystack", "txtai", "plain")
GIB_IN_KIB = 1024**2
Rows = Sequence[Sequence[str]]


def report(results: Mapping[str, tuple[PeerTask, tuple[Scores, ...]]], about: Sequence[str]) -> str:
    """All tables, task by task, after the lines `about` the run; without times if it did not come to its end."""
    parts = ["\n".join(f"- {line}" for line in (*about, *_versions(results)))]
    for task, scores in results.values():
        parts += [_heading(task), _quality(scores)]
        if any(one.values["tuned_silent"] is not None for one in scores):
            parts.append(_silence(scores))
        if _is_whole(results):
            parts.append(_speed(scores))
    return "\n\n".join(parts)


def summary(results: Mapping[str, tuple[PeerTask, tuple[Scores, ...]]]) -> str:
    """A few lines for the README: F1 on each task, and the costs on the first if the run came to its end."""
    tasks = list(results.values())
    rows = []
    for name in SUMMARISED:
        found = [next((one for one in scores if one.name == name), None) for _, scores in tasks]
        first = found[0]
        if first is None:
            continue
        known = [one for one in found if one is not None]
        rows.append(
            [
                name,
                *(_percent(one.values["f1"]) if one is not None else NONE for one in found),
                f"{sum(one.misplaced for one in known)} of {sum(one.answers for one in known)}",
                *((f"{first.p50_ms:,.0f} ms", *_cold(first)) if _is_whole(results) else ()),
            ]
        )
    costs = ("a question", "a new process", "its memory") if _is_whole(results) else ()
    return _table(["", *(f"F1, {task.title}" for task, _ in tasks), "wrong places", *costs], rows)


def _is_whole(results: Mapping[str, tuple[PeerTask, tuple[Scores, ...]]]) -> bool:
    """Whether the run came to its end, where new processes are timed."""
    return any(one.cold_s is not None for _, scores in results.values() for one in scores)


def machine() -> str:
    """This machine in words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = [plain_count(cores, "core"), *_processor(), *_memory()]
    return f"{', '.join(told)}, {platform.system()}, Python {platform.python_version()}"


def put_between(text: str, marks: tuple[str, str], new: str) -> str:
    """`text` with what stands between two marks replaced. Raises `ValueError` when they are not there once each."""
    if any(text.count(mark) != 1 for mark in marks):
        raise ValueError(f"needs one line {marks[0]} and one {marks[1]}")
    head, _, rest = text.partition(marks[0])
    _, _, tail = rest.partition(marks[1])
    return f"{head}{marks[0]}\n\n{new}\n\n{marks[1]}{tail}"


def _heading(task: PeerTask) -> str:
    answerable = sum(bool(item.answers) for item in task.items)
    counts = [f"{plain_count(answerable, 'question')} with an answer, {len(task.items) - answerable} without"]
    counts.append(plain_count(len(task.texts), "article"))
    if task.withheld:
        counts.append(f"{task.withheld} more taken out, whose questions are those without")
    if task.unasked:
        counts.append(f"cut short, {task.unasked} more were not asked")
    return f"### {task.title}\n\n{'; '.join(counts)}."


def _quality(scores: Sequence[Scores]) -> str:
    heads = ["", "F1", "EM", "Ibid's F1 has more", "right and rightly placed", f"recall@{RECALL_AT}",
             "answers not where it says"]  # fmt: skip
    return _table(
        heads,
        [
            [
                one.name,
                _with_interval(one, "f1"),
                _percent(one.values["exact_match"]),
                _lead(one.lead),
                _percent(one.values["right"]),
                _percent(one.values["recall"]),
                f"{one.misplaced} of {one.answers}" + (f", {one.unplaced} nowhere" if one.unplaced else ""),
            ]
            for one in scores
        ],
    )


def _silence(scores: Sequence[Scores]) -> str:
    heads = ["with silence", "F1, threshold tuned", "Ibid's has more", "answered", "rightly silent",
             "F1, as it comes", "answered", "rightly silent"]  # fmt: skip
    return _table(
        heads,
        [
            [
                one.name,
                _with_interval(one, "tuned_f1"),
                _lead(one.tuned_lead),
                _percent(one.values["tuned_answered"]),
                _percent(one.values["tuned_silent"]),
                _percent(one.values["own_f1"]),
                _percent(one.values["own_answered"]),
                _percent(one.values["own_silent"]),
            ]
            for one in scores
        ],
    )


def _speed(scores: Sequence[Scores]) -> str:
    first = scores[0]
    heads = ["speed", "a question, p50", "p95", "times Ibid's p50", "indexing, characters/s", "passages",
             "peak memory"]  # fmt: skip
    if first.cold_s is not None:
        heads += ["a new process answers", "its peak memory"]
    return _table(
        heads,
        [
            [
                one.name,
                f"{one.p50_ms:,.0f} ms",
                f"{one.p95_ms:,.0f} ms",
                f"{one.p50_ms / first.p50_ms:.1f}",
                f"{one.chars_per_s:,.0f}",
                f"{one.passages:,}",
                f"{one.peak_mib:,.0f} MiB",
                *(_cold(one) if first.cold_s is not None else ()),
            ]
            for one in scores
        ],
    )


def _cold(one: Scores) -> list[str]:
    """The time and the memory of a new process."""
    if one.cold_s is None or one.cold_peak_mib is None:
        return [NONE, NONE]
    return [f"{one.cold_s:.1f} s", f"{one.cold_peak_mib:,.0f} MiB"]


def _versions(results: Mapping[str, tuple[PeerTask, tuple[Scores, ...]]]) -> list[str]:
    versions = {
        name: version for _, scores in results.values() for one in scores for name, version in one.versions.items()
    }
    return ["versions: " + ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))]


def _table(heads: Sequence[str], rows: Rows) -> str:
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _percent(value: float | None) -> str:
    return NONE if value is None else f"{100 * value:.1f}"


def _with_interval(one: Scores, name: str) -> str:
    value, found = one.values[name], one.intervals[name]
    return _percent(value) if value is None or found is None else f"{_percent(value)} {_range(found)}"


def _range(found: Interval) -> str:
    return f"[{100 * found.low:.1f} to {100 * found.high:.1f}]"


def _lead(paired: Paired | None) -> str:
    if paired is None:
        return NONE
    return f"{100 * paired.difference:+.1f} {_range(paired.interval)}, {plain_p(paired.p)}"


def _processor() -> list[str]:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return [name] if name else []


def _memory() -> list[str]:
    path = Path("/proc/meminfo")
    if not path.exists():
        return []
    kib = int(path.read_text(encoding="utf-8").split()[1])
    return [f"{kib / GIB_IN_KIB:.0f} GiB of memory"]
