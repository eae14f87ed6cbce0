"""A library killed with SIGKILL at random moments, opened again, and held against what it had acknowledged."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

from eval.standins import FORKS, VERIFIES, ask, held, open_library, write_archive, write_article
from rag import Library, Outcome

ARTICLES = 60
BATCH = 3

Work = Callable[[Library, Path, Callable[[str], None]], None]
"""Does something to a library and its archive; calls back with the path of each file that is done."""


def _add(library: Library, archive: Path, done: Callable[[str], None]) -> None:
    files = sorted(archive.iterdir())
    for start in range(0, len(files), BATCH):
        library.add(files[start : start + BATCH], on_done=lambda path, outcome: done(path))


def _sync(library: Library, archive: Path, done: Callable[[str], None]) -> None:
    def acknowledge(path: str, outcome: Outcome) -> None:
        if outcome in (Outcome.ADDED, Outcome.UPDATED):
            done(path)

    library.sync(library.plan_sync(archive), on_done=acknowledge)


def _remove(library: Library, archive: Path, done: Callable[[str], None]) -> None:
    articles = sorted(library.articles(), key=lambda one: one.sources)
    for start in range(0, len(articles), BATCH):
        for gone in library.remove([one.id for one in articles[start : start + BATCH]]):
            done(gone.sources[0])


def _rebuild(library: Library, archive: Path, done: Callable[[str], None]) -> None:
    library.repair()
    library.reclaim()


def _change(archive: Path) -> None:
    """A third of the files change, a third go, as many are new."""
    for path in sorted(archive.iterdir()):
        number = int(path.stem)
        if number % 3 == 1:
            write_article(path, number, changed=True)
        elif number % 3 == 2:
            path.unlink()
            write_article(path.with_stem(f"{number + 1000}"), number + 1000)


def _leave(archive: Path) -> None:
    """Nothing happens to the files."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A kind of work: what happens to the files before it, whether the library holds them already, and the work."""

    name: str
    prepare: Callable[[Path], None]
    is_filled: bool
    work: Work


PLANS = {
    plan.name: plan
    for plan in (
        Plan("add", _leave, False, _add),
        Plan("sync", _change, True, _sync),
        Plan("remove", _leave, True, _remove),
        Plan("rebuild", _leave, True, _rebuild),
    )
}


@dataclass(frozen=True, slots=True)
class Kills:
    """What became of killed runs of one kind of work. Files are lost or back if what was said of them is not so."""

    work: str
    trials: int
    midway: int  # runs that had begun and were not done
    lost: int
    unsound: tuple[str, ...]  # what doctor found wrong after the next open, or after the work was done to its end


def kill_often(name: str, trials: int, scratch: Path, *, articles: int = ARTICLES, seed: int = 7) -> Kills:
    """Kill `trials` runs of a kind of work at random moments, in the new folder `scratch`."""
    plan, dice = PLANS[name], random.Random(seed)
    archive, base, whole = scratch / "archive", scratch / "base", scratch / "whole"
    write_archive(archive, articles)
    before: dict[str, str] = {}
    with open_library(base) as library:
        if plan.is_filled:
            library.add([archive])
        before = held(library)
    plan.prepare(archive)
    shutil.copytree(base, whole)
    lasts_s, _, _ = _run(plan, whole, archive, None)
    with open_library(whole) as library:
        after = held(library)
    midway = lost = 0
    unsound: list[str] = []
    for number in range(trials):
        folder = scratch / f"{name}{number}"
        shutil.copytree(base, folder)
        _, done, was_killed = _run(plan, folder, archive, dice.uniform(0, lasts_s))
        midway += was_killed
        with open_library(folder) as library:
            unsound += library.examine()
            lost += _broken(before, after, held(library), done)
            plan.work(library, archive, lambda path: None)
            unsound += library.examine()
            lost += _broken(after, after, held(library), set())
            if name == "remove":
                library.add([archive])
            if (said := ask(library)) != VERIFIES:
                unsound.append(said)
        shutil.rmtree(folder)
    return Kills(name, trials, midway, lost, tuple(unsound))


def _broken(before: dict[str, str], after: dict[str, str], now: dict[str, str], done: set[str]) -> int:
    """How many files give an article that they must not: after what was acknowledged, or neither before nor after."""
    return sum(
        now.get(path) != after.get(path) and (path in done or now.get(path) != before.get(path))
        for path in before.keys() | after.keys() | now.keys()
    )


def _run(plan: Plan, folder: Path, archive: Path, kill_after_s: float | None) -> tuple[float, set[str], bool]:
    """How long a run took, what it acknowledged, and whether it was killed before its end."""
    acknowledged = folder.with_suffix(".log")
    acknowledged.touch()
    here, there = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=_work, args=(plan.name, folder, archive, acknowledged, there))
    child.start()
    there.close()
    try:
        here.recv()
        began = time.perf_counter()
        child.join(kill_after_s)
        took_s = time.perf_counter() - began
    finally:
        child.kill()
        child.join()
        here.close()
    if child.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"{plan.name} ended with {child.exitcode}")
    lines = acknowledged.read_text(encoding="utf-8").split("\n")
    return took_s, set(lines[:-1]), child.exitcode != 0  # what follows the last line end was not written whole


def _work(name: str, folder: Path, archive: Path, acknowledged: Path, begins: Connection) -> None:
    with acknowledged.open("w", encoding="utf-8") as log:
        begins.send("now")
        with open_library(folder) as library:
            PLANS[name].work(library, archive, lambda path: _note(log, path))


def _note(log: TextIO, path: str) -> None:
    log.write(f"{path}\n")
    log.flush()
