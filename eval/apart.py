"""Measuring a step: in a process of its own, its time, its memory, what it leaves on disk."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from eval.bench import RSS_UNIT
from eval.metrics import percentile

FORKS = multiprocessing.get_context("forkserver")  # a small parent: peak memory of a child begins with its parent's


def apart(function: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    """What `function` returns in a process of its own."""
    ours, theirs = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=_send, args=(theirs, function, *arguments))
    child.start()
    theirs.close()
    try:
        result: dict[str, Any] = ours.recv()
    except EOFError:
        raise SystemExit(f"scale: the process that was to {function.__name__} failed") from None
    finally:
        child.join()
    return result


def _send(pipe: Connection, function: Callable[..., dict[str, Any]], *arguments: object) -> None:
    pipe.send(function(*arguments))


def seconds(do: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def spread(values: Sequence[float]) -> tuple[float, float]:
    """p50 and p95."""
    return percentile(values, 50), percentile(values, 95)


def peak_mib() -> float:
    """The peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / RSS_UNIT


def disk_mib(folder: Path) -> float:
    """What the files of a folder take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2
