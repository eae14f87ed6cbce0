"""The table of `make bench-scale`: a column a size, a line a figure, with the target beside it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.scale import Scale


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of each size, and what is aimed at."""

    name: str
    aim: str
    say: Callable[[Scale], str]


def _spread(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.1f} / {pair[1]:.1f} ms"


LINES = (
    Line("articles", "", lambda one: f"{one.articles:,}"),
    Line("add, passages a second", "", lambda one: f"{one.passages / one.add_s:,.0f}"),
    Line(
        "add, against the embedder alone", "≤ 1.25", lambda one: f"{one.add_s / one.embed_s:.2f}" if one.real else "–"
    ),
    Line(
        "add, all but embedding, a passage",
        "",
        lambda one: f"{1000 * (one.add_s - one.embed_s) / one.passages:.1f} ms",
    ),
    Line("add, peak memory", "does not grow", lambda one: f"{one.add_mib:,.0f} MiB"),
    Line("disk", "", lambda one: f"{one.disk_mib:,.0f} MiB"),
    Line("add again, all unchanged", "", lambda one: f"{one.unchanged_s:.1f} s"),
    Line("open", "≤ 1 s", lambda one: f"{one.open_s:.2f} s"),
    Line("first search after opening", "", lambda one: f"{one.first_ms:.0f} ms"),
    Line("search, p50 / p95", "p95 ≤ 25 ms at 100,000", lambda one: _spread(one.both_ms)),
    Line("  dense alone", "", lambda one: _spread(one.dense_ms)),
    Line("  lexical alone", "", lambda one: _spread(one.lexical_ms)),
    Line("  within a month", "", lambda one: _spread(one.month_ms)),
    Line("  within a year", "", lambda one: _spread(one.year_ms)),
    Line("search, peak memory", "", lambda one: f"{one.search_mib:,.0f} MiB"),
    Line("recall@10 against exact search", "≥ 0.98", lambda one: f"{one.recall:.3f}"),
    Line("doctor", "", lambda one: f"{one.doctor_s:.1f} s"),
    Line("remove a tenth", "", lambda one: f"{one.remove_s:.1f} s"),
    Line("make the indexes again", "", lambda one: f"{one.repair_s:.1f} s"),
    Line("disk after that", "", lambda one: f"{one.repaired_mib:,.0f} MiB"),
)


def print_scales(scales: Sequence[Scale], console: Console) -> None:
    """The table for a terminal."""
    table = Table(box=None, pad_edge=False)
    table.add_column("passages")
    for one in scales:
        table.add_column(f"{one.passages:,}", justify="right")
    table.add_column("aim")
    for line in LINES:
        table.add_row(line.name, *(line.say(one) for one in scales), line.aim)
    console.print(table)


def write_scales(scales: Sequence[Scale], command: str, path: Path) -> None:
    """The table as Markdown, with the command and the machine."""
    heads = ["passages", *(f"{one.passages:,}" for one in scales), "aim"]
    rows = [heads, ["---", *("---:" for _ in scales), "---"]]
    rows += [[line.name.strip(), *(line.say(one) for one in scales), line.aim] for line in LINES]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    per_article = scales[0].passages / scales[0].articles
    lines = [
        f"Written by `{command}` on {where}. Articles have about {per_article:.1f} passages.",
        "Every step runs in a process of its own, whose peak memory is given.",
    ]
    if put_together := [f"{one.passages:,}" for one in scales if not one.real]:
        lines.append(
            f"At {' and '.join(put_together)} passages the vectors are put together from those of their sentences, so "
            "there the embedder costs next to nothing."
        )
    text = "\n".join(lines)
    path.write_text(f"# How Ibid grows\n\n{text}\n\n{table}\n", encoding="utf-8")
