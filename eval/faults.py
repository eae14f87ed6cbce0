"""What a library survives: `python -m eval.faults` kills it, damages it, fills its disk, and prints what came of it."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from eval.conditions import cut_power, fill_disk, take_leave_to_write, turn_clock_back, work_beside
from eval.damages import DAMAGES, Outcome, damage, damage_pages
from eval.kills import PLANS, Kills, kill_often
from eval.standins import open_library, write_archive

TRIALS = 200
ARTICLES = 40
BEGIN = """# What a library survives

Written by `{command}`, in {minutes} minutes. Models that take no time stand in for the real ones: what is
tried is the stores. A library is sound when `ibid doctor` finds nothing wrong and all quotations of an answer verify.

## Killed with SIGKILL at a random moment

After each kill the library is opened, examined, and held against what it had acknowledged: each file that was reported
as done is as it was reported, each other one is as before or as after, and nothing else is there. Then the work is done
to its end, and the library is examined and asked again. `sync` meets files that are new, changed and gone; a rebuild is
`doctor --repair` and `doctor --reclaim`.

| while | kills | before its end | acknowledged files lost | unsound after |
|---|---:|---:|---:|---:|
"""
MIDDLE = """

## Damaged, hindered, torn

To a library of {articles} articles, whose files are still there. Lost are articles that had been reported as added,
after `ibid doctor --repair` where files were damaged, and after room or leave was given where those lacked. What a
repair cannot bring back `ibid add` or `ibid sync` reads from the files again. The log is torn harder than by a disk
that keeps its word: what was written after the last report is taken away, though the indexes have it.

| fault | times | a question meanwhile gets | doctor, or the command, says | articles lost | sound after it |
|---|---:|---|---|---:|---|
"""


def try_all(scratch: Path, trials: int, console: Console) -> tuple[list[Kills], list[Outcome]]:
    """All kills and all damages."""
    kills = []
    for name in PLANS:
        kills.append(kill_often(name, max(1, trials // len(PLANS)), scratch / name))
        shutil.rmtree(scratch / name)
        console.print(f"{name}: {kills[-1].trials} killed, {kills[-1].lost} lost, unsound: {kills[-1].unsound}")
    whole = scratch / "whole"
    write_archive(scratch / "archive", ARTICLES)
    with open_library(whole) as library:
        library.add([scratch / "archive"])
    outcomes = [damage(fault, hurt, whole, scratch) for fault, hurt in DAMAGES.items()]
    for more in (damage_pages, fill_disk, take_leave_to_write, cut_power, work_beside):
        outcomes += more(whole, scratch)
    return kills, [*outcomes, *turn_clock_back(scratch)]


def as_markdown(kills: list[Kills], outcomes: list[Outcome], command: str, took_s: float) -> str:
    """The two tables."""
    rows = [f"| {one.work} | {one.trials} | {one.midway} | {one.lost} | {len(one.unsound)} |" for one in kills]
    more = [
        f"| {one.fault} | {one.trials} | {one.asked} | {one.said} | {one.lost} | {'yes' if one.is_sound else 'no'} |"
        for one in outcomes
    ]
    begin = BEGIN.format(command=command, minutes=f"{took_s / 60:.0f}")
    return begin + "\n".join(rows) + MIDDLE.format(articles=ARTICLES) + "\n".join(more) + "\n"


def main() -> None:
    """Parse the command line, try everything, print; exit 1 when a killed run lost something."""
    parser = argparse.ArgumentParser(prog="python -m eval.faults", description=__doc__)
    parser.add_argument("--trials", type=int, default=TRIALS, metavar="N", help=f"kills in all [{TRIALS}]")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables as Markdown too")
    given = parser.parse_args()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="ibid-faults-") as name:
        scratch = Path(name)
        scratch.chmod(0o755)  # somebody else has to get at it
        kills, outcomes = try_all(scratch, given.trials, console)
    command = " ".join(["python -m eval.faults", *sys.argv[1:]])
    written = as_markdown(kills, outcomes, command, time.perf_counter() - began)
    console.print(written)
    if given.write is not None:
        given.write.write_text(written, encoding="utf-8")
    if any(one.lost or one.unsound for one in kills):
        sys.exit("faults: a killed run lost something")


if __name__ == "__main__":
    main()
