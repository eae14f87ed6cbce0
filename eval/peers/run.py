"""The systems at work: each in a process of its own, one at a time, taking turns question by question."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from eval.peers.adapter import DONE, INDEX
from eval.peers.tasks import FILES, TEXTS, PeerTask
from eval.peers.wire import JOB, META, Job, read_meta, write_job, write_meta
from rag import SHIPPED_READER, RagError, Settings, float_folder, published_embedder

ROOT = Path(__file__).resolve().parent.parent.parent
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
MODULES = {
    "ibid": "ibid_peer",
    "ibid-float32": "ibid_peer",
    "haystack": "haystack_peer",
    "haystack-hybrid": "haystack_peer",
    "haystack-cleaner": "haystack_peer",
    "txtai": "txtai_peer",
    "txtai-helped": "txtai_peer",
    "plain": "plain_peer",
}
IBID = "ibid"
FIRST_ONLY = frozenset({"haystack-cleaner"})  # answers as `haystack` does; what differs, its offsets, one task shows
OWN = frozenset({"ibid", "ibid-float32"})
INDEX_ROUNDS = 3
LARGE_CHARS = 100_000  # from here on indexing takes long enough to be timed once
COLD_ROUNDS = 3
LOG = "log.txt"
LOG_LINES_SHOWN = 5
OFFLINE = {
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "PYTHONUNBUFFERED": "1",
    "TRANSFORMERS_OFFLINE": "1",
}


class PeerFailed(RagError):
    """A system ended before its work was done."""


@dataclass(frozen=True, slots=True)
class Running:
    """A system's process, waiting for its turn."""

    name: str
    folder: Path
    process: subprocess.Popen[str]

    def turn(self, command: str) -> None:
        """Let it do one thing, and wait until it has. Raises `PeerFailed`."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(f"{command}\n")
            self.process.stdin.flush()
        except OSError:
            pass  # it is gone; `hear` says why
        self.hear()

    def hear(self) -> str:
        """What it says when it is done. Raises `PeerFailed` when it says nothing more."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line.startswith(DONE):
            log = (self.folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            told = " | ".join(log[-LOG_LINES_SHOWN:])
            raise PeerFailed(f"{self.name} ended before it was done: {told}. All of it: {self.folder / LOG}")
        return line.removeprefix(DONE).strip()


def run_task(
    task: PeerTask, folder: Path, systems: Sequence[str], settings: Settings, on_step: Callable[[str], None]
) -> None:
    """Have `systems` index the articles in `folder` and answer the questions; their files are written there.

    `on_step` is told what is done next. Raises `PeerFailed`.
    """
    for name in systems:
        (folder / name).mkdir()
        job = Job(
            articles=folder / (FILES if name in OWN else TEXTS),
            questions=tuple((item.id, item.question) for item in task.items),
            embedder=published_embedder(),
            reader=float_folder(Path(settings.reader if settings.reader else SHIPPED_READER)),
            top_k=settings.top_k,
        )
        write_job(job, folder / name / JOB)
    with ExitStack() as stack:
        running = []
        for name in systems:
            on_step(f"starting {name}")
            running.append(stack.enter_context(_started(name, folder)))
            running[-1].hear()
        rounds = INDEX_ROUNDS if sum(map(len, task.texts.values())) < LARGE_CHARS else 1
        for number in range(rounds):
            for one in _in_turn(running, number):
                on_step(f"indexing, round {number + 1} of {rounds}: {one.name}")
                one.turn(INDEX)
        for number in range(len(task.items)):
            on_step(f"asking, question {number + 1} of {len(task.items)}")
            for one in _in_turn(running, number):
                one.turn("ask")
        for one in running:
            one.turn("end")


def _in_turn(running: Sequence[Running], number: int) -> Iterator[Running]:
    """All of them, beginning with another one each time, so that none always comes after the same."""
    first = number % len(running)
    yield from (*running[first:], *running[:first])


def time_cold_starts(folder: Path, systems: Sequence[str], on_step: Callable[[str], None]) -> None:
    """Seconds from the start of a process to its first answer, index and models read from the disk.

    After `run_task`, in the same folder. Raises `PeerFailed`.
    """
    metas = {name: read_meta(folder / name / META) for name in systems}
    for number in range(COLD_ROUNDS):
        on_step(f"new processes, round {number + 1} of {COLD_ROUNDS}")
        for name in systems:
            start = time.perf_counter()
            with _started(name, folder, "--cold") as one:
                peak_mib = float(one.hear())
                seconds = time.perf_counter() - start
                one.process.wait()
            meta = metas[name]
            metas[name] = replace(meta, cold_s=(*meta.cold_s, seconds), cold_peak_mib=(*meta.cold_peak_mib, peak_mib))
    for name, meta in metas.items():
        write_meta(meta, folder / name / META)


@contextmanager
def _started(name: str, folder: Path, *more: str) -> Iterator[Running]:
    python = sys.executable if name in OWN else str(PEERS_PYTHON)
    command = [python, "-m", f"eval.peers.{MODULES[name]}", name, str(folder / name), *more]
    with (folder / name / LOG).open("a", encoding="utf-8") as log:
        process = _start(command, log)
    try:
        yield Running(name, folder / name, process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _start(command: Sequence[str], log: IO[str]) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            command, cwd=ROOT, env=os.environ | OFFLINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            text=True, encoding="utf-8",
        )  # fmt: skip
    except OSError as error:
        raise PeerFailed(f"{command[0]} cannot be run ({error.strerror}). `make bench-peers` installs it.") from error
