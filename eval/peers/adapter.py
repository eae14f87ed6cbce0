"""The process of one system: it waits for its turn, does one thing, says so, and waits again.

Its commands come on stdin, one a line: `index`, `ask`, `end`. Each is answered by a line on stdout. So several systems
can take turns, one of them working at a time, and share whatever else the machine does.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import IO, Protocol

from eval.peers.wire import JOB, META, PREDICTIONS, Job, Meta, Prediction, Reply, prediction_line, read_job, write_meta

INDEX = "index"
DONE = "done"
WARM_UP = "The ferry leaves at nine. It takes an hour to cross the strait, and the last one is back at seven."
WARM_UP_QUESTION = "When does the ferry leave?"
KIB = 1024


class System(Protocol):
    """What a system has to do. `begin` and `keep` are not timed."""

    def begin(self, folder: Path) -> None:
        """Start an empty index, kept in `folder`, which does not exist yet."""

    def add(self, articles: Path) -> int:
        """Index the text files in a folder; how many passages that makes."""

    def keep(self) -> None:
        """Write the index to its folder, where `add` has not done so."""

    def open(self, folder: Path) -> None:
        """Use the index that another process kept in `folder`."""

    def ask(self, question: str) -> Reply:
        """Answer a question."""


def serve(systems: Mapping[str, Callable[[Job], System]], packages: Iterable[str]) -> None:
    """Parse the command line and do what stdin says, or with `--cold` answer the first question and end.

    `systems` makes the variants of a system by name. `packages` are those whose versions decide what it does.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("system", choices=systems)
    parser.add_argument("folder", type=Path, help="holds the job; predictions, costs and index are written there")
    parser.add_argument("--cold", action="store_true")
    given = parser.parse_args()
    baton = _take_stdout()
    job = read_job(given.folder / JOB)
    system = systems[given.system](job)
    if given.cold:
        system.open(given.folder / INDEX)
        system.ask(job.questions[0][1])
        _say(baton, f"{DONE} {_peak_mib()}")
        return
    _warm_up(system, given.folder / "warm-up")
    index_s: list[float] = []
    passages = 0
    questions = iter(job.questions)
    with (given.folder / PREDICTIONS).open("w", encoding="utf-8") as predictions:
        _say(baton, DONE)
        for command in sys.stdin:
            if command.strip() == "end":
                break
            if command.strip() == INDEX:
                last = given.folder / f"{INDEX}-{len(index_s)}"
                system.begin(last)
                start = time.perf_counter()
                passages = system.add(job.articles)
                index_s.append(time.perf_counter() - start)
                system.keep()
                _point(given.folder / INDEX, last)
            else:
                predictions.write(prediction_line(_ask(system, *next(questions))))
                predictions.flush()
            _say(baton, DONE)
    versions = {name: version(name) for name in packages}
    write_meta(Meta(tuple(index_s), passages, _peak_mib(), versions), given.folder / META)
    _say(baton, DONE)


def _ask(system: System, id_: str, question: str) -> Prediction:
    start = time.perf_counter()
    reply = system.ask(question)
    return Prediction(id_, 1000 * (time.perf_counter() - start), reply)


def _warm_up(system: System, folder: Path) -> None:
    """Index and ask something else first, so that what is loaded once counts as a cold start, and only there."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    (articles / "warm-up.txt").write_text(WARM_UP, encoding="utf-8")
    system.begin(folder / INDEX)
    system.add(articles)
    system.ask(WARM_UP_QUESTION)


def _point(link: Path, folder: Path) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)


def _take_stdout() -> IO[str]:
    """stdout for us alone: what libraries print there goes to stderr instead."""
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return ours


def _say(baton: IO[str], line: str) -> None:
    with suppress(BrokenPipeError):  # nobody waits any more: what was done so far is still written
        baton.write(f"{line}\n")
        baton.flush()


def _peak_mib() -> float:
    """The most memory that this process has had resident, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # rusage counts the parent's memory in, which the process had before it was itself
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / KIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (KIB * KIB if sys.platform == "darwin" else KIB)
